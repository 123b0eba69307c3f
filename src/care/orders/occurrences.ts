import { timeOf } from './chart.ts';

const UNIT_MS: Record<string, number> = {
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  wk: 7 * 86_400_000,
  mo: 30.436875 * 86_400_000,
  a: 365.2425 * 86_400_000,
};

/** The steps of a repeated order, ms since 1970; undefined where it says no rhythm. */
function stepsOf(timing: fhir4.Timing, authored: number): { start: number; end: number; step: number } | undefined {
  const { boundsPeriod, period, periodUnit, count } = timing.repeat ?? {};
  const step = (period ?? 0) * (UNIT_MS[periodUnit ?? ''] ?? 0);
  if (step <= 0) return undefined;
  const start = timeOf(boundsPeriod?.start) ?? authored;
  const end = timeOf(boundsPeriod?.end) ?? Infinity;
  return { start, end: count === undefined ? end : Math.min(end, start + (count - 1) * step), step };
}

/**
 * The times for which an order is meant, ms since 1970: all that it names, and of a rhythm those nearest to a moment. Months and
 * years are those of UCUM, near enough for days. None where it says no time of its own.
 */
export function occurrencesNear(order: fhir4.ServiceRequest, near: number): number[] {
  const { occurrenceDateTime, occurrencePeriod, occurrenceTiming, authoredOn } = order;
  const single = timeOf(occurrenceDateTime);
  if (single !== undefined) return [single];
  if (occurrencePeriod) {
    const start = timeOf(occurrencePeriod.start) ?? timeOf(authoredOn) ?? near;
    const end = timeOf(occurrencePeriod.end) ?? Infinity;
    return near > end ? [] : [Math.max(start, near)];
  }
  if (!occurrenceTiming) return [];
  const events = (occurrenceTiming.event ?? []).map(timeOf).filter((at) => at !== undefined);
  const steps = stepsOf(occurrenceTiming, timeOf(authoredOn) ?? near);
  if (!steps) return events;
  const at = Math.floor((near - steps.start) / steps.step);
  const around = [at, at + 1].filter((n) => n >= 0).map((n) => steps.start + n * steps.step);
  return [...events, ...around.filter((one) => one <= steps.end)];
}
