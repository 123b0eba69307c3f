/** Visits, orders, tasks, and who is gone. */
import { dayOf, hasCode, instantFrom, refOf, shownText } from './fhir-facts.ts';
import type { Order, Visit, Work } from './model.ts';
import { LIVE_GOALS } from './read-aims.ts';
import type { Of } from './read-plan.ts';

const HOLDS_A_TIME = new Set(['booked', 'pending', 'arrived', 'checked-in']);
const VIRTUAL = /\b(?:video|telehealth|virtual|phone|telephone|videollamada)\b/i;
/** A site within a site within a house: no deeper than this. */
const MOST_ABOVE = 6;

/** The house that a place belongs to: the outermost that it is part of. */
function houseOf(place: string, parents: ReadonlyMap<string, string>): string {
  let house = place;
  for (let above = parents.get(house), deep = 0; above && deep < MOST_ABOVE; above = parents.get(house), deep += 1)
    house = above;
  return house;
}

/** Visits to come or under way that hold a time. */
export function readVisits(of: Of, now: number): Visit[] {
  const parents = new Map(
    of('Location').flatMap((one): [string, string][] => {
      const above = refOf(one.partOf) ?? refOf(one.managingOrganization);
      return above ? [[`Location/${one.id}`, above]] : [];
    }),
  );
  return of('Appointment').flatMap((one): Visit[] => {
    const startMs = Date.parse(one.start ?? '');
    const endMs = Date.parse(one.end ?? '') || startMs + (one.minutesDuration ?? 0) * 60_000;
    if (!HOLDS_A_TIME.has(one.status) || !(endMs > now) || !one.start) return [];
    const place = one.participant
      .filter(({ status }) => status !== 'declined')
      .map(({ actor }) => refOf(actor))
      .find((ref) => ref?.startsWith('Location/'));
    const words = [one.appointmentType, ...(one.serviceType ?? [])].map(shownText).join(' ');
    const isVirtual = VIRTUAL.test(words) || hasCode(one.appointmentType, 'VR');
    const site = isVirtual ? 'virtual' : place && houseOf(place, parents);
    return [
      {
        ref: `Appointment/${one.id}`,
        title: one.description ?? (words || 'Visit'),
        startMs,
        endMs,
        start: one.start,
        ...(site ? { site } : {}),
      },
    ];
  });
}

const NO_NEEDLE =
  /\b(?:urine|urinary|stool|feces|fecal|swab|saliva|sputum|semen|breath|csf|tissue|biopsy|orina|heces)\b/i;
const LABORATORY = ['108252007', 'laboratory', 'LAB'];
const REFERRAL = ['3457005', '306206005', '103696004'];

/** Orders that are in force. */
export function readOrders(of: Of): Order[] {
  return of('ServiceRequest')
    .filter(({ status, intent }) => (status === 'active' || status === 'on-hold') && intent !== 'proposal')
    .map((one) => {
      const title = shownText(one.code) || 'Order';
      const day = one.occurrenceDateTime ?? one.occurrencePeriod?.start;
      const coding = one.code?.coding?.find(({ code }) => code);
      const isOf = (codes: readonly string[]) => (one.category ?? []).some((category) => hasCode(category, ...codes));
      return {
        ref: `ServiceRequest/${one.id}`,
        title,
        code: coding ? `${coding.system}|${coding.code}` : title.toLowerCase(),
        forbids: one.doNotPerform ?? false,
        isBlood: isOf(LABORATORY) && !NO_NEEDLE.test(title),
        isReferral: isOf(REFERRAL) || (one.category ?? []).some((category) => /referral/i.test(shownText(category))),
        isUrgent: one.priority === 'urgent' || one.priority === 'asap' || one.priority === 'stat',
        ...(day ? { day: dayOf(day) } : {}),
        authoredMs: one.authoredOn ? instantFrom(one.authoredOn, 'start') : Number.NaN,
        authored: dayOf(one.authoredOn ?? ''),
      };
    });
}

const OPEN_TASKS = new Set(['requested', 'received', 'accepted', 'ready', 'in-progress', 'on-hold']);
const OPEN_ACTIVITY = new Set(['not-started', 'scheduled', 'in-progress', 'on-hold']);

function ownerOf(reference: fhir4.Reference | undefined): Pick<Work, 'owner' | 'ownerName'> {
  const owner = refOf(reference);
  return { ...(owner ? { owner } : {}), ...(reference?.display ? { ownerName: reference.display } : {}) };
}

/** What somebody has to do: open tasks, and the goals and activities of live plans. */
export function readWork(of: Of): Work[] {
  const tasks = of('Task')
    .filter(({ status }) => OPEN_TASKS.has(status))
    .map((one): Work => {
      const due = one.restriction?.period?.end ?? one.executionPeriod?.end;
      return {
        ref: `Task/${one.id}`,
        title: one.description ?? (shownText(one.code) || 'Task'),
        ...ownerOf(one.owner),
        isForRole: (one.performerType ?? []).length > 0,
        ...(due ? { due: dayOf(due), dueMs: instantFrom(due, 'end') } : {}),
      };
    });
  const goals = of('Goal')
    .filter(({ lifecycleStatus }) => LIVE_GOALS.has(lifecycleStatus))
    .map((one): Work => ({
      ref: `Goal/${one.id}`,
      title: shownText(one.description),
      ...ownerOf(one.expressedBy),
      isForRole: false,
    }));
  const steps = of('CarePlan')
    .filter(({ status }) => status === 'active')
    .flatMap((plan) =>
      (plan.activity ?? []).flatMap(({ detail }): Work[] => {
        if (!detail || !OPEN_ACTIVITY.has(detail.status) || detail.performer?.length !== 1) return [];
        const title = detail.description ?? shownText(detail.code);
        return [{ ref: `CarePlan/${plan.id}`, title, ...ownerOf(detail.performer[0]), isForRole: false }];
      }),
    );
  return [...tasks, ...goals, ...steps];
}

/** Whoever is inactive, has no role in force any more, or was taken off the team. */
export function readLeft(of: Of, now: number): Set<string> {
  const isOver = (period: fhir4.Period | undefined) =>
    period?.end !== undefined && instantFrom(period.end, 'end') <= now;
  const gone = new Set(
    of('Practitioner').flatMap(({ id, active }) => (active === false ? [`Practitioner/${id}`] : [])),
  );
  const goneByAll = (stays: readonly (readonly [string | undefined, boolean])[]) => {
    const has = new Set(stays.flatMap(([who, isGone]) => (who && !isGone ? [who] : [])));
    for (const [who, isGone] of stays) if (who?.startsWith('Practitioner/') && isGone && !has.has(who)) gone.add(who);
  };
  goneByAll(
    of('PractitionerRole').map((one) => [refOf(one.practitioner), one.active === false || isOver(one.period)] as const),
  );
  goneByAll(
    of('CareTeam')
      .filter(({ status }) => status === 'active')
      .flatMap(({ participant = [] }) => participant.map((one) => [refOf(one.member), isOver(one.period)] as const)),
  );
  return gone;
}

const HOLDS_A_REQUEST = new Set(['booked', 'pending', 'proposed', 'arrived', 'checked-in', 'fulfilled', 'waitlist']);
const ANSWERS = new Set([...OPEN_TASKS, 'completed']);

/** Requests that something answers: a visit that is booked or was kept, a report, a task in somebody's hands. */
export function readAnswered(of: Of): Set<string> {
  const named = (references: (fhir4.Reference | undefined)[] | undefined) =>
    (references ?? []).flatMap((one) => refOf(one) ?? []);
  return new Set([
    ...of('Appointment')
      .filter(({ status }) => HOLDS_A_REQUEST.has(status))
      .flatMap(({ basedOn }) => named(basedOn)),
    ...of('Encounter')
      .filter(({ status }) => status !== 'cancelled' && status !== 'entered-in-error')
      .flatMap(({ basedOn }) => named(basedOn)),
    ...of('Task')
      .filter(({ status, owner }) => ANSWERS.has(status) && (owner !== undefined || status === 'completed'))
      .flatMap(({ focus, basedOn }) => named([focus, ...(basedOn ?? [])])),
    ...of('DiagnosticReport').flatMap(({ basedOn }) => named(basedOn)),
    ...of('Procedure').flatMap(({ basedOn }) => named(basedOn)),
    ...of('ServiceRequest').flatMap(({ replaces }) => named(replaces)),
  ]);
}
