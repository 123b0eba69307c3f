import { expect, test } from 'vitest';
import { daysOf, typedOf } from './typed-words.ts';

const DAY = 24 * 3600_000;
const day = (iso: string) => ({ low: Date.parse(iso), high: Date.parse(iso) + DAY });

test.each([
  ['1962-03-14', ['1962-03-14']],
  ['1962/3/14', ['1962-03-14']],
  ['3/14/1962', ['1962-03-14']],
  ['14.3.1962', ['1962-03-14']],
  ['14-3-62', ['1962-03-14']],
  ['03141962', ['1962-03-14']],
  ['4/3/1962', ['1962-04-03', '1962-03-04']],
  ['3/3/1962', ['1962-03-03']],
  ['3/3/26', ['2026-03-03']],
  ['3/3/27', ['1927-03-03']],
  ['31.2.1962', []],
  ['1962-02-30', []],
  ['12345', []],
])('%s may be %j', (text, days) => {
  expect(daysOf(text, 2026)).toEqual(days.map(day));
});

test.each([
  ['Ana Ruiz', [{ word: 'ana' }, { word: 'ruiz' }]],
  ['RUIZ,  Ána', [{ word: 'ruiz' }, { word: 'ana' }]],
  ["O'Brien-Smith", [{ word: 'obriensmith' }]],
  ['ruiz 3/14/1962', [{ days: [day('1962-03-14')] }, { word: 'ruiz' }]],
  ['(555) 010-2345', [{ digits: '5550102345' }]],
  ['+1 (555) 010 2345', [{ digits: '5550102345' }]],
  ['555-010-2345', [{ digits: '5550102345' }]],
  ['010-2345', [{ digits: '0102345' }]],
  ['MRN-0042', [{ word: 'mrn0042' }]],
  ['03141962', [{ digits: '03141962', days: [day('1962-03-14')] }]],
  ['', []],
  [' -- ', []],
])('"%s" is understood as %j', (text, typed) => {
  expect(typedOf(text, 2026)).toEqual(typed);
});
