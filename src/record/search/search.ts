import { type Caller, Fault, type Issue } from '../../base/index.ts';
import { type Db, type FoundRow, countMatches, searchRows, transaction } from '../../store/index.ts';
import { type Deed, auditOf, concerned } from '../audit-of.ts';
import { noteDisclosures, noticeOf } from '../deciding/disclosures.ts';
import type { Compartment } from './compartments.ts';
import { includedOf } from './include.ts';
import { type FhirRecord, type SearchResult, answerOf } from '../model.ts';
import { refuseCostly } from './refuse-costly.ts';
import { resolveLinks } from './resolve-links.ts';
import { refreshPending } from '../indexing/searching.ts';
import { openCursor, sealCursor } from '../seal-cursor.ts';
import { TRACE } from '../trace/model.ts';
import { searchTrace } from '../trace/search-trace.ts';
import { shaped } from './shape.ts';
import { bringTextsUpToDate, looksIntoText } from './text-index.ts';
import { type Asked, MOST_CHARACTERS, type Plan, understandSearch } from './understand-search.ts';

/** Counting for an estimate stops there. */
const ESTIMATE_STOPS_AT = 10_000;

/**
 * Searches a type, http://hl7.org/fhir/R4/search.html. Paging goes on after the last row's keys, so that what is written
 * meanwhile moves nothing; `next` is good for this caller and this query alone. Audited before it is answered, unless it is a part
 * of what is audited as a whole.
 */
export async function search(
  record: FhirRecord,
  caller: Caller,
  type: string,
  params: [string, string][],
  options: {
    strict: boolean;
    db?: Db;
    compartment?: Compartment;
    isPart?: boolean;
    /** Of whose records something is given: for whoever audits the whole. */
    onPatients?: (patients: Set<string>) => void;
    until?: number;
  },
): Promise<SearchResult> {
  if (type === TRACE) return searchTrace(record, caller, params, options);
  const deed = { action: 'search', type, detail: detailOf(params, options.compartment) } as const;
  const { strict, compartment } = options;
  const asked = { type, params, strict, ...(compartment ? { compartment } : {}) };
  return auditingRefusals(record, caller, options.isPart ? null : deed, async () => {
    const plan = understandSearch(record, caller, asked);
    // The pool itself is what a batch gives: no transaction.
    const inTransaction = options.db === record.store.pool ? undefined : options.db;
    if (params.some(([name]) => looksIntoText(name))) await readyTexts(record, inTransaction);
    const question = questionOf(type, params, compartment);
    const key = record.settings.cursorKey;
    const from = plan.cursor === undefined ? {} : (openCursor(key, caller, question, plan.cursor) as Place);
    const until = from.until ?? options.until ?? (inTransaction ? undefined : await endOfNews(record, plan));
    if (until !== undefined)
      plan.conditions.push({ kind: 'updated', any: [{ prefix: 'lt', low: until, high: until }] });
    const { after, patients, ...result } = await atOneMoment(record, inTransaction, plan, (db) =>
      answerTo(record, caller, db, plan, from),
    );
    if (after) result.next = sealCursor(key, caller, question, until === undefined ? { after } : { after, until });
    const given = [...result.matches, ...result.included];
    const consents = await noteDisclosures(record, caller, options.db ?? record.store.pool, deed, given);
    result.warnings.push(...noticeOf(consents));
    options.onPatients?.(patients);
    if (!options.isPart) await record.reads.write([auditOf(record, caller, { ...deed, ...concerned(patients) })]);
    return result;
  });
}

/** A refusal for want of a right is audited before it is told, unless it is a part of what is audited as a whole. */
async function auditingRefusals<T>(
  record: FhirRecord,
  caller: Caller,
  deed: Deed | null,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (deed && error instanceof Fault && error.kind === 'forbidden') {
      await record.reads.write([auditOf(record, caller, { ...deed, outcome: 'refused' })]);
    }
    throw error;
  }
}

/** What takes several statements is answered from one snapshot: none of it shows a part of what was written together. */
async function atOneMoment<T>(
  record: FhirRecord,
  given: Db | undefined,
  plan: Plan,
  answer: (db: Db) => Promise<T>,
): Promise<T> {
  if (given) return answer(given);
  const isCounted = plan.total === 'accurate' || plan.total === 'estimate';
  const isOne = plan.links.length + plan.include.length + plan.revinclude.length === 0 && !isCounted && !plan.keep;
  return isOne ? answer(record.store.pool) : transaction(record.store, { readOnly: true }, answer);
}

const LOOKING_BACK = new Set(['lt', 'le', 'eb']);

/**
 * Whoever asks what is new since what they saw last would never see what is still being written and is of an earlier time: of such
 * questions the answer, on all its pages, ends where nothing more is to come (ms since 1970).
 */
async function endOfNews(record: FhirRecord, plan: Plan): Promise<number | undefined> {
  const isNews = plan.conditions.some(
    (one) => one.kind === 'updated' && one.any.some(({ prefix }) => !LOOKING_BACK.has(prefix)),
  );
  const [first] = plan.sort;
  const goesForward = first?.by === 'updated' && !first.descending;
  return isNews || goesForward ? record.settledUntil(record.store.pool) : undefined;
}

/** Where a page goes on, and up to where the pages before it told what is new. */
type Place = { after?: (string | null)[]; until?: number };

async function answerTo(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  understood: Plan,
  from: Place,
): Promise<SearchResult & { after: (string | null)[] | null; patients: Set<string> }> {
  const plan = await readied(record, caller, db, understood);
  const found =
    plan.count === 0
      ? { rows: [], after: null }
      : await searchRows(db, {
          ...plan,
          limit: plan.count,
          mostCharacters: MOST_CHARACTERS,
          ...(from.after === undefined ? {} : { after: from.after }),
        });
  const total = await totalOf(plan, db, found.rows.length, found.after === null && from.after === undefined);
  const included = await includedOf(record, caller, db, plan, found.rows);
  return {
    matches: found.rows.map((row) => shaped(answerOf(row), plan.shape)),
    included: included.map((row) => shaped(answerOf(row), plan.shape)),
    ...(total === undefined ? {} : { total }),
    after: found.after,
    patients: patientsOf(plan, [...found.rows, ...included]),
    self: plan.self,
    warnings: plan.warnings,
  };
}

/** Whose record was looked into, and of whose records something is given. */
export function patientsOf({ source }: Pick<Plan, 'source'>, rows: readonly FoundRow[]): Set<string> {
  const patients = new Set(source.kind === 'patient' ? [source.patient] : []);
  for (const row of rows) for (const patient of row.patients) patients.add(patient);
  return patients;
}

/** What a transaction has not committed is in no index of words: rather than miss it, it is not asked by them. */
async function readyTexts(record: FhirRecord, inTransaction: Db | undefined): Promise<void> {
  if (inTransaction) {
    throw new Fault('invalid', 'not-supported', '_text and _content are not asked for inside a transaction.');
  }
  await bringTextsUpToDate(record);
}

/** While rows are of an older edition, what it does not know of them is not found: that must not pass for an answer. */
function stillIndexing(type: string): Issue {
  const details = `${type} is being indexed again: what was stored before the definitions changed may not be found yet.`;
  return { severity: 'warning', code: 'incomplete', details };
}

/** What this process knows may be over: another may have indexed the type meanwhile. */
async function isBeingIndexed(record: FhirRecord, db: Db, type: string): Promise<boolean> {
  if (!record.searching.pending.has(type)) return false;
  await refreshPending(record, db);
  return record.searching.pending.has(type);
}

/** A search understood and its links followed; where it is forbidden, that is audited. */
export function planOf(record: FhirRecord, caller: Caller, db: Db, asked: Asked, deed: Deed): Promise<Plan> {
  return auditingRefusals(record, caller, deed, () =>
    readied(record, caller, db, understandSearch(record, caller, asked)),
  );
}

/** Its links followed, and refused where it would cost too much. */
async function readied(record: FhirRecord, caller: Caller, db: Db, understood: Plan): Promise<Plan> {
  const plan = await resolveLinks(record, caller, db, understood);
  await refuseCostly(record, db, plan);
  if (await isBeingIndexed(record, db, plan.type)) plan.warnings.push(stillIndexing(plan.type));
  return plan;
}

/** What was asked, as the audit keeps it: the query, after the compartment where it was in one. */
export function detailOf(params: [string, string][], compartment?: Compartment): string {
  const query = new URLSearchParams(params.filter(([name]) => name !== '_cursor')).toString();
  return compartment ? `${compartment.type}/${compartment.id}?${query}` : query;
}

/** What a cursor belongs to: everything that was asked, the page's size excepted. */
function questionOf(type: string, params: [string, string][], compartment?: Compartment): string {
  const told = params.filter(([name]) => name !== '_cursor' && name !== '_count');
  return JSON.stringify([type, told, compartment ?? null]);
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
