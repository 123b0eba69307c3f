import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
