import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../test/database.ts';
import { silentLog } from '../base/index.ts';
import { type Store, dumpSchema, migrate, openStore } from './index.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;

beforeAll(async () => {
  database = await freshDatabase();
  store = await openStore({ databaseUrl: database.url, log: silentLog });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

test('two servers that start at once migrate once, and the schema is the committed one', async () => {
  const other = await openStore({ databaseUrl: database.url, log: silentLog });
  const [first, second] = await Promise.all([migrate(store), migrate(other)]);
  await other.close();
  const applied = [...first, ...second];
  expect(applied).toContain('0001-record');
  expect(new Set(applied).size).toBe(applied.length);
  expect(await migrate(store)).toEqual([]);

  const path = join(import.meta.dirname, 'schema.txt');
  const dump = await dumpSchema(store.pool);
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(path, dump);
  expect(dump, 'run again with UPDATE_SCHEMA=1 after a new migration').toBe(readFileSync(path, 'utf8'));
});

test('the shard leads every primary key and unique index of what grows', async () => {
  const { rows } = await store.pool.query<{ name: string; first: string }>(`
    select c.relname as name, a.attname as first from pg_index i join pg_class c on c.oid = i.indrelid
      join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where i.indisunique and c.relname in ('resource', 'history', 'compartment', 'locator', 'search_date',
      'search_quantity', 'search_string', 'change', 'audit')`);
  expect(rows.map((row) => row.name).sort()).toEqual(['compartment', 'history', 'locator', 'resource']);
  expect(new Set(rows.map((row) => row.first))).toEqual(new Set(['shard']));
});

test('a migration that was changed afterwards, or is of a newer program, is refused', async () => {
  await store.pool.query(`insert into migration (name, checksum) values ('9999-future', 'x')`);
  await expect(migrate(store)).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('newer'),
  });
  await store.pool.query(`delete from migration where name = '9999-future'`);
  await store.pool.query(`update migration set checksum = 'x' where name = '0001-record'`);
  await expect(migrate(store)).rejects.toMatchObject({ message: expect.stringContaining('changed') });
});

test('partitions for this month and three ahead are there', async () => {
  const { rows } = await store.pool.query<{ n: number }>(
    `select count(*)::int as n from pg_inherits where inhparent = 'change'::regclass`,
  );
  expect(rows[0]!.n).toBe(5);
});
