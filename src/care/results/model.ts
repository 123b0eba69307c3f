import { createHash } from 'node:crypto';
import { instant } from '../ask-record.ts';
import { idOf, standingOf, wordsOf } from '../model.ts';
import { CLOCKS, type Severity, dueAfter } from './clocks.ts';

export const TASK_CODES = 'urn:throughline:task';
/** Names in Task.input and Task.output. */
export const PARTS = 'urn:throughline:task-part';
/** Why a review stands again though it was done. */
export const REASONS = 'urn:throughline:review-reason';

/** What is reported: a report, or a result that stands alone. */
export type Reported = fhir4.DiagnosticReport | fhir4.Observation;

const DAY_MS = 86_400_000;
/** What is older when it comes is history, and asks for no look. */
const HISTORY_DAYS = 30;
/** Past it, what arrives was brought in rather than reported. */
const BROUGHT_IN_DAYS = 1;

const SHOWN = new Set(['final', 'amended', 'corrected', 'appended', 'preliminary', 'partial']);
const WITHDRAWN = new Set(['cancelled', 'entered-in-error']);
const CHANGED = new Set(['amended', 'corrected', 'appended']);
const CLOSED = new Set(['completed', 'cancelled', 'rejected', 'failed', 'entered-in-error']);

/** True for a task that waits to be done. */
export const isOpen = (task: fhir4.Task): boolean => !CLOSED.has(task.status);

/** True for the task of looking at a result. */
export const isReview = (task: fhir4.Task): boolean =>
  (task.code?.coding ?? []).some(({ system, code }) => system === TASK_CODES && code === 'review-result');

/** The gravest of what is reported: by the laboratory's word, else by the range that came with it. */
export function severityOf(observations: readonly fhir4.Observation[]): Severity {
  const standings = observations.flatMap((one) => [one, ...partsOf(one)]).map(standingOf);
  if (standings.some((one) => one?.isCritical)) return 'critical';
  return standings.some((one) => one !== null) ? 'abnormal' : 'normal';
}

/** Components stand as observations do. */
function partsOf(observation: fhir4.Observation): fhir4.Observation[] {
  return (observation.component ?? []).map((part) => ({
    ...part,
    resourceType: 'Observation',
    status: observation.status,
  }));
}

/** When it was released, ms since 1970; NaN where nothing says. */
export function releasedAt(reported: Reported): number {
  return Date.parse(
    reported.issued ?? reported.effectiveDateTime ?? reported.effectivePeriod?.end ?? reported.meta?.lastUpdated ?? '',
  );
}

/** What of a report somebody has looked at, as one word: a new version that says the same asks for no second look. */
function digestOf(reported: Reported, results: readonly fhir4.Observation[]): string {
  // A report that says nothing beyond its results is no more than they are.
  const says =
    reported.resourceType === 'DiagnosticReport' && Object.keys(reported).some((name) => OF_ITSELF.test(name));
  const said = [...(says || WITHDRAWN.has(reported.status) ? [reported] : []), ...results].map((one) => {
    const kept = Object.entries(one).filter(([name]) => SAYS.test(name));
    return [`${one.resourceType}/${one.id}`, WITHDRAWN.has(one.status), kept.sort(([x], [y]) => (x < y ? -1 : 1))];
  });
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
}

const SAYS = /^(value.*|component|interpretation|dataAbsentReason|note|conclusion|conclusionCode|presentedForm|code)$/;
const OF_ITSELF = /^(conclusion|conclusionCode|presentedForm)$/;
const DIGEST = 'content-digest';

function withDigest(task: fhir4.Task, digest: string): fhir4.Task {
  const others = (task.input ?? []).filter((one) => partOf(one.type) !== DIGEST);
  return { ...task, input: [...others, { type: { coding: [{ system: PARTS, code: DIGEST }] }, valueString: digest }] };
}

const partOf = (type: fhir4.CodeableConcept | undefined) => type?.coding?.find(({ system }) => system === PARTS)?.code;

/** Whether what a task was about is no more what it was when the task was last written. */
function hasChanged({ reported, results }: Arrived, before: fhir4.Task): boolean {
  const known = (before.input ?? []).find((one) => partOf(one.type) === DIGEST)?.valueString;
  if (known !== undefined) return known !== digestOf(reported, results);
  // Of a task that a person wrote only the time is known.
  return (
    CHANGED.has(reported.status) && Date.parse(reported.meta?.lastUpdated ?? '') > Date.parse(before.lastModified ?? '')
  );
}

/** False for what is history when it comes: it asks for no look, whatever it says. */
export function isFresh(reported: Reported, now: number): boolean {
  const released = releasedAt(reported);
  return !Number.isNaN(released) && now - released <= HISTORY_DAYS * DAY_MS;
}

/** True for what is not as it was first given. */
export const isChanged = (reported: Reported): boolean =>
  CHANGED.has(reported.status) || WITHDRAWN.has(reported.status);

/** The id of the one task in which a report is looked at. */
export function reviewIdOf(reported: { resourceType: string; id?: string | undefined }): string {
  return createHash('sha256').update(`review ${reported.resourceType}/${reported.id}`).digest('hex').slice(0, 40);
}

const practitionerOf = (reference: fhir4.Reference | undefined) =>
  idOf(reference, 'Practitioner') === null ? undefined : reference;

/** What is known around a report when it is decided who looks at it. */
export type Around = {
  order?: fhir4.ServiceRequest | undefined;
  encounter?: fhir4.Encounter | undefined;
  patient?: fhir4.Patient | undefined;
  /** The positions that orders name in the place of people. */
  roles: ReadonlyMap<string, fhir4.PractitionerRole>;
};

/**
 * Who is to look at it, in the order in which they are asked: who ordered it, who attended the visit, the person's own
 * practitioner. Each once.
 */
export function responsibleFor({ order, encounter, patient, roles }: Around): fhir4.Reference[] {
  const requester = order?.requester;
  const role = requester?.reference ? roles.get(requester.reference) : undefined;
  const attending = (encounter?.participant ?? [])
    .toSorted((a, b) => Number(isAttending(b)) - Number(isAttending(a)))
    .map((one) => practitionerOf(one.individual));
  const asked = [
    practitionerOf(requester),
    practitionerOf(role?.practitioner),
    ...attending,
    ...(patient?.generalPractitioner ?? []).map(practitionerOf),
  ].filter((one) => one !== undefined);
  return [...new Map(asked.map((one) => [one.reference, one])).values()];
}

function isAttending(participant: fhir4.EncounterParticipant): boolean {
  return (participant.type ?? []).some((type) => (type.coding ?? []).some((coding) => coding.code === 'ATND'));
}

export type Arrived = Around & {
  reported: Reported;
  /** What it is made of; of a single result itself. */
  results: readonly fhir4.Observation[];
  /** The task of its review, where it has one, with its version. */
  before: fhir4.Task | undefined;
  /** Whoever is responsible has seen the person since it was released. */
  seenSince: boolean;
  now: number;
};

/**
 * The task that a report asks for as it stands now; null where there is none to be written. What was looked at and then changed is
 * to be looked at again, with the reason; what is withdrawn before anybody looked asks for nothing more.
 */
export function reviewOf(arrived: Arrived): fhir4.Task | null {
  const { reported, before, now } = arrived;
  const isWithdrawn = WITHDRAWN.has(reported.status);
  if (!isWithdrawn && !SHOWN.has(reported.status)) return null;
  if (before) {
    if (!isWithdrawn && !hasChanged(arrived, before)) return null;
    const next = isOpen(before) ? renewed(arrived, before, isWithdrawn) : reopened(arrived, before, isWithdrawn);
    // What was a single result before is looked at with its report from now on.
    const focus = { reference: `${reported.resourceType}/${reported.id}` };
    return next && withDigest({ ...next, focus }, digestOf(reported, arrived.results));
  }
  const released = releasedAt(reported);
  if (isWithdrawn || !isFresh(reported, now)) return null;
  if (now - released > BROUGHT_IN_DAYS * DAY_MS && arrived.seenSince) return null;
  const severity = severityOf(arrived.results);
  // A part of a report that is well waits for the rest of it.
  if (reported.status === 'preliminary' && severity === 'normal') return null;
  return withDigest(firstReview(arrived, severity, released), digestOf(reported, arrived.results));
}

function firstReview(arrived: Arrived, severity: Severity, released: number): fhir4.Task {
  const { reported, now } = arrived;
  const [owner] = responsibleFor(arrived);
  return {
    resourceType: 'Task',
    id: reviewIdOf(reported),
    status: 'requested',
    intent: 'order',
    ...urgencyOf(severity, Math.max(now - BROUGHT_IN_DAYS * DAY_MS, released)),
    code: {
      coding: [{ system: TASK_CODES, code: 'review-result', display: 'Review a result' }],
      text: 'Review a result',
    },
    // What was tested stands in the report, for whoever sees that: tasks are read at desks too.
    description: 'Look at a result',
    focus: { reference: `${reported.resourceType}/${reported.id}` },
    ...(arrived.order ? { basedOn: [{ reference: `ServiceRequest/${arrived.order.id}` }] } : {}),
    ...(reported.subject ? { for: reported.subject } : {}),
    ...(reported.encounter ? { encounter: reported.encounter } : {}),
    authoredOn: instant(now),
    lastModified: instant(now),
    ...(arrived.order?.requester ? { requester: arrived.order.requester } : {}),
    ...(owner ? { owner } : {}),
    performerType: [{ coding: [{ system: 'urn:throughline:role', code: 'physician' }] }],
  };
}

function urgencyOf(severity: Severity, at: number): Pick<fhir4.Task, 'priority' | 'restriction' | 'businessStatus'> {
  const clock = CLOCKS[severity];
  return {
    priority: clock.priority,
    businessStatus: { coding: [{ system: 'urn:throughline:result-severity', code: severity }], text: severity },
    restriction: { period: { start: instant(at), end: instant(dueAfter(clock, at)) } },
  };
}

/** How grave what waits to be looked at is. */
export function severityIn(task: fhir4.Task): Severity {
  const code = task.businessStatus?.coding?.find(({ system }) => system === 'urn:throughline:result-severity')?.code;
  if (code === 'critical' || code === 'abnormal' || code === 'normal') return code;
  return task.priority === 'stat' ? 'critical' : 'abnormal';
}

const GRAVER: readonly Severity[] = ['normal', 'abnormal', 'critical'];

/** It waits and has changed: graver than before, its clock begins anew; withdrawn, nobody need look. */
function renewed(arrived: Arrived, before: fhir4.Task, isWithdrawn: boolean): fhir4.Task | null {
  const { now } = arrived;
  if (isWithdrawn) {
    const { owner } = before;
    // Who took it on has perhaps read it already.
    if (before.status !== 'requested' && owner) return { ...reopened(arrived, before, true)!, owner };
    return { ...before, status: 'cancelled', statusReason: reasonOf('withdrawn'), lastModified: instant(now) };
  }
  const severity = severityOf(arrived.results);
  const isGraver = GRAVER.indexOf(severity) > GRAVER.indexOf(severityIn(before));
  return { ...before, ...(isGraver ? urgencyOf(severity, now) : {}), lastModified: instant(now) };
}

/** It was looked at, and is not what it was. */
function reopened(arrived: Arrived, before: fhir4.Task, isWithdrawn: boolean): fhir4.Task | null {
  const { reported, results, now } = arrived;
  // What the laboratory withdrew and now gives after all is looked at; what a person took off the list is not.
  const wasWithdrawn = codeOfReason(before) === 'withdrawn';
  if (wasWithdrawn === isWithdrawn && (isWithdrawn || before.status !== 'completed')) return null;
  const reason: Reason | null = isWithdrawn
    ? 'withdrawn'
    : CHANGED.has(reported.status) || results.some((one) => CHANGED.has(one.status))
      ? 'corrected'
      : 'completed';
  const severity = severityOf(results);
  // What was said of a normal first part holds when the rest is normal too.
  if (reason === 'completed' && severity === 'normal') return null;
  // Whoever was told something that does not hold any more is to know it soon.
  const grave: Severity = severity === 'critical' ? 'critical' : 'abnormal';
  const { executionPeriod: _done, ...kept } = before;
  return {
    ...kept,
    status: 'requested',
    statusReason: reasonOf(reason),
    ...urgencyOf(grave, now),
    lastModified: instant(now),
  };
}

export type Reason = 'corrected' | 'completed' | 'withdrawn';

const REASON_WORDS: Record<Reason, string> = {
  corrected: 'Corrected after it was looked at',
  completed: 'Completed after its first part was looked at',
  withdrawn: 'Withdrawn by the laboratory',
};

function reasonOf(code: Reason): fhir4.CodeableConcept {
  return { coding: [{ system: REASONS, code, display: REASON_WORDS[code] }], text: REASON_WORDS[code] };
}

/** Why it stands again; undefined for one that is new. */
export function codeOfReason(task: fhir4.Task): Reason | undefined {
  const code = task.statusReason?.coding?.find(({ system }) => system === REASONS)?.code;
  return code === 'corrected' || code === 'completed' || code === 'withdrawn' ? code : undefined;
}

export function titleOf(reported: Reported): string {
  return wordsOf(reported.code, 'Result');
}
