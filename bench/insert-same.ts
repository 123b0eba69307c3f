import { shardHint, uuidv7 } from '../src/base/index.ts';
import type { Store } from '../src/store/index.ts';

/** Where a resource has rows, with the column that holds its id. */
const TABLES = [
  'resource',
  'search_date',
  'search_quantity',
  'search_string',
  'compartment',
  'locator',
  'change',
  'audit',
];
/** What the database fills in. */
const BY_DEFAULT = new Set(['txid', 'sequence']);

export type SameRow = { table: string; columns: string[]; values: unknown[] };

/** Every row that the server wrote for a resource's first version, as texts that the database takes back. */
export async function rowsOf(store: Store, { type, id }: { type: string; id: string }): Promise<SameRow[]> {
  const found: SameRow[] = [];
  for (const table of TABLES) {
    const about = await store.pool.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
      [table],
    );
    const columns = about.rows.map(({ name }) => name).filter((name) => !BY_DEFAULT.has(name));
    const once = table === 'audit' ? "and action = 'create'" : '';
    const { rows } = await store.pool.query<Record<string, string | null>>(
      `select ${columns.map((name) => `${name}::text as ${name}`).join(', ')} from ${table} where type = $1 and id = $2 ${once}`,
      [type, id],
    );
    for (const row of rows) found.push({ table, columns, values: columns.map((name) => row[name] ?? null) });
  }
  return found;
}

/** One statement that inserts all of the rows: each table's in a part of it. */
export function insertStatement(rows: readonly SameRow[]): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const parts = rows.map(({ table, columns, values: given }) => {
    const places = given.map((value) => `$${values.push(value)}`);
    return `insert into ${table} (${columns.join(', ')}) values (${places.join(', ')})`;
  });
  const last = parts.pop()!;
  const text = parts.length === 0 ? last : `with ${parts.map((part, at) => `p${at} as (${part})`).join(', ')} ${last}`;
  return { text, values };
}

/** A function that stores a body under a new id by the bare insert of the same rows that the server wrote for the example. */
export async function insertSame(
  store: Store,
  example: { type: string; id: string },
): Promise<(body: string) => Promise<string>> {
  const rows = await rowsOf(store, example);
  const { text, values } = insertStatement(rows);
  const columns = rows.flatMap((row) => row.columns);
  const idPlaces = [...values.keys()].filter((place) => columns[place] === 'id');
  const bodyPlace = columns.indexOf('body');
  const shard = shardHint(example.id)!;
  const start = `{"resourceType":"${example.type}",`;
  return async (body) => {
    const id = uuidv7(shard, Date.now());
    const stored = `${start}"id":"${id}",${body.slice(start.length)}`;
    const given = [...values];
    for (const place of idPlaces) given[place] = id;
    given[bodyPlace] = stored;
    await store.pool.query({ name: 'insert-same', text, values: given });
    return stored;
  };
}
