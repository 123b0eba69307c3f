import { afterAll, beforeAll, expect, test } from 'vitest';
import { relabel } from '../../src/record/index.ts';
import { putAll } from '../records.ts';
import { type House, openTestHouse } from '../house.ts';
import { type Person, signedIn } from './people.ts';

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
let house: House;
let physician: Person;
let scheduler: Person;
let officer: Person;

const visit = (id: string, code: string, more: object = {}) => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { system: ACT_CODE, code: 'AMB' },
  subject: { reference: 'Patient/kim' },
  reasonCode: [{ coding: [{ system: ICD10, code }] }],
  ...more,
});
const result = (id: string, encounter: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
  subject: { reference: 'Patient/kim' },
  encounter: { reference: `Encounter/${encounter}` },
});

function policy(content: object, more: object = {}) {
  return {
    resourceType: 'Library',
    id: 'rules',
    url: 'urn:example:rules',
    status: 'active',
    type: { coding: [{ system: 'urn:throughline:library-type', code: 'access-policy' }] },
    content: [{ contentType: 'application/json', data: Buffer.from(JSON.stringify(content)).toString('base64') }],
    ...more,
  };
}

beforeAll(async () => {
  house = await openTestHouse();
  await putAll(house.record, [
    { resourceType: 'Patient', id: 'kim', name: [{ family: 'Kimball' }] },
    { resourceType: 'Organization', id: 'recovery' },
    visit('plain', 'I10'),
    visit('hiv', 'B20'),
    visit('alcohol', 'F10.20'),
    visit('program', 'Z71.89', { serviceProvider: { reference: 'Organization/recovery' } }),
    result('pressure', 'program'),
  ]);
  physician = await signedIn(house, { username: 'physician', role: 'physician' });
  scheduler = await signedIn(house, { username: 'scheduler', role: 'scheduler' });
  officer = await signedIn(house, { username: 'officer', role: 'privacy-officer' });
});
afterAll(() => house.close());

const labels = async (type: string, id: string) => {
  const [row] = await house.rows(`select labels from resource where type = '${type}' and id = '${id}'`);
  return row!['labels'];
};

test('what a resource is coded with labels it on write, and a desk does not see it', async () => {
  expect(await labels('Encounter', 'plain')).toEqual([]);
  expect(await labels('Encounter', 'hiv')).toEqual(['HIV']);
  expect(await labels('Encounter', 'alcohol')).toEqual(['SUD']);
  expect(await physician.ids('/fhir/Encounter?patient=kim')).toEqual([
    'Encounter/alcohol',
    'Encounter/hiv',
    'Encounter/plain',
    'Encounter/program',
  ]);
  expect(await scheduler.ids('/fhir/Encounter?patient=kim')).toEqual(['Encounter/plain', 'Encounter/program']);
});

test('nobody but the privacy officer takes a label away, whatever they send', async () => {
  const { meta: _meta, ...bare } = (await physician.get('/fhir/Encounter/hiv')).json<Record<string, unknown>>();
  expect((await physician.send('PUT', '/fhir/Encounter/hiv', bare)).statusCode).toBe(200);
  expect(await labels('Encounter', 'hiv')).toEqual(['HIV']);
  const patch = [{ op: 'remove', path: '/meta/security' }];
  const patched = await physician.send('PATCH', '/fhir/Encounter/hiv', patch, {
    'content-type': 'application/json-patch+json',
  });
  expect(patched.statusCode, patched.body).toBe(200);
  expect(await labels('Encounter', 'hiv')).toEqual(['HIV']);
  const away = {
    resourceType: 'Parameters',
    parameter: [{ name: 'meta', valueMeta: { security: [{ system: ACT_CODE, code: 'HIV' }] } }],
  };
  expect((await physician.send('POST', '/fhir/Encounter/hiv/$meta-delete', away)).statusCode).toBe(403);
  expect(await labels('Encounter', 'hiv')).toEqual(['HIV']);
  const own = {
    ...bare,
    meta: {
      security: [
        { system: 'urn:throughline:part2-programme', code: 'mine' },
        { system: 'urn:throughline:label-removed', code: 'HIV' },
      ],
    },
  };
  expect((await physician.send('PUT', '/fhir/Encounter/hiv', own)).statusCode).toBe(200);
  expect(await labels('Encounter', 'hiv')).toEqual(['HIV']);
});

test('what the privacy officer takes away stays away, and who did it can be read', async () => {
  const away = {
    resourceType: 'Parameters',
    parameter: [{ name: 'meta', valueMeta: { security: [{ system: ACT_CODE, code: 'HIV' }] } }],
  };
  const answer = await officer.send('POST', '/fhir/Encounter/hiv/$meta-delete', away);
  expect(answer.statusCode, answer.body).toBe(200);
  expect(await labels('Encounter', 'hiv')).toEqual(['removed:HIV']);
  const { meta: _meta, ...bare } = (await physician.get('/fhir/Encounter/hiv')).json<Record<string, unknown>>();
  await physician.send('PUT', '/fhir/Encounter/hiv', { ...bare, length: { value: 20, unit: 'min' } });
  expect(await labels('Encounter', 'hiv')).toEqual(['removed:HIV']);
  // Its earlier versions are what they were: labelled then.
  expect((await scheduler.get('/fhir/Encounter/hiv')).statusCode).toBe(200);
  expect((await scheduler.get('/fhir/Encounter/hiv/_history/1')).statusCode).toBe(404);
  const { entry } = (await officer.get('/fhir/Encounter/hiv/_history')).json<{
    entry: { resource: { meta: { security?: { code: string }[] } } }[];
  }>();
  expect(entry.at(-1)!.resource.meta.security?.map(({ code }) => code)).toEqual(['HIV']);
});

test('a policy is refused where it is wrong, with the place', async () => {
  const wrong = await house.ask({
    method: 'PUT',
    url: '/fhir/Library/rules',
    headers: { ...(await house.as('administrator')), 'content-type': 'application/fhir+json' },
    payload: JSON.stringify(policy({ labels: [{ label: 'HIV', codes: [{ system: ICD10, starts: 'B20' }] }] })),
  });
  expect(wrong.statusCode).toBe(422);
  expect(wrong.body).toContain('labels.0.codes.0.starts');
});

test('when the rules change what is stored is labelled again, a programme’s visits with all that belongs to them', async () => {
  const usual = (await import('../../src/access/index.ts')).USUAL_RULES;
  const rules = {
    programmes: [{ organization: 'Organization/recovery' }],
    labels: [...usual.labels, { label: 'MH', codes: [{ system: ICD10, codes: ['I10'] }] }],
  };
  const later = policy(rules, { effectivePeriod: { start: '2100-01-01' } });
  await putAll(house.record, [later]);
  expect(await relabel(house.record)).toBe(0);
  await putAll(house.record, [policy(rules)]);
  expect(await relabel(house.record)).toBe(3);
  expect(await labels('Encounter', 'plain')).toEqual(['MH']);
  expect(await labels('Encounter', 'program')).toEqual([
    '42CFRPart2',
    'NORDSCLCD',
    'SUD',
    'programme:Organization/recovery',
  ]);
  expect(await labels('Observation', 'pressure')).toEqual([
    '42CFRPart2',
    'NORDSCLCD',
    'SUD',
    'programme:Organization/recovery',
  ]);
  // What the privacy officer took away is not put back; done twice, nothing more happens.
  expect(await labels('Encounter', 'hiv')).toEqual(['removed:HIV']);
  expect(await relabel(house.record)).toBe(0);
  expect(await physician.ids('/fhir/Observation?patient=kim')).toEqual([]);
  // The version from before is as sensitive as it is known to be now.
  expect((await physician.get('/fhir/Observation/pressure/_history/1')).statusCode).toBe(404);
});
