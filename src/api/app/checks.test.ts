import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, signedIn } from '../../../test/access/people.ts';
import { type House, openTestHouse } from '../../../test/house.ts';
import { putAll } from '../../../test/records.ts';
import { fixedClock } from '../../base/index.ts';
import type { Resource } from '../../fhir/index.ts';

const clock = fixedClock('2026-11-24T12:00:00Z');
const PART_2 = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: '42CFRPart2' };
const ref = (reference: string) => ({ reference });

const medicine = (id: string, text: string, more: object = {}): Resource => ({
  resourceType: 'MedicationRequest',
  id,
  status: 'active',
  intent: 'order',
  subject: ref('Patient/robin'),
  authoredOn: '2026-11-01',
  medicationCodeableConcept: { text },
  ...more,
});
const goal = (id: string, most: number, by: string): Resource => ({
  resourceType: 'Goal',
  id,
  lifecycleStatus: 'active',
  description: { text: `Blood pressure under ${most}` },
  subject: ref('Patient/robin'),
  expressedBy: { reference: `Practitioner/${by}`, display: by },
  target: [
    {
      measure: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
      detailQuantity: {
        value: most,
        comparator: '<',
        unit: 'mmHg',
        system: 'http://unitsofmeasure.org',
        code: 'mm[Hg]',
      },
    },
  ],
});

const RESOURCES: Resource[] = [
  { resourceType: 'Organization', id: 'clinic', name: 'Mill Street Clinic' },
  { resourceType: 'Practitioner', id: 'doctor', active: true, name: [{ family: 'Lee' }] },
  { resourceType: 'Practitioner', id: 'gone', active: true, name: [{ family: 'Reed' }] },
  {
    resourceType: 'PractitionerRole',
    id: 'gone-was',
    practitioner: ref('Practitioner/gone'),
    organization: ref('Organization/clinic'),
    period: { end: '2026-10-01' },
  },
  { resourceType: 'Patient', id: 'robin', gender: 'female', birthDate: '1963-05-05', name: [{ family: 'Hale' }] },
  { resourceType: 'Patient', id: 'other', gender: 'male', birthDate: '1960-05-05', name: [{ family: 'Olsen' }] },
  medicine('xanax', 'alprazolam 0.5 MG Oral Tablet'),
  medicine('secret', 'methadone 10 MG Oral Tablet', { meta: { security: [PART_2] } }),
  goal('cardiology', 130, 'doctor'),
  goal('geriatrics', 140, 'gone'),
];

let house: House;
let doctor: Person;
let system: { authorization: string };
beforeAll(async () => {
  house = await openTestHouse({ clock });
  await putAll(house.record, RESOURCES);
  doctor = await signedIn(house, {
    username: 'doctor',
    role: 'physician',
    practitioner: 'doctor',
    site: 'Organization/clinic',
  });
  system = await house.as('system');
});
afterAll(() => house.close());

type Found = { key: string; rule: string; text: string; touches: string[]; settled?: { reason: string; by?: string } };
const conflicts = async (who: Person = doctor) =>
  (await who.get('/app/patients/robin/conflicts')).json<{ findings: Found[]; unknown: { name: string }[] }>();
const rules = (found: { findings: Found[] }) => found.findings.map(({ rule }) => rule);
const post = (url: string, payload: object, who = doctor) =>
  house.ask({ method: 'POST', url, payload, headers: { cookie: who.cookie, 'sec-fetch-site': 'same-origin' } });
const all = async () =>
  (await house.ask({ url: '/app/patients/robin/conflicts', headers: system })).json<{ findings: Found[] }>();

test('the conflicts of a plan, with the owner who has left by the roles that the directory has', async () => {
  expect(rules(await conflicts())).toEqual(['goals.two-targets', 'orphan.owner-left']);
});

test('what is hidden from the caller takes part in no finding, and the settling of it tells them nothing', async () => {
  const seen = await all();
  expect(rules(seen)).toContain('drug-drug.opioid-benzodiazepine');
  expect(JSON.stringify(await conflicts())).not.toMatch(/methadone|secret/);
  const { key } = seen.findings.find(({ rule }) => rule === 'drug-drug.opioid-benzodiazepine')!;
  // Nor can who does not see it settle it, or learn by trying that it is there.
  expect((await post('/app/patients/robin/conflicts/settle', { key, reason: 'x' })).statusCode).toBe(404);
  const settled = await house.ask({
    method: 'POST',
    url: '/app/patients/robin/conflicts/settle',
    payload: { key, reason: 'Tapering together with the programme' },
    headers: system,
  });
  expect(settled.statusCode, settled.body).toBe(201);
  const again = (await all()).findings.find((one) => one.key === key);
  expect(again?.settled?.reason).toBe('Tapering together with the programme');
  const { id } = settled.json<{ id: string }>();
  expect((await doctor.get(`/fhir/DetectedIssue/${id}`)).statusCode).toBe(404);
  expect(await doctor.ids('/fhir/DetectedIssue?patient=robin')).toEqual([]);
});

test('a finding kept with a reason stays so until what it rests on changes, and overrides are counted by rule', async () => {
  const goals = (found: { findings: Found[] }) => found.findings.find(({ rule }) => rule === 'goals.two-targets')!;
  const { key } = goals(await conflicts());
  const answer = await post('/app/patients/robin/conflicts/settle', { key, reason: ' Agreed at the case review ' });
  expect(answer.statusCode, answer.body).toBe(201);
  expect(goals(await conflicts()).settled).toMatchObject({
    reason: 'Agreed at the case review',
    by: 'Practitioner/doctor',
  });
  const issue = (
    await doctor.get(`/fhir/DetectedIssue/${answer.json<{ id: string }>().id}`)
  ).json<fhir4.DetectedIssue>();
  expect(issue).toMatchObject({
    status: 'final',
    severity: 'moderate',
    implicated: [ref('Goal/cardiology'), ref('Goal/geriatrics')],
    mitigation: [{ action: { text: 'Agreed at the case review' } }],
  });
  const counted = (await doctor.get('/app/checks/overrides')).json<{ rules: { rule: string; count: number }[] }>();
  expect(counted.rules).toMatchObject([{ rule: 'goals.two-targets', count: 1 }]);
  await putAll(house.record, [goal('geriatrics', 150, 'gone')]);
  expect(goals(await conflicts()).key).toBe(key);
  expect(goals(await conflicts()).settled).toBeUndefined();
});

test('the checks at signing', async () => {
  const check = (prescription: object) => post('/app/patients/robin/check-prescription', { prescription });
  const { id: _, ...unsigned } = medicine('x', 'oxycodone 5 MG Oral Tablet', { status: 'draft' });
  const found = (await check(unsigned)).json<{ interrupting: Found[]; informing: Found[]; isKnown: boolean }>();
  expect(found.interrupting.map(({ rule, touches }) => [rule, touches])).toEqual([
    ['drug-drug.opioid-benzodiazepine', ['MedicationRequest/unsigned', 'MedicationRequest/xanax']],
  ]);
  expect(found.informing).toEqual([]);
  expect((await check({ ...unsigned, medicationCodeableConcept: { text: 'Unheardof' } })).json()).toEqual({
    interrupting: [],
    informing: [],
    isKnown: false,
  });
  for (const [prescription, field] of [
    [{ resourceType: 'Basic' }, /./],
    [{ ...unsigned, status: 'nonsense' }, /MedicationRequest\.status/],
    [{ ...unsigned, subject: ref('Patient/other') }, /MedicationRequest\.subject/],
  ] as const) {
    const refused = await check(prescription);
    expect([400, 422]).toContain(refused.statusCode);
    expect(refused.json<{ error: { field: string } }>().error.field).toMatch(field);
  }
  expect((await post('/app/patients/robin/check-prescription', {})).statusCode).toBe(400);
});

test('a rule is loaded as a Library, without a release, and ends with it; one that cannot be read is left out', async () => {
  const library = (id: string, content: unknown, more: object = {}): Resource => ({
    resourceType: 'Library',
    id,
    status: 'active',
    url: `https://example.org/Library/${id}`,
    type: { coding: [{ system: 'urn:throughline:library-type', code: 'check-rules' }] },
    content: [{ contentType: 'application/json', data: Buffer.from(JSON.stringify(content)).toString('base64') }],
    ...more,
  });
  const rule = {
    id: 'house-alprazolam',
    drugs: ['alprazolam'],
    fromAge: 60,
    severity: 'low',
    effect: { en: 'not on our list', es: 'no está en nuestra lista' },
    source: 'Formulary of the house',
  };
  const loaded = library('house', { olderAdults: [rule] });
  await putAll(house.record, [loaded, library('broken', { olderAdults: [{ id: 'x' }] })]);
  expect(rules(await conflicts())).toContain('older-adult.house-alprazolam');
  await putAll(house.record, [{ ...loaded, effectivePeriod: { end: '2026-11-01' } }]);
  expect(rules(await conflicts())).not.toContain('older-adult.house-alprazolam');
});

test('whoever may not see the person is told nothing, and patients read their plan elsewhere', async () => {
  expect((await doctor.get('/app/patients/nobody/conflicts')).statusCode).toBe(404);
  expect((await doctor.get('/app/patients/a_b/conflicts')).statusCode).toBe(400);
  const robin = await signedIn(house, { username: 'robin', role: 'patient', patient: 'robin' });
  expect((await robin.get('/app/patients/robin/conflicts')).statusCode).toBe(403);
  const biller = await signedIn(house, { username: 'biller', role: 'biller', site: 'Organization/clinic' });
  expect((await biller.get('/app/patients/robin/conflicts')).statusCode).toBe(403);
  expect((await house.ask({ url: '/app/patients/robin/conflicts' })).statusCode).toBe(401);
});
