import { decide, restriction } from '../access/index.ts';
import { type Caller, Fault } from '../base/index.ts';
import { isResourceType } from '../fhir/index.ts';
import {
  type ChangePage,
  type Db,
  type StoredRow,
  changesBefore,
  fitting,
  readRows,
  readVersions,
  versionsOfRow,
} from '../store/index.ts';
import { auditOf, concerned } from './audit-of.ts';
import { passOverAbsent } from './deciding/absent.ts';
import { seenOf, seenOne } from './deciding/sight.ts';
import { TRACE, noSuch } from './trace/model.ts';
import { refuseBadKey } from './gate.ts';
import {
  type Actor,
  type FhirRecord,
  type HistoryEntry,
  type HistoryPage,
  type HistoryQuery,
  answerOf,
} from './model.ts';
import { historyFilter } from './history-filter.ts';
import { openCursor, sealCursor } from './seal-cursor.ts';
import { MOST_CHARACTERS } from './search/understand-search.ts';

const USUAL_COUNT = 50;
const MOST_COUNT = 1000;

/**
 * The versions of a resource, of a type or of everything, newest first, deletions among them
 * (http://hl7.org/fhir/R4/http.html#history). An instance that never was has no entries.
 */
export async function history(
  record: FhirRecord,
  caller: Caller,
  query: HistoryQuery,
  db: Db = record.store.pool,
): Promise<HistoryPage> {
  if (query.type !== undefined && query.id !== undefined) {
    return instanceHistory(record, caller, { ...query, type: query.type, id: query.id }, db);
  }
  return changeHistory(record, caller, query, db);
}

function limitOf(query: HistoryQuery): number {
  return Math.min(query.count ?? USUAL_COUNT, MOST_COUNT);
}

/** What a cursor belongs to. */
function questionOf({ type, id, since, at, list }: HistoryQuery): string {
  return JSON.stringify(['history', type ?? null, id ?? null, since ?? null, at ?? null, list ?? null]);
}

function entryOf(row: StoredRow): HistoryEntry {
  return { ...answerOf(row), action: row.action, actor: JSON.parse(row.agent) as Actor };
}

async function refuse(record: FhirRecord, caller: Caller, type: string | undefined, why: string): Promise<never> {
  await record.reads.write([auditOf(record, caller, { action: 'history', type, outcome: 'refused', detail: why })]);
  throw new Fault('forbidden', 'forbidden', `Not allowed: ${why}.`);
}

async function instanceHistory(
  record: FhirRecord,
  caller: Caller,
  query: HistoryQuery & { type: string; id: string },
  db: Db,
): Promise<HistoryPage> {
  const { type, id } = query;
  refuseBadKey(type, id);
  const may = decide(caller, 'history', type);
  if (!may.allowed) return refuse(record, caller, type, may.why);
  if (type === TRACE) throw noSuch('has no history');
  const [current] = await readRows(db, [{ type, id }]);
  if (!current) await passOverAbsent(record, caller, { type, id });
  if (!current || !(await seenOne(record, caller, db, current, 'history'))) return { entries: [], total: 0 };
  const question = questionOf(query);
  const key = record.settings.cursorKey;
  const before = query.cursor === undefined ? undefined : (openCursor(key, caller, question, query.cursor) as number);
  const limit = limitOf(query);
  const { rows, total } = await versionsOfRow(
    db,
    { type, id },
    { ...(await historyFilter(record, caller, query)), limit: limit + 1, ...(before === undefined ? {} : { before }) },
  );
  // An earlier version may have been somebody else's: each is decided by itself.
  const page = fitting(rows.slice(0, limit), MOST_CHARACTERS);
  const seen = await seenOf(record, caller, db, page, 'history');
  await record.reads.write([auditOf(record, caller, { action: 'history', type, id, patient: current.patients[0] })]);
  const last = page.at(-1);
  return {
    entries: seen.map(entryOf),
    ...(seen.length < page.length ? {} : { total }),
    ...(rows.length > page.length && last ? { next: sealCursor(key, caller, question, last.version) } : {}),
  };
}

/** Before which change a page goes on, and up to where the pages before it told what is new. */
type Place = { before?: string; until?: number };

async function changeHistory(record: FhirRecord, caller: Caller, query: HistoryQuery, db: Db): Promise<HistoryPage> {
  const { type } = query;
  if (type !== undefined && !isResourceType(type)) {
    throw new Fault('not-found', 'not-supported', `"${type}" is not a resource type of FHIR R4.`);
  }
  // Whoever is bound to one patient, or may not read every type, has no use for the history of everything.
  const may = type === undefined ? systemWide(caller) : restriction(caller, type, 'history');
  if (!may.allowed) return refuse(record, caller, type, may.why);
  if (type === TRACE) throw noSuch('has no history');
  const question = questionOf(query);
  const key = record.settings.cursorKey;
  const from = query.cursor === undefined ? {} : (openCursor(key, caller, question, query.cursor) as Place);
  const limit = limitOf(query);
  // As of a search for what is new: what is still being written, and of an earlier time, is not to be passed over.
  const isNews = query.since !== undefined && db === record.store.pool;
  const until = from.until ?? (isNews ? await record.settledUntil(db) : undefined);
  const { told, isWhole, looked } = await toldOf(record, caller, db, {
    ...(await historyFilter(record, caller, query)),
    limit: limit + 1,
    ...(until === undefined ? {} : { until }),
    ...(type === undefined ? {} : { type }),
    ...(may.patient === undefined ? {} : { patient: may.patient }),
    ...(from.before === undefined ? {} : { before: from.before }),
  });
  const page = fitting(told.slice(0, limit), MOST_CHARACTERS);
  const entries = page.map(({ row }) => entryOf(row));
  const patients = new Set(may.patient === undefined ? [] : [may.patient]);
  for (const { row } of page) row.patients.forEach((patient) => patients.add(patient));
  await record.reads.write([auditOf(record, caller, { action: 'history', type, ...concerned(patients) })]);
  const goesOn = told.length > page.length ? page.at(-1)?.position : isWhole ? undefined : looked;
  return {
    entries,
    ...(goesOn === undefined
      ? {}
      : { next: sealCursor(key, caller, question, { before: goesOn, ...(isNews ? { until } : {}) }) }),
  };
}

type Told = { row: StoredRow; position: string; body: string };

/** How often it is looked on for one page of what the caller sees, and for how many at a time at most: some 16,000 in all. */
const MOST_ROUNDS = 40;
const MOST_AT_ONCE = 500;

/**
 * Goes on until there are as many as are asked for, so that what is out of sight leaves no gap. `looked` is how far it came where that was
 * not to the end.
 */
async function toldOf(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  page: ChangePage,
): Promise<{ told: Told[]; isWhole: boolean; looked?: string | undefined }> {
  const told: Told[] = [];
  let { before, limit } = page;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const changes = await changesBefore(db, { ...page, limit, ...(before === undefined ? {} : { before }) });
    const rows = await seenOf(record, caller, db, await readVersions(db, changes), 'history');
    const byName = new Map(rows.map((row) => [`${row.type}/${row.id}/${row.version}`, row]));
    for (const { type, id, version, position } of changes) {
      const row = byName.get(`${type}/${id}/${version}`);
      if (row) told.push({ row, position, body: row.body });
    }
    if (told.length >= page.limit || changes.length < limit) return { told, isWhole: true };
    before = changes.at(-1)!.position;
    limit = Math.max(limit, Math.min(limit * 2, MOST_AT_ONCE));
  }
  return { told, isWhole: false, looked: before };
}

function systemWide(caller: Caller): { allowed: true; patient?: string } | { allowed: false; why: string } {
  if (caller.role === 'system' && !caller.scopes) return { allowed: true };
  return { allowed: false, why: 'the history of everything is for the system alone' };
}

/** Every version of a resource that the caller may see, newest first, with who made it. */
export async function versionsOf(
  record: FhirRecord,
  caller: Caller,
  type: string,
  id: string,
): Promise<HistoryEntry[]> {
  return (await history(record, caller, { type, id, count: MOST_COUNT })).entries;
}
