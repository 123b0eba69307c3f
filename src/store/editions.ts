import { plainArray } from './array-literal.ts';
import type { Db, Tx } from './open-store.ts';
import { COLUMNS, type RawRow, type StoredRow, rowOf } from './resource/rows.ts';
import { insertSearchRows } from './resource/insert-rows.ts';
import type { IndexRow } from './resource/write-model.ts';
import { clearSearchRows } from './resource/write-rows.ts';

/** How a type's rows are to be indexed, and how far they are. */
export type Edition = {
  type: string;
  digest: string;
  edition: number;
  total: number;
  done: number;
  /** The last id that was indexed again; '' at the beginning. */
  after: string;
  isFinished: boolean;
};

/** The newest way of indexing that any program of this database knows. */
const VERSION = 'index-version';

/** Every type's edition. */
export async function readEditions(db: Db): Promise<Edition[]> {
  const { rows } = await db.query<Edition>({
    name: 'editions',
    text: `select type, digest, edition, total, done, after, finished is not null as "isFinished" from search_edition order by type`,
  });
  return rows;
}

/**
 * Makes the next edition of each type whose digest is another than before, and of those that are `forced`. Nothing is made for an
 * older program than the newest that was here, for which it is false: two versions that run side by side would index each other's
 * rows for ever.
 */
export async function declareEditions(
  tx: Tx,
  wanted: { version: number; digests: ReadonlyMap<string, string>; forced?: readonly string[] },
): Promise<boolean> {
  const { version, digests, forced = [] } = wanted;
  const { rows } = await tx.query<{ value: string }>('select value from setting where name = $1', [VERSION]);
  if (rows[0] && Number(rows[0].value) > version) return false;
  await tx.query(
    'insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value',
    [VERSION, String(version)],
  );
  const known = new Map((await readEditions(tx)).map((one) => [one.type, one.digest]));
  const changed = [...digests].filter(([type, digest]) => known.get(type) !== digest || forced.includes(type));
  if (changed.length === 0) return true;
  await tx.query(
    `insert into search_edition (type, digest, edition, total, finished)
      select w.type, w.digest, 1, c.n, case when c.n = 0 then now() end from unnest($1::text[], $2::text[]) w(type, digest)
        cross join lateral (select count(*) as n from resource r where r.type = w.type and not r.deleted) c
      on conflict (type) do update set digest = excluded.digest, edition = search_edition.edition + 1, total = excluded.total,
        done = 0, after = '', finished = null`,
    [changed.map(([type]) => type), changed.map(([, digest]) => digest)],
  );
  return true;
}

/** The next rows of a type that are of an older edition, in the order of their ids. */
export async function rowsToReindex(
  db: Db,
  { type, edition, after }: Pick<Edition, 'type' | 'edition' | 'after'>,
  limit: number,
): Promise<StoredRow[]> {
  const { rows } = await db.query<RawRow>({
    name: 'rows-to-reindex',
    text: `select ${COLUMNS} from resource r where r.type = $1 and not r.deleted and r.id > $2 and r.indexed < $3
      order by r.id limit $4`,
    values: [type, after, edition, limit],
  });
  return rows.map((raw) => rowOf(raw));
}

/** Writes what rows are found by anew, in the place of what was there; their versions and their feed stay as they are. */
export async function rewriteIndex(tx: Tx, rows: readonly { row: StoredRow; index: IndexRow }[]): Promise<void> {
  const keys = [rows.map(({ row }) => row.shard), rows.map(({ row }) => row.type), rows.map(({ row }) => row.id)];
  await tx.query({
    name: 'rewrite-index',
    text: `update resource r set tokens_all = k.tokens::bigint[], labels = string_to_array(k.labels, ' '), code = k.code, date = k.date, value = k.value, indexed = k.indexed
      from unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::double precision[], $8::int[], $9::text[])
        k(shard, type, id, tokens, code, date, value, indexed, labels)
      where r.shard = k.shard and r.type = k.type and r.id = k.id`,
    values: [
      ...keys,
      rows.map(({ index }) => plainArray(index.tokens)),
      rows.map(({ index }) => index.code),
      rows.map(({ index }) => index.date),
      rows.map(({ index }) => index.value),
      rows.map(({ index }) => index.edition),
      rows.map(({ row }) => row.labels.join(' ')),
    ],
  });
  await Promise.all(
    clearSearchRows(
      tx,
      rows.map(({ row }) => row),
    ),
  );
  await insertSearchRows(tx, rows);
}

/** Notes how far a type is; nothing where another edition has begun meanwhile. */
export async function noteReindexed(
  db: Db,
  { type, edition }: Pick<Edition, 'type' | 'edition'>,
  more: { after: string; done: number; isFinished: boolean },
): Promise<void> {
  await db.query({
    name: 'note-reindexed',
    text: `update search_edition set after = $3, done = done + $4, finished = case when $5 then now() end
      where type = $1 and edition = $2`,
    values: [type, edition, more.after, more.done, more.isFinished],
  });
}

/** Begins types again of which there are rows of an older edition after all: written by a server that had not heard of the change. */
export async function reopenEditions(db: Db, types: readonly string[]): Promise<void> {
  if (types.length === 0) return;
  await db.query(
    `update search_edition e set after = '', finished = null where e.type = any ($1) and exists
      (select 1 from resource r where r.type = e.type and not r.deleted and r.indexed < e.edition)`,
    [types],
  );
}
