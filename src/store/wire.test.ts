import { afterEach, beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '../../test/database.ts';
import { silentLog } from '../base/index.ts';
import { type Store, openStore } from './index.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;

beforeEach(async () => {
  database = await freshDatabase();
  store = await openStore({ databaseUrl: database.url, log: silentLog });
});

afterEach(async () => {
  await store.close();
  await database.drop();
});

/** Tenfold, counted by the database, and the groups in which it was asked. */
function tenfold(name: string): { ask: (n: number) => Promise<number>; groups: number[][] } {
  const groups: number[][] = [];
  const ask = store.wire.add<number, number>({
    of(items) {
      groups.push([...items]);
      const text = `select n, n * 10 from unnest($1::int[]) n where n <> 13 or 1 / (n - 13) > 0`;
      return { name, text, values: [`{${items.join(',')}}`] };
    },
    answers(rows, items) {
      const found = new Map(rows.map(([n, ten]) => [Number(n), Number(ten)]));
      return items.map((item) => found.get(item)!);
    },
  });
  return { ask, groups };
}

const nextTurn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test('what is asked in one turn goes together, and what comes meanwhile goes next, each with its own answer', async () => {
  const [one, other] = [tenfold('one'), tenfold('other')];
  await one.ask(0);
  const first = Promise.all([one.ask(1), one.ask(2), other.ask(3)]);
  await nextTurn();
  const second = Promise.all([one.ask(4), one.ask(5)]);
  expect(await first).toEqual([10, 20, 30]);
  expect(await second).toEqual([40, 50]);
  expect(one.groups).toEqual([[0], [1, 2], [4, 5]]);
  expect(other.groups).toEqual([[3]]);
});

test('a round that fails fails whole and for those in it alone, and what was being prepared is prepared again', async () => {
  const { ask } = tenfold('one');
  const bad = Promise.allSettled([ask(13), tenfold('other').ask(1)]);
  await nextTurn();
  const good = ask(2);
  expect((await bad).map((one) => one.status)).toEqual(['rejected', 'rejected']);
  expect(await good).toBe(20);
  expect(await ask(3)).toBe(30);
});

test('answers that cannot be made of what came are the failure of their own kind', async () => {
  const { ask } = tenfold('one');
  const broken = store.wire.add<number, number>({
    of: () => ({ name: 'broken', text: 'select 1', values: [] }),
    answers() {
      throw new Error('not to be read');
    },
  });
  const both = await Promise.allSettled([broken(1), ask(1)]);
  expect(both.map((one) => one.status)).toEqual(['rejected', 'fulfilled']);
});

test('a statement that cannot be made is the failure of its own kind', async () => {
  const broken = store.wire.add<number, number>({
    of() {
      throw new Error('not to be made');
    },
    answers: () => [],
  });
  const both = await Promise.allSettled([broken(1), tenfold('one').ask(1)]);
  expect(both.map((one) => one.status)).toEqual(['rejected', 'fulfilled']);
  await expect(broken(2)).rejects.toThrow('not to be made');
});

test('after its connection is lost the next round opens another, and what is to be done first is done first', async () => {
  const { ask } = tenfold('one');
  let opened = 0;
  store.wire.whenOpened(async (client) => {
    await client.query('select 1');
    opened += 1;
  });
  expect(await ask(1)).toBe(10);
  const cut = `select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and query like 'select n, n * 10%' and pid <> pg_backend_pid()`;
  expect((await store.pool.query(cut)).rowCount).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await ask(2)).toBe(20);
  expect(opened).toBe(2);
});

test('a loss in the middle of a round is told as that, and settling waits for what is under way', async () => {
  let done = false;
  const sleep = store.wire.add<number, void>({
    of: () => ({ name: 'sleep', text: 'select pg_sleep(0.3)', values: [] }),
    answers: (_rows, items) => items.map(() => undefined),
  });
  const slept = sleep(1).then(() => (done = true));
  await store.wire.settle();
  expect(done).toBe(true);
  await slept;
  const lost = sleep(1).catch((error: unknown) => error);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await store.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like 'select pg_sleep%' and pid <> pg_backend_pid()`);
  expect(await lost).toMatchObject({ kind: 'unavailable' });
});
