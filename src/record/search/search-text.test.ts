import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestRecord, openTestRecord } from '../../../test/records.ts';
import { SYSTEM } from '../../base/index.ts';
import type { Resource } from '../../fhir/index.ts';
import { type Store, transaction } from '../../store/index.ts';
import { type FhirRecord, create, keepTextsIndexed, remove, search, update } from '../index.ts';

let opened: TestRecord;
let store: Store;
let record: FhirRecord;

const narrative = (text: string) => ({
  text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${text}</p></div>` },
});
const report = (id: string, more: object): Resource => ({
  resourceType: 'DiagnosticReport',
  id,
  status: 'final',
  code: { coding: [{ system: 'urn:c', code: 'XR7', display: 'X-ray of the chest' }] },
  subject: { reference: 'Patient/p' },
  ...more,
});
const put = (resource: Resource) => update(record, SYSTEM, resource.resourceType, resource.id!, resource);

beforeAll(async () => {
  opened = await openTestRecord();
  ({ record, store } = opened);
  await put({ resourceType: 'Patient', id: 'p', name: [{ family: 'Peña' }] });
  await put(
    report('a', { ...narrative('Fracture of the <b>left</b> tibia &amp; fibula'), conclusion: 'Healing well' }),
  );
  await put(report('b', { ...narrative('No fracture seen'), conclusion: 'Bone metastases, left femur' }));
  await put(report('c', { conclusion: 'Liver metastases; fractura antigua' }));
  await put({
    resourceType: 'DocumentReference',
    id: 'd',
    status: 'current',
    subject: { reference: 'Patient/p' },
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          data: Buffer.from('Dolor torácico').toString('base64'),
        },
      },
      { attachment: { contentType: 'image/png', data: Buffer.from('Hidden words').toString('base64') } },
    ],
  });
});
afterAll(() => opened.close());

const found = async (type: string, query: string) => {
  const params = [...new URLSearchParams(query)] as [string, string][];
  return (await search(record, SYSTEM, type, params, { strict: true })).matches
    .map(({ id }) => id)
    .sort()
    .join(' ');
};

test.each([
  ['_text=fracture', 'a b'],
  ['_text=FRACTURE left', 'a'],
  ['_text=fibula', 'a'],
  ['_text=healing', ''],
  ['_content=healing', 'a'],
  ['_content=x-ray', 'a b c'],
  ['_content=xr7', 'a b c'],
  ['_content=(bone OR liver) and metastases', 'b c'],
  ['_content=metastases -liver', 'b'],
  ['_content="left femur"', 'b'],
  ['_content="femur left"', ''],
  ['_content=fractur*', 'a b c'],
  // Not what points: a reference, an address of a system.
  ['_content=patient', ''],
  ['_content=xhtml', ''],
  ['_content=metastases&status=final&subject=Patient/p', 'b c'],
])('DiagnosticReport?%s', async (query, ids) => {
  expect(await found('DiagnosticReport', query)).toBe(ids);
});

test.each(['_text:missing=true', '_content:contains=x', '_text=', '_text=(x'])('refused: %s', async (query) => {
  await expect(found('DiagnosticReport', query)).rejects.toMatchObject({ kind: 'invalid' });
});

test('the text of an attachment is found, without its accents; what is no text is not', async () => {
  expect(await found('DocumentReference', '_content=toracico')).toBe('d');
  expect(await found('DocumentReference', '_content=hidden')).toBe('');
});

test('in a chain', async () => {
  expect(await found('DiagnosticReport', 'subject:Patient._content=pena&_text=fibula')).toBe('a');
});

test('what changed is found by its new words, what is gone not at all', async () => {
  await put(report('e', { conclusion: 'Aneurysm' }));
  expect(await found('DiagnosticReport', '_content=aneurysm')).toBe('e');
  await put(report('e', { conclusion: 'Nothing' }));
  expect(await found('DiagnosticReport', '_content=aneurysm')).toBe('');
  await remove(record, SYSTEM, 'DiagnosticReport', 'e');
  expect(await found('DiagnosticReport', '_content=nothing')).toBe('');
});

test('while an older transaction is still open, what was committed since is found', async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const older = transaction(store, {}, async (tx) => {
    await tx.query('select pg_current_xact_id()');
    await held;
  });
  await expect
    .poll(async () => (await store.pool.query(`select 1 from pg_stat_activity where backend_xid is not null`)).rowCount)
    .toBeGreaterThan(0);
  const { answer } = await create(record, SYSTEM, report('x', { conclusion: 'Sarcoidosis' }));
  expect(await found('DiagnosticReport', '_content=sarcoidosis')).toBe(answer.id);
  release();
  await older;
  expect(await found('DiagnosticReport', '_content=sarcoidosis')).toBe(answer.id);
});

test('a server keeps the index behind the feed by itself', async () => {
  const stop = keepTextsIndexed(record);
  await put(report('f', { conclusion: 'Hydrocephalus' }));
  await expect
    .poll(async () => (await store.pool.query(`select 1 from search_text where content @@ 'hydrocephalus'`)).rowCount, {
      timeout: 8000,
    })
    .toBe(1);
  await stop();
});

test('not in a condition', async () => {
  const resource = report('x', {});
  await expect(create(record, SYSTEM, resource, { ifNoneExist: '_content=x' })).rejects.toMatchObject({
    kind: 'invalid',
  });
});
