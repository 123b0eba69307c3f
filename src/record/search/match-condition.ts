import { type Caller, Fault } from '../../base/index.ts';
import { type Db, type FoundRow, searchRows } from '../../store/index.ts';
import { agrees } from './agrees.ts';
import type { FhirRecord } from '../model.ts';
import { resolveLinks } from './resolve-links.ts';
import { looksIntoText } from './text-index.ts';
import { understandSearch } from './understand-search.ts';

/** How many more are looked at than are asked for, to pass over a few whose hash alone agrees. */
const MORE_LOOKED_AT = 20;

/**
 * What a condition (of If-None-Exist, of a conditional reference or write) matches: at most one more than `most`, so that too
 * many are told apart from enough. The hashes of the index only narrow; what decides is the body. Unknown parameters are refused: a condition must mean what it says.
 */
export async function matchesOfCondition(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  type: string,
  query: string,
  most = 1,
): Promise<FoundRow[]> {
  const params = [...new URLSearchParams(query)] as [string, string][];
  if (params.some(([name]) => looksIntoText(name))) {
    throw new Fault('invalid', 'not-supported', 'A condition cannot ask by _text or _content.');
  }
  const asked = understandSearch(record, caller, { type, params, strict: true });
  const plan = await resolveLinks(record, caller, db, asked);
  const { rows } = await searchRows(db, { ...plan, limit: most + MORE_LOOKED_AT });
  return rows.filter((row) => agrees(record.searching.params, plan.rechecks, row)).slice(0, most + 1);
}
