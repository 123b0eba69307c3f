import { expect, test } from 'vitest';
import { ROLES, type Caller, type Role } from '../base/index.ts';
import { RESOURCE_TYPES, patientsOf, type Resource } from '../fhir/index.ts';
import { decide, restriction, type Action } from './index.ts';
import { PATIENT_CONFINED, PATIENT_OPEN } from './policy.ts';
import { TYPE_GROUPS } from './type-groups.ts';

const ACTIONS: Action[] = ['read', 'search', 'history', 'create', 'update', 'delete'];
const CLINICAL_ROLES: Role[] = [
  'physician',
  'nurse-practitioner',
  'nurse',
  'transitional-care-nurse',
  'behavioral-care-manager',
  'psychiatrist',
  'psychologist',
  'social-worker',
  'community-health-worker',
  'pharmacist',
];
const DESK_ROLES: Role[] = ['registrar', 'scheduler', 'biller'];

const as = (role: Role, more: Partial<Caller> = {}): Caller => ({ kind: 'account', id: 'a', name: 'A', role, ...more });
const may = (role: Role, action: Action, type: string) => decide(as(role), action, type).allowed;

test('every resource type of R4 stands in exactly one group', () => {
  const grouped = Object.values(TYPE_GROUPS).flat();
  expect(grouped.filter((type, at) => grouped.indexOf(type) !== at)).toEqual([]);
  const known = new Set<string>(grouped);
  expect(RESOURCE_TYPES.filter((type) => !known.has(type))).toEqual([]);
});

test('every clinical role reads the whole clinical record', () => {
  const missing = CLINICAL_ROLES.flatMap((role) =>
    [...TYPE_GROUPS.clinical, ...TYPE_GROUPS.people, ...TYPE_GROUPS.visits, ...TYPE_GROUPS.money]
      .filter((type) => !may(role, 'read', type) || !may(role, 'search', type) || !may(role, 'history', type))
      .map((type) => `${role} ${type}`),
  );
  expect(missing).toEqual([]);
});

test('desk roles see and write nothing clinical', () => {
  const leaks = DESK_ROLES.flatMap((role) =>
    [...TYPE_GROUPS.clinical, ...TYPE_GROUPS.provenance, ...TYPE_GROUPS.audit].flatMap((type) =>
      ACTIONS.filter((action) => may(role, action, type)).map((action) => `${role} ${action} ${type}`),
    ),
  );
  expect(leaks).toEqual([]);
});

test.each<[Role, Action, string, boolean]>([
  ['physician', 'create', 'MedicationRequest', true],
  ['nurse-practitioner', 'create', 'MedicationRequest', true],
  ['psychiatrist', 'create', 'MedicationRequest', true],
  ['pharmacist', 'update', 'MedicationRequest', true],
  ['pharmacist', 'create', 'MedicationDispense', true],
  ['nurse', 'create', 'MedicationRequest', false],
  ['nurse', 'create', 'MedicationAdministration', true],
  ['nurse', 'create', 'Observation', true],
  ['transitional-care-nurse', 'update', 'CarePlan', true],
  ['behavioral-care-manager', 'create', 'QuestionnaireResponse', true],
  ['psychologist', 'create', 'Condition', true],
  ['social-worker', 'create', 'ServiceRequest', true],
  ['community-health-worker', 'create', 'Observation', true],
  ['community-health-worker', 'create', 'Condition', false],
  ['physician', 'create', 'Claim', false],
  ['physician', 'delete', 'Condition', true],
  ['physician', 'delete', 'Patient', false],
  ['physician', 'read', 'AuditEvent', false],
  ['physician', 'create', 'Practitioner', false],
  ['registrar', 'create', 'Patient', true],
  ['registrar', 'delete', 'Patient', true],
  ['registrar', 'create', 'Coverage', true],
  ['scheduler', 'create', 'Appointment', true],
  ['scheduler', 'create', 'Coverage', false],
  ['biller', 'create', 'Claim', true],
  ['biller', 'read', 'Observation', false],
  ['biller', 'update', 'Patient', false],
  ['quality-analyst', 'read', 'Observation', true],
  ['quality-analyst', 'create', 'Observation', false],
  ['quality-analyst', 'update', 'Task', true],
  ['quality-analyst', 'delete', 'Task', false],
  ['finance', 'read', 'ExplanationOfBenefit', true],
  ['finance', 'read', 'Condition', false],
  ['finance', 'create', 'Claim', false],
  ['finance', 'update', 'Task', true],
  ['administrator', 'update', 'Task', true],
  ['privacy-officer', 'read', 'AuditEvent', true],
  ['privacy-officer', 'read', 'Observation', true],
  ['privacy-officer', 'create', 'Observation', false],
  ['privacy-officer', 'update', 'Consent', true],
  ['administrator', 'create', 'Organization', true],
  ['administrator', 'create', 'PlanDefinition', true],
  ['administrator', 'read', 'AuditEvent', true],
  ['administrator', 'read', 'Observation', false],
  ['diagnostic-service', 'create', 'Observation', true],
  ['diagnostic-service', 'update', 'DiagnosticReport', true],
  ['diagnostic-service', 'delete', 'DiagnosticReport', false],
  ['diagnostic-service', 'read', 'ServiceRequest', true],
  ['diagnostic-service', 'update', 'ServiceRequest', false],
  ['diagnostic-service', 'update', 'Task', true],
  ['diagnostic-service', 'create', 'Task', false],
  ['diagnostic-service', 'delete', 'Task', false],
  ['diagnostic-service', 'read', 'Condition', false],
  ['diagnostic-service', 'read', 'MedicationRequest', false],
  ['diagnostic-service', 'update', 'Patient', false],
  ['dispensing-pharmacy', 'read', 'MedicationRequest', true],
  ['dispensing-pharmacy', 'read', 'AllergyIntolerance', true],
  ['dispensing-pharmacy', 'update', 'MedicationRequest', false],
  ['dispensing-pharmacy', 'create', 'MedicationDispense', true],
  ['dispensing-pharmacy', 'read', 'Observation', false],
  ['dispensing-pharmacy', 'create', 'Task', false],
  ['patient', 'create', 'Observation', false],
  ['patient', 'read', 'AuditEvent', false],
  ['patient', 'read', 'Group', false],
  ['patient', 'read', 'Binary', false],
  ['patient', 'read', 'Practitioner', true],
])('%s may %s %s: %s', (role, action, type, allowed) => {
  expect(decide(as(role, { patient: 'p', site: 'Organization/o' }), action, type).allowed).toBe(allowed);
});

test('a partner outside reads and writes what names its site, within what the scopes of its token say besides', () => {
  const lab = as('diagnostic-service', { kind: 'token', site: 'Organization/lab' });
  const own = ['owner', 'Organization/lab'];
  expect(restriction(lab, 'Task')).toEqual({ allowed: true, within: [[own]] });
  expect(restriction(lab, 'Specimen')).toEqual({ allowed: true });
  const narrow = { ...lab, scopes: ['system/Task.rs?status=requested', 'system/Task.rs?status=accepted'] };
  expect(restriction(narrow, 'Task')).toEqual({
    allowed: true,
    within: [
      [own, ['status', 'requested']],
      [own, ['status', 'accepted']],
    ],
  });
  expect(restriction(as('diagnostic-service'), 'Task').allowed, 'of no site').toBe(false);
});

test('nobody but the system writes the audit, and the system does everything', () => {
  const writers = ROLES.filter((role) => may(role, 'create', 'AuditEvent') || may(role, 'update', 'AuditEvent'));
  expect(writers).toEqual(['system']);
  expect(RESOURCE_TYPES.every((type) => ACTIONS.every((action) => may('system', action, type)))).toBe(true);
});

test('a type that stands in no group is open to the system alone', () => {
  expect(ROLES.filter((role) => may(role, 'read', 'Nonsense'))).toEqual(['system']);
});

test('a patient is confined to their own compartment, and search is narrowed to what reading allows', () => {
  const patient = as('patient', { patient: 'p' });
  for (const type of PATIENT_CONFINED) {
    expect(decide(patient, 'read', type, { patients: ['p'] }).allowed, type).toBe(true);
    expect(decide(patient, 'read', type, { patients: ['q', 'p'] }).allowed, type).toBe(true);
    expect(decide(patient, 'read', type, { patients: ['q'] }).allowed, type).toBe(false);
    expect(decide(patient, 'history', type, { patients: [] }).allowed, type).toBe(false);
    expect(restriction(patient, type)).toEqual({ allowed: true, patient: 'p' });
  }
  for (const type of PATIENT_OPEN) {
    expect(decide(patient, 'read', type, { patients: [] }).allowed, type).toBe(true);
    expect(restriction(patient, type)).toEqual({ allowed: true });
  }
  for (const type of RESOURCE_TYPES.filter((one) => !PATIENT_CONFINED.has(one) && !PATIENT_OPEN.has(one))) {
    expect(decide(patient, 'read', type, { patients: ['p'] }).allowed, type).toBe(false);
    expect(restriction(patient, type).allowed, type).toBe(false);
  }
  expect(restriction(as('patient'), 'Observation').allowed, 'an account tied to nobody sees nobody').toBe(false);
});

test('what is open to patients is in nobody’s compartment', () => {
  const inACompartment = [...PATIENT_OPEN].filter(
    (type) =>
      patientsOf({
        resourceType: type,
        id: 'x',
        patient: { reference: 'Patient/p' },
        subject: { reference: 'Patient/p' },
      } as Resource).length > 0,
  );
  expect(inACompartment).toEqual([]);
});
