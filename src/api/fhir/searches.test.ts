import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';

let house: House;
let system: { authorization: string };
let mine: { authorization: string };
const JSON_TYPE = { 'content-type': 'application/fhir+json' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

type Body = { resourceType: string; id: string; [element: string]: unknown };
const ref = (reference: string) => ({ reference });
const TAG = { tag: [{ system: 'urn:t', code: 'seen' }] };
const observation = (id: string, subject: string, more: object = {}): Body => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'x' },
  subject: ref(subject),
  ...more,
});
const encounter = (id: string, subject: string, more: object = {}): Body => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { code: 'AMB' },
  subject: ref(subject),
  ...more,
});

const BODIES: Body[] = [
  { resourceType: 'Patient', id: 'pa', meta: TAG, name: [{ family: 'A' }] },
  { resourceType: 'Patient', id: 'pb', name: [{ family: 'B' }] },
  { resourceType: 'Practitioner', id: 'dr', meta: TAG },
  { resourceType: 'Practitioner', id: 'no' },
  { resourceType: 'RelatedPerson', id: 'rp', patient: ref('Patient/pa') },
  { resourceType: 'Device', id: 'dv' },
  encounter('e1', 'Patient/pa', { participant: [{ individual: ref('Practitioner/dr') }] }),
  encounter('e2', 'Patient/pb', { participant: [{ individual: ref('RelatedPerson/rp') }] }),
  observation('o1', 'Patient/pa', { encounter: ref('Encounter/e1'), performer: [ref('Practitioner/dr')], meta: TAG }),
  observation('o2', 'Patient/pa', { device: ref('Device/dv') }),
  observation('o3', 'Patient/pb', { encounter: ref('Encounter/e2'), performer: [ref('RelatedPerson/rp')] }),
  observation('o4', 'Device/dv'),
  {
    resourceType: 'Condition',
    id: 'c1',
    subject: ref('Patient/pa'),
    encounter: ref('Encounter/e1'),
    asserter: ref('Practitioner/dr'),
  },
  {
    resourceType: 'Appointment',
    id: 'ap',
    status: 'booked',
    participant: ['Patient/pa', 'Patient/pb', 'Practitioner/dr'].map((actor) => ({
      actor: ref(actor),
      status: 'accepted',
    })),
  },
];

beforeAll(async () => {
  house = await openTestHouse();
  system = await house.as('system');
  mine = await house.as('patient', { patient: 'pa' });
  const entry = BODIES.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }));
  const stored = await house.ask({
    method: 'POST',
    url: '/fhir',
    headers: { ...system, ...JSON_TYPE },
    payload: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }),
  });
  if (stored.statusCode !== 200) throw new Error(stored.body.slice(0, 400));
});
afterAll(() => house.close());

const get = (url: string, headers: Record<string, string> = system) => house.ask({ url: `/fhir${url}`, headers });
const post = (url: string, payload: string) =>
  house.ask({ method: 'POST', url: `/fhir${url}`, headers: { ...system, ...FORM }, payload });
const namesOf = (bundle: fhir4.Bundle, mode = 'match') =>
  (bundle.entry ?? [])
    .filter((entry) => entry.search?.mode === mode)
    .map((entry) => `${entry.resource!.resourceType}/${entry.resource!.id}`)
    .sort()
    .join(' ');
const found = async (url: string, headers?: Record<string, string>) => namesOf((await get(url, headers)).json());

// By http://hl7.org/fhir/R4/compartmentdefinition-{patient,encounter,practitioner,relatedperson,device}.html
describe('compartments', () => {
  test.each([
    ['/Patient/pa/Observation', 'Observation/o1 Observation/o2'],
    ['/Patient/pb/Observation', 'Observation/o3'],
    ['/Patient/pb/Appointment', 'Appointment/ap'],
    ['/Patient/pa/Observation?device=Device/dv', 'Observation/o2'],
    ['/Patient/pa/Patient', 'Patient/pa'],
    [
      '/Patient/pa/*',
      'Appointment/ap Condition/c1 Encounter/e1 Observation/o1 Observation/o2 Patient/pa RelatedPerson/rp',
    ],
    ['/Patient/pa/*?_type=Condition,Observation&_tag=urn:t|seen', 'Observation/o1'],
    ['/Encounter/e1/Observation', 'Observation/o1'],
    ['/Encounter/e1/Encounter', 'Encounter/e1'],
    ['/Encounter/e1/*', 'Condition/c1 Encounter/e1 Observation/o1'],
    ['/Practitioner/dr/Encounter', 'Encounter/e1'],
    ['/Practitioner/dr/*', 'Appointment/ap Condition/c1 Encounter/e1 Observation/o1 Practitioner/dr'],
    ['/Practitioner/no/*', 'Practitioner/no'],
    ['/RelatedPerson/rp/*', 'Encounter/e2 Observation/o3 RelatedPerson/rp'],
    ['/Device/dv/Observation', 'Observation/o2 Observation/o4'],
    ['/Device/dv/*', 'Observation/o2 Observation/o4'],
    ['/Encounter/nowhere/Observation', ''],
  ])('%s finds %s', async (url, expected) => {
    expect(await found(url)).toBe(expected);
  });

  test('by POST: the parameters in the body and those in the address', async () => {
    expect(namesOf((await post('/Patient/pa/Observation/_search', 'device=Device/dv')).json())).toBe('Observation/o2');
    const both = await post('/Encounter/e1/_search?_type=Observation,Condition', '_tag=urn:t|seen');
    expect(namesOf(both.json())).toBe('Observation/o1');
    expect(both.json().link[0].url).toBe(
      'http://localhost:80/fhir/Encounter/e1/*?_type=Observation,Condition&_tag=urn:t|seen',
    );
  });

  test('nobody sees more by a compartment than without', async () => {
    expect(await found('/Patient/pa/Observation', mine)).toBe('Observation/o1 Observation/o2');
    expect((await get('/Patient/pb/Observation', mine)).statusCode).toBe(403);
    expect(await found('/Practitioner/dr/Encounter', mine)).toBe('Encounter/e1');
    expect(await found('/RelatedPerson/rp/Observation', mine)).toBe('');
    expect(await found('/Patient/pa/*', mine)).toBe(
      'Appointment/ap Condition/c1 Encounter/e1 Observation/o1 Observation/o2 Patient/pa RelatedPerson/rp',
    );
    expect((await get('/Patient/pa/*?_type=AuditEvent', mine)).statusCode).toBe(403);
  });

  test.each([
    ['/Organization/x/Observation', 404],
    ['/Patient/pa/Organization', 404],
    ['/Patient/pa/Nothing', 404],
    ['/Patient/p_a/Observation', 400],
    ['/Patient/pa/Observation?_type=Condition', 200],
    ['/Patient/pa/*?_type=Organization', 400],
    ['/Patient/pa/$nothing', 404],
  ])('%s answers %i', async (url, status) => {
    expect((await get(url)).statusCode).toBe(status);
  });
});

describe('the whole system', () => {
  test.each([
    ['/?_type=Patient,Practitioner', 'Patient/pa Patient/pb Practitioner/dr Practitioner/no'],
    ['/?_type=Patient&_type=Device', 'Device/dv Patient/pa Patient/pb'],
    ['/?_tag=urn:t|seen', 'Observation/o1 Patient/pa Practitioner/dr'],
    ['/?_id=pa,o1,zz', 'Observation/o1 Patient/pa'],
    ['/?_lastUpdated=gt2999', ''],
    ['/?_type=Observation,Condition&subject=Patient/pa', 'Condition/c1 Observation/o1 Observation/o2'],
    ['/?_type=Observation&_sort=-_id&_count=2', 'Observation/o3 Observation/o4'],
  ])('%s finds %s', async (url, expected) => {
    expect(await found(url)).toBe(expected);
  });

  test('by POST', async () => {
    const answer = await post('/_search', '_type=Patient&_tag=urn:t|seen');
    expect(namesOf(answer.json())).toBe('Patient/pa');
    expect(answer.json().link[0].url).toBe('http://localhost:80/fhir?_type=Patient&_tag=urn:t|seen');
  });

  test.each([1, 2, 3, 5, 14])('pages of %i give everything once, and no empty one', async (count) => {
    const seen: string[] = [];
    let pages = 0;
    for (let next: string | undefined = `/?_count=${count}`; next; pages += 1) {
      const bundle: fhir4.Bundle = (await get(next)).json();
      expect(bundle.entry!.length).toBeLessThanOrEqual(count);
      seen.push(...bundle.entry!.map((entry) => `${entry.resource!.resourceType}/${entry.resource!.id}`));
      next = bundle.link!.find((one) => one.relation === 'next')?.url.split('/fhir')[1];
    }
    expect(seen.toSorted()).toEqual(BODIES.map((body) => `${body.resourceType}/${body.id}`).toSorted());
    expect(pages).toBe(Math.ceil(BODIES.length / count));
  });

  test('counts over all types', async () => {
    expect((await get('/?_summary=count')).json()).toMatchObject({ total: BODIES.length });
    expect((await get('/?_type=Patient,Device&_count=1&_total=accurate')).json()).toMatchObject({ total: 3 });
    expect((await get('/?_type=Basic&_summary=count')).json()).toMatchObject({ total: 0 });
  });

  test('what is included comes once, and not where it is a match', async () => {
    const bundle = (
      await get('/?_type=Observation,Encounter&_include=Observation:subject&_include=Encounter:subject')
    ).json();
    expect(namesOf(bundle, 'include')).toBe('Device/dv Patient/pa Patient/pb');
    const both = (await get('/?_type=Observation,Patient&_include=Observation:subject')).json();
    expect(namesOf(both, 'include')).toBe('Device/dv');
  });

  test('what not every type has is left out with a warning, and refused where the caller is strict', async () => {
    const strict = { ...system, prefer: 'handling=strict' };
    for (const query of [
      'family=A',
      '_type=Patient,Device&family=A',
      '_sort=_lastUpdated',
      '_include=Patient:link&_type=Device',
    ]) {
      const bundle = (await get(`/?${query}`)).json();
      const outcome = bundle.entry.find((entry: fhir4.BundleEntry) => entry.search!.mode === 'outcome');
      expect(outcome.resource.issue[0].details.text, query).toContain('left out');
      expect((await get(`/?${query}`, strict)).statusCode, query).toBe(400);
    }
    for (const query of ['_type=Nothing', '_type=', '_count=few', '_lastUpdated=soon']) {
      expect((await get(`/?${query}`)).statusCode, query).toBe(400);
    }
  });

  test('each sees what is theirs, and a type that is not is refused by name', async () => {
    expect(await found('/', mine)).toBe(
      'Appointment/ap Condition/c1 Encounter/e1 Observation/o1 Observation/o2 Patient/pa Practitioner/dr Practitioner/no RelatedPerson/rp',
    );
    expect((await get('/?_type=Patient,AuditEvent', mine)).statusCode).toBe(403);
    const audited = await house.rows(`select count(*)::int as n from audit where action = 'search' and role = 'patient'
      and type is null and detail = ''`);
    expect(audited).toEqual([{ n: 1 }]);
  });
});
