import type { Caller } from '../base/index.ts';
import { type Resource, extract } from '../fhir/index.ts';
import { type Db, type StoredRow, searchRows } from '../store/index.ts';
import { formsOf } from './index-resource.ts';
import type { FhirRecord } from './model.ts';
import { type Plan, understandSearch } from './understand-search.ts';

/** Enough to tell one from several, and to pass over a few whose hash alone agrees. */
const MOST_LOOKED_AT = 20;

/**
 * What a condition (of If-None-Exist, or of a conditional reference) matches: at most two are told apart from one. The hashes
 * of the index only narrow; what decides is the body. Unknown parameters are refused: a condition must mean what it says.
 */
export async function matchesOfCondition(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  type: string,
  query: string,
): Promise<StoredRow[]> {
  const params = [...new URLSearchParams(query)] as [string, string][];
  const plan = understandSearch(record, caller, { type, params, strict: true });
  const { rows } = await searchRows(db, { ...plan, limit: MOST_LOOKED_AT });
  return rows.filter((row) => agrees(plan, row)).slice(0, 2);
}

/** True when the body itself has (or, of `:not`, has not) what the hashes said. */
function agrees(plan: Plan, row: StoredRow): boolean {
  if (plan.rechecks.length === 0) return true;
  const found = formsOf(row.type, extract(JSON.parse(row.body) as Resource));
  return plan.rechecks.every(({ forms, not }) => forms.some((form) => found.has(form)) !== not);
}
