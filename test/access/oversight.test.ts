import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openTestHouse } from '../house.ts';
import { putAll } from '../records.ts';
import { type Person, signedIn } from './people.ts';

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
let house: House;
let officer: Person;
let admin: Person;
let physician: Person;
let patient: Person;

const subject = { reference: 'Patient/kim' };
const library = (content: object) => ({
  resourceType: 'Library',
  id: 'programmes',
  title: 'Programmes of the county',
  status: 'active',
  effectivePeriod: { start: '2026-01-01' },
  type: { coding: [{ system: 'urn:throughline:library-type', code: 'access-policy' }] },
  content: [{ contentType: 'application/json', data: Buffer.from(JSON.stringify(content)).toString('base64') }],
});

beforeAll(async () => {
  house = await openTestHouse();
  await putAll(house.record, [
    { resourceType: 'Organization', id: 'recovery', name: 'Recovery Center' },
    { resourceType: 'Patient', id: 'kim', name: [{ family: 'Kimball' }] },
  ]);
  await putAll(house.record, [library({ programmes: [{ organization: 'Organization/recovery' }] })]);
  await putAll(house.record, [
    {
      resourceType: 'Encounter',
      id: 'visit',
      status: 'finished',
      class: { system: ACT_CODE, code: 'AMB' },
      subject,
      serviceProvider: { reference: 'Organization/recovery' },
    },
    { resourceType: 'Condition', id: 'ache', subject, code: { text: 'Ache' } },
    { resourceType: 'Condition', id: 'cough', subject, code: { text: 'Cough' } },
  ]);
  officer = await signedIn(house, { username: 'officer', role: 'privacy-officer' });
  admin = await signedIn(house, { username: 'admin', role: 'administrator' });
  physician = await signedIn(house, { username: 'Doctor', role: 'physician', practitioner: 'doctor' });
  patient = await signedIn(house, { username: 'kim', role: 'patient', patient: 'kim' });
});
afterAll(() => house.close());

test('the privacy officer asks what somebody sees of a record, and by which rule', async () => {
  const answer = await officer.get('/app/patients/kim/explained?as=doctor');
  expect(answer.statusCode, answer.body).toBe(200);
  expect(answer.json()).toEqual({
    about: { name: 'Doctor', roleName: 'Physician' },
    found: [
      { type: 'Encounter', seen: false, basis: 'sealed:42CFRPart2', count: 1, examples: ['Encounter/visit'] },
      {
        type: 'Condition',
        seen: true,
        basis: 'the role Physician may read Condition',
        count: 2,
        examples: expect.arrayContaining(['Condition/ache', 'Condition/cough']),
      },
      {
        type: 'Patient',
        seen: true,
        basis: 'the role Physician may read Patient',
        count: 1,
        examples: ['Patient/kim'],
      },
    ],
  });
  const [noted] = await house.rows(
    "select agent_name as who, detail from audit where detail like 'who sees what%' and patient = 'kim'",
  );
  expect(noted).toEqual({ who: 'officer', detail: 'who sees what: Doctor' });
});

test('nobody else may ask, and of nobody who is not there', async () => {
  for (const who of [admin, physician, patient]) {
    expect((await who.get('/app/patients/kim/explained?as=doctor')).statusCode).toBe(403);
    expect((await who.get('/app/access/staff')).statusCode).toBe(403);
  }
  expect((await officer.get('/app/patients/kim/explained?as=nobody')).statusCode).toBe(404);
  expect((await officer.get('/app/patients/kim/explained?as=doctor&assignment=x')).statusCode).toBe(400);
  expect((await officer.get('/app/patients/nobody/explained?as=doctor')).statusCode).toBe(404);
  expect((await officer.get('/app/patients/%20/explained?as=doctor')).statusCode).toBe(400);
});

test('the staff are those who may sign in and are no patients, without what opens the door', async () => {
  const { staff } = (await officer.get('/app/access/staff')).json<{ staff: object[] }>();
  expect(staff).toEqual([
    { username: 'Doctor', name: 'Doctor', roleName: 'Physician', assignment: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    {
      username: 'admin',
      name: 'admin',
      roleName: 'Administrator',
      assignment: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
    {
      username: 'officer',
      name: 'officer',
      roleName: 'Privacy officer',
      assignment: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
  ]);
});

test('the rules in force are read by officer and administrator, and each says from which policy it comes', async () => {
  for (const who of [officer, admin]) {
    const { rules, policies } = (await who.get('/app/access/rules')).json<{
      rules: { programmes: object[]; breakGlass: { usualMinutes: number } };
      policies: object[];
    }>();
    expect(rules.programmes).toEqual([
      { organization: 'Organization/recovery', controlledBy: [], serviceOrganizations: [] },
    ]);
    expect(rules.breakGlass.usualMinutes).toBe(60);
    expect(policies).toEqual([
      {
        id: 'programmes',
        version: '1',
        title: 'Programmes of the county',
        start: '2026-01-01',
        sections: ['programmes'],
      },
    ]);
  }
  for (const who of [physician, patient]) expect((await who.get('/app/access/rules')).statusCode).toBe(403);
  expect((await patient.get('/app/access/programmes')).json()).toEqual({ programmes: ['Organization/recovery'] });
});

test('an administrator changes a section by its Library, in force with the answer; one that makes no sense is refused', async () => {
  const wrong = await admin.send('PUT', '/fhir/Library/programmes', library({ breakGlass: { roles: ['wizard'] } }));
  expect(wrong.statusCode).toBe(422);
  const answer = await admin.send('PUT', '/fhir/Library/minutes', {
    ...library({ breakGlass: { roles: ['nurse'], usualMinutes: 15, mostMinutes: 30 } }),
    id: 'minutes',
  });
  expect(answer.statusCode, answer.body).toBe(201);
  expect((await physician.get('/app/patients/kim/break-glass')).json()).toEqual({
    open: null,
    rules: { may: false, usualMinutes: 15, mostMinutes: 30 },
  });
  expect((await physician.send('PUT', '/fhir/Library/programmes', library({}))).statusCode).toBe(403);
});
