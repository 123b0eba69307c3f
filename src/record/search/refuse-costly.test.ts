import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestRecord, openTestRecord } from '../../../test/records.ts';
import { SYSTEM } from '../../base/index.ts';
import { type Store } from '../../store/index.ts';
import { type FhirRecord, search, update } from '../index.ts';

let opened: TestRecord;
let store: Store;
let record: FhirRecord;

beforeAll(async () => {
  opened = await openTestRecord();
  ({ record, store } = opened);
  await update(record, SYSTEM, 'Basic', 'one', { resourceType: 'Basic', id: 'one', code: { text: 'x' } });
  // Rows that differ in nothing but their ids: it is their number that counts.
  await store.pool.query(`insert into resource
    (shard, type, id, patients, version, updated, deleted, action, agent, body, tokens_all, indexed)
    select shard, type, 'n' || n, patients, version, updated, deleted, action, agent, body, tokens_all, indexed
      from resource, generate_series(1, 50000) n where type = 'Basic'`);
  await store.pool.query('analyze resource');
});
afterAll(() => opened.close());

const ask = (type: string, query: string) =>
  search(record, SYSTEM, type, [...new URLSearchParams(query)] as [string, string][], { strict: true });

test.each([
  'code:not=x',
  'subject:missing=true',
  'code:text=x',
  'created:missing=false&code:not=y',
  'created=ne2020',
  '_id:not=one',
  '_sort=code',
])('over a large type refused: %s', async (query) => {
  await expect(ask('Basic', query)).rejects.toMatchObject({
    kind: 'too-costly',
    message: expect.stringContaining('50000'),
  });
});

test.each([
  ['Basic', '_count=5'],
  ['Basic', '_sort=-_lastUpdated&_count=5'],
  ['Basic', 'code=x&subject:missing=true'],
  ['Basic', '_id=one&code:not=y'],
  ['Basic', 'patient=p&code:not=y'],
  ['Basic', 'created=ge2020&author:missing=true'],
  // A small type may be looked through.
  ['Patient', 'gender:not=male'],
])('answered: %s?%s', async (type, query) => {
  await expect(ask(type, query)).resolves.toBeDefined();
});
