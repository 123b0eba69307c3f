import { describe, expect, test } from 'vitest';
import { type Resource, isSubset, parseJson, stringify, takeSubset } from './index.ts';

const TAG = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
  display: 'subsetted',
};
const META = { versionId: '3', tag: [{ system: 'urn:t', code: 'kept' }] };
const MARKED = { versionId: '3', tag: [{ system: 'urn:t', code: 'kept' }, TAG] };

const patient = (): Resource => ({
  resourceType: 'Patient',
  id: 'p',
  meta: structuredClone(META),
  language: 'en',
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' },
  contained: [{ resourceType: 'Organization', id: 'o' }],
  extension: [{ url: 'urn:e', valueString: 'e' }],
  modifierExtension: [{ url: 'urn:m', valueString: 'm' }],
  active: true,
  name: [{ family: 'Ruiz', _family: { extension: [{ url: 'urn:f', valueString: 'f' }] } }],
  _birthDate: { extension: [{ url: 'urn:absent', valueCode: 'unknown' }] },
  maritalStatus: { text: 'single' },
  photo: [{ contentType: 'image/png', data: 'AAAA' }],
  contact: [{ name: { family: 'Other' } }],
  managingOrganization: { reference: '#o', display: 'here', extension: [{ url: 'urn:r', valueString: 'r' }] },
  link: [{ other: { reference: 'Patient/q' }, type: 'seealso' }],
});

// By the marks of http://hl7.org/fhir/R4/patient.html: Σ for the summary, ?! for modifiers.
describe('Patient', () => {
  test('summary: what is marked, in the elements too; a value keeps no extension, an extension alone is the value', () => {
    expect(takeSubset(patient(), { kind: 'true' })).toEqual({
      resourceType: 'Patient',
      id: 'p',
      meta: MARKED,
      modifierExtension: [{ url: 'urn:m', valueString: 'm' }],
      active: true,
      name: [{ family: 'Ruiz' }],
      _birthDate: { extension: [{ url: 'urn:absent', valueCode: 'unknown' }] },
      managingOrganization: { reference: '#o', display: 'here' },
      link: [{ other: { reference: 'Patient/q' }, type: 'seealso' }],
    });
  });

  test('text: narrative, id, meta and what must be there', () => {
    const { text } = patient();
    expect(takeSubset(patient(), { kind: 'text' })).toEqual({ resourceType: 'Patient', id: 'p', meta: MARKED, text });
  });

  test('data: all but the narrative', () => {
    const { text: _text, ...rest } = patient();
    expect(takeSubset(patient(), { kind: 'data' })).toEqual({ ...rest, meta: MARKED });
  });

  test('elements: what is named with all that is in it, and modifiers', () => {
    expect(takeSubset(patient(), { kind: 'elements', names: new Set(['birthDate', 'photo']) })).toEqual({
      resourceType: 'Patient',
      id: 'p',
      meta: MARKED,
      modifierExtension: [{ url: 'urn:m', valueString: 'm' }],
      active: true,
      _birthDate: { extension: [{ url: 'urn:absent', valueCode: 'unknown' }] },
      photo: [{ contentType: 'image/png', data: 'AAAA' }],
      // Σ ?!
      link: [{ other: { reference: 'Patient/q' }, type: 'seealso' }],
    });
  });
});

describe('Observation', () => {
  const observation = (): Resource => ({
    resourceType: 'Observation',
    id: 'o',
    status: 'final',
    code: { text: 'BP' },
    subject: { reference: 'Patient/p' },
    valueQuantity: { value: 1, unit: 'g' },
    note: [{ text: 'n' }],
    component: [{ code: { text: 'sys' }, valueQuantity: { value: 2 }, interpretation: [{ text: 'high' }] }],
  });

  test('summary: of a component its code and value; a resource without meta gets one', () => {
    expect(takeSubset(observation(), { kind: 'true' })).toEqual({
      resourceType: 'Observation',
      id: 'o',
      status: 'final',
      code: { text: 'BP' },
      subject: { reference: 'Patient/p' },
      valueQuantity: { value: 1, unit: 'g' },
      component: [{ code: { text: 'sys' }, valueQuantity: { value: 2 } }],
      meta: { tag: [TAG] },
    });
  });

  test('elements: a choice by its name or by its property; status and code must be there', () => {
    const wanted = {
      resourceType: 'Observation',
      id: 'o',
      status: 'final',
      code: { text: 'BP' },
      meta: { tag: [TAG] },
    };
    for (const name of ['value', 'valueQuantity']) {
      const taken = takeSubset(observation(), { kind: 'elements', names: new Set([name]) });
      expect(taken).toEqual({ ...wanted, valueQuantity: { value: 1, unit: 'g' } });
    }
    expect(takeSubset(observation(), { kind: 'elements', names: new Set(['name']) })).toEqual(wanted);
  });
});

test('digits are kept, and the tag is put once', () => {
  const text = '{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.10}}';
  const once = takeSubset(parseJson(text) as Resource, { kind: 'true' });
  expect(isSubset(once)).toBe(true);
  expect(stringify(once)).toContain('1.10');
  expect(takeSubset(structuredClone(once), { kind: 'true' }).meta!.tag).toHaveLength(1);
  expect(isSubset({ resourceType: 'Patient' })).toBe(false);
  expect(isSubset({ resourceType: 'Patient', meta: { tag: [{ code: 'SUBSETTED' }] } })).toBe(false);
});
