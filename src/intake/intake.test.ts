import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '../../test/database.ts';
import { SYSTEM, fixedClock, silentLog } from '../base/index.ts';
import { parseJson, type Resource } from '../fhir/index.ts';
import { type FhirRecord, openRecord, read, search, update } from '../record/index.ts';
import { type Store, migrate, openStore } from '../store/index.ts';
import { importFiles } from './index.ts';

let folder: string;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let record: FhirRecord;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-intake-'));
  database = await freshDatabase();
  store = await openStore({ databaseUrl: database.url, log: silentLog });
  await migrate(store);
  record = await openRecord({ store, log: silentLog, clock: fixedClock('2026-11-22T10:00:00Z') });
});

afterEach(async () => {
  await record.close();
  await store.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const put = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
const bring = () => importFiles(record, SYSTEM, [folder], () => {});
const count = async (type: string) =>
  (
    await search(
      record,
      SYSTEM,
      type,
      [
        ['_total', 'accurate'],
        ['_count', '0'],
      ],
      { strict: true },
    )
  ).total;

const NPI = 'http://hl7.org/fhir/sid/us-npi';
const PATIENT = '11111111-1111-4111-8111-111111111111';
const ENCOUNTER = '22222222-2222-4222-8222-222222222222';

function visit(): Resource {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        fullUrl: `urn:uuid:${PATIENT}`,
        resource: { resourceType: 'Patient', id: PATIENT, name: [{ family: 'Okafor' }] },
        request: { method: 'POST', url: 'Patient' },
      },
      {
        fullUrl: `urn:uuid:${ENCOUNTER}`,
        resource: {
          resourceType: 'Encounter',
          status: 'finished',
          class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
          subject: { reference: `urn:uuid:${PATIENT}` },
          participant: [{ individual: { reference: `Practitioner?identifier=${NPI}|9999999619` } }],
        },
        request: { method: 'POST', url: 'Encounter' },
      },
    ],
  };
}

const practitioners = {
  resourceType: 'Bundle',
  type: 'batch',
  entry: [
    {
      resource: {
        resourceType: 'Practitioner',
        identifier: [{ system: NPI, value: '9999999619' }],
        name: [{ family: 'Adeyemi' }],
      },
      request: { method: 'POST', url: 'Practitioner', ifNoneExist: `identifier=${NPI}|9999999619` },
    },
  ],
};

test('a conditional reference is resolved although its target comes in a later file, and importing twice changes nothing', async () => {
  put('a-visits.ndjson', `${JSON.stringify(visit())}\n`);
  put('b-practitioners.json.gz', gzipSync(JSON.stringify(practitioners, null, 2)));
  const first = await bring();
  expect(first.refusals).toEqual([]);
  const encounter = parseJson((await read(record, SYSTEM, 'Encounter', ENCOUNTER))!.body) as {
    subject: { reference: string };
    participant: { individual: { reference: string } }[];
  };
  expect(encounter.subject.reference).toBe(`Patient/${PATIENT}`);
  expect(encounter.participant[0]!.individual.reference).toMatch(/^Practitioner\/[\w-]+$/);
  const changes = async () => (await store.pool.query('select count(*)::int as n from change')).rows[0].n;
  const before = await changes();
  const second = await bring();
  expect(second).toMatchObject({ alreadyIn: 2, refused: 0 });
  expect(await changes()).toBe(before);
});

test('what people changed after an import stays when the import is run again', async () => {
  put('visits.ndjson', JSON.stringify({ resourceType: 'Patient', id: 'p1', birthDate: '1950-01-01' }));
  await bring();
  await update(record, SYSTEM, 'Patient', 'p1', { resourceType: 'Patient', id: 'p1', birthDate: '1950-01-02' });
  await bring();
  expect((await read(record, SYSTEM, 'Patient', 'p1'))!.body).toContain('1950-01-02');
});

test('an interrupted import goes on: what is in is passed over, what is not is stored', async () => {
  put('1.ndjson', JSON.stringify({ resourceType: 'Patient', id: 'p1' }));
  await bring();
  put('2.ndjson', JSON.stringify({ resourceType: 'Patient', id: 'p2' }));
  const report = await bring();
  expect(report.alreadyIn).toBe(1);
  expect(report.stored.get('Patient')).toMatchObject({ created: 1 });
  expect(await count('Patient')).toBe(2);
});

test('bad lines are refused with file, line, FHIRPath and reason; the good ones around them are in', async () => {
  put(
    'mixed.ndjson',
    [
      '{"resourceType":"Patient","id":"good1"}',
      '{"resourceType":"Patient","id":"bad1","birthDate":"2024-02-30"}',
      '',
      '{"resourceType":"Patient",',
      '{"resourceType":"Horse","id":"x"}',
      '{"resourceType":"Patient","id":"not an id"}',
      '{"resourceType":"Patient","id":"good2"}',
      '[1,2]',
    ].join('\n'),
  );
  put('latin1.ndjson', Buffer.from('{"resourceType":"Patient","id":"z","name":[{"family":"Mu\xf1oz"}]}', 'latin1'));
  put('cut.ndjson.gz', gzipSync('{"resourceType":"Patient","id":"y"}\n'.repeat(50)).subarray(0, 40));
  const report = await bring();
  expect(await count('Patient')).toBe(2);
  const at = (name: string, line: number) =>
    report.refusals.find((one) => one.file.endsWith(name) && one.line === line);
  expect(at('mixed.ndjson', 2)).toMatchObject({ expression: expect.stringMatching(/birthDate$/) });
  expect(at('mixed.ndjson', 4)?.reason).toMatch(/JSON/);
  expect(at('mixed.ndjson', 5)?.reason).toMatch(/"Horse" is not a resource type/);
  expect(at('mixed.ndjson', 6)?.expression).toMatch(/id$/);
  expect(at('mixed.ndjson', 8)).toBeDefined();
  expect(at('latin1.ndjson', 1)?.reason).toMatch(/UTF-8/);
  expect(at('cut.ndjson.gz', 1)?.reason).toMatch(/cannot be read to its end/);
  expect(report.refused).toBe(7);
});

test('a transaction with one bad entry is refused whole; a batch and a collection lose that entry alone', async () => {
  const entries = (prefix: string) => [
    { fullUrl: `urn:uuid:${PATIENT}`, resource: { resourceType: 'Patient', id: `${prefix}1` } },
    { resource: { resourceType: 'Patient', id: `${prefix}2`, gender: 'purple' } },
    {
      resource: {
        resourceType: 'Observation',
        id: `${prefix}3`,
        status: 'final',
        code: { text: 'x' },
        subject: { reference: `urn:uuid:${PATIENT}` },
      },
    },
  ];
  for (const type of ['transaction', 'batch', 'collection']) {
    const entry = entries(type.slice(0, 1)).map((one) => ({
      ...one,
      request: { method: 'POST', url: one.resource.resourceType },
    }));
    put(`${type}.json`, JSON.stringify({ resourceType: 'Bundle', type, entry }, null, 1));
  }
  const report = await bring();
  expect(await count('Patient')).toBe(2);
  expect((await read(record, SYSTEM, 'Observation', 'c3'))!.body).toContain('"Patient/c1"');
  expect(await read(record, SYSTEM, 'Patient', 't1')).toBeNull();
  expect(report.refusals.map((one) => one.expression)).toEqual(
    expect.arrayContaining(['Bundle.entry[1].resource.gender', expect.stringMatching(/resource\.gender$/)]),
  );
});

test('a path that is not there, and a conditional reference that nothing ever resolves, are said', async () => {
  await expect(importFiles(record, SYSTEM, [join(folder, 'nowhere')], () => {})).rejects.toThrow(/no file or folder/);
  put('visits.ndjson', JSON.stringify(visit()));
  const report = await bring();
  expect(await count('Patient')).toBe(0);
  expect(report.refusals).toEqual([
    expect.objectContaining({ line: 1, expression: 'Bundle.entry[1].resource.participant[0].individual.reference' }),
  ]);
});
