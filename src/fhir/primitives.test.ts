import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from './index.ts';
import { primitiveFault } from './primitives.ts';

function accepts(type: string, value: unknown): boolean {
  return primitiveFault({ value }, 'value', value, type) === null;
}

const GOOD: Record<string, unknown[]> = {
  boolean: [true, false],
  string: ['a', ' a ', 'line\nline\tx', '漢'],
  code: ['final', 'two words', 'A-1'],
  id: ['a', 'A-1.b', 'x'.repeat(64)],
  uri: ['urn:oid:1.2', 'http://a/b', 'x'],
  canonical: ['http://a/b|1.0'],
  oid: ['urn:oid:1.2.840.10008'],
  uuid: ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
  date: ['2024', '2024-02', '2024-02-29', '2000-02-29', '0001-01-01'],
  dateTime: [
    '2024',
    '2024-02-29',
    '2024-02-29T23:59:60Z',
    '2015-02-07T13:28:17.239+02:00',
    '2024-01-01T00:00:00-05:00',
  ],
  instant: ['2015-02-07T13:28:17.239+02:00', '2017-01-01T00:00:00Z', '2024-06-01T00:00:00+14:00'],
  time: ['00:00:00', '23:59:60', '12:30:00.5'],
  base64Binary: ['QQ==', 'QUJD', 'QU\nJD'],
  integer: [0, -5, 2147483647, -2147483648],
  unsignedInt: [0, 2147483647],
  positiveInt: [1],
  decimal: [0, -1.5, 1e10],
};

const BAD: Record<string, unknown[]> = {
  boolean: ['true', 1, null],
  string: ['', ' ', '\u0000', 'a\u0007', 5, '\ud800'],
  code: ['', ' a', 'a ', 'a  b', 'a\nb', true],
  id: ['', 'a b', 'a_b', 'x'.repeat(65), 'é', 'a/b'],
  uri: ['a b', '', 3],
  oid: ['1.2.3', 'urn:oid:3.1', 'urn:oid:1.02'],
  uuid: ['c757873d-ec9a-4326-a141-556f43239520', 'urn:uuid:1'],
  date: [
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2024-13',
    '2024-00-01',
    '2024-1-1',
    '2024-04-31',
    '24',
    '2024-01-01T00:00:00Z',
    '0000',
  ],
  dateTime: [
    '2024-02-30T10:00:00Z',
    '2024-01-01T10:00:00',
    '2024-01-01T10:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01T10:00:00Z',
    '2024-01-01T10:00:00+15:00',
  ],
  instant: ['2024', '2024-01-01', '2024-01-01T10:00:00', '2024-02-30T10:00:00Z'],
  time: ['24:00:00', '10:00', '10:60:00', '10:00:00Z'],
  base64Binary: ['QQ=', 'Q', '####', ''],
  integer: [1.5, 2147483648, '5', Number.NaN],
  unsignedInt: [-1, 0.5],
  positiveInt: [0, -1],
  decimal: ['1.0', Infinity],
};

describe('primitives (http://hl7.org/fhir/R4/datatypes.html#primitive)', () => {
  test.each(Object.entries(GOOD).flatMap(([type, values]) => values.map((value) => [type, value] as const)))(
    '%s takes %j',
    (type, value) => expect(accepts(type, value)).toBe(true),
  );
  test.each(Object.entries(BAD).flatMap(([type, values]) => values.map((value) => [type, value] as const)))(
    '%s refuses %j',
    (type, value) => expect(accepts(type, value)).toBe(false),
  );

  test('an integer written 1.0 is none', () => {
    const value = parseJson('{"value":1.0}') as { value: number };
    expect(primitiveFault(value, 'value', 1, 'integer')?.details).toBe('must be a whole number');
    expect(primitiveFault(value, 'value', 1, 'decimal')).toBeNull();
  });

  test('property: every instant that JavaScript writes is a date, a dateTime and an instant', () => {
    const from = new Date('0001-01-01T00:00:00Z');
    const to = new Date('9999-12-31T00:00:00Z');
    fc.assert(
      fc.property(fc.date({ min: from, max: to, noInvalidDate: true }), (date) => {
        const iso = date.toISOString();
        const forms: [string, string][] = [
          ['instant', iso],
          ['dateTime', iso],
          ['date', iso.slice(0, 10)],
          ['time', iso.slice(11, 23)],
        ];
        expect(forms.filter(([type, text]) => !accepts(type, text))).toEqual([]);
      }),
    );
  });

  test('property: base64 of any bytes is base64Binary', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        expect(accepts('base64Binary', Buffer.from(bytes).toString('base64'))).toBe(true);
      }),
    );
  });

  test('property: 32-bit integers, and no others', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        expect(accepts('integer', n)).toBe(n >= -(2 ** 31) && n < 2 ** 31);
      }),
    );
  });

  test('property: no text makes a check throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.keys(GOOD), 'xhtml'), (text, type) => {
        expect(() => accepts(type, text)).not.toThrow();
      }),
    );
  });
});
