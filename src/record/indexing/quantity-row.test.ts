import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextDown, nextUp, quantityRow } from './quantity-row.ts';

const UCUM = 'http://unitsofmeasure.org';

test('the neighbours of a double', () => {
  // 2 - 2^-52 and 2 + 2^-51: between 1 and 2 doubles are 2^-52 apart, between 2 and 4 twice that.
  expect(nextDown(2)).toBe(2 - 2 ** -52);
  expect(nextUp(2)).toBe(2 + 2 ** -51);
  expect(nextUp(0)).toBe(Number.MIN_VALUE);
  expect(nextDown(0)).toBe(-Number.MIN_VALUE);
  expect(nextUp(Infinity)).toBe(Infinity);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e300, min: -1e300 }), (value) => {
      expect(nextUp(value)).toBeGreaterThan(value);
      expect(nextDown(nextUp(value)) + 0).toBe(value + 0);
    }),
  );
});

test('"less than 2" does not hold 2, "2 or less" does', () => {
  const row = { param: 'value-quantity', value: 2, low: -Infinity, high: 2 };
  expect(quantityRow({ ...row, open: 'high' })).toEqual({ ...row, high: 2 - 2 ** -52 });
  expect(quantityRow(row)).toEqual(row);
});

test('a UCUM quantity has its range in the base unit too', () => {
  const inUnit = (code: string, system = UCUM) => ({
    param: 'value-quantity',
    value: 5,
    low: 5,
    high: 5,
    system,
    code,
  });
  // 5 mg = 0.005 g; the base unit of mass is the gram, https://ucum.org/ucum#section-Base-Units
  expect(quantityRow(inUnit('mg')).canonical).toEqual({ unit: '0,0,1,0,0,0,0;', low: 0.005, high: 0.005 });
  expect(quantityRow(inUnit('tablet'))).toEqual(inUnit('tablet'));
  expect(quantityRow(inUnit('mg', 'urn:other'))).toEqual(inUnit('mg', 'urn:other'));
  const open = quantityRow({ ...inUnit('mg'), low: -Infinity, open: 'high' }).canonical!;
  expect([open.low, open.high]).toEqual([-Infinity, nextDown(0.005)]);
});
