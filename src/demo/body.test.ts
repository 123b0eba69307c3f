import { describe, expect, it } from 'vitest';
import { ckdEpi2021, creatinineFor } from './body.ts';
import { standing } from './goals.ts';
import { randomFrom } from './prng.ts';

describe('CKD-EPI 2021', () => {
  // Inker et al., N Engl J Med 2021;385:1737, table 3: computed by hand from the printed equation.
  it.each([
    [1, 50, 'female', 68.6],
    [1, 50, 'male', 91.7],
    [0.6, 30, 'female', 123.7],
    [2, 70, 'male', 35.2],
  ] as const)('of creatinine %s at %s, %s, is %s', (creatinine, age, sex, expected) => {
    expect(ckdEpi2021(creatinine, age, sex)).toBeCloseTo(expected, 0);
  });
  it('is turned round by the creatinine that it comes from', () => {
    for (const filtration of [25, 48, 61, 90, 118]) {
      for (const sex of ['female', 'male'] as const)
        expect(ckdEpi2021(creatinineFor(filtration, 66, sex), 66, sex)).toBeCloseTo(filtration, 6);
    }
  });
});

describe('the standing of a goal', () => {
  const results = (...values: number[]) => values.map((value, day) => ({ day, value, id: `r${day}` }));
  it('is achieved under the target', () => expect(standing(results(8, 6.9), 0, { below: 7 })).toBe('achieved'));
  it('is improving on the way', () => expect(standing(results(9.3, 8), 0, { below: 7 })).toBe('improving'));
  it('is worsening on the way back', () => expect(standing(results(7.5, 8.6), 0, { below: 7 })).toBe('worsening'));
  it('stands still', () => expect(standing(results(17, 16.8), 0, { below: 5 })).toBe('no-change'));
  it('is in progress before there is anything to compare', () => {
    expect(standing(results(8), 0, { below: 7 })).toBe('in-progress');
    expect(standing(results(8, 6), 5, { below: 7 })).toBe('in-progress');
  });
  it('knows a band', () => expect(standing(results(70, 72), 0, { between: [70, 74] })).toBe('achieved'));
});

describe('the source of chance', () => {
  it('is the same for the same key and another for another', () => {
    const draws = (key: string): number[] => Array.from({ length: 5 }, randomFrom(key).next);
    expect(draws('1/p-0001')).toEqual(draws('1/p-0001'));
    expect(draws('1/p-0001')).not.toEqual(draws('1/p-0002'));
  });
  it('keeps forks apart from what was drawn before', () => {
    const one = randomFrom('a');
    one.next();
    expect(one.fork('b').next()).toBe(randomFrom('a').fork('b').next());
  });
  it('stays within its bounds', () => {
    const random = randomFrom('bounds');
    const drawn = Array.from({ length: 500 }, () => random.int(3, 5));
    expect(new Set(drawn)).toEqual(new Set([3, 4, 5]));
  });
});
