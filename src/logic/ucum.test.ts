import { expect, test, vi } from 'vitest';
import { canonicalUnit } from './ucum.ts';

/** Pairs that are the same amount: hand-calculated, or exact by definition (https://ucum.org/ucum, the tables of units). */
const SAME: [number, string, number, string][] = [
  [1, 'g', 1000, 'mg'],
  [0.0005, 'g', 500, 'ug'],
  [5.4, 'mg/dL', 54, 'mg/L'],
  [1, 'h', 60, 'min'],
  [1, '[in_i]', 2.54, 'cm'],
  [37, 'Cel', 98.6, '[degF]'],
  [0, 'Cel', 273.15, 'K'],
  [2.5, 'm[iU]/L', 2.5, 'u[iU]/mL'],
  [7, '10*3/uL', 7_000_000, '/mL'],
  [50, '%', 0.5, '1'],
  [1, 'mmol/L', 1000, 'umol/L'],
  [3, '{score}', 3, '1'],
  [453.59237, 'g', 1, '[lb_av]'],
];

test.each(SAME)('%f %s is %f %s', (one, code, other, otherCode) => {
  const [a, b] = [canonicalUnit(code)!, canonicalUnit(otherCode)!];
  expect(a.name).toBe(b.name);
  expect(a.convert(one)).toBeCloseTo(b.convert(other), 9);
  expect(a.convert(one) / b.convert(other) || 1).toBeCloseTo(1, 12);
});

test.each([
  ['g', 'mL'],
  ['mg/dL', 'mmol/L'],
  ['[iU]/L', '/L'],
  ['[iU]/mL', "[arb'U]/mL"],
  ['Cel', 's'],
])('%s and %s measure different things', (one, other) => {
  expect(canonicalUnit(one)!.name).not.toBe(canonicalUnit(other)!.name);
});

test.each(['nonsense', '', '[pH]', 'mg/', '('.repeat(200), 'lb'])('%s has no canonical unit', (code) => {
  expect(canonicalUnit(code)).toBeNull();
});

test('what is no unit is not printed: it may be anything that was entered', () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => {});
  expect(canonicalUnit("Ramona Quimby's weight")).toBeNull();
  expect(print.mock.calls).toEqual([]);
  vi.restoreAllMocks();
});
