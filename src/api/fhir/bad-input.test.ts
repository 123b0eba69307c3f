import { afterAll, beforeAll, expect, test } from 'vitest';
import { gzipSync } from 'node:zlib';
import { openTestHouse, type House } from '../../../test/house.ts';

/** The section "Bad input" of the issue: each a precise OperationOutcome, nothing stored in part, the server still up. */
let house: House;
let doctor: { authorization: string };

beforeAll(async () => {
  house = await openTestHouse();
  doctor = await house.as('physician');
  await post('/Patient', { resourceType: 'Patient', id: 'x', name: [{ family: 'Known' }] });
});
afterAll(() => house.close());

type Headers = Record<string, string>;
const post = (url: string, payload: unknown, headers: Headers = {}) =>
  house.ask({
    method: 'POST',
    url: `/fhir${url}`,
    headers: { ...doctor, 'content-type': 'application/fhir+json', ...headers },
    payload: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
  });

async function stored(): Promise<unknown> {
  return house.rows(`select (select count(*) from resource) as current, (select count(*) from history) as earlier,
    (select count(*) from change) as changes`);
}

async function refused(
  url: string,
  payload: unknown,
  headers: Headers = {},
): Promise<{ status: number; issue: fhir4.OperationOutcomeIssue }> {
  const before = await stored();
  const answer = await post(url, payload, headers);
  expect(answer.json().resourceType, answer.body).toBe('OperationOutcome');
  expect(await stored(), 'nothing is stored').toEqual(before);
  expect((await house.ask({ url: '/fhir/Patient?_count=1', headers: doctor })).statusCode, 'the server is up').toBe(
    200,
  );
  return { status: answer.statusCode, issue: answer.json().issue[0] };
}

const patient = (more: string) => `{"resourceType":"Patient",${more}}`;

test.each<[string, unknown, number, RegExp]>([
  ['nothing', '', 400, /empty/],
  ['text', 'hello', 400, /line 1, column 1/],
  ['a cut object', '{"resourceType":"Patient"', 400, /line 1, column 26/],
  ['a trailing comma', '{"resourceType":"Patient",\n}', 400, /line 2, column 1/],
  ['a number', '42', 400, /must be a JSON object/],
  ['null', 'null', 400, /must be a JSON object/],
  ['a list', '[{"resourceType":"Patient"}]', 400, /must be a JSON object/],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 400, /UTF-8/],
  [
    'a lone surrogate’s bytes',
    Buffer.from('{"resourceType":"Patient","language":"\xed\xa0\x80"}', 'latin1'),
    400,
    /UTF-8/,
  ],
  ['too deep', `${'{"extension":['.repeat(200)}${']}'.repeat(200)}`, 400, /deep/],
])('a body that is %s', async (_what, payload, status, detail) => {
  const { status: given, issue } = await refused('/Patient', payload);
  expect([given, issue.details?.text]).toEqual([status, expect.stringMatching(detail)]);
});

test.each<[string, string, number, string]>([
  ['no resourceType', '{"id":"a"}', 400, 'Patient.resourceType'],
  ['an unknown resourceType', '{"resourceType":"Pet"}', 400, 'Patient.resourceType'],
  ['another type than the address', '{"resourceType":"Condition"}', 400, 'Condition.resourceType'],
  ['a key that comes twice', patient('"gender":"male","gender":"female"'), 400, 'Patient.gender'],
  ['a day that does not exist', patient('"birthDate":"2024-02-30"'), 422, 'Patient.birthDate'],
  ['a date that is none', patient('"birthDate":"yesterday"'), 422, 'Patient.birthDate'],
  ['an unknown element', patient('"nick":"Al"'), 422, 'Patient.nick'],
  ['a text for a list', patient('"name":"Al"'), 422, 'Patient.name'],
  ['a number for a text', patient('"name":[{"family":5}]'), 422, 'Patient.name[0].family'],
  ['a code that its binding does not have', patient('"gender":"manly"'), 422, 'Patient.gender'],
  [
    'a fault deep inside',
    patient('"contact":[{},{"name":{"given":["A",7]}}]'),
    422,
    'Patient.contact[1].name.given[1]',
  ],
  ['two values of one choice', patient('"deceasedBoolean":true,"deceasedDateTime":"2020"'), 422, 'Patient.deceased'],
])('a patient with %s', async (_what, payload, status, expression) => {
  const before = await stored();
  const answer = await post('/Patient', payload);
  const { issue } = answer.json() as fhir4.OperationOutcome;
  expect(answer.statusCode, answer.body).toBe(status);
  expect(issue.flatMap((one) => one.expression ?? [])).toContain(expression);
  expect(await stored()).toEqual(before);
});

test('a body larger than the limit is refused, declared, streamed or packed', async () => {
  const huge = patient(`"name":[{"text":"${'a'.repeat(5 * 1024 * 1024)}"}]`);
  const plain = await refused('/Patient', huge);
  expect([plain.status, plain.issue.code]).toEqual([413, 'too-long']);
  const packed = await refused('/Patient', gzipSync(huge), { 'content-encoding': 'gzip' });
  expect([packed.status, packed.issue.code], 'a bomb').toEqual([413, 'too-long']);
  const good = await post('/Patient', gzipSync(patient('"gender":"other"')), { 'content-encoding': 'gzip' });
  expect(good.statusCode).toBe(201);
  expect((await refused('/Patient', 'not gzip', { 'content-encoding': 'gzip' })).status).toBe(400);
  expect((await refused('/Patient', '{}', { 'content-encoding': 'sparkle' })).status).toBe(415);
});

test.each([
  'application/fhir+xml',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/x-ndjson',
  'nonsense',
])('a body of type %s', async (type) => {
  const { status, issue } = await refused('/Patient', patient('"gender":"other"'), { 'content-type': type });
  expect([status, issue.code]).toEqual([415, 'not-supported']);
});

test('ids with characters that none may have', async () => {
  const put = (id: string, body: object) =>
    house.ask({
      method: 'PUT',
      url: `/fhir/Patient/${id}`,
      headers: { ...doctor, 'content-type': 'application/fhir+json' },
      payload: JSON.stringify(body),
    });
  for (const id of ['a_b', 'a%20b', 'ä', 'a'.repeat(65), "a'b", 'a%00b']) {
    const before = await stored();
    const answer = await put(encodeURI(decodeURIComponent(id)), {
      resourceType: 'Patient',
      id: decodeURIComponent(id),
    });
    expect([answer.statusCode, answer.json().issue?.[0].expression], id).toEqual([400, ['Patient.id']]);
    expect(await stored()).toEqual(before);
  }
});

const entry = (at: number, more: object = {}): object => ({
  resource: { resourceType: 'Observation', status: 'final', code: { text: `Reading ${at}` }, ...more },
  request: { method: 'POST', url: 'Observation' },
});
const transaction = (entries: object[]): object => ({ resourceType: 'Bundle', type: 'transaction', entry: entries });

test('a reference to nowhere in a transaction', async () => {
  for (const reference of [
    'Patient/nobody-at-all',
    'urn:uuid:0b0d7d3e-5a3f-4c0c-8a53-4d1f2f6a1aff',
    'Patient?identifier=urn:x|nothing',
  ]) {
    const { status, issue } = await refused('', transaction([entry(0), entry(1, { subject: { reference } })]));
    expect(status, reference).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(issue.expression?.[0]).toMatch(/^Bundle\.entry\[1\]\.resource\.subject/);
  }
});

test('2,000 entries of which one is bad: it is named, and none is stored', async () => {
  const entries = Array.from({ length: 2000 }, (_, at) => entry(at));
  entries[1234] = entry(1234, { effectiveDateTime: '2024-02-30' });
  const { status, issue } = await refused('', transaction(entries));
  expect([status, issue.expression]).toEqual([422, ['Bundle.entry[1234].resource.effective']]);
});

test.each<[string, object, string]>([
  ['no type', { resourceType: 'Bundle' }, 'Bundle.type'],
  ['a type that is not run', { resourceType: 'Bundle', type: 'collection' }, 'Bundle.type'],
  ['entries that are no list', { resourceType: 'Bundle', type: 'transaction', entry: {} }, 'Bundle.entry'],
  ['an entry without a request', transaction([{ resource: { resourceType: 'Patient' } }]), 'Bundle.entry[0].request'],
  [
    'a method that is none',
    transaction([{ request: { method: 'FETCH', url: 'Patient' } }]),
    'Bundle.entry[0].request.method',
  ],
  [
    'a resource without a type',
    transaction([{ resource: {}, request: { method: 'POST', url: 'Patient' } }]),
    'Bundle.entry[0].resource.resourceType',
  ],
  ['an entry that is null', transaction([entry(0), null as never]), 'Bundle.entry[1]'],
])('a bundle with %s', async (_what, payload, expression) => {
  const { status, issue } = await refused('', payload);
  expect([status, issue.expression]).toEqual([400, [expression]]);
});

test('a resource that is no bundle at the base', async () => {
  const { status, issue } = await refused('', { resourceType: 'Patient' });
  expect([status, issue.expression]).toEqual([400, ['Patient.resourceType']]);
});
