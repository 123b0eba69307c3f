/** Visits and stays, past and to come, with what happened at each. */
import type { Lane } from '../../lib/lanes.ts';
import { nameOfConcept } from '../../lib/codes.ts';
import { codesIn, plainName } from './codings.ts';
import type { Problem } from './conditions.ts';
import { laneOfOrganization, laneOfVisit } from './lanes.ts';
import type { Directory, Person, Source } from './people.ts';
import { keyOf, refOf, type RecordIndex } from './record.ts';
import { momentOf, newestFirst } from './times.ts';

export type VisitKind = 'office' | 'emergency' | 'stay' | 'home' | 'virtual';

export type Visit = {
  ref: string;
  kind: VisitKind;
  status: string;
  title: string;
  lane: Lane;
  place?: string | undefined;
  people: Person[];
  from?: string | undefined;
  to?: string | undefined;
  ms: number;
  endMs?: number | undefined;
  reason?: string | undefined;
  /** What it was about, by reference, for those that are problems of the list. */
  problems: Problem[];
  diagnoses: string[];
  discharge?: string | undefined;
  basedOn: string[];
  source: Source;
};

export type Booking = {
  ref: string;
  title: string;
  lane: Lane;
  place?: string | undefined;
  people: Person[];
  at: string;
  ms: number;
  status: string;
  basedOn: string[];
  source: Source;
};

const KINDS: Record<string, VisitKind> = {
  EMER: 'emergency',
  IMP: 'stay',
  ACUTE: 'stay',
  NONAC: 'stay',
  OBSENC: 'stay',
  SS: 'stay',
  HH: 'home',
  FLD: 'home',
  VR: 'virtual',
};
const NOT_HELD = new Set(['planned', 'cancelled']);

/** Visits that took or take place, newest first. */
export function visitsOf(index: RecordIndex, directory: Directory, problems: readonly Problem[]): Visit[] {
  const problemByRef = new Map(
    problems.flatMap((problem) => [...problem.refs, ...codesIn(problem.concept)].map((key) => [key, problem] as const)),
  );
  const held = index.of('Encounter').filter((visit) => !NOT_HELD.has(visit.status));
  return newestFirst(held.map((visit) => visitOf(visit, index, directory, problemByRef)));
}

function visitOf(
  visit: fhir4.Encounter,
  index: RecordIndex,
  directory: Directory,
  problemByRef: ReadonlyMap<string, Problem>,
): Visit {
  const ref = refOf(visit);
  const conditions = index.atVisit('Condition', ref);
  const named: fhir4.Reference[] = [
    ...(visit.diagnosis ?? []).map((one) => one.condition),
    ...(visit.reasonReference ?? []),
    ...conditions.map((one) => ({ reference: refOf(one) })),
  ];
  const keys = [...named.map((target) => keyOf(target) ?? ''), ...(visit.reasonCode ?? []).flatMap(codesIn)];
  const problems = new Set(keys.map((key) => problemByRef.get(key)).filter((one) => one !== undefined));
  const diagnoses = named
    .map((target) => plainName(nameOfConcept(index.findAs('Condition', target)?.code) || target.display || ''))
    .filter(Boolean);
  const { start, end } = visit.period ?? {};
  return {
    ref,
    kind: KINDS[visit.class?.code ?? ''] ?? 'office',
    status: visit.status,
    title: plainName(nameOfConcept(visit.type?.[0]) || nameOfConcept(visit.serviceType) || visit.class?.display || ''),
    lane: laneOfVisit(visit, index),
    place: directory.placeName(visit.serviceProvider) ?? directory.placeName(visit.location?.[0]?.location),
    people: (visit.participant ?? []).map((one) => directory.person(one.individual)).filter((one) => one !== undefined),
    from: start,
    to: end,
    ms: momentOf(start),
    endMs: end ? momentOf(end) : undefined,
    reason: plainName(nameOfConcept(visit.reasonCode?.[0])) || undefined,
    problems: [...problems],
    diagnoses: [...new Set(diagnoses)],
    discharge: nameOfConcept(visit.hospitalization?.dischargeDisposition) || undefined,
    basedOn: (visit.basedOn ?? []).map(keyOf).filter((key) => key !== undefined),
    source: directory.source(visit),
  };
}

const OPEN_BOOKINGS = new Set(['proposed', 'pending', 'booked', 'arrived', 'checked-in', 'waitlist']);

/** What is booked from `now` on, the next first. */
export function bookingsOf(index: RecordIndex, directory: Directory, now: number): Booking[] {
  const booked = index.of('Appointment').flatMap((one) => {
    const at = one.start ?? one.requestedPeriod?.[0]?.start;
    return at && OPEN_BOOKINGS.has(one.status) ? [bookingOf(one, at, index, directory)] : [];
  });
  const planned = index.of('Encounter').flatMap((visit) => {
    const at = visit.period?.start;
    return at && visit.status === 'planned' ? [plannedOf(visit, at, index, directory)] : [];
  });
  return [...booked, ...planned].filter((one) => one.ms >= now - 3_600_000).sort((a, b) => a.ms - b.ms);
}

function bookingOf(appointment: fhir4.Appointment, at: string, index: RecordIndex, directory: Directory): Booking {
  const actors = appointment.participant.map((one) => one.actor).filter((one) => one !== undefined);
  const people = actors.filter((actor) => !/Patient\/|Location\/|HealthcareService\//.test(keyOf(actor) ?? ''));
  const place = actors.find((actor) => /Location\/|HealthcareService\//.test(keyOf(actor) ?? ''));
  const found = people.map((actor) => directory.person(actor)).filter((one) => one !== undefined);
  const location = index.findAs('Location', place);
  const organization = index.findAs('Organization', location?.managingOrganization);
  return {
    ref: refOf(appointment),
    title:
      appointment.description ??
      (nameOfConcept(appointment.appointmentType) || nameOfConcept(appointment.serviceType?.[0])),
    lane: laneOfOrganization(organization) ?? found[0]?.lane ?? 'primary',
    place: directory.placeName(place) ?? found[0]?.place,
    people: found,
    at,
    ms: momentOf(at),
    status: appointment.status,
    basedOn: (appointment.basedOn ?? []).map(keyOf).filter((key) => key !== undefined),
    source: directory.source(appointment),
  };
}

function plannedOf(visit: fhir4.Encounter, at: string, index: RecordIndex, directory: Directory): Booking {
  const shown = visitOf(visit, index, directory, new Map());
  return {
    ref: shown.ref,
    title: shown.title,
    lane: shown.lane,
    place: shown.place,
    people: shown.people,
    at,
    ms: shown.ms,
    status: shown.status,
    basedOn: shown.basedOn,
    source: shown.source,
  };
}
