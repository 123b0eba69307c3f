import { type Caller, Fault } from '../../base/index.ts';
import { type FhirRecord, type Sighting, create, read, update } from '../../record/index.ts';
import { type Asking, find, instant } from '../ask-record.ts';
import { idOf } from '../model.ts';
import { TASK_CODES, isOpen } from './model.ts';

/** Who stands in for whom, and until when: a Task of the code `cover`, for the one away, owned by the one who stands in. */
export type Cover = { task: string; away: fhir4.Reference; by: fhir4.Reference; from: string; until: string };

const CODE = `${TASK_CODES}|cover`;

function coverOf(task: fhir4.Task): Cover | null {
  const { start, end } = task.restriction?.period ?? {};
  if (!task.for || !task.owner || !start || !end || !isOpen(task)) return null;
  return { task: task.id ?? '', away: task.for, by: task.owner, from: start, until: end };
}

function holdsAt(cover: Cover, now: number): boolean {
  return Date.parse(cover.from) <= now && now < Date.parse(cover.until);
}

/** Who stands in for somebody now, in the order in which it was agreed. */
export async function standingIn(sighting: Sighting, away: string): Promise<fhir4.Reference[]> {
  const tasks = await sighting.find<fhir4.Task>('Task', `code=${CODE}&subject=${away}`);
  return tasks
    .map(coverOf)
    .filter((cover) => cover !== null)
    .filter((cover) => holdsAt(cover, sighting.now))
    .map((cover) => cover.by);
}

/** The covers that concern somebody, now or to come: those whom they stand in for, and who stands in for them. */
export async function coversOf(asking: Asking): Promise<{ mine: Cover[]; others: Cover[] }> {
  const { practitioner } = asking.caller;
  if (!practitioner) return { mine: [], others: [] };
  const open: [string, string] = ['status', 'requested,accepted,in-progress'];
  const [mine, others] = await Promise.all([
    find<fhir4.Task>(asking, 'Task', [['code', CODE], ['subject', practitioner], open]),
    find<fhir4.Task>(asking, 'Task', [['code', CODE], ['owner', practitioner], open]),
  ]);
  const current = (tasks: fhir4.Task[]) =>
    tasks
      .map(coverOf)
      .filter((cover) => cover !== null)
      .filter((cover) => Date.parse(cover.until) > asking.now);
  return { mine: current(mine), others: current(others) };
}

/** Of those, whom the caller stands in for at this moment. */
export function awayNow(covers: { others: readonly Cover[] }, now: number): fhir4.Reference[] {
  return covers.others.filter((cover) => holdsAt(cover, now)).map((cover) => cover.away);
}

export type CoverAsk = { by: string; byName?: string | undefined; from: string; until: string };

const LONGEST_DAYS = 366;

/**
 * Says who looks at the caller's results while they are away. Faults: forbidden for whoever is no practitioner, unprocessable where
 * the time or the person cannot be.
 */
export async function arrangeCover(record: FhirRecord, caller: Caller, ask: CoverAsk): Promise<Cover> {
  const { practitioner } = caller;
  if (!practitioner) throw new Fault('forbidden', 'forbidden', 'Only somebody with patients of their own is covered.');
  const [from, until, now] = [Date.parse(ask.from), Date.parse(ask.until), record.clock.now()];
  const fail = (expression: string, detail: string) => new Fault('unprocessable', 'value', detail, { expression });
  if (idOf({ reference: ask.by }, 'Practitioner') === null) throw fail('by', 'Name the colleague who stands in.');
  if (ask.by === practitioner) throw fail('by', 'Nobody stands in for themselves: name a colleague.');
  if (Number.isNaN(from)) throw fail('from', 'Say from when on.');
  if (Number.isNaN(until)) throw fail('until', 'Say until when.');
  if (until <= from) throw fail('until', 'It must end after it begins.');
  if (until <= now) throw fail('until', 'That is over already.');
  if (until - from > LONGEST_DAYS * 86_400_000) throw fail('until', 'Cover lasts a year at the most.');
  const task: fhir4.Task = {
    resourceType: 'Task',
    status: 'accepted',
    intent: 'order',
    code: { coding: [{ system: TASK_CODES, code: 'cover', display: 'Stand in for a colleague' }], text: 'Stand in' },
    description: `Stands in for ${caller.name}`,
    for: { reference: practitioner, display: caller.name },
    requester: { reference: practitioner, display: caller.name },
    owner: { reference: ask.by, ...(ask.byName ? { display: ask.byName } : {}) },
    authoredOn: instant(now),
    lastModified: instant(now),
    restriction: { period: { start: instant(from), end: instant(until) } },
  };
  const { answer } = await create(record, caller, task as unknown as Parameters<typeof create>[2]);
  return coverOf({ ...task, id: answer.id })!;
}

/** Ends a cover: whoever is away, or whoever stands in, may. Faults: not-found, forbidden. */
export async function endCover(record: FhirRecord, caller: Caller, id: string): Promise<void> {
  const answer = await read(record, caller, 'Task', id);
  const task = answer && !answer.deleted ? (JSON.parse(answer.body) as fhir4.Task) : null;
  const cover = task && task.code?.coding?.some(({ code }) => code === 'cover') ? coverOf(task) : null;
  if (!answer || !task || !cover) throw new Fault('not-found', 'not-found', 'There is no such cover.');
  const { practitioner } = caller;
  if (practitioner !== cover.away.reference && practitioner !== cover.by.reference)
    throw new Fault('forbidden', 'forbidden', 'Only who is away and who stands in may end it.');
  const now = instant(record.clock.now());
  const ended = { ...task, status: 'completed' as const, lastModified: now };
  await update(record, caller, 'Task', id, ended as unknown as Parameters<typeof update>[4], {
    ifMatch: answer.version,
  });
}
