import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openTestHouse } from '../house.ts';
import { MARKER, secret } from './attacks/attack.ts';
import { TWINS, putTwins } from './attacks/twins.ts';
import { type Person, signedIn } from './people.ts';

// What somebody may write is no way to see or to open what they may not: docs/attacks.md.

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const NOT_LABEL = 'urn:throughline:label-removed';
const PROGRAMME = 'urn:throughline:part2-programme';
const [robin] = TWINS;
let house: House;
let counsellor: Person;
let cardiologist: Person;
let nurse: Person;

beforeAll(async () => {
  house = await openTestHouse();
  await putTwins(house);
  const inside = { practitioner: 'counsellor', site: 'Organization/recovery' };
  counsellor = await signedIn(house, { username: 'counsellor', role: 'physician', ...inside });
  const outside = { practitioner: 'cardiologist', site: 'Organization/heart' };
  cardiologist = await signedIn(house, { username: 'cardiologist', role: 'physician', ...outside });
  nurse = await signedIn(house, { username: 'nurse', role: 'nurse', site: 'Organization/heart' });
});
afterAll(() => house.close());

type Meta = { versionId: string; security?: { system: string; code: string }[] };
type Stored = { resourceType: string; id: string; meta: Meta; [element: string]: unknown };

const labels = ({ meta }: Stored) => (meta.security ?? []).map(({ code }) => code).toSorted();
const LABELS = ['42CFRPart2', 'NORDSCLCD', 'SUD', 'recovery'];
const observation = (id: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'Craving' },
  subject: { reference: `Patient/${robin}` },
  ...more,
});

/** One that the counsellor writes, which the rules label by where it comes from. */
async function written(id: string, more: object = {}): Promise<Stored> {
  const answer = await counsellor.send('PUT', `/fhir/Observation/${id}`, observation(id, more));
  expect(answer.statusCode, answer.body).toBe(201);
  const stored = answer.json<Stored>();
  expect(labels(stored)).toEqual(LABELS);
  return stored;
}

const current = async (id: string) => (await counsellor.get(`/fhir/Observation/${id}`)).json<Stored>();

test('labels stay, whatever is put, patched or taken away by whoever sees them', async () => {
  await written('kept');
  const url = '/fhir/Observation/kept';
  await counsellor.send('PUT', url, observation('kept', { status: 'amended' }));
  expect(labels(await current('kept'))).toEqual(LABELS);
  await counsellor.send('PUT', url, { ...observation('kept', { status: 'corrected' }), meta: { security: [] } });
  expect(labels(await current('kept'))).toEqual(LABELS);
  const json = { 'content-type': 'application/json-patch+json' };
  await counsellor.send('PATCH', url, [{ op: 'remove', path: '/meta/security' }], json);
  expect(labels(await current('kept'))).toEqual(LABELS);
  const taken = await counsellor.send('POST', `${url}/$meta-delete`, {
    resourceType: 'Parameters',
    parameter: [{ name: 'meta', valueMeta: { security: [{ system: ACT_CODE, code: '42CFRPart2' }] } }],
  });
  expect(taken.statusCode).toBe(403);
  expect(labels(await current('kept'))).toEqual(LABELS);
  expect((await cardiologist.get(url)).statusCode).toBe(404);
});

test('nobody says that a label is not wanted, or of which programme something is, but who may', async () => {
  await written('said');
  const security = [
    ...['42CFRPart2', 'SUD'].map((code) => ({ system: NOT_LABEL, code })),
    { system: PROGRAMME, code: 'heart' },
  ];
  await counsellor.send('PUT', '/fhir/Observation/said', { ...observation('said'), meta: { security } });
  await counsellor.send('POST', '/fhir/Observation/said/$meta-add', {
    resourceType: 'Parameters',
    parameter: [{ name: 'meta', valueMeta: { security } }],
  });
  expect(labels(await current('said'))).toEqual(LABELS);
  const mine = await cardiologist.send('POST', '/fhir/Observation', { ...observation('x'), meta: { security } });
  expect(mine.json<Stored>().meta.security).toBeUndefined();
});

test('what is contained brings no labels of its own', async () => {
  const meta = { security: [{ system: NOT_LABEL, code: 'SUD' }] };
  const contained = [{ resourceType: 'Observation', id: 'in', status: 'final', code: { text: 'x' }, meta }];
  const around = observation('around', { contained, hasMember: [{ reference: '#in' }] });
  const answer = await counsellor.send('PUT', '/fhir/Observation/around', around);
  expect(answer.statusCode).toBe(422);
  expect(answer.json<{ issue: { expression: string[] }[] }>().issue[0]!.expression).toEqual([
    'Observation.contained[0].meta.security',
  ]);
});

test('moved to another patient it is as sensitive as it was, and its versions stay where they were', async () => {
  await written('moved');
  const other = { subject: { reference: 'Patient/lee' } };
  expect((await cardiologist.send('PUT', '/fhir/Observation/moved', observation('moved', other))).statusCode).toBe(403);
  expect((await counsellor.send('PUT', '/fhir/Observation/moved', observation('moved', other))).statusCode).toBe(200);
  expect(labels(await current('moved'))).toEqual(LABELS);
  for (const way of ['', '/_history/1', '/_history/2', '/_history'])
    expect((await cardiologist.get(`/fhir/Observation/moved${way}`)).statusCode, way).toBe(404);
  expect(await cardiologist.ids('/fhir/Observation?patient=lee')).toEqual([]);
});

test('deleted and made again it is as sensitive as it was', async () => {
  await written('again');
  expect((await counsellor.send('DELETE', '/fhir/Observation/again')).statusCode).toBe(204);
  // Whoever may not see what was there does not write in its place, nor learn what version would be next.
  expect((await cardiologist.send('PUT', '/fhir/Observation/again', observation('again'))).statusCode).toBe(403);
  expect((await counsellor.send('PUT', '/fhir/Observation/again', observation('again'))).statusCode).toBe(201);
  expect(labels(await current('again'))).toEqual(LABELS);
  for (const way of ['', '/_history/1', '/_history/3', '/_history'])
    expect((await cardiologist.get(`/fhir/Observation/again${way}`)).statusCode, way).toBe(404);
});

test('what belongs to a visit keeps its labels when it no longer says so', async () => {
  const visit = { encounter: { reference: `Encounter/${secret(robin)}` } };
  const system = await house.as('system');
  const put = (body: object) =>
    house.ask({
      method: 'PUT',
      url: '/fhir/Observation/of-visit',
      headers: { ...system, 'content-type': 'application/fhir+json' },
      payload: JSON.stringify(body),
    });
  expect((await put(observation('of-visit', visit))).statusCode).toBe(201);
  expect(labels(await current('of-visit'))).toEqual(LABELS);
  expect((await counsellor.send('PUT', '/fhir/Observation/of-visit', observation('of-visit'))).statusCode).toBe(200);
  expect(labels(await current('of-visit'))).toEqual(LABELS);
});

test('an id that is taken by what is hidden says no more than that, and nothing is changed', async () => {
  const url = `/fhir/Observation/${secret(robin)}`;
  const answer = await cardiologist.send('PUT', url, observation(secret(robin)));
  expect(answer.statusCode).toBe(403);
  expect(answer.json<{ issue: { details: { text: string } }[] }>().issue.map((one) => one.details.text)).toEqual([
    `Not allowed: Observation/${secret(robin)} cannot be written.`,
  ]);
  expect(answer.headers['etag']).toBeUndefined();
  expect(answer.body).not.toContain(MARKER);
  const [row] = await house.rows(`select version from resource where type = 'Observation' and id = '${secret(robin)}'`);
  expect(row!['version']).toBe(1);
});

test('where ids are given by the server, one that is taken by what is hidden is as one that is not', async () => {
  const strict = await openTestHouse({ updateCreate: false });
  try {
    await putTwins(strict);
    const who = await signedIn(strict, { username: 'cardiologist', role: 'physician', site: 'Organization/heart' });
    const [hidden, absent] = await Promise.all(
      TWINS.map((twin) => who.send('PUT', `/fhir/Observation/${secret(twin)}`, observation(secret(twin)))),
    );
    expect([hidden!.statusCode, absent!.statusCode]).toEqual([405, 405]);
    expect(hidden!.body.replaceAll(TWINS[0], 'x')).toBe(absent!.body.replaceAll(TWINS[1], 'x'));
  } finally {
    await strict.close();
  }
});

const consent = (id: string, provision: object, more: object = {}) => ({
  resourceType: 'Consent',
  id,
  status: 'active',
  scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
  category: [{ coding: [{ system: 'urn:throughline:consent-category', code: '42-CFR-2' }] }],
  patient: { reference: `Patient/${robin}` },
  dateTime: '2026-11-10T10:00:00Z',
  performer: [{ reference: `Patient/${robin}` }],
  organization: [{ reference: 'Organization/recovery' }],
  policyRule: { coding: [{ system: ACT_CODE, code: 'OPTIN' }] },
  provision: {
    type: 'permit',
    period: { start: '2026-11-10', end: '2036-11-10' },
    purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }],
    ...provision,
  },
  ...more,
});
const actor = (reference: object) => ({ actor: [{ role: { coding: [{ code: 'IRCP' }] }, reference }] });

test('nobody lets themselves in by a consent that they write', async () => {
  await written('sealed');
  for (const [id, reference] of [
    ['self', { reference: 'Practitioner/cardiologist' }],
    ['site', { reference: 'Organization/heart' }],
    ['role', { identifier: { system: 'urn:throughline:recipient-class', value: 'physician' } }],
    ['staff', { identifier: { system: 'urn:throughline:recipient-class', value: 'staff' } }],
  ] as const) {
    const answer = await cardiologist.send('PUT', `/fhir/Consent/${id}`, consent(id, actor(reference)));
    expect(answer.statusCode, id).toBe(403);
    expect((await cardiologist.get('/fhir/Observation/sealed')).statusCode, id).toBe(404);
  }
  const nested = {
    provision: [{ type: 'permit', ...actor({ reference: 'Practitioner/cardiologist' }) }],
    ...actor({ reference: 'Organization/heart' }),
  };
  expect((await cardiologist.send('PUT', '/fhir/Consent/nested', consent('nested', nested))).statusCode).toBe(403);
  // Who is let in by nobody's word but the programme's writes it down for another.
  const forAnother = consent('other', actor({ reference: 'Practitioner/cardiologist' }));
  expect((await counsellor.send('PUT', '/fhir/Consent/other', forAnother)).statusCode).toBe(201);
  expect((await cardiologist.get('/fhir/Observation/sealed')).statusCode).toBe(200);
  expect((await counsellor.send('PUT', '/fhir/Consent/other', { ...forAnother, status: 'inactive' })).statusCode).toBe(
    200,
  );
});

test('nobody takes a refusal away that is about themselves', async () => {
  const denial = consent(
    'denied',
    { type: 'permit', provision: [{ type: 'deny', ...actor({ reference: 'Practitioner/cardiologist' }) }] },
    { category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }], organization: undefined },
  );
  expect((await nurse.send('PUT', '/fhir/Consent/denied', denial)).statusCode).toBe(201);
  const open = `/fhir/Observation/${robin}-pulse-1`;
  expect((await cardiologist.get(open)).statusCode).toBe(404);
  for (const body of [
    { ...denial, status: 'inactive' },
    { ...denial, provision: { type: 'permit' } },
  ]) {
    expect((await cardiologist.send('PUT', '/fhir/Consent/denied', body)).statusCode).toBe(403);
  }
  const moved = { ...denial, patient: { reference: 'Patient/lee' }, performer: [{ reference: 'Patient/lee' }] };
  expect((await cardiologist.send('PUT', '/fhir/Consent/denied', moved)).statusCode).toBe(403);
  expect((await cardiologist.get(open)).statusCode).toBe(404);
  const lifted = await nurse.send('PUT', '/fhir/Consent/denied', { ...denial, status: 'inactive' });
  expect(lifted.statusCode, lifted.body).toBe(200);
  expect((await cardiologist.get(open)).statusCode).toBe(200);
});

test('a token bound to a patient writes into nobody else’s record as a guest', async () => {
  const bound = await house.as('physician', { patient: 'lee', scopes: ['patient/*.cruds'] });
  const ask = (method: 'POST' | 'PUT', url: string, body: object) =>
    house.ask({
      method,
      url,
      headers: { ...bound, 'content-type': 'application/fhir+json' },
      payload: JSON.stringify(body),
    });
  const guest = observation('x', { performer: [{ reference: 'Patient/lee' }] });
  expect((await ask('POST', '/fhir/Observation', guest)).statusCode).toBe(403);
  const own = observation('lees', { subject: { reference: 'Patient/lee' } });
  expect((await ask('PUT', '/fhir/Observation/lees', own)).statusCode).toBe(201);
  expect(
    (await ask('PUT', '/fhir/Observation/lees', { ...own, performer: [{ reference: `Patient/${robin}` }] })).statusCode,
  ).toBe(403);
  expect(
    (await ask('PUT', '/fhir/Observation/lees', { ...own, subject: { reference: `Patient/${robin}` } })).statusCode,
  ).toBe(403);
});

test('a guest in what is shared sees that and no more of the others', async () => {
  const lee = await signedIn(house, { username: 'lee', role: 'patient', patient: 'lee' });
  expect(
    await lee.ids('/fhir/Patient/lee/$everything?_type=Patient,Appointment,Encounter,Condition,Task,List,Flag'),
  ).toEqual(['Patient/lee', ...TWINS.map((who) => `Appointment/${who}-shared`)].toSorted());
  const along = await lee.get('/fhir/Appointment?_include=*&_revinclude=*&_include:iterate=*&_revinclude:iterate=*');
  for (const who of TWINS) expect(along.body).not.toMatch(new RegExp(`"id":"${who}(-pulse|-open|-list|")`));
});

test('a sensitive visit is not to be found out by what the rules make of what refers to it', async () => {
  const said = await Promise.all(
    TWINS.map((who) =>
      cardiologist.send('POST', '/fhir/Observation', {
        ...observation('x'),
        subject: { reference: `Patient/${who}` },
        encounter: { reference: `Encounter/${secret(who)}` },
      }),
    ),
  );
  const [hidden, absent] = said.map(({ statusCode, body }, at) => ({
    statusCode,
    body: body.replaceAll(TWINS[at]!, 'x').replaceAll(/"(id|lastUpdated)":"[^"]*"/g, ''),
  }));
  expect(hidden).toEqual(absent);
});
