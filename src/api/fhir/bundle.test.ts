import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';

let house: House;
let system: { authorization: string };

type Request = { method: string; url: string; [element: string]: unknown };
type Entry = { fullUrl?: string; resource?: object; request: Request };
type Answered = fhir4.Bundle;

const send = (type: string, entry: Entry[], headers: Record<string, string> = {}) =>
  house.ask({
    method: 'POST',
    url: '/fhir',
    headers: { ...system, 'content-type': 'application/fhir+json', ...headers },
    payload: JSON.stringify({ resourceType: 'Bundle', type, entry }),
  });
const answered = async (
  type: string,
  entry: Entry[],
  headers?: Record<string, string>,
): Promise<Answered['entry'] & object> => {
  const answer = await send(type, entry, headers);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return (answer.json() as Answered).entry ?? [];
};
const read = (url: string, more: object = {}): Entry => ({ request: { method: 'GET', url, ...more } });
const put = (resource: { resourceType: string; id: string }): Entry => ({
  resource,
  request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
});
const idsOf = (resource: unknown) =>
  ((resource as fhir4.Bundle).entry ?? []).map((entry) => entry.resource?.id ?? entry.response?.etag).join(' ');
const observation = (id: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'urn:c', code: 'x' }] },
  subject: { reference: 'Patient/bu-1' },
});

beforeAll(async () => {
  house = await openTestHouse();
  system = await house.as('system');
  await answered('transaction', [
    put({ resourceType: 'Patient', id: 'bu-1', name: [{ family: 'Ruiz' }], photo: [{ title: 'x' }] } as never),
    put(observation('bu-o1')),
  ]);
});
afterAll(() => house.close());

// http://hl7.org/fhir/R4/http.html#transaction
describe.each(['batch', 'transaction'])('what reads in a %s', (type) => {
  test.each([
    ['Patient/bu-1', 'bu-1'],
    ['Patient/bu-1?_elements=name', 'bu-1'],
    ['Patient/bu-1/_history/1', 'bu-1'],
  ])('%s', async (url, id) => {
    const [entry] = await answered(type, [read(url)]);
    expect(entry!.resource!.id).toBe(id);
    expect(entry!.response).toMatchObject({ status: '200 OK', etag: 'W/"1"' });
    expect('photo' in entry!.resource!).toBe(!url.includes('_elements'));
  });

  test.each([
    ['Observation?code=x', 'bu-o1'],
    ['/Observation?code=x', 'bu-o1'],
    ['Patient/bu-1/Observation', 'bu-o1'],
    ['Patient/bu-1/*?_type=Observation', 'bu-o1'],
    ['?_type=Observation&subject=Patient/bu-1', 'bu-o1'],
    ['Patient/bu-1/_history', 'bu-1'],
    ['Observation/_history?_count=1', 'bu-o1'],
  ])('%s', async (url, ids) => {
    const [entry] = await answered(type, [read(url)]);
    expect(idsOf(entry!.resource)).toBe(ids);
  });

  test('a history by a list that is not there', async () => {
    const answer = await send(type, [read('_history?_list=none')]);
    expect(type === 'batch' ? answer.json().entry[0].response.status : `${answer.statusCode} Not Found`).toBe(
      '404 Not Found',
    );
  });

  test('by POST to _search, and HEAD without what it is about', async () => {
    const [found, head] = await answered(type, [
      { request: { method: 'POST', url: 'Observation/_search?code=x' } },
      { request: { method: 'HEAD', url: 'Patient/bu-1' } },
    ]);
    expect(idsOf(found!.resource)).toBe('bu-o1');
    expect([head!.resource, head!.response!.status, head!.response!.etag]).toEqual([undefined, '200 OK', 'W/"1"']);
  });

  test('ifNoneMatch and ifModifiedSince: 304 for what is known', async () => {
    const entries = await answered(type, [
      read('Patient/bu-1', { ifNoneMatch: 'W/"1"' }),
      read('Patient/bu-1', { ifNoneMatch: 'W/"2"' }),
      read('Patient/bu-1', { ifModifiedSince: '2999-01-01T00:00:00Z' }),
      read('Patient/bu-1', { ifModifiedSince: '2001-01-01T00:00:00Z' }),
    ]);
    expect(entries.map((entry) => [entry.response!.status.slice(0, 3), entry.resource !== undefined])).toEqual([
      ['304', false],
      ['200', true],
      ['304', false],
      ['200', true],
    ]);
  });

  test('what cannot be meant is refused at its place', async () => {
    for (const [entry, place] of [
      [read('Nothing/1'), 'url'],
      [read('Patient/a_b'), 'url'],
      [read('Patient/bu-1', { ifNoneMatch: 'soon' }), 'ifNoneMatch'],
      [read('Patient/bu-1', { ifModifiedSince: 'soon' }), 'ifModifiedSince'],
      [{ request: { method: 'POST', url: 'Patient/bu-1/_search' } }, 'url'],
      [{ request: { method: 'POST', url: 'Patient/bu-1/$meta-add' } }, 'url'],
      [{ request: { method: 'DELETE', url: 'Patient/bu-1/_history/1' } }, 'url'],
    ] as const) {
      const answer = await send(type, [entry as Entry]);
      const body = answer.json();
      const outcome = type === 'batch' ? body.entry[0].response.outcome : body;
      const status = type === 'batch' ? body.entry[0].response.status.slice(0, 3) : String(answer.statusCode);
      expect(status, JSON.stringify(entry)).toBe('400');
      expect(outcome.issue[0].expression).toEqual([`Bundle.entry[0].request.${place}`]);
    }
  });
});

test('a read in a transaction sees what the transaction wrote, its history too', async () => {
  const [, , written, told] = await answered('transaction', [
    put({ resourceType: 'Patient', id: 'bu-2' }),
    put(observation('bu-o2')),
    read('Patient/bu-2'),
    read('Patient/bu-2/_history'),
  ]);
  expect(written!.resource!.id).toBe('bu-2');
  expect(idsOf(told!.resource)).toBe('bu-2');
});

test('a read in a transaction that finds nothing undoes the whole of it', async () => {
  const answer = await send('transaction', [put({ resourceType: 'Patient', id: 'bu-3' }), read('Patient/bu-nobody')]);
  expect([answer.statusCode, answer.json().issue[0].expression]).toEqual([404, ['Bundle.entry[1]']]);
  expect((await house.ask({ url: '/fhir/Patient/bu-3', headers: system })).statusCode).toBe(404);
});

test('operations that change nothing are run in a batch, and in a transaction refused', async () => {
  await answered('transaction', [
    put({ resourceType: 'Patient', id: 'bu-4' }),
    put({ ...observation('bu-o4'), subject: { reference: 'Patient/bu-4' } } as never),
  ]);
  const urls = [
    'Patient/bu-4/$everything',
    'Observation/$lastn?patient=bu-4&code=x',
    'Patient/bu-4/$meta',
    'Patient/bu-4/$nothing',
  ];
  const [all, last, meta, unknown] = await answered(
    'batch',
    urls.map((url) => read(url)),
  );
  expect(idsOf(all!.resource)).toBe('bu-4 bu-o4');
  expect(idsOf(last!.resource)).toBe('bu-o4');
  expect((meta!.resource as fhir4.Parameters).parameter![0]!.valueMeta!.versionId).toBe('1');
  expect(unknown!.response!.status).toBe('404 Not Found');
  expect((await send('transaction', [read(urls[0]!)])).statusCode).toBe(400);
});

test.each(['batch', 'transaction'])('Prefer: return= is kept for each entry of a %s', async (type) => {
  const entries = () => [
    { resource: { resourceType: 'Basic', code: { text: 'x' } }, request: { method: 'POST', url: 'Basic' } },
    put({ resourceType: 'Patient', id: `bu-prefer-${type}` }),
  ];
  for (const [prefer, hasResource, hasOutcome] of [
    ['', false, false],
    ['return=minimal', false, false],
    ['return=representation', true, false],
    ['return=OperationOutcome', false, true],
  ] as const) {
    for (const entry of await answered(type, entries(), { prefer })) {
      expect([entry.resource !== undefined, entry.response!.outcome !== undefined], prefer).toEqual([
        hasResource,
        hasOutcome,
      ]);
    }
  }
});

test('an unknown parameter of a search within is a warning, and refused where the caller is strict', async () => {
  const [lenient] = await answered('batch', [read('Patient?nothing=x')]);
  expect(JSON.stringify(lenient!.resource)).toContain('"mode":"outcome"');
  const [strict] = await answered('batch', [read('Patient?nothing=x')], { prefer: 'handling=strict' });
  expect(strict!.response!.status).toBe('400 Bad Request');
});

// "If any resource identities (including resolved identities from conditional update/delete) overlap ... the transaction SHALL fail"
describe('identities that overlap', () => {
  const own = (id: string) => ({
    resourceType: 'Basic',
    id,
    code: { text: 'x' },
    identifier: [{ system: 'urn:bu', value: id }],
  });
  const condition = 'Basic?identifier=urn:bu|bu-same';
  const patch = {
    resourceType: 'Parameters',
    parameter: [
      {
        name: 'operation',
        part: [
          { name: 'type', valueCode: 'replace' },
          { name: 'path', valueString: 'Basic.code' },
          { name: 'value', valueCodeableConcept: { text: 'patched' } },
        ],
      },
    ],
  };
  const ways: Record<string, Entry> = {
    PUT: put(own('bu-same')),
    'conditional PUT': { resource: { ...own('bu-same'), id: undefined }, request: { method: 'PUT', url: condition } },
    PATCH: { resource: patch, request: { method: 'PATCH', url: 'Basic/bu-same' } },
    'conditional PATCH': { resource: patch, request: { method: 'PATCH', url: condition } },
    DELETE: { request: { method: 'DELETE', url: 'Basic/bu-same' } },
    'conditional DELETE': { request: { method: 'DELETE', url: condition } },
  };
  const names = Object.keys(ways);
  const pairs = names.flatMap((one, at) => names.slice(at).map((other): [string, string] => [one, other]));
  // Deletes come first: what they remove, a conditional update finds no more, and makes another.
  const isApart = ([one, other]: [string, string]) => one === 'conditional PUT' && other.endsWith('DELETE');

  beforeEach(async () => {
    await house.ask({ method: 'DELETE', url: `/fhir/${condition}&_count=10`, headers: system });
    await answered('transaction', [put(own('bu-same'))]);
  });
  const versions = async () => (await house.ask({ url: '/fhir/Basic/bu-same/_history', headers: system })).json().total;
  const status = async () => (await house.ask({ url: '/fhir/Basic/bu-same', headers: system })).statusCode;
  const sendBoth = ([one, other]: [string, string]) => send('transaction', structuredClone([ways[one]!, ways[other]!]));

  test.each(pairs.filter((pair) => !isApart(pair)))('%s and %s', async (one, other) => {
    const before = await versions();
    const answer = await sendBoth([one, other]);
    expect([answer.statusCode, answer.json().issue[0].code], answer.body).toEqual([400, 'duplicate']);
    expect([await status(), await versions()]).toEqual([200, before]);
  });

  test.each(pairs.filter(isApart))('%s and %s do not', async (one, other) => {
    const answer = await sendBoth([one, other]);
    expect(answer.json().entry.map((entry: fhir4.BundleEntry) => entry.response!.status)).toEqual([
      '201 Created',
      '204 No Content',
    ]);
    expect(await status()).toBe(410);
  });
});

test('hundreds of updates, patches and deletes in one transaction', async () => {
  const many = (from: number, count: number) => Array.from({ length: count }, (_, at) => `bu-m${from + at}`);
  const basic = (id: string, text: string) => ({ resourceType: 'Basic', id, code: { text } });
  await answered(
    'transaction',
    many(0, 600).map((id) => put(basic(id, 'one'))),
  );
  const replace = Buffer.from(JSON.stringify([{ op: 'replace', path: '/code/text', value: 'three' }])).toString(
    'base64',
  );
  const entries = [
    ...many(0, 300).map((id) => put(basic(id, 'two'))),
    ...many(300, 200).map((id): Entry => ({
      resource: { resourceType: 'Binary', contentType: 'application/json-patch+json', data: replace },
      request: { method: 'PATCH', url: `Basic/${id}` },
    })),
    ...many(500, 100).map((id): Entry => ({ request: { method: 'DELETE', url: `Basic/${id}` } })),
  ];
  const done = await answered('transaction', entries);
  expect(new Set(done.slice(0, 500).map((entry) => entry.response!.status))).toEqual(new Set(['200 OK']));
  expect(new Set(done.slice(500).map((entry) => entry.response!.status))).toEqual(new Set(['204 No Content']));
  const textOf = async (id: string) =>
    (await house.ask({ url: `/fhir/Basic/${id}`, headers: system })).json().code?.text;
  expect([
    await textOf('bu-m0'),
    await textOf('bu-m299'),
    await textOf('bu-m300'),
    await textOf('bu-m499'),
    await textOf('bu-m500'),
  ]).toEqual(['two', 'two', 'three', 'three', undefined]);
});
