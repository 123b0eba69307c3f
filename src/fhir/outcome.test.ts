import { expect, test } from 'vitest';
import { Fault } from '../base/index.ts';
import { outcome, outcomeOf } from './index.ts';

test('of no findings, that all is well', () => {
  expect(outcome([]).issue).toEqual([{ severity: 'information', code: 'informational', details: { text: 'All OK' } }]);
});

test('what a refusal quotes is cut in the middle, so that its end is still read', () => {
  const text = `The parameter "name": "${'a'.repeat(5000)}\u{1f600}" is too long.`;
  const [issue] = outcomeOf(new Fault('invalid', 'value', text, { expression: 'b'.repeat(4000) })).issue;
  expect(issue!.details.text.length).toBeLessThan(1600);
  expect(issue!.details.text).toMatch(/^The parameter "name": "aaa.*… \(\d+ characters more\) ….*" is too long\.$/u);
  expect(issue!.expression![0]!.length).toBeLessThan(1600);
});

test('a cut through the halves of a character leaves no half', () => {
  const [issue] = outcome([{ severity: 'error', code: 'value', details: '\u{1f600}'.repeat(2000) }]).issue;
  expect(issue!.details.text.isWellFormed()).toBe(true);
});
