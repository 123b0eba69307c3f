import { afterEach, describe, expect, it } from 'vitest';
import { sayAddress, sayPhone } from './addresses.ts';
import { codesOfConcept, nameOfConcept } from './codes.ts';
import { sayAge, sayDate, sayExact, saySpan } from './dates.ts';
import { changesBetween } from './diff.ts';
import { setLanguage } from './locale.ts';
import { markDigits, markWords } from './match.ts';
import { formerNames, initialsOf, nameOf } from './names.ts';
import { median, sayNumber, sayRange, sayUnitCode } from './numbers.ts';

afterEach(() => setLanguage('en'));

const now = new Date(2026, 10, 22, 14, 0);
const local = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

describe('dates', () => {
  it.each([
    [local(2026, 10, 22, 9, 5), 'today 09:05'],
    [local(2026, 10, 21, 23, 59), 'yesterday 23:59'],
    [local(2026, 10, 23, 0, 0), 'tomorrow 00:00'],
    [local(2026, 10, 26, 17, 0), 'Thursday 17:00'],
    [local(2026, 2, 12, 8, 0), 'Mar 12'],
    ['2024-03-12', 'Mar 12, 2024'],
    ['2024-03', 'Mar 2024'],
    ['2024', '2024'],
    ['2026-11-22', 'today'],
    ['not a date', 'not a date'],
  ])('says %s as %s', (value, said) => expect(sayDate(value, now)).toBe(said));

  it('says all that is known, and no more', () => {
    expect(sayExact(local(2026, 2, 12, 8, 4))).toBe('Thursday, March 12, 2026, 08:04');
    expect(sayExact('2026-03-12')).toBe('Thursday, March 12, 2026');
    expect(sayExact('2026-03')).toBe('March 2026');
  });

  it('speaks Spanish', () => {
    setLanguage('es');
    expect(sayDate('2026-11-22', now)).toBe('hoy');
    expect(sayAge('1958-03-12', now)).toBe('68 años');
  });

  it.each([
    ['2026-11-20', '2 days'],
    ['2026-10-23', '30 days'],
    ['2026-10-22', '1 month'],
    ['2024-11-23', '23 months'],
    ['2024-11-22', '2 years'],
    ['1958-11-23', '67 years'],
    ['1958', '68 years'],
  ])('born %s is %s old', (birth, said) => expect(sayAge(birth, now)).toBe(said));

  it.each([
    [40 * 60_000, '40 minutes'],
    [3 * 3_600_000, '3 hours'],
    [-6 * 86_400_000, '6 days'],
  ])('a span of %d ms is %s', (ms, said) => expect(saySpan(ms)).toBe(said));
});

describe('names', () => {
  const names = [
    { use: 'maiden' as const, family: 'Peña', given: ['Ana'] },
    { use: 'official' as const, family: 'Ruiz', given: ['Ana', 'María'], prefix: ['Dr.'], suffix: ['MD'] },
  ];

  it('tells the name that holds from former ones', () => {
    expect(nameOf(names)).toBe('Dr. Ana María Ruiz, MD');
    expect(formerNames(names)).toEqual(['Ana Peña']);
    expect(nameOf([{ use: 'old', family: 'Only' }])).toBe('Only');
    expect(nameOf(undefined)).toBe('');
  });

  it.each([
    ['Dr. Ana María Ruiz, MD', 'AR'],
    ['Cher', 'C'],
    ['ángel núñez', 'ÁN'],
    ['', ''],
  ])('initials of %s are %s', (name, initials) => expect(initialsOf(name)).toBe(initials));
});

describe('addresses and telephones', () => {
  it('are written as people write them', () => {
    expect(sayAddress({ line: ['12 Oak St', 'Apt 3'], city: 'Salem', state: 'OR', postalCode: '97301' })).toBe(
      '12 Oak St, Apt 3, Salem, OR 97301',
    );
    expect(sayPhone('+1 503 555 0123')).toBe('(503) 555-0123');
    expect(sayPhone('12345')).toBe('12345');
  });
});

describe('numbers', () => {
  it('keep the digits that were measured', () => {
    expect(sayNumber('7.10')).toBe('7.10');
    expect(sayNumber(1200)).toBe('1,200');
    expect(sayNumber('>90')).toBe('>90');
  });

  it('name units and ranges', () => {
    expect(sayUnitCode('mm[Hg]')).toBe('mmHg');
    expect(sayUnitCode('{score}')).toBe('score');
    const words = { below: (n: string) => `below ${n}`, above: (n: string) => `above ${n}` };
    expect(sayRange({ low: 3.5, high: 5.1 }, words)).toBe('3.5–5.1');
    expect(sayRange({ high: 5.7 }, words)).toBe('below 5.7');
    expect(sayRange({ text: 'negative' }, words)).toBe('negative');
  });

  it('have a median', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

describe('codes', () => {
  it('are named, the code behind', () => {
    const concept = { coding: [{ system: 'http://loinc.org', code: '4548-4', display: 'Hemoglobin A1c' }] };
    expect(nameOfConcept(concept)).toBe('Hemoglobin A1c');
    expect(codesOfConcept(concept)).toBe('LOINC 4548-4');
    expect(nameOfConcept({ text: 'A1c', ...concept })).toBe('A1c');
  });
});

describe('marking what matched', () => {
  const shown = (parts: { text: string; matched: boolean }[]) =>
    parts.map((part) => (part.matched ? `[${part.text}]` : part.text)).join('');

  it.each([
    ['María Núñez', 'nun', 'María [Núñ]ez'],
    ['María Núñez', 'nunez, mar', '[Mar]ía [Núñez]'],
    ['Joann Ann', 'ann', 'Joann [Ann]'],
    ['Ana', '', 'Ana'],
    ['Ana', '.*', 'Ana'],
  ])('%s by %s is %s', (text, query, said) => expect(shown(markWords(text, query))).toBe(said));

  it.each([
    ['(503) 555-0123', '5550', '(503) [555-0]123'],
    ['000-123', '0012', '0[00-12]3'],
    ['(503) 555-0123', 'x', '(503) 555-0123'],
  ])('%s by digits %s is %s', (text, query, said) => expect(shown(markDigits(text, query))).toBe(said));
});

describe('what changed between versions', () => {
  it('names each leaf, old and new, without the bookkeeping', () => {
    const before = {
      resourceType: 'Goal',
      id: 'a',
      meta: { versionId: '1' },
      lifecycleStatus: 'active',
      note: [{ text: 'x' }],
    };
    const after = {
      ...before,
      meta: { versionId: '2' },
      lifecycleStatus: 'completed',
      note: [{ text: 'x' }, { text: 'y' }],
    };
    expect(changesBetween(before, after)).toEqual([
      { path: 'lifecycle status', before: 'active', after: 'completed' },
      { path: 'note 2 › text', after: 'y' },
    ]);
    expect(changesBetween(after, before)).toEqual([
      { path: 'lifecycle status', before: 'completed', after: 'active' },
      { path: 'note 2 › text', before: 'y' },
    ]);
  });
});
