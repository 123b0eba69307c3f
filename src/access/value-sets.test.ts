import { expect, test } from 'vitest';
import type { Resource } from '../fhir/index.ts';
import { codesOfValueSet } from './value-sets.ts';

// http://hl7.org/fhir/R4/valueset.html#compositions

const set = (url: string, more: object): Resource => ({ resourceType: 'ValueSet', url, status: 'active', ...more });
const concepts = (system: string, ...codes: string[]) => ({ system, concept: codes.map((code) => ({ code })) });
const IS_A = { system: 'urn:s', filter: [{ property: 'concept', op: 'is-a', value: '73211009' }] };

const SETS = [
  set('urn:some', {
    compose: { include: [concepts('urn:s', 'a', 'b'), concepts('urn:t', 'c'), concepts('urn:s', 'd')] },
  }),
  set('urn:whole', { compose: { include: [{ system: 'urn:s' }] } }),
  set('urn:nested', { compose: { include: [{ valueSet: ['urn:some'] }, concepts('urn:s', 'e')] } }),
  set('urn:both', { compose: { include: [{ valueSet: ['urn:some', 'urn:other'] }] } }),
  set('urn:other', { compose: { include: [concepts('urn:s', 'b', 'x')] } }),
  set('urn:of-system', { compose: { include: [{ system: 'urn:s', valueSet: ['urn:some'] }] } }),
  set('urn:less', {
    compose: { include: [{ valueSet: ['urn:some'] }], exclude: [concepts('urn:s', 'a'), { system: 'urn:t' }] },
  }),
  set('urn:is-a', { compose: { include: [IS_A] } }),
  set('urn:expanded', {
    compose: { include: [IS_A] },
    expansion: {
      total: 3,
      contains: [
        { system: 'urn:s', code: 'p', abstract: true, contains: [{ system: 'urn:s', code: 'q' }] },
        { system: 'urn:t', code: 'r' },
      ],
    },
  }),
  set('urn:part', {
    compose: { include: [IS_A] },
    expansion: { total: 9, contains: [{ system: 'urn:s', code: 'q' }] },
  }),
  set('urn:whole-less', { compose: { include: [{ system: 'urn:s' }], exclude: [concepts('urn:s', 'a')] } }),
  set('urn:circle', { compose: { include: [{ valueSet: ['urn:circle-2'] }] } }),
  set('urn:circle-2', { compose: { include: [{ valueSet: ['urn:circle'] }] } }),
  set('urn:lost', { compose: { include: [{ valueSet: ['urn:nowhere'] }] } }),
  set('urn:filtered-out', { compose: { include: [concepts('urn:s', 'a')], exclude: [IS_A] } }),
];
const find = (canonical: string) => SETS.find((one) => one['url'] === canonical);

test.each([
  ['urn:some', { 'urn:s': ['a', 'b', 'd'], 'urn:t': ['c'] }],
  ['urn:nested', { 'urn:s': ['a', 'b', 'd', 'e'], 'urn:t': ['c'] }],
  ['urn:both', { 'urn:s': ['b'] }],
  ['urn:of-system', { 'urn:s': ['a', 'b', 'd'] }],
  ['urn:less', { 'urn:s': ['b', 'd'] }],
  ['urn:expanded', { 'urn:s': ['q'], 'urn:t': ['r'] }],
])('%s', (canonical, codes) => {
  const listed = codesOfValueSet(canonical, find);
  expect(Object.fromEntries(listed.map((one) => [one.system, one.codes]))).toEqual(codes);
  expect(listed.flatMap(({ starts }) => starts)).toEqual([]);
});

test('all of a system is every code of it', () => {
  expect(codesOfValueSet('urn:whole', find)).toEqual([{ system: 'urn:s', codes: [], starts: [''] }]);
});

test.each([
  [
    'urn:is-a',
    'has no list of codes: here is no terminology to find those of a filter. List them, or send an expansion',
    'compose',
  ],
  ['urn:filtered-out', 'has no list of codes: here is no terminology', 'compose'],
  ['urn:part', 'has an expansion that is not whole: 1 of 9', 'expansion'],
  ['urn:whole-less', 'takes codes from all that urn:s has: list those that are left', 'compose.exclude'],
  ['urn:circle', 'is made of itself: urn:circle, urn:circle-2, urn:circle', 'compose'],
  ['urn:lost', 'value set urn:nowhere, by which a rule labels, is not here as an active ValueSet: store it first', ''],
])('%s is refused with the mend', (canonical, why, element) => {
  expect(() => codesOfValueSet(canonical, find)).toThrow(
    expect.objectContaining({
      kind: 'unprocessable',
      message: expect.stringContaining(why),
      issues: [expect.objectContaining({ expression: element === '' ? 'ValueSet' : `ValueSet.${element}` })],
    }),
  );
});
