import { describe, expect, test } from 'vitest';
import {
  FAR_FUTURE,
  FAR_PAST,
  R4_PARAMS,
  extract,
  patientsOf,
  primaryOf,
  type Extracted,
  type Resource,
} from './index.ts';

function of(kind: keyof Extracted, resource: Resource, param: string): object[] {
  const values: { param: string }[] = extract(R4_PARAMS, resource)[kind];
  return values.filter((value) => value.param === param).map(({ param: _param, ...rest }) => rest);
}

const at = (iso: string): number => Date.parse(iso);

describe('tokens', () => {
  const patient: Resource = {
    resourceType: 'Patient',
    id: 'p',
    active: true,
    gender: 'female',
    identifier: [{ system: 'http://mrn', value: '1' }, { value: '2' }, { system: 'http://only' }],
    telecom: [
      { system: 'phone', value: '(555) 123-4567' },
      { system: 'email', value: 'A@x.org' },
    ],
    deceasedDateTime: '2020',
  };
  test.each<[string, object[]]>([
    ['_id', [{ code: 'p' }]],
    ['active', [{ code: 'true' }]],
    ['gender', [{ code: 'female' }, { system: 'http://hl7.org/fhir/administrative-gender', code: 'female' }]],
    ['identifier', [{ system: 'http://mrn', code: '1' }, { code: '2' }, { system: 'http://only' }]],
    ['phone', [{ code: '(555) 123-4567' }, { code: '5551234567' }]],
    ['email', [{ code: 'A@x.org' }, { code: 'a@x.org' }]],
    ['deceased', [{ code: 'true' }]],
  ])('Patient %s', (param, expected) => expect(of('tokens', patient, param)).toEqual(expected));

  test('deceased is false where it is false or not said', () => {
    expect(of('tokens', { resourceType: 'Patient', deceasedBoolean: false }, 'deceased')).toEqual([{ code: 'false' }]);
    expect(of('tokens', { resourceType: 'Patient' }, 'deceased')).toEqual([{ code: 'false' }]);
  });

  test('each coding of a CodeableConcept, and of the components for combo-code', () => {
    const code = (...codes: string[]): object => ({
      coding: codes.map((one) => ({ system: 's', code: one })),
      text: 't',
    });
    const observation: Resource = {
      resourceType: 'Observation',
      code: code('a', 'b'),
      component: [{ code: code('c') }],
    };
    expect(of('tokens', observation, 'code')).toEqual([
      { system: 's', code: 'a' },
      { system: 's', code: 'b' },
    ]);
    expect(of('tokens', observation, 'component-code')).toEqual([{ system: 's', code: 'c' }]);
    expect(of('tokens', observation, 'combo-code').map((token) => (token as { code: string }).code)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
});

describe('references', () => {
  const on = (subject: object, param = 'subject'): object[] =>
    of('references', { resourceType: 'Observation', subject }, param);
  test.each<[object, object[]]>([
    [{ reference: 'Patient/1' }, [{ type: 'Patient', id: '1' }]],
    [{ reference: 'Patient/1/_history/3' }, [{ type: 'Patient', id: '1' }]],
    [
      { reference: 'https://a.org/fhir/Patient/1' },
      [{ type: 'Patient', id: '1', url: 'https://a.org/fhir/Patient/1' }],
    ],
    [
      { reference: 'urn:uuid:0b0b0b0b-0000-4000-8000-000000000000' },
      [{ url: 'urn:uuid:0b0b0b0b-0000-4000-8000-000000000000' }],
    ],
    [{ reference: '#p' }, []],
    [{ identifier: { system: 's', value: 'v' } }, [{ identifier: { system: 's', value: 'v' } }]],
    [{ display: 'x' }, []],
  ])('%j', (subject, expected) => expect(on(subject)).toEqual(expected));

  test('where(resolve() is Patient) goes by the type in the reference', () => {
    expect(on({ reference: 'Patient/1' }, 'patient')).toEqual([{ type: 'Patient', id: '1' }]);
    expect(on({ reference: 'Group/1' }, 'patient')).toEqual([]);
    expect(on({ type: 'Patient', identifier: { value: 'v' } }, 'patient')).toEqual([{ identifier: { value: 'v' } }]);
  });

  test('ofType(Reference), canonical with and without version, where(type=...)', () => {
    const request: Resource = { resourceType: 'MedicationRequest', medicationReference: { reference: 'Medication/m' } };
    expect(of('references', request, 'medication')).toEqual([{ type: 'Medication', id: 'm' }]);
    const plan: Resource = {
      resourceType: 'PlanDefinition',
      library: ['http://l|2'],
      relatedArtifact: [
        { type: 'depends-on', resource: 'http://d' },
        { type: 'successor', resource: 'http://s' },
      ],
    };
    expect(of('references', plan, 'depends-on')).toEqual([
      { url: 'http://d' },
      { url: 'http://l|2' },
      { url: 'http://l' },
    ]);
  });

  test('the first entry of a Bundle', () => {
    const entry = [
      { resource: { resourceType: 'Composition', id: 'c' } },
      { resource: { resourceType: 'Patient', id: 'p' } },
    ];
    expect(of('references', { resourceType: 'Bundle', type: 'document', entry }, 'composition')).toEqual([
      { type: 'Composition', id: 'c' },
    ]);
  });
});

describe('dates', () => {
  const on = (more: object): object[] => of('dates', { resourceType: 'Observation', ...more }, 'date');
  test.each<[object, object[]]>([
    [{ effectiveDateTime: '2024' }, [{ low: at('2024-01-01'), high: at('2025-01-01') }]],
    [{ effectiveDateTime: '2024-02' }, [{ low: at('2024-02-01'), high: at('2024-03-01') }]],
    [{ effectiveDateTime: '2024-02-29' }, [{ low: at('2024-02-29'), high: at('2024-03-01') }]],
    [
      { effectiveDateTime: '2024-02-29T10:00:00-05:00' },
      [{ low: at('2024-02-29T15:00:00Z'), high: at('2024-02-29T15:00:01Z') }],
    ],
    [
      { effectiveInstant: '2024-02-29T10:00:00.25Z' },
      [{ low: at('2024-02-29T10:00:00.250Z'), high: at('2024-02-29T10:00:00.260Z') }],
    ],
    [{ effectivePeriod: { start: '2024-01', end: '2024-02' } }, [{ low: at('2024-01-01'), high: at('2024-03-01') }]],
    [{ effectivePeriod: { start: '2024' } }, [{ low: at('2024-01-01'), high: FAR_FUTURE }]],
    [{ effectivePeriod: { end: '2024' } }, [{ low: FAR_PAST, high: at('2025-01-01') }]],
    [{ effectivePeriod: { id: 'x' } }, []],
    [{ effectiveTiming: { event: ['2024-03-01', '2024-01-05'] } }, [{ low: at('2024-01-05'), high: at('2024-03-02') }]],
    [
      { effectiveTiming: { repeat: { boundsPeriod: { start: '2024-01-05' } } } },
      [{ low: at('2024-01-05'), high: FAR_FUTURE }],
    ],
    [{ effectiveDateTime: '2024-02-30' }, []],
  ])('%j', (more, expected) => expect(on(more)).toEqual(expected));

  test('_lastUpdated', () => {
    const resource: Resource = { resourceType: 'Patient', meta: { lastUpdated: '2024-01-01T00:00:00.001Z' } };
    const low = at('2024-01-01T00:00:00.001Z');
    expect(of('dates', resource, '_lastUpdated')).toEqual([{ low, high: low + 1 }]);
  });
});

test('strings: the parts of names and addresses, and text', () => {
  const values = (resource: Resource, param: string): unknown[] =>
    of('strings', resource, param).map((one) => (one as { value: string }).value);
  const patient: Resource = {
    resourceType: 'Patient',
    name: [{ family: 'Núñez', given: ['Ana', 'María'], prefix: ['Dra.'] }],
    address: [{ line: ['1 High St', 'Flat 2'], city: 'Ware', postalCode: '01082' }],
  };
  expect(values(patient, 'name')).toEqual(['Núñez', 'Ana', 'María', 'Dra.', 'Ana María Núñez']);
  expect(values(patient, 'given')).toEqual(['Ana', 'María']);
  expect(values(patient, 'address')).toEqual(['1 High St', 'Flat 2', 'Ware', '01082']);
  expect(values({ resourceType: 'Observation', valueCodeableConcept: { text: 'pale' } }, 'value-string')).toEqual([
    'pale',
  ]);
  expect(values({ resourceType: 'InsurancePlan', name: 'a', alias: ['b'] }, 'name')).toEqual(['a', 'b']);
});

test('quantities and numbers', () => {
  const value = (more: object): object[] =>
    of('quantities', { resourceType: 'Observation', ...more }, 'value-quantity');
  const ucum = { system: 'http://unitsofmeasure.org', code: 'mg', unit: 'mg' };
  expect(value({ valueQuantity: { value: 5.4, ...ucum } })).toEqual([{ value: 5.4, low: 5.4, high: 5.4, ...ucum }]);
  expect(value({ valueQuantity: { value: 5, comparator: '<' } })).toEqual([
    { value: 5, low: -Infinity, high: 5, open: 'high' },
  ]);
  expect(value({ valueQuantity: { value: 5, comparator: '>=' } })).toEqual([{ value: 5, low: 5, high: Infinity }]);
  expect(value({ valueQuantity: { unit: 'mg' } })).toEqual([]);
  expect(
    value({
      valueSampledData: { origin: { value: 10, unit: 'mV' }, factor: 2, data: '1 E -3 U 4', period: 1, dimensions: 1 },
    }),
  ).toEqual([{ value: 4, low: 4, high: 18, unit: 'mV' }]);
  const condition: Resource = {
    resourceType: 'Condition',
    onsetRange: { low: { value: 40, unit: 'a' }, high: { value: 50, unit: 'a' } },
  };
  expect(of('quantities', condition, 'onset-age')).toEqual([{ value: 40, low: 40, high: 50, unit: 'a' }]);
  const invoice: Resource = { resourceType: 'Invoice', totalGross: { value: 12.5, currency: 'USD' } };
  expect(of('quantities', invoice, 'totalgross')).toEqual([
    { value: 12.5, low: 12.5, high: 12.5, system: 'urn:iso:std:iso:4217', code: 'USD' },
  ]);
  const risk: Resource = { resourceType: 'RiskAssessment', prediction: [{ probabilityDecimal: 0.2 }] };
  expect(of('quantities', risk, 'probability')).toEqual([{ value: 0.2, low: 0.2, high: 0.2 }]);
});

test('uris; a canonical also without its version', () => {
  expect(of('uris', { resourceType: 'ValueSet', url: 'http://v' }, 'url')).toEqual([{ value: 'http://v' }]);
  expect(of('uris', { resourceType: 'Patient', meta: { profile: ['http://p|1'] } }, '_profile')).toEqual([
    { value: 'http://p|1' },
    { value: 'http://p' },
  ]);
});

describe('patientsOf', () => {
  const patient = (id: string): object => ({ reference: `Patient/${id}` });
  test.each<[Resource, string[]]>([
    [{ resourceType: 'Patient', id: 'a', link: [{ other: patient('b'), type: 'seealso' }] }, ['a', 'b']],
    [
      {
        resourceType: 'Observation',
        subject: patient('a'),
        performer: [patient('b'), { reference: 'Practitioner/x' }],
      },
      ['a', 'b'],
    ],
    [
      { resourceType: 'Coverage', policyHolder: patient('h'), subscriber: patient('h'), beneficiary: patient('b') },
      ['b', 'h'],
    ],
    [
      {
        resourceType: 'Appointment',
        participant: [{ actor: patient('a') }, { actor: patient('b') }, { actor: { reference: 'Location/l' } }],
      },
      ['a', 'b'],
    ],
    [{ resourceType: 'Group', member: [{ entity: patient('a') }] }, ['a']],
    [{ resourceType: 'Provenance', target: [patient('a')] }, ['a']],
    [{ resourceType: 'Observation', subject: { reference: 'https://other.org/fhir/Patient/a' } }, []],
    [{ resourceType: 'Observation', subject: { reference: 'Group/g' } }, []],
    [{ resourceType: 'Organization', id: 'o' }, []],
    [{ resourceType: 'MedicationAdministration', subject: patient('a'), performer: [{ actor: patient('a') }] }, ['a']],
  ])('%j', (resource, expected) => expect(patientsOf(resource)).toEqual(expected));
});

test('primaryOf', () => {
  const code = { coding: [{ display: 'no code' }, { system: 'http://loinc.org', code: '8480-6' }] };
  const observation: Resource = {
    resourceType: 'Observation',
    code,
    effectiveDateTime: '2024-01-02',
    issued: '2025-01-01T00:00:00Z',
    valueQuantity: { value: 120 },
  };
  expect(primaryOf(observation)).toEqual({
    code: { system: 'http://loinc.org', code: '8480-6' },
    date: at('2024-01-02'),
    value: 120,
  });
  const encounter: Resource = {
    resourceType: 'Encounter',
    class: { system: 'c', code: 'AMB' },
    type: [{ coding: [{ code: 't' }] }],
    period: { start: '2024' },
  };
  expect(primaryOf(encounter)).toEqual({ code: { code: 't' }, date: at('2024-01-01') });
  expect(primaryOf({ resourceType: 'Organization' })).toEqual({});
});
