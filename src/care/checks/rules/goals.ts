import type { Knowledge } from '../compile-knowledge.ts';
import { makeFinding } from '../make-finding.ts';
import type { Aim, Finding, Plan, Way } from '../model.ts';

const ENTRY = {
  id: 'two-targets',
  severity: 'moderate',
  interrupts: false,
  source: 'one plan: two live goals of one measure',
} as const;

/** Live goals that want different figures of one measure: one finding a measure. */
export function goals(plan: Plan, knowledge: Knowledge): Finding[] {
  const byMeasure = Map.groupBy(plan.aims, ({ measure }) => measure);
  return [...byMeasure].flatMap(([measure, aims]) => {
    const apart = aims.filter((one) => aims.some((other) => areApart(one, other)));
    if (apart.length < 2) return [];
    const owners = [...new Set(apart.flatMap(({ owner }) => owner ?? []))];
    return [
      makeFinding({
        kind: 'goals',
        entry: ENTRY,
        message: 'check.goals',
        params: {
          measure: knowledge.measure(measure).name,
          aims: apart.map(({ shown, ownerName }) => (ownerName ? `${shown} (${ownerName})` : shown)).join('; '),
        },
        about: apart.map(({ ref }) => ref),
        evidence: apart.map(({ ref, shown, ownerName }) => ({ name: ownerName ?? shown, value: shown, ref })),
        figures: apart.flatMap(({ low, high, due }) => [low, high, due]),
        ways: [
          ...apart.map(({ ref }): Way => ({ act: 'change', ref })),
          ...owners.map((ref): Way => ({ act: 'ask', ref })),
        ],
      }),
    ];
  });
}

/** True where two aims cannot both be meant: other ends, or ranges that share nothing. Steps of one way are meant. */
function areApart(a: Aim, b: Aim): boolean {
  if (a.ref === b.ref || areSteps(a, b)) return false;
  const isDisjoint =
    (a.low !== undefined && b.high !== undefined && isMore(a.low, b.high)) ||
    (b.low !== undefined && a.high !== undefined && isMore(b.low, a.high));
  return isDisjoint || differ(a.high, b.high) || differ(a.low, b.low);
}

/** Half a percent: what a conversion of units loses. */
const CONVERSION = 0.005;

const differ = (x: number | undefined, y: number | undefined): boolean =>
  x !== undefined && y !== undefined && Math.abs(x - y) > CONVERSION * Math.max(Math.abs(x), Math.abs(y));

const isMore = (x: number, y: number): boolean => x > y && differ(x, y);

/** One owner's steps: the later date is the stricter. */
function areSteps(a: Aim, b: Aim): boolean {
  if (!a.owner || a.owner !== b.owner || !a.due || !b.due || a.due === b.due) return false;
  const [first, then] = a.due < b.due ? [a, b] : [b, a];
  const isLooser = (x: number | undefined, y: number | undefined) => x !== undefined && y !== undefined && x < y;
  return !isLooser(first.high, then.high) && !isLooser(then.low, first.low);
}
