import type { Role } from '../base/index.ts';

/** One thing to do, in plain words, with what it opens. */
export type Item = {
  /** Steady over readings: the reference of what it is made from. */
  id: string;
  kind: 'visit' | 'result' | 'task' | 'message';
  title: string;
  detail: string;
  patient?: { id: string; name: string };
  /** Instant by which, or at which. */
  due?: string;
  /** A booked visit whose time is past without anybody having said that it began. */
  isPassed?: boolean;
  /** `Type/id` */
  resource: string;
};

/** What a home shows: what is late, what is today's, what comes after today, and what waits on others. */
export type NextThings = {
  today: Item[];
  overdue: Item[];
  coming: Item[];
  waiting: Item[];
  panel?: { patients: number };
  /** How many results wait for the caller to look at, the normal ones too. */
  results?: { waiting: number };
};

/** What the home of a role is made of; every role has its tasks. */
export type HomeParts = { visits: 'own' | 'site' | 'none'; results: boolean };

const CARES: HomeParts = { visits: 'own', results: true };
const ACCOMPANIES: HomeParts = { visits: 'own', results: false };
const DESK: HomeParts = { visits: 'site', results: false };
const OFFICE: HomeParts = { visits: 'none', results: false };

/** The home of each role, as data. */
export const HOMES: Record<Role, HomeParts> = {
  physician: CARES,
  'nurse-practitioner': CARES,
  psychiatrist: CARES,
  pharmacist: CARES,
  nurse: CARES,
  'transitional-care-nurse': CARES,
  'behavioral-care-manager': CARES,
  psychologist: ACCOMPANIES,
  'social-worker': ACCOMPANIES,
  'community-health-worker': ACCOMPANIES,
  'diagnostic-service': OFFICE,
  'dispensing-pharmacy': OFFICE,
  registrar: DESK,
  scheduler: DESK,
  biller: OFFICE,
  'quality-analyst': OFFICE,
  finance: OFFICE,
  'privacy-officer': OFFICE,
  administrator: OFFICE,
  patient: { visits: 'own', results: false },
  system: OFFICE,
};

/** Codes of http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation that ask for a look, and those that ask for one now. */
const ABNORMAL = new Set(['H', 'L', 'A', 'HH', 'LL', 'AA', 'HU', 'LU', 'POS', 'R']);
const CRITICAL = new Set(['HH', 'LL', 'AA']);
const READY = new Set(['final', 'amended', 'corrected', 'preliminary']);

const WORDS: Record<string, string> = {
  HH: 'critically high',
  LL: 'critically low',
  AA: 'critical',
  H: 'high',
  L: 'low',
};

/** How a result lies: null where nothing asks for a look. By the laboratory's own word, else by the range that came with it. */
export function standingOf(observation: fhir4.Observation): { word: string; isCritical: boolean } | null {
  if (!READY.has(observation.status)) return null;
  const codes = (observation.interpretation ?? [])
    .flatMap((concept) => concept.coding ?? [])
    .map((coding) => coding.code ?? '');
  const told = codes.find((code) => CRITICAL.has(code)) ?? codes.find((code) => ABNORMAL.has(code));
  if (told) return { word: WORDS[told] ?? 'abnormal', isCritical: CRITICAL.has(told) };
  if (codes.length > 0) return null;
  const value = observation.valueQuantity;
  for (const { low, high, type } of observation.referenceRange ?? []) {
    const isNormalRange = !type || (type.coding ?? []).some((coding) => coding.code === 'normal');
    if (!isNormalRange || value?.value === undefined) continue;
    if (isSameUnit(value, low) && low?.value !== undefined && value.value < low.value)
      return { word: 'low', isCritical: false };
    if (isSameUnit(value, high) && high?.value !== undefined && value.value > high.value)
      return { word: 'high', isCritical: false };
  }
  return null;
}

function isSameUnit(value: fhir4.Quantity, bound: fhir4.Quantity | undefined): boolean {
  const unit = bound?.code ?? bound?.unit;
  return unit === undefined || unit === (bound?.code === undefined ? value.unit : value.code);
}

/** A code as people say it: what was written, else the name that came with the code, never the bare code. */
export function wordsOf(concept: fhir4.CodeableConcept | undefined, otherwise: string): string {
  return concept?.text ?? concept?.coding?.find((coding) => coding.display)?.display ?? otherwise;
}

/** A person's name in the usual order: the official or usual one, not one of the past. */
export function nameOf(names: readonly fhir4.HumanName[] | undefined): string {
  const current = (names ?? []).filter((name) => name.use !== 'old' && name.use !== 'maiden');
  const name = current.find((one) => one.use === 'official' || one.use === 'usual') ?? current[0] ?? names?.[0];
  if (!name) return 'Unnamed';
  return name.text ?? ([...(name.given ?? []), name.family ?? ''].join(' ').trim() || 'Unnamed');
}

/** The id in `Type/id`, where the reference is to that type. */
export function idOf(reference: fhir4.Reference | undefined, type: string): string | null {
  const found = /(?:^|\/)([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/\d+)?$/.exec(
    reference?.reference ?? '',
  );
  return found && found[1] === type ? found[2]! : null;
}

const OPEN_TASKS = new Set(['requested', 'received', 'accepted', 'ready', 'in-progress']);

/**
 * Where a task stands for its owner: nothing for one that is over; waiting while it is on hold; coming when it is due after today;
 * late when its time is past.
 */
export function placeOfTask(
  task: fhir4.Task,
  now: number,
  endOfDay: number,
): keyof Omit<NextThings, 'panel' | 'results'> | null {
  if (task.status === 'on-hold') return 'waiting';
  if (!OPEN_TASKS.has(task.status)) return null;
  const due = Date.parse(dueOf(task) ?? '');
  if (Number.isNaN(due)) return 'today';
  if (due < now) return 'overdue';
  return due < endOfDay ? 'today' : 'coming';
}

/** The instant by which a task is to be done; a day without a time ends with the day. */
export function dueOf(task: fhir4.Task): string | undefined {
  const end = task.restriction?.period?.end ?? task.executionPeriod?.end;
  if (!end) return undefined;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(end);
  const at = isDay ? new Date(`${end}T23:59:59`) : new Date(end);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** The local day that `now` is in: from midnight to midnight. */
export function dayOf(now: number): { start: number; end: number } {
  const start = new Date(now);
  start.setHours(0, 0, 0, 0);
  const end = new Date(start);
  end.setDate(end.getDate() + 1);
  return { start: start.getTime(), end: end.getTime() };
}

const STATUS_WORDS: Record<string, string> = {
  arrived: 'Arrived',
  'checked-in': 'Checked in',
  booked: 'Booked',
  pending: 'Not confirmed yet',
  proposed: 'Not confirmed yet',
  waitlist: 'On the waitlist',
  'in-progress': 'In progress',
  triaged: 'Triaged',
  onleave: 'On leave',
  planned: 'Planned',
};

/** How a visit stands, in words; null for one that is over, will not be, or was not meant. */
export function visitWords(status: string): string | null {
  return STATUS_WORDS[status] ?? null;
}

const STAYS = new Set(['IMP', 'ACUTE', 'NONAC', 'OBSENC']);

/** True for a stay in hospital that goes on: it is today's work each day, not the day it began. */
export function isStay(encounter: fhir4.Encounter): boolean {
  return encounter.status === 'in-progress' && STAYS.has(encounter.class.code ?? '');
}

/** "In hospital, day 3": the day of arrival is the first. */
export function stayWords(start: string, now: number): string {
  const days = Math.round((dayOf(now).start - dayOf(Date.parse(start)).start) / 86_400_000);
  return `In hospital, day ${days + 1}`;
}

const EXPECTED = new Set(['booked', 'pending', 'proposed', 'waitlist']);

/** True for a booking that is over by the clock and that nobody came to, as far as the record knows. */
export function hasPassed(booking: fhir4.Appointment, now: number): boolean {
  const end = Date.parse(booking.end ?? booking.start ?? '');
  return EXPECTED.has(booking.status) && end < now;
}

/** By when, the undated last; then by title, so that the order holds still. */
export function inOrder(items: Item[]): Item[] {
  return items.sort((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9') || a.title.localeCompare(b.title));
}

/** The statuses of a task that somebody is still to do, as a search asks for them. */
export const STILL_OPEN: [string, string] = ['status', 'requested,received,accepted,ready,in-progress,on-hold'];
