import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';

let house: House;
let doctor: { authorization: string };
let system: { authorization: string };
const JSON_TYPE = { 'content-type': 'application/fhir+json' };

beforeAll(async () => {
  house = await openTestHouse();
  doctor = await house.as('physician');
  system = await house.as('system');
});
afterAll(() => house.close());

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'PATCH' | 'OPTIONS';
const send = (method: Method, url: string, payload?: unknown, headers: Record<string, string> = {}) =>
  house.ask({
    method,
    url: `/fhir${url}`,
    headers: { ...doctor, host: 'record.example:8100', ...(payload === undefined ? {} : JSON_TYPE), ...headers },
    ...(payload === undefined ? {} : { payload: typeof payload === 'string' ? payload : JSON.stringify(payload) }),
  });

let families = 0;
async function newPatient(more: object = {}): Promise<{ id: string; family: string }> {
  families += 1;
  const family = `Family${families}`;
  const answer = await send('POST', '/Patient', { resourceType: 'Patient', name: [{ family }], ...more });
  expect(answer.statusCode, answer.body).toBe(201);
  return { id: answer.json().id, family };
}

test('create answers 201 with where it is, its version, and the resource as stored', async () => {
  const answer = await send(
    'POST',
    '/Patient',
    '{"resourceType":"Patient","id":"ignored","multipleBirthInteger":2,"name":[{"family":"Ruiz"}]}',
  );
  expect(answer.statusCode).toBe(201);
  const { id, meta } = answer.json();
  expect(id).not.toBe('ignored');
  expect(answer.headers.location).toBe(`http://record.example:8100/fhir/Patient/${id}/_history/1`);
  expect(answer.headers.etag).toBe('W/"1"');
  expect(answer.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(meta.versionId).toBe('1');
  expect(Date.parse(answer.headers['last-modified'] as string)).toBe(
    Math.floor(Date.parse(meta.lastUpdated) / 1000) * 1000,
  );
  const read = await send('GET', `/Patient/${id}`);
  expect(read.body).toBe(answer.body);
});

test('Prefer chooses what comes back', async () => {
  const body = { resourceType: 'Patient', name: [{ family: 'Minimal' }] };
  const minimal = await send('POST', '/Patient', body, { prefer: 'return=minimal' });
  expect([minimal.statusCode, minimal.body]).toEqual([201, '']);
  expect(minimal.headers.location).toMatch(/\/_history\/1$/);
  const told = await send('POST', '/Patient', body, { prefer: 'return=OperationOutcome' });
  expect(told.json()).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'information' }] });
});

test('read: 304 for what the caller has, HEAD without a body, pretty on request, digits kept', async () => {
  const { id: patient } = await newPatient();
  const text = `{"resourceType":"Observation","status":"final","code":{"text":"Potassium"},"subject":{"reference":"Patient/${patient}"},"valueQuantity":{"value":4.10}}`;
  const created = await send('POST', '/Observation', text);
  expect(created.statusCode, created.body).toBe(201);
  const url = `/Observation/${created.json().id}`;
  const read = await send('GET', url);
  expect(read.body).toContain('"value":4.10');
  expect((await send('GET', url, undefined, { 'if-none-match': 'W/"1"' })).statusCode).toBe(304);
  expect((await send('GET', url, undefined, { 'if-none-match': '"1"' })).statusCode).toBe(304);
  expect((await send('GET', url, undefined, { 'if-none-match': 'W/"2"' })).statusCode).toBe(200);
  expect(
    (await send('GET', url, undefined, { 'if-modified-since': read.headers['last-modified'] as string })).statusCode,
  ).toBe(304);
  expect((await send('GET', url, undefined, { 'if-modified-since': 'Mon, 01 Jan 2001 00:00:00 GMT' })).statusCode).toBe(
    200,
  );
  const head = await send('HEAD', url);
  expect([head.statusCode, head.body, head.headers.etag]).toEqual([200, '', 'W/"1"']);
  const pretty = await send('GET', `${url}?_pretty=true`);
  expect(pretty.body).toContain('\n  "status": "final"');
  expect(pretty.body).toContain('4.10');
  expect((await send('GET', `${url}?_format=xml`)).statusCode).toBe(406);
});

test('update: create-on-update, new version, If-Match, and what does not fit the address', async () => {
  const put = (payload: object, headers = {}) => send('PUT', '/Patient/chosen-1', payload, headers);
  const body = { resourceType: 'Patient', id: 'chosen-1', gender: 'female' };
  expect((await put(body)).statusCode).toBe(201);
  const second = await put({ ...body, gender: 'male' });
  expect([second.statusCode, second.headers.etag]).toEqual([200, 'W/"2"']);
  const stale = await put({ ...body, gender: 'other' }, { 'if-match': 'W/"1"' });
  expect(stale.statusCode).toBe(412);
  expect((await put({ ...body, gender: 'other' }, { 'if-match': 'W/"2"' })).headers.etag).toBe('W/"3"');
  expect((await put(body, { 'if-match': 'latest' })).statusCode).toBe(400);
  for (const [wrong, expression] of [
    [{ resourceType: 'Patient' }, 'Patient.id'],
    [{ ...body, id: 'other' }, 'Patient.id'],
    [{ resourceType: 'Observation', id: 'chosen-1' }, 'Observation.resourceType'],
  ] as const) {
    const answer = await put(wrong);
    expect([answer.statusCode, answer.json().issue[0].expression]).toEqual([400, [expression]]);
  }
});

test('delete: 204, then 410 with its version, and the versions before stay', async () => {
  const { id: patient } = await newPatient();
  const body = { resourceType: 'Condition', subject: { reference: `Patient/${patient}` }, code: { text: 'Asthma' } };
  const { id } = (await send('POST', '/Condition', body)).json();
  const gone = await send('DELETE', `/Condition/${id}`);
  expect([gone.statusCode, gone.body]).toEqual([204, '']);
  const read = await send('GET', `/Condition/${id}`);
  expect([read.statusCode, read.headers.etag, read.json().issue[0].code]).toEqual([410, 'W/"2"', 'deleted']);
  expect((await send('GET', `/Condition/${id}/_history/1`)).statusCode).toBe(200);
  expect((await send('GET', `/Condition/${id}/_history/2`)).statusCode).toBe(410);
  expect((await send('GET', `/Condition/${id}/_history/3`)).statusCode).toBe(404);
  expect((await send('GET', `/Condition/${id}/_history/x`)).statusCode).toBe(404);
  const history = (await send('GET', `/Condition/${id}/_history`)).json();
  expect(history).toMatchObject({ resourceType: 'Bundle', type: 'history' });
  const told = history.entry.map(
    (entry: { request: { method: string }; response: { status: string; etag: string } }) => [
      entry.request.method,
      entry.response.status,
      entry.response.etag,
    ],
  );
  expect(told).toEqual([
    ['DELETE', '204', 'W/"2"'],
    ['POST', '201', 'W/"1"'],
  ]);
  expect(history.entry[0].resource).toBeUndefined();
  const back = await send('PUT', `/Condition/${id}`, { ...body, id });
  expect([back.statusCode, back.headers.etag]).toEqual([201, 'W/"3"']);
});

test('conditional create makes one', async () => {
  const identifier = [{ system: 'urn:x', value: 'only-one' }];
  const body = { resourceType: 'Patient', identifier };
  const headers = { 'if-none-exist': 'identifier=urn:x|only-one' };
  const first = await send('POST', '/Patient', body, headers);
  const second = await send('POST', '/Patient', body, headers);
  expect([first.statusCode, second.statusCode]).toEqual([201, 200]);
  expect(second.headers.location).toBe(first.headers.location);
});

test('search pages by links that hold, by GET and by POST, and says what it left out', async () => {
  const { id: patient } = await newPatient();
  for (let value = 1; value <= 5; value += 1) {
    const body = {
      resourceType: 'Observation',
      status: 'final',
      code: { text: `Test ${value}` },
      subject: { reference: `Patient/${patient}` },
    };
    expect((await send('POST', '/Observation', body)).statusCode).toBe(201);
  }
  const seen: string[] = [];
  let url: string | undefined = `/Observation?patient=${patient}&_count=2&_format=json`;
  let pages = 0;
  while (url) {
    const bundle: fhir4.Bundle = (await send('GET', url)).json();
    const self = bundle.link?.find((link) => link.relation === 'self')?.url;
    expect(self).toContain(`http://record.example:8100/fhir/Observation?`);
    expect(self).toContain(`patient=`);
    seen.push(...(bundle.entry ?? []).map((entry) => entry.resource?.id ?? ''));
    expect(
      bundle.entry?.every(
        (entry) =>
          entry.search?.mode === 'match' && entry.fullUrl?.startsWith('http://record.example:8100/fhir/Observation/'),
      ),
    ).toBe(true);
    url = bundle.link?.find((link) => link.relation === 'next')?.url.replace('http://record.example:8100/fhir', '');
    pages += 1;
  }
  expect([pages, seen.length, new Set(seen).size]).toEqual([3, 5, 5]);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const posted = await house.ask({
    method: 'POST',
    url: '/fhir/Observation/_search?_count=3',
    headers: { ...doctor, ...form },
    payload: `patient=Patient%2F${patient}`,
  });
  expect(posted.json().entry).toHaveLength(3);
  const lenient = (await send('GET', `/Patient?_id=${patient}&nonsense=1&_include=Patient:organization`)).json();
  const outcome = lenient.entry.find((entry: { search: { mode: string } }) => entry.search.mode === 'outcome');
  expect(JSON.stringify(outcome.resource)).toContain('nonsense');
  expect(lenient.link[0].url).not.toContain('nonsense');
  const strict = await send('GET', `/Patient?_id=${patient}&nonsense=1`, undefined, { prefer: 'handling=strict' });
  expect([strict.statusCode, strict.json().issue[0].details.text]).toEqual([400, expect.stringContaining('nonsense')]);
  const empty = (await send('GET', '/Patient?_id=nobody')).json();
  expect([empty.type, empty.entry]).toEqual(['searchset', undefined]);
});

test('a transaction resolves its references and a batch answers each entry', async () => {
  const transaction = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        fullUrl: 'urn:uuid:0b0d7d3e-5a3f-4c0c-8a53-4d1f2f6a1a01',
        resource: { resourceType: 'Patient' },
        request: { method: 'POST', url: 'Patient' },
      },
      {
        resource: {
          resourceType: 'Condition',
          subject: { reference: 'urn:uuid:0b0d7d3e-5a3f-4c0c-8a53-4d1f2f6a1a01' },
        },
        request: { method: 'POST', url: 'Condition' },
      },
    ],
  };
  const answer = await send('POST', '', transaction);
  expect(answer.statusCode, answer.body).toBe(200);
  const bundle: fhir4.Bundle = answer.json();
  expect(bundle.type).toBe('transaction-response');
  expect(bundle.entry?.map((entry) => entry.response?.status.slice(0, 3))).toEqual(['201', '201']);
  const [patient, condition] = bundle.entry!.map((entry) => entry.response!.location!.replace(/\/_history.*/, ''));
  expect((await send('GET', `/${condition}`)).json().subject.reference).toBe(patient);
  const batch = {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [{ request: { method: 'GET', url: patient } }, { request: { method: 'GET', url: 'Patient/nobody' } }],
  };
  const answered: fhir4.Bundle = (await send('POST', '/', batch)).json();
  expect(answered.entry?.map((entry) => entry.response?.status.slice(0, 3))).toEqual(['200', '404']);
});

test('history of a type and of everything pages, since an instant', async () => {
  await newPatient();
  await newPatient();
  const page: fhir4.Bundle = (await send('GET', '/Patient/_history?_count=1', undefined, system)).json();
  expect(page.entry).toHaveLength(1);
  const next = page.link?.find((link) => link.relation === 'next')?.url.replace('http://record.example:8100/fhir', '');
  const second: fhir4.Bundle = (await send('GET', next!, undefined, system)).json();
  expect(second.entry?.[0]?.fullUrl).not.toBe(page.entry?.[0]?.fullUrl);
  expect((await send('GET', '/_history?_count=2', undefined, system)).json().entry).toHaveLength(2);
  expect((await send('GET', '/_history?_since=2999-01-01T00:00:00Z', undefined, system)).json().entry).toBeUndefined();
  expect((await send('GET', '/_history?_since=soon', undefined, system)).statusCode).toBe(400);
  expect((await send('GET', '/_history?_count=many', undefined, system)).statusCode).toBe(400);
  expect((await send('GET', '/Patient/nobody/_history')).statusCode).toBe(404);
});

test.each<[Method, string, number, string]>([
  ['GET', '/Patient/nobody', 404, 'not-found'],
  ['GET', '/Nonsense', 404, 'not-supported'],
  ['GET', '/Nonsense/1', 404, 'not-supported'],
  ['POST', '/Nonsense', 404, 'not-supported'],
  ['GET', '/Patient/a/b/c/d', 404, 'not-found'],
  ['GET', '/Patient/nobody/$everything', 404, 'not-found'],
  ['GET', '/Patient/a_b/$everything', 400, 'value'],
  ['GET', '/Patient/1/$everything?_type=Nonsense', 400, 'value'],
  ['GET', '/Patient/1/$everything?_since=yesterday', 400, 'value'],
  ['GET', '/Patient/1/$everything?_since=0000-01-01T00:00:00Z', 400, 'value'],
  ['GET', '/Patient/1/_history?_since=0000', 400, 'value'],
  ['GET', '/Patient/1/_history?_since=9999-12-31T23:00:00-05:00', 400, 'value'],
  ['GET', '/Patient/1/$everything?start=ge2020', 400, 'value'],
  ['PUT', '/Patient/1/$everything', 405, 'not-supported'],
  ['GET', '/Observation/1/$everything', 404, 'not-supported'],
  ['GET', '/Patient/$match', 404, 'not-supported'],
  ['POST', '/Patient/$match', 404, 'not-supported'],
  ['POST', '/$process-message', 404, 'not-supported'],
  ['GET', '/Patient/a_b', 400, 'value'],
  ['GET', '/Patient/%zz', 400, 'value'],
  ['GET', `/Patient/${'a'.repeat(65)}`, 400, 'value'],
  ['GET', '/Patient?name=%', 400, 'value'],
  ['PATCH', '/Patient/1', 400, 'required'],
  ['PUT', '/Patient', 400, 'required'],
  ['DELETE', '/Patient', 403, 'forbidden'],
  ['DELETE', '/Observation', 400, 'required'],
  ['POST', '/Patient/1', 405, 'not-supported'],
  ['PUT', '', 405, 'not-supported'],
  ['GET', '/Patient/_search', 405, 'not-supported'],
  ['POST', '/metadata', 405, 'not-supported'],
  ['DELETE', '/AuditEvent/1', 403, 'forbidden'],
])('%s %s is %i %s, as an OperationOutcome', async (method, url, status, code) => {
  const answer = await send(
    method,
    url,
    method === 'POST' || method === 'PUT' ? { resourceType: 'Patient' } : undefined,
  );
  expect([answer.statusCode, answer.json().resourceType, answer.json().issue[0].code]).toEqual([
    status,
    'OperationOutcome',
    code,
  ]);
  expect(answer.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
  expect('allow' in answer.headers).toBe(status === 405);
});

test('without a caller 401, with a bad one 401, and only metadata is open', async () => {
  for (const headers of [
    {},
    { authorization: 'Bearer nonsense' },
    { authorization: 'Basic eDp5' },
    { cookie: 'throughline_session=nonsense' },
  ]) {
    const answer = await house.ask({ url: '/fhir/Patient/1', headers });
    expect([answer.statusCode, answer.json().resourceType]).toEqual([401, 'OperationOutcome']);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  }
  expect((await house.ask({ url: '/fhir/nonsense/x/y/z' })).statusCode, 'addresses are not probed').toBe(401);
  expect((await house.ask({ url: '/fhir/metadata' })).statusCode).toBe(200);
});

test('a page of any origin may call with a token, and never with a cookie', async () => {
  const preflight = await house.ask({
    method: 'OPTIONS',
    url: '/fhir/Patient/1',
    headers: { origin: 'https://app.example', 'access-control-request-method': 'PUT' },
  });
  expect(preflight.statusCode).toBe(204);
  expect(preflight.headers['access-control-allow-origin']).toBe('*');
  expect(preflight.headers['access-control-allow-methods']).toContain('PUT');
  expect(preflight.headers['access-control-allow-headers']).toContain('Authorization');
  expect(preflight.headers['access-control-allow-credentials']).toBeUndefined();
  const answer = await send('GET', '/Patient/nobody', undefined, { origin: 'https://app.example' });
  expect(answer.headers['access-control-allow-origin']).toBe('*');
  expect(answer.headers['access-control-expose-headers']).toContain('ETag');
});
