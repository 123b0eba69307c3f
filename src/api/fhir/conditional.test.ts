import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';

let house: House;
let system: { authorization: string };
beforeAll(async () => {
  house = await openTestHouse();
  system = await house.as('system');
});
afterAll(() => house.close());

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
const send = (method: Method, url: string, body?: unknown, headers: Record<string, string> = {}) =>
  house.ask({
    method,
    url: `/fhir${url}`,
    headers: { ...system, ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }), ...headers },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
const jsonPatch = (url: string, operations: unknown, headers: Record<string, string> = {}) =>
  send('PATCH', url, typeof operations === 'string' ? operations : JSON.stringify(operations), {
    'content-type': 'application/json-patch+json',
    ...headers,
  });
const problem = (answer: LightMyRequestResponse) => [answer.statusCode, answer.json().issue[0].code];

let made = 0;
const identifier = (value: string) => [{ system: 'urn:test', value }];
const patient = (value: string, more: object = {}) => ({
  resourceType: 'Patient',
  identifier: identifier(value),
  ...more,
});
async function newPatient(more: object = {}): Promise<{ id: string; value: string; query: string }> {
  const value = `c${(made += 1)}`;
  const answer = await send('POST', '/Patient', patient(value, more));
  expect(answer.statusCode, answer.body).toBe(201);
  return { id: answer.json().id, value, query: `identifier=urn:test|${value}` };
}

describe('conditional update, R4 http.html#cond-update', () => {
  test('no match creates, under the id that the resource carries if any', async () => {
    const plain = await send('PUT', '/Patient?identifier=urn:test|new-1', patient('new-1'));
    expect(plain.statusCode).toBe(201);
    const chosen = await send('PUT', '/Patient?identifier=urn:test|new-2', patient('new-2', { id: 'chosen-by-me' }));
    expect([chosen.statusCode, chosen.json().id]).toEqual([201, 'chosen-by-me']);
  });

  test('one match is updated, without an id or with its own; another id is 400', async () => {
    const { id, value, query } = await newPatient();
    const first = await send('PUT', `/Patient?${query}`, patient(value, { gender: 'female' }));
    expect([first.statusCode, first.json().id, first.json().meta.versionId]).toEqual([200, id, '2']);
    const second = await send('PUT', `/Patient?${query}`, patient(value, { id, gender: 'male' }));
    expect([second.statusCode, second.json().meta.versionId]).toEqual([200, '3']);
    const other = await send('PUT', `/Patient?${query}`, patient(value, { id: 'somebody-else' }));
    expect(problem(other)).toEqual([400, 'value']);
  });

  test('several matches are 412, and so is a stale If-Match', async () => {
    const { value, query } = await newPatient();
    const stale = await send('PUT', `/Patient?${query}`, patient(value, { gender: 'other' }), { 'if-match': 'W/"7"' });
    expect(stale.statusCode).toBe(412);
    await send('POST', '/Patient', patient(value));
    const several = await send('PUT', `/Patient?${query}`, patient(value, { gender: 'other' }));
    expect(problem(several)).toEqual([412, 'multiple-matches']);
  });

  test('16 clients with one condition make one resource', async () => {
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, turn) =>
        send('PUT', '/Patient?identifier=urn:test|raced', patient('raced', { multipleBirthInteger: turn })),
      ),
    );
    expect(answers.map((one) => one.statusCode).toSorted((a, b) => a - b)).toEqual([...Array(15).fill(200), 201]);
    const found = await send('GET', '/Patient?identifier=urn:test|raced&_summary=count');
    expect(found.json().total).toBe(1);
  });

  test('an unknown parameter or none is refused: a condition must mean what it says', async () => {
    expect((await send('PUT', '/Patient?nonsense=1', patient('x'))).statusCode).toBe(400);
    expect(problem(await send('PUT', '/Patient?_format=json', patient('x')))).toEqual([400, 'required']);
  });
});

describe('conditional delete', () => {
  test('none and one are 204, and the one is gone', async () => {
    const { id, query } = await newPatient();
    expect((await send('DELETE', '/Patient?identifier=urn:test|nobody')).statusCode).toBe(204);
    expect((await send('DELETE', `/Patient?${query}`)).statusCode).toBe(204);
    expect((await send('GET', `/Patient/${id}`)).statusCode).toBe(410);
  });

  test('several need _count, and are deleted all or not at all', async () => {
    const { value, query } = await newPatient();
    await send('POST', '/Patient', patient(value));
    await send('POST', '/Patient', patient(value));
    expect(problem(await send('DELETE', `/Patient?${query}`))).toEqual([412, 'multiple-matches']);
    expect(problem(await send('DELETE', `/Patient?${query}&_count=2`))).toEqual([412, 'multiple-matches']);
    const count = async () => (await send('GET', `/Patient?${query}&_summary=count`)).json().total;
    expect(await count()).toBe(3);
    expect((await send('DELETE', `/Patient?${query}&_count=3`)).statusCode).toBe(204);
    expect(await count()).toBe(0);
  });

  test('a delete and an update with one If-Match: one of them wins', async () => {
    const { id, value, query } = await newPatient();
    const [gone, changed] = await Promise.all([
      send('DELETE', `/Patient?${query}`, undefined, { 'if-match': 'W/"1"' }),
      send('PUT', `/Patient/${id}`, patient(value, { id, gender: 'male' }), { 'if-match': 'W/"1"' }),
    ]);
    const versions = (await send('GET', `/Patient/${id}/_history`)).json().total;
    expect(versions).toBe(2);
    // A delete whose condition no longer sees the resource as it was finds the changed one, at version 2.
    expect([gone.statusCode, changed.statusCode].toSorted((a, b) => a - b)).toEqual(
      gone.statusCode === 204 ? [204, 412] : [200, 412],
    );
  });
});

describe('patch, R4 http.html#patch', () => {
  test('JSON Patch changes what is there, numbers keep their digits', async () => {
    const created = await send(
      'POST',
      '/Observation',
      '{"resourceType":"Observation","status":"preliminary","code":{"text":"weight"},"valueQuantity":{"value":1.10,"unit":"kg"}}',
    );
    const { id } = created.json();
    const answer = await jsonPatch(`/Observation/${id}`, [{ op: 'replace', path: '/status', value: 'final' }]);
    expect([answer.statusCode, answer.headers['etag']]).toEqual([200, 'W/"2"']);
    expect(answer.body).toContain('"value":1.10');
    expect(answer.json().status).toBe('final');
    const digits = await jsonPatch(
      `/Observation/${id}`,
      '[{"op":"replace","path":"/valueQuantity/value","value":2.50}]',
    );
    expect(digits.body).toContain('"value":2.50');
  });

  test('FHIRPath Patch does, too; what changes nothing makes no version', async () => {
    const { id } = await newPatient();
    const replace = {
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'operation',
          part: [
            { name: 'type', valueCode: 'add' },
            { name: 'path', valueString: 'Patient' },
            { name: 'name', valueString: 'gender' },
            { name: 'value', valueCode: 'female' },
          ],
        },
      ],
    };
    const answer = await send('PATCH', `/Patient/${id}`, replace);
    expect([answer.statusCode, answer.json().gender]).toEqual([200, 'female']);
    const again = await jsonPatch(`/Patient/${id}`, [{ op: 'replace', path: '/gender', value: 'female' }]);
    expect([again.statusCode, again.json().meta.versionId]).toEqual([200, '2']);
  });

  test('If-Match is held to: 64 patches of one version have one winner', async () => {
    const { id } = await newPatient();
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, turn) =>
        jsonPatch(`/Patient/${id}`, [{ op: 'add', path: '/multipleBirthInteger', value: turn }], {
          'if-match': 'W/"1"',
        }),
      ),
    );
    expect(answers.map((one) => one.statusCode).toSorted((a, b) => a - b)).toEqual([200, ...Array(63).fill(412)]);
    expect((await send('GET', `/Patient/${id}/_history`)).json().total).toBe(2);
  });

  test('16 patches without If-Match all take place, none undoes another', async () => {
    const { id } = await newPatient();
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, turn) =>
        jsonPatch(`/Patient/${id}`, [{ op: 'add', path: '/identifier/-', value: { value: `added-${turn}` } }]),
      ),
    );
    expect(new Set(answers.map((one) => one.statusCode))).toEqual(new Set([200]));
    expect((await send('GET', `/Patient/${id}`)).json().identifier).toHaveLength(17);
  });

  test('by a condition: one match is patched, none is 404, several are 412', async () => {
    const { value, query } = await newPatient();
    const change = [{ op: 'add', path: '/active', value: true }];
    expect((await jsonPatch(`/Patient?${query}`, change)).json().active).toBe(true);
    expect(problem(await jsonPatch('/Patient?identifier=urn:test|nobody', change))).toEqual([404, 'not-found']);
    await send('POST', '/Patient', patient(value));
    expect(problem(await jsonPatch(`/Patient?${query}`, change))).toEqual([412, 'multiple-matches']);
  });

  test.each<[string, unknown, number]>([
    ['a result that is no resource of R4', [{ op: 'add', path: '/gender', value: 'both of them' }], 422],
    ['an element that is none', [{ op: 'add', path: '/shoeSize', value: 44 }], 422],
    ['another id', [{ op: 'replace', path: '/id', value: 'x' }], 422],
    ['a test that fails', [{ op: 'test', path: '/gender', value: 'male' }], 422],
    ['no array', { op: 'add' }, 400],
    ['no JSON', '[{"op":', 400],
    ['an operation that is none', [{ op: 'merge', path: '/gender', value: 'male' }], 400],
  ])('%s is refused and nothing is stored', async (_, operations, status) => {
    const { id } = await newPatient();
    const answer = await jsonPatch(`/Patient/${id}`, operations);
    expect([answer.statusCode, answer.json().resourceType], answer.body).toEqual([status, 'OperationOutcome']);
    expect((await send('GET', `/Patient/${id}`)).json().meta.versionId).toBe('1');
  });

  test('of what was deleted is 410, of what never was 404, of another kind of body 415', async () => {
    const { id } = await newPatient();
    const change = [{ op: 'add', path: '/active', value: true }];
    await send('DELETE', `/Patient/${id}`);
    expect((await jsonPatch(`/Patient/${id}`, change)).statusCode).toBe(410);
    expect((await jsonPatch('/Patient/never', change)).statusCode).toBe(404);
    const text = await send('PATCH', '/Patient/never', '<x/>', { 'content-type': 'application/xml-patch+xml' });
    expect(text.statusCode).toBe(415);
  });

  test('somebody who may not read it learns nothing by it', async () => {
    const mine = await newPatient({ gender: 'female' });
    const other = await newPatient();
    const alone = await house.as('patient', { patient: other.id });
    const probe = (path: string, value: string) =>
      jsonPatch(path, [{ op: 'test', path: '/gender', value }], { authorization: alone.authorization });
    const [right, wrong, absent] = await Promise.all([
      probe(`/Patient/${mine.id}`, 'female'),
      probe(`/Patient/${mine.id}`, 'male'),
      probe('/Patient/never', 'male'),
    ]);
    expect([right.statusCode, wrong.statusCode]).toEqual([absent.statusCode, absent.statusCode]);
    expect((await probe(`/Patient?${mine.query}`, 'female')).statusCode).toBe(absent.statusCode);
  });
});

describe('in a bundle', () => {
  const run = (type: 'batch' | 'transaction', entry: unknown[]) =>
    send('POST', '/', { resourceType: 'Bundle', type, entry });
  const data = (operations: unknown) => ({
    resourceType: 'Binary',
    contentType: 'application/json-patch+json',
    data: Buffer.from(JSON.stringify(operations)).toString('base64'),
  });

  test.each(['batch', 'transaction'] as const)('a %s updates, patches and deletes by conditions', async (type) => {
    const [updated, patched, gone] = [await newPatient(), await newPatient(), await newPatient()];
    const answer = await run(type, [
      {
        resource: patient(updated.value, { gender: 'other' }),
        request: { method: 'PUT', url: `Patient?${updated.query}` },
      },
      {
        resource: data([{ op: 'add', path: '/active', value: false }]),
        request: { method: 'PATCH', url: `Patient?${patched.query}` },
      },
      { request: { method: 'DELETE', url: `Patient?${gone.query}` } },
    ]);
    expect(answer.json().entry.map((one: fhir4.BundleEntry) => one.response!.status)).toEqual([
      '200 OK',
      '200 OK',
      '204 No Content',
    ]);
    expect((await send('GET', `/Patient/${updated.id}`)).json().gender).toBe('other');
    expect((await send('GET', `/Patient/${patched.id}`)).json().active).toBe(false);
    expect((await send('GET', `/Patient/${gone.id}`)).statusCode).toBe(410);
  });

  test('deletes come first: what a condition would have found is gone, and is created anew', async () => {
    const { id, value, query } = await newPatient();
    const answer = await run('transaction', [
      { resource: patient(value), request: { method: 'POST', url: 'Patient', ifNoneExist: query } },
      { request: { method: 'DELETE', url: `Patient/${id}` } },
    ]);
    expect(answer.json().entry.map((one: fhir4.BundleEntry) => one.response!.status)).toEqual([
      '201 Created',
      '204 No Content',
    ]);
    expect((await send('GET', `/Patient?${query}&_summary=count`)).json().total).toBe(1);
  });

  test.each([
    ['an update and a conditional delete', 'DELETE'],
    ['an update and a conditional patch', 'PATCH'],
    ['an update and a conditional update', 'PUT'],
  ])('%s of one resource are an identity conflict', async (_, method) => {
    const { id, value, query } = await newPatient();
    const resource = {
      PUT: patient(value),
      PATCH: data([{ op: 'add', path: '/active', value: true }]),
      DELETE: undefined,
    };
    const answer = await run('transaction', [
      { resource: patient(value, { id, gender: 'male' }), request: { method: 'PUT', url: `Patient/${id}` } },
      { resource: resource[method as 'PUT'], request: { method, url: `Patient?${query}` } },
    ]);
    expect(problem(answer)).toEqual([400, 'duplicate']);
    expect((await send('GET', `/Patient/${id}`)).json().meta.versionId).toBe('1');
  });

  test('one bad patch undoes the whole transaction, and a batch that entry alone', async () => {
    const { id } = await newPatient();
    const entries = (family: string) => [
      { resource: { resourceType: 'Patient', name: [{ family }] }, request: { method: 'POST', url: 'Patient' } },
      {
        resource: data([{ op: 'remove', path: '/photo' }]),
        request: { method: 'PATCH', url: `Patient/${id}` },
      },
    ];
    const whole = await run('transaction', entries('Undone'));
    expect([whole.statusCode, whole.json().issue[0].expression]).toEqual([422, ['Bundle.entry[1]']]);
    expect((await send('GET', '/Patient?family=Undone&_summary=count')).json().total).toBe(0);
    const single = await run('batch', entries('Stayed'));
    expect(single.json().entry.map((one: fhir4.BundleEntry) => one.response!.status)).toEqual([
      '201 Created',
      '422 Unprocessable Entity',
    ]);
  });
});
