import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestRecord, openTestRecord } from '../../../test/records.ts';
import { type Caller, SYSTEM, fixedClock } from '../../base/index.ts';
import compartments from '../../fhir/generated/compartments.json' with { type: 'json' };
import { HOME_TYPES } from './understand-search.ts';
import {
  type FhirRecord,
  bundle,
  findPatients,
  patientRecord,
  recentPatients,
  remove,
  update,
  versionsOf,
} from '../index.ts';

let opened: TestRecord;
let record: FhirRecord;

const NURSE: Caller = { kind: 'account', id: 'n1', name: 'Nora', role: 'nurse' };

const PEOPLE = [
  {
    id: 'maria',
    active: true,
    gender: 'female',
    birthDate: '1962-03-14',
    name: [
      { use: 'official', family: 'Peña-Ruiz', given: ['María', 'Luz'] },
      { use: 'maiden', family: 'Castillo', given: ['María'] },
    ],
    identifier: [{ value: 'X1' }, { type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value: 'MRN-000423' }],
    telecom: [{ system: 'phone', value: '+1 (555) 010-2345' }],
    address: [{ line: ['1 Elm St'], city: 'Springfield', state: 'MA', postalCode: '01101' }],
  },
  {
    id: 'mario',
    name: [{ family: 'Marino', given: ['Mario'] }],
    birthDate: '1962-03-04',
    deceasedDateTime: '2020-01-01',
  },
  { id: 'obrien', name: [{ family: "O'Brien", given: ['Mary'] }], birthDate: '1990-04-03' },
  { id: 'ruizana', name: [{ family: 'Ruiz', given: ['Ana'] }], birthDate: '1962' },
];

beforeAll(async () => {
  opened = await openTestRecord({ clock: fixedClock('2026-11-22T10:00:00Z') });
  ({ record } = opened);
  const resources = [
    { resourceType: 'Organization', id: 'clinic', name: 'Clinic' },
    { resourceType: 'Practitioner', id: 'gp', name: [{ family: 'Grey' }] },
    {
      resourceType: 'PractitionerRole',
      id: 'role',
      practitioner: { reference: 'Practitioner/gp' },
      organization: { reference: 'Organization/clinic' },
    },
    ...PEOPLE.map((person) => ({ resourceType: 'Patient', ...person })),
    {
      resourceType: 'Observation',
      id: 'o1',
      status: 'final',
      code: { text: 'x' },
      subject: { reference: 'Patient/maria' },
      performer: [{ reference: 'PractitionerRole/role' }],
    },
    { resourceType: 'Basic', id: 'b1', code: { text: 'x' }, subject: { reference: 'Patient/mario' } },
  ];
  const entry = resources.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }));
  await bundle(record, SYSTEM, { resourceType: 'Bundle', type: 'transaction', entry });
});
afterAll(() => opened.close());

test.each([
  ['pena', 'maria'],
  ['PEÑ', 'maria'],
  ['luz pena', 'maria'],
  ['ruiz maria', 'maria'],
  ['penaruiz', 'maria'],
  ['castillo', 'maria'],
  ['ruiz', 'ruizana maria'],
  ['mari', 'mario maria'],
  ['obrien', 'obrien'],
  ["o'brien mary", 'obrien'],
  ['brien', 'obrien'],
  ['1962-03-14', 'maria'],
  ['3/14/1962', 'maria'],
  ['4.3.1962', 'mario'],
  ['4/3/1990', 'obrien'],
  ['mary 1990-04-03', 'obrien'],
  ['mary 1990-04-04', ''],
  ['MRN-000423', 'maria'],
  ['mrn0004', 'maria'],
  ['5550102345', 'maria'],
  ['(555) 010', 'maria'],
  ['010-2345', 'maria'],
  ['nobody', ''],
  ['', ''],
])('"%s" finds %s', async (text, expected) => {
  expect((await findPatients(record, NURSE, text, 10)).map((hit) => hit.id).join(' ')).toBe(expected);
});

test('a hit tells who it is and what matched', async () => {
  const [hit] = await findPatients(record, NURSE, 'castillo', 10);
  expect(hit).toEqual({
    id: 'maria',
    name: 'María Luz Peña-Ruiz',
    formerNames: ['María Castillo'],
    gender: 'female',
    birthDate: '1962-03-14',
    mrn: 'MRN-000423',
    phone: '+1 (555) 010-2345',
    address: '1 Elm St, Springfield, MA 01101',
    matched: 'name',
  });
  const matchedBy = async (text: string) => (await findPatients(record, NURSE, text, 10))[0]?.matched;
  expect([await matchedBy('mrn000423'), await matchedBy('555010'), await matchedBy('3/14/1962')]).toEqual([
    'mrn',
    'phone',
    'birthDate',
  ]);
});

test('a patient finds nobody but themselves, and a role without patients nobody at all', async () => {
  const maria: Caller = { kind: 'account', id: 'm', name: 'María', role: 'patient', patient: 'maria' };
  expect((await findPatients(record, maria, 'mari', 10)).map((hit) => hit.id)).toEqual(['maria']);
});

test('a chart is the compartment and whom it names, from a position on; opening it is remembered', async () => {
  const chart = await patientRecord(record, NURSE, 'maria');
  const names = (bodies: string[]) =>
    bodies
      .map((body) => JSON.parse(body) as { resourceType: string; id: string })
      .map((one) => `${one.resourceType}/${one.id}`);
  expect(names(chart.resources)).toEqual(['Patient/maria', 'Observation/o1']);
  expect(names(chart.related).sort()).toEqual(['Organization/clinic', 'Practitioner/gp', 'PractitionerRole/role']);
  expect(chart.position).toMatch(/^1-\d+--1$/);
  expect(names((await patientRecord(record, NURSE, 'maria', ['Observation'])).resources)).toEqual(['Observation/o1']);
  await patientRecord(record, NURSE, 'obrien');
  await patientRecord(record, NURSE, 'maria');
  expect((await recentPatients(record, NURSE, 5)).map((hit) => hit.id).sort()).toEqual(['maria', 'obrien']);
  expect(await recentPatients(record, { ...NURSE, id: 'n2' }, 5)).toEqual([]);
});

test('a chart that is not to be seen, was never there, or is gone, is refused as such', async () => {
  const maria: Caller = { kind: 'account', id: 'm', name: 'María', role: 'patient', patient: 'maria' };
  await expect(patientRecord(record, maria, 'mario')).rejects.toMatchObject({ kind: 'forbidden' });
  await expect(patientRecord(record, NURSE, 'nobody')).rejects.toMatchObject({ kind: 'not-found' });
  await update(record, SYSTEM, 'Patient', 'late', { resourceType: 'Patient', id: 'late' });
  await remove(record, SYSTEM, 'Patient', 'late');
  await expect(patientRecord(record, NURSE, 'late')).rejects.toMatchObject({ kind: 'gone' });
});

test('the versions of a resource tell who made each', async () => {
  await update(record, NURSE, 'Patient', 'obrien', {
    resourceType: 'Patient',
    id: 'obrien',
    name: [{ family: "O'Brien" }],
  });
  const versions = await versionsOf(record, NURSE, 'Patient', 'obrien');
  expect(versions.map((one) => [one.version, one.actor.name])).toEqual([
    [2, 'Nora'],
    [1, 'Throughline'],
  ]);
});

test('the types searched by patient within one compartment are those whose compartment names that parameter', () => {
  const members = Object.entries(compartments.Patient as unknown as { [type: string]: string[] });
  const named = members
    .filter(([, params]) => params.includes('patient') || params.includes('subject'))
    .map(([type]) => type);
  expect([...HOME_TYPES].sort()).toEqual(named.sort());
});
