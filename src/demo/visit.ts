import { instantOf, type Day } from './calendar.ts';
import { ACT, refTo, snomed } from './codes.ts';
import { locationRef, nextId, organizationRef, put, subjectOf, type Chart, type Upcoming } from './chart.ts';
import { findSlot, take } from './diary.ts';
import type { RoomKey, SiteKey } from './places.ts';
import type { Concept, Encounter, Reference, ServiceRequest } from './r4.ts';
import type { Random } from './prng.ts';
import { bookedFor } from './appointments.ts';
import { practitionerRef, type Staff } from './staff.ts';
import type { Vitals } from './vitals.ts';

/** One visit while it takes place, and what its note will say. */
export type Visit = {
  chart: Chart;
  day: Day;
  /** Minutes past midnight. */
  start: number;
  minutes: number;
  site: SiteKey;
  staff: Staff;
  nurse?: Staff;
  encounter: Encounter;
  random: Random;
  reason: string;
  history: string[];
  exam: string[];
  tests: string[];
  problems: { title: string; lines: string[] }[];
  next: string;
  /** Days until the next visit of this kind; the shortest wish wins. */
  comeBack: number;
  vitals?: Vitals;
  /** Panels that were drawn at this visit already. */
  drawn: Map<string, Record<string, number>>;
};

export const VISIT_TYPES = {
  checkup: snomed('185349003', 'Encounter for check up (procedure)', 'Check-up'),
  'follow-up': snomed('390906007', 'Follow-up encounter (procedure)', 'Follow-up visit'),
  problem: snomed('185347001', 'Encounter for problem (procedure)', 'Visit for a new problem'),
  'well-child': snomed('410620009', 'Well child visit (procedure)', 'Well child visit'),
  consultation: snomed('11429006', 'Consultation (procedure)', 'Consultation'),
  emergency: snomed('50849002', 'Emergency room admission (procedure)', 'Emergency department visit'),
  inpatient: snomed('32485007', 'Hospital admission (procedure)', 'Hospital stay'),
  'skilled-nursing': snomed(
    '449411000124106',
    'Admission to skilled nursing facility (procedure)',
    'Skilled nursing stay',
  ),
  home: snomed('439708006', 'Home visit (procedure)', 'Home visit'),
  telephone: snomed('185317003', 'Telephone encounter (procedure)', 'Telephone call'),
  prenatal: snomed('424619006', 'Prenatal visit (procedure)', 'Prenatal visit'),
  postpartum: snomed('169762003', 'Postnatal visit (procedure)', 'Postpartum visit'),
  'after-hospital': snomed('185389009', 'Follow-up visit (procedure)', 'Visit after a hospital stay'),
  behavioral: snomed('75516001', 'Psychotherapy (regime/therapy)', 'Psychotherapy session'),
  psychiatry: snomed('390906007', 'Follow-up encounter (procedure)', 'Psychiatric medication visit'),
  nurse: snomed('390906007', 'Follow-up encounter (procedure)', 'Nurse visit'),
  procedure: snomed('308335008', 'Patient encounter procedure (procedure)', 'Procedure'),
} as const satisfies Record<string, Concept>;

export const CLASSES = {
  AMB: 'ambulatory',
  EMER: 'emergency',
  IMP: 'inpatient encounter',
  NONAC: 'inpatient non-acute',
  HH: 'home health',
  FLD: 'field',
  VR: 'virtual',
} as const;

export type EncounterOptions = {
  class: keyof typeof CLASSES;
  type: Concept;
  staff: Staff;
  nurse?: Staff;
  site: SiteKey;
  room?: RoomKey;
  day: Day;
  start: number;
  /** Without them it goes on. */
  minutes?: number;
  reason: string;
  order?: ServiceRequest;
  appointment?: Reference;
};

const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const PERFORMER: Concept = { coding: [{ system: PARTICIPATION, code: 'PPRF', display: 'primary performer' }] };
const PARTAKER: Concept = { coding: [{ system: PARTICIPATION, code: 'PART', display: 'Participation' }] };

/** Writes an encounter, closes the order that it answers, and remembers who took part. */
export function writeEncounter(chart: Chart, options: EncounterOptions): Encounter {
  const period = {
    start: instantOf(options.day, options.start),
    ...(options.minutes === undefined ? {} : { end: instantOf(options.day, options.start + options.minutes) }),
  };
  const people = [options.staff, ...(options.nurse ? [options.nurse] : [])];
  const encounter: Encounter = {
    resourceType: 'Encounter',
    id: nextId(chart, 'enc'),
    status: options.minutes === undefined ? 'in-progress' : 'finished',
    class: { system: ACT, code: options.class, display: CLASSES[options.class] },
    type: [options.type],
    subject: subjectOf(chart),
    ...(options.order ? { basedOn: [refTo('ServiceRequest', options.order.id, options.order.code.text)] } : {}),
    ...(options.appointment ? { appointment: [options.appointment] } : {}),
    participant: people.map((member, index) => ({
      type: [index === 0 ? PERFORMER : PARTAKER],
      period,
      individual: practitionerRef(member),
    })),
    period,
    reasonCode: [{ text: options.reason }],
    location: [{ location: locationRef(options.room ?? options.site), period }],
    serviceProvider: organizationRef(options.site),
  };
  if (options.order) options.order.status = 'completed';
  for (const member of people) chart.seen.set(member.id, { staff: member, day: options.day });
  const begun = options.day * 1440 + options.start;
  chart.busy.push([begun, begun + (options.minutes ?? 1440)]);
  chart.encounters.push(encounter);
  return put(chart, encounter);
}

export type OfficeOptions = {
  staff: Staff;
  nurse?: Staff;
  type: Concept;
  minutes: number;
  class?: keyof typeof CLASSES;
  room?: RoomKey;
  comeBack: number;
};

/** True when the person has been somewhere on that day already: one visit a day keeps the story in order. */
export function isBusyOn(chart: Chart, day: Day): boolean {
  return chart.busy.some(([from, to]) => from < (day + 1) * 1440 && to > day * 1440);
}

/** Opens a booked visit at the first time the clinician is free; undefined when the day is full. */
export function openVisit(chart: Chart, upcoming: Upcoming, options: OfficeOptions): Visit | undefined {
  if (isBusyOn(chart, upcoming.day)) return undefined;
  const random = chart.random.fork(`visit/${chart.encounters.length}`);
  const wish = 8 * 60 + 20 * random.int(0, 24);
  const start = findSlot(chart.diary, options.staff.id, chart.busy, upcoming.day, wish, options.minutes);
  if (start === undefined) return undefined;
  take(chart.diary, options.staff.id, upcoming.day, start, options.minutes);
  const appointment = bookedFor(chart, upcoming, options.staff, start, options.minutes, random);
  const encounter = writeEncounter(chart, {
    class: options.class ?? 'AMB',
    type: options.type,
    staff: options.staff,
    ...(options.nurse ? { nurse: options.nurse } : {}),
    site: upcoming.site,
    ...(options.room ? { room: options.room } : {}),
    day: upcoming.day,
    start,
    minutes: options.minutes,
    reason: upcoming.reason,
    ...(upcoming.order ? { order: upcoming.order } : {}),
    ...(appointment ? { appointment } : {}),
  });
  return visitOf(
    chart,
    encounter,
    { ...options, site: upcoming.site, day: upcoming.day, start, reason: upcoming.reason },
    random,
  );
}

/** The working view of an encounter that has been written. */
export function visitOf(
  chart: Chart,
  encounter: Encounter,
  options: {
    staff: Staff;
    nurse?: Staff;
    site: SiteKey;
    day: Day;
    start: number;
    minutes: number;
    reason: string;
    comeBack: number;
  },
  random: Random,
): Visit {
  return {
    chart,
    day: options.day,
    start: options.start,
    minutes: options.minutes,
    site: options.site,
    staff: options.staff,
    ...(options.nurse ? { nurse: options.nurse } : {}),
    encounter,
    random,
    reason: options.reason,
    history: [],
    exam: [],
    tests: [],
    problems: [],
    next: '',
    comeBack: options.comeBack,
    drawn: new Map(),
  };
}

/** When the clinician signs: the end of the visit, or a few hours later where the laboratory had to answer first. */
export function signedAt(visit: Visit): string {
  return instantOf(
    visit.day,
    visit.drawn.size > 0 ? Math.max(visit.start + visit.minutes, resultedAt(visit)) + 10 : visit.start + visit.minutes,
  );
}

/** When what was drawn at a visit came back, in minutes past midnight. */
export function resultedAt(visit: Visit): number {
  return visit.start + 150;
}

/** Asks to be seen again no later than in so many days. */
export function comeBackIn(visit: Visit, days: number): void {
  visit.comeBack = Math.min(visit.comeBack, days);
}
