import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../prng.ts';
import { analyteOf } from './analytes.ts';
import { measure, standingOf, type Findings } from './measure.ts';
import type { Person } from './model.ts';
import { orderableCodes, panelOf } from './panels.ts';

const panel = (code: string) => panelOf({ coding: [{ system: 'http://loinc.org', code }] })!;
const anybody = fc.record({
  sex: fc.constantFrom('female' as const, 'male' as const),
  age: fc.integer({ min: 0, max: 99 }),
});

function measured(code: string, person: Person, seed: string, known: [string, number][] = []): Findings {
  const trait = randomFrom(`${seed}/person`);
  return measure(panel(code).members, { person, known: new Map(known), trait, random: randomFrom(seed) });
}

function all(code: string, check: (of: (key: string) => number, person: Person) => void): void {
  fc.assert(
    fc.property(anybody, fc.string(), (person, seed) => {
      const found = measured(code, person, seed);
      check((key) => found.get(key)!, person);
    }),
    { numRuns: 300 },
  );
}

describe('what a panel finds hangs together', () => {
  test('the anion gap is sodium less chloride and bicarbonate', () => {
    all('24323-8', (of) => {
      expect(of('anion-gap')).toBe(of('sodium') - of('chloride') - of('bicarbonate'));
      expect(of('anion-gap')).toBeGreaterThanOrEqual(7);
      expect(of('anion-gap')).toBeLessThanOrEqual(15);
    });
  });

  test('urea to creatinine, globulin, and the parts of protein', () => {
    all('24323-8', (of) => {
      expect(of('urea-ratio')).toBeCloseTo(Math.round(of('urea') / of('creatinine')), 0);
      expect(of('protein')).toBeCloseTo(of('albumin') + of('globulin'), 1);
    });
  });

  test('the red cell indices follow from count, hemoglobin and hematocrit', () => {
    all('57021-8', (of) => {
      expect(Math.abs(of('mcv') - (of('hematocrit') * 10) / of('erythrocytes'))).toBeLessThan(1);
      expect(Math.abs(of('mch') - (of('hemoglobin') * 10) / of('erythrocytes'))).toBeLessThan(0.1);
      expect(Math.abs(of('mchc') - (of('hemoglobin') / of('hematocrit')) * 100)).toBeLessThan(0.2);
      const cells = ['neutrophils', 'lymphocytes', 'monocytes', 'eosinophils', 'basophils'].map(of);
      expect(cells.reduce((sum, one) => sum + one, 0)).toBeCloseTo(100, 5);
      expect(Math.min(...cells)).toBeGreaterThanOrEqual(0);
    });
  });

  test('the lipids add up by Friedewald, and iron by its binding capacity', () => {
    all('57698-3', (of) => {
      expect(Math.abs(of('cholesterol') - of('ldl') - of('hdl') - of('triglycerides') / 5)).toBeLessThanOrEqual(0.5);
      expect(of('non-hdl')).toBe(of('cholesterol') - of('hdl'));
    });
    all('50190-8', (of) => expect(of('iron-saturation')).toBe(Math.round((of('iron') / of('tibc')) * 100)));
  });

  // 142 x (1.00/0.9)^-1.200 x 0.9938^60 = 142 x 0.8812 x 0.6886 = 86.2; the woman's: 142 x (1.00/0.7)^-1.200 x 0.6886 x 1.012 = 64.5.
  test.each([
    ['male', 86],
    ['female', 64],
  ] as const)('the eGFR of a %s of 60 with a creatinine of 1.00 is %i by CKD-EPI 2021', (sex, egfr) => {
    const random = { ...randomFrom('x'), fork: () => ({ ...randomFrom('x'), normal: () => 0 }) };
    const known = new Map([['2160-0', 1]]);
    const found = measure(panel('51990-0').members, {
      person: { sex, age: 60 },
      known,
      trait: random,
      random,
    } as never);
    expect(found.get('creatinine')).toBe(1);
    expect(Math.floor(found.get('egfr')!)).toBe(egfr);
  });

  test('children have no eGFR, which is an equation for adults', () => {
    expect(measured('51990-0', { sex: 'male', age: 17 }, 's').has('egfr')).toBe(false);
    expect(measured('51990-0', { sex: 'male', age: 18 }, 's').has('egfr')).toBe(true);
  });
});

test('everything that can be ordered is found for everybody, finite, at least nothing, and never by chance what needs a call', () => {
  fc.assert(
    fc.property(anybody, fc.string(), fc.constantFrom(...orderableCodes()), (person, seed, code) => {
      for (const [key, value] of measured(code, person, seed)) {
        expect(Number.isFinite(value) && value >= 0, `${key} ${value}`).toBe(true);
        if (key === 'blood-culture') continue;
        expect(['N', 'H', 'L', 'POS', 'NEG'], `${key} ${value}`).toContain(standingOf(analyteOf(key), person, value));
      }
    }),
    { numRuns: 600 },
  );
});

test('most of what healthy people have is usual', () => {
  let usual = 0;
  let count = 0;
  for (let n = 0; n < 300; n += 1) {
    for (const [key, value] of measured(
      '24323-8',
      { sex: n % 2 ? 'male' : 'female', age: 20 + (n % 60) },
      `healthy ${n}`,
    )) {
      count += 1;
      if (standingOf(analyteOf(key), { sex: n % 2 ? 'male' : 'female', age: 20 + (n % 60) }, value) === 'N') usual += 1;
    }
  }
  expect(usual / count).toBeGreaterThan(0.85);
});

test('a value stays near to the one before: a creatinine of 2.4 is not healed by the next order', () => {
  for (let n = 0; n < 50; n += 1) {
    const found = measured('51990-0', { sex: 'male', age: 70 }, `kidney ${n}`, [['2160-0', 2.4]]);
    expect(found.get('creatinine')!).toBeGreaterThan(2.1);
    expect(found.get('egfr')!).toBeLessThan(35);
  }
});

test.each<[string, Person, number, string]>([
  ['hemoglobin', { sex: 'female', age: 40 }, 12.5, 'N'],
  ['hemoglobin', { sex: 'male', age: 40 }, 12.5, 'L'],
  ['hemoglobin', { sex: 'male', age: 3 }, 12.5, 'N'],
  ['alp', { sex: 'male', age: 8 }, 300, 'N'],
  ['alp', { sex: 'male', age: 40 }, 300, 'H'],
  ['creatinine', { sex: 'female', age: 5 }, 0.9, 'H'],
  ['creatinine', { sex: 'female', age: 50 }, 0.9, 'N'],
  ['hdl', { sex: 'male', age: 50 }, 45, 'N'],
  ['hdl', { sex: 'female', age: 50 }, 45, 'L'],
  ['psa', { sex: 'male', age: 55 }, 5, 'H'],
  ['psa', { sex: 'male', age: 72 }, 5, 'N'],
  ['potassium', { sex: 'male', age: 50 }, 6.8, 'HH'],
  ['potassium', { sex: 'male', age: 50 }, 5.4, 'H'],
  ['potassium', { sex: 'male', age: 50 }, 2.4, 'LL'],
  ['glucose', { sex: 'male', age: 50 }, 38, 'LL'],
  ['troponin-i', { sex: 'male', age: 50 }, 2.4, 'HH'],
  ['hcv-antibody', { sex: 'male', age: 50 }, 1, 'POS'],
  ['blood-culture', { sex: 'male', age: 50 }, 1, 'AA'],
])('%s of %o: %d is %s', (key, person, value, standing) => {
  expect(standingOf(analyteOf(key), person, value)).toBe(standing);
});
