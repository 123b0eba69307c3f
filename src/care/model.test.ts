import { expect, test } from 'vitest';
import { ROLES } from '../base/index.ts';
import {
  HOMES,
  dayOf,
  dueOf,
  hasPassed,
  idOf,
  nameOf,
  placeOfTask,
  standingOf,
  stayWords,
  visitWords,
  wordsOf,
} from './model.ts';

const code = { text: 'Potassium' };
const observation = (more: object): fhir4.Observation =>
  ({ resourceType: 'Observation', status: 'final', code, ...more }) as fhir4.Observation;
const interpretation = (text: string) => [{ coding: [{ code: text }] }];
const quantity = (value: number, unit = 'mmol/L') => ({ value, unit, code: unit, system: 'http://unitsofmeasure.org' });
const range = (low: number, high: number, unit = 'mmol/L') => [
  { low: quantity(low, unit), high: quantity(high, unit) },
];

test.each([
  [observation({ interpretation: interpretation('H') }), { word: 'high', isCritical: false }],
  [observation({ interpretation: interpretation('HH') }), { word: 'critically high', isCritical: true }],
  [observation({ interpretation: interpretation('L') }), { word: 'low', isCritical: false }],
  [observation({ interpretation: interpretation('A') }), { word: 'abnormal', isCritical: false }],
  [observation({ interpretation: interpretation('N') }), null],
  [
    observation({ interpretation: interpretation('N'), valueQuantity: quantity(9), referenceRange: range(3.5, 5.1) }),
    null,
  ],
  [observation({ valueQuantity: quantity(5.2), referenceRange: range(3.5, 5.1) }), { word: 'high', isCritical: false }],
  [observation({ valueQuantity: quantity(3.4), referenceRange: range(3.5, 5.1) }), { word: 'low', isCritical: false }],
  [observation({ valueQuantity: quantity(5.1), referenceRange: range(3.5, 5.1) }), null],
  [observation({ valueQuantity: quantity(5.2), referenceRange: range(3.5, 5.1, 'mg/dL') }), null],
  [observation({ valueQuantity: quantity(5.2) }), null],
  [
    observation({
      valueQuantity: quantity(9),
      referenceRange: [{ ...range(3, 5)[0], type: { coding: [{ code: 'treatment' }] } }],
    }),
    null,
  ],
  [observation({ interpretation: interpretation('HH'), status: 'entered-in-error' }), null],
  [observation({ referenceRange: range(1, 2) }), null],
])('a result stands as %j says', (given, expected) => {
  expect(standingOf(given)).toEqual(expected);
});

const noon = Date.parse('2026-11-22T12:00:00Z');
const endOfDay = Date.parse('2026-11-23T00:00:00Z');
const task = (more: object): fhir4.Task =>
  ({ resourceType: 'Task', status: 'accepted', intent: 'order', ...more }) as fhir4.Task;
const dueBy = (end: string) => ({ restriction: { period: { end } } });

test.each<[Partial<fhir4.Appointment>, boolean]>([
  [{ status: 'booked', start: '2026-11-22T09:00:00Z', end: '2026-11-22T09:20:00Z' }, true],
  [{ status: 'booked', start: '2026-11-22T11:50:00Z', end: '2026-11-22T12:10:00Z' }, false],
  [{ status: 'booked', start: '2026-11-22T11:50:00Z' }, true],
  [{ status: 'arrived', start: '2026-11-22T09:00:00Z', end: '2026-11-22T09:20:00Z' }, false],
  [{ status: 'booked' }, false],
])('whether %j has passed at noon is %s', (booking, expected) => {
  expect(hasPassed(booking as fhir4.Appointment, noon)).toBe(expected);
});

test.each([
  [task({}), 'today'],
  [task(dueBy('2026-11-22T11:59:00Z')), 'overdue'],
  [task(dueBy('2026-11-22T16:00:00Z')), 'today'],
  [task(dueBy('2026-11-25T16:00:00Z')), 'coming'],
  [task({ status: 'on-hold', ...dueBy('2026-11-01T00:00:00Z') }), 'waiting'],
  [task({ status: 'completed' }), null],
  [task({ status: 'cancelled' }), null],
  [task({ status: 'draft' }), null],
])('a task stands in its place', (given, expected) => {
  expect(placeOfTask(given, noon, endOfDay)).toBe(expected);
});

test('a day without a time is due when the day ends', () => {
  expect(dueOf(task(dueBy('2026-11-22')))).toBe(new Date('2026-11-22T23:59:59').toISOString());
  expect(dueOf(task({}))).toBeUndefined();
  expect(dueOf(task(dueBy('2026')))).toBeDefined();
});

test.each([
  ['2026-11-22T06:00:00', 1],
  ['2026-11-21T23:50:00', 2],
  ['2026-10-31T09:00:00', 23],
])('of a stay since %s today is day %i', (start, day) => {
  expect(stayWords(new Date(start).toISOString(), Date.parse('2026-11-22T12:00:00'))).toBe(`In hospital, day ${day}`);
});

test('a day lasts from local midnight to midnight', () => {
  const { start, end } = dayOf(noon);
  expect(new Date(start).getHours() + new Date(end).getHours()).toBe(0);
  expect(start <= noon && noon < end).toBe(true);
});

test('names, references and codes as people say them', () => {
  expect(
    nameOf([
      { use: 'maiden', family: 'Old' },
      { use: 'official', given: ['Ana', 'M.'], family: 'Ruiz' },
    ]),
  ).toBe('Ana M. Ruiz');
  expect(nameOf([{ text: 'Ana Ruiz' }])).toBe('Ana Ruiz');
  expect(nameOf(undefined)).toBe('Unnamed');
  expect(idOf({ reference: 'http://x/fhir/Patient/p-1/_history/3' }, 'Patient')).toBe('p-1');
  expect(idOf({ reference: 'Group/g' }, 'Patient')).toBeNull();
  expect(wordsOf({ coding: [{ code: '1' }, { code: '2', display: 'Two' }] }, 'Thing')).toBe('Two');
  expect(wordsOf({ coding: [{ code: '1' }] }, 'Thing')).toBe('Thing');
  expect(visitWords('cancelled')).toBeNull();
  expect(visitWords('fulfilled')).toBeNull();
  expect(visitWords('checked-in')).toBe('Checked in');
});

test('every role has a home', () => {
  expect(Object.keys(HOMES).sort()).toEqual([...ROLES].sort());
});
