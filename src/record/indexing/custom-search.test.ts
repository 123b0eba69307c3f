import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestRecord, openTestRecord } from '../../../test/records.ts';
import { type Caller, Fault, SYSTEM, silentLog, systemClock } from '../../base/index.ts';
import type { Resource } from '../../fhir/index.ts';
import { type Store, openStore } from '../../store/index.ts';
import {
  type FhirRecord,
  bundle,
  create,
  keepIndexed,
  openRecord,
  patch,
  reindex,
  reindexProgress,
  requestReindex,
  search,
  update,
} from '../index.ts';

let opened: TestRecord;
let store: Store;
let record: FhirRecord;

beforeEach(async () => {
  opened = await openTestRecord();
  ({ record, store } = opened);
});
afterEach(() => opened.close());

const EYES = 'http://example.org/StructureDefinition/eye-color';
const definition = (more: object = {}): Resource =>
  JSON.parse(
    JSON.stringify({
      resourceType: 'SearchParameter',
      url: 'http://example.org/SearchParameter/eye-color',
      name: 'EyeColor',
      status: 'active',
      description: 'The color of the eyes',
      code: 'eye-color',
      base: ['Patient'],
      type: 'token',
      expression: `Patient.extension('${EYES}').value.as(CodeableConcept)`,
      ...more,
    }),
  );
const patient = (id: string, color?: string): Resource => ({
  resourceType: 'Patient',
  id,
  ...(color
    ? { extension: [{ url: EYES, valueCodeableConcept: { coding: [{ system: 'urn:color', code: color }] } }] }
    : {}),
});
const put = (resource: Resource, on = record) => update(on, SYSTEM, resource.resourceType, resource.id!, resource);
const ask = async (query: string, on = record) => {
  const params = [...new URLSearchParams(query)] as [string, string][];
  return search(on, SYSTEM, 'Patient', params, { strict: true });
};
const found = async (query: string, on = record) => (await ask(query, on)).matches.map(({ id }) => id).sort();

test('a parameter that somebody defines is searched by: at once what comes, and when indexed again what was there', async () => {
  for (const [id, color] of [
    ['a', 'brown'],
    ['b', 'blue'],
    ['c', undefined],
  ] as const)
    await put(patient(id, color));
  await expect(ask('eye-color=blue')).rejects.toMatchObject({ kind: 'invalid' });
  await create(record, SYSTEM, definition());
  await put(patient('d', 'blue'));
  const early = await ask('eye-color=blue');
  expect(early.matches.map(({ id }) => id)).toEqual(['d']);
  expect(early.warnings).toMatchObject([{ severity: 'warning', code: 'incomplete' }]);
  expect(await reindex(record)).toEqual(['Patient']);
  const late = await ask('eye-color=urn:color|blue&_sort=_id');
  expect(late.matches.map(({ id }) => id)).toEqual(['b', 'd']);
  expect(late.warnings).toEqual([]);
  expect(await found('eye-color:not=blue')).toEqual(['a', 'c']);
  expect(await found('eye-color:missing=true')).toEqual(['c']);
  // Versions and feed know nothing of it.
  const { rows } = await store.pool.query(
    `select max(version) as v, count(*)::int as n from resource where type = 'Patient'`,
  );
  expect(rows).toEqual([{ v: 1, n: 4 }]);
  expect((await store.pool.query(`select 1 from change where type = 'Patient'`)).rowCount).toBe(4);
});

test('one that is retired is no longer known, and one whose expression changes finds by the new one', async () => {
  await put(patient('a', 'brown'));
  const { answer } = await create(record, SYSTEM, definition());
  await reindex(record);
  expect(await found('eye-color=brown')).toEqual(['a']);
  const narrower = definition({ expression: `Patient.extension('urn:other').value.as(CodeableConcept)` });
  await put({ ...narrower, id: answer.id });
  await reindex(record);
  expect(await found('eye-color=brown')).toEqual([]);
  const operations = [{ op: 'replace', path: '/status', value: 'retired' }];
  await patch(record, SYSTEM, {
    type: 'SearchParameter',
    target: { id: answer.id },
    patch: { kind: 'json', operations },
  });
  await expect(ask('eye-color=brown')).rejects.toMatchObject({ kind: 'invalid' });
});

test.each<[string, object, string]>([
  [
    'an expression beyond what can be indexed',
    { expression: 'Patient.name.family.upper()' },
    'SearchParameter.expression',
  ],
  ['one that is no expression', { expression: 'Patient.name[' }, 'SearchParameter.expression'],
  ['an element that is not there', { expression: 'Patient.colour' }, 'SearchParameter.expression'],
  ['a type that finds nothing in it', { type: 'date', expression: 'Patient.gender' }, 'SearchParameter.expression'],
  ['no expression', { expression: undefined }, 'SearchParameter.expression'],
  ['a code of the specification’s', { code: '_eyes' }, 'SearchParameter.code'],
  ['a special one', { type: 'special' }, 'SearchParameter.type'],
  [
    'a composite of nothing known',
    { type: 'composite', component: [{ definition: 'urn:no', expression: 'x' }] },
    'SearchParameter.component',
  ],
])('refused: %s', async (_, more, expression) => {
  const refusal = await create(record, SYSTEM, definition(more)).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Fault);
  expect(refusal).toMatchObject({ kind: 'unprocessable', issues: [{ expression }] });
  // Not active, it is only kept.
  expect((await create(record, SYSTEM, definition({ ...more, status: 'draft' }))).status).toBe('created');
});

test('in a bundle the refusal says where, and a second definition of a code is refused', async () => {
  const entry = (resource: Resource) => ({ resource, request: { method: 'POST', url: 'SearchParameter' } });
  const both = [definition(), definition({ url: 'urn:2', code: 'other', expression: 'Patient.colour' })];
  await expect(
    bundle(record, SYSTEM, { resourceType: 'Bundle', type: 'transaction', entry: both.map(entry) }),
  ).rejects.toMatchObject({ issues: [{ expression: 'Bundle.entry[1].resource.expression' }] });
  await create(record, SYSTEM, definition());
  await expect(create(record, SYSTEM, definition({ url: 'urn:2' }))).rejects.toMatchObject({
    code: 'duplicate',
    message: expect.stringContaining('http://example.org/SearchParameter/eye-color'),
  });
});

test('where R4 has the code, R4’s definition stands', async () => {
  await put({ ...patient('a'), gender: 'male' });
  await create(record, SYSTEM, definition({ code: 'gender' }));
  await reindex(record);
  expect(await found('gender=male')).toEqual(['a']);
});

test('a composite of one’s own, of components that are one’s own', async () => {
  const color = definition();
  const pair = definition({
    url: 'urn:pair',
    code: 'gender-eyes',
    type: 'composite',
    expression: 'Patient',
    component: [
      { definition: 'http://hl7.org/fhir/SearchParameter/individual-gender', expression: 'gender' },
      { definition: color['url'], expression: `extension('${EYES}').value.as(CodeableConcept)` },
    ],
  });
  await create(record, SYSTEM, color);
  await create(record, SYSTEM, pair);
  await put({ ...patient('a', 'blue'), gender: 'male' });
  await put({ ...patient('b', 'blue'), gender: 'female' });
  expect(await found('gender-eyes=male$blue')).toEqual(['a']);
});

test('indexing again breaks off and goes on, beside writers, and nothing is left out', async () => {
  const many = Array.from({ length: 900 }, (_, at) => patient(`p${at}`, at % 3 === 0 ? 'green' : 'grey'));
  const entry = many.map((resource) => ({ resource, request: { method: 'PUT', url: `Patient/${resource.id}` } }));
  await bundle(record, SYSTEM, { resourceType: 'Bundle', type: 'transaction', entry });
  await create(record, SYSTEM, definition());
  let seen = 0;
  await reindex(record, { onProgress: ({ done }) => (seen = done), isStopped: () => seen >= 400 });
  expect(seen).toBe(400);
  expect((await reindexProgress(record, SYSTEM)).find(({ type }) => type === 'Patient')).toEqual({
    type: 'Patient',
    total: 900,
    done: 400,
    isFinished: false,
  });
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let at = writer; at < 900; at += 40) await put({ ...patient(`p${at}`, 'hazel'), active: true });
  });
  await Promise.all([reindex(record), ...writers]);
  const { matches } = await ask('eye-color=hazel,green,grey&_count=1000');
  expect(matches.length).toBe(900);
  const hazel = many.flatMap(({ id = '' }, at) => (at % 40 < 4 ? [id] : []));
  expect(await found('eye-color=hazel&_count=1000')).toEqual(hazel.sort());
  // Each row has each of its rows once.
  const { rows } = await store.pool.query(`select 1 from resource where indexed <> 2 and type = 'Patient'`);
  expect(rows).toEqual([]);
});

test('another server hears of it, and what it wrote before it heard is indexed again', async () => {
  const otherStore = await openStore({ databaseUrl: opened.databaseUrl, log: silentLog });
  const other = await openRecord({ store: otherStore, log: silentLog, clock: systemClock });
  await create(record, SYSTEM, definition());
  // It has not heard yet: the row is of the edition before.
  await put(patient('late', 'blue'), other);
  const stop = keepIndexed(other);
  await expect.poll(() => found('eye-color=blue', other), { timeout: 15_000 }).toEqual(['late']);
  await expect.poll(() => found('eye-color=blue'), { timeout: 5000 }).toEqual(['late']);
  // The first, which did none of it, no longer says that it is being indexed.
  await expect.poll(async () => (await ask('eye-color=blue')).warnings, { timeout: 5000 }).toEqual([]);
  await stop();
  await other.close();
  await otherStore.close();
});

test('a program that indexes otherwise indexes again, and an older one beside it does not turn it back', async () => {
  await put(patient('a', 'blue'));
  await store.pool.query(`update search_edition set digest = 'of an older program'`);
  const newer = await openRecord({ store, log: silentLog, clock: systemClock });
  expect(newer.searching.pending.has('Patient')).toBe(true);
  expect(await reindex(newer)).toContain('Patient');
  await newer.close();
  await store.pool.query(`update setting set value = '1000000' where name = 'index-version'`);
  await store.pool.query(`update search_edition set digest = 'of a newer program'`);
  const older = await openRecord({ store, log: silentLog, clock: systemClock });
  // What it writes the newer one indexes again.
  await put(patient('b', 'green'), older);
  expect((await store.pool.query(`select indexed from resource where id = 'b'`)).rows).toEqual([{ indexed: 0 }]);
  expect(await reindex(older)).toBeNull();
  expect(older.searching.pending.size).toBe(0);
  await older.close();
});

test('asked for by hand, and by nobody who may not', async () => {
  await put(patient('a'));
  const nurse: Caller = { kind: 'account', id: 'n', name: 'N', role: 'nurse' } as Caller;
  await expect(requestReindex(record, nurse, ['Patient'])).rejects.toMatchObject({ kind: 'forbidden' });
  await expect(reindexProgress(record, nurse)).rejects.toMatchObject({ kind: 'forbidden' });
  await expect(requestReindex(record, SYSTEM, ['Nonsense'])).rejects.toMatchObject({ kind: 'invalid' });
  await requestReindex(record, SYSTEM, ['Patient']);
  expect(await reindex(record)).toEqual(['Patient']);
  expect(await reindex(record)).toEqual([]);
});
