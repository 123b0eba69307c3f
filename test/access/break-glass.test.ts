import { afterAll, beforeAll, expect, test } from 'vitest';
import { putAll } from '../records.ts';
import { type House, openTestHouse } from '../house.ts';
import { type Person, signedIn } from './people.ts';

const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
let house: House;
let now = Date.parse('2026-11-25T10:00:00Z');
let nurse: Person;
let colleague: Person;
let officer: Person;
let registrar: Person;

const result = {
  resourceType: 'Observation',
  id: 'result',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
  subject: { reference: 'Patient/vip' },
} as const;

beforeAll(async () => {
  house = await openTestHouse({ clock: { now: () => now } });
  await putAll(house.record, [
    { resourceType: 'Organization', id: 'clinic', name: 'Clinic' },
    { resourceType: 'Practitioner', id: 'treating', name: [{ family: 'Ashgrove' }] },
    {
      resourceType: 'Patient',
      id: 'vip',
      meta: { security: [{ system: CONFIDENTIALITY, code: 'R' }] },
      name: [{ family: 'Kestrel' }],
      generalPractitioner: [{ reference: 'Practitioner/treating' }],
    },
    result,
  ]);
  nurse = await signedIn(house, {
    username: 'nurse',
    role: 'nurse',
    practitioner: 'nurse',
    site: 'Organization/clinic',
  });
  colleague = await signedIn(house, { username: 'treating', role: 'physician', practitioner: 'treating' });
  officer = await signedIn(house, { username: 'officer', role: 'privacy-officer' });
  registrar = await signedIn(house, { username: 'registrar', role: 'registrar' });
});
afterAll(() => house.close());

test('a restricted record is open to those who care for the person, and closed to the others', async () => {
  expect((await colleague.get('/fhir/Observation/result')).statusCode).toBe(200);
  expect((await nurse.get('/fhir/Observation/result')).statusCode).toBe(404);
  // Who it is stays findable, or nobody could open the record when it matters.
  expect((await nurse.get('/fhir/Patient/vip')).statusCode).toBe(200);
});

test('a reason and a time that will do are asked for; a desk has no emergencies', async () => {
  const open = (who: Person, body: object) =>
    who.send('POST', '/app/patients/vip/break-glass', body, { 'content-type': 'application/json' });
  expect((await open(nurse, { reason: 'because' })).statusCode).toBe(400);
  expect((await open(nurse, { reason: 'found unconscious in the lobby', minutes: 100_000 })).statusCode).toBe(400);
  expect((await open(nurse, {})).statusCode).toBe(400);
  expect((await open(registrar, { reason: 'found unconscious in the lobby' })).statusCode).toBe(403);
  expect(
    (
      await nurse.send(
        'POST',
        '/app/patients/nobody/break-glass',
        { reason: 'found unconscious in the lobby' },
        { 'content-type': 'application/json' },
      )
    ).statusCode,
  ).toBe(404);
  expect((await officer.get('/app/break-glass')).json()).toEqual({ emergencies: [] });
  expect((await nurse.get('/fhir/Observation/result')).statusCode).toBe(404);
});

test('with a reason it opens for that person alone, at once, tells the privacy officer, and closes by itself', async () => {
  const reason = 'found unconscious in the lobby';
  const answer = await nurse.send(
    'POST',
    '/app/patients/vip/break-glass',
    { reason, minutes: 30 },
    { 'content-type': 'application/json' },
  );
  expect(answer.statusCode).toBe(201);
  expect((await nurse.get('/fhir/Observation/result')).statusCode).toBe(200);
  expect(await nurse.ids('/fhir/Observation?patient=vip')).toEqual(['Observation/result']);
  const home = (await officer.get('/app/home')).body;
  expect(home).toContain('opened a record in an emergency');
  // The work of the officer is no part of the chart.
  expect(await colleague.ids('/fhir/Patient/vip/$everything')).toEqual([
    'Observation/result',
    'Patient/vip',
    'Practitioner/treating',
  ]);
  const { open } = (await nurse.get('/app/patients/vip/break-glass')).json<{ open: { ends: number } }>();
  expect(open.ends).toBe(now + 30 * 60_000);
  now += 30 * 60_000 - 1;
  expect((await nurse.get('/fhir/Observation/result')).statusCode).toBe(200);
  now += 1;
  expect((await nurse.get('/fhir/Observation/result')).statusCode).toBe(404);
  const audit = await house.rows(
    "select agent_name, detail from audit where action = 'break-glass' and outcome = 'success'",
  );
  expect(audit).toEqual([{ agent_name: 'nurse', detail: reason }]);
});

test('the privacy officer reviews it once; nobody else sees the list', async () => {
  expect((await nurse.get('/app/break-glass')).statusCode).toBe(403);
  const { emergencies } = (await officer.get('/app/break-glass')).json<{
    emergencies: { id: string; patient: string; reason: string }[];
  }>();
  expect(emergencies.map(({ patient, reason }) => [patient, reason])).toEqual([
    ['vip', 'found unconscious in the lobby'],
  ]);
  const review = (body: object) =>
    officer.send('POST', `/app/break-glass/${emergencies[0]!.id}/review`, body, { 'content-type': 'application/json' });
  expect((await review({ verdict: 'not-justified' })).statusCode).toBe(400);
  expect((await review({ verdict: 'justified', note: 'was in the lobby' })).statusCode).toBe(204);
  expect((await review({ verdict: 'justified' })).statusCode).toBe(404);
  // The work that waited for it is done.
  expect((await officer.get('/app/home')).body).not.toContain('opened a record in an emergency');
});

test('it can be ended before its time', async () => {
  const answer = await nurse.send(
    'POST',
    '/app/patients/vip/break-glass',
    { reason: 'seizure in the waiting room' },
    { 'content-type': 'application/json' },
  );
  const { id } = answer.json<{ id: string }>();
  expect((await colleague.send('DELETE', `/app/break-glass/${id}`)).statusCode).toBe(404);
  expect((await nurse.send('DELETE', `/app/break-glass/${id}`)).statusCode).toBe(204);
  expect((await nurse.get('/fhir/Observation/result')).statusCode).toBe(404);
});
