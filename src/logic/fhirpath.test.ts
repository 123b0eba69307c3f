import { expect, test, vi } from 'vitest';
import { Fault } from '../base/index.ts';
import { evaluate } from './index.ts';

const observation = Object.freeze({
  resourceType: 'Observation',
  status: 'final',
  valueQuantity: Object.freeze({ value: 80, unit: 'kg' }),
  subject: Object.freeze({ reference: 'https://ehr.example/Patient/1' }),
});

function faultOf(expression: string): Fault {
  try {
    evaluate(observation, expression);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('choices, variables and the environment that is handed in', () => {
  expect(evaluate(observation, 'Observation.value.unit')).toEqual(['kg']);
  expect(evaluate(observation, '%resource.status = %wanted', { wanted: 'final' })).toEqual([true]);
  expect(evaluate({ text: { div: "a.div 'b'" } }, "text.div = 'a.div \\'b\\''")).toEqual([true]);
  expect(evaluate(observation, '%loinc')).toEqual(['http://loinc.org']);
});

test.each([
  ['a broken expression', 'Observation.value[', 'invalid', 'Observation.value['],
  ['a percent sign alone', 'Observation[%]', 'invalid', 'can make nothing of it'],
  ['a function that there is not', 'status.nonsense()', 'invalid', 'nonsense'],
  ['a fetch', 'subject.resolve()', 'invalid', 'resolve'],
  ['a long one', `'${'a'.repeat(10_000)}'`, 'invalid', '10000'],
  ['a deep one', '('.repeat(60) + '1' + ')'.repeat(60), 'invalid', '50'],
  ['a pattern without end', `'${'a'.repeat(40)}b'.matches('^(a+)+$')`, 'too-costly', 'work'],
  ['a text that doubles', `(1).repeat($this).select('a')${'.select($this + $this)'.repeat(40)}`, 'too-costly', 'work'],
])('%s is refused by name', (_, expression, kind, word) => {
  const fault = faultOf(expression);
  expect(fault.kind).toBe(kind);
  expect(fault.message).toContain(word);
});

test('nothing of a patient is printed, by trace() or by a warning', () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => {});
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const born = { resourceType: 'Patient', birthDate: '1950-01-02' };
  expect(evaluate(born, "(birthDate.trace('born') + 7.7 days).toString()")).toEqual(['1950-01-09']);
  expect([print.mock.calls, warn.mock.calls]).toEqual([[], []]);
  vi.restoreAllMocks();
});
