/** What the rules about medicines share. */
import type { Knowledge } from '../compile-knowledge.ts';
import type { Evidence, Ingredient, Medicine, Plan, Result, Route, Way } from '../model.ts';

const DAY_MS = 86_400_000;

/** The ingredient of a medicine that is one of these; nothing where it is taken another way. */
export function ingredientIn(
  medicine: Medicine,
  members: ReadonlySet<string>,
  routes: readonly Route[],
): Ingredient | undefined {
  if (!routes.includes(medicine.route)) return undefined;
  return medicine.ingredients.find(({ id }) => members.has(id));
}

/** True where both are taken on one day. */
export function meet(a: Medicine, b: Medicine): boolean {
  return a.ref !== b.ref && Math.max(a.startMs, b.startMs) < Math.min(a.endMs, b.endMs);
}

/** True for what ends soon by its own order: a taper, a bridge. */
export function endsSoon(medicine: Medicine, knowledge: Knowledge, now: number): boolean {
  return medicine.endMs - now <= knowledge.limit('taper') * DAY_MS;
}

/** True where a rule asks for more than a dose, and the dose is known and not above it. */
export function isBelow(
  onlyAbove: { of: string; perDay: number; unit: string } | undefined,
  ...medicines: readonly Medicine[]
): boolean {
  if (!onlyAbove) return false;
  const of = medicines.flatMap(({ ingredients }) => ingredients).find(({ id }) => id === onlyAbove.of);
  if (!of) return false;
  return of.perDay === undefined || of.perDay.unit !== onlyAbove.unit || of.perDay.value <= onlyAbove.perDay;
}

/** The result of which a rule speaks, where it is new enough and beyond the limit. */
export function resultBeyond(
  plan: Plan,
  test: { measure: string; above?: number | undefined; below?: number | undefined; withinDays: number },
  now: number,
): Result | undefined {
  const result = plan.results.get(test.measure);
  if (!result || now - result.ms > test.withinDays * DAY_MS) return undefined;
  const isBeyond =
    (test.above !== undefined && result.value > test.above) || (test.below !== undefined && result.value < test.below);
  return isBeyond ? result : undefined;
}

/** "1.5 mg" of an amount in a day, without more digits than it has. */
export function shownDose({ value, unit }: { value: number; unit: string }): string {
  return `${Number(value.toPrecision(4))} ${unit === 'unt' ? 'units' : unit}`;
}

/** What is said of a medicine as evidence. */
export function evidenceOf(medicine: Medicine): Evidence {
  const [only] = medicine.ingredients;
  const dose = medicine.ingredients.length === 1 && only?.perDay ? `${shownDose(only.perDay)}/d` : undefined;
  return {
    name: medicine.name,
    ...(dose ? { value: dose } : {}),
    ...(medicine.authored ? { date: medicine.authored } : {}),
    ref: medicine.ref,
  };
}

/** A value with its date as evidence. */
export function evidenceOfResult(result: Result, knowledge: Knowledge): Evidence {
  return { name: knowledge.measure(result.measure).name, value: result.shown, date: result.date, ref: result.ref };
}

/** To stop any of them, or to ask who ordered it. */
export function waysOf(...medicines: readonly Medicine[]): Way[] {
  return [
    ...medicines.map(({ ref }): Way => ({ act: 'stop', ref })),
    ...medicines.flatMap(({ requester }): Way[] => (requester ? [{ act: 'ask', ref: requester }] : [])),
  ];
}
