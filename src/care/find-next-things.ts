import type { Caller } from '../base/index.ts';
import type { FhirRecord } from '../record/index.ts';
import { find, instant, type Asking } from './ask-record.ts';
import { findResults } from './find-results.ts';
import { isReview } from './results/index.ts';
import {
  HOMES,
  STILL_OPEN,
  dayOf,
  dueOf,
  idOf,
  inOrder,
  nameOf,
  isStay,
  placeOfTask,
  stayWords,
  hasPassed,
  visitWords,
  wordsOf,
  type Item,
  type NextThings,
} from './model.ts';

const PAGE = 200;
const COMING_DAYS = 90;
const DAY_MS = 86_400_000;

function siteLocations(asking: Asking): Promise<fhir4.Location[]> {
  const { site } = asking.caller;
  if (!site) return Promise.resolve([]);
  return find(asking, 'Location', site.startsWith('Location/') ? [['_id', site.slice(9)]] : [['organization', site]]);
}

/** How visits are found for this caller: by themselves, or by their site; null where there is nothing to go by. */
async function whoseVisits(
  asking: Asking,
): Promise<{ appointments: [string, string]; encounters: [string, string] } | null> {
  const { caller } = asking;
  if (caller.role === 'patient') {
    if (!caller.patient) return null;
    const own: [string, string] = ['patient', `Patient/${caller.patient}`];
    return { appointments: own, encounters: own };
  }
  if (HOMES[caller.role].visits === 'site') {
    const places = (await siteLocations(asking)).map((location) => `Location/${location.id}`).join(',');
    if (places === '') return null;
    return { appointments: ['actor', places], encounters: ['location', places] };
  }
  const { practitioner } = caller;
  return practitioner ? { appointments: ['actor', practitioner], encounters: ['participant', practitioner] } : null;
}

function visitOf(resource: fhir4.Appointment | fhir4.Encounter, now: number): Item | null {
  const isBooking = resource.resourceType === 'Appointment';
  const words = visitWords(resource.status);
  const start = isBooking ? resource.start : resource.period?.start;
  if (!words || !start) return null;
  const subject = isBooking
    ? resource.participant.map((one) => idOf(one.actor, 'Patient')).find((id) => id !== null)
    : idOf(resource.subject, 'Patient');
  const isPassed = isBooking && hasPassed(resource, now);
  const title = isBooking
    ? (resource.description ?? wordsOf(resource.serviceType?.[0], 'Visit'))
    : wordsOf(resource.reasonCode?.[0] ?? resource.type?.[0] ?? resource.serviceType, 'Visit');
  const reference = `${resource.resourceType}/${resource.id}`;
  const who = subject ? { patient: { id: subject, name: '' } } : {};
  if (!isBooking && isStay(resource))
    return { id: reference, kind: 'visit', title, detail: stayWords(start, now), ...who, resource: reference };
  return {
    id: reference,
    kind: 'visit',
    title,
    detail: isPassed ? 'Its time is past, and nobody has said whether they came' : words,
    ...(isPassed ? { isPassed } : {}),
    ...who,
    due: instant(Date.parse(start)),
    resource: reference,
  };
}

/** Visits in a span of time. A booking whose encounter has begun is one visit, not two. */
async function findVisits(asking: Asking, from: number, to: number): Promise<Item[]> {
  const whose = await whoseVisits(asking);
  if (!whose) return [];
  const span: [string, string][] = [
    ['date', `ge${instant(from)}`],
    ['date', `lt${instant(to)}`],
    ['_count', String(PAGE)],
  ];
  const [bookings, encounters] = await Promise.all([
    find<fhir4.Appointment>(asking, 'Appointment', [whose.appointments, ...span]),
    find<fhir4.Encounter>(asking, 'Encounter', [whose.encounters, ...span]),
  ]);
  const begun = new Set(
    encounters.flatMap((encounter) => (encounter.appointment ?? []).map((one) => idOf(one, 'Appointment'))),
  );
  const open = bookings.filter((booking) => !begun.has(booking.id ?? ''));
  return [...open, ...encounters]
    .map((one) => visitOf(one, asking.now))
    .filter((item): item is Item => {
      // A search by date also finds what merely lasts into the span; a visit belongs to the day it starts, a stay to each.
      if (item?.due === undefined) return item !== null && from <= asking.now && asking.now < to;
      const at = Date.parse(item.due);
      return at >= from && at < to;
    });
}

async function findTasks(asking: Asking): Promise<NextThings> {
  const { caller, now, day } = asking;
  const found: NextThings = { today: [], overdue: [], coming: [], waiting: [] };
  const owner = caller.practitioner ?? (caller.patient ? `Patient/${caller.patient}` : null);
  const own = owner
    ? await find<fhir4.Task>(asking, 'Task', [['owner', owner], STILL_OPEN, ['_count', String(PAGE)]])
    : [];
  const ofRole = caller.role === 'patient' ? [] : await findRoleTasks(asking);
  // Results stand apart, by patient.
  const tasks = [...own, ...ofRole].filter((task) => !isReview(task));
  for (const task of tasks) {
    const place = placeOfTask(task, now, day.end);
    const subject = idOf(task.for, 'Patient');
    const due = dueOf(task);
    const from = task.requester?.display ? `From ${task.requester.display}` : '';
    if (!place) continue;
    found[place].push({
      id: `Task/${task.id}`,
      kind: 'task',
      title: task.description ?? wordsOf(task.code, 'Task'),
      detail:
        task.status === 'on-hold' ? (task.statusReason ? wordsOf(task.statusReason, 'On hold') : 'On hold') : from,
      ...(subject ? { patient: { id: subject, name: '' } } : {}),
      ...(due ? { due } : {}),
      resource: `Task/${task.id}`,
    });
  }
  return found;
}

/** What waits for anybody of the caller's role and that nobody has taken on. */
async function findRoleTasks(asking: Asking): Promise<fhir4.Task[]> {
  const role = `urn:throughline:role|${asking.caller.role}`;
  const tasks = await find<fhir4.Task>(asking, 'Task', [['performer', role], STILL_OPEN, ['_count', String(PAGE)]]);
  return tasks.filter((task) => !task.owner);
}

async function addNames(asking: Asking, items: Item[]): Promise<void> {
  const ids = [...new Set(items.flatMap((item) => (item.patient ? [item.patient.id] : [])))];
  const names = new Map<string, string>();
  for (let at = 0; at < ids.length; at += PAGE) {
    const some = ids.slice(at, at + PAGE).join(',');
    const patients = await find<fhir4.Patient>(asking, 'Patient', [
      ['_id', some],
      ['_count', String(PAGE)],
    ]);
    for (const patient of patients) names.set(patient.id ?? '', nameOf(patient.name));
  }
  for (const item of items) {
    const name = item.patient && names.get(item.patient.id);
    if (name && item.patient) item.patient.name = name;
    else delete item.patient;
  }
}

/**
 * What the caller does next, from the record alone and within what they may see: today's visits, tasks by when they are due, and
 * abnormal results of their own patients that nobody has looked at.
 */
export async function findNextThings(record: FhirRecord, caller: Caller): Promise<NextThings> {
  const now = record.clock.now();
  const asking: Asking = { record, caller, now, day: dayOf(now) };
  const parts = HOMES[caller.role];
  const isPatient = caller.role === 'patient';
  const [visits, coming, tasks, results] = await Promise.all([
    parts.visits === 'none' ? [] : findVisits(asking, asking.day.start, asking.day.end),
    isPatient ? findVisits(asking, asking.day.end, asking.day.end + COMING_DAYS * DAY_MS) : [],
    findTasks(asking),
    parts.results ? findResults(asking) : null,
  ]);
  const passed = visits.filter((visit) => visit.isPassed);
  const ahead = visits.filter((visit) => !visit.isPassed);
  const things: NextThings = {
    overdue: inOrder(tasks.overdue),
    // What may do harm comes before what has an hour; a booking whose time went by without a word comes last.
    today: [
      ...(results?.critical ?? []),
      ...inOrder([...ahead, ...tasks.today]),
      ...(results?.others ?? []),
      ...inOrder(passed),
    ],
    coming: inOrder([...tasks.coming, ...coming]),
    waiting: inOrder(tasks.waiting),
    ...(results ? { panel: { patients: results.panel }, results: { waiting: results.waiting } } : {}),
  };
  await addNames(asking, [...things.overdue, ...things.today, ...things.coming, ...things.waiting]);
  return things;
}
