import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';

const BASE = 'http://record.example/fhir';
let house: House;
let system: { authorization: string };

const send = (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) =>
  house.ask({
    method,
    url: `/fhir${url}`,
    headers: { ...system, host: 'record.example', 'content-type': 'application/fhir+json' },
    ...(payload ? { payload } : {}),
  });
const flag = (subject: string) => ({
  resourceType: 'Flag',
  status: 'active',
  code: { text: 'x' },
  subject: { reference: subject },
});
const subjects = async (query: string) => {
  const found = (await send('GET', `/Flag?${query}`)).json() as fhir4.Bundle;
  return (found.entry ?? []).map((entry) => (entry.resource as fhir4.Flag).subject.reference);
};

beforeAll(async () => {
  house = await openTestHouse();
  system = await house.as('system');
  await send('PUT', '/Patient/p', { resourceType: 'Patient', id: 'p' });
});
afterAll(() => house.close());

test('a reference with the server’s own base is a local one: it is in its patient’s record, and found either way', async () => {
  expect((await send('POST', '/Flag', flag(`${BASE}/Patient/p`))).json()).toMatchObject({
    subject: { reference: 'Patient/p' },
  });
  await send('POST', '/Flag', flag('http://elsewhere.example/fhir/Patient/p'));
  const entry = [{ resource: flag(`${BASE}/Patient/p`), request: { method: 'POST', url: 'Flag' } }];
  const stored = await send('POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
  expect(stored.statusCode, stored.body).toBe(200);
  expect(await subjects('subject=Patient/p')).toEqual(['Patient/p', 'Patient/p']);
  expect(await subjects(`subject=${BASE}/Patient/p`)).toEqual(['Patient/p', 'Patient/p']);
  expect(await subjects(`subject=${BASE}/Patient/p,http://elsewhere.example/fhir/Patient/p`)).toHaveLength(3);
  const everything = (await send('GET', '/Patient/p/$everything')).json() as fhir4.Bundle;
  expect(everything.entry).toHaveLength(3);
});

test('what is no reference keeps its text', async () => {
  const made = await send('POST', '/Endpoint', {
    resourceType: 'Endpoint',
    status: 'active',
    connectionType: { code: 'hl7-fhir-rest' },
    payloadType: [{ text: 'any' }],
    address: `${BASE}/Patient/p`,
  });
  expect(made.json()).toMatchObject({ address: `${BASE}/Patient/p` });
});
