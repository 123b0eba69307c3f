import { type KeyObject, createHash, createSecretKey, randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../base/index.ts';
import { asFault } from './failure.ts';
import type { Db, Store } from './open-store.ts';
import { makePartitions } from './partitions.ts';
import { transaction } from './transaction.ts';

const FOLDER = join(import.meta.dirname, 'migrations');
const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/;
/** The same class as the claims' lock of all; the number is this lock's own. */
const MIGRATION_LOCK = [7301, 2];
const OLDEST_SERVER = 150_000;

type Migration = { name: string; sql: string; checksum: string };

/**
 * Brings the database up to this program: applies what is missing of `migrations/NNNN-name.sql`, in order, each in its own
 * transaction, under a lock, so that two servers may start at once. Returns the names of what it applied.
 * Faults: a server too old, a migration changed after it was applied, a database that a newer program made.
 */
export async function migrate(store: Store): Promise<string[]> {
  const client = await store.pool.connect().catch((error: unknown) => {
    throw asFault(error);
  });
  try {
    await refuseOldServer(client);
    await client.query('set lock_timeout = 0; set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1, $2)', MIGRATION_LOCK);
    await client.query(`create table if not exists migration (
      name text collate "C" primary key, checksum text not null, applied timestamptz not null default now())`);
    const applied = await applyMissing(store, client);
    await makeSettings(client);
    await makePartitions(client, Date.now(), store.log);
    return applied;
  } finally {
    // The connection carries the lock and the time-outs: it is not given back.
    client.release(true);
  }
}

async function refuseOldServer(db: Db): Promise<void> {
  const { rows } = await db.query<{ n: number; v: string }>(
    `select current_setting('server_version_num')::int as n, current_setting('server_version') as v`,
  );
  if (rows[0]!.n >= OLDEST_SERVER) return;
  throw new Fault('unavailable', 'no-store', `The database is PostgreSQL ${rows[0]!.v}; 15 or newer is needed.`);
}

async function applyMissing(store: Store, client: Db): Promise<string[]> {
  const known = await readMigrations();
  const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from migration');
  const done = new Map(rows.map((row) => [row.name, row.checksum]));
  const unknown = [...done.keys()].filter((name) => !known.some((one) => one.name === name));
  if (unknown.length > 0) {
    throw new Fault(
      'unavailable',
      'no-store',
      `The database was made by a newer Throughline (${unknown.join(', ')}); start that version.`,
    );
  }
  const applied: string[] = [];
  for (const { name, sql, checksum } of known) {
    const was = done.get(name);
    if (was !== undefined && was !== checksum) {
      throw new Fault('unavailable', 'no-store', `Migration ${name} was changed after it had been applied.`);
    }
    if (was !== undefined) continue;
    await transaction(store, {}, async (tx) => {
      await tx.query('set local statement_timeout = 0');
      await tx.query(sql);
      await tx.query('insert into migration (name, checksum) values ($1, $2)', [name, checksum]);
    });
    applied.push(name);
  }
  return applied;
}

async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(FOLDER)).filter((file) => FILE_NAME.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const sql = (await readFile(join(FOLDER, file), 'utf8')).replaceAll('\r\n', '\n');
      return { name: file.slice(0, -4), sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** What is particular to this installation. */
export type Settings = {
  /** Leads the positions of the change feed; a restore changes it. */
  epoch: number;
  /** Keys the hashes in `tokens_all`, so that a stolen index tells nothing. */
  tokenKey: Buffer;
  /** Seals the cursors of search and history. */
  cursorKey: KeyObject;
  /** Tells this database from others. */
  installation: string;
  /** Seals the secrets of second factors. */
  factorKey: KeyObject;
};

async function makeSettings(db: Db): Promise<void> {
  await db.query(
    `insert into setting (name, value) values ('epoch', '1'), ('token-key', $1), ('cursor-key', $2), ('factor-key', $3)
     on conflict (name) do nothing`,
    [0, 1, 2].map(() => randomBytes(32).toString('hex')),
  );
}

/** Reads the installation's settings; `migrate` made them. */
export async function readSettings(store: Store): Promise<Settings> {
  const { rows } = await store.pool
    .query<{ name: string; value: string }>('select name, value from setting')
    .catch((error: unknown) => {
      throw asFault(error);
    });
  const value = (name: string): string => {
    const found = rows.find((row) => row.name === name);
    if (!found) throw new Fault('unavailable', 'no-store', `The database has no setting "${name}": migrate it first.`);
    return found.value;
  };
  return {
    epoch: Number(value('epoch')),
    tokenKey: Buffer.from(value('token-key'), 'hex'),
    cursorKey: createSecretKey(value('cursor-key'), 'hex'),
    installation: value('installation'),
    factorKey: createSecretKey(value('factor-key'), 'hex'),
  };
}
