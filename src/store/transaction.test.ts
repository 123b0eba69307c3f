import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../test/database.ts';
import { silentLog } from '../base/index.ts';
import { type Store, openStore, transaction } from './index.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;

beforeAll(async () => {
  database = await freshDatabase();
  store = await openStore({ databaseUrl: database.url, log: silentLog, poolSize: 20, statementTimeoutMs: 2000 });
  await store.pool.query('create table counter (name text primary key, n int not null)');
  await store.pool.query(`insert into counter values ('a', 0), ('b', 0)`);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const valueOf = async (name: string) =>
  ((await store.pool.query('select n from counter where name = $1', [name])).rows[0] as { n: number }).n;

test('is REPEATABLE READ, or SERIALIZABLE where asked', async () => {
  const levelOf = (serializable: boolean) =>
    transaction(
      store,
      { serializable },
      async (tx) => (await tx.query('show transaction_isolation')).rows[0] as object,
    );
  expect(await levelOf(false)).toEqual({ transaction_isolation: 'repeatable read' });
  expect(await levelOf(true)).toEqual({ transaction_isolation: 'serializable' });
});

test('is done again when another wrote first, so that no increment is lost', async () => {
  let runs = 0;
  const increment = () =>
    transaction(store, {}, async (tx) => {
      runs += 1;
      const { rows } = await tx.query<{ n: number }>(`select n from counter where name = 'a'`);
      await sleep(5);
      await tx.query(`update counter set n = $1 where name = 'a'`, [rows[0]!.n + 1]);
    });
  await Promise.all(Array.from({ length: 6 }, increment));
  expect(await valueOf('a')).toBe(6);
  expect(runs).toBeGreaterThan(6);
});

test('a claim is held before the snapshot is taken: whoever waited sees what the other did, at the first try', async () => {
  let runs = 0;
  const increment = () =>
    transaction(store, { claims: [42n] }, async (tx) => {
      runs += 1;
      const { rows } = await tx.query<{ n: number }>(`select n from counter where name = 'b'`);
      await tx.query(`update counter set n = $1 where name = 'b'`, [rows[0]!.n + 1]);
    });
  await Promise.all(Array.from({ length: 8 }, increment));
  expect(await valueOf('b')).toBe(8);
  expect(runs).toBe(8);
});

test('claims exclude, shares do not, and one lock of all keeps everybody out', async () => {
  let inside = 0;
  let most = 0;
  const stay = (options: { claims?: bigint[]; shares?: bigint[] }) =>
    transaction(store, options, async (tx) => {
      // Claims travel with the first statement: only its answer says that they are held.
      await tx.query('select 1');
      inside += 1;
      most = Math.max(most, inside);
      await tx.query('select pg_sleep(0.03)');
      inside -= 1;
    });
  const mostOf = async (all: Promise<void>[]) => {
    await Promise.all(all);
    const result = most;
    most = 0;
    return result;
  };
  expect(await mostOf([1, 2, 3].map(() => stay({ claims: [1n, 2n] })))).toBe(1);
  expect(await mostOf([stay({ claims: [1n, 2n] }), stay({ claims: [2n, 1n] }), stay({ shares: [2n] })])).toBe(1);
  expect(await mostOf([1, 2, 3].map(() => stay({ shares: [3n] })))).toBeGreaterThan(1);
  const many = Array.from({ length: 1500 }, (_, n) => BigInt(n + 100));
  expect(await mostOf([stay({ claims: many }), stay({ shares: many })])).toBe(1);
  expect(await mostOf([stay({ claims: many }), stay({ claims: [6n] })])).toBe(1);
  const { rows } = await store.pool.query(`select count(*)::int as n from pg_locks where locktype = 'advisory'
    and database = (select oid from pg_database where datname = current_database())`);
  expect(rows[0]).toEqual({ n: 0 });
});

test('a failure undoes everything and leaves the connection sound', async () => {
  const failing = transaction(store, { claims: [7n] }, async (tx) => {
    await tx.query(`update counter set n = 99 where name = 'a'`);
    throw new Error('a bug');
  });
  await expect(failing).rejects.toThrow('a bug');
  expect(await valueOf('a')).toBe(6);
  const { rows } = await store.pool.query(`select count(*)::int as n from pg_locks where locktype = 'advisory'
    and database = (select oid from pg_database where datname = current_database())`);
  expect(rows[0]).toEqual({ n: 0 });
});

test('a statement that takes too long is too costly; a server that goes away is unavailable, also at the commit', async () => {
  const slow = transaction(store, {}, (tx) => tx.query('select pg_sleep(10)'));
  await expect(slow).rejects.toMatchObject({ kind: 'too-costly' });

  const killed = transaction(store, {}, async (tx) => {
    const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    await store.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    await sleep(50);
    await tx.query('select 1');
  });
  await expect(killed).rejects.toMatchObject({ kind: 'unavailable' });

  const atCommit = transaction(store, {}, async (tx) => {
    const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    await tx.query(`update counter set n = n + 1 where name = 'a'`);
    await store.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    await sleep(50);
  });
  await expect(atCommit).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('may or may not'),
  });
  expect(await valueOf('a')).toBe(6);
});

test('what is sent alongside is committed with the rest or not at all, and its own failure is the reason', async () => {
  const before = await valueOf('a');
  await transaction(store, {}, async (tx, alongside) => {
    alongside(tx.query(`update counter set n = n + 1 where name = 'a'`));
  });
  expect(await valueOf('a')).toBe(before + 1);
  const failing = transaction(store, { claims: [8n] }, async (tx, alongside) => {
    alongside(tx.query(`update counter set n = n + 1 where name = 'a'`));
    alongside(tx.query('select 1 / 0'));
    await tx.query('select 1');
  });
  await expect(failing).rejects.toMatchObject({ code: '22012' });
  expect(await valueOf('a')).toBe(before + 1);
});

test('a conflict of what is sent alongside is tried again', async () => {
  const before = await valueOf('a');
  let attempts = 0;
  await transaction(store, {}, async (tx, alongside) => {
    attempts += 1;
    await tx.query('select 1 from counter');
    if (attempts === 1) await store.pool.query(`update counter set n = n + 1 where name = 'a'`);
    alongside(tx.query(`update counter set n = n + 1 where name = 'a'`));
  });
  expect(attempts).toBe(2);
  expect(await valueOf('a')).toBe(before + 2);
});

test('where the connection breaks with the commit under way it is not said that nothing was stored', async () => {
  const killed = transaction(store, {}, async (tx, alongside) => {
    const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    alongside(tx.query('select pg_sleep(5)'));
    setTimeout(() => void store.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]), 50);
  });
  await expect(killed).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('may or may not'),
  });
});

test('a statement that failed unnoticed is never committed', async () => {
  const sloppy = transaction(store, {}, async (tx) => {
    await tx.query('select 1 / 0').catch(() => {});
  });
  await expect(sloppy).rejects.toThrow('not committed');
});

test('a server that is not there is unavailable', async () => {
  const url = new URL(database.url);
  url.port = '1';
  await expect(openStore({ databaseUrl: url.href, log: silentLog })).rejects.toMatchObject({ kind: 'unavailable' });
});
