import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../base/index.ts';
import { foldString, parseSearchDate, parseSearchNumber } from './index.ts';

const at = (iso: string): number => Date.parse(iso);

describe('parseSearchDate', () => {
  test.each<[string, string, string, string]>([
    ['2013', 'eq', '2013-01-01', '2014-01-01'],
    ['ge2013-01', 'ge', '2013-01-01', '2013-02-01'],
    ['lt2013-01-14', 'lt', '2013-01-14', '2013-01-15'],
    ['2013-01-14T10:00', 'eq', '2013-01-14T10:00:00Z', '2013-01-14T10:01:00Z'],
    ['sa2013-01-14T10:00:00+01:00', 'sa', '2013-01-14T09:00:00Z', '2013-01-14T09:00:01Z'],
    ['eb2013-01-14T10:00:00 01:00', 'eb', '2013-01-14T09:00:00Z', '2013-01-14T09:00:01Z'],
    ['2013-01-14T10:00:00.123Z', 'eq', '2013-01-14T10:00:00.123Z', '2013-01-14T10:00:00.124Z'],
    ['ap2013-12-31', 'ap', '2013-12-31', '2014-01-01'],
  ])('%s', (text, prefix, low, high) => {
    expect(parseSearchDate(text)).toEqual({ prefix, low: at(low), high: at(high) });
  });
  test.each(['', 'ge', '2024-02-30', '24', 'xx2024', '2024-01-01T25:00', 'today', '2024-13'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseSearchDate(text)).toThrow(Fault);
    },
  );
});

describe('parseSearchNumber (http://hl7.org/fhir/R4/search.html#number)', () => {
  test.each<[string, object]>([
    ['100', { prefix: 'eq', value: 100, low: 99.5, high: 100.5 }],
    ['100.00', { prefix: 'eq', value: 100, low: 99.995, high: 100.005 }],
    ['1e2', { prefix: 'eq', value: 100, low: 95, high: 105 }],
    ['lt100', { prefix: 'lt', value: 100, low: 99.5, high: 100.5 }],
    ['-5.4', { prefix: 'eq', value: -5.4, low: -5.45, high: -5.35 }],
    ['5.40e-3', { prefix: 'eq', value: 0.0054, low: 0.005395, high: 0.005405 }],
    ['ap50', { prefix: 'ap', value: 50, low: 45, high: 55 }],
  ])('%s', (text, expected) => expect(parseSearchNumber(text)).toEqual(expected));
  test.each(['', 'gt', '1,5', 'abc', '0x10', '1e999', '1e9999', '--1', 'NaN'])('refuses "%s"', (text) => {
    expect(() => parseSearchNumber(text)).toThrow(Fault);
  });
});

describe('foldString', () => {
  test.each([
    ['Núñez', 'nunez'],
    ['  Ana   MARÍA ', 'ana maria'],
    ['Ørsted Łukasz', 'orsted lukasz'],
    ['İstanbul', 'istanbul'],
    ['e\u0301', 'e'],
    ['Straße', 'strasse'],
    ['ﬁn', 'fin'],
    ['Œuvre Đặng', 'oeuvre dang'],
    ['李 小龍', '李 小龍'],
  ])('%s', (text, expected) => expect(foldString(text)).toBe(expected));

  test('property: folding what is folded changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldString(foldString(text))).toBe(foldString(text));
      }),
    );
  });
});
