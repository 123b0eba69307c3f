import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestRecord, openTestRecord } from '../../test/records.ts';
import { SYSTEM } from '../base/index.ts';
import { type Store, changesAfter, currentPosition } from '../store/index.ts';
import { type Change, type FhirRecord, bundle, create, followChanges, remove, update } from './index.ts';

let opened: TestRecord;
let store: Store;
let record: FhirRecord;

beforeAll(async () => {
  opened = await openTestRecord({ poolSize: 20 });
  ({ record, store } = opened);
});
afterAll(() => opened.close());

async function until(isTrue: () => boolean): Promise<void> {
  for (let waited = 0; !isTrue() && waited < 10_000; waited += 10) await sleep(10);
  expect(isTrue()).toBe(true);
}

test('a follower hears of each version once, soon, in order, with who and whose', async () => {
  const heard: Change[] = [];
  const stop = followChanges(record, {}, (change) => void heard.push(change));
  await sleep(300);
  await update(record, SYSTEM, 'Patient', 'f1', { resourceType: 'Patient', id: 'f1' });
  const began = Date.now();
  const { answer } = await create(record, SYSTEM, {
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'x' },
    subject: { reference: 'Patient/f1' },
  });
  await remove(record, SYSTEM, 'Observation', answer.id);
  await until(() => heard.length >= 3);
  // Far below the safety poll of 5 seconds: it was the notification that woke it.
  expect(Date.now() - began).toBeLessThan(3000);
  stop();
  expect(heard.map(({ type, version, action, patients }) => ({ type, version, action, patients }))).toEqual([
    { type: 'Patient', version: 1, action: 'create', patients: ['f1'] },
    { type: 'Observation', version: 1, action: 'create', patients: ['f1'] },
    { type: 'Observation', version: 2, action: 'delete', patients: ['f1'] },
  ]);
  expect(heard[0]!.by).toEqual({ id: 'system', name: 'Throughline', role: 'system' });

  const again: Change[] = [];
  const stopAgain = followChanges(record, { from: heard[0]!.position }, (change) => void again.push(change));
  await until(() => again.length >= 2);
  stopAgain();
  expect(again).toEqual(heard.slice(1));
});

test('under concurrent writers nothing is passed over, and of one resource version follows version', async () => {
  const from = await currentPosition(store.pool, record.settings.epoch);
  const heard: Change[] = [];
  const stop = followChanges(record, { from }, (change) => void heard.push(change));
  let written = 0;
  const writers = Array.from({ length: 12 }, async (_, writer) => {
    for (let n = 0; n < 12; n += 1) {
      const id = `w${(writer + n) % 5}`;
      const patient = { resourceType: 'Patient', id, birthDate: '1990', name: [{ family: `F${writer}-${n}` }] };
      const entry = [patient, { resourceType: 'Basic', id: `b${writer}-${n}`, code: { text: 'x' } }].map(
        (resource) => ({
          resource,
          request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
        }),
      );
      await bundle(record, SYSTEM, { resourceType: 'Bundle', type: 'transaction', entry });
      written += 2;
    }
  });
  await Promise.all(writers);
  await until(() => heard.length >= written);
  stop();
  expect(written).toBe(288);
  expect(heard).toHaveLength(written);
  const seen = new Map<string, number>();
  for (const { type, id, version } of heard) {
    expect(version).toBe((seen.get(`${type}/${id}`) ?? 0) + 1);
    seen.set(`${type}/${id}`, version);
  }
});

test('what a transaction that began earlier commits later is not passed over', async () => {
  const from = await currentPosition(store.pool, record.settings.epoch);
  const early = await store.pool.connect();
  await early.query('begin isolation level repeatable read');
  // Takes its transaction id now and commits last.
  await early.query(
    `insert into change (epoch, at, shard, type, id, version, action, patients, agent)
    values ($1, now(), 0, 'Basic', 'early', 1, 'create', '{}', '{}')`,
    [record.settings.epoch],
  );
  await update(record, SYSTEM, 'Basic', 'late', { resourceType: 'Basic', id: 'late', code: { text: 'x' } });
  expect(await changesAfter(store.pool, from, 10)).toMatchObject({ changes: [], waiting: [{ id: 'late' }] });
  await early.query('commit');
  early.release();
  // Other databases of the same server may have older transactions still: xmin is that of all of them.
  let after = await changesAfter(store.pool, from, 10);
  for (let waited = 0; after.waiting.length > 0 && waited < 10_000; waited += 50) {
    await sleep(50);
    after = await changesAfter(store.pool, from, 10);
  }
  expect(after.changes.map((change) => change.id)).toEqual(['early', 'late']);
});

test('what waited for an older transaction is heard soon after its end, although nobody announces that', async () => {
  const older = await store.pool.connect();
  await older.query('begin');
  await older.query('select pg_current_xact_id()');
  const heard: string[] = [];
  const stop = followChanges(record, {}, (change) => void heard.push(change.id));
  await sleep(200);
  await update(record, SYSTEM, 'Patient', 'waits', { resourceType: 'Patient', id: 'waits' });
  await sleep(1000);
  expect(heard).toEqual([]);
  await older.query('rollback');
  older.release();
  const ended = Date.now();
  await until(() => heard.length > 0);
  // The safety poll alone would come up to 5 seconds later.
  expect(Date.now() - ended).toBeLessThan(2000);
  stop();
});

test('a listener that throws gets the same change again', async () => {
  const from = await currentPosition(store.pool, record.settings.epoch);
  const heard: string[] = [];
  const stop = followChanges(record, { from }, ({ id }) => {
    heard.push(id);
    if (heard.length === 1) throw new Error('not now');
  });
  await update(record, SYSTEM, 'Basic', 'thrown', { resourceType: 'Basic', id: 'thrown', code: { text: 'x' } });
  await until(() => heard.length >= 2);
  stop();
  expect(heard).toEqual(['thrown', 'thrown']);
});

test('a position that is none is refused', async () => {
  await expect(changesAfter(store.pool, 'yesterday', 1)).rejects.toMatchObject({ kind: 'invalid' });
});
