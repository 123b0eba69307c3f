import { describe, expect, test } from 'vitest';
import type { Resource } from '../fhir/index.ts';
import { accessRulesOf, consentIssues } from './consent-rules.ts';
import { relationsOf } from './relations-of.ts';

const open = { actors: null, labels: null, types: null, purposes: null, data: null, starts: null, ends: null };

function consent(provision: unknown, more: object = {}): Resource {
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: { coding: [{ code: 'patient-privacy' }] },
    provision,
    ...more,
  } as unknown as Resource;
}

const rulesOf = (resource: Resource) => accessRulesOf(resource, ['p']).map(({ patient: _patient, ...rule }) => rule);
const actor = (reference: string) => ({ reference: { reference } });

describe('what a consent says', () => {
  test('a draft, one that is over and one that is not about privacy say nothing', () => {
    expect(rulesOf(consent({ type: 'deny' }, { status: 'draft' }))).toEqual([]);
    expect(rulesOf(consent({ type: 'deny' }, { status: 'inactive' }))).toEqual([]);
    expect(rulesOf(consent({ type: 'deny' }, { scope: { coding: [{ code: 'treatment' }] } }))).toEqual([]);
  });

  test.each([
    ['OPTIN', 'permit'],
    ['OPTOUT', 'deny'],
  ])('the base policy %s where the root says nothing', (code, effect) => {
    const [rule] = rulesOf(consent(undefined, { policyRule: { coding: [{ code }] } }));
    expect(rule?.effect).toBe(effect);
  });

  test('an exception holds within what it is an exception to', () => {
    const rules = rulesOf(
      consent({
        type: 'permit',
        period: { start: '2026-01-01', end: '2026-12-31' },
        purpose: [{ code: 'TREAT' }],
        provision: [{ type: 'deny', actor: [actor('Practitioner/x')], period: { end: '2026-06-30' } }],
      }),
    );
    expect(rules).toEqual([
      {
        ...open,
        depth: 0,
        effect: 'permit',
        unlocks: [],
        purposes: ['TREAT'],
        starts: Date.parse('2026-01-01'),
        ends: Date.parse('2027-01-01'),
      },
      {
        ...open,
        depth: 1,
        effect: 'deny',
        unlocks: null,
        purposes: ['TREAT'],
        actors: ['Practitioner/x'],
        starts: Date.parse('2026-01-01'),
        ends: Date.parse('2026-07-01'),
      },
    ]);
  });

  test('classes of recipients', () => {
    const system = 'urn:throughline:recipient-class';
    const [rule] = rulesOf(
      consent({
        type: 'permit',
        actor: [
          { reference: { identifier: { system, value: 'staff' } } },
          { reference: { identifier: { system, value: 'nurse' } } },
        ],
      }),
    );
    expect(rule?.actors).toEqual(['class:staff', 'role:nurse']);
  });

  test('what is said of correcting is nothing about reading', () => {
    expect(rulesOf(consent({ type: 'deny', action: [{ coding: [{ code: 'correct' }] }] }))).toEqual([]);
    expect(rulesOf(consent({ type: 'deny', action: [{ coding: [{ code: 'access' }] }] }))).toHaveLength(1);
  });
});

describe('what a permission opens', () => {
  const organization = [{ reference: 'Organization/p' }];
  const part2 = { category: [{ coding: [{ code: '42-CFR-2' }] }], organization };
  test.each<[string, object, object, string[]]>([
    ['a general one no seal at all', {}, {}, []],
    [
      'one under Part 2 what that law seals, of the programme that it names',
      {},
      part2,
      ['42CFRPart2', 'SUD', 'programme:Organization/p'],
    ],
    ['one that names the label and is not under Part 2, not that', { securityLabel: [{ code: '42CFRPart2' }] }, {}, []],
    [
      'one under Part 2 that names it',
      { securityLabel: [{ code: '42CFRPart2' }] },
      part2,
      ['42CFRPart2', 'SUD', 'programme:Organization/p'],
    ],
    ['one under Part 2 for something else, that alone', { securityLabel: [{ code: 'HIV' }] }, part2, ['HIV']],
    ['counselling notes by name alone', { securityLabel: [{ code: 'PSYTHPN' }] }, part2, ['PSYTHPN']],
  ])('%s', (_what, provision, more, unlocks) => {
    expect(rulesOf(consent({ type: 'permit', ...provision }, more))[0]?.unlocks?.toSorted()).toEqual(
      unlocks.toSorted(),
    );
  });
});

test('a restricted record is a rule of its own', () => {
  const meta = { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }] };
  expect(accessRulesOf({ resourceType: 'Patient', id: 'p', meta } as Resource, ['p'])).toEqual([
    { ...open, patient: 'p', depth: 0, effect: 'restrict', unlocks: null },
  ]);
  expect(accessRulesOf({ resourceType: 'Patient', id: 'p' } as Resource, ['p'])).toEqual([]);
});

describe('what cannot be enforced is refused', () => {
  test.each<[string, unknown]>([
    ['Consent.provision.code', { code: [{}] }],
    ['Consent.provision.dataPeriod', { dataPeriod: {} }],
    ['Consent.provision.data', { data: [{ meaning: 'related', reference: {} }] }],
    ['Consent.provision.actor[0].reference', { actor: [{ reference: { display: 'Dr. Who' } }] }],
    [
      'Consent.provision.provision[0].securityLabel',
      { securityLabel: [{ code: 'SUD' }], provision: [{ securityLabel: [{ code: 'HIV' }] }] },
    ],
  ])('%s', (expression, provision) => {
    expect(consentIssues(consent(provision)).map((one) => one.expression)).toEqual([expression]);
    expect(consentIssues(consent(provision, { status: 'inactive' }))).toEqual([]);
  });

  test('what 42 CFR 2.31(a) asks for may stand in a provision around', () => {
    const whole = {
      category: [{ coding: [{ code: '42-CFR-2' }] }],
      patient: {},
      organization: [{}],
      performer: [{}],
      dateTime: '2026-11-25',
    };
    const permit = { type: 'permit', period: { end: '2027-01-01' }, actor: [actor('Practitioner/x')] };
    expect(consentIssues(consent({ purpose: [{ code: 'TREAT' }], provision: [permit] }, whole))).toEqual([]);
    expect(consentIssues(consent({ provision: [permit] }, whole)).map((one) => one.expression)).toEqual([
      'Consent.provision.purpose',
    ]);
  });
});

describe('care relationships', () => {
  const found = (resource: object) =>
    relationsOf(resource as Resource, ['p']).map(({ agent, kind, starts, ends }) => [agent, kind, starts, ends]);
  const day = (text: string) => Date.parse(text);
  test.each<[string, object, unknown[]]>([
    [
      'a team, each member for their own time',
      {
        resourceType: 'CareTeam',
        status: 'active',
        period: { start: '2026-01-01' },
        participant: [
          { member: { reference: 'Practitioner/a' } },
          { member: { reference: 'Practitioner/b' }, period: { end: '2026-02-01' } },
          { member: { reference: 'Patient/p' } },
        ],
      },
      [
        ['Practitioner/a', 'care-team', day('2026-01-01'), null],
        ['Practitioner/b', 'care-team', null, day('2026-02-02')],
      ],
    ],
    [
      'a team that is over',
      { resourceType: 'CareTeam', status: 'inactive', participant: [{ member: { reference: 'Practitioner/a' } }] },
      [],
    ],
    [
      'who attends, and the site',
      {
        resourceType: 'Encounter',
        status: 'finished',
        period: { start: '2026-11-02T09:00:00Z', end: '2026-11-02T10:00:00Z' },
        participant: [{ individual: { reference: 'Practitioner/a' } }],
        serviceProvider: { reference: 'Organization/o' },
      },
      [
        ['Practitioner/a', 'encounter', day('2026-11-02T09:00:00Z'), day('2026-11-02T10:00:01Z')],
        ['Organization/o', 'encounter-site', day('2026-11-02T09:00:00Z'), day('2026-11-02T10:00:01Z')],
      ],
    ],
    [
      'a cancelled booking',
      { resourceType: 'Appointment', status: 'cancelled', participant: [{ actor: { reference: 'Practitioner/a' } }] },
      [],
    ],
    [
      'to whom is referred',
      {
        resourceType: 'ServiceRequest',
        status: 'active',
        authoredOn: '2026-11-01',
        performer: [{ reference: 'Organization/o' }],
      },
      [['Organization/o', 'referral', day('2026-11-01'), day('2026-11-02')]],
    ],
    [
      'whose panel',
      {
        resourceType: 'Patient',
        generalPractitioner: [
          { reference: 'Practitioner/a' },
          { reference: 'https://elsewhere.example/Practitioner/b' },
        ],
      },
      [['Practitioner/a', 'panel', null, null]],
    ],
    ['whose task', { resourceType: 'Task', status: 'completed', owner: { reference: 'Practitioner/a' } }, []],
    [
      'whose task it was until a moment',
      {
        resourceType: 'Task',
        status: 'completed',
        lastModified: '2026-03-02T10:00:00Z',
        owner: { reference: 'Organization/a' },
      },
      [['Organization/a', 'task', null, day('2026-03-02T10:00:01Z')]],
    ],
  ])('%s', (_what, resource, relations) => {
    expect(found(resource)).toEqual(relations);
  });
});
