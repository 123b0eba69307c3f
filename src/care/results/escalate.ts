import type { Duty, Put, Sighting } from '../../record/index.ts';
import { instant } from '../ask-record.ts';
import { CLOCKS } from './clocks.ts';
import { standingIn } from './cover.ts';
import { PARTS, type Reported, TASK_CODES, responsibleFor, severityIn } from './model.ts';
import { aroundOf } from './react-to-results.ts';

const LOOK_EVERY_MS = 10_000;
const NOTIFIED = { coding: [{ system: PARTS, code: 'notified', display: 'Was to look at it' }] };

const endOf = (task: fhir4.Task): number => Date.parse(task.restriction?.period?.end ?? '');

/** Whom it went to before, and who has it now. */
function notifiedIn(task: fhir4.Task): Set<string> {
  const before = (task.input ?? []).flatMap((one) =>
    one.type.coding?.some(({ system, code }) => system === PARTS && code === 'notified')
      ? [one.valueReference?.reference ?? '']
      : [],
  );
  return new Set([...before, task.owner?.reference ?? ''].filter((one) => one !== ''));
}

/** Everybody whom it may go to, in their order; whoever stands in for somebody comes right after them. */
async function candidates(sighting: Sighting, task: fhir4.Task): Promise<fhir4.Reference[]> {
  const focus = task.focus?.reference ?? '';
  const reported = (await sighting.read<Reported>([focus])).get(focus);
  const around = reported ? responsibleFor(await aroundOf(sighting, reported)) : [];
  const patient = task.for?.reference?.replace('Patient/', '') ?? '';
  const teams = patient ? await sighting.find<fhir4.CareTeam>('CareTeam', `patient=${patient}&status=active`) : [];
  const members = teams
    .flatMap((team) => team.participant ?? [])
    .flatMap(({ member }) => (member?.reference?.startsWith('Practitioner/') ? [member] : []));
  const people: fhir4.Reference[] = [];
  for (const one of [...(task.owner ? [task.owner] : []), ...around, ...members]) {
    people.push(one, ...(one.reference ? await standingIn(sighting, one.reference) : []));
  }
  return people;
}

/**
 * A critical result that nobody has looked at in its time goes to the next person, and when all have had it to every physician; each
 * step stands in the task. Null where there is nothing more to do than to wait.
 */
export function escalated(task: fhir4.Task, people: readonly fhir4.Reference[], now: number): fhir4.Task | null {
  const clock = CLOCKS[severityIn(task)];
  if (clock.nextAfterMinutes === null || !(endOf(task) <= now) || !task.owner) return null;
  const notified = notifiedIn(task);
  const next = people.find((one) => one.reference !== undefined && !notified.has(one.reference));
  const { owner, ...others } = task;
  const said = `${owner.display ?? 'Who had it'} did not look at it in time; it went to ${next ? (next.display ?? 'the next person') : 'every physician'}.`;
  return {
    ...others,
    ...(next ? { owner: next } : {}),
    status: 'requested',
    lastModified: instant(now),
    restriction: {
      period: { ...task.restriction?.period, end: instant(now + clock.nextAfterMinutes * 60_000) },
    },
    input: [...(task.input ?? []), { type: NOTIFIED, valueReference: owner }],
    note: [...(task.note ?? []), { time: instant(now), text: said }],
  };
}

/** Hands on what is critical and waits too long. */
export const ESCALATION: Duty = {
  name: 'results-escalation',
  everyMs: LOOK_EVERY_MS,
  writes: ['Task'],
  async work(sighting) {
    const open = `code=${TASK_CODES}|review-result&priority=stat&status=requested,received,accepted,ready,in-progress`;
    const tasks = await sighting.find<fhir4.Task>('Task', open);
    const puts: Put[] = [];
    for (const task of tasks) {
      if (!(endOf(task) <= sighting.now) || !task.owner) continue;
      const next = escalated(task, await candidates(sighting, task), sighting.now);
      if (next) puts.push({ resource: { ...next, id: next.id! } });
    }
    return puts;
  },
};
