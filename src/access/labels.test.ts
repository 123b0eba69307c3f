import { expect, test } from 'vitest';
import type { Resource } from '../fhir/index.ts';
import { rulesWith } from './access-rules.ts';
import { securityOf } from './labels.ts';
import { USUAL_RULES } from './usual-rules.ts';

test('the types of one rule bind that rule alone, and not another of the same label', () => {
  const rules = rulesWith(USUAL_RULES, [
    {
      labels: [
        { label: 'MH', types: ['DocumentReference'], codes: [{ system: 'urn:a', codes: ['1'], starts: ['N'] }] },
        { label: 'MH', codes: [{ system: 'urn:a', codes: ['2'], starts: ['C'] }] },
      ],
    },
  ]);
  const labels = (resourceType: string, code: string) =>
    securityOf({ resourceType, code: { coding: [{ system: 'urn:a', code }] } } as unknown as Resource, rules, {
      at: 0,
      mayDeclassify: false,
    }).map((one) => one.code);
  expect([labels('DocumentReference', '1'), labels('DocumentReference', 'N1')]).toEqual([['MH'], ['MH']]);
  expect([labels('Condition', '1'), labels('Condition', 'N1')]).toEqual([[], []]);
  expect([labels('Condition', '2'), labels('Condition', 'C1')]).toEqual([['MH'], ['MH']]);
});
