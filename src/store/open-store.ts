import pg from 'pg';
import type { Log } from '../base/index.ts';
import { asFault } from './failure.ts';
import { openLines, type Lines } from './read-lines.ts';
import { type RowReader, rowReader } from './resource/rows.ts';
import { type Wire, openWire } from './wire.ts';

/** A pool, a connection or a transaction: whatever takes a statement. */
export type Db = Pick<pg.PoolClient, 'query'>;

/** A transaction that `transaction` opened. */
export type Tx = pg.PoolClient;

/** An open database. */
export type Store = {
  /** For transactions and searches. */
  pool: pg.Pool;
  /** Pipelined connections, for autocommit reads by primary key alone: a slow statement would stall all behind it. */
  lines: Lines;
  /** For what every request needs: its token, its resource, its audit. */
  wire: Wire;
  /** Reads single resources over the wire, those asked for at once together. */
  readRow: RowReader;
  log: Log;
  databaseUrl: string;
  close(): Promise<void>;
};

export type StoreOptions = { databaseUrl: string; log: Log; poolSize?: number; statementTimeoutMs?: number };

/** The settings of each of our connections; they travel with the connection's start, so they cost no round trip. */
export function connectionOptions(options: { databaseUrl: string; statementTimeoutMs?: number }): pg.ClientConfig {
  return {
    connectionString: options.databaseUrl,
    application_name: 'throughline',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    pipeline: true,
    statement_timeout: options.statementTimeoutMs ?? 20_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 30_000,
  };
}

/** Opens a database by its URL. Nothing is migrated; a database that cannot be reached is the Fault `unavailable`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, log } = options;
  const pool = new pg.Pool({ ...connectionOptions(options), max: options.poolSize ?? 12, idleTimeoutMillis: 60_000 });
  pool.on('error', (error) => log.warn({ code: (error as { code?: string }).code }, 'an idle connection was lost'));
  // Between being handed out and its first statement nobody else listens to a connection: one that dies just then must not
  // take the process with it. Whoever uses it next hears of it.
  pool.on('connect', (client) => client.on('error', () => {}));
  const lines = openLines(connectionOptions(options), 2, log);
  const wire = openWire(connectionOptions(options), log);
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw asFault(error);
  }
  return {
    pool,
    lines,
    wire,
    readRow: rowReader(wire),
    log,
    databaseUrl,
    async close() {
      await wire.close();
      await lines.close();
      await pool.end();
    },
  };
}
