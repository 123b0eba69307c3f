import { decide, restriction } from '../access/index.ts';
import { type Caller, Fault } from '../base/index.ts';
import { type Resource, extract } from '../fhir/index.ts';
import { type Db, type Key, type StoredRow, countMatches, readRows, searchRows } from '../store/index.ts';
import { auditOf } from './audit-of.ts';
import { forms } from './index-resource.ts';
import { type FhirRecord, type SearchResult, answerOf } from './model.ts';
import { openCursor, sealCursor } from './seal-cursor.ts';
import { type Include, MOST_COUNT, type Plan, understandSearch } from './understand-search.ts';

/** Counting for an estimate stops there. */
const ESTIMATE_STOPS_AT = 10_000;

/**
 * Searches a type, http://hl7.org/fhir/R4/search.html. Paging goes on after the last row's keys, so that what is written
 * meanwhile moves nothing; `next` is good for this caller and this query alone. Audited before it is answered.
 */
export async function search(
  record: FhirRecord,
  caller: Caller,
  type: string,
  params: [string, string][],
  options: { strict: boolean; db?: Db },
): Promise<SearchResult> {
  const db = options.db ?? record.store.pool;
  const deed = { action: 'search', type, detail: detailOf(params) } as const;
  let plan: Plan;
  try {
    plan = understandSearch(record, caller, { type, params, strict: options.strict });
  } catch (error) {
    if (error instanceof Fault && error.kind === 'forbidden') {
      await record.reads.write([auditOf(record, caller, { ...deed, outcome: 'refused' })]);
    }
    throw error;
  }
  const question = questionOf(type, params);
  const after =
    plan.cursor === undefined ? undefined : openCursor(record.settings.cursorKey, caller, question, plan.cursor);
  const found =
    plan.count === 0
      ? { rows: [], after: null }
      : await searchRows(db, {
          ...plan,
          limit: plan.count,
          ...(after === undefined ? {} : { after: after as (string | null)[] }),
        });
  const total = await totalOf(plan, db, found.rows.length, found.after === null && after === undefined);
  const included = await includedOf(record, caller, db, plan, found.rows);
  const patient = plan.source.kind === 'patient' ? plan.source.patient : undefined;
  await record.reads.write([auditOf(record, caller, { ...deed, patient })]);
  return {
    matches: found.rows.map(answerOf),
    included: included.map(answerOf),
    ...(total === undefined ? {} : { total }),
    ...(found.after ? { next: sealCursor(record.settings.cursorKey, caller, question, found.after) } : {}),
    self: plan.self,
    warnings: plan.warnings,
  };
}

function detailOf(params: [string, string][]): string {
  return new URLSearchParams(params.filter(([name]) => name !== '_cursor')).toString();
}

/** What a cursor belongs to: everything that was asked, the page's size excepted. */
function questionOf(type: string, params: [string, string][]): string {
  const told = params.filter(([name]) => name !== '_cursor' && name !== '_count');
  return JSON.stringify([type, told]);
}

async function totalOf(plan: Plan, db: Db, found: number, isWhole: boolean): Promise<number | undefined> {
  if (plan.count > 0) {
    if (plan.total === 'none') return undefined;
    if (isWhole) return found;
    if (plan.total === 'default') return undefined;
  }
  return countMatches(db, plan, plan.total === 'estimate' ? ESTIMATE_STOPS_AT : undefined);
}

/** How many resources of a type the caller may see. */
export async function countOf(record: FhirRecord, caller: Caller, type: string): Promise<number> {
  const found = await search(record, caller, type, [['_summary', 'count']], { strict: true });
  return found.total ?? 0;
}

async function includedOf(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  plan: Plan,
  matches: StoredRow[],
): Promise<StoredRow[]> {
  if (matches.length === 0) return [];
  const known = new Set(matches.map((row) => `${row.type}/${row.id}`));
  const found: StoredRow[] = [];
  const add = (rows: StoredRow[]) => {
    for (const row of rows) {
      const name = `${row.type}/${row.id}`;
      if (known.has(name) || row.deleted) continue;
      known.add(name);
      found.push(row);
    }
  };
  if (plan.include.length > 0) add(await referredTo(caller, db, plan, matches));
  for (const include of plan.revinclude) add(await referring(record, caller, db, plan, include, matches));
  return found;
}

/** What the matches refer to; each is bound by the caller's own access, as every alias of a search is. */
async function referredTo(caller: Caller, db: Db, plan: Plan, matches: StoredRow[]): Promise<StoredRow[]> {
  const keys = new Map<string, Key>();
  for (const row of matches) {
    for (const { param, type, id, url } of extract(JSON.parse(row.body) as Resource).references) {
      if (type === undefined || id === undefined || url !== undefined) continue;
      const isAsked = plan.include.some(
        (include) => (include.param === '*' || include.param === param) && (include.target ?? type) === type,
      );
      if (isAsked) keys.set(`${type}/${id}`, { type, id });
    }
  }
  const rows = await readRows(db, [...keys.values()]);
  return rows.filter((row) => decide(caller, 'read', row.type, { patients: row.patients }).allowed);
}

/** What refers to the matches, within what the caller may search. */
async function referring(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  plan: Plan,
  { type, param, target }: Include,
  matches: StoredRow[],
): Promise<StoredRow[]> {
  if (target !== undefined && target !== plan.type) return [];
  const may = restriction(caller, type);
  if (!may.allowed) return [];
  const any = matches.map((row) => record.hash(forms.literal(type, param, row.type, row.id)));
  const found = await searchRows(db, {
    type,
    source: may.patient === undefined ? { kind: 'type' } : { kind: 'patient', patient: may.patient },
    conditions: [{ kind: 'tokens', any }],
    sort: [],
    limit: MOST_COUNT,
  });
  if (found.after) {
    plan.warnings.push({
      severity: 'warning',
      code: 'incomplete',
      details: `_revinclude=${type}:${param} has more than ${MOST_COUNT} resources on this page; ask for fewer matches.`,
    });
  }
  return found.rows;
}
