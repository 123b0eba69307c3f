import { intervalOfValue } from './dates.ts';
import type { Primary, Resource } from './model.ts';

/** What a resource is about: the first of these that it has. */
const CODES = ['code', 'vaccineCode', 'medicationCodeableConcept', 'type', 'serviceType', 'category', 'class'];

/** When it clinically happened, best first; what was planned or recorded stands in where that isn't said. */
const DATES: [property: string, type: string][] = [
  ['effectiveDateTime', 'dateTime'],
  ['effectivePeriod', 'Period'],
  ['effectiveInstant', 'instant'],
  ['effectiveTiming', 'Timing'],
  ['performedDateTime', 'dateTime'],
  ['performedPeriod', 'Period'],
  ['occurrenceDateTime', 'dateTime'],
  ['occurrencePeriod', 'Period'],
  ['occurrenceTiming', 'Timing'],
  ['onsetDateTime', 'dateTime'],
  ['onsetPeriod', 'Period'],
  ['occurredDateTime', 'dateTime'],
  ['occurredPeriod', 'Period'],
  ['servicedDate', 'date'],
  ['servicedPeriod', 'Period'],
  ['startDate', 'date'],
  ['birthDate', 'date'],
  ['start', 'instant'],
  ['period', 'Period'],
  ['billablePeriod', 'Period'],
  ['executionPeriod', 'Period'],
  ['authoredOn', 'dateTime'],
  ['authored', 'dateTime'],
  ['started', 'dateTime'],
  ['whenHandedOver', 'dateTime'],
  ['sent', 'dateTime'],
  ['dateTime', 'dateTime'],
  ['date', 'dateTime'],
  ['recordedDate', 'dateTime'],
  ['recorded', 'instant'],
  ['issued', 'instant'],
  ['created', 'dateTime'],
];

type Members = Record<string, unknown>;

function firstCoding(value: unknown): { system?: string; code: string } | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'string') return { code: first };
  if (typeof first !== 'object' || first === null) return null;
  const codings = (first as { coding?: unknown }).coding ?? first;
  for (const coding of Array.isArray(codings) ? codings : [codings]) {
    const { system, code } = (coding ?? {}) as { system?: unknown; code?: unknown };
    if (typeof code === 'string') return typeof system === 'string' ? { system, code } : { code };
  }
  return null;
}

/** The code, the clinical date (start of the time it covers) and the numeric value by which the commonest queries find and order. */
export function primaryOf(resource: Resource): Primary {
  const result: Primary = {};
  for (const property of CODES) {
    const code = resource[property] === undefined ? null : firstCoding(resource[property]);
    if (code) {
      result.code = code;
      break;
    }
  }
  for (const [property, type] of DATES) {
    const interval = resource[property] === undefined ? null : intervalOfValue(resource[property], type);
    if (interval) {
      result.date = interval.low;
      break;
    }
  }
  const quantity = resource['valueQuantity'];
  const value =
    typeof quantity === 'object' && quantity !== null ? (quantity as Members)['value'] : resource['valueInteger'];
  if (typeof value === 'number' && Number.isFinite(value)) result.value = value;
  return result;
}
