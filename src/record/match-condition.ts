import type { Caller } from '../base/index.ts';
import { type Db, type StoredRow, searchRows } from '../store/index.ts';
import { agrees } from './agrees.ts';
import type { FhirRecord } from './model.ts';
import { resolveLinks } from './resolve-links.ts';
import { understandSearch } from './understand-search.ts';

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
  const asked = understandSearch(record, caller, { type, params, strict: true });
  const plan = await resolveLinks(record, caller, db, asked);
  const { rows } = await searchRows(db, { ...plan, limit: MOST_LOOKED_AT });
  return rows.filter((row) => agrees(plan.rechecks, row)).slice(0, 2);
}
