import { expect } from 'vitest';
import {
  openAccess,
  type Access,
  type NewAccount,
  type NextStep,
  type Self,
  type SignedIn,
} from '../src/access/index.ts';
import { Fault, SYSTEM, type Log } from '../src/base/index.ts';
import { migrate, openStore, type Store } from '../src/store/index.ts';
import { silentLog } from '../src/base/index.ts';
import { freshDatabase } from './database.ts';

export const PASSWORD = 'correct horse battery';
export const ORIGIN = { address: '10.0.0.1', device: 'Chrome on Linux' };

/** A doorkeeper over a fresh database, by a clock that stands until it is moved. */
export type Door = {
  access: Access;
  store: Store;
  clock: { now(): number; at: number };
  /** A new account with the test's password; a nurse, unless it is said otherwise. */
  make(more?: Partial<NewAccount>): Promise<{ username: string; id: string }>;
  /** What the door answers to name and password. */
  knock(username: string, password?: string): Promise<SignedIn | NextStep>;
  /** Signed in by password alone, and what one needs to act on one's own account. */
  enter(username: string, password?: string): Promise<Self & { secret: string }>;
  /** Who acts behind a session's cookie. */
  self(secret: string): Promise<Self>;
  rows(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
};

/** Opens one. Nobody must have a second factor until the test says so. */
export async function openDoor(options: { log?: Log } = {}): Promise<Door> {
  const database = await freshDatabase();
  const store = await openStore({ databaseUrl: database.url, log: silentLog });
  await migrate(store);
  const clock = { at: Date.parse('2026-11-22T09:00:00Z'), now: () => clock.at };
  const access = openAccess({ store, clock, log: options.log ?? silentLog, hashCost: { logN: 10, r: 8, p: 1 } });
  await access.manage.demandSecondFactor(SYSTEM, []);
  let made = 0;
  const self = async (secret: string): Promise<Self> => {
    const session = await access.session(secret);
    if (!session) throw new Error('the session is over');
    return { session, caller: (await access.sessionCaller(secret))!, address: ORIGIN.address };
  };
  const knock = (username: string, password = PASSWORD) => access.signIn({ username, password, ...ORIGIN });
  return {
    access,
    store,
    clock,
    async make(more = {}) {
      made += 1;
      const username = `person.${made}`;
      const account = await access.createAccount({
        username,
        password: PASSWORD,
        name: 'Ann Lee',
        role: 'nurse',
        ...more,
      });
      return { username: account.username, id: account.id };
    },
    knock,
    async enter(username, password) {
      const { secret } = signedIn(await knock(username, password));
      return { ...(await self(secret)), secret };
    },
    self,
    rows: async (sql, values) => (await store.pool.query(sql, values)).rows,
    async close() {
      await store.close();
      await database.drop();
    },
  };
}

/** The answer, which must be a session. */
export function signedIn<T extends SignedIn | NextStep>(answer: T): Extract<T, SignedIn> {
  expect(answer.kind).toBe('signed-in');
  return answer as Extract<T, SignedIn>;
}

/** The answer, which must be a step. */
export function stepIn<T extends SignedIn | NextStep>(answer: T): Extract<T, NextStep> {
  expect(answer.kind).toBe('step');
  return answer as Extract<T, NextStep>;
}

/** The Fault that some work must end with. */
export async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Fault);
  return error as Fault;
}

/** Kind and reason of the Fault that some work must end with. */
export async function reasonOf(work: Promise<unknown>): Promise<string> {
  const { kind, reason } = await faultOf(work);
  return reason ? `${kind} ${reason}` : kind;
}
