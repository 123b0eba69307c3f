import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestRecord, openTestRecord } from '../../../test/records.ts';
import { type Caller, Fault, SYSTEM } from '../../base/index.ts';
import type { Resource } from '../../fhir/index.ts';
import { type Store } from '../../store/index.ts';
import { type FhirRecord, bundle, countOf, create, read, search, update } from '../index.ts';

let opened: TestRecord;
let store: Store;
let record: FhirRecord;

beforeAll(async () => {
  opened = await openTestRecord();
  ({ record, store } = opened);
});
afterAll(() => opened.close());

type Entry = { fullUrl?: string; resource?: object; request?: object };
type Response = {
  entry: { resource?: Resource; response: { status: string; location?: string; etag?: string; outcome?: Resource } }[];
};

const send = async (entry: Entry[], type = 'transaction', caller: Caller = SYSTEM) =>
  (await bundle(record, caller, { resourceType: 'Bundle', type, entry })) as unknown as Response;
const refusal = async (entry: Entry[], options = {}): Promise<Fault> => {
  const asked = { resourceType: 'Bundle', type: 'transaction', entry };
  return bundle(record, SYSTEM, asked, options).then(
    () => expect.unreachable('the transaction was accepted'),
    (error: unknown) => error as Fault,
  );
};
const post = (resource: Resource, more: object = {}, fullUrl?: string): Entry => ({
  ...(fullUrl ? { fullUrl } : {}),
  resource,
  request: { method: 'POST', url: resource.resourceType, ...more },
});
const put = (resource: Resource, more: object = {}): Entry => ({
  resource,
  request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}`, ...more },
});
const keyOf = (location: string | undefined) => location!.split('/').slice(0, 2) as [string, string];
const bodyAt = async (location: string | undefined) => {
  const [type, id] = keyOf(location);
  return JSON.parse((await read(record, SYSTEM, type, id))!.body) as { [name: string]: never };
};
const observation = { resourceType: 'Observation', status: 'final', code: { text: 'x' } };

const P = 'urn:uuid:11111111-1111-4111-8111-111111111111';
const E = 'urn:uuid:22222222-2222-4222-8222-222222222222';

describe('a transaction', () => {
  test('rewrites what entries say of each other, everywhere, in whatever order they come', async () => {
    const { entry } = await send([
      post({
        ...observation,
        subject: { reference: P },
        encounter: { reference: E },
        note: [{ authorReference: { reference: P }, text: 'n' }],
      }),
      post({ resourceType: 'Encounter', status: 'planned', class: { code: 'AMB' }, subject: { reference: P } }, {}, E),
      post(
        {
          resourceType: 'Patient',
          text: {
            status: 'generated',
            div: `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${E}">visit</a></div>`,
          },
        },
        {},
        P,
      ),
    ]);
    expect(entry.map((one) => one.response.status)).toEqual(['201 Created', '201 Created', '201 Created']);
    const [observationKey, encounterKey, patientKey] = entry.map((one) => keyOf(one.response.location).join('/'));
    expect(observationKey).toMatch(/^Observation\//);
    expect(entry[0]!.response).toMatchObject({ location: `${observationKey}/_history/1`, etag: 'W/"1"' });
    const stored = await bodyAt(entry[0]!.response.location);
    expect(stored).toMatchObject({
      subject: { reference: patientKey },
      encounter: { reference: encounterKey },
      note: [{ authorReference: { reference: patientKey } }],
    });
    expect(JSON.stringify(await bodyAt(entry[2]!.response.location))).toContain(`href=\\"${encounterKey}\\"`);
    const found = await search(record, SYSTEM, 'Observation', [['patient', patientKey!]], { strict: true });
    expect(found.matches).toHaveLength(1);
  });

  test('does DELETE, POST, PUT and GET in this order and answers in the order of the entries', async () => {
    await update(record, SYSTEM, 'Basic', 'gone', { resourceType: 'Basic', id: 'gone', code: { text: 'x' } });
    const { entry } = await send([
      { request: { method: 'GET', url: 'Basic/kept' } },
      { request: { method: 'GET', url: 'Basic?_id=gone,kept' } },
      put({ resourceType: 'Basic', id: 'kept', code: { text: 'y' } }),
      { request: { method: 'DELETE', url: 'Basic/gone' } },
    ]);
    expect(entry.map((one) => one.response.status)).toEqual(['200 OK', '200 OK', '201 Created', '204 No Content']);
    expect(entry[0]!.resource).toMatchObject({ id: 'kept', meta: { versionId: '1' } });
    expect((entry[1]!.resource as { entry?: unknown[] }).entry).toHaveLength(1);
  });

  test('finds by condition what entries refer to and what need not be created', async () => {
    const npi = 'http://hl7.org/fhir/sid/us-npi';
    const practitioner = { resourceType: 'Practitioner', identifier: [{ system: npi, value: '99' }] };
    const condition = { ifNoneExist: `identifier=${npi}|99` };
    const first = await send([post({ ...practitioner }, condition, P)]);
    const [, id] = keyOf(first.entry[0]!.response.location);
    const second = await send([
      post({ ...practitioner }, condition, P),
      post({ ...observation, performer: [{ reference: P }] }),
      post({ ...observation, performer: [{ reference: `Practitioner?identifier=${npi}|99` }] }),
    ]);
    expect(second.entry.map((one) => one.response.status)).toEqual(['200 OK', '201 Created', '201 Created']);
    for (const one of second.entry.slice(1)) {
      expect(await bodyAt(one.response.location)).toMatchObject({ performer: [{ reference: `Practitioner/${id}` }] });
    }
    expect(await countOf(record, SYSTEM, 'Practitioner')).toBe(1);
  });

  test('resolves a relative reference by the fullUrl of an entry', async () => {
    const { entry } = await send([
      post({ resourceType: 'Patient', id: 'theirs' }, {}, 'http://old.example.org/fhir/Patient/theirs'),
      post({ ...observation, subject: { reference: 'Patient/theirs' } }),
    ]);
    const [, id] = keyOf(entry[0]!.response.location);
    expect(await bodyAt(entry[1]!.response.location)).toMatchObject({ subject: { reference: `Patient/${id}` } });
  });

  test('of 2,000 entries with one bad stores nothing and names that one', async () => {
    const before = await countOf(record, SYSTEM, 'Observation');
    const entries = Array.from({ length: 2000 }, () => post({ ...observation }));
    entries[1234] = post({ ...observation, status: 'perhaps', effectiveDateTime: '2024-02-30' });
    const fault = await refusal(entries);
    expect(fault.kind).toBe('unprocessable');
    expect(fault.issues.map((issue) => issue.expression ?? '').sort()).toEqual([
      'Bundle.entry[1234].resource.effective',
      'Bundle.entry[1234].resource.status',
    ]);
    expect(await countOf(record, SYSTEM, 'Observation')).toBe(before);
    const { rows } = await store.pool.query(
      `select count(*)::int as n from change where type = 'Observation' and version = 1`,
    );
    expect((rows[0] as { n: number }).n).toBe(before);
    await send(Array.from({ length: 2000 }, () => post({ ...observation })));
    expect(await countOf(record, SYSTEM, 'Observation')).toBe(before + 2000);
  });

  test('changes nothing when it comes again', async () => {
    const entries = () => [put({ resourceType: 'Basic', id: 'again', code: { text: 'z' } })];
    await send(entries());
    const { entry } = await send(entries());
    expect(entry[0]!.response).toMatchObject({ status: '200 OK', location: 'Basic/again/_history/1' });
  });

  test('is undone as a whole when one If-Match is stale', async () => {
    await update(record, SYSTEM, 'Basic', 'held', { resourceType: 'Basic', id: 'held', code: { text: 'x' } });
    const fault = await refusal([
      put({ resourceType: 'Basic', id: 'fresh', code: { text: 'x' } }),
      put({ resourceType: 'Basic', id: 'held', code: { text: 'y' } }, { ifMatch: 'W/"7"' }),
    ]);
    expect(fault).toMatchObject({ kind: 'precondition-failed', issues: [{ expression: 'Bundle.entry[1]' }] });
    expect(await read(record, SYSTEM, 'Basic', 'fresh')).toBeNull();
  });
});

describe('a transaction is refused for', () => {
  test.each<[string, Entry[], string, string]>([
    [
      'a urn that no entry has',
      [post({ ...observation, subject: { reference: E } })],
      'unprocessable',
      'Bundle.entry[0].resource.subject.reference',
    ],
    [
      'a literal reference to nowhere',
      [post({ resourceType: 'Patient' }), post({ ...observation, subject: { reference: 'Patient/nowhere' } })],
      'unprocessable',
      'Bundle.entry[1].resource.subject.reference',
    ],
    [
      'a condition without a match',
      [post({ ...observation, performer: [{ display: 'a' }, { reference: 'Practitioner?identifier=none' }] })],
      'precondition-failed',
      'Bundle.entry[0].resource.performer[1].reference',
    ],
    [
      'one resource twice',
      [put({ resourceType: 'Basic', id: 'b', code: { text: 'x' } }), { request: { method: 'DELETE', url: 'Basic/b' } }],
      'invalid',
      'Bundle.entry[1]',
    ],
    [
      'one fullUrl twice',
      [post({ resourceType: 'Patient' }, {}, P), post({ resourceType: 'Patient' }, {}, P)],
      'invalid',
      'Bundle.entry[1]',
    ],
    ['no request', [{ resource: { resourceType: 'Patient' } }], 'invalid', 'Bundle.entry[0].request'],
    [
      'a type that is none',
      [{ request: { method: 'GET', url: 'Nothing/1' } }],
      'invalid',
      'Bundle.entry[0].request.url',
    ],
    [
      'another type than the url says',
      [{ resource: { resourceType: 'Patient' }, request: { method: 'POST', url: 'Person' } }],
      'invalid',
      'Bundle.entry[0].resource.resourceType',
    ],
    [
      'another id than the url says',
      [{ resource: { resourceType: 'Patient', id: 'a' }, request: { method: 'PUT', url: 'Patient/b' } }],
      'invalid',
      'Bundle.entry[0].resource.id',
    ],
    ['OPTIONS', [{ request: { method: 'OPTIONS', url: 'Patient/a' } }], 'invalid', 'Bundle.entry[0].request.method'],
    ['PATCH without one', [{ request: { method: 'PATCH', url: 'Patient/a' } }], 'invalid', 'Bundle.entry[0].resource'],
    [
      'PATCH of nothing that is there',
      [{ resource: { resourceType: 'Parameters' }, request: { method: 'PATCH', url: 'Patient/nobody' } }],
      'not-found',
      'Bundle.entry[0]',
    ],
    [
      'a patch that is another resource',
      [{ resource: { resourceType: 'Patient' }, request: { method: 'PATCH', url: 'Patient/a' } }],
      'invalid',
      'Bundle.entry[0].resource',
    ],
    [
      'an update with a condition that selects nothing in particular',
      [{ resource: { resourceType: 'Patient' }, request: { method: 'PUT', url: 'Patient?_count=3' } }],
      'invalid',
      'Bundle.entry[0].request.url',
    ],
    [
      'a delete of a whole type',
      [{ request: { method: 'DELETE', url: 'Patient' } }],
      'invalid',
      'Bundle.entry[0].request.url',
    ],
    ['a read of nothing', [{ request: { method: 'GET', url: 'Patient/nowhere' } }], 'not-found', 'Bundle.entry[0]'],
  ])('%s', async (_, entries, kind, expression) => {
    const fault = await refusal(entries);
    expect(fault).toBeInstanceOf(Fault);
    expect({ kind: fault.kind, expression: fault.issues[0]?.expression }).toEqual({ kind, expression });
  });

  test('a literal reference may dangle where the importer says so, a urn never', async () => {
    const entries = [post({ ...observation, subject: { reference: 'Patient/later' } })];
    await bundle(
      record,
      SYSTEM,
      { resourceType: 'Bundle', type: 'transaction', entry: entries },
      { danglingReferences: true },
    );
    const fault = await refusal([post({ ...observation, subject: { reference: E } })], { danglingReferences: true });
    expect(fault.kind).toBe('unprocessable');
  });

  test('an ambiguous condition', async () => {
    for (let n = 0; n < 2; n += 1) {
      await create(record, SYSTEM, { resourceType: 'Practitioner', identifier: [{ value: 'twice' }] });
    }
    const fault = await refusal([
      post({ ...observation, performer: [{ reference: 'Practitioner?identifier=twice' }] }),
    ]);
    expect(fault).toMatchObject({ kind: 'precondition-failed', code: 'multiple-matches' });
    const other = await refusal([post({ resourceType: 'Practitioner' }, { ifNoneExist: 'identifier=twice' })]);
    expect(other.issues[0]?.expression).toBe('Bundle.entry[0].request.ifNoneExist');
  });

  test('what the caller may not write', async () => {
    const nurse: Caller = { kind: 'account', id: 'n', name: 'N', role: 'nurse' };
    const entries = [post({ resourceType: 'Organization', name: 'Mine' })];
    await expect(send(entries, 'transaction', nurse)).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

test('a batch does each entry for itself and says in its place what went wrong', async () => {
  const { entry } = await send(
    [
      post({ resourceType: 'Patient', birthDate: '2024-02-30' }),
      put({ resourceType: 'Patient', id: 'batch' }),
      { request: { method: 'GET', url: 'Patient/nowhere' } },
      { request: { method: 'DELETE', url: 'Patient/nowhere' } },
      { request: { method: 'PATCH', url: 'Patient/batch' } },
    ],
    'batch',
  );
  expect(entry.map((one) => one.response.status.slice(0, 3))).toEqual(['422', '201', '404', '204', '400']);
  expect(entry[0]!.response.outcome).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', expression: ['Patient.birthDate'] }],
  });
});

test('what is no batch or transaction is refused', async () => {
  await expect(send([], 'collection')).rejects.toMatchObject({
    kind: 'invalid',
    issues: [{ expression: 'Bundle.type' }],
  });
  await expect(bundle(record, SYSTEM, { resourceType: 'Patient' })).rejects.toMatchObject({ kind: 'invalid' });
});
