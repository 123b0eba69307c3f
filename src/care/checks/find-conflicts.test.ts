import { expect, test } from 'vitest';
import { checkPrescription } from './check-prescription.ts';
import { compileKnowledge } from './compile-knowledge.ts';
import { findConflicts } from './find-conflicts.ts';
import { USUAL_KNOWLEDGE, knowledgeWith } from './knowledge.ts';
import { CHARTS_AT, readCharts } from './labelled/index.ts';
import { SENTENCES } from './model.ts';
import { readPlan } from './read-plan.ts';
import { EVIDENCE_SYSTEM, KEY_SYSTEM } from './read-settlements.ts';
import { ckdEpi, cockcroftGault } from './rules/doses.ts';
import { says, sentencesOf, phraseOf } from './words.ts';

const knowledge = compileKnowledge(USUAL_KNOWLEDGE, CHARTS_AT);
/** A chart in the words of the labelled set. */
const chart = (who: string, items: string) =>
  readCharts(`A chart | ${who}\n  ${items}\n  => nothing\n  @ here`)[0]!.resources;
const find = (resources: readonly fhir4.FhirResource[], known = knowledge) =>
  findConflicts(readPlan(resources, known, CHARTS_AT), known, CHARTS_AT);

test('a finding says what, by which figures of when, by what source, and how to settle it', () => {
  const found = find(
    chart('F 79', 'dabigatran 150 mg bid, by cardiology; lab creatinine 1.6 on -10; lab weight 55 on -40'),
  );
  expect(found).toMatchObject([
    {
      key: 'dose-kidney.dabigatran-30:MedicationRequest/dabigatran',
      rule: 'dose-kidney.dabigatran-30',
      severity: 'high',
      interrupts: true,
      message: { key: 'check.kidney-dose' },
      text: 'dabigatran 300 mg a day with CrCl 25 (2026-11-14): at most 150 mg a day under 30.',
      touches: ['MedicationRequest/dabigatran', 'Observation/creatinine', 'Observation/weight'],
      source: expect.stringContaining('FDA label of dabigatran'),
      ways: [
        { act: 'stop', ref: 'MedicationRequest/dabigatran' },
        { act: 'ask', ref: 'Practitioner/cardiology' },
        { act: 'change', ref: 'MedicationRequest/dabigatran' },
        { act: 'keep' },
      ],
    },
  ]);
  expect(found[0]!.evidence).toContainEqual({
    name: { en: 'creatinine', es: 'creatinina' },
    value: '1.6 mg/dL',
    date: '2026-11-14',
    ref: 'Observation/creatinine',
  });
});

test('what stops the hand comes first, then by severity', () => {
  const found = find(
    chart(
      'F 79',
      'omeprazole 20 mg qd; pantoprazole 40 mg qd; warfarin 5 mg qd; ibuprofen 600 mg tid; diphenhydramine 25 mg qhs',
    ),
  );
  expect(found.map(({ rule }) => rule)).toEqual([
    'drug-drug.anticoagulant-nsaid',
    'duplicate-therapy.ppis',
    'older-adult.antihistamines',
  ]);
});

test('what was settled stays so until its evidence changes', () => {
  const items = (potassium: string) => chart('M 60', `spironolactone 25 mg qd; lab potassium ${potassium}`);
  const [open] = find(items('5.8 on -2'));
  const settling: fhir4.DetectedIssue = {
    resourceType: 'DetectedIssue',
    id: 'd',
    status: 'final',
    patient: { reference: 'Patient/p' },
    identifier: [
      { system: KEY_SYSTEM, value: open!.key },
      { system: EVIDENCE_SYSTEM, value: open!.evidenceHash },
    ],
    identifiedDateTime: '2026-11-24T11:00:00Z',
    mitigation: [{ action: { text: 'Hemolyzed; drawn again today' }, date: '2026-11-24T11:00:00Z' }],
  };
  expect(open!.settled).toBeUndefined();
  expect(find([...items('5.8 on -2'), settling])[0]!.settled).toEqual({
    ref: 'DetectedIssue/d',
    reason: 'Hemolyzed; drawn again today',
    at: '2026-11-24T11:00:00Z',
  });
  // A new value is new evidence of the same finding.
  const [again] = find([...items('6.1 on -1'), settling]);
  expect(again!.key).toBe(open!.key);
  expect(again!.settled).toBeUndefined();
  expect(
    find([...items('5.8 on -2'), { ...settling, status: 'entered-in-error' as never }])[0]!.settled,
  ).toBeUndefined();
});

test('at signing, only what the prescription adds is told, and what it replaces counts no more', () => {
  const rest = chart(
    'M 62',
    'warfarin 5 mg qd; omeprazole 20 mg qd; pantoprazole 40 mg qd; atorvastatin 20 mg qhs =old',
  );
  const sign = (items: string, more: Partial<fhir4.MedicationRequest> = {}) => {
    const candidate = chart('M 62', items).find(({ resourceType }) => resourceType === 'MedicationRequest');
    return checkPrescription(
      { ...(candidate as fhir4.MedicationRequest), status: 'draft', ...more },
      rest,
      knowledge,
      CHARTS_AT,
    );
  };
  const rules = (found: { rule: string }[]) => found.map(({ rule }) => rule);
  const nsaid = sign('ibuprofen 600 mg tid');
  expect(rules(nsaid.interrupting)).toEqual(['drug-drug.anticoagulant-nsaid']);
  expect(rules(nsaid.informing)).toEqual([]);
  expect(rules(sign('atorvastatin 40 mg qhs').informing)).toEqual(['contradiction.two-orders']);
  const prior = { priorPrescription: { reference: 'MedicationRequest/old' } };
  expect(sign('atorvastatin 40 mg qhs', prior)).toEqual({ interrupting: [], informing: [], isKnown: true });
  expect(sign('unheardof 40 mg qd')).toEqual({ interrupting: [], informing: [], isKnown: false });
});

test('kidney function by hand', () => {
  // (140 - 79) * 55 * 0.85 / (72 * 1.6) = 2851.75 / 115.2 = 24.755
  expect(cockcroftGault(1.6, 55, 79, true)).toBeCloseTo(24.755, 2);
  // 142 * (1 / 0.9) ** -1.2 * 0.9938 ** 60 = 142 * 0.88125 * 0.68855 = 86.2; for a woman 142 * 0.65179 * 0.68855 * 1.012 = 64.5
  expect(ckdEpi(1, 60, false)).toBeCloseTo(86.2, 1);
  expect(ckdEpi(1, 60, true)).toBeCloseTo(64.5, 1);
  // 142 * (0.6 / 0.9) ** -0.302 * 0.9938 ** 30 = 142 * 1.13027 * 0.82979 = 133.2
  expect(ckdEpi(0.6, 30, false)).toBeCloseTo(133.2, 1);
});

test('a phrase is said only where it is not denied', () => {
  const said = (text: string, phrase: string) =>
    sentencesOf(text).some((words) => says(words, phraseOf(phrase), [], () => false));
  expect(said('Please drink plenty of water.', 'drink plenty')).toBe(true);
  expect(said('Do not drink plenty of water.', 'drink plenty')).toBe(false);
  expect(said('Limit all of your fluids to 1.5 liters.', 'limit * fluids')).toBe(true);
  expect(said('Limit your walks. Then take fluids.', 'limit * fluids')).toBe(false);
  expect(said('Limit the number of long walks without fluids', 'limit * fluids')).toBe(false);
});

const HOUSE_RULE = {
  id: 'house-rule',
  a: ['lisinopril'],
  b: ['potassium chloride'],
  severity: 'moderate',
  effect: { en: 'high potassium', es: 'potasio alto' },
  source: 'the house',
};
const PAIR = chart('M 50', 'lisinopril 10 mg qd; potassium chloride 20 mEq qd');
const withRules = (content: object) => compileKnowledge(knowledgeWith(USUAL_KNOWLEDGE, [content]), CHARTS_AT);

test('rules are data: they begin and end with their dates, and take the place of those of their id', () => {
  expect(find(PAIR)).toEqual([]);
  expect(find(PAIR, withRules({ interactions: [HOUSE_RULE] })).map(({ text }) => text)).toEqual([
    'lisinopril with potassium chloride: high potassium.',
  ]);
  expect(find(PAIR, withRules({ interactions: [{ ...HOUSE_RULE, from: '2026-11-25' }] }))).toEqual([]);
  expect(find(PAIR, withRules({ interactions: [{ ...HOUSE_RULE, until: '2026-11-24' }] }))).toEqual([]);
  const bleeding = chart('M 50', 'warfarin 5 mg qd; ibuprofen 400 mg tid');
  const usual = USUAL_KNOWLEDGE.interactions.find(({ id }) => id === 'anticoagulant-nsaid')!;
  expect(find(bleeding)).toHaveLength(1);
  expect(find(bleeding, withRules({ interactions: [{ ...usual, until: '2026-01-01' }] }))).toEqual([]);
});

test.each([
  [{ interactions: [{ ...HOUSE_RULE, severity: 'grave' }] }, /interactions\.0\.severity/],
  [{ interactions: [{ ...HOUSE_RULE, source: '' }] }, /interactions\.0\.source/],
  [{ interactions: [{ ...HOUSE_RULE, a: ['lisinopirl'] }] }, /"house-rule" speaks of "lisinopirl"/],
  [
    {
      advice: [{ id: 'x', topic: 'nonsense', against: {}, severity: 'low', effect: { en: 'x', es: 'x' }, source: 'x' }],
    },
    /no topic/,
  ],
  [{ spells: [] }, /spells/],
  ['text', /expected object/],
])('rules that cannot work are refused with the place: %j', (content, words) => {
  expect(() => knowledgeWith(USUAL_KNOWLEDGE, [content])).toThrow(words);
});

test('every sentence has its parameters in braces, and every rule its citation', () => {
  for (const text of Object.values(SENTENCES)) expect(text).toMatch(/\{\w+\}.*\.$/s);
  for (const [section, entries] of Object.entries(USUAL_KNOWLEDGE)) {
    expect(new Set(entries.map(({ id }) => id)).size, section).toBe(entries.length);
    for (const { id, source } of entries) expect(source.length, `${section} ${id}`).toBeGreaterThan(2);
  }
});
