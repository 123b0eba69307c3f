import { expect, test } from 'vitest';
import { compileKnowledge } from './compile-knowledge.ts';
import { USUAL_KNOWLEDGE } from './knowledge.ts';
import { ingredientsOf, readMedicine } from './read-medicine.ts';

const knowledge = compileKnowledge(USUAL_KNOWLEDGE, Date.parse('2026-11-24'));
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';

const ordered = (text: string, dosage: fhir4.Dosage = {}): fhir4.MedicationRequest => ({
  resourceType: 'MedicationRequest',
  id: 'm',
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p' },
  medicationCodeableConcept: { text },
  dosageInstruction: [dosage],
});
const read = (text: string, dosage?: fhir4.Dosage) => readMedicine(ordered(text, dosage), new Map(), knowledge);
const dose = (value: number, code: string, frequency = 1, period = 1, periodUnit: 'h' | 'd' | 'wk' = 'd') => ({
  timing: { repeat: { frequency, period, periodUnit } },
  doseAndRate: [{ doseQuantity: { value, code } }],
});

test.each([
  ['24 HR metoprolol succinate 50 MG Extended Release Oral Tablet', ['metoprolol']],
  ['sacubitril 97 MG / valsartan 103 MG Oral Tablet', ['sacubitril', 'valsartan']],
  ['Acetaminophen/Hydrocodone', ['acetaminophen', 'hydrocodone']],
  ['Penicillin V Potassium 250 MG Oral Tablet', ['penicillin v']],
  ['losartan potassium 50 MG Oral Tablet', ['losartan']],
  ['0.4 ML Enoxaparin sodium 100 MG/ML Prefilled Syringe', ['enoxaparin']],
  ['Jantoven 5 MG Oral Tablet', ['warfarin']],
  ['Levora 0.15/30 28 Day Pack', []],
  ['SODIUM CHLORIDE 9 MG/ML', []],
])('%s holds %j', (text, ingredients) => {
  expect(read(text).ingredients.map(({ id }) => id)).toEqual(ingredients);
});

test('a code of RxNorm speaks where no words do', () => {
  const coded = (code: string, display?: string) =>
    ingredientsOf({ coding: [{ system: RXNORM, code, ...(display ? { display } : {}) }] }, knowledge);
  // Ingredients as RxNorm numbers them: simvastatin, aspirin, atorvastatin.
  expect(coded('36567')).toEqual(['simvastatin']);
  expect(coded('1191')).toEqual(['aspirin']);
  expect(coded('83367')).toEqual(['atorvastatin']);
  // What is written on it is what it is, whatever number somebody put beside it.
  expect(coded('36567', 'pravastatin 20 MG Oral Tablet')).toEqual(['pravastatin']);
  expect(coded('999999999')).toEqual([]);
});

test.each([
  ['twice a day by weight', 'metformin 1000 MG Oral Tablet', dose(1000, 'mg', 2), 'metformin', 2000],
  ['half a tablet twice', 'metoprolol tartrate 100 MG Oral Tablet', dose(0.5, '{tbl}', 2), 'metoprolol', 100],
  ['grams every six hours', 'acetaminophen', dose(1, 'g', 1, 6, 'h'), 'acetaminophen', 4000],
  ['micrograms', 'levothyroxine', dose(100, 'ug'), 'levothyroxine', 0.1],
  ['once a week', 'methotrexate', dose(14, 'mg', 1, 1, 'wk'), 'methotrexate', 2],
  [
    'two tablets of a combination',
    'acetaminophen 325 MG / hydrocodone bitartrate 5 MG Oral Tablet',
    dose(2, '{tbl}', 4),
    'acetaminophen',
    2600,
  ],
  ['milliliters by strength', 'ibuprofen 20 MG/ML Oral Suspension', dose(10, 'mL', 3), 'ibuprofen', 600],
])('%s', (_, text, dosage, ingredient, mgPerDay) => {
  const found = read(text, dosage).ingredients.find(({ id }) => id === ingredient);
  expect(found?.perDay?.unit).toBe('mg');
  expect(found?.perDay?.value).toBeCloseTo(mgPerDay, 6);
});

test('what cannot be computed is not guessed', () => {
  const amount = (text: string, dosage: fhir4.Dosage) => read(text, dosage).ingredients[0]?.perDay;
  expect(amount('sertraline', dose(2, '{tbl}'))).toBeUndefined();
  expect(amount('acetaminophen 325 MG / oxycodone 5 MG Oral Tablet', dose(325, 'mg'))).toBeUndefined();
  expect(amount('sertraline', { doseAndRate: [{ doseQuantity: { value: 50, code: 'mg' } }] })).toBeUndefined();
});

test.each([
  ['diclofenac sodium 1 % Topical Gel', {}, 'topical'],
  ['timolol 0.5 % Ophthalmic Solution', {}, 'ophthalmic'],
  ['fluticasone 0.044 MG/ACTUAT Metered Dose Inhaler', {}, 'inhaled'],
  ['estradiol', { route: { coding: [{ code: '16857009' }] } }, 'vaginal'],
  ['fentanyl 72 HR 0.025 MG/HR Transdermal System', { route: { coding: [{ code: '45890007' }] } }, 'systemic'],
  ['heparin 10 UNT/ML', { text: 'Flush the line daily' }, 'flush'],
  ['warfarin', {}, 'systemic'],
])('%s acts by way of %s%s', (text, dosage, route) => {
  expect(read(text, dosage).route).toBe(route);
});

test('a course ends by its period, by its length, or with the day of its only dose', () => {
  const end = (repeat: object) => new Date(read('cephalexin', { timing: repeat }).endMs).toISOString();
  expect(end({ repeat: { boundsPeriod: { start: '2026-11-20', end: '2026-11-26' } } })).toBe(
    '2026-11-27T00:00:00.000Z',
  );
  expect(end({ repeat: { boundsPeriod: { start: '2026-11-20' } }, event: ['2026-11-20'] })).toBe(
    '2026-11-21T00:00:00.000Z',
  );
  const lasting = { ...ordered('cephalexin', { timing: { repeat: { boundsDuration: { value: 7, code: 'd' } } } }) };
  lasting.authoredOn = '2026-11-20';
  expect(new Date(readMedicine(lasting, new Map(), knowledge).endMs).toISOString()).toBe('2026-11-27T00:00:00.000Z');
  expect(read('cephalexin').endMs).toBe(Number.POSITIVE_INFINITY);
});
