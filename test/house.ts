import { join } from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { openAccess, type Access } from '../src/access/index.ts';
import { buildServer } from '../src/api/index.ts';
import { configFrom, silentLog, systemClock, type Clock, type Log, type Role } from '../src/base/index.ts';
import { openRecord, type FhirRecord } from '../src/record/index.ts';
import { migrate, openStore } from '../src/store/index.ts';
import { freshDatabase } from './database.ts';

/** A server over a fresh database, for tests of the doors: spoken to by `ask`, or at `address` once it listens. */
export type House = {
  server: FastifyInstance;
  access: Access;
  record: FhirRecord;
  ask(options: InjectOptions): Promise<LightMyRequestResponse>;
  /** The header of a bearer token for a role. */
  as(role: Role, more?: { patient?: string; scopes?: string[]; site?: string }): Promise<{ authorization: string }>;
  /** Rows of a statement, to see what was stored. */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  databaseUrl: string;
  close(): Promise<void>;
};

export type HouseOptions = {
  log?: Log;
  webFolder?: string;
  clock?: Clock;
  updateCreate?: boolean;
  /** Configuration, as the environment gives it. */
  env?: NodeJS.ProcessEnv;
  /** Of a house that stands: another server over the same database. */
  databaseUrl?: string;
};

/** Opens a house, all of it by one clock. The password hash is cheap, and bodies may be 4 MB. */
export async function openTestHouse(options: HouseOptions = {}): Promise<House> {
  const { log = silentLog, clock = systemClock, databaseUrl } = options;
  const database = databaseUrl === undefined ? await freshDatabase() : { url: databaseUrl, drop: async () => {} };
  const store = await openStore({ databaseUrl: database.url, log: silentLog });
  if (databaseUrl === undefined) {
    await migrate(store);
    // Whoever signs in here does it by password, whatever their role.
    await store.pool.query('delete from access_second_factor_role');
  }
  const access = openAccess({ store, clock, log, hashCost: { logN: 10, r: 8, p: 1 } });
  const record = await openRecord({ store, log, clock, updateCreate: options.updateCreate ?? true });
  const server = await buildServer({
    config: configFrom({ THROUGHLINE_BODY_LIMIT: String(4 * 1024 * 1024), ...options.env }),
    record,
    access,
    log,
    clock,
    webFolder: options.webFolder ?? join(import.meta.dirname, 'no-such-folder'),
  });
  return {
    server,
    access,
    record,
    ask: (asked) => server.inject(asked),
    as: async (role, more = {}) => ({ authorization: `Bearer ${(await access.issueToken({ role, ...more })).token}` }),
    rows: async (sql) => (await store.pool.query(sql)).rows,
    databaseUrl: database.url,
    async close() {
      await server.close();
      await record.close();
      await store.close();
      await database.drop();
    },
  };
}
