/** Hand-offs from one lane of care to another: referrals, and what follows a stay. The open ones are where care breaks. */
import { nameOfConcept } from '../../lib/codes.ts';
import { daysFrom } from '../../lib/dates.ts';
import type { Lane } from '../../lib/lanes.ts';
import { anyHasCode, plainName, wordsOf } from './codings.ts';
import { laneOfOrganization, laneOfVisit } from './lanes.ts';
import type { Directory, Source } from './people.ts';
import { keyOf, refOf, type RecordIndex } from './record.ts';
import { DAY_MS, momentOf } from './times.ts';
import type { Booking, Visit } from './visits.ts';

export type Handoff = {
  ref: string;
  kind: 'referral' | 'discharge';
  title: string;
  from: Lane;
  to: Lane;
  at: string;
  ms: number;
  /** The visit that took it up. */
  closedBy?: string | undefined;
  closedMs?: number | undefined;
  /** Booked but not yet held. */
  booked?: string | undefined;
  isOpen: boolean;
  /** Days from giving to taking up, or to now. */
  days: number;
  toName?: string | undefined;
  isUrgent: boolean;
  source: Source;
};

const REFERRAL_CODES = ['3457005', '103696004', '306206005', '183561008'];
const DEAD_ORDERS = new Set(['revoked', 'draft', 'entered-in-error', 'on-hold']);
const FOLLOW_UP_DAYS = 30;
const ENDS_CARE = /expired|died|deceased|hospice/i;

/** All hand-offs of a record, the oldest first. */
export function handoffsOf(
  index: RecordIndex,
  directory: Directory,
  visits: readonly Visit[],
  bookings: readonly Booking[],
  now: number,
): Handoff[] {
  const referrals = index
    .of('ServiceRequest')
    .filter(isReferral)
    .flatMap((order) => referralOf(order, index, directory, visits, bookings, now));
  const discharges = visits.flatMap((visit) => dischargeOf(visit, visits, bookings, now));
  return [...referrals, ...discharges].sort((a, b) => a.ms - b.ms);
}

function isReferral(order: fhir4.ServiceRequest): boolean {
  if (DEAD_ORDERS.has(order.status) || order.intent === 'proposal' || order.intent === 'plan') return false;
  return (
    anyHasCode(order.category, ...REFERRAL_CODES) ||
    anyHasCode(order.code ? [order.code] : [], ...REFERRAL_CODES) ||
    /referral|refer to/.test(wordsOf(order.code, ...(order.category ?? [])))
  );
}

function referralOf(
  order: fhir4.ServiceRequest,
  index: RecordIndex,
  directory: Directory,
  visits: readonly Visit[],
  bookings: readonly Booking[],
  now: number,
): Handoff[] {
  const at = order.authoredOn ?? order.occurrenceDateTime ?? order.occurrencePeriod?.start;
  if (!at) return [];
  const ref = refOf(order);
  const ms = momentOf(at);
  const visit = index.findAs('Encounter', order.encounter);
  const performers = (order.performer ?? [])
    .map((target) => directory.person(target))
    .filter((one) => one !== undefined);
  const stated =
    performers.map((one) => one.lane).find(Boolean) ??
    laneOfOrganization({ resourceType: 'Organization', name: wordsOf(order.code, order.performerType) });
  const from = visit ? laneOfVisit(visit, index) : 'primary';
  const to = stated ?? (from === 'primary' ? 'specialty' : 'primary');
  const taken = visits.findLast((one) => one.basedOn.includes(ref)) ?? takenByTask(ref, index, visits);
  const isOpen = !taken && order.status === 'active';
  const closedMs = taken?.ms;
  return [
    {
      ref,
      kind: 'referral',
      title: plainName(nameOfConcept(order.code)),
      from,
      to,
      at,
      ms,
      closedBy: taken?.ref,
      closedMs,
      booked: bookings.find((one) => one.basedOn.includes(ref))?.at,
      isOpen,
      days: daysBetween(ms, closedMs ?? now),
      toName: performers[0]?.place ?? performers[0]?.name,
      isUrgent: order.priority === 'urgent' || order.priority === 'asap' || order.priority === 'stat',
      source: directory.source(order),
    },
  ];
}

function takenByTask(ref: string, index: RecordIndex, visits: readonly Visit[]): Visit | undefined {
  const task = index
    .of('Task')
    .find(
      (one) =>
        one.status === 'completed' && [one.focus, ...(one.basedOn ?? [])].some((target) => keyOf(target) === ref),
    );
  const key = keyOf(task?.encounter);
  return key ? visits.find((visit) => visit.ref === key) : undefined;
}

/** What followed a stay: the first visit outside of the hospital. A stay that ended in another, in death or in hospice hands nothing on. */
function dischargeOf(stay: Visit, visits: readonly Visit[], bookings: readonly Booking[], now: number): Handoff[] {
  if (stay.kind !== 'stay' || stay.endMs === undefined || Number.isNaN(stay.endMs) || stay.status !== 'finished')
    return [];
  const endMs = stay.endMs;
  if (ENDS_CARE.test(stay.discharge ?? '')) return [];
  const after = visits.filter((visit) => visit.ms >= endMs - 3_600_000 && visit.ref !== stay.ref).toReversed();
  if (after.some((visit) => visit.kind === 'stay' && visit.ms - endMs < 2 * DAY_MS)) return [];
  const next = after.find((visit) => visit.lane !== 'hospital');
  const isTimely = next !== undefined && next.ms - endMs <= FOLLOW_UP_DAYS * DAY_MS;
  const booked = bookings.find((booking) => booking.lane !== 'hospital');
  return [
    {
      ref: stay.ref,
      kind: 'discharge',
      title: stay.reason ?? stay.diagnoses[0] ?? stay.title,
      from: 'hospital',
      to: next?.lane ?? booked?.lane ?? 'primary',
      at: stay.to ?? stay.from ?? '',
      ms: endMs,
      closedBy: isTimely ? next.ref : undefined,
      closedMs: next?.ms,
      booked: next ? undefined : booked?.at,
      isOpen: !isTimely,
      days: daysBetween(endMs, next?.ms ?? now),
      toName: next?.place,
      isUrgent: false,
      source: stay.source,
    },
  ];
}

function daysBetween(from: number, to: number): number {
  return Math.max(0, daysFrom(new Date(to), new Date(from)));
}
