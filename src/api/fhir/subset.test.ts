import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';

let house: House;
let system: { authorization: string };
const JSON_TYPE = { 'content-type': 'application/fhir+json' };
const SUBSETTED = 'SUBSETTED';

const patient = {
  resourceType: 'Patient',
  id: 'su-1',
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Ruiz</div>' },
  name: [{ family: 'Ruiz' }],
  photo: [{ contentType: 'image/png', url: 'urn:photo' }],
  generalPractitioner: [{ reference: 'Practitioner/su-d' }],
};
const doctor = {
  resourceType: 'Practitioner',
  id: 'su-d',
  name: [{ family: 'Doe' }],
  communication: [{ text: 'English' }],
};

const get = (url: string) => house.ask({ url: `/fhir${url}`, headers: system });
const write = (method: 'PUT' | 'POST', url: string, body: object) =>
  house.ask({ method, url: `/fhir${url}`, headers: { ...system, ...JSON_TYPE }, payload: JSON.stringify(body) });
const keys = (resource: object) => Object.keys(resource).sort().join(' ');
const isMarked = (resource: fhir4.Resource) => (resource.meta?.tag ?? []).some((tag) => tag.code === SUBSETTED);

beforeAll(async () => {
  house = await openTestHouse();
  system = await house.as('system');
  for (const one of [doctor, patient]) await write('PUT', `/${one.resourceType}/${one.id}`, one);
});
afterAll(() => house.close());

const SUMMARY = 'id meta name resourceType';
const WHOLE = 'generalPractitioner id meta name photo resourceType text';

test.each([
  ['_summary=true', 'id meta name resourceType'],
  ['_summary=text', 'id meta resourceType text'],
  ['_summary=data', 'generalPractitioner id meta name photo resourceType'],
  ['_elements=photo', 'id meta photo resourceType'],
  ['_elements=photo,name', 'id meta name photo resourceType'],
  ['_elements=photo&_elements=name', 'id meta name photo resourceType'],
])('%s on read, vread, search, history and $everything', async (query, expected) => {
  const read = await get(`/Patient/su-1?${query}`);
  const version = await get(`/Patient/su-1/_history/1?${query}`);
  const found = (await get(`/Patient?_id=su-1&${query}`)).json().entry[0].resource;
  const told = (await get(`/Patient/su-1/_history?${query}`)).json().entry[0].resource;
  const all = (await get(`/Patient/su-1/$everything?_type=Patient&${query}`)).json().entry[0].resource;
  for (const one of [read.json(), version.json(), found, told, all]) {
    expect(keys(one)).toBe(expected);
    expect(isMarked(one)).toBe(true);
  }
  expect(read.headers.etag).toBe('W/"1"');
});

test('_summary=false is the whole, without a mark', async () => {
  const { body } = await get('/Patient/su-1');
  expect((await get('/Patient/su-1?_summary=false')).body).toBe(body);
  expect(keys(JSON.parse(body))).toBe(WHOLE);
  expect(isMarked(JSON.parse(body))).toBe(false);
});

test('what is included is cut as well, and the self link says how', async () => {
  const bundle = (await get('/Patient?_id=su-1&_include=Patient:general-practitioner&_summary=true')).json();
  expect(bundle.link[0].url).toContain('_summary=true');
  expect(bundle.entry.map((entry: fhir4.BundleEntry) => [entry.search!.mode, keys(entry.resource!)])).toEqual([
    ['match', SUMMARY],
    ['include', SUMMARY],
  ]);
});

test('_summary=count is the number alone', async () => {
  const bundle = (await get('/Patient?_summary=count')).json();
  expect([bundle.total, bundle.entry]).toEqual([1, undefined]);
});

test.each([
  '/Patient/su-1?_summary=most',
  '/Patient/su-1?_summary=count',
  '/Patient/su-1/_history?_summary=count',
  '/Patient/su-1/$everything?_summary=count',
  '/Patient?_summary=',
  '/Patient?_summary=true&_summary=text',
  '/Patient?_elements=',
  '/Patient?_elements=name.family',
  '/Patient?_elements=nothing',
  '/Patient?_elements=name&_summary=true',
  '/Patient?_summary=text&_include=Patient:general-practitioner',
])('%s is refused', async (url) => {
  const answer = await get(url);
  expect(answer.statusCode, answer.body).toBe(400);
  expect(answer.json().issue[0].details.text).toMatch(/_summary|_elements/);
});

test('a part does not overwrite the whole: not by PUT, by a condition, nor in a bundle', async () => {
  const part = (await get('/Patient/su-1?_summary=true')).json();
  const bundle = (type: string) => ({
    resourceType: 'Bundle',
    type,
    entry: [{ resource: part, request: { method: 'PUT', url: 'Patient/su-1' } }],
  });
  for (const [method, url, body] of [
    ['PUT', '/Patient/su-1', part],
    ['PUT', '/Patient?_id=su-1', part],
    ['POST', '/', bundle('transaction')],
  ] as const) {
    const answer = await write(method, url, body);
    expect(answer.statusCode, answer.body).toBe(422);
    expect(answer.json().issue[0].details.text).toContain(SUBSETTED);
  }
  const batch = (await write('POST', '/', bundle('batch'))).json();
  expect(batch.entry[0].response.status).toBe('422 Unprocessable Entity');
  expect((await get('/Patient/su-1')).json().meta.versionId).toBe('1');
});

test('a write answers with the part that was asked for', async () => {
  const answer = await write('POST', '/Patient?_elements=name', { ...patient, id: undefined });
  expect(answer.statusCode, answer.body).toBe(201);
  expect(keys(answer.json())).toBe(SUMMARY);
  expect(keys((await get(`/Patient/${answer.json().id}`)).json())).toBe(WHOLE);
});
