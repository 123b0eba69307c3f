import { unreachable } from '../../base/index.ts';
import { asFault } from '../failure.ts';
import type { Db } from '../open-store.ts';
import { COLUMNS, type StoredRow, rowOf, shardOfPatient } from './rows.ts';
import { type Place, conditionSql } from './search-conditions.ts';
import type { Search, SortKey, Source } from './search-model.ts';

export type Found = { rows: StoredRow[]; after: (string | null)[] | null };

type Statement = { text: string; values: unknown[] };

function placing(): { values: unknown[]; place: Place } {
  const values: unknown[] = [];
  return { values, place: (value) => `$${values.push(value)}` };
}

/**
 * What the alias r is. A patient's source is the home rows and those of other homes that the compartment lists; a code's is
 * the rows whose first code it is, in the order of an index, and the few that have it among others.
 */
function sourceSql(type: string, source: Source, place: Place): string {
  const ofType = (alias: string) => `${alias}.type = ${place(type)} and not ${alias}.deleted`;
  switch (source.kind) {
    case 'type':
      return `(select o.* from resource o where ${ofType('o')}) r`;
    case 'patient': {
      const shard = place(shardOfPatient(source.patient));
      const patient = place(source.patient);
      return `(select o.* from resource o where o.shard = ${shard}::smallint and o.patient = ${patient} and ${ofType('o')}
        union all
        select g.* from compartment c join resource g on g.shard = c.home and g.type = c.type and g.id = c.id
          where c.shard = ${shard}::smallint and c.patient = ${patient} and c.type = ${place(type)} and ${ofType('g')}) r`;
    }
    case 'code': {
      const hash = `${place(source.hash)}::bigint`;
      return `(select o.* from resource o where o.code = ${hash} and ${ofType('o')}
        union all
        select m.* from resource m where m.code <> ${hash} and m.code_more and m.tokens_all @> array[${hash}] and ${ofType('m')}) r`;
    }
    default:
      return unreachable(source);
  }
}

function keySql(key: SortKey, type: string, place: Place): string {
  const least = (table: string, column: string) => `(select min(s.${column}) from ${table} s
    where s.shard = r.shard and s.type = ${place(type)} and s.id = r.id and s.param = ${place(key.param)})`;
  switch (key.by) {
    case 'id':
      return 'r.id';
    case 'updated':
      return 'r.updated';
    case 'primary-date':
      return 'r.date';
    case 'date':
      return least('search_date', 'low');
    case 'quantity':
      return least('search_quantity', 'value');
    case 'string':
      return least('search_string', 'value');
    case 'token': {
      // Only the body knows a token's text; its first coding, code or value stands for the element. Parsed once a row.
      const at = (tail: string) => `jsonb_path_query_first(j.body, ${place(`$.${key.path}${tail}`)}::jsonpath)`;
      return `(select lower(coalesce(${['.coding.code', '.code', '.value', ''].map(at).join(', ')}) #>> '{}') collate "C"
        from (select nullif(r.body, '')::jsonb as body offset 0) j)`;
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
  token: 'text',
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
export function searchStatement(search: Search): Statement {
  const { values, place } = placing();
  const source = sourceSql(search.type, search.source, place);
  const where = search.conditions.map((condition) => conditionSql(condition, search.type, place));
  const sort: SortKey[] = [...search.sort.filter((key) => key.by !== 'id'), idKey(search.sort)];
  const keys = sort.map((key) => ({
    sql: keySql(key, search.type, place),
    cast: CASTS[key.by],
    descending: key.descending,
  }));
  if (search.after) where.push(afterSql(keys, search.after, place));
  const order = keys.map(({ sql, descending }) => `${sql}${descending ? ' desc nulls last' : ''}`);
  const text = `select ${COLUMNS}, ${keys.map(({ sql }, at) => `${keyText(sql, sort[at]!)} as key_${at}`).join(', ')}
    from ${source}${where.length > 0 ? ` where ${where.join(' and ')}` : ''}
    order by ${order.join(', ')} limit ${place(search.limit + 1)}`;
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
  const { text, values } = searchStatement(search);
  type Raw = Parameters<typeof rowOf>[0] & { [key: `key_${number}`]: string | null };
  const { rows } = await db.query<Raw>(text, values).catch((error: unknown) => {
    throw asFault(error);
  });
  const hasMore = rows.length > search.limit;
  const page = hasMore ? rows.slice(0, search.limit) : rows;
  const last = page.at(-1);
  const count = search.sort.filter((key) => key.by !== 'id').length + 1;
  const after = hasMore && last ? Array.from({ length: count }, (_, at) => last[`key_${at}`] ?? null) : null;
  return { rows: page.map(rowOf), after };
}

/** How many a search matches; with `atMost`, counting stops there. */
export async function countMatches(
  db: Db,
  search: Omit<Search, 'sort' | 'after' | 'limit'>,
  atMost?: number,
): Promise<number> {
  const { values, place } = placing();
  const source = sourceSql(search.type, search.source, place);
  const where = search.conditions.map((condition) => conditionSql(condition, search.type, place));
  const matching = `from ${source}${where.length > 0 ? ` where ${where.join(' and ')}` : ''}`;
  const text = atMost
    ? `select count(*)::int as n from (select 1 ${matching} limit ${place(atMost)}) m`
    : `select count(*)::int as n ${matching}`;
  const { rows } = await db.query<{ n: number }>(text, values).catch((error: unknown) => {
    throw asFault(error);
  });
  return rows[0]!.n;
}
