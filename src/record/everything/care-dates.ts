import { R4_PARAMS, type Resource, extractOne, parseJson } from '../../fhir/index.ts';
import type { FoundRow } from '../../store/index.ts';
import { columnParams } from '../indexing/index-resource.ts';

/** A time in which care was given: `low` inclusive, `high` exclusive, ms since 1970. */
export type Care = { low: number; high: number };

/** Somebody's birth is no care that they were given. */
const NOT_OF_CARE = new Set(['birthdate']);

/**
 * True for what belongs to the care of a time, "care dates, not record currency dates"
 * (http://hl7.org/fhir/R4/patient-operation-everything.html): by the clinical date of its type (an encounter's period, an
 * observation's effective time, an order's authoredOn), as that is searched for. What has none (who the patient is, an allergy
 * without a date) belongs to every time.
 */
export function isInCare(row: FoundRow, care: Care): boolean {
  const { date } = columnParams(row.type);
  if (date === undefined || NOT_OF_CARE.has(date)) return true;
  const { dates } = extractOne(R4_PARAMS, parseJson(row.body) as Resource, date);
  return dates.length === 0 || dates.some(({ low, high }) => low < care.high && high > care.low);
}
