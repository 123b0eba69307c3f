import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';
import { PATHS, allowedAt } from './registry.ts';

let house: House;
let system: { authorization: string };
const JSON_TYPE = { 'content-type': 'application/fhir+json' };

const send = (
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'OPTIONS' | 'DELETE',
  url: string,
  body?: object,
  more: object = {},
) =>
  house.ask({
    method,
    url: `/fhir${url}`,
    headers: { ...system, host: 'record.example', ...(body ? JSON_TYPE : {}), ...(more as Record<string, string>) },
    ...(body ? { payload: JSON.stringify(body) } : {}),
  });
const long = 'x'.repeat(3000);
const patient = { resourceType: 'Patient', id: 'ht', name: [{ family: 'Ruiz' }], maritalStatus: { text: long } };

beforeAll(async () => {
  house = await openTestHouse();
  system = await house.as('system');
  await send('PUT', '/Patient/ht', patient);
  await send('PUT', '/Encounter/ht', {
    resourceType: 'Encounter',
    id: 'ht',
    status: 'planned',
    class: { code: 'AMB' },
  });
});
afterAll(() => house.close());

const urlOf = (path: string) =>
  path
    .replace(':type', 'Patient')
    .replace(':id', 'ht')
    .replace(':version', '1')
    .replace(':member', 'Observation')
    .replace('/$lastn', '/$lastn?patient=ht&code=x')
    .replace('/Patient/$everything', '/Patient/ht/$everything');

const GETS = PATHS.filter(({ methods }) => methods.GET).map(({ path }) => path);

test.each(['/metadata', '/openapi.json', ...GETS])('HEAD %s tells what GET does, without the body', async (path) => {
  const [got, head] = [await send('GET', urlOf(path)), await send('HEAD', urlOf(path))];
  expect([got.statusCode, head.statusCode, head.body]).toEqual([200, 200, '']);
  for (const name of ['content-type', 'etag', 'last-modified'])
    expect(head.headers[name], name).toBe(got.headers[name]);
});

test.each(PATHS.map((row) => [row.path, row] as const))('%s names what it allows', async (path, row) => {
  const allow = allowedAt(row);
  const options = await send('OPTIONS', urlOf(path).split('?')[0]!);
  expect([options.statusCode, options.headers.allow]).toEqual([204, allow]);
  expect(options.headers['access-control-allow-methods']).toContain('PATCH');
  if (row.methods.DELETE) return;
  const refused = await send('DELETE', urlOf(path).split('?')[0]!);
  // What a row of its own does not have may be what another row has: nothing is deleted by these.
  expect([refused.statusCode, refused.headers.allow]).toEqual([405, allow]);
});

describe('compression', () => {
  const DECODED = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync } as const;

  test.each(['gzip', 'deflate', 'br'] as const)('%s of a read, a search, a page and a stream', async (encoding) => {
    for (const url of ['/Patient/ht', '/Patient', '/Patient/_history', '/Patient/ht/$everything', '/metadata']) {
      const plain = await send('GET', url);
      const packed = await send('GET', url, undefined, { 'accept-encoding': encoding });
      expect(packed.headers['content-encoding'], url).toBe(encoding);
      expect(DECODED[encoding](packed.rawPayload).toString('utf8'), url).toBe(plain.body);
      expect(String(packed.headers.vary), url).toMatch(/accept-encoding/i);
    }
  });

  test('a browser that takes all alike gets gzip, and what is short goes as it is', async () => {
    const packed = await send('GET', '/Patient/ht', undefined, { 'accept-encoding': 'gzip, deflate, br' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    const short = await send('GET', '/Encounter/ht', undefined, { 'accept-encoding': 'gzip' });
    expect(short.headers['content-encoding']).toBeUndefined();
  });
});

describe('conditional read', () => {
  test.each([
    [{ 'if-none-match': 'W/"1"' }, 304],
    [{ 'if-none-match': '"1"' }, 304],
    [{ 'if-none-match': 'W/"7", W/"1"' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': 'W/"2"' }, 200],
    [{ 'if-modified-since': 'Fri, 01 Jan 2999 00:00:00 GMT' }, 304],
    [{ 'if-modified-since': 'Mon, 01 Jan 2001 00:00:00 GMT' }, 200],
    [{ 'if-modified-since': 'soon' }, 200],
    // RFC 9110, 13.1.3: If-None-Match is heard alone.
    [{ 'if-none-match': 'W/"2"', 'if-modified-since': 'Fri, 01 Jan 2999 00:00:00 GMT' }, 200],
  ])('%j is %i', async (headers, status) => {
    const answer = await send('GET', '/Patient/ht', undefined, headers);
    expect([answer.statusCode, answer.body === '']).toEqual([status, status === 304]);
    expect(answer.headers.etag).toBe('W/"1"');
  });
});

describe('Prefer, http://hl7.org/fhir/R4/http.html#ops', () => {
  const body = { resourceType: 'Basic', code: { text: 'x' } };
  test.each([
    ['return=minimal', ''],
    ['Return="minimal"', ''],
    ['respond-async, return=minimal', ''],
    ['handling=lenient; return=minimal', ''],
    ['return=representation', 'Basic'],
    ['return=nonsense', 'Basic'],
    ['return=OperationOutcome', 'OperationOutcome'],
  ])('%s', async (prefer, expected) => {
    const answer = await send('POST', '/Basic', body, { prefer });
    expect(answer.statusCode).toBe(201);
    expect(answer.body === '' ? '' : answer.json().resourceType).toBe(expected);
  });

  test('handling says what becomes of a parameter that is not known', async () => {
    expect((await send('GET', '/Patient?nothing=x', undefined, { prefer: 'handling=strict' })).statusCode).toBe(400);
    expect((await send('GET', '/Patient?nothing=x', undefined, { prefer: 'handling=lenient' })).statusCode).toBe(200);
  });
});

test('where a write is: Location with the version, of what was made, changed, left and found', async () => {
  const resource = {
    resourceType: 'Basic',
    id: 'ht-l',
    code: { text: 'x' },
    identifier: [{ system: 'urn:h', value: '1' }],
  };
  const at = (version: number) => `http://record.example/fhir/Basic/ht-l/_history/${version}`;
  const made = await send('PUT', '/Basic/ht-l', resource);
  const changed = await send('PUT', '/Basic/ht-l', { ...resource, code: { text: 'y' } });
  const left = await send('PUT', '/Basic/ht-l', { ...resource, code: { text: 'y' } });
  const exists = await send('POST', '/Basic', resource, { 'if-none-exist': 'identifier=urn:h|1' });
  expect([made, changed, left, exists].map((one) => [one.statusCode, one.headers.location, one.headers.etag])).toEqual([
    [201, at(1), 'W/"1"'],
    [200, at(2), 'W/"2"'],
    [200, at(2), 'W/"2"'],
    [200, at(2), 'W/"2"'],
  ]);
});

test('what was deleted answers 410 with its version, and its history tells how it came to that', async () => {
  await send('PUT', '/Basic/ht-d', { resourceType: 'Basic', id: 'ht-d', code: { text: 'x' } });
  await send('DELETE', '/Basic/ht-d');
  const gone = await send('GET', '/Basic/ht-d');
  expect([gone.statusCode, gone.headers.etag, gone.json().issue[0].code]).toEqual([410, 'W/"2"', 'deleted']);
  expect((await send('GET', '/Basic/ht-d/_history')).json().total).toBe(2);
  expect((await send('GET', '/Basic/ht-d/_history/1')).statusCode).toBe(200);
  const again = await send('PUT', '/Basic/ht-d', { resourceType: 'Basic', id: 'ht-d', code: { text: 'y' } });
  expect([again.statusCode, again.headers.etag]).toEqual([201, 'W/"3"']);
});

test('If-None-Match: * makes what is not there, and overwrites nothing; alone, by a condition and in bundles', async () => {
  const resource = { resourceType: 'Basic', id: 'ht-n', code: { text: 'x' } };
  const none = { 'if-none-match': '*' };
  expect((await send('PUT', '/Basic/ht-n', resource, none)).statusCode).toBe(201);
  for (const url of ['/Basic/ht-n', '/Basic?_id=ht-n']) {
    expect((await send('PUT', url, { ...resource, code: { text: 'y' } }, none)).statusCode, url).toBe(412);
  }
  const entry = [{ resource, request: { method: 'PUT', url: 'Basic/ht-n', ifNoneMatch: '*' } }];
  expect((await send('POST', '/', { resourceType: 'Bundle', type: 'transaction', entry })).statusCode).toBe(412);
  expect((await send('GET', '/Basic/ht-n')).json()).toMatchObject({ meta: { versionId: '1' }, code: { text: 'x' } });
  await send('DELETE', '/Basic/ht-n');
  expect((await send('PUT', '/Basic/ht-n', resource, none)).statusCode).toBe(201);
  for (const headers of [{ 'if-none-match': 'W/"1"' }, { ...none, 'if-match': 'W/"1"' }, { 'if-match': 'W/"0"' }]) {
    expect((await send('PUT', '/Basic/ht-n', resource, headers)).statusCode, JSON.stringify(headers)).toBe(400);
  }
  expect((await send('DELETE', '/Basic/ht-n', undefined, none)).statusCode).toBe(400);
});
