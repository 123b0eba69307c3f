import { describe, expect, test } from 'vitest';
import { parseJson, validate } from './index.ts';

const patient = (more: object): object => ({ resourceType: 'Patient', ...more });
const observation = (more: object): object => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...more,
});

describe('takes', () => {
  test.each<[string, object]>([
    ['the least of a Patient', patient({})],
    ['an Observation without a value', observation({})],
    [
      'a primitive with extensions and no value',
      patient({ _birthDate: { extension: [{ url: 'http://x', valueCode: 'unknown' }] } }),
    ],
    ['a required primitive that has but extensions', { ...observation({}), status: undefined, _status: { id: 'a' } }],
    [
      'nulls aligned with their extensions',
      patient({ name: [{ given: ['A', null], _given: [null, { extension: [{ url: 'u:x', valueString: 'y' }] }] }] }),
    ],
    [
      'null in _given alone for what has a value',
      patient({ name: [{ given: ['A', 'B'], _given: [{ id: 'x' }, null] }] }),
    ],
    ['a choice', observation({ valueQuantity: { value: 1.5, unit: 'mg' } })],
    [
      'a contained resource that is referred to',
      observation({ contained: [{ resourceType: 'Patient', id: 'p' }], subject: { reference: '#p' } }),
    ],
    [
      'a reference to the container',
      {
        ...observation({}),
        contained: [
          {
            resourceType: 'Provenance',
            id: 'v',
            target: [{ reference: '#' }],
            recorded: '2024-01-01T00:00:00Z',
            agent: [{ who: { display: 'x' } }],
          },
        ],
      },
    ],
    ['a nested extension', patient({ extension: [{ url: 'http://x', extension: [{ url: 'a', valueInteger: 1 }] }] })],
    [
      'modifierExtension of a backbone element',
      patient({ contact: [{ modifierExtension: [{ url: 'u:m', valueBoolean: true }] }] }),
    ],
    [
      'a required binding by system and code',
      {
        resourceType: 'Condition',
        subject: { reference: 'Patient/1' },
        clinicalStatus: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
        },
      },
    ],
    [
      'recursive structure',
      {
        resourceType: 'Questionnaire',
        status: 'draft',
        item: [{ linkId: '1', type: 'group', item: [{ linkId: '1.1', type: 'string' }] }],
      },
    ],
    [
      'Parameters',
      { resourceType: 'Parameters', parameter: [{ name: 'a', part: [{ name: 'b', resource: patient({}) }] }] },
    ],
    ['Binary', { resourceType: 'Binary', contentType: 'text/plain', data: 'QQ==' }],
    [
      'every usual form of reference',
      {
        resourceType: 'List',
        status: 'current',
        mode: 'working',
        entry: [
          'Patient/1',
          'Patient/1/_history/2',
          'https://x.org/fhir/Patient/1',
          'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
          'Patient?identifier=a|b',
        ].map((reference) => ({ item: { reference } })),
      },
    ],
    ['a reference by identifier alone', observation({ subject: { type: 'Patient', identifier: { value: '1' } } })],
  ])('%s', (_, resource) => expect(validate(JSON.parse(JSON.stringify(resource)))).toEqual([]));
});

describe('refuses', () => {
  test.each<[object, string, string, RegExp]>([
    [patient({ birthDate: '2024-02-30' }), 'Patient.birthDate', 'value', /2024-02-30.*not a day of the calendar/],
    [patient({ nmae: [] }), 'Patient.nmae', 'structure', /not an element of Patient/],
    [observation({ value: 5 }), 'Observation.value', 'structure', /it has valueQuantity/],
    [patient({ name: { family: 'A' } }), 'Patient.name', 'structure', /must be a JSON array/],
    [patient({ gender: ['male'] }), 'Patient.gender', 'structure', /must not be a JSON array/],
    [patient({ name: [{ given: ['A', 5] }] }), 'Patient.name[0].given[1]', 'structure', /JSON string/],
    [patient({ name: ['A'] }), 'Patient.name[0]', 'structure', /JSON object/],
    [patient({ name: [] }), 'Patient.name', 'structure', /empty array/],
    [patient({ name: [{}] }), 'Patient.name[0]', 'structure', /empty object/],
    [patient({ name: [{ family: '' }] }), 'Patient.name[0].family', 'value', /empty/],
    [patient({ active: null }), 'Patient.active', 'structure', /null/],
    [patient({ name: [null] }), 'Patient.name[0]', 'structure', /JSON object/],
    [patient({ name: [{ given: ['A', null] }] }), 'Patient.name[0].given[1]', 'structure', /null/],
    [
      patient({ name: [{ given: ['A', 'B'], _given: [{ id: 'x' }] }] }),
      'Patient.name[0].given',
      'structure',
      /same length/,
    ],
    [patient({ _name: [{ id: 'x' }] }), 'Patient._name', 'structure', /not an element/],
    [patient({ _birthDate: {} }), 'Patient.birthDate', 'structure', /empty object/],
    [patient({ _birthDate: { value: 1 } }), 'Patient.birthDate.value', 'structure', /not an element/],
    [patient({ gender: 'm' }), 'Patient.gender', 'code-invalid', /"m" is not one of male, female, other, unknown/],
    [patient({ deceasedBoolean: true, deceasedDateTime: '2024' }), 'Patient.deceased', 'structure', /not both/],
    [patient({ id: 'a b' }), 'Patient.id', 'value', /not an id/],
    [patient({ communication: [{ preferred: true }] }), 'Patient.communication[0].language', 'required', /required/],
    [patient({ extension: [{ valueString: 'x' }] }), 'Patient.extension[0].url', 'required', /required/],
    [patient({ extension: [{ url: 'u:x' }] }), 'Patient.extension[0]', 'invariant', /neither/],
    [
      patient({ extension: [{ url: 'u:x', valueString: 'x', extension: [{ url: 'y', valueCode: 'z' }] }] }),
      'Patient.extension[0]',
      'invariant',
      /both/,
    ],
    [
      patient({ text: { status: 'generated', div: '<div><script>x</script></div>' } }),
      'Patient.text.div',
      'value',
      /script/,
    ],
    [
      patient({ managingOrganization: { reference: 'Patient/1' } }),
      'Patient.managingOrganization',
      'value',
      /refers to a Patient; it may refer to Organization/,
    ],
    [
      patient({ managingOrganization: { reference: 'Nothing/1' } }),
      'Patient.managingOrganization',
      'value',
      /not a reference/,
    ],
    [patient({ managingOrganization: { reference: '#o' } }), 'Patient.managingOrganization', 'not-found', /contained/],
    [patient({ contained: [{ resourceType: 'Organization' }] }), 'Patient.contained[0]', 'required', /must have an id/],
    [
      patient({ contained: [{ resourceType: 'Organization', id: 'o', nmae: 'x' }] }),
      'Patient.contained[0].nmae',
      'structure',
      /not an element of Organization/,
    ],
    [patient({ multipleBirthInteger: 1.5 }), 'Patient.multipleBirth', 'value', /whole number/],
    [observation({ status: undefined }), 'Observation.status', 'required', /required/],
    [{ resourceType: 'Medication', resourcetype: 'x' }, 'Medication.resourcetype', 'structure', /not an element/],
    [
      { resourceType: 'MedicationRequest', status: 'active', intent: 'order', subject: { reference: 'Patient/1' } },
      'MedicationRequest.medication',
      'required',
      /one of medicationCodeableConcept, medicationReference/,
    ],
    [
      {
        resourceType: 'Condition',
        subject: { reference: 'Patient/1' },
        clinicalStatus: { coding: [{ system: 'http://x', code: 'active' }] },
      },
      'Condition.clinicalStatus',
      'code-invalid',
      /must have a coding/,
    ],
    [{ resourceType: 'Nothing' }, 'Resource.resourceType', 'structure', /"Nothing" is not an R4 resource type/],
    [{}, 'Resource.resourceType', 'structure', /missing/],
    [
      { resourceType: 'Binary', contentType: 'text/plain', extension: [{ url: 'u:x', valueCode: 'y' }] },
      'Binary.extension',
      'structure',
      /not an element/,
    ],
    [{ resourceType: 'Bundle', type: 'transaction', entry: [{}, {}] }, 'Bundle.entry[0]', 'structure', /empty object/],
  ])('%j', (resource, expression, code, details) => {
    const issues = validate(JSON.parse(JSON.stringify(resource)));
    expect(issues[0]).toMatchObject({ severity: 'error', code, expression });
    expect(issues[0]!.details).toMatch(details);
  });

  test('in a Bundle, at the place in the Bundle', () => {
    const entry = (resource: object): object => ({ resource, request: { method: 'POST', url: 'Patient' } });
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        entry(patient({})),
        entry(patient({})),
        entry(patient({})),
        entry(patient({ birthDate: '2024-02-30', gender: 'x' })),
        entry({}),
      ],
    };
    expect(validate(bundle).map((issue) => issue.expression)).toEqual([
      'Bundle.entry[3].resource.birthDate',
      'Bundle.entry[3].resource.gender',
      'Bundle.entry[4].resource.resourceType',
    ]);
  });

  test('a resource of another type than expected, and what is no object', () => {
    expect(validate(patient({}), 'Observation')[0]!.details).toBe(
      'The content is of type Patient; Observation was expected.',
    );
    expect(validate(patient({}), 'Patient')).toEqual([]);
    expect(validate([])).toHaveLength(1);
    expect(validate(null)).toHaveLength(1);
  });

  test('keys that JavaScript gives a meaning to', () => {
    const hostile = parseJson('{"resourceType":"Patient","__proto__":{"a":1},"constructor":1,"toString":"x"}');
    expect(validate(hostile).map((issue) => issue.expression)).toEqual([
      'Patient.__proto__',
      'Patient.constructor',
      'Patient.toString',
    ]);
  });

  test('a hopeless resource with a bounded answer', () => {
    expect(validate(patient({ name: Array.from({ length: 5000 }, () => 1) }))).toHaveLength(200);
  });

  test('contained within contained', () => {
    const inner = { resourceType: 'Organization', id: 'i' };
    const issues = validate(
      patient({ contained: [{ resourceType: 'Organization', id: 'o', contained: [inner], meta: { versionId: '1' } }] }),
    );
    expect(issues.map((issue) => issue.expression)).toEqual([
      'Patient.contained[0].contained',
      'Patient.contained[0].meta.versionId',
    ]);
  });
});
