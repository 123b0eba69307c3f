import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';
import { SYSTEM } from '../../base/index.ts';
import { bundle } from '../../record/index.ts';

/** A patient, by account or by token, reaches nothing of another on any way that the door has. */
let house: House;
let anna: { authorization: string };
let scoped: { authorization: string };

const ref = (reference: string) => ({ reference });
const put = (resource: { resourceType: string; id: string; [element: string]: unknown }) => ({
  resource,
  request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
});

const RESOURCES = [
  { resourceType: 'Organization', id: 'clinic', name: 'Clinic' },
  { resourceType: 'Practitioner', id: 'doctor', name: [{ family: 'Doctor' }] },
  ...['anna', 'bert'].flatMap((who) => [
    {
      resourceType: 'Patient',
      id: who,
      name: [{ family: `Secret-${who}` }],
      managingOrganization: ref('Organization/clinic'),
      generalPractitioner: [ref('Practitioner/doctor')],
    },
    {
      resourceType: 'Encounter',
      id: `enc-${who}`,
      status: 'finished',
      class: { code: 'AMB' },
      subject: ref(`Patient/${who}`),
      participant: [{ individual: ref('Practitioner/doctor') }],
    },
    {
      resourceType: 'Condition',
      id: `cond-${who}`,
      subject: ref(`Patient/${who}`),
      code: { text: `Secret-${who}` },
      encounter: ref(`Encounter/enc-${who}`),
    },
    {
      resourceType: 'Observation',
      id: `obs-${who}`,
      status: 'final',
      subject: ref(`Patient/${who}`),
      code: { text: `Secret-${who}` },
      performer: [ref('Practitioner/doctor')],
    },
  ]),
  {
    resourceType: 'Appointment',
    id: 'family',
    status: 'booked',
    participant: [
      { actor: ref('Patient/anna'), status: 'accepted' },
      { actor: ref('Patient/bert'), status: 'accepted' },
    ],
  },
  {
    resourceType: 'Appointment',
    id: 'bert-alone',
    status: 'booked',
    participant: [{ actor: ref('Patient/bert'), status: 'accepted' }],
  },
  {
    resourceType: 'Group',
    id: 'both',
    type: 'person',
    actual: true,
    member: [{ entity: ref('Patient/anna') }, { entity: ref('Patient/bert') }],
  },
];

beforeAll(async () => {
  house = await openTestHouse();
  await bundle(house.record, SYSTEM, { resourceType: 'Bundle', type: 'transaction', entry: RESOURCES.map(put) });
  anna = await house.as('patient', { patient: 'anna' });
  scoped = await house.as('physician', { patient: 'anna', scopes: ['patient/*.rs'] });
});
afterAll(() => house.close());

const get = (url: string, as = anna) => house.ask({ url: `/fhir/${url}`, headers: as });
const idsIn = (body: fhir4.Bundle): string[] =>
  (body.entry ?? []).flatMap((entry) =>
    entry.resource?.resourceType === 'OperationOutcome'
      ? []
      : [`${entry.resource?.resourceType}/${entry.resource?.id}`],
  );

test('reads their own, and of another’s learns no more than of what is not there', async () => {
  for (const as of [anna, scoped]) {
    for (const own of [
      'Patient/anna',
      'Condition/cond-anna',
      'Observation/obs-anna',
      'Encounter/enc-anna',
      'Appointment/family',
      'Practitioner/doctor',
      'Organization/clinic',
    ]) {
      expect((await get(own, as)).statusCode, own).toBe(200);
      expect((await get(`${own}/_history/1`, as)).statusCode, own).toBe(200);
      expect((await get(`${own}/_history`, as)).statusCode, own).toBe(200);
    }
    for (const other of [
      'Patient/bert',
      'Condition/cond-bert',
      'Observation/obs-bert',
      'Encounter/enc-bert',
      'Appointment/bert-alone',
    ]) {
      const [type] = other.split('/');
      for (const way of ['', '/_history/1', '/_history', '/_history/2']) {
        const hidden = await get(`${other}${way}`, as);
        const absent = await get(`${type}/nobody${way}`, as);
        expect(hidden.statusCode, `${other}${way}`).toBe(404);
        expect(hidden.body.replaceAll(other, 'X')).toBe(absent.body.replaceAll(`${type}/nobody`, 'X'));
      }
    }
  }
});

test.each([
  'Patient',
  'Patient?family=Secret',
  'Patient?_id=bert,anna',
  'Patient?general-practitioner=Practitioner/doctor',
  'Patient?_sort=-_lastUpdated&_total=accurate',
  'Condition?_include=Condition:encounter&_include=Condition:subject',
  'Condition?patient=bert',
  'Condition?subject=Patient/bert,Patient/anna',
  'Encounter?participant=Practitioner/doctor&_revinclude=Condition:encounter&_revinclude=Observation:subject',
  'Practitioner?_revinclude=Patient:general-practitioner&_revinclude=Encounter:participant&_revinclude=Observation:performer',
  'Organization?_revinclude=Patient:organization',
  'Appointment?_include=Appointment:patient&_include=Appointment:actor',
  'Observation?code:text=Secret',
])('finds nothing of another by %s', async (url) => {
  for (const as of [anna, scoped]) {
    const answer = await get(url, as);
    expect(answer.body).not.toContain('Secret-bert');
    expect(answer.body).not.toMatch(/"id":"(?:bert|\w+-bert|bert-alone)"/);
  }
});

test('counts and totals are of what they may see', async () => {
  expect((await get('Patient?_total=accurate')).json().total).toBe(1);
  expect(idsIn((await get('Condition?_include=Condition:encounter')).json()).sort()).toEqual([
    'Condition/cond-anna',
    'Encounter/enc-anna',
  ]);
  expect(idsIn((await get('Appointment?_include=Appointment:patient')).json()).sort()).toEqual([
    'Appointment/family',
    'Patient/anna',
  ]);
});

test('neither history nor what several share is a way around', async () => {
  for (const url of ['_history', 'Patient/_history', 'Observation/_history']) {
    const answer = await get(url);
    expect(answer.body, url).not.toContain('Secret-bert');
    expect(answer.body, url).not.toContain('bert');
  }
  expect((await get('Group/both')).statusCode).toBe(403);
  expect((await get('AuditEvent')).statusCode).toBe(403);
});

test('writes nothing, alone or in a bundle, and a batch reads no more than they do', async () => {
  const json = { ...anna, 'content-type': 'application/fhir+json' };
  const before = await house.rows('select count(*) from change');
  const observation = {
    resourceType: 'Observation',
    id: 'obs-anna',
    status: 'final',
    code: { text: 'Mine' },
    subject: ref('Patient/anna'),
  };
  expect(
    (await house.ask({ method: 'POST', url: '/fhir/Observation', headers: json, payload: observation })).statusCode,
  ).toBe(403);
  expect(
    (await house.ask({ method: 'PUT', url: '/fhir/Observation/obs-anna', headers: json, payload: observation }))
      .statusCode,
  ).toBe(403);
  expect((await house.ask({ method: 'DELETE', url: '/fhir/Observation/obs-anna', headers: anna })).statusCode).toBe(
    403,
  );
  const wrapped = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ resource: observation, request: { method: 'PUT', url: 'Observation/obs-anna' } }],
  };
  expect((await house.ask({ method: 'POST', url: '/fhir', headers: json, payload: wrapped })).statusCode).toBe(403);
  expect(await house.rows('select count(*) from change')).toEqual(before);
  const urls = [
    'Patient/bert',
    'Observation/obs-bert',
    'Condition?patient=bert',
    'Patient?family=Secret',
    'Practitioner?_revinclude=Observation:performer',
  ];
  for (const type of ['batch', 'transaction']) {
    for (const url of urls) {
      const payload = { resourceType: 'Bundle', type, entry: [{ request: { method: 'GET', url } }] };
      const answer = await house.ask({ method: 'POST', url: '/fhir', headers: json, payload });
      expect(answer.body, `${type} ${url}`).not.toContain('Secret-bert');
    }
  }
});

test('a registrar sees who and when, and nothing of what', async () => {
  const registrar = await house.as('registrar');
  expect((await get('Patient/bert', registrar)).statusCode).toBe(200);
  expect((await get('Encounter/enc-bert', registrar)).statusCode).toBe(200);
  expect((await get('Observation/obs-bert', registrar)).statusCode).toBe(403);
  expect((await get('Condition?patient=bert', registrar)).statusCode).toBe(403);
  const around = await get('Encounter?_revinclude=Condition:encounter&_revinclude=Observation:encounter', registrar);
  expect(around.body).not.toContain('Secret-');
  expect((await get('_history', registrar)).statusCode).toBe(403);
});
