import type { Looking, Put, Reaction, Sighting } from '../../record/index.ts';
import { idOf, nameOf } from '../model.ts';
import {
  type Reported,
  isChanged,
  isFresh,
  isReview,
  releasedAt,
  responsibleFor,
  reviewIdOf,
  reviewOf,
  type Around,
} from './model.ts';

const CATEGORIES = new Set([
  'laboratory',
  'imaging',
  'LAB',
  'RAD',
  'PAT',
  'CP',
  'MB',
  'HM',
  'CH',
  'IMM',
  'TX',
  'US',
  'XRC',
]);

/** Results that a laboratory or an imaging centre gives; vital signs and what a form says are nobody's to review. */
function isDiagnostic(reported: Reported): boolean {
  if (reported.resourceType === 'DiagnosticReport') return true;
  return (reported.category ?? []).some((one) => (one.coding ?? []).some(({ code }) => CATEGORIES.has(code ?? '')));
}

/** Panels within panels are followed so far, whatever refers to whatever. */
const MOST_DEEP = 3;

/** The reports that changes are about: themselves, and those that a changed result is part of. */
async function reportsOf(looking: Looking): Promise<Reported[]> {
  const { changes } = looking;
  const changed = await looking.read<Reported>(changes.map(({ type, id }) => `${type}/${id}`));
  const reports = new Map<string, Reported>();
  for (const [reference, reported] of changed) {
    if (!isFresh(reported, looking.now) && !isChanged(reported)) continue;
    if (reported.resourceType === 'DiagnosticReport') reports.set(reference, reported);
    else if (isDiagnostic(reported))
      for (const one of await wholeOf(looking, reported)) reports.set(`${one.resourceType}/${one.id}`, one);
  }
  return [...reports.values()];
}

/** A result is looked at with the report, or the panel, that it is part of; else by itself. */
async function wholeOf(looking: Looking, result: fhir4.Observation, deep = 0): Promise<Reported[]> {
  const reference = `Observation/${result.id}`;
  const reports = await looking.find<Reported>('DiagnosticReport', `result=${reference}`);
  if (reports.length > 0) return reports;
  const panels = await looking.find<fhir4.Observation>('Observation', `has-member=${reference}`);
  if (panels.length > 0 && deep < MOST_DEEP)
    return (await Promise.all(panels.map((one) => wholeOf(looking, one, deep + 1)))).flat();
  return [result];
}

/** All results of a report, those within panels too. */
async function resultsOf(looking: Looking, reported: Reported): Promise<fhir4.Observation[]> {
  if (reported.resourceType === 'Observation' && !reported.hasMember) return [reported];
  const found: fhir4.Observation[] = reported.resourceType === 'Observation' ? [reported] : [];
  let wanted = (reported.resourceType === 'Observation' ? reported.hasMember : reported.result) ?? [];
  for (let deep = 0; deep < MOST_DEEP && wanted.length > 0; deep += 1) {
    const read = await looking.read<fhir4.Observation>(wanted.map((one) => one.reference));
    const some = [...read.values()].filter((one) => one.resourceType === 'Observation');
    found.push(...some);
    wanted = some.flatMap((one) => one.hasMember ?? []);
  }
  return found;
}

/** What is around a report: its order, its visit, its person. */
export async function aroundOf(looking: Sighting, reported: Reported): Promise<Around> {
  const orders = (reported.basedOn ?? [])
    .map((one) => one.reference)
    .filter((one) => one?.startsWith('ServiceRequest/'));
  const read = await looking.read([...orders, reported.encounter?.reference, reported.subject?.reference]);
  const order = orders.map((one) => read.get(one!)).find((one) => one !== undefined) as
    | fhir4.ServiceRequest
    | undefined;
  const visit = (await looking.read([order?.encounter?.reference])).get(order?.encounter?.reference ?? '');
  const roles = await looking.read<fhir4.PractitionerRole>(
    [order?.requester?.reference].filter((one) => one?.startsWith('PractitionerRole/')),
  );
  return {
    order,
    encounter: (read.get(reported.encounter?.reference ?? '') ?? visit) as fhir4.Encounter | undefined,
    patient: read.get(reported.subject?.reference ?? '') as fhir4.Patient | undefined,
    roles,
  };
}

/** The task in which it is looked at: its own, or one that a person wrote about it or about a result of it. */
async function reviewBefore(
  looking: Looking,
  reported: Reported,
  results: readonly fhir4.Observation[],
): Promise<fhir4.Task | undefined> {
  const name = `Task/${reviewIdOf(reported)}`;
  const own = (await looking.read<fhir4.Task>([name])).get(name);
  if (own) return own;
  const about = [
    ...new Set([`${reported.resourceType}/${reported.id}`, ...results.map((one) => `Observation/${one.id}`)]),
  ];
  const tasks = await looking.find<fhir4.Task>('Task', `focus=${about.join(',')}`);
  return tasks.find((task) => isReview(task) && task.status !== 'cancelled');
}

/** Whether whoever is responsible has seen the person since: what was brought in afterwards they then know. */
async function wasSeenSince(looking: Looking, reported: Reported, around: Around): Promise<boolean> {
  const who = responsibleFor(around).flatMap((one) => one.reference ?? []);
  const patient = idOf(reported.subject, 'Patient');
  const at = releasedAt(reported);
  if (who.length === 0 || patient === null || Number.isNaN(at)) return false;
  const query = `patient=${patient}&participant=${who.join(',')}&date=ge${new Date(at).toISOString()}`;
  return (await looking.find('Encounter', query)).length > 0;
}

/** Lists and messages name people: a reference alone does not. */
async function withOwnerNamed(looking: Looking, task: fhir4.Task): Promise<fhir4.Task> {
  const { owner } = task;
  if (!owner?.reference || owner.display) return task;
  const person = (await looking.read<fhir4.Practitioner>([owner.reference])).get(owner.reference);
  return person?.name ? { ...task, owner: { ...owner, display: nameOf(person.name) } } : task;
}

async function putsFor(looking: Looking, reported: Reported): Promise<Put[]> {
  const results = await resultsOf(looking, reported);
  const around = await aroundOf(looking, reported);
  const before = await reviewBefore(looking, reported, results);
  const seenSince = before ? false : await wasSeenSince(looking, reported, around);
  const task = reviewOf({ reported, results, ...around, before, seenSince, now: looking.now });
  const ended = await endSingles(looking, reported, before?.id);
  if (!task) return ended;
  return [...ended, { resource: { ...(await withOwnerNamed(looking, task)), id: task.id! } }];
}

/** Other results of the report that had a task of their own before it came: they are looked at with it. */
async function endSingles(looking: Looking, reported: Reported, kept: string | undefined): Promise<Put[]> {
  if (reported.resourceType !== 'DiagnosticReport' || !reported.result) return [];
  const names = reported.result.flatMap((one) => {
    const id = idOf(one, 'Observation');
    return id === null ? [] : [`Task/${reviewIdOf({ resourceType: 'Observation', id })}`];
  });
  const tasks = [...(await looking.read<fhir4.Task>(names)).values()];
  return tasks
    .filter((task) => task.status === 'requested' && task.id !== kept)
    .map((task) => ({
      resource: { ...task, id: task.id!, status: 'cancelled', statusReason: { text: 'Looked at with its report' } },
    }));
}

/**
 * Whatever a laboratory or an imaging centre reports becomes the task of one person, with a clock by how grave it is. A report and its
 * results that come together are one task; what is corrected after it was looked at is to be looked at again.
 */
export const RESULTS: Reaction = {
  name: 'results',
  types: new Set(['DiagnosticReport', 'Observation']),
  writes: ['Task'],
  async react(looking) {
    const puts = new Map<string, Put>();
    for (const reported of await reportsOf(looking)) {
      for (const put of await putsFor(looking, reported)) puts.set(put.resource.id, put);
    }
    return [...puts.values()];
  },
};
