/**
 * Where other servers were measured to fail: each case is one failing, asked over HTTP, with its expected answer from the specification.
 * `docs/promises.md` says where the others are tested.
 */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';

let house: House;
let doctor: { authorization: string };

const observation = (id: string, more: object) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'x' },
  subject: { reference: 'Patient/pr-a' },
  ...more,
});
const ucum = (value: string, code: string) =>
  `{"value":${value},"unit":"${code}","system":"http://unitsofmeasure.org","code":"${code}"}`;

beforeAll(async () => {
  house = await openTestHouse();
  doctor = await house.as('physician');
  const given = [
    { resourceType: 'Patient', id: 'pr-a', name: [{ family: 'Müller' }], gender: 'female', birthDate: '1970-01-01' },
    { resourceType: 'Patient', id: 'pr-b', name: [{ family: 'Mueller' }], gender: 'male' },
    { resourceType: 'Patient', id: 'pr-c', name: [{ family: 'Mulder' }], gender: 'male' },
    observation('pr-day', { effectiveDateTime: '2024-03-05T10:30:00+01:00' }),
    observation('pr-period', { effectivePeriod: { start: '2024-05-01', end: '2024-05-20' } }),
    observation('pr-open', { effectivePeriod: { start: '2024-06-01' } }),
    observation('pr-gram', { valueQuantity: JSON.parse(ucum('1', 'g')) as object }),
    observation('pr-litre', { valueQuantity: JSON.parse(ucum('1', 'L')) as object }),
  ];
  for (const resource of given) await put(resource);
  await put(
    `{"resourceType":"Observation","id":"pr-digits","status":"final","code":{"text":"x"},"valueQuantity":${ucum('1.10', 'mmol/L')}}`,
  );
});
afterAll(() => house.close());

async function put(resource: { resourceType: string; id: string } | string): Promise<void> {
  const text = typeof resource === 'string' ? resource : JSON.stringify(resource);
  const { resourceType, id } = JSON.parse(text) as { resourceType: string; id: string };
  const answer = await send('PUT', `${resourceType}/${id}`, text);
  if (answer.statusCode !== 201) throw new Error(answer.body);
}

const send = (
  method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  payload?: string,
  headers: object = {},
) =>
  house.ask({
    method,
    url: `/fhir/${url}`,
    headers: { ...doctor, 'content-type': 'application/fhir+json', ...headers },
    ...(payload === undefined ? {} : { payload }),
  });

async function found(url: string): Promise<string[]> {
  const answer = await send('GET', url);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return ids(answer.json());
}

function ids({ entry = [] }: fhir4.Bundle): string[] {
  return entry
    .map((one) => one.resource!.id!)
    .filter((id) => id?.startsWith('pr-'))
    .map((id) => id.slice(3))
    .toSorted();
}

test('PATCH honours If-Match', async () => {
  const patch = JSON.stringify([{ op: 'add', path: '/language', value: 'de' }]);
  const type = { 'content-type': 'application/json-patch+json' };
  const stale = await send('PATCH', 'Patient/pr-c', patch, { ...type, 'if-match': 'W/"7"' });
  expect(stale.statusCode).toBe(412);
  expect((await send('GET', 'Patient/pr-c')).json().language).toBeUndefined();
  expect((await send('PATCH', 'Patient/pr-c', patch, { ...type, 'if-match': 'W/"1"' })).statusCode).toBe(200);
});

test('POST _search honours the parameters of the address beside those of the form', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await send('POST', 'Patient/_search?gender=male', 'family=mul', form);
  expect(ids(answer.json())).toEqual(['c']);
});

test.each([
  'name:nonsense=a',
  'birthdate:exact=1970',
  'gender:contains=fem',
  '_id:text=a',
  'general-practitioner:Pet=1',
])('an unknown modifier is refused by name: %s', async (query) => {
  const answer = await send('GET', `Patient?${query}`);
  expect(answer.statusCode, answer.body).toBe(400);
  expect(answer.json().issue[0].details.text).toContain(`:${/:(\w+)/.exec(query)![1]!}`);
});

test('1.10 stays 1.10, in the body, after a patch, and as the precision of a search', async () => {
  const digits = () => send('GET', 'Observation/pr-digits').then((answer) => /"value":([\d.]+)/.exec(answer.body)![1]);
  expect(await digits()).toBe('1.10');
  const patch = JSON.stringify([{ op: 'replace', path: '/code/text', value: 'y' }]);
  await send('PATCH', 'Observation/pr-digits', patch, { 'content-type': 'application/json-patch+json' });
  expect(await digits()).toBe('1.10');
  const asked = (value: string) => found(`Observation?value-quantity=${value}|http://unitsofmeasure.org|mmol/L`);
  // 1.1 is [1.05, 1.15), 1.100 is [1.0995, 1.1005), 1.12 is [1.115, 1.125)
  expect([await asked('1.1'), await asked('1.100'), await asked('1.12')]).toEqual([['digits'], ['digits'], []]);
});

test.each<[string, string[]]>([
  ['date=2024-03-05', ['day']],
  ['date=2024-03', ['day']],
  ['date=2024-03-06', []],
  ['date=2024-03-05T09:30Z', ['day']],
])('a day finds the moments in it: %s', async (query, expected) => {
  expect(await found(`Observation?${query}`)).toEqual(expected);
});

test.each<[string, string[]]>([
  ['date=2024-05', ['period']],
  ['date=2024-05-01', []],
  ['date=ge2024-05-21', ['open']],
  ['date=ge2024-05-15', ['open', 'period']],
  ['date=lt2024-05-10', ['day', 'period']],
  ['date=sa2024-05-10', ['open']],
  ['date=eb2024-05-21', ['day', 'period']],
])('a Period counts by both its ends: %s', async (query, expected) => {
  expect(await found(`Observation?${query}`)).toEqual(expected);
});

test('units are neither ignored nor mixed up', async () => {
  const asked = (value: string, code: string) =>
    found(`Observation?value-quantity=${value}|http://unitsofmeasure.org|${code}`);
  expect(await asked('1000', 'mg')).toEqual(['gram']);
  expect(await asked('1', 'g')).toEqual(['gram']);
  expect(await asked('1', 'mg')).toEqual([]);
  expect(await asked('1000', 'mL')).toEqual(['litre']);
});

test('accents are folded where the search says so, and kept where it says exactly', async () => {
  expect(await found('Patient?family=muller')).toEqual(['a']);
  expect(await found('Patient?family=MÜL')).toEqual(['a', 'c']);
  expect(await found('Patient?family:exact=Müller')).toEqual(['a']);
  expect(await found('Patient?family:exact=Muller')).toEqual([]);
});

test('junk that is labelled gzip is refused, over a socket too', async () => {
  await house.server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = house.server.server.address() as { port: number };
  for (const body of ['this is not gzip', '\u001f\u008b\u0008broken']) {
    const socket = connect(port, '127.0.0.1');
    const lines = [
      'POST /fhir/Patient HTTP/1.1',
      'host: x',
      `authorization: ${doctor.authorization}`,
      'content-type: application/fhir+json',
      'content-encoding: gzip',
      `content-length: ${body.length}`,
      'connection: close',
    ];
    socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1'));
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer, JSON.stringify(body)).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"OperationOutcome"');
  }
});

test('contained resources that refer to one another in a ring are stored, searched, included and patched, and end', async () => {
  await put({
    resourceType: 'Observation',
    id: 'pr-ring',
    status: 'final',
    code: { text: 'x' },
    contained: [
      { resourceType: 'Organization', id: 'one', partOf: { reference: '#two' } },
      { resourceType: 'Organization', id: 'two', partOf: { reference: '#one' } },
      { resourceType: 'PractitionerRole', id: 'self', organization: { reference: '#one' } },
    ],
    performer: [{ reference: '#self' }],
    hasMember: [{ reference: 'Observation/pr-ring' }],
  } as { resourceType: string; id: string });
  const iterated = '_include:iterate=Observation:has-member&_include=*&_revinclude:iterate=Observation:has-member';
  expect(await found(`Observation?_id=pr-ring&${iterated}`)).toEqual(['ring']);
  const ring = {
    name: 'operation',
    part: [
      { name: 'type', valueCode: 'delete' },
      { name: 'path', valueString: 'Observation.contained.repeat(descendants()).where(id = "x")' },
    ],
  };
  const patched = await send(
    'PATCH',
    'Observation/pr-ring',
    JSON.stringify({ resourceType: 'Parameters', parameter: [ring] }),
  );
  expect([200, 400]).toContain(patched.statusCode);
});

test.each([
  ['name:contains', `${'a'.repeat(5000)}b`],
  ['name:contains', '%25'.repeat(2000)],
  ['name', '(a%2B)%2B$'],
  ['name:exact', '_'.repeat(3000)],
  ['language:text', '(a%7Caa)%2B$'],
  ['identifier:of-type', 'a|(a%2B)%2B$|(a%2B)%2B$'],
])('what is a pattern elsewhere is text here: %s', async (name, value) => {
  const answer = await send('GET', `Patient?${name}=${value}`);
  expect(answer.statusCode).toBe(200);
  expect(ids(answer.json())).toEqual([]);
});
