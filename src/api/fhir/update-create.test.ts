import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';
import { SYSTEM, configFrom } from '../../base/index.ts';
import { update } from '../../record/index.ts';

let house: House;
let headers: Record<string, string>;

beforeAll(async () => {
  house = await openTestHouse({ updateCreate: false });
  headers = { ...(await house.as('system')), 'content-type': 'application/fhir+json' };
});
afterAll(() => house.close());

const basic = { resourceType: 'Basic', id: 'chosen', code: { text: 'x' } };
const put = (url: string, payload: object = basic) =>
  house.ask({ method: 'PUT', url: `/fhir/${url}`, headers, payload: JSON.stringify(payload) });
const bundle = (type: string) =>
  house.ask({
    method: 'POST',
    url: '/fhir',
    headers,
    payload: JSON.stringify({
      resourceType: 'Bundle',
      type,
      entry: [{ resource: basic, request: { method: 'PUT', url: 'Basic/chosen' } }],
    }),
  });

// "return an HTTP 405 Method not allowed error if clients may not specify": http://hl7.org/fhir/R4/http.html#upsert
test('where ids are given by the server, a PUT changes what is there and creates nothing', async () => {
  for (const answer of [await put('Basic/chosen'), await put('Basic?_id=chosen'), await bundle('transaction')]) {
    expect(answer.statusCode, answer.body).toBe(405);
    expect(answer.headers.allow).toBeDefined();
  }
  expect((await bundle('batch')).json().entry[0].response.status).toBe('405 Method Not Allowed');
  expect(await house.rows('select count(*)::int as n from resource')).toEqual([{ n: 0 }]);
  const created = await house.ask({ method: 'POST', url: '/fhir/Basic', headers, payload: JSON.stringify(basic) });
  const { id } = created.json();
  expect((await put(`Basic/${id}`, { ...basic, id, code: { text: 'y' } })).statusCode).toBe(200);
  expect((await put('Basic?_id=none', { ...basic, id: undefined })).statusCode).toBe(201);
  const { rest } = (await house.ask({ url: '/fhir/metadata' })).json();
  expect(rest[0].resource[0].updateCreate).toBe(false);
});

test('what the software itself brings in keeps its ids', async () => {
  expect((await update(house.record, SYSTEM, 'Basic', 'own', { ...basic, id: 'own' })).status).toBe('created');
});

test('the setting is true or false', () => {
  expect(configFrom({}).updateCreate).toBe(true);
  expect(configFrom({ THROUGHLINE_UPDATE_CREATE: 'false' }).updateCreate).toBe(false);
  expect(() => configFrom({ THROUGHLINE_UPDATE_CREATE: 'no' })).toThrow(/true or false/);
});
