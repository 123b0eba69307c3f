/** FHIRPath: expressions made of its own words in no good order, and patterns that have taken engines down. */
import fc from 'fast-check';
import type { Attack } from './attack.ts';
import { nastyText } from './junk.ts';

const WORDS = [
  'Patient',
  'Observation',
  'name',
  'given',
  'family',
  'value',
  'component',
  'contained',
  'extension',
  'code',
  '$this',
  '$index',
  '$total',
  '%resource',
  '%context',
  '%ucum',
  '%`vs-x`',
  '{}',
  'true',
  '1',
  '-1',
  '1.10',
  '1e9',
  "'a'",
  "'\\u0000'",
  '@2024',
  '@T10:00',
  '@2024-02-30',
  "1 'mg'",
  '4 days',
  '1000000000000 years',
  "5 'nonsense'",
];
const CALLS = [
  'where',
  'select',
  'repeat',
  'all',
  'exists',
  'iif',
  'aggregate',
  'ofType',
  'as',
  'is',
  'matches',
  'replaceMatches',
  'contains',
  'startsWith',
  'substring',
  'indexOf',
  'replace',
  'split',
  'join',
  'union',
  'combine',
  'intersect',
  'resolve',
  'descendants',
  'children',
  'trace',
  'now',
  'toQuantity',
  'toDateTime',
  'toInteger',
  'convertsToDecimal',
  'power',
  'exp',
  'ln',
  'log',
  'sqrt',
  'round',
  'truncate',
  'memberOf',
  'conformsTo',
  'htmlChecks',
  'toChars',
  'first',
  'tail',
  'skip',
  'take',
  'single',
  'distinct',
  'not',
  'type',
  'extension',
  'hasValue',
  'nonsense',
  'weight',
];
const OPERATORS = [
  ' + ',
  ' - ',
  ' * ',
  ' / ',
  ' div ',
  ' mod ',
  ' & ',
  ' | ',
  ' = ',
  ' ~ ',
  ' != ',
  ' > ',
  ' and ',
  ' in ',
];

/** Exponential where a pattern is tried by backtracking. */
export const CATASTROPHES = [
  `('a'.replace('a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') + '!').matches('^(a+)+$')`,
  `'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('(a|aa)+$')`,
  `'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'.replaceMatches('(x+x+)+y', '')`,
  `'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matchesFull('(.*a){20}')`,
];

const expression: fc.Arbitrary<string> = fc.letrec<{ one: string }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 5 },
    { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
    { weight: 1, arbitrary: nastyText.map((text) => `'${text.slice(0, 50)}'`) },
    { weight: 1, arbitrary: nastyText.map((text) => text.slice(0, 50)) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(tie('one'), fc.constantFrom(...CALLS), fc.array(tie('one'), { maxLength: 2 }))
        .map(([on, call, given]) => `${on}.${call}(${given.join(', ')})`),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie('one'), fc.constantFrom(...OPERATORS), tie('one'))
        .map(([left, operator, right]) => `(${left}${operator}${right})`),
    },
    { weight: 1, arbitrary: fc.tuple(tie('one'), tie('one')).map(([left, right]) => `${left}[${right}]`) },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('one'), fc.nat(60)).map(([inner, deep]) => '('.repeat(deep) + inner + ')'.repeat(deep)),
    },
  ),
})).one;

/** Expressions; the catastrophes are few, for each takes the second that it is allowed. */
export const anyExpression: fc.Arbitrary<string> = expression;

export const expressions: fc.Arbitrary<Attack> = anyExpression.map((text): Attack => ({
  way: 'fhirpath',
  expression: text,
}));
