import { describe, expect, test } from 'vitest';
import type { Caller, Role } from '../base/index.ts';
import type { Bounded } from '../store/index.ts';
import { type AccessRules, rulesWith } from './access-rules.ts';
import { purposesOf, sightOf } from './sight-of.ts';
import { USUAL_RULES } from './usual-rules.ts';

const AT = Date.parse('2026-11-25T12:00:00Z');

function sight(role: Role, more: Partial<Caller> = {}, rules: AccessRules = USUAL_RULES, at = AT): Bounded {
  const caller: Caller = { kind: 'account', id: 'a', name: 'Somebody', role, ...more };
  const made = sightOf(caller, { rules, at, above: ['Organization/system'], born: more.born });
  if (made.kind !== 'bounded') throw new Error('not bounded');
  return made;
}

const sealed = (one: Bounded) => one.seals.map(({ label }) => label).toSorted();

test('the software sees everything', () => {
  const caller: Caller = { kind: 'system', id: 'system', name: 'Throughline', role: 'system' };
  expect(sightOf(caller, { rules: USUAL_RULES, at: AT })).toEqual({ kind: 'all' });
});

describe('labels', () => {
  test.each<[Role, string[]]>([
    ['physician', ['42CFRPart2', 'PSYTHPN', 'V']],
    ['psychologist', ['42CFRPart2', 'PSYTHPN', 'V']],
    ['biller', ['42CFRPart2', 'PSYTHPN', 'V']],
    ['scheduler', ['42CFRPart2', 'HIV', 'MH', 'PSYTHPN', 'SEX', 'SUD', 'V']],
    ['administrator', ['42CFRPart2', 'HIV', 'MH', 'PSYTHPN', 'SEX', 'SUD', 'V']],
    // Audit and evaluation, 42 CFR 2.53; counselling notes are nobody's but their author's (45 CFR 164.508(a)(2)).
    ['privacy-officer', ['PSYTHPN']],
    // Of psychotherapy notes a patient has no right of access: 45 CFR 164.524(a)(1)(i).
    ['patient', ['PSYTHPN']],
  ])('%s is kept from %j', (role, labels) => {
    expect(sealed(sight(role))).toEqual(labels);
  });

  test('the author of a counselling note has their own', () => {
    const [seal] = sight('psychologist', { practitioner: 'Practitioner/x' }).seals.filter(
      (one) => one.label === 'PSYTHPN',
    );
    expect(seal).toEqual({
      label: 'PSYTHPN',
      programmes: [],
      byConsent: true,
      byGlass: true,
      byRelation: false,
      author: 'author:Practitioner/x',
    });
  });
});

describe('a programme', () => {
  const rules = rulesWith(USUAL_RULES, [
    {
      programmes: [
        {
          organization: 'Organization/p',
          controlledBy: ['Organization/board'],
          serviceOrganizations: ['Organization/lab'],
        },
        { organization: 'Organization/old', until: '2026-11-25' },
        { organization: 'Organization/new', from: '2026-11-26' },
      ],
    },
  ]);
  test.each([
    ['Organization/p', ['programme:Organization/p']],
    ['Organization/board', ['programme:Organization/p']],
    ['Organization/lab', ['programme:Organization/p']],
    ['Organization/elsewhere', []],
    // The whole system is not the programme's controlling entity because the programme is a part of it.
    ['Organization/system', []],
    ['Organization/old', []],
    ['Organization/new', []],
  ])('from %s is opened to %j', (site, programmes) => {
    expect(sight('nurse', { site }, rules).seals.find(({ label }) => label === '42CFRPart2')?.programmes).toEqual(
      programmes,
    );
  });

  test('in legal proceedings nothing but a consent that says so opens anything, not even within it', () => {
    const seals = sight(
      'nurse',
      { site: 'Organization/p', practitioner: 'Practitioner/x', purpose: 'HLEGAL' },
      rules,
    ).seals;
    expect(
      seals.map(({ label, programmes, byConsent, byGlass, byRelation, author }) => [
        label,
        programmes.length,
        byConsent,
        byGlass,
        byRelation,
        author,
      ]),
    ).toEqual([
      ['42CFRPart2', 0, true, false, false, null],
      ['PSYTHPN', 0, true, false, false, null],
      ['V', 0, false, false, false, null],
    ]);
  });
});

describe('whoever acts for a minor', () => {
  const KEPT = ['42CFRPart2', 'HIV', 'MH', 'PSYTHPN', 'PSYTHPN', 'SEX', 'SUD'];
  test.each([
    ['2014-11-26', ['PSYTHPN']], // eleven until tomorrow
    ['2014-11-25', KEPT], // twelve today
    ['2008-11-26', KEPT], // seventeen until tomorrow
    ['2008-11-25', ['PSYTHPN']], // eighteen today
    [undefined, KEPT],
  ])('born %s', (born, labels) => {
    expect(sealed(sight('patient', { patient: 'p', proxy: 'RelatedPerson/r', ...(born ? { born } : {}) }))).toEqual(
      labels,
    );
  });
  test('the minor sees their own', () => {
    expect(sealed(sight('patient', { patient: 'p', born: '2012-01-01' }))).toEqual(['PSYTHPN']);
  });
});

test('who the caller is in the words of consents', () => {
  const who = sight('nurse', {
    practitioner: 'Practitioner/x',
    practitionerRole: 'PractitionerRole/y',
    site: 'Organization/z',
  });
  expect(who.agents).toEqual(['Practitioner/x', 'PractitionerRole/y', 'Organization/z']);
  expect(who.actors).toEqual([...who.agents, 'Organization/system', 'role:nurse', 'class:staff']);
  expect(sight('patient').actors).not.toContain('class:staff');
});

test('consents bind the staff, not the patient, nor oversight', () => {
  expect(sight('physician').heedsConsent).toBe(true);
  expect(sight('patient').heedsConsent).toBe(false);
  expect(sight('privacy-officer').heedsConsent).toBe(false);
  expect(sight('privacy-officer', { purpose: 'TREAT' }).heedsConsent).toBe(true);
});

test('a policy may ask for a care relationship, from a day on', () => {
  const rules = rulesWith(USUAL_RULES, [
    {
      care: {
        required: [{ roles: ['nurse'], from: '2026-12-01' }],
        windows: { panel: { beforeDays: 1, afterDays: 2 } },
      },
    },
  ]);
  expect(sight('nurse', {}, rules).needsRelation).toBe(false);
  expect(sight('nurse', {}, rules, Date.parse('2026-12-01')).needsRelation).toBe(true);
  expect(sight('physician', {}, rules, Date.parse('2026-12-01')).needsRelation).toBe(false);
  expect(sight('nurse', {}, rules).windows).toEqual([{ kind: 'panel', beforeMs: 86_400_000, afterMs: 172_800_000 }]);
});

test('a partner outside is bound to whom it has work for, whatever a policy asks', () => {
  const rules = rulesWith(USUAL_RULES, [
    {
      care: {
        required: [],
        windows: { referral: { beforeDays: 0, afterDays: 9 }, task: { beforeDays: 0, afterDays: 2 } },
      },
    },
  ]);
  const lab = sight('diagnostic-service', { site: 'Organization/lab' }, rules);
  expect(lab).toMatchObject({ needsRelation: true, spared: [], agents: ['Organization/lab'] });
  expect(lab.windows).toEqual([{ kind: 'task', beforeMs: 0, afterMs: 172_800_000 }]);
});

test('purposes are a role’s', () => {
  const of = (role: Role) => purposesOf(USUAL_RULES, { kind: 'account', id: 'a', name: 'x', role });
  expect(of('nurse')[0]).toBe('TREAT');
  expect(of('biller')[0]).toBe('HPAYMT');
  expect(of('patient')).toEqual(['PATRQT']);
});

test('a policy that is none is refused with its place', () => {
  expect(() => rulesWith(USUAL_RULES, [{ programmes: [{ organization: 'here' }] }])).toThrow(
    /programmes\.0\.organization/,
  );
  expect(() => rulesWith(USUAL_RULES, [{ magic: true }])).toThrow(/magic/);
});
