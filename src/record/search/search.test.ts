import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestRecord, openTestRecord, putAll } from '../../../test/records.ts';
import { type Caller, SYSTEM, fixedClock } from '../../base/index.ts';
import { type Resource, parseJson } from '../../fhir/index.ts';
import { type FhirRecord, search } from '../index.ts';

let opened: TestRecord;
let record: FhirRecord;

const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';

const observation = (id: string, more: object): Resource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: LOINC, code: '29463-7' }] },
  subject: { reference: 'Patient/p1' },
  ...more,
});

const RESOURCES: Resource[] = [
  {
    resourceType: 'Organization',
    id: 'clinic',
    name: 'Riverbend',
    meta: { tag: [{ system: 'urn:t', code: 'north' }], profile: ['http://example.org/p'], source: 'urn:feed:1' },
  },
  { resourceType: 'Organization', id: 'ward', name: 'Ward, 4|B', partOf: { reference: 'Organization/clinic' } },
  {
    resourceType: 'Patient',
    id: 'p1',
    name: [{ family: 'Peña', given: ['José', 'María'] }],
    gender: 'male',
    birthDate: '1962-03-14',
    identifier: [{ system: 'urn:mrn', value: 'MRN1' }, { value: 'BARE' }],
    telecom: [{ system: 'phone', value: '(555) 010-2345' }],
    managingOrganization: { reference: 'Organization/clinic' },
    active: true,
  },
  {
    resourceType: 'Patient',
    id: 'p2',
    name: [{ family: 'Penn' }],
    gender: 'female',
    birthDate: '1980',
    identifier: [{ system: 'urn:other', value: 'MRN1' }],
    generalPractitioner: [{ identifier: { system: 'urn:npi', value: '77' } }],
  },
  { resourceType: 'Patient', id: 'p3', name: [{ family: 'O’Hara' }], deceasedBoolean: true },
  observation('o1', {
    effectiveDateTime: '2024-05-17T09:30:00Z',
    valueQuantity: { value: 5.4, unit: 'kg', system: UCUM, code: 'kg' },
  }),
  observation('o2', {
    effectivePeriod: { start: '2024-05-01', end: '2024-06-30' },
    valueQuantity: { value: 100, unit: 'g', system: UCUM, code: 'g' },
  }),
  observation('o3', {
    effectiveDateTime: '2023',
    status: 'amended',
    subject: { reference: 'Patient/p2' },
    valueString: 'trace',
  }),
  observation('o4', {
    subject: { reference: 'http://elsewhere.org/fhir/Patient/p1' },
    code: {
      coding: [
        { system: LOINC, code: '8302-2' },
        { system: LOINC, code: '29463-7' },
      ],
    },
    valueQuantity: { value: 99.6, unit: 'g', system: UCUM, code: 'g', comparator: '<' },
  }),
  {
    resourceType: 'Encounter',
    id: 'e1',
    status: 'finished',
    class: { code: 'AMB' },
    subject: { reference: 'Patient/p1' },
  },
  {
    resourceType: 'Encounter',
    id: 'e2',
    status: 'arrived',
    class: { code: 'EMER' },
    subject: { reference: 'Patient/p1' },
  },
  {
    resourceType: 'RiskAssessment',
    id: 'r1',
    status: 'final',
    subject: { reference: 'Patient/p1' },
    prediction: [{ probabilityDecimal: 0.5 }],
  },
  { resourceType: 'ValueSet', id: 'v1', status: 'active', url: 'http://example.org/vs/one' },
];

beforeAll(async () => {
  opened = await openTestRecord({ clock: fixedClock('2024-07-01T00:00:00Z') });
  ({ record } = opened);
  await putAll(record, RESOURCES);
});
afterAll(() => opened.close());

const asked = (query: string) => [...new URLSearchParams(query)] as [string, string][];
const run = (type: string, query: string, caller: Caller = SYSTEM) =>
  search(record, caller, type, asked(query), { strict: true });
const idsOf = async (type: string, query: string, caller: Caller = SYSTEM) =>
  (await run(type, query, caller)).matches.map((match) => match.id);

/** Expected by hand from http://hl7.org/fhir/R4/search.html; in the order of ids. */
const TABLE: { [type: string]: { [query: string]: string } } = {
  Patient: {
    '': 'p1 p2 p3',
    // token
    'gender=male': 'p1',
    'gender=MALE': 'p1',
    'gender=http://hl7.org/fhir/administrative-gender|male': 'p1',
    'gender=male,female': 'p1 p2',
    'gender:not=male': 'p2 p3',
    'identifier=MRN1': 'p1 p2',
    'identifier=urn:mrn|MRN1': 'p1',
    'identifier=urn:mrn|': 'p1',
    'identifier=|BARE': 'p1',
    'identifier=|MRN1': '',
    'identifier=BARE': 'p1',
    'identifier=urn:mrn|MRN2': '',
    'active=true': 'p1',
    'deceased=true': 'p3',
    'phone=5550102345': 'p1',
    'gender=male&identifier=MRN1': 'p1',
    'gender=female&identifier=urn:mrn|MRN1': '',
    // string: beginnings, without case and accents
    'family=pen': 'p1 p2',
    'family=PEÑA': 'p1',
    'family=ena': '',
    'family:contains=ena': 'p1',
    'family:exact=Peña': 'p1',
    'family:exact=pena': '',
    'given=maria': 'p1',
    'name=jose,penn': 'p1 p2',
    'given:missing=true': 'p2 p3',
    'given:missing=false': 'p1',
    // date
    'birthdate=1962-03-14': 'p1',
    'birthdate=1962': 'p1',
    'birthdate=1962-03-15': '',
    'birthdate=ne1962-03-14': 'p2',
    'birthdate=lt1970': 'p1',
    'birthdate=gt1962-03-14': 'p2',
    'birthdate=ge1962-03-14&birthdate=le1980': 'p1 p2',
    'birthdate=1980-05': '',
    'birthdate=sa1979': 'p2',
    'birthdate=eb1980': 'p1',
    // reference
    'organization=Organization/clinic': 'p1',
    'organization=clinic': 'p1',
    'organization:Organization=clinic': 'p1',
    'organization=Organization/ward': '',
    'general-practitioner:identifier=urn:npi|77': 'p2',
    'general-practitioner:identifier=77': 'p2',
    // of every resource
    '_id=p1,p3,p9': 'p1 p3',
    '_lastUpdated=2024-07-01': 'p1 p2 p3',
    '_lastUpdated=gt2024-07-01': '',
    '_lastUpdated=ge2024-07-01T00:00:00Z': 'p1 p2 p3',
    '_lastUpdated=lt2024-07-01': '',
  },
  Organization: {
    '_tag=urn:t|north': 'clinic',
    '_tag=south': '',
    '_profile=http://example.org/p': 'clinic',
    '_source=urn:feed:1': 'clinic',
    'name=Ward\\, 4|b': 'ward',
    'name=Ward, Riverbend': 'clinic ward',
    'partof=Organization/clinic': 'ward',
  },
  Observation: {
    'code=29463-7': 'o1 o2 o3 o4',
    'code=http://loinc.org|29463-7': 'o1 o2 o3 o4',
    'code=http://loinc.org|8302-2': 'o4',
    'status=amended': 'o3',
    // a reference to another server is not one to here
    'subject=Patient/p1': 'o1 o2',
    'patient=p1': 'o1 o2',
    'patient=Patient/p2': 'o3',
    'subject=http://elsewhere.org/fhir/Patient/p1': 'o4',
    'patient=p1&code=http://loinc.org|29463-7': 'o1 o2',
    // dates are ranges
    'date=2024-05-17': 'o1',
    'date=2024-05': 'o1',
    'date=2024': 'o1 o2',
    'date=gt2024-05-17': 'o2',
    'date=lt2024-05-17': 'o2 o3',
    'date=sa2023': 'o1 o2',
    'date=eb2024-05-17': 'o3',
    'date=ap2024-05-16T00:00:00Z': 'o1 o2',
    'date=2024-05-17,2023': 'o1 o3',
    // quantities: eq by implicit precision, gt and lt exactly
    'value-quantity=5.4': 'o1',
    'value-quantity=5.40': 'o1',
    'value-quantity=5': 'o1',
    'value-quantity=6': '',
    'value-quantity=5.45': '',
    'value-quantity=100': 'o2',
    'value-quantity=gt5.4': 'o2 o4',
    'value-quantity=ge5.4': 'o1 o2 o4',
    'value-quantity=lt99': 'o1 o4',
    'value-quantity=ap95': 'o2 o4',
    'value-quantity=5.4|http://unitsofmeasure.org|kg': 'o1',
    'value-quantity=5.4||kg': 'o1',
    'value-quantity=5.4|http://unitsofmeasure.org|g': '',
    'value-string=TRA': 'o3',
  },
  RiskAssessment: { 'probability=0.5': 'r1', 'probability=gt0.5': '', 'probability=lt0.6': 'r1' },
  ValueSet: { 'url=http://example.org/vs/one': 'v1', 'url=http://example.org/vs': '' },
};

for (const [type, queries] of Object.entries(TABLE)) {
  describe(`search of ${type}`, () => {
    test.each(Object.entries(queries))('?%s', async (query, expected) => {
      const ids = await idsOf(type, `${query}&_sort=_id`);
      expect(ids.join(' ')).toBe(expected);
      expect((await run(type, `${query}&_summary=count`)).total).toBe(ids.length);
    });
  });
}

test.each([
  ['Patient', '_sort=birthdate', 'p1 p2 p3'],
  ['Patient', '_sort=-birthdate', 'p2 p1 p3'],
  ['Patient', '_sort=family', 'p3 p1 p2'],
  ['Patient', '_sort=-family', 'p2 p1 p3'],
  ['Patient', '_sort=-_id', 'p3 p2 p1'],
  ['Patient', '_sort=-gender', 'p1 p2 p3'],
  ['Observation', '_sort=-date', 'o1 o2 o3 o4'],
  ['Observation', '_sort=status,-date', 'o3 o1 o2 o4'],
  ['Observation', '_sort=-value-quantity', 'o2 o4 o1 o3'],
  ['Observation', '_sort=code', 'o1 o2 o3 o4'],
  ['Encounter', '_sort=status', 'e2 e1'],
  ['Observation', '_sort=_lastUpdated,-_id', 'o4 o3 o2 o1'],
])('%s?%s, what has no value last', async (type, query, expected) => {
  expect((await idsOf(type, query)).join(' ')).toBe(expected);
});

test.each([
  ['Patient', '_include=Patient:organization', 'Organization/clinic'],
  ['Patient', '_include=Patient:organization:Practitioner', ''],
  ['Observation', '_id=o1&_include=*', 'Patient/p1'],
  ['Patient', '_id=p1&_revinclude=Encounter:subject', 'Encounter/e1 Encounter/e2'],
  ['Patient', '_id=p2&_revinclude=Observation:subject&_revinclude=Encounter:subject:Patient', 'Observation/o3'],
  ['Organization', '_include=Organization:partof', ''],
  ['Patient', '_id=p1&_revinclude=Encounter:*', 'Encounter/e1 Encounter/e2'],
  ['Organization', '_id=clinic&_revinclude=*', 'Organization/ward Patient/p1'],
  ['Patient', '_id=p3&_revinclude=*', ''],
])('%s?%s brings along', async (type, query, expected) => {
  const { included } = await run(type, query);
  expect(
    included
      .map((one) => `${one.type}/${one.id}`)
      .sort()
      .join(' '),
  ).toBe(expected);
});

test.each([
  ['Patient', 'birthdate=1962-13', '"birthdate"'],
  ['Patient', 'birthdate=xx1962', '"birthdate"'],
  ['Observation', 'value-quantity=heavy', '"value-quantity"'],
  ['Observation', 'value-quantity=5|kg', '"value-quantity"'],
  ['Patient', '_count=many', '"_count"'],
  ['Patient', 'organization=Planet/1', '"organization"'],
  ['Patient', 'gender:in=http://example.org/vs', ':in'],
  ['Patient', 'organization.colour=blue', 'colour'],
  ['Patient', 'organization:Patient.name=x', 'organization'],
  ['Patient', '_has:Observation:code:code=1', 'Observation:code'],
  ['Patient', '_has:Observation:patient=1', '_has:Type:reference:parameter'],
  ['Patient', '_include:always=Patient:organization', ':iterate'],
  ['Patient', 'colour=blue', '"colour"'],
  ['Patient', '_sort=colour', 'colour'],
  ['Patient', '_total=some', '"_total"'],
  ['Patient', '_cursor=AAAA', 'cursor'],
])('%s?%s is refused, naming what is wrong', async (type, query, named) => {
  await expect(run(type, query)).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining(named) });
});

test('what is unknown is left out with a warning where handling is lenient, and not in the self link', async () => {
  const found = await search(record, SYSTEM, 'Patient', asked('colour=blue&gender=male&_format=json'), {
    strict: false,
  });
  expect(found.matches.map((match) => match.id)).toEqual(['p1']);
  expect(found.self).toEqual([['gender', 'male']]);
  expect(found.warnings.map((warning) => warning.details)).toEqual([expect.stringContaining('"colour"')]);
});

test('bodies are served as they were stored', async () => {
  const { matches } = await run('Patient', '_id=p1');
  expect(parseJson(matches[0]!.body)).toMatchObject({ resourceType: 'Patient', id: 'p1', meta: { versionId: '1' } });
});

describe('whoever is bound to one patient', () => {
  const jose: Caller = { kind: 'account', id: 'jose', name: 'José', role: 'patient', patient: 'p1' };

  test('sees that record alone, in matches, counts and includes', async () => {
    expect(await idsOf('Patient', '', jose)).toEqual(['p1']);
    expect(await idsOf('Observation', '', jose)).toEqual(['o1', 'o2']);
    expect(await idsOf('Observation', 'patient=p2', jose)).toEqual([]);
    expect((await run('Observation', 'code=29463-7&_summary=count', jose)).total).toBe(2);
    expect(await idsOf('Organization', 'name=river', jose)).toEqual(['clinic']);
    const { included } = await run('Organization', '_id=clinic&_revinclude=Patient:organization', jose);
    expect(included.map((one) => one.id)).toEqual(['p1']);
  });

  test('is refused what the role does not read', async () => {
    await expect(run('Provenance', '', jose)).rejects.toMatchObject({ kind: 'forbidden' });
  });
});
