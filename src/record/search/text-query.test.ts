import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../base/index.ts';
import { textQuery } from './text-query.ts';

test.each([
  ['fracture', "'fracture'"],
  ['Ósseous frac*', "('osseous' & 'frac':*)"],
  ['"chest pain"', "('chest' <-> 'pain')"],
  // http://hl7.org/fhir/R4/search.html#text
  ['(bone OR liver) and metastases', "((('bone' | 'liver')) & 'metastases')"],
  ['cough -fever', "('cough' & !'fever')"],
  ['cough AND NOT (fever or rash)', "('cough' & !(('fever' | 'rash')))"],
  ["o'brien's", "('o' <-> 'brien' <-> 's')"],
  ['beta-block*', "('beta' <-> 'block':*)"],
])('%s is %s', (text, query) => {
  expect(textQuery('_text', text)).toBe(query);
});

test.each([
  '',
  '  ',
  '()',
  'and',
  '(cough',
  'cough)',
  'cough or',
  'not',
  '...',
  '('.repeat(50) + 'a',
  'a '.repeat(500),
  'a,'.repeat(500),
  'a'.repeat(3000),
])('refused: %j', (text) => {
  expect(() => textQuery('_text', text)).toThrow(Fault);
});

function outcome(text: string): string {
  try {
    return textQuery('_text', text);
  } catch (error) {
    if (error instanceof Fault) return 'refused';
    throw error;
  }
}

test('whatever is asked is a query or a refusal', () => {
  const piece = fc.constantFrom(
    '(',
    ')',
    'and',
    'OR',
    'not',
    '-',
    '"',
    'bone',
    'li*',
    "'",
    '|',
    '&',
    '<->',
    ':*',
    ' ',
    '\\',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      expect(outcome(pieces.join(' '))).toMatch(/^(?:refused|[('!].*['*)])$/u);
    }),
  );
});
