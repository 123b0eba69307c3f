import { afterEach, expect, test } from 'vitest';
import { accessRulesOf, consentIssues } from '../../src/access/index.ts';
import type { Resource } from '../../src/fhir/index.ts';
import { setLanguage } from '../lib/locale.ts';
import { sayConsent, sayTerms } from './say.ts';
import { BLANK, consentOf, isInForce, termsOf, type Terms } from './terms.ts';

afterEach(() => setLanguage('en'));

const HEART = { reference: 'Practitioner/heart', name: 'Rosamund Hale, MD' };
const CENTER = { reference: 'Organization/recovery', name: 'Recovery Center' };
const signing = {
  id: 'c1',
  patient: { reference: 'Patient/kim', name: 'Kim Kimball' },
  at: '2026-11-25T10:00:00Z',
  programmes: [CENTER.reference],
};
const SHARE: Terms = {
  ...BLANK,
  act: 'share',
  who: 'named',
  people: [HEART],
  purposes: ['TREAT'],
  until: '2027-11-10',
  discloser: CENTER,
  signature: 'Kim Kimball',
};
const make = (terms: Partial<Terms>) => consentOf({ ...BLANK, signature: 'Kim Kimball', ...terms }, signing);

test.each<[string, Partial<Terms>]>([
  ['Everyone who treats me may see everything.', {}],
  ['Everyone who treats me may see everything, except Rosamund Hale, MD.', { people: [HEART] }],
  [
    'Everyone who treats me may see everything, but Rosamund Hale, MD may not see anything about mental health and notes and letters. This holds until Mar 31, 2027.',
    { people: [HEART], everything: false, labels: ['MH'], kinds: ['letters'], until: '2027-03-31' },
  ],
  [
    'Only Rosamund Hale, MD may see anything about HIV for treatment.',
    { who: 'named', people: [HEART], everything: false, labels: ['HIV'], purposes: ['TREAT'] },
  ],
  ['Only every nurse and every physician may see my whole record.', { who: 'roles', roles: ['nurse', 'physician'] }],
  ['Nobody but me may see my whole record.', { who: 'nobody' }],
  [
    'Recovery Center may share my treatment records with Rosamund Hale, MD for treatment until Nov 10, 2027.',
    { ...SHARE },
  ],
  [
    'Recovery Center may share my counselling notes with Rosamund Hale, MD for treatment until Nov 10, 2027.',
    { ...SHARE, act: 'notes' },
  ],
])('%s', (sentence, terms) => {
  const consent = make(terms);
  expect(sayConsent(consent, 'own')).toEqual([sentence]);
  expect(termsOf(consent)).toMatchObject(terms);
  expect(consentIssues(consent as unknown as Resource)).toEqual([]);
});

test('in Spanish, and in the words of the staff', () => {
  setLanguage('es');
  expect(sayTerms(SHARE, 'staff')).toBe(
    'Recovery Center puede compartir los registros del tratamiento con Rosamund Hale, MD para el tratamiento hasta el 10 nov 2027.',
  );
});

test('what the law asks for and was left out is what the server names', () => {
  const bare = make({ act: 'share', who: 'named', signature: '' });
  expect(consentIssues(bare as unknown as Resource).map((one) => one.expression)).toEqual([
    'Consent.organization',
    'Consent.performer',
    'Consent.provision.actor',
    'Consent.provision.purpose',
    'Consent.provision.period.end',
  ]);
});

test('a consent to share opens the programme’s labels to whom it names and no counselling notes; those are opened by their own', () => {
  const rules = (terms: Partial<Terms>) => accessRulesOf(make(terms) as unknown as Resource, ['kim']);
  expect(rules(SHARE)).toMatchObject([
    {
      effect: 'permit',
      actors: [HEART.reference],
      purposes: ['TREAT'],
      unlocks: ['42CFRPart2', 'SUD', 'programme:Organization/recovery'],
    },
  ]);
  expect(rules({ ...SHARE, act: 'notes' })).toMatchObject([{ unlocks: ['PSYTHPN'], labels: ['PSYTHPN'] }]);
});

test('whoever is kept out of something does not see the consent that says so', () => {
  const rules = accessRulesOf(make({ people: [HEART], everything: false, labels: ['MH'] }) as unknown as Resource, [
    'kim',
  ]);
  expect(rules.filter((one) => one.effect === 'deny')).toMatchObject([
    { actors: [HEART.reference], labels: ['MH'], data: null },
    { actors: [HEART.reference], labels: null, data: ['Consent/c1'] },
  ]);
});

test('a consent that says more than the sheet can is said provision by provision, and not opened in it', () => {
  const consent: fhir4.Consent = {
    ...make({}),
    provision: {
      type: 'deny',
      provision: [
        {
          type: 'permit',
          actor: [{ role: {}, reference: { reference: 'Organization/east' } }],
          provision: [{ type: 'deny', securityLabel: [{ code: 'HIV' }] }],
        },
      ],
    },
  };
  expect(termsOf(consent)).toBeNull();
  expect(sayConsent(consent, 'staff', (one) => (one === 'Organization/east' ? 'East Clinic' : undefined))).toEqual([
    'Everyone who treats this person may not see the whole record.',
    'East Clinic may see the whole record.',
    'East Clinic may not see anything about HIV.',
  ]);
});

test.each([
  ['2026-11-25', true],
  ['2027-11-10', true],
  ['2027-11-11', false],
])('on %s it is in force: %s', (day, inForce) => {
  expect(isInForce(make(SHARE), day)).toBe(inForce);
  expect(isInForce({ ...make(SHARE), status: 'inactive' }, day)).toBe(false);
});
