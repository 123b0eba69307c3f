import { afterAll, beforeAll, expect, test } from 'vitest';
import { relabel } from '../../src/record/index.ts';
import type { Resource } from '../../src/fhir/index.ts';
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

const valueSet = (id: string, compose: object, more: object = {}): Resource => ({
  resourceType: 'ValueSet',
  id,
  url: `urn:example:${id}`,
  status: 'active',
  compose,
  ...more,
});
const listed = (...codes: string[]) => ({ system: ICD10, concept: codes.map((code) => ({ code })) });

/** As whoever keeps the rules sends it. */
async function sent(method: 'PUT' | 'DELETE', resource: Resource) {
  return house.ask({
    method,
    url: `/fhir/${resource.resourceType}/${resource.id}`,
    headers: { ...(await house.as('administrator')), 'content-type': 'application/fhir+json' },
    ...(method === 'PUT' ? { payload: JSON.stringify(resource) } : {}),
  });
}

test('a rule of labels names a value set; a change of the value set labels again what is stored', async () => {
  const { USUAL_RULES } = await import('../../src/access/index.ts');
  const labelled = policy(
    { labels: [...USUAL_RULES.labels, { label: 'MH', valueSets: ['urn:example:grief', 'urn:example:fear|2'] }] },
    { id: 'rules-by-value-set', url: 'urn:example:by-value-set' },
  );
  const missing = await sent('PUT', labelled);
  expect(missing.statusCode).toBe(422);
  expect(missing.body).toContain(
    'The value set urn:example:grief, by which a rule labels, is not here as an active ValueSet: store it first.',
  );
  expect(missing.json()).toMatchObject({ issue: [{ expression: ['Library.content[0].data'] }] });
  await putAll(house.record, [
    valueSet('grief', { include: [{ valueSet: ['urn:example:losses'] }] }),
    valueSet('losses', { include: [listed('Z63.4')] }),
    valueSet('fear', { include: [listed('R45.0')] }, { version: '2' }),
    labelled,
  ]);
  await putAll(house.record, [visit('mourning', 'Z63.4'), visit('restless', 'R45.0'), visit('tired', 'R53.83')]);
  expect(await relabel(house.record)).toBe(0);
  expect(await Promise.all(['mourning', 'restless', 'tired'].map((id) => labels('Encounter', id)))).toEqual([
    ['MH'],
    ['MH'],
    [],
  ]);
  expect((await sent('PUT', valueSet('losses', { include: [listed('Z63.4', 'R53.83')] }))).statusCode).toBe(200);
  expect(await relabel(house.record)).toBe(1);
  expect(await labels('Encounter', 'tired')).toEqual(['MH']);
  // Those of which a rule is made stay such that their codes can be listed.
  const filter = [{ property: 'concept', op: 'is-a', value: '1' }];
  const filtered = await sent('PUT', valueSet('losses', { include: [{ system: ICD10, filter }] }));
  expect(filtered.statusCode).toBe(422);
  expect(filtered.body).toContain('here is no terminology to find those of a filter. List them, or send an expansion.');
  expect((await sent('PUT', valueSet('fear', { include: [listed('R45.0')] }, { version: '3' }))).statusCode).toBe(422);
  expect((await sent('DELETE', valueSet('grief', {}))).statusCode).toBe(422);
  const expansion = {
    timestamp: '2026-11-01T00:00:00Z',
    contains: [
      { system: ICD10, code: 'Z63.4' },
      { system: ICD10, code: 'R53.83' },
    ],
  };
  expect(
    (await sent('PUT', valueSet('losses', { include: [{ system: ICD10, filter }] }, { expansion }))).statusCode,
  ).toBe(200);
  // Without the rule they are anybody's again.
  await putAll(house.record, [{ ...labelled, status: 'retired' }]);
  expect((await sent('DELETE', valueSet('grief', {}))).statusCode).toBeLessThan(300);
});

test('what names a programme by its places and roles is labelled, when these come or change too', async () => {
  const at = (reference: string) => [
    { actor: { reference: 'Patient/kim' }, status: 'accepted' },
    { actor: { reference }, status: 'accepted' },
  ];
  const PART_2 = ['42CFRPart2', 'NORDSCLCD', 'SUD', 'programme:Organization/recovery'];
  const place = (organization: string): Resource => ({
    resourceType: 'Location',
    id: 'room',
    managingOrganization: { reference: `Organization/${organization}` },
  });
  await putAll(house.record, [
    policy({ programmes: [{ organization: 'Organization/recovery' }] }),
    { resourceType: 'Organization', id: 'heart' },
    place('heart'),
    { resourceType: 'Appointment', id: 'group', status: 'booked', participant: at('Location/room') },
  ]);
  await relabel(house.record);
  expect(await labels('Appointment', 'group')).toEqual([]);
  await putAll(house.record, [place('recovery')]);
  expect(await relabel(house.record)).toBe(1);
  expect(await labels('Appointment', 'group')).toEqual(PART_2);
  const task = { status: 'requested', intent: 'order', for: { reference: 'Patient/kim' } };
  await putAll(house.record, [
    { resourceType: 'Task', id: 'call', ...task, owner: { reference: 'Organization/recovery' } },
    {
      resourceType: 'CareTeam',
      id: 'team',
      subject: task.for,
      participant: [{ member: { reference: 'Organization/recovery' } }],
    },
  ]);
  expect([await labels('Task', 'call'), await labels('CareTeam', 'team')]).toEqual([PART_2, PART_2]);
});
