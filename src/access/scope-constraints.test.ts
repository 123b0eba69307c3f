import { expect, test } from 'vitest';
import type { Role } from '../base/index.ts';
import { narrowScopes, scopesWithin, scopeConstraints, type Action, type ScopeConstraint } from './index.ts';

const LAB = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory';

test.each<[string[], Action, string, 'none' | 'all' | ScopeConstraint[]]>([
  [[], 'read', 'Observation', 'none'],
  [['openid', 'launch/patient'], 'read', 'Observation', 'none'],
  [['user/Observation.rs'], 'read', 'Observation', 'all'],
  [['user/*.read'], 'search', 'Observation', 'all'],
  [['system/*.rs'], 'history', 'Condition', 'all'],
  [['user/Observation.s'], 'read', 'Observation', 'none'],
  [['patient/Observation.rs'], 'read', 'Observation', [{ context: 'patient', params: [] }]],
  [['patient/Observation.rs'], 'read', 'Condition', 'none'],
  [
    [`patient/Observation.rs?category=${LAB}`],
    'search',
    'Observation',
    [{ context: 'patient', params: [['category', LAB]] }],
  ],
  [[`patient/Observation.rs?category=${LAB}`], 'create', 'Observation', 'none'],
  // Any one of them lets in.
  [
    ['patient/Observation.rs?category=laboratory', 'patient/Observation.r?category=vital-signs'],
    'read',
    'Observation',
    [
      { context: 'patient', params: [['category', 'laboratory']] },
      { context: 'patient', params: [['category', 'vital-signs']] },
    ],
  ],
  // What lies within another adds nothing.
  [
    ['patient/Observation.rs?category=laboratory', 'patient/Observation.rs'],
    'read',
    'Observation',
    [{ context: 'patient', params: [] }],
  ],
  [['patient/Observation.rs?category=laboratory', 'user/*.rs'], 'read', 'Observation', 'all'],
  [
    ['patient/Observation.rs?category=laboratory', 'user/Observation.rs?category=laboratory'],
    'read',
    'Observation',
    [{ context: 'user', params: [['category', 'laboratory']] }],
  ],
  [
    ['patient/Observation.rs?category=laboratory', 'patient/Observation.rs?category=laboratory'],
    'read',
    'Observation',
    [{ context: 'patient', params: [['category', 'laboratory']] }],
  ],
  // All parameters of one scope hold together.
  [
    ['user/Observation.rs?category=laboratory&code=718-7'],
    'read',
    'Observation',
    [
      {
        context: 'user',
        params: [
          ['category', 'laboratory'],
          ['code', '718-7'],
        ],
      },
    ],
  ],
  // A query that cannot be held against a resource lets nothing in, however it came into the token.
  [['user/Observation.rs?date=ge2020'], 'read', 'Observation', 'none'],
  [['user/*.rs?category=laboratory'], 'read', 'Observation', 'none'],
])('%j, %s %s', (scopes, action, type, expected) => {
  expect(scopeConstraints(scopes, action, type)).toEqual(expected);
});

test.each<[string[], string[], string[]]>([
  [['patient/*.rs'], ['patient/*.rs'], ['patient/*.rs']],
  [['patient/*.read'], ['patient/*.rs'], ['patient/*.read']],
  [['patient/*.cruds'], ['patient/*.rs'], ['patient/*.rs']],
  [
    ['patient/*.rs'],
    ['patient/Observation.rs', 'patient/Condition.r'],
    ['patient/Observation.rs', 'patient/Condition.r'],
  ],
  [['patient/Observation.rs'], ['patient/*.cruds'], ['patient/Observation.rs']],
  [['patient/Observation.rs'], ['user/*.cruds'], []],
  [['patient/Observation.rs'], ['patient/Condition.rs'], []],
  [['patient/Observation.cud'], ['patient/Observation.rs'], []],
  [
    ['openid', 'fhirUser', 'offline_access'],
    ['openid', 'fhirUser'],
    ['openid', 'fhirUser'],
  ],
  [
    ['patient/Observation.rs'],
    ['patient/Observation.rs?category=laboratory'],
    ['patient/Observation.rs?category=laboratory'],
  ],
  [['patient/Observation.rs?category=laboratory'], ['patient/*.rs'], ['patient/Observation.rs?category=laboratory']],
  [
    ['patient/Observation.rs?category=laboratory'],
    ['patient/Observation.rs?category=vital-signs'],
    ['patient/Observation.rs?category=laboratory&category=vital-signs'],
  ],
  [['patient/Observation.rs?date=ge2020', 'what', 'patient/Observation.zz'], ['patient/*.cruds'], []],
  [['patient/Observation.rs', 'patient/Observation.rs'], ['patient/*.rs'], ['patient/Observation.rs']],
])('of %j, an app registered for %j is granted %j', (asked, registered, granted) => {
  expect(narrowScopes(asked, registered)).toEqual(granted);
});

test.each<[Role, string[], string[]]>([
  ['physician', ['openid', 'user/Condition.cruds', 'patient/*.rs'], ['openid', 'user/Condition.cruds', 'patient/*.rs']],
  // A patient's app reads, and reads no audit: consents they write themselves.
  ['patient', ['patient/*.cruds', 'patient/Condition.cud', 'user/AuditEvent.rs'], ['patient/*.rs']],
  // What a role may do to few types is said of those.
  ['quality-analyst', ['user/*.cruds'], ['user/*.rs', 'user/Task.cu']],
  ['patient', ['launch/patient', 'patient/Observation.read'], ['launch/patient', 'patient/Observation.read']],
  // Consents do not vanish in the course of care.
  ['physician', ['user/Consent.write'], ['user/Consent.cu']],
  ['biller', ['user/Observation.rs', 'user/Claim.rs?use=claim'], ['user/Claim.rs?use=claim']],
])('of what is asked, a %s can let an app do: %j -> %j', (role, asked, left) => {
  const caller = {
    kind: 'account',
    id: 'x',
    name: 'X',
    role,
    ...(role === 'patient' ? { patient: 'p' } : {}),
  } as const;
  expect(scopesWithin(caller, asked)).toEqual(left);
});
