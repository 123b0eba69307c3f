/** When things happened: the one clinical date of each resource, and its moment in ms since 1970. */
import type { FhirResource } from '../../api/model.ts';
import { toDate } from '../../lib/dates.ts';

export const DAY_MS = 86_400_000;

/** The moment of a FHIR date; NaN where there is none. */
export function momentOf(value: string | undefined): number {
  return value ? toDate(value).getTime() : Number.NaN;
}

type Dated = {
  effectiveDateTime?: string;
  effectiveInstant?: string;
  effectivePeriod?: fhir4.Period;
  performedDateTime?: string;
  performedPeriod?: fhir4.Period;
  occurrenceDateTime?: string;
  occurrencePeriod?: fhir4.Period;
  onsetDateTime?: string;
  onsetPeriod?: fhir4.Period;
  authoredOn?: string;
  recordedDate?: string;
  issued?: string;
  date?: string;
  created?: string;
  startDate?: string;
  start?: string;
  sent?: string;
  period?: fhir4.Period;
  context?: { period?: fhir4.Period };
};

/** When what a resource tells took place, as near as it says. */
export function dateOf(resource: FhirResource): string | undefined {
  const r = resource as Dated;
  return (
    r.effectiveDateTime ??
    r.effectiveInstant ??
    r.effectivePeriod?.start ??
    r.performedDateTime ??
    r.performedPeriod?.start ??
    r.occurrenceDateTime ??
    r.occurrencePeriod?.start ??
    r.onsetDateTime ??
    r.onsetPeriod?.start ??
    r.period?.start ??
    r.authoredOn ??
    r.recordedDate ??
    r.date ??
    r.startDate ??
    r.start ??
    r.created ??
    r.sent ??
    r.issued
  );
}

/** When it was written down, where that differs from when it took place. */
export function recordedAt(resource: FhirResource): string | undefined {
  const r = resource as Dated;
  return r.recordedDate ?? r.issued ?? r.authoredOn ?? dateOf(resource) ?? resource.meta?.lastUpdated;
}

/** Newest first; what has no date last. */
export function newestFirst<T extends { ms: number }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => order(b.ms) - order(a.ms));
}

function order(ms: number): number {
  return Number.isNaN(ms) ? Number.NEGATIVE_INFINITY : ms;
}
