import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';

let house: House;
let system: { authorization: string };
const PATIENT = 'ev-1';
const OTHER = 'ev-2';
const COUNT = 450;

type Put = { resourceType: string; id: string; [element: string]: unknown };
const put = (resource: Put) => ({
  resource,
  request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
});
const subject = { reference: `Patient/${PATIENT}` };

beforeAll(async () => {
  house = await openTestHouse();
  system = await house.as('system');
  const entry = [
    put({ resourceType: 'Patient', id: PATIENT }),
    put({ resourceType: 'Patient', id: OTHER }),
    put({ resourceType: 'Practitioner', id: 'ev-doctor' }),
    put({ resourceType: 'Practitioner', id: 'ev-stranger' }),
    put({ resourceType: 'Medication', id: 'ev-pill', code: { text: 'pill' } }),
    put({
      resourceType: 'MedicationRequest',
      id: 'ev-order',
      status: 'active',
      intent: 'order',
      subject,
      medicationReference: { reference: 'Medication/ev-pill' },
      requester: { reference: 'Practitioner/ev-doctor' },
    }),
    put({
      resourceType: 'Appointment',
      id: 'ev-both',
      status: 'booked',
      participant: [
        { actor: { reference: `Patient/${OTHER}` }, status: 'accepted' },
        { actor: { reference: `Patient/${PATIENT}` }, status: 'accepted' },
      ],
    }),
    put({
      resourceType: 'Observation',
      id: 'ev-others',
      status: 'final',
      code: { text: 'x' },
      subject: { reference: `Patient/${OTHER}` },
    }),
    put({ resourceType: 'Observation', id: 'ev-gone', status: 'final', code: { text: 'x' }, subject }),
    ...Array.from({ length: COUNT }, (_, at) =>
      put({
        resourceType: 'Observation',
        id: `ev-${String(at).padStart(3, '0')}`,
        status: 'final',
        code: { text: 'x' },
        subject,
        performer: [{ reference: 'Practitioner/ev-doctor' }],
      }),
    ),
  ];
  const stored = await house.ask({
    method: 'POST',
    url: '/fhir',
    headers: { ...system, 'content-type': 'application/fhir+json' },
    payload: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }),
  });
  if (stored.statusCode !== 200) throw new Error(stored.body.slice(0, 300));
  await house.ask({ method: 'DELETE', url: '/fhir/Observation/ev-gone', headers: system });
});
afterAll(() => house.close());

const get = (url: string, headers = system) => house.ask({ url, headers });
const all = (query = '', headers = system) => get(`/fhir/Patient/${PATIENT}/$everything${query}`, headers);
const names = (bundle: fhir4.Bundle, mode?: string) =>
  (bundle.entry ?? [])
    .filter((entry) => mode === undefined || entry.search?.mode === mode)
    .map((entry) => `${entry.resource!.resourceType}/${entry.resource!.id}`);

const OBSERVATIONS = Array.from({ length: COUNT }, (_, at) => `Observation/ev-${String(at).padStart(3, '0')}`);
const OWN = [`Patient/${PATIENT}`, 'Appointment/ev-both', 'MedicationRequest/ev-order', ...OBSERVATIONS];

test('gives all that is the patient\u2019s, and what it names, each once; nothing of others and nothing deleted', async () => {
  const answer = await all();
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/fhir+json; charset=utf-8']);
  const bundle = answer.json() as fhir4.Bundle;
  expect(bundle.type).toBe('searchset');
  expect(names(bundle)[0]).toBe(`Patient/${PATIENT}`);
  expect(names(bundle, 'match').toSorted()).toEqual(OWN.toSorted());
  expect(names(bundle, 'include').toSorted()).toEqual(['Medication/ev-pill', 'Practitioner/ev-doctor']);
});

test('_type and _since narrow it', async () => {
  expect(names((await all('?_type=Appointment,MedicationRequest')).json(), 'match').toSorted()).toEqual([
    'Appointment/ev-both',
    'MedicationRequest/ev-order',
  ]);
  const withPill = (await all('?_type=Medication,MedicationRequest')).json();
  expect(names(withPill)).toEqual(['MedicationRequest/ev-order', 'Medication/ev-pill']);
  const since = new Date(Date.now() + 1).toISOString();
  expect((await all(`?_since=${since}`)).json()).toEqual({
    resourceType: 'Bundle',
    type: 'searchset',
    link: [{ relation: 'self', url: expect.stringContaining('$everything?_since=') }],
  });
  await house.ask({
    method: 'PATCH',
    url: '/fhir/Observation/ev-007',
    headers: { ...system, 'content-type': 'application/json-patch+json' },
    payload: '[{"op":"replace","path":"/code/text","value":"y"}]',
  });
  expect(names((await all(`?_since=${since}`)).json(), 'match')).toEqual(['Observation/ev-007']);
});

test('pages of _count joined are the whole, none twice; a cursor is good for its question alone', async () => {
  const seen: string[] = [];
  let path = `/fhir/Patient/${PATIENT}/$everything?_count=100`;
  const pages: number[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const bundle = (await get(next)).json() as fhir4.Bundle;
    const matches = names(bundle, 'match');
    seen.push(...matches);
    pages.push(matches.length);
    path = next;
    next = bundle.link?.find((link) => link.relation === 'next')?.url.replace(/^https?:\/\/[^/]+/, '');
  }
  expect(pages).toEqual([100, 100, 100, 100, 53]);
  expect(seen.toSorted()).toEqual(OWN.toSorted());
  const other = await get(path.replace(PATIENT, OTHER));
  expect([other.statusCode, other.json().issue[0].code]).toEqual([400, 'value']);
});

test('a patient has their own and is told nothing of another; each asking is audited', async () => {
  const own = await house.as('patient', { patient: PATIENT });
  const bundle = (await all('?_type=Observation,Appointment', own)).json() as fhir4.Bundle;
  expect(names(bundle, 'match')).toHaveLength(COUNT + 1);
  const refused = await get(`/fhir/Patient/${OTHER}/$everything`, own);
  expect(refused.statusCode).toBe(403);
  const rows = await house.rows(`select outcome from audit where action = 'everything' and patient = '${OTHER}'`);
  expect(rows).toEqual([{ outcome: 'refused' }]);
});
