import pg from 'pg';
import { shardHint, shardOf } from '../../base/index.ts';
import { plainArray, textArray } from '../array-literal.ts';
import type { Db, Store } from '../open-store.ts';
import type { Row } from './sight-model.ts';
import { shownBody } from './sight-sql.ts';
import type { Texts, Wire } from '../wire.ts';

/** One version of a resource as a row. */
export type StoredRow = {
  shard: number;
  type: string;
  id: string;
  /** Everybody in whose compartment it is, the home patient first. */
  patients: string[];
  version: number;
  /** Instant with milliseconds, UTC. */
  updated: string;
  deleted: boolean;
  action: 'create' | 'update' | 'delete';
  /** JSON of who wrote it: {id, name, role, reference?}. */
  agent: string;
  body: string;
  /** What of it access looks at: sensitivity labels, the programme that it comes from. */
  labels: string[];
};

/** A row read by its key. */
export type KeyedRow = StoredRow & {
  /** Whether any of its patients has said something about access, or has a restricted record. */
  guarded: boolean;
};

export type Key = { type: string; id: string };
export type VersionKey = Key & { version: number };

/** As the driver gives it. */
export type RawRow = Omit<StoredRow, 'updated'> & { updated: Date };
type RawKeyed = Omit<KeyedRow, 'updated'> & { updated: Date };

/** As many of the first rows as hold no more than so many characters of bodies together, and one at least. */
export function fitting<T extends { body: string }>(rows: T[], mostCharacters: number): T[] {
  let characters = 0;
  const end = rows.findIndex((row, at) => (characters += row.body.length) > mostCharacters && at > 0);
  return end < 0 ? rows : rows.slice(0, end);
}

/** The columns of StoredRow, of the alias r. */
export const COLUMNS =
  'r.shard, r.type, r.id, r.patients, r.version, r.updated, r.deleted, r.action, r.agent, r.body, r.labels';

/** As much of a version as is looked at and given where many are found. */
export type FoundRow = Pick<StoredRow, 'type' | 'id' | 'patients' | 'version' | 'updated' | 'deleted' | 'body'>;

/** The columns of FoundRow, of the alias r. Each column costs on both sides of the wire, for every row. */
export const FOUND_COLUMNS = 'r.type, r.id, r.patients, r.version, r.updated, r.deleted, r.body';

/** Leaves every column the text that the server sent: of many rows, making a Date of each instant costs more than all else. */
export const AS_TEXT = { getTypeParser: () => (text: string) => text };

/** A found row as text; `shown` where some of it may be masked. */
export type FoundText = { [column in keyof FoundRow]: string } & { shown?: string | null };

/** Makes a found row of its columns as text. */
export function foundOf({ type, id, patients, version, updated, deleted, body, shown }: FoundText): FoundRow {
  return {
    type,
    id,
    patients: idsOf(patients),
    version: Number(version),
    updated: instantOf(updated),
    deleted: deleted === 't',
    body: shownBody(body, shown),
  };
}

/** Ids, of PostgreSQL's text of an array: it quotes the one that reads as NULL. */
function idsOf(text: string): string[] {
  return text === '{}' ? [] : text.slice(1, -1).replaceAll('"', '').split(',');
}

const TEXT_ARRAY = 1009 as never;
const textsOf: (text: string) => string[] = pg.types.getTypeParser(TEXT_ARRAY);

const IN_UTC = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,3})?\+00$/;

/** An instant with milliseconds, of PostgreSQL's text of a timestamptz(3). */
export function instantOf(text: string): string {
  if (!IN_UTC.test(text)) return new Date(text).toISOString();
  const fraction = text.length > 22 ? text.slice(20, -3) : '';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.padEnd(3, '0')}Z`;
}

/** Makes a row of what the driver gave. */
export function rowOf(raw: RawKeyed): KeyedRow;
export function rowOf(raw: RawRow): StoredRow;
export function rowOf({ updated, ...raw }: RawRow): StoredRow {
  return { ...raw, updated: updated.toISOString() };
}

/**
 * The shard of a patient, by the id, and so of everything that is theirs. An id that we assigned carries it (a patient's id
 * cannot carry its own hash); of others it is the hash.
 */
export function shardOfPatient(id: string): number {
  return shardHint(id) ?? shardOf(id);
}

/** Where a resource lives: with its home patient, or else where its own id says. */
export function homeOf(key: Key, patients: readonly string[]): number {
  return patients[0] === undefined ? (shardHint(key.id) ?? placeOf(key)) : shardOfPatient(patients[0]);
}

/** Where a resource's locator row is. */
export function placeOf(key: Key): number {
  return shardOf(`${key.type}/${key.id}`);
}

/** The home that the locator names wins over the id's own hint: a row that moved keeps its id. */
const HOME = 'coalesce((select l.home from locator l where l.shard = $4 and l.type = $1 and l.id = $2), $3)';

/** The columns of KeyedRow, of the alias r. */
const GUARDED = 'exists (select 1 from access_rule f where f.patient = any (r.patients)) as guarded';
const KEYED_COLUMNS = `${COLUMNS}, ${GUARDED}`;

const READ_ONE = `select ${KEYED_COLUMNS} from resource r where r.type = $1 and r.id = $2 and r.shard = ${HOME}`;

/** An earlier version is as sensitive as it was then, and as it is known to be now. */
const HISTORY_COLUMNS = `${COLUMNS.replace('r.labels', '')} r.labels || coalesce((select c.labels from resource c
  where c.shard = r.shard and c.type = r.type and c.id = r.id), '{}') as labels`;

const READ_VERSION = `
  select ${COLUMNS} from resource r where r.type = $1 and r.id = $2 and r.shard = ${HOME} and r.version = $5
  union all
  select ${HISTORY_COLUMNS} from history r where r.type = $1 and r.id = $2 and r.shard = ${HOME} and r.version = $5`;

export type RowReader = (key: Key) => Promise<KeyedRow | null>;

/** Reads over the wire what is asked for at once in one statement. */
export function rowReader(wire: Wire): RowReader {
  return wire.add<Key, KeyedRow | null>({
    of(keys) {
      const [only] = keys;
      if (!only || keys.length > 1) return { name: 'read-rows', text: READ_ROWS, values: keyColumns(keys) };
      return { name: 'read-one', text: READ_ONE, values: [only.type, only.id, shardHint(only.id), placeOf(only)] };
    },
    answers(texts, keys) {
      const rows = texts.map(keyedOf);
      if (keys.length === 1) return [rows[0] ?? null];
      const found = new Map(rows.map((row) => [`${row.type}/${row.id}`, row]));
      return keys.map(({ type, id }) => found.get(`${type}/${id}`) ?? null);
    },
  });
}

/** Makes a row of its columns as text, in the order of KEYED_COLUMNS. */
function keyedOf(texts: Texts): KeyedRow {
  const [shard, type, id, patients, version, updated, deleted, action, agent, body, labels, guarded] =
    texts as string[];
  return {
    shard: Number(shard),
    type: type!,
    id: id!,
    patients: idsOf(patients!),
    version: Number(version),
    updated: instantOf(updated!),
    deleted: deleted === 't',
    action: action as KeyedRow['action'],
    agent: agent!,
    body: body!,
    labels: labels === '{}' ? [] : textsOf(labels!),
    guarded: guarded === 't',
  };
}

/** The current version of a resource, deleted ones too; over a pipelined connection. */
export function readRow(store: Store, key: Key): Promise<KeyedRow | null> {
  return store.readRow(key);
}

/** One version of a resource. */
export async function readVersion(store: Store, key: VersionKey): Promise<StoredRow | null> {
  const values = [key.type, key.id, shardHint(key.id), placeOf(key), key.version];
  const [raw] = await store.lines.query<RawRow>({ name: 'read-version', text: READ_VERSION, values });
  return raw ? rowOf(raw) : null;
}

function keyColumns(keys: readonly Key[]): string[] {
  return [
    textArray(keys.map((key) => key.type)),
    textArray(keys.map((key) => key.id)),
    plainArray(keys.map((key) => shardHint(key.id))),
    plainArray(keys.map(placeOf)),
  ];
}

const LOCATED = `
  unnest($1::text[], $2::text[], $3::smallint[], $4::smallint[]) k(type, id, hint, place)
  left join locator l on l.shard = k.place and l.type = k.type and l.id = k.id`;

const READ_ROWS = `select ${KEYED_COLUMNS} from ${LOCATED}
  join resource r on r.shard = coalesce(l.home, k.hint) and r.type = k.type and r.id = k.id`;

/** The current versions of several resources, in no order; what does not exist is not among them. */
export async function readRows(db: Db, keys: readonly Key[]): Promise<KeyedRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await db.query<RawKeyed>({ name: 'read-rows', text: READ_ROWS, values: keyColumns(keys) });
  return rows.map((raw) => rowOf(raw));
}

/** Those of several resources that exist and are not deleted, as a decision looks at them; bodies are not touched. */
export async function existing(db: Db, keys: readonly Key[]): Promise<(Row & { guarded: boolean })[]> {
  if (keys.length === 0) return [];
  const { rows } = await db.query<Row & { guarded: boolean }>({
    name: 'existing',
    text: `select r.type, r.id, r.patients, r.labels, ${GUARDED} from ${LOCATED}
      join resource r on r.shard = coalesce(l.home, k.hint) and r.type = k.type and r.id = k.id where not r.deleted`,
    values: keyColumns(keys),
  });
  return rows;
}

/** Several versions at once, in no order. */
export async function readVersions(db: Db, keys: readonly VersionKey[]): Promise<StoredRow[]> {
  if (keys.length === 0) return [];
  const found = (table: string, columns: string) => `
    select ${columns} from unnest($1::text[], $2::text[], $3::smallint[], $4::smallint[], $5::int[]) k(type, id, hint, place, version)
    left join locator l on l.shard = k.place and l.type = k.type and l.id = k.id
    join ${table} r on r.shard = coalesce(l.home, k.hint) and r.type = k.type and r.id = k.id and r.version = k.version`;
  const { rows } = await db.query<RawRow>({
    name: 'read-versions',
    text: `${found('resource', COLUMNS)} union all ${found('history', HISTORY_COLUMNS)}`,
    values: [...keyColumns(keys), plainArray(keys.map((key) => key.version))],
  });
  return rows.map((raw) => rowOf(raw));
}

/** Which versions a history tells; all where it is empty. */
export type HistoryFilter = {
  /** Instant: made then or later. */
  since?: string;
  /** Current at some time from `low` (instant, inclusive) to `high` (exclusive). */
  during?: { low: string; high: string };
  /** Of these resources alone, or of these versions of them. */
  named?: (Key & { version: number | null })[];
};

/** The versions of one resource, newest first, below `before` where it is given; and how many there are in all. */
export async function versionsOfRow(
  db: Db,
  key: Key,
  page: HistoryFilter & { before?: number; limit: number },
): Promise<{ rows: StoredRow[]; total: number }> {
  const own = `r.type = $1 and r.id = $2 and r.shard = ${HOME}`;
  const versions = (columns: string, ofHistory = columns) =>
    `(select ${columns}, lead(updated) over (order by version) as until from (select ${columns} from resource r where ${own}
      union all select ${ofHistory} from history r where ${own}) r) r
    where r.updated >= coalesce($5::timestamptz, '-infinity')
      and r.updated < coalesce($7::timestamptz, 'infinity') and ($6::timestamptz is null or r.until is null or r.until > $6)
      and ($8::int[] is null or array_position($8, null) is not null or r.version = any ($8))`;
  const named =
    page.named?.filter((one) => one.type === key.type && one.id === key.id).map((one) => one.version) ?? null;
  const during = [page.during?.low ?? null, page.during?.high ?? null];
  const where = [key.type, key.id, shardHint(key.id), placeOf(key), page.since ?? null, ...during, named];
  const { rows } = await db.query<RawRow>({
    name: 'versions',
    text: `select * from ${versions(COLUMNS, HISTORY_COLUMNS)} and r.version < coalesce($9::int, 2147483647) order by r.version desc limit $10`,
    values: [...where, page.before ?? null, page.limit],
  });
  const count = await db.query<{ n: number }>({
    name: 'versions-count',
    text: `select count(*)::int as n from ${versions('r.version, r.updated')}`,
    values: where,
  });
  return { rows: rows.map((raw) => rowOf(raw)), total: count.rows[0]!.n };
}

/** The types of which something is stored. Hops from one to the next: no row is read beside the first of each. */
export async function storedTypes(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ type: string }>({
    name: 'stored-types',
    text: `with recursive found as (
        (select r.type from resource r where not r.deleted order by r.type limit 1)
        union all
        select (select r.type from resource r where not r.deleted and r.type > found.type order by r.type limit 1)
          from found where found.type is not null)
      select type from found where type is not null`,
  });
  return rows.map((row) => row.type);
}

/** True where there are so many resources of a type, or more; counting stops there. */
export async function hasAtLeast(db: Db, type: string, count: number): Promise<boolean> {
  const { rows } = await db.query<{ n: number }>({
    name: 'has-at-least',
    text: 'select count(*)::int as n from (select 1 from resource r where r.type = $1 and not r.deleted limit $2) m',
    values: [type, count],
  });
  return rows[0]!.n >= count;
}
