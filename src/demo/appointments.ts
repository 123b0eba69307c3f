import { instantOf } from './calendar.ts';
import { hl7, refTo } from './codes.ts';
import { locationRef, nextId, put, subjectOf, type Chart, type Upcoming } from './chart.ts';
import type { Reference, Resource } from './r4.ts';
import type { Random } from './prng.ts';
import { siteOf } from './places.ts';
import { practitionerRef, type Staff } from './staff.ts';
import { VISIT_TYPES, writeEncounter } from './visit.ts';

export type Booking = { status: string; start: number; minutes: number; made: number; staff: Staff; reason: string };

const UNBOOKED = ['emergency', 'admission', 'skilled-nursing', 'transition-call', 'care-manager'];

/** The kinds of happening that nobody books beforehand. */
export function isBooked(upcoming: Upcoming): boolean {
  return !UNBOOKED.includes(upcoming.kind);
}

/** The appointment of a visit that took place (kept for the last year and a half only). */
export function bookedFor(
  chart: Chart,
  upcoming: Upcoming,
  staff: Staff,
  start: number,
  minutes: number,
  random: Random,
): Reference | undefined {
  if (!isBooked(upcoming) || chart.today - upcoming.day > 540) return undefined;
  const made = Math.max(upcoming.day - random.int(3, 35), chart.person.birth);
  const resource = writeAppointment(chart, upcoming, {
    status: 'fulfilled',
    start,
    minutes,
    made,
    staff,
    reason: upcoming.reason,
  });
  return refTo('Appointment', resource.id);
}

/** An appointment of any standing: kept, missed, cancelled or still to come. */
export function writeAppointment(chart: Chart, upcoming: Upcoming, booking: Booking): Resource {
  const missed = booking.status === 'noshow' || booking.status === 'cancelled';
  const actors = [
    subjectOf(chart),
    practitionerRef(booking.staff),
    locationRef(upcoming.site),
    refTo('HealthcareService', `service-${upcoming.site}`),
  ];
  const end = booking.start + booking.minutes;
  return put(chart, {
    resourceType: 'Appointment',
    id: nextId(chart, 'appt'),
    status: booking.status,
    ...(booking.status === 'cancelled'
      ? { cancelationReason: hl7('appointment-cancellation-reason', 'pat', 'Patient') }
      : {}),
    serviceType: [{ text: siteOf(upcoming.site).service }],
    appointmentType: hl7Type(upcoming),
    description: upcoming.reason,
    start: instantOf(upcoming.day, booking.start),
    end: instantOf(upcoming.day, end),
    minutesDuration: booking.minutes,
    created: instantOf(Math.max(Math.min(booking.made, chart.today - 1), chart.person.birth), 10 * 60 + 15),
    ...(upcoming.order ? { basedOn: [refTo('ServiceRequest', upcoming.order.id, upcoming.order.code.text)] } : {}),
    ...(chart.person.interpreter ? { comment: 'Interpreter needed.' } : {}),
    participant: actors.map((actor, index) => ({
      actor,
      required: 'required',
      status: index === 0 && missed ? 'declined' : 'accepted',
    })),
  });
}

const ABOUT_TO = 15;

/** What kind of encounter a booked visit is. */
const CLASS_OF: Partial<Record<Upcoming['kind'], 'HH' | 'FLD'>> = { 'home-nursing': 'HH', community: 'FLD' };

/** A visit of today as the day stands: over, going on, waiting to be called, or still to come. */
export function writeToday(chart: Chart, upcoming: Upcoming, booking: Booking): void {
  const end = booking.start + booking.minutes;
  const isOver = end <= chart.minute;
  const isOn = !isOver && booking.start <= chart.minute;
  const isNear = booking.start - ABOUT_TO <= chart.minute;
  const status = isOver ? 'fulfilled' : isOn ? 'arrived' : isNear ? 'checked-in' : 'booked';
  const appointment = writeAppointment(chart, upcoming, { ...booking, status });
  if (!isOver && !isOn) return;
  writeEncounter(chart, {
    class: CLASS_OF[upcoming.kind] ?? 'AMB',
    type: VISIT_TYPES['follow-up'],
    staff: booking.staff,
    site: upcoming.site,
    day: upcoming.day,
    start: booking.start,
    ...(isOver ? { minutes: booking.minutes } : {}),
    reason: booking.reason,
    ...(upcoming.order ? { order: upcoming.order } : {}),
    appointment: refTo('Appointment', appointment.id),
  });
}

function hl7Type(upcoming: Upcoming): ReturnType<typeof hl7> {
  const table: [string, string] =
    upcoming.kind === 'sick'
      ? ['WALKIN', 'A previously unscheduled walk-in visit']
      : upcoming.kind === 'primary' || upcoming.kind === 'well-child'
        ? ['ROUTINE', 'Routine appointment - default if not valued']
        : ['FOLLOWUP', 'A follow up visit from a previous appointment'];
  const system = 'http://terminology.hl7.org/CodeSystem/v2-0276';
  return { coding: [{ system, code: table[0], display: table[1] }], text: upcoming.reason };
}
