import { Fault, unreachable } from '../../base/index.ts';
import { asFault } from '../failure.ts';
import type { Db } from '../open-store.ts';
import { prepared } from '../prepared.ts';
import { AS_TEXT, FOUND_COLUMNS, type FoundRow, type FoundText, fitting, foundOf, shardOfPatient } from './rows.ts';
import { type Place, conditionSql } from './search-conditions.ts';
import type { Search, SortKey, Source } from './search-model.ts';
import { shownSql, sightSql } from './sight-sql.ts';

export type Found = { rows: FoundRow[]; after: (string | null)[] | null };

type Statement = { text: string; values: unknown[] };

function placing(): { values: unknown[]; place: Place } {
  const values: unknown[] = [];
  return { values, place: (value) => `$${values.push(value)}` };
}

/**
 * What the alias r walks over, in one part or two. A patient's source is the home rows and those of other homes that the
 * compartment lists; a code's is the rows whose first code it is and the few that have it as a further one. Each part is ordered and
 * cut by itself, so that each can be read off an index in that order.
 */
function partsOf(type: string, source: Source, place: Place): string[] {
  const ofType = `r.type = ${place(type)} and not r.deleted`;
  switch (source.kind) {
    case 'type':
      return [`resource r where ${ofType}`];
    case 'patient': {
      const shard = `${place(shardOfPatient(source.patient))}::smallint`;
      const patient = place(source.patient);
      return [
        `resource r where r.shard = ${shard} and r.patient = ${patient} and ${ofType}`,
        `compartment c join resource r on r.shard = c.home and r.type = c.type and r.id = c.id
          where c.shard = ${shard} and c.patient = ${patient} and c.type = ${place(type)} and ${ofType}`,
      ];
    }
    case 'code':
      return [
        `resource r where r.code = ${place(source.first)}::bigint and ${ofType}`,
        `resource r where r.tokens_all @> array[${place(source.further)}::bigint] and ${ofType}`,
      ];
    default:
      return unreachable(source);
  }
}

function keySql(key: SortKey, type: string, place: Place): string {
  // Of several values the least when ascending, the greatest when descending: http://hl7.org/fhir/R4/search.html#_sort
  const outermost = (
    table: string,
    column: string,
  ) => `(select ${key.descending ? 'max' : 'min'}(s.${column}) from ${table} s
    where s.shard = r.shard and s.type = ${place(type)} and s.id = r.id and s.param = ${place(key.param)})`;
  switch (key.by) {
    case 'id':
      return 'r.id';
    case 'updated':
      return 'r.updated';
    case 'primary-date':
      return 'r.date';
    case 'date':
      return outermost('search_date', 'low');
    case 'quantity':
      return outermost('search_quantity', 'value');
    case 'string':
      return outermost('search_string', 'value');
    case 'text': {
      // Only the body knows the text of a token, a reference or a uri. Parsed once a row.
      const values = (key.paths ?? []).map(
        (path) => `select jsonb_path_query(j.body, ${place(path)}::jsonpath) as value`,
      );
      return `(select ${key.descending ? 'max' : 'min'}(lower(v.value #>> '{}') collate "C")
        from (select nullif(r.body, '')::jsonb as body offset 0) j cross join lateral (${values.join(' union all ')}) v)`;
    }
    default:
      return unreachable(key.by);
  }
}

const CASTS: { [by in SortKey['by']]: string } = {
  id: 'text',
  updated: 'timestamptz',
  'primary-date': 'bigint',
  date: 'bigint',
  quantity: 'double precision',
  string: 'text',
  text: 'text',
};

/** Rows after the given keys in an order whose nulls come last: (a, b, id) compared key by key. */
function afterSql(
  keys: { sql: string; cast: string; descending: boolean }[],
  after: (string | null)[],
  place: Place,
): string {
  const branches: string[] = [];
  const same: string[] = [];
  keys.forEach(({ sql, cast, descending }, at) => {
    const value = after[at] ?? null;
    if (value === null) {
      same.push(`${sql} is null`);
      return;
    }
    const given = `${place(value)}::${cast}`;
    const beyond = `(${sql} ${descending ? '<' : '>'} ${given}${at === keys.length - 1 ? '' : ` or ${sql} is null`})`;
    branches.push([...same, beyond].join(' and '));
    same.push(`${sql} = ${given}`);
  });
  return `(${branches.map((branch) => `(${branch})`).join(' or ')})`;
}

/** The statement of a search, one row beyond the limit so that the caller sees whether there are more. */
function searchStatement(search: Search): Statement {
  const { values, place } = placing();
  const sort: SortKey[] = [...search.sort.filter((key) => key.by !== 'id'), idKey(search.sort)];
  const limit = place(search.limit + 1);
  const descends = (key: SortKey) => (key.descending ? ' desc nulls last' : '');
  const parts = partsOf(search.type, search.source, place).map((part) => {
    const keys = sort.map((key) => ({ ...key, sql: keySql(key, search.type, place), cast: CASTS[key.by] }));
    const where = search.conditions.map((condition) => conditionSql(condition, search.type, place));
    where.push(sightSql(search.sight, 'r', place));
    if (search.after) where.push(afterSql(keys, search.after, place));
    const shown = shownSql(search.sight, 'r', place, search.type);
    return `(select ${FOUND_COLUMNS}, ${shown === null ? '' : `${shown} as shown, `}${keys.map(({ sql }, at) => `${sql} as sort_${at}`).join(', ')}
      from ${[part, ...where].join(' and ')}
      order by ${keys.map((key) => `${key.sql}${descends(key)}`).join(', ')} limit ${limit})`;
  });
  const shown = shownSql(search.sight, 'r', () => '', search.type) === null ? '' : 'r.shown, ';
  const text = `select ${FOUND_COLUMNS}, ${shown}${sort.map((key, at) => `${keyText(`r.sort_${at}`, key)} as key_${at}`).join(', ')}
    from (${parts.join(' union all ')}) r
    order by ${sort.map((key, at) => `r.sort_${at}${descends(key)}`).join(', ')} limit ${limit}`;
  return { text, values };
}

/** Microseconds must survive the cursor, or a page would begin again with its own last row. */
function keyText(sql: string, key: SortKey): string {
  return key.by === 'updated'
    ? `to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
    : `(${sql})::text`;
}

function idKey(sort: SortKey[]): SortKey {
  return { by: 'id', descending: sort.find((key) => key.by === 'id')?.descending ?? false };
}

/** Runs a search; `after` of the answer is set when there are more. Faults: too-costly. */
export async function searchRows(db: Db, search: Search): Promise<Found> {
  return search.keep ? sift(db, search, search.keep) : (await lookUp(db, search)).found;
}

type Raw = FoundText & { [key: `key_${number}`]: string | null };

/** One statement, with what reads off a row the keys after which to go on. */
async function lookUp(db: Db, search: Search): Promise<{ found: Found; keysOf(at: number): (string | null)[] }> {
  const { text, values } = searchStatement(search);
  const { rows } = await db.query<Raw>({ ...prepared(text, values), types: AS_TEXT }).catch((error: unknown) => {
    throw asFault(error);
  });
  // As they are shown, or a page would end by the length of what is masked.
  const page = fitting(rows.slice(0, search.limit).map(foundOf), search.mostCharacters ?? Infinity);
  const hasMore = rows.length > page.length;
  const count = search.sort.filter((key) => key.by !== 'id').length + 1;
  const keysOf = (at: number) => Array.from({ length: count }, (_, key) => rows[at]![`key_${key}`] ?? null);
  const after = hasMore && page.length > 0 ? keysOf(page.length - 1) : null;
  return { found: { rows: page, after }, keysOf };
}

/** Rows looked at for one page that a search keeps of what its conditions let through. */
const MOST_SIFTED = 20_000;
const SIFTED_AT_ONCE = 500;

/** Goes on looking until the page is full, so that what is not kept leaves no gap. */
async function sift(db: Db, search: Search, keep: NonNullable<Search['keep']>): Promise<Found> {
  const rows: FoundRow[] = [];
  let last: (string | null)[] | null = null;
  let characters = 0;
  let { after } = search;
  for (let looked = 0; looked < MOST_SIFTED; looked += SIFTED_AT_ONCE) {
    const limit = SIFTED_AT_ONCE;
    const { found, keysOf } = await lookUp(db, { ...search, limit, ...(after ? { after } : {}) });
    for (const [at, row] of found.rows.entries()) {
      if (!keep(row)) continue;
      characters += row.body.length;
      const isFull = rows.length > 0 && characters > (search.mostCharacters ?? Infinity);
      if (isFull || rows.length === search.limit) return { rows, after: last };
      rows.push(row);
      last = keysOf(at);
    }
    if (!found.after) return { rows, after: null };
    after = found.after;
  }
  throw siftedTooMany();
}

function siftedTooMany(): Fault {
  return new Fault(
    'too-costly',
    'too-costly',
    `More than ${MOST_SIFTED} resources would have to be opened for this: ask for a patient, a code or a time besides.`,
  );
}

async function countKept(db: Db, search: Omit<Search, 'sort' | 'after' | 'limit'>, atMost?: number): Promise<number> {
  const { rows, after } = await sift(db, { ...search, sort: [], limit: atMost ?? MOST_SIFTED }, search.keep!);
  if (after && atMost === undefined) throw siftedTooMany();
  return rows.length;
}

/** How many a search matches; with `atMost`, counting stops there. */
export async function countMatches(
  db: Db,
  search: Omit<Search, 'sort' | 'after' | 'limit'>,
  atMost?: number,
): Promise<number> {
  if (search.keep) return countKept(db, search, atMost);
  const { values, place } = placing();
  const parts = partsOf(search.type, search.source, place).map((part) => {
    const where = search.conditions.map((condition) => conditionSql(condition, search.type, place));
    where.push(sightSql(search.sight, 'r', place));
    return `(select 1 from ${[part, ...where].join(' and ')}${atMost ? ` limit ${place(atMost)}` : ''})`;
  });
  const text = `select count(*)::int as n from (${parts.join(' union all ')}) m`;
  const { rows } = await db.query<{ n: number }>(prepared(text, values)).catch((error: unknown) => {
    throw asFault(error);
  });
  return rows[0]!.n;
}
