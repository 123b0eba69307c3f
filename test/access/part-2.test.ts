import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putAll } from '../records.ts';
import { type House, openTestHouse } from '../house.ts';
import { type Person, signedIn } from './people.ts';

// The walk of docs/part-2.md: a programme's records, and a cardiologist without a consent, with one, and after it was revoked.

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
let house: House;
let counsellor: Person;
let cardiologist: Person;
let other: Person;
let registrar: Person;
let officer: Person;
let patient: Person;

const policy = {
  resourceType: 'Library',
  id: 'programmes',
  url: 'urn:example:programmes',
  status: 'active',
  type: { coding: [{ system: 'urn:throughline:library-type', code: 'access-policy' }] },
  content: [
    {
      contentType: 'application/json',
      data: Buffer.from(
        JSON.stringify({
          programmes: [{ organization: 'Organization/recovery', controlledBy: ['Organization/board'] }],
        }),
      ).toString('base64'),
    },
  ],
};

const encounter = {
  resourceType: 'Encounter',
  id: 'visit',
  status: 'finished',
  class: { system: ACT_CODE, code: 'AMB' },
  subject: { reference: 'Patient/kim' },
  serviceProvider: { reference: 'Organization/recovery' },
  period: { start: '2026-11-02T09:00:00Z', end: '2026-11-02T09:40:00Z' },
};
const note = {
  resourceType: 'DocumentReference',
  id: 'note',
  status: 'current',
  type: { coding: [{ system: 'http://loinc.org', code: '11506-3' }], text: 'Progress note' },
  subject: { reference: 'Patient/kim' },
  context: { encounter: [{ reference: 'Encounter/visit' }] },
  content: [{ attachment: { contentType: 'text/plain', data: Buffer.from('Went well.').toString('base64') } }],
};
const pressure = (id: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
  subject: { reference: 'Patient/kim' },
  effectiveDateTime: '2026-11-02T09:10:00Z',
  valueQuantity: { value: 128, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
  ...more,
});
const HIDDEN = ['DocumentReference/note', 'Encounter/visit', 'Observation/programme'];

function consent(id: string, more: object = {}): Record<string, unknown> {
  return {
    resourceType: 'Consent',
    id,
    status: 'active',
    scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
    category: [{ coding: [{ system: 'urn:throughline:consent-category', code: '42-CFR-2' }] }],
    patient: { reference: 'Patient/kim' },
    dateTime: '2026-11-10T10:00:00Z',
    performer: [{ reference: 'Patient/kim' }],
    organization: [{ reference: 'Organization/recovery' }],
    policyRule: { coding: [{ system: ACT_CODE, code: 'OPTIN' }] },
    provision: {
      type: 'permit',
      period: { start: '2026-11-10', end: '2036-11-10' },
      actor: [
        {
          role: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }] },
          reference: { reference: 'Practitioner/cardiologist' },
        },
      ],
      purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }],
      ...more,
    },
  };
}

beforeAll(async () => {
  house = await openTestHouse();
  await putAll(house.record, [
    { resourceType: 'Organization', id: 'recovery', name: 'Recovery Center' },
    { resourceType: 'Organization', id: 'heart', name: 'Heart Clinic' },
    { resourceType: 'Organization', id: 'board', name: 'Board' },
    { resourceType: 'Practitioner', id: 'counsellor', name: [{ family: 'Ashgrove' }] },
    { resourceType: 'Practitioner', id: 'cardiologist', name: [{ family: 'Tamsin' }] },
    { resourceType: 'Patient', id: 'kim', name: [{ family: 'Kimball' }], birthDate: '1980-05-01' },
    policy,
  ]);
  counsellor = await signedIn(house, {
    username: 'counsellor',
    role: 'psychologist',
    practitioner: 'counsellor',
    site: 'Organization/recovery',
  });
  cardiologist = await signedIn(house, {
    username: 'cardiologist',
    role: 'physician',
    practitioner: 'cardiologist',
    site: 'Organization/heart',
  });
  other = await signedIn(house, {
    username: 'other',
    role: 'physician',
    practitioner: 'other',
    site: 'Organization/heart',
  });
  registrar = await signedIn(house, { username: 'registrar', role: 'registrar', site: 'Organization/heart' });
  officer = await signedIn(house, { username: 'officer', role: 'privacy-officer', site: 'Organization/heart' });
  patient = await signedIn(house, { username: 'kim', role: 'patient', patient: 'kim' });
  for (const [who, resource] of [
    [counsellor, encounter],
    [counsellor, note],
    [counsellor, pressure('programme', { encounter: { reference: 'Encounter/visit' } })],
    [cardiologist, pressure('heart')],
  ] as const) {
    const answer = await who.send('PUT', `/fhir/${resource.resourceType}/${resource.id}`, resource);
    if (answer.statusCode !== 201) throw new Error(`${answer.statusCode} ${answer.body}`);
  }
});
afterAll(() => house.close());

/** What each surface shows of the programme's three resources; the same list for whoever sees them, and nothing for whoever does not. */
const SURFACES: Record<string, (who: Person) => Promise<string[]>> = {
  read: async (who) => readable(who, (one) => `/fhir/${one}`),
  vread: async (who) => readable(who, (one) => `/fhir/${one}/_history/1`),
  'history of one': async (who) => historyOf(who),
  'search of a patient': async (who) =>
    (
      await Promise.all(
        ['Encounter', 'DocumentReference', 'Observation'].map((type) => who.ids(`/fhir/${type}?patient=kim`)),
      )
    ).flat(),
  'search of a type': async (who) => who.ids('/fhir/Observation?code=8480-6'),
  'search by label': async (who) => who.ids(`/fhir/Observation?_security=${ACT_CODE}|42CFRPart2`),
  count: async (who) => {
    const { total } = (await who.get('/fhir/Observation?code=8480-6&_summary=count')).json<{ total: number }>();
    return total === 2 ? ['Observation/programme'] : [];
  },
  total: async (who) => {
    const { total } = (await who.get('/fhir/Observation?code=8480-6&_total=accurate&_count=1')).json<{
      total: number;
    }>();
    return total === 2 ? ['Observation/programme'] : [];
  },
  'missing and not': async (who) => who.ids('/fhir/Observation?patient=kim&encounter:missing=false'),
  chain: async (who) => who.ids('/fhir/Observation?encounter.status=finished'),
  has: async (who) => {
    const found = await who.ids('/fhir/Patient?_has:Encounter:patient:status=finished');
    return found.length > 0 ? ['Encounter/visit'] : [];
  },
  include: async (who) => who.ids('/fhir/Observation?_id=programme,heart&_include=Observation:encounter'),
  revinclude: async (who) =>
    who.ids('/fhir/Patient?_id=kim&_revinclude=Observation:patient&_revinclude=Encounter:patient'),
  everything: async (who) => who.ids('/fhir/Patient/kim/$everything'),
  'everything of an encounter': async (who) => {
    const answer = await who.get('/fhir/Encounter/visit/$everything');
    return answer.statusCode === 200 ? who.ids('/fhir/Encounter/visit/$everything') : [];
  },
  lastn: async (who) => who.ids('/fhir/Observation/$lastn?patient=kim&code=8480-6&max=5'),
  compartment: async (who) => who.ids('/fhir/Patient/kim/Observation'),
  'several types': async (who) => who.ids('/fhir?_type=Observation,Encounter&_id=programme,visit,heart'),
  'the chart of the app': async (who) => {
    const { resources } = (await who.get('/app/patients/kim/record')).json<{
      resources: { resourceType: string; id: string }[];
    }>();
    return resources.map(({ resourceType, id }) => `${resourceType}/${id}`);
  },
  'the history of the app': async (who) => {
    const answer = await who.get('/app/resources/DocumentReference/note/history');
    return answer.statusCode === 200 ? ['DocumentReference/note'] : [];
  },
  batch: async (who) => {
    const entry = HIDDEN.map((url) => ({ request: { method: 'GET', url } }));
    const answer = await who.send('POST', '/fhir', { resourceType: 'Bundle', type: 'batch', entry });
    const said = answer.json<{ entry: { resource?: { resourceType: string; id: string } }[] }>();
    return said.entry.flatMap(({ resource }) => (resource?.id ? [`${resource.resourceType}/${resource.id}`] : []));
  },
  meta: async (who) => readable(who, (one) => `/fhir/${one}/$meta`),
  'labels in use': async (who) => {
    const { parameter } = (await who.get('/fhir/Observation/$meta')).json<{
      parameter: { valueMeta?: { security?: unknown[] } }[];
    }>();
    return parameter.some(({ valueMeta }) => valueMeta?.security) ? ['Observation/programme'] : [];
  },
};

async function readable(who: Person, address: (one: string) => string): Promise<string[]> {
  const found: string[] = [];
  for (const one of HIDDEN) {
    const answer = await who.get(address(one));
    if (answer.statusCode === 200) found.push(one);
    else expect(answer.statusCode, answer.body).toBe(404);
  }
  return found;
}

async function historyOf(who: Person): Promise<string[]> {
  const found: string[] = [];
  for (const one of HIDDEN) {
    const answer = await who.get(`/fhir/${one}/_history`);
    if (answer.statusCode === 200 && answer.json<{ entry?: unknown[] }>().entry) found.push(one);
  }
  return found;
}

async function shown(who: Person): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const [name, look] of Object.entries(SURFACES)) {
    all[name] = (await look(who)).filter((one) => HIDDEN.includes(one)).toSorted();
  }
  return all;
}

const NOTHING = Object.fromEntries(Object.keys(SURFACES).map((name) => [name, []]));
let everything: Record<string, string[]>;

test('within the programme all of it is seen on every surface', async () => {
  everything = await shown(counsellor);
  expect(Object.entries(everything).filter(([, found]) => found.length === 0)).toEqual([]);
  expect(everything['read']).toEqual(HIDDEN);
  expect(everything['the chart of the app']).toEqual(HIDDEN);
});

test('what comes from a programme is labelled by where it comes from, and says that it may not go on', async () => {
  const { meta } = (await counsellor.get('/fhir/DocumentReference/note')).json<{
    meta: { security: { code: string; display?: string }[] };
  }>();
  expect(meta.security.map((one) => one.code).toSorted()).toEqual(['42CFRPart2', 'NORDSCLCD', 'SUD', 'recovery']);
  // The short notice of 42 CFR 2.32(a)(2).
  expect(meta.security.find((one) => one.code === 'NORDSCLCD')?.display).toBe(
    '42 CFR part 2 prohibits unauthorized use or disclosure of these records.',
  );
});

test('a cardiologist without consent sees none of it on any surface, and their own all the same', async () => {
  expect(await shown(cardiologist)).toEqual(NOTHING);
  expect(await cardiologist.ids('/fhir/Observation?patient=kim')).toEqual(['Observation/heart']);
});

test('absent and hidden answer alike', async () => {
  for (const [hidden, absent] of [
    ['Observation/programme', 'Observation/nothing'],
    ['Observation/programme/_history/1', 'Observation/nothing/_history/1'],
    ['Observation/programme/_history', 'Observation/nothing/_history'],
    ['Observation/programme/$meta', 'Observation/nothing/$meta'],
    ['Encounter/visit/$everything', 'Encounter/nothing/$everything'],
  ]) {
    const [one, two] = [await cardiologist.get(`/fhir/${hidden}`), await cardiologist.get(`/fhir/${absent}`)];
    const plain = (text: string) =>
      text.replaceAll(/programme|nothing|visit/g, 'x').replaceAll(/"(?:id|lastUpdated)":"[^"]*"/g, '');
    expect([one.statusCode, plain(one.body)], hidden).toEqual([two.statusCode, plain(two.body)]);
    expect(Object.keys(one.headers).toSorted()).toEqual(Object.keys(two.headers).toSorted());
  }
});

test('the patient sees all of it, a registrar none, the privacy officer all for oversight', async () => {
  expect((await shown(patient))['read']).toEqual(HIDDEN);
  expect((await registrar.get('/fhir/Encounter/visit')).statusCode).toBe(404);
  expect((await officer.get('/fhir/Encounter/visit')).statusCode).toBe(200);
  expect((await officer.get('/fhir/Encounter/visit', { 'x-purpose-of-use': 'TREAT' })).statusCode).toBe(404);
});

describe('with a consent', () => {
  test('one without what 42 CFR 2.31 asks for is refused, each thing named', async () => {
    const { performer: _performer, ...unsigned } = consent('c1', {
      actor: undefined,
      purpose: undefined,
      period: { start: '2026-11-10' },
    });
    const answer = await patient.send('PUT', '/fhir/Consent/c1', unsigned);
    expect(answer.statusCode).toBe(422);
    const { issue } = answer.json<{ issue: { expression: string[] }[] }>();
    expect(issue.flatMap((one) => one.expression)).toEqual([
      'Consent.performer',
      'Consent.provision.actor',
      'Consent.provision.purpose',
      'Consent.provision.period.end',
    ]);
  });

  test('one by which another programme may disclose opens nothing of this one', async () => {
    const elsewhere = { ...consent('c1'), organization: [{ reference: 'Organization/heart' }] };
    expect((await patient.send('PUT', '/fhir/Consent/c1', elsewhere)).statusCode).toBe(201);
    expect(await shown(cardiologist)).toEqual(NOTHING);
    expect((await patient.send('PUT', '/fhir/Consent/c1', { ...elsewhere, status: 'inactive' })).statusCode).toBe(200);
  });

  test('whom it names sees everything on every surface at once; nobody else does', async () => {
    const answer = await patient.send('PUT', '/fhir/Consent/c1', consent('c1'));
    expect(answer.statusCode, answer.body).toBe(200);
    expect(await shown(cardiologist)).toEqual(everything);
    expect(await shown(other)).toEqual(NOTHING);
  });

  test('what goes out by it says so, and is kept for the accounting of disclosures', async () => {
    const answer = await cardiologist.get('/fhir/DocumentReference/note');
    expect(answer.headers['x-disclosed-under']).toBe('Consent/c1');
    expect((await counsellor.get('/fhir/DocumentReference/note')).headers['x-disclosed-under']).toBeUndefined();
    const found = await cardiologist.get('/fhir/Observation?patient=kim');
    expect(found.body).toContain('disclosed under Consent/c1');
    expect((await cardiologist.get('/fhir/Observation?patient=kim&_id=heart')).body).not.toContain('disclosed under');
    const rows = await house.rows(
      `select distinct action from audit where agent = '${cardiologist.accountId}' and basis = 'consent:Consent/c1'`,
    );
    expect(rows.map((row) => String(row['action'])).toSorted()).toEqual([
      'chart',
      'everything',
      'read',
      'search',
      'vread',
    ]);
  });

  test('for the purposes that it names alone', async () => {
    expect((await cardiologist.get('/fhir/DocumentReference/note', { 'x-purpose-of-use': 'HOPERAT' })).statusCode).toBe(
      404,
    );
    expect((await cardiologist.get('/fhir/DocumentReference/note', { 'x-purpose-of-use': 'HLEGAL' })).statusCode).toBe(
      404,
    );
    expect(
      (await cardiologist.get('/fhir/DocumentReference/note', { 'x-purpose-of-use': 'no code!' })).statusCode,
    ).toBe(400);
  });

  test('within the period that it names alone', async () => {
    await patient.send(
      'PUT',
      '/fhir/Consent/c1',
      consent('c1', { period: { start: '2020-01-01', end: '2021-01-01' } }),
    );
    expect(await shown(cardiologist)).toEqual(NOTHING);
    await patient.send('PUT', '/fhir/Consent/c1', consent('c1'));
    expect(await shown(cardiologist)).toEqual(everything);
  });

  test('revoked, it is over on every surface at once', async () => {
    const revoked = { ...consent('c1'), status: 'inactive' };
    expect((await patient.send('PUT', '/fhir/Consent/c1', revoked)).statusCode).toBe(200);
    expect(await shown(cardiologist)).toEqual(NOTHING);
  });
});

test('a patient may keep anything from somebody, and from everybody but those who are named', async () => {
  const denial = {
    ...consent('c2'),
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    policyRule: { coding: [{ system: ACT_CODE, code: 'OPTIN' }] },
    provision: {
      type: 'permit',
      provision: [
        {
          type: 'deny',
          actor: [{ role: { coding: [{ code: 'IRCP' }] }, reference: { reference: 'Practitioner/cardiologist' } }],
        },
      ],
    },
  };
  expect((await patient.send('PUT', '/fhir/Consent/c2', denial)).statusCode).toBe(201);
  expect(await cardiologist.ids('/fhir/Observation?patient=kim')).toEqual([]);
  expect(await other.ids('/fhir/Observation?patient=kim')).toEqual(['Observation/heart']);
  // Who somebody is stays findable.
  expect((await cardiologist.get('/fhir/Patient/kim')).statusCode).toBe(200);
  expect((await patient.send('DELETE', '/fhir/Consent/c2')).statusCode).toBe(403);
  await patient.send('PUT', '/fhir/Consent/c2', { ...denial, status: 'inactive' });
  expect(await cardiologist.ids('/fhir/Observation?patient=kim')).toEqual(['Observation/heart']);
});
