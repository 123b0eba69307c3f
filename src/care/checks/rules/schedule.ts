import type { Knowledge } from '../compile-knowledge.ts';
import { makeFinding } from '../make-finding.ts';
import type { Finding, Order, Plan, Visit } from '../model.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
const TWO_SITES = {
  id: 'two-sites',
  severity: 'moderate',
  interrupts: false,
  source: 'nobody is at two places at once',
} as const;
const DRAWS = {
  id: 'draws',
  severity: 'low',
  interrupts: false,
  source: 'Choosing Wisely (SHM, AABB): draw once for all',
} as const;

/** What cannot be kept as it is booked, and needles that could be one. */
export function schedule(plan: Plan, knowledge: Knowledge, now: number): Finding[] {
  return [...twoSites(plan.visits, knowledge.limit('travel')), ...draws(plan.orders, knowledge.limit('draws'), now)];
}

function twoSites(visits: readonly Visit[], travelMinutes: number): Finding[] {
  const inOrder = visits.filter(({ site }) => site !== undefined).toSorted((a, b) => a.startMs - b.startMs);
  return inOrder.flatMap((first, place) =>
    inOrder.slice(place + 1).flatMap((then) => {
      if (first.site === then.site) return [];
      const minutes = (then.startMs - first.endMs) / MINUTE_MS;
      const needsTravel = first.site !== 'virtual' && then.site !== 'virtual';
      if (minutes >= (needsTravel ? travelMinutes : 0)) return [];
      const at = then.start.slice(0, 16).replace('T', ' ');
      const params = { a: first.title, b: then.title, at };
      return [
        makeFinding({
          kind: 'schedule',
          entry: TWO_SITES,
          ...(minutes < 0
            ? { message: 'check.schedule-overlap', params }
            : { message: 'check.schedule-travel', params: { ...params, minutes: Math.round(minutes) } }),
          about: [first.ref, then.ref],
          evidence: [first, then].map(({ title, start, ref }) => ({ name: title, date: start, ref })),
          ways: [
            { act: 'rebook', ref: first.ref },
            { act: 'rebook', ref: then.ref },
          ],
        }),
      ];
    }),
  );
}

/** Three days and more with a needle in one week. A series of one test is meant so. */
function draws(orders: readonly Order[], most: number, now: number): Finding[] {
  const today = new Date(now).toISOString().slice(0, 10);
  const dated = orders
    .filter(({ isBlood, forbids, day }) => isBlood && !forbids && day !== undefined && day >= today)
    .toSorted((a, b) => a.day!.localeCompare(b.day!));
  for (const first of dated) {
    const until = Date.parse(first.day!) + WEEK_DAYS * DAY_MS;
    const week = dated.filter(({ day }) => day! >= first.day! && Date.parse(day!) < until);
    const days = [...new Set(week.map(({ day }) => day!))];
    const isSeries = [...Map.groupBy(week, ({ code }) => code).values()].some(
      (same) => new Set(same.map(({ day }) => day)).size === days.length,
    );
    if (days.length < most || isSeries) continue;
    return [
      makeFinding({
        kind: 'schedule',
        entry: DRAWS,
        message: 'check.schedule-draws',
        params: { count: days.length, days: days.join(', '), tests: week.map(({ title }) => title).join(', ') },
        about: week.map(({ ref }) => ref),
        evidence: week.map(({ title, day, ref }) => ({ name: title, date: day!, ref })),
        ways: week.map(({ ref }) => ({ act: 'change', ref })),
      }),
    ];
  }
  return [];
}
