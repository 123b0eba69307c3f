import { afterEach, expect, test } from 'vitest';
import { USUAL_RULES, rulesWith } from '../../src/access/index.ts';
import { setLanguage } from '../lib/locale.ts';
import { sayBasis } from './explain.tsx';
import { EDITABLE, libraryWith, sourceOf, type Policies, type Rules } from './rules.ts';
import { saySection } from './say-rules.ts';

afterEach(() => setLanguage('en'));

const rules = USUAL_RULES as Rules;
const names = (reference: string) => (reference === 'Organization/recovery' ? 'Recovery Center' : undefined);

test('a section is said in plain words', () => {
  expect(saySection(rules, 'programmes', names)).toEqual(['No part of the organization is a programme.']);
  const programmes = [
    { organization: 'Organization/recovery', controlledBy: ['Organization/board'], serviceOrganizations: [] },
  ];
  expect(saySection({ ...rules, programmes }, 'programmes', names)).toEqual([
    'Recovery Center, controlled by Organization/board',
  ]);
  expect(saySection(rules, 'breakGlass', names)[1]).toBe('Usually for 60 minutes, at most for 480 minutes.');
  expect(saySection(rules, 'adolescents', names)[0]).toMatch(
    /^Who acts for a patient of 12 to 17 years does not see: /,
  );
  expect(saySection(rules, 'seals', names)[0]).toBe(
    'record of a treatment programme: closed to everyone but patients. Ways in: within the programme, the patient’s consent, and an emergency.',
  );
});

test('what is shown in part is said element by element', () => {
  expect(saySection(rules, 'masks', names)).toEqual(['Nothing: what a label keeps closed is not there at all.']);
  const masks = [{ label: 'MH', roles: ['registrar', 'biller'], type: 'Encounter', shows: ['status', 'period'] }];
  expect(saySection({ ...rules, masks }, 'masks', names)).toEqual([
    'mental health: registrars and billers see of each Encounter only status and period.',
  ]);
});

test('every section is said in both languages without a code or a brace left over', () => {
  for (const language of ['en', 'es'] as const) {
    setLanguage(language);
    for (const section of Object.keys(rules) as (keyof Rules)[]) {
      for (const sentence of saySection(rules, section, names)) expect(sentence).not.toMatch(/[{}]|undefined/);
    }
  }
});

test('what a form writes is a policy that the server takes, with the other sections of its Library as they were', () => {
  const breakGlass = { ...rules.breakGlass, usualMinutes: 20 };
  const own = libraryWith(null, 'breakGlass', breakGlass, 'Emergency access – Notfälle');
  const read = (library: fhir4.Library) =>
    JSON.parse(Buffer.from(library.content![0]!.data!, 'base64').toString('utf8')) as Partial<Rules>;
  expect(rulesWith(USUAL_RULES, [read(own)]).breakGlass.usualMinutes).toBe(20);
  const both = libraryWith(own, 'care', { ...rules.care, required: [{ roles: ['nurse'] }] }, 'Care');
  expect(read(both)).toEqual({ breakGlass, care: { ...rules.care, required: [{ roles: ['nurse'] }] } });
  expect([both.id, both.title]).toEqual(['access-policy-breakglass', 'Emergency access – Notfälle']);
  expect(EDITABLE.every((section) => section in rules)).toBe(true);
});

test('a section comes from the last policy in force that names it', () => {
  const policy = (id: string, start: string, end?: string) => ({
    id,
    version: '1',
    title: id,
    start,
    ...(end ? { end } : {}),
    sections: ['care'],
  });
  const policies: Policies = {
    rules,
    policies: [policy('a', '2026-01-01'), policy('b', '2026-06-01', '2026-09-01'), policy('c', '2027-01-01')],
  };
  expect(sourceOf(policies, 'care', '2026-07-01')?.id).toBe('b');
  expect(sourceOf(policies, 'care', '2026-09-01')?.id).toBe('a');
  expect(sourceOf(policies, 'seals', '2026-07-01')).toBeUndefined();
});

test.each([
  ['sealed:42CFRPart2', false, 'it is sealed: record of a treatment programme'],
  ['masked:MH', true, 'it is shown in part: mental health'],
  ['consent:Consent/c1', true, 'the patient’s consent opens it'],
  ['consent', false, 'the patient has said so'],
  ['restricted-record', false, 'the record is restricted to those who care for the patient'],
  ['the role Physician may read Condition', true, 'the role allows it'],
  ['the role Biller may not read Condition', false, 'the role does not reach it'],
])('the rule %s', (basis, seen, words) => {
  expect(sayBasis({ basis, seen })).toBe(words);
});
