import { expect, test } from 'vitest';
import {
  COMPARTMENTS,
  RESOURCE_TYPES,
  compartmentParams,
  isId,
  isResourceType,
  R4_PARAMS,
  typesInCompartment,
} from './index.ts';
import { rulesOf } from './definitions.ts';
import { compileExpression } from './search-path.ts';

test('R4 has 146 concrete resource types', () => {
  // http://hl7.org/fhir/R4/valueset-resource-types.html lists 148, with the abstract Resource and DomainResource.
  expect(RESOURCE_TYPES).toHaveLength(146);
  expect(isResourceType('Patient')).toBe(true);
  for (const other of [
    'Resource',
    'DomainResource',
    'SubscriptionStatus',
    'Bot',
    'Project',
    'patient',
    '',
    'constructor',
  ]) {
    expect(isResourceType(other)).toBe(false);
  }
});

test('ids', () => {
  expect(isId('a-1.B')).toBe(true);
  for (const bad of ['', 'a_b', 'a/b', 'x'.repeat(65), 'a\n']) expect(isId(bad)).toBe(false);
});

test('every type has rules, and every type that an element names', () => {
  const seen = new Set<string>();
  const visit = (type: string): void => {
    if (seen.has(type) || type === 'Resource') return;
    seen.add(type);
    for (const rule of rulesOf(type).byProperty.values()) if (rule.kind === 'complex') visit(rule.type);
  };
  for (const type of RESOURCE_TYPES) visit(type);
  expect(seen.size).toBeGreaterThan(600);
});

test("the definitions are HL7's, without Medplum's additions", () => {
  expect(rulesOf('Meta').byProperty.has('project')).toBe(false);
  expect(rulesOf('ResearchStudy').byProperty.has('label')).toBe(false);
  expect(rulesOf('EvidenceVariable.characteristic').byProperty.has('definitionCanonical')).toBe(true);
  expect(rulesOf('EvidenceVariable.characteristic').byProperty.has('definitionByCombination')).toBe(false);
  expect(rulesOf('DetectedIssue').byProperty.get('status')!.valueSet!.name).toBe('observation-status');
});

test('every search parameter of R4 but the special one compiles to at least one path, and so does every component', () => {
  const failing: string[] = [];
  const left = new Map<string, number>();
  for (const type of RESOURCE_TYPES) {
    for (const parameter of R4_PARAMS.of(type).values()) {
      if (parameter.type === 'special') left.set(parameter.type, (left.get(parameter.type) ?? 0) + 1);
      else if (parameter.type === 'composite') {
        for (const { type: of } of compileExpression(parameter.expression, type).walks) {
          const parts = parameter.components!.map((one) => compileExpression(one.expression, of, type).walks.length);
          if (Math.min(...parts) === 0) failing.push(`${type}.${parameter.code} of ${of}`);
        }
      } else if (compileExpression(parameter.expression, type).walks.length === 0)
        failing.push(`${type}.${parameter.code}`);
    }
  }
  expect(failing).toEqual([]);
  expect(left.get('special')).toBe(1);
});

test('R4_PARAMS', () => {
  const patient = R4_PARAMS.of('Patient');
  expect(patient.get('gender')).toMatchObject({ type: 'token', expression: 'Patient.gender' });
  expect(patient.get('general-practitioner')!.target).toEqual(['Practitioner', 'Organization', 'PractitionerRole']);
  expect(patient.get('email')!.expression).toBe("Patient.telecom.where(system='email')");
  for (const code of ['_id', '_lastUpdated', '_tag', '_profile', '_security', '_source'])
    expect(patient.has(code)).toBe(true);
  expect(patient.has('_text')).toBe(false);
  expect(R4_PARAMS.of('Observation').get('subject')!.url).toBe(
    'http://hl7.org/fhir/SearchParameter/Observation-subject',
  );
  expect(R4_PARAMS.of('Nothing').size).toBe(0);
});

test('composite parameters name their components (http://hl7.org/fhir/R4/observation.html#search)', () => {
  expect(R4_PARAMS.of('Observation').get('code-value-quantity')!.components).toEqual([
    { code: 'code', expression: 'code' },
    { code: 'value-quantity', expression: 'value.ofType(Quantity)' },
  ]);
  const composites = RESOURCE_TYPES.flatMap((type) =>
    [...R4_PARAMS.of(type).values()].filter((parameter) => parameter.type === 'composite').map((each) => [type, each]),
  ) as [string, { components?: { code: string }[] }][];
  for (const [type, { components }] of composites) {
    expect(components!.length).toBeGreaterThan(1);
    for (const { code } of components!) expect(R4_PARAMS.of(type).get(code), `${type} ${code}`).toBeDefined();
  }
});

test("R4's own search parameters alone: those that were added to it elsewhere are not known", () => {
  expect(R4_PARAMS.of('DetectedIssue').has('status')).toBe(false);
  expect(R4_PARAMS.of('ServiceRequest').has('order-detail')).toBe(false);
});

test('what is in a summary, what modifies, what must be there (http://hl7.org/fhir/R4/patient.html, observation.html)', () => {
  const flags = (type: string, property: string) => {
    const { summary, modifier, mandatory } = rulesOf(type).byProperty.get(property)!;
    return [summary, modifier, mandatory];
  };
  expect(flags('Patient', 'active')).toEqual([true, true, false]);
  expect(flags('Patient', 'name')).toEqual([true, false, false]);
  expect(flags('Patient', 'photo')).toEqual([false, false, false]);
  expect(flags('Patient', 'id')).toEqual([true, false, false]);
  expect(flags('Patient', 'text')).toEqual([false, false, false]);
  expect(flags('Patient', 'implicitRules')).toEqual([true, true, false]);
  expect(flags('Observation', 'status')).toEqual([true, true, true]);
  expect(flags('Observation.component', 'code')).toEqual([true, false, true]);
  expect(flags('Attachment', 'data')).toEqual([false, false, false]);
});

test("the compartments are R4's five (http://hl7.org/fhir/R4/compartmentdefinition.html)", () => {
  expect(COMPARTMENTS).toEqual(['Device', 'Encounter', 'Patient', 'Practitioner', 'RelatedPerson']);
  expect(compartmentParams('Encounter', 'Observation')).toEqual(['encounter']);
  expect(compartmentParams('Encounter', 'Encounter')).toEqual(['{def}']);
  expect(compartmentParams('Device', 'Observation')).toEqual(['subject', 'device']);
  expect(compartmentParams('Encounter', 'Organization')).toEqual([]);
  expect(typesInCompartment('Nothing')).toEqual([]);
  const others = COMPARTMENTS.flatMap((compartment) =>
    typesInCompartment(compartment).flatMap((type) =>
      compartmentParams(compartment, type).filter(
        (param) => param !== '{def}' && R4_PARAMS.of(type).get(param)?.type !== 'reference',
      ),
    ),
  );
  expect(others).toEqual([]);
});
