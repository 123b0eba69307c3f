import type { Day } from './calendar.ts';
import { refTo } from './codes.ts';
import type { Diary } from './diary.ts';
import type { DrugKey } from './formulary.ts';
import type { Person, ProblemKey } from './people.ts';
import { placeName, type RoomKey, type SiteKey } from './places.ts';
import type { Condition, Encounter, MedicationRequest, Reference, Resource, ServiceRequest } from './r4.ts';
import type { Random } from './prng.ts';
import type { Staff } from './staff.ts';
import type { Visit } from './visit.ts';

/** What may happen to a person; `handlers` in `timeline.ts` says how. */
export type Kind =
  | 'primary'
  | 'well-child'
  | 'sick'
  | 'cardiology'
  | 'endocrinology'
  | 'behavioral'
  | 'care-manager'
  | 'recovery'
  | 'prenatal'
  | 'postpartum'
  | 'birth'
  | 'emergency'
  | 'admission'
  | 'transition-call'
  | 'after-hospital'
  | 'home-nursing'
  | 'skilled-nursing'
  | 'community'
  | 'echo'
  | 'procedure'
  | 'inr';

/** Something that is to happen on a day, or on the first possible day after it. */
export type Upcoming = {
  kind: Kind;
  day: Day;
  reason: string;
  site: SiteKey;
  staff?: Staff;
  /** The order that it answers. */
  order?: ServiceRequest;
  /** What the handler needs to know beside. */
  detail?: string;
  /** What a story adds to the visit. */
  also?: (visit: Visit) => void;
};

/** One step of one medicine, from the day it was prescribed until it was stopped or the next step began. */
export type Course = {
  drug: DrugKey;
  step: number;
  from: Day;
  to?: Day;
  request: MedicationRequest;
  problem?: ProblemKey;
};

export type Result = { day: Day; value: number; id: string };

/** All that is known while a person's three years are being lived. */
export type Chart = {
  person: Person;
  today: Day;
  /** Minutes past midnight of today that have gone by. */
  minute: number;
  /** In hospital now, since that day. */
  inHospitalSince?: Day;
  start: Day;
  random: Random;
  diary: Diary;
  resources: Resource[];
  counters: Map<string, number>;
  courses: Course[];
  conditions: Map<string, Condition>;
  results: Map<string, Result[]>;
  encounters: Encounter[];
  referrals: ServiceRequest[];
  queue: Upcoming[];
  /** Everyone who took part, by id, with the last day. */
  seen: Map<string, { staff: Staff; day: Day }>;
  /** Days of things done once or once in a while, by name. */
  done: Map<string, Day>;
  awayUntil: Day;
  diedAt?: string;
  /** A story's silence: nothing happens from that day until today. */
  quietFrom?: Day;
  /** From and to minutes since 1970 of what already fills the person's time. */
  busy: [number, number][];
};

/** An empty chart for someone whose three years begin. */
export function openChart(person: Person, today: Day, start: Day, diary: Diary): Chart {
  return {
    person,
    today,
    minute: 0,
    start,
    random: person.random.fork('life'),
    diary,
    resources: [],
    counters: new Map(),
    courses: [],
    conditions: new Map(),
    results: new Map(),
    encounters: [],
    referrals: [],
    queue: [],
    seen: new Map(),
    done: new Map(),
    awayUntil: 0,
    busy: [],
  };
}

/** The next id of a kind: `obs-0001-0042`. */
export function nextId(chart: Chart, prefix: string): string {
  const count = (chart.counters.get(prefix) ?? 0) + 1;
  chart.counters.set(prefix, count);
  return `${prefix}-${chart.person.id.slice(2)}-${String(count).padStart(prefix === 'obs' ? 4 : 3, '0')}`;
}

/** Puts a resource in the chart. */
export function put<T extends Resource>(chart: Chart, resource: T): T {
  chart.resources.push(resource);
  return resource;
}

/** The person, as every resource refers to them. */
export function subjectOf(chart: Chart): Reference {
  return refTo('Patient', chart.person.id, `${chart.person.given} ${chart.person.family}`);
}

/** A site as the Organization that answers for it. */
export function organizationRef(site: SiteKey): Reference {
  return refTo('Organization', site, placeName(site));
}

/** A site or a room as a Location. */
export function locationRef(place: SiteKey | RoomKey): Reference {
  return refTo('Location', place, placeName(place));
}

/** The step of a medicine that is being taken on a day. */
export function courseOf(chart: Chart, drug: DrugKey, day: Day): Course | undefined {
  return chart.courses.findLast(
    (course) => course.drug === drug && course.from <= day && (course.to === undefined || day < course.to),
  );
}

/** True if any of these medicines is being taken on a day. */
export function takes(chart: Chart, day: Day, ...drugs: DrugKey[]): boolean {
  return drugs.some((drug) => courseOf(chart, drug, day) !== undefined);
}

/** The newest result of a test, if there is one. */
export function lastResult(chart: Chart, test: string): Result | undefined {
  return chart.results.get(test)?.at(-1);
}

/** True when a test has not been made for that many days. */
export function testIsDue(chart: Chart, test: string, day: Day, everyDays: number): boolean {
  const last = lastResult(chart, test);
  return last === undefined || day - last.day >= everyDays;
}

/** True the first time, and again once that many days have passed; remembers the day it said so. */
export function turnOf(chart: Chart, name: string, day: Day, everyDays: number): boolean {
  const last = chart.done.get(name);
  if (last !== undefined && day - last < everyDays) return false;
  chart.done.set(name, day);
  return true;
}

/** Adds to what is to come. */
export function plan(chart: Chart, upcoming: Upcoming): void {
  chart.queue.push(upcoming);
}
