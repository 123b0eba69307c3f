import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestRecord, openTestRecord } from '../../test/records.ts';
import { SYSTEM } from '../base/index.ts';
import type { Resource } from '../fhir/index.ts';
import { type FhirRecord, bundle, create, history, search } from './index.ts';

/** What one request may ask for, so that it takes from nobody else. */
let opened: TestRecord;
let record: FhirRecord;

const MEGABYTE = 1024 * 1024;
const DOCUMENTS = 30;

beforeAll(async () => {
  opened = await openTestRecord();
  ({ record } = opened);
  await create(record, SYSTEM, { resourceType: 'Patient', name: [{ family: 'Known' }] });
  for (let at = 0; at < DOCUMENTS; at += 1) {
    await bundle(record, SYSTEM, {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        put({ resourceType: 'Basic', id: `large-${at}`, code: { text: 'x'.repeat(MEGABYTE) } }),
        put({ resourceType: 'List', id: `of-${at}`, status: 'current', mode: 'working', entry: itemsUpTo(at) }),
      ],
    });
  }
});
afterAll(() => opened.close());

function put(resource: Resource): object {
  return { resource, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` } };
}

function itemsUpTo(last: number): object[] {
  return Array.from({ length: last + 1 }, (_, at) => ({ item: { reference: `Basic/large-${at}` } }));
}

const ask = (type: string, params: [string, string][]) => search(record, SYSTEM, type, params, { strict: true });

test('a page ends where its text grows past ten million characters, and the pages together hold each row once', async () => {
  const seen: string[] = [];
  for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page += 1) {
    const more: [string, string][] = cursor === undefined ? [] : [['_cursor', cursor]];
    const found = await ask('Basic', [['_count', '1000'], ...more]);
    const characters = found.matches.reduce((sum, one) => sum + one.body.length, 0);
    expect(characters).toBeLessThanOrEqual(10 * MEGABYTE);
    expect(found.matches.length).toBeGreaterThan(0);
    seen.push(...found.matches.map((one) => one.id));
    cursor = found.next;
  }
  expect(seen.toSorted()).toEqual(Array.from({ length: DOCUMENTS }, (_, at) => `large-${at}`).toSorted());
});

test('so does a page of history', async () => {
  const seen: string[] = [];
  for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page += 1) {
    const told = await history(record, SYSTEM, {
      type: 'Basic',
      count: 1000,
      ...(cursor === undefined ? {} : { cursor }),
    });
    expect(told.entries.reduce((sum, one) => sum + one.body.length, 0)).toBeLessThanOrEqual(10 * MEGABYTE);
    seen.push(...told.entries.map((one) => one.id));
    cursor = told.next;
  }
  expect(new Set(seen).size).toBe(DOCUMENTS);
  expect(seen.length).toBe(DOCUMENTS);
});

test('what is included beyond that is said to be left out', async () => {
  const found = await ask('List', [
    ['_id', `of-${DOCUMENTS - 1}`],
    ['_include', '*'],
  ]);
  expect(found.matches.length).toBe(1);
  expect(found.included.length).toBeGreaterThan(5);
  expect(found.included.reduce((sum, one) => sum + one.body.length, 0)).toBeLessThanOrEqual(10 * MEGABYTE);
  expect(found.warnings.map((issue) => issue.code)).toEqual(['incomplete']);
});

test('of thousands that one resource names, five thousand are included, and that more are left out is said', async () => {
  const number = 5100;
  const items = Array.from({ length: number }, (_, at) => ({ resourceType: 'Basic', id: `many-${at}`, code: {} }));
  const list = { resourceType: 'List', id: 'many', status: 'current', mode: 'working' };
  const entry = items.map((one) => ({ item: { reference: `Basic/${one.id}` } }));
  await bundle(record, SYSTEM, {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [...items.map((one) => put({ ...one, code: { text: 'x' } })), put({ ...list, entry })],
  });
  const found = await ask('List', [
    ['_id', 'many'],
    ['_include', 'List:item'],
  ]);
  expect(found.included.length).toBe(5000);
  expect(found.warnings.map((issue) => issue.code)).toEqual(['incomplete']);
});

test('a list longer than a call can have arguments is indexed', async () => {
  const given = Array.from({ length: 90_000 }, () => 'Ana');
  const { answer } = await create(record, SYSTEM, { resourceType: 'Patient', name: [{ family: 'Endless', given }] });
  const found = await ask('Patient', [['given', 'ana']]);
  expect(found.matches.map((one) => one.id)).toEqual([answer.id]);
});

test('more values to be found by than anybody would look for are refused', async () => {
  const identifier = Array.from({ length: 100_001 }, (_, at) => ({ value: String(at) }));
  await expect(create(record, SYSTEM, { resourceType: 'Patient', identifier })).rejects.toMatchObject({
    kind: 'too-large',
    issues: [{ code: 'too-long', expression: 'Patient' }],
  });
});

test('a bundle of a million entries is refused by its number; of bad entries the first two hundred are named', async () => {
  const of = (length: number) =>
    bundle(record, SYSTEM, { resourceType: 'Bundle', type: 'batch', entry: Array.from({ length }, () => ({})) });
  await expect(of(1_000_000)).rejects.toMatchObject({ kind: 'too-large', issues: [{ expression: 'Bundle.entry' }] });
  const refused = bundle(record, SYSTEM, {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: Array.from({ length: 5000 }, () => ({})),
  });
  await expect(refused).rejects.toSatisfy((fault: { issues: unknown[] }) => fault.issues.length === 200);
});

test.each<[string, string]>([
  ['language:text', 'é'.repeat(501)],
  ['language:text', Array.from({ length: 21 }, (_, at) => `a${at}`).join(',')],
  ['identifier:of-type', `urn:t|MR|${'1'.repeat(501)}`],
])('a pattern that would be looked for in every body is of some length at most: %s', async (name, value) => {
  await expect(ask('Patient', [[name, value]])).rejects.toMatchObject({ kind: 'too-costly' });
});

test('a text of more words than PostgreSQL indexes of one row keeps nobody from asking by words', async () => {
  // 130,000 words of six bytes each, no two alike.
  const word = (at: number) => String.fromCodePoint(0x4e00 + (at % 20_000), 0x4e00 + Math.floor(at / 20_000));
  const text = Array.from({ length: 130_000 }, (_, at) => word(at)).join(' ');
  const { answer } = await create(record, SYSTEM, { resourceType: 'Basic', code: { text } });
  const found = await ask('Basic', [['_content', word(5)]]);
  expect(found.matches.map((one) => one.id)).toEqual([answer.id]);
  expect((await ask('Patient', [['_content', 'nobody']])).matches).toEqual([]);
});
