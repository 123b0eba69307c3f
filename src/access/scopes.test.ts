import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Caller } from '../base/index.ts';
import { decide, parseScopes, restriction, type Action } from './index.ts';
import { parseScope } from './scopes.ts';

const token = (scopes: string[] | undefined, more: Partial<Caller> = {}): Caller => ({
  kind: 'token',
  id: 't',
  name: 'T',
  role: 'physician',
  ...(scopes ? { scopes } : {}),
  ...more,
});

test.each([
  ['patient/Observation.rs', { context: 'patient', type: 'Observation', letters: 'rs' }],
  ['user/*.read', { context: 'user', type: '*', letters: 'rs' }],
  ['system/*.*', { context: 'system', type: '*', letters: 'cruds' }],
  ['user/Condition.write', { context: 'user', type: 'Condition', letters: 'cud' }],
  ['user/Condition.cud', { context: 'user', type: 'Condition', letters: 'cud' }],
  ['user/Condition.sr', null],
  ['user/Condition.', null],
  [
    'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
    {
      context: 'patient',
      type: 'Observation',
      letters: 'rs',
      params: [['category', 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory']],
    },
  ],
  [
    'user/Condition.r?category=encounter-diagnosis&clinical-status=a%26b',
    {
      context: 'user',
      type: 'Condition',
      letters: 'r',
      params: [
        ['category', 'encounter-diagnosis'],
        ['clinical-status', 'a&b'],
      ],
    },
  ],
  ['user/Observation.rs?', null],
  ['user/Observation.rs?category', null],
  ['user/Observation.rs?category=', null],
  ['user/Observation.rs?category=%', null],
  ['clinician/Observation.rs', null],
  ['openid', null],
])('%s', (text, expected) => {
  expect(parseScope(text)).toEqual(expected);
});

test('scopes that cannot be honoured are refused by name', () => {
  expect(parseScopes(' openid  user/*.rs ')).toEqual(['openid', 'user/*.rs']);
  expect(parseScopes('user/Observation.rs?category=laboratory&code=718-7')).toHaveLength(1);
  expect(() => parseScopes('user/*.rs?category=laboratory')).toThrow(/only a scope for one type/);
  expect(() => parseScopes('user/Observation.rs?category:in=urn:vs')).toThrow(/"category:in" is no token parameter/);
  expect(() => parseScopes('user/Observation.rs?date=ge2020')).toThrow(/"date" is no token parameter of Observation/);
  expect(() => parseScopes('user/Observation.rs?subject.name=x')).toThrow(/no token parameter/);
  expect(() => parseScopes('user/Observation.rs?_has:x=y')).toThrow(/no token parameter/);
  expect(() => parseScopes('user/Observation.dc')).toThrow(/user\/Observation\.dc/);
});

test.each<[string[], Action, string, boolean]>([
  [['user/Observation.rs'], 'read', 'Observation', true],
  [['user/Observation.rs'], 'search', 'Observation', true],
  [['user/Observation.r'], 'search', 'Observation', false],
  [['user/Observation.r'], 'history', 'Observation', true],
  [['user/Observation.rs'], 'create', 'Observation', false],
  [['user/Observation.rs'], 'read', 'Condition', false],
  [['user/*.cud'], 'delete', 'Condition', true],
  [['user/*.cud'], 'read', 'Condition', false],
  [['system/*.cruds'], 'create', 'Practitioner', false],
  [[], 'read', 'Observation', false],
  [['openid', 'fhirUser'], 'read', 'Observation', false],
])('a physician’s token with %j may %s %s: %s', (scopes, action, type, allowed) => {
  expect(decide(token(scopes), action, type).allowed).toBe(allowed);
});

test('a scope with a query opens what answers it', () => {
  const wide = token(['user/Observation.rs?category=laboratory', 'patient/Observation.rs'], { patient: 'p' });
  expect(restriction(wide, 'Observation')).toEqual({ allowed: true, within: [[['category', 'laboratory']]] });
  const bound = token(['patient/Observation.rs?category=laboratory', 'patient/Observation.r?code=1'], { patient: 'p' });
  expect(restriction(bound, 'Observation')).toEqual({
    allowed: true,
    patient: 'p',
    within: [[['category', 'laboratory']]],
  });
  expect(restriction(bound, 'Condition').allowed).toBe(false);
});

test('a scope for the patient binds to the token’s patient, and to nobody without one', () => {
  const bound = token(['patient/*.rs'], { patient: 'p' });
  expect(restriction(bound, 'Observation')).toEqual({ allowed: true, patient: 'p' });
  expect(decide(bound, 'read', 'Observation', { patients: ['q'] }).allowed).toBe(false);
  expect(restriction(token(['patient/*.rs']), 'Observation').allowed).toBe(false);
  const mixed = token(['patient/*.rs', 'user/Encounter.rs'], { patient: 'p' });
  expect(restriction(mixed, 'Encounter')).toEqual({ allowed: true });
  expect(restriction(mixed, 'Condition')).toEqual({ allowed: true, patient: 'p' });
});

test('a token that names a patient and has no scopes is bound to that patient, whatever its role', () => {
  const bound = token(undefined, { patient: 'p' });
  expect(restriction(bound, 'Observation')).toEqual({ allowed: true, patient: 'p' });
  expect(decide(bound, 'create', 'Observation', { patients: ['q'] }).allowed).toBe(false);
  expect(restriction(token(undefined), 'Observation')).toEqual({ allowed: true });
});

test('scopes never widen a role, nor free a patient of their compartment', () => {
  const scope = fc.constantFrom(
    'user/*.cruds',
    'system/*.*',
    'patient/*.*',
    'user/Observation.rs',
    'patient/Group.rs',
    'openid',
  );
  const type = fc.constantFrom(
    'Observation',
    'Patient',
    'Practitioner',
    'Group',
    'AuditEvent',
    'Claim',
    'Binary',
    'Appointment',
  );
  const action = fc.constantFrom<Action>('read', 'search', 'history', 'create', 'update', 'delete');
  const role = fc.constantFrom<Caller['role']>('patient', 'nurse', 'biller', 'administrator');
  const patients = fc.subarray(['p', 'q', 'r']);
  fc.assert(
    fc.property(fc.array(scope), type, action, role, patients, (scopes, aType, anAction, aRole, members) => {
      const without = token(undefined, { role: aRole, patient: 'p', kind: 'account' });
      const within = { ...without, scopes };
      const free = decide(without, anAction, aType, { patients: members }).allowed;
      const scoped = decide(within, anAction, aType, { patients: members }).allowed;
      expect(scoped && !free).toBe(false);
      const narrowed = restriction(within, aType, anAction);
      // What several people are in is read by each of them, and written by nobody who is bound to one.
      const isRead = anAction === 'read' || anAction === 'search' || anAction === 'history';
      const isIn = (one: string) => members.includes(one) && (isRead || members.length === 1);
      expect(narrowed.allowed && (narrowed.patient === undefined || isIn(narrowed.patient))).toBe(scoped);
    }),
  );
});
