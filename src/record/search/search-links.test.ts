import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestRecord, openTestRecord, putAll } from '../../../test/records.ts';
import { type Caller, SYSTEM, fixedClock } from '../../base/index.ts';
import type { Resource } from '../../fhir/index.ts';
import { type FhirRecord, search } from '../index.ts';

let opened: TestRecord;
let record: FhirRecord;

const LOINC = 'http://loinc.org';
const V2_0203 = 'http://terminology.hl7.org/CodeSystem/v2-0203';
const weight = (id: string, patient: string, more: object = {}): Resource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: LOINC, code: '29463-7', display: 'Body Weight' }], text: 'Weighed at home (dry)' },
  subject: { reference: `Patient/${patient}` },
  ...more,
});

/** hospital <- clinic <- ward; Ada at the clinic, Bo at the hospital; Cy at none. */
const RESOURCES: Resource[] = [
  { resourceType: 'Organization', id: 'hospital', name: 'Saint Elm' },
  { resourceType: 'Organization', id: 'clinic', name: 'Riverbend', partOf: { reference: 'Organization/hospital' } },
  { resourceType: 'Organization', id: 'ward', name: 'Ward 4', partOf: { reference: 'Organization/clinic' } },
  {
    resourceType: 'Patient',
    id: 'ada',
    name: [{ family: 'Adams' }, { family: 'Zorn' }],
    gender: 'female',
    managingOrganization: { reference: 'Organization/clinic' },
    identifier: [{ type: { coding: [{ system: V2_0203, code: 'MR' }], text: 'Chart' }, value: '446053' }],
  },
  {
    resourceType: 'Patient',
    id: 'bo',
    name: [{ family: 'Baker' }],
    managingOrganization: { reference: 'Organization/hospital' },
    identifier: [{ type: { coding: [{ system: V2_0203, code: 'SS' }] }, value: '446053' }],
  },
  { resourceType: 'Patient', id: 'cy', name: [{ family: 'Cole' }] },
  weight('w-ada', 'ada'),
  weight('w-bo', 'bo', { code: { coding: [{ system: LOINC, code: '8302-2', display: 'Body height' }] } }),
  weight('w-derived', 'bo', { code: { text: 'Süm of two' }, derivedFrom: [{ reference: 'Observation/w-bo' }] }),
  {
    resourceType: 'List',
    id: 'panel',
    status: 'current',
    mode: 'working',
    entry: [{ item: { reference: 'Patient/cy' } }, { item: { reference: 'Observation/w-bo' } }],
  },
  { resourceType: 'ValueSet', id: 'v1', status: 'active', url: 'http://example.org/fhir/vs/one' },
  { resourceType: 'ValueSet', id: 'v2', status: 'active', url: 'http://example.org/fhir/vsx' },
  { resourceType: 'ValueSet', id: 'v3', status: 'active', url: 'http://example.org/fhir' },
];

beforeAll(async () => {
  opened = await openTestRecord({ clock: fixedClock('2024-07-01T00:00:00Z') });
  ({ record } = opened);
  await putAll(record, RESOURCES);
});
afterAll(() => opened.close());

const run = (type: string, query: string, caller: Caller = SYSTEM, patient?: string) =>
  search(record, caller, type, [...new URLSearchParams(query)] as [string, string][], {
    strict: true,
    ...(patient === undefined ? {} : { compartment: { type: 'Patient', id: patient } }),
  });
const idsOf = async (...asked: Parameters<typeof run>) =>
  (await run(...asked)).matches.map((match) => match.id).join(' ');

/** Expected by hand from http://hl7.org/fhir/R4/search.html#modifiers, #chaining and #has. */
test.each([
  // chains, of several hops, typed and not, with a modifier at their end
  ['Patient', 'organization.name=river', 'ada'],
  ['Patient', 'organization:Organization.name:exact=Saint Elm', 'bo'],
  ['Patient', 'organization.partof.name=saint', 'ada'],
  ['Observation', 'subject:Patient.organization.partof.name=saint', 'w-ada'],
  ['Observation', 'patient.family=baker', 'w-bo w-derived'],
  ['Observation', 'patient.family=baker,adams&code=29463-7', 'w-ada'],
  ['Observation', 'patient.family=nobody', ''],
  ['Observation', 'patient._id=ada', 'w-ada'],
  // _has, nested and at the end of a chain
  ['Patient', '_has:Observation:patient:code=29463-7', 'ada'],
  ['Patient', '_has:Observation:patient:code=none', ''],
  ['Organization', '_has:Patient:organization:_has:Observation:patient:code=8302-2', 'hospital'],
  ['Organization', '_has:Patient:organization:family=adams', 'clinic'],
  ['Observation', 'patient._has:Observation:patient:code=29463-7', 'w-ada'],
  ['Patient', '_has:Observation:patient:derived-from.code=8302-2', 'bo'],
  // what a List's items name
  ['Patient', '_list=panel', 'cy'],
  ['Observation', '_list=panel&code=8302-2', 'w-bo'],
  ['Patient', '_list=other', ''],
  // :missing, whatever the parameter's type
  ['Patient', 'gender:missing=true', 'bo cy'],
  ['Patient', 'gender:missing=false', 'ada'],
  ['Patient', 'organization:missing=true', 'cy'],
  ['Patient', 'deceased:missing=true', ''],
  ['Observation', 'derived-from:missing=false', 'w-derived'],
  ['ValueSet', 'url:missing=true', ''],
  // :text begins so, without case; :of-type; uris by segments
  ['Observation', 'code:text=weigh', 'w-ada'],
  ['Observation', 'code:text=BODY', 'w-ada w-bo'],
  ['Observation', 'code:text=home', ''],
  ['Observation', 'code:text=weighed at home (', 'w-ada'],
  ['Observation', 'code:text=.', ''],
  ['Observation', 'code:text=sómme', ''],
  ['Observation', 'code:text=SÜM', 'w-derived'],
  ['Patient', `identifier:of-type=${V2_0203}|MR|446053`, 'ada'],
  ['Patient', `identifier:of-type=${V2_0203}|MR|446054`, ''],
  ['Patient', 'identifier:text=chart', 'ada'],
  ['ValueSet', 'url:below=http://example.org/fhir/vs', 'v1'],
  ['ValueSet', 'url:below=http://example.org/fhir/', 'v1 v2 v3'],
  ['ValueSet', 'url:above=http://example.org/fhir/vs/one', 'v1 v3'],
  ['ValueSet', 'url:above=http://example.org', ''],
])('%s?%s', async (type, query, expected) => {
  expect(await idsOf(type, `${query}&_sort=_id`)).toBe(expected);
  expect((await run(type, `${query}&_summary=count`)).total).toBe(expected === '' ? 0 : expected.split(' ').length);
});

test('of several values the least orders ascending, the greatest descending', async () => {
  expect(await idsOf('Patient', '_sort=family')).toBe('ada bo cy');
  expect(await idsOf('Patient', '_sort=-family')).toBe('ada cy bo');
});

test.each([
  ['Observation', '_id=w-ada&_include=Observation:subject', 'ada'],
  ['Observation', '_id=w-ada&_include=Observation:subject&_include:iterate=Patient:organization', 'ada clinic'],
  ['Organization', '_id=ward&_include:iterate=Organization:partof', 'clinic hospital'],
  ['Organization', '_id=hospital&_revinclude:iterate=Organization:partof', 'clinic ward'],
  ['Organization', '_id=clinic&_revinclude=Patient:organization&_revinclude:iterate=Observation:subject', 'ada w-ada'],
])('%s?%s brings along', async (type, query, expected) => {
  const { included } = await run(type, query);
  expect(
    included
      .map((one) => one.id)
      .sort()
      .join(' '),
  ).toBe(expected);
});

test('a search in the compartment of a patient', async () => {
  expect(await idsOf('Observation', '_sort=_id', SYSTEM, 'bo')).toBe('w-bo w-derived');
  expect(await idsOf('Observation', 'patient=ada', SYSTEM, 'bo')).toBe('');
});

test('nothing of another record shows through a chain, a _has or an include', async () => {
  const ada: Caller = { kind: 'account', id: 'ada', name: 'Ada', role: 'patient', patient: 'ada' };
  expect(await idsOf('Organization', '_has:Patient:organization:family=baker', ada)).toBe('');
  expect(await idsOf('Organization', '_has:Patient:organization:family=adams', ada)).toBe('clinic');
  expect(await idsOf('Organization', '_has:Patient:organization:_has:Observation:patient:code=8302-2', ada)).toBe('');
  expect(await idsOf('Observation', 'patient.family=baker', ada)).toBe('');
  expect(await idsOf('Observation', 'patient.organization.name=river', ada)).toBe('w-ada');
  const { included } = await run('Organization', '_id=hospital&_revinclude:iterate=Patient:organization', ada);
  expect(included).toEqual([]);
  await expect(run('Patient', '_has:Provenance:target:agent=x', ada)).rejects.toMatchObject({ kind: 'forbidden' });
  await expect(run('Observation', '', ada, 'bo')).rejects.toMatchObject({ kind: 'forbidden' });
});

test.each([
  ['Observation', 'code:text=%00'],
  ['ValueSet', 'url:below=%00'],
  ['Patient', 'family=%00'],
  ['Patient', `identifier:of-type=a|b|%00`],
  ['Patient', 'organization.name=%00'],
  ['Patient', '_id=%00'],
])('%s?%s, a character that no text of the record holds, finds nothing or is refused kindly', async (type, query) => {
  const found = await idsOf(type, query).catch((error: unknown) => (error as { kind?: string }).kind);
  expect(['', 'invalid']).toContain(found);
});

test.each(['"', '\\', '[a', 'a{2', 'x|y', '$', '^', "' or 1=1"])(
  'code:text=%s is text, never a pattern or a path',
  async (text) => {
    const value = text.replaceAll(/[\\|]/g, '\\$&');
    expect(await idsOf('Observation', new URLSearchParams({ 'code:text': value }).toString())).toBe('');
  },
);

test('a :text of white space alone is refused, not everything', async () => {
  await expect(run('Observation', 'code:text=%20')).rejects.toMatchObject({ kind: 'invalid' });
});
