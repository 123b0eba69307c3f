import type { Sex } from './people.ts';
import { at } from './prng.ts';

/** Medians of weight (kg) and length or height (cm) by age in months, after the WHO (to 24 months) and CDC charts, rounded. */
const MONTHS = [0, 1, 2, 4, 6, 9, 12, 15, 18, 24, 36, 48, 60, 72, 84, 96, 108, 120, 132, 144, 156, 168, 180, 192, 204];
const WEIGHT: Record<Sex, number[]> = {
  male: [
    3.3, 4.5, 5.6, 7, 7.9, 8.9, 9.6, 10.3, 10.9, 12.2, 14.3, 16.3, 18.5, 20.8, 23.2, 25.8, 28.7, 32.1, 36.1, 40.7, 45.8,
    51.2, 56.5, 61.1, 64.7,
  ],
  female: [
    3.2, 4.2, 5.1, 6.4, 7.3, 8.2, 8.9, 9.6, 10.2, 11.5, 13.9, 15.9, 18, 20.3, 22.9, 25.8, 29.1, 33, 37.2, 41.6, 45.8,
    49.4, 52.1, 53.9, 55.2,
  ],
};
const HEIGHT: Record<Sex, number[]> = {
  male: [
    49.9, 54.7, 58.4, 63.9, 67.6, 72, 75.7, 79.1, 82.3, 87.1, 95.3, 102.5, 109.2, 115.7, 122, 128.1, 133.7, 138.8,
    143.7, 149.3, 156.4, 163.8, 170.1, 173.6, 175.3,
  ],
  female: [
    49.1, 53.7, 57.1, 62.1, 65.7, 70.1, 74, 77.5, 80.7, 85.7, 94.1, 101, 107.9, 115, 121.8, 127.8, 133.1, 138.2, 144.8,
    151.5, 157.1, 160.4, 161.9, 162.5, 163,
  ],
};

function along(values: number[], months: number): number {
  const capped = Math.min(months, at(MONTHS, MONTHS.length - 1));
  const upper = MONTHS.findIndex((month) => month >= capped);
  if (upper <= 0) return at(values, 0);
  const from = at(MONTHS, upper - 1);
  const share = (capped - from) / (at(MONTHS, upper) - from);
  return at(values, upper - 1) + share * (at(values, upper) - at(values, upper - 1));
}

/** Height and weight of a child whose body runs `tall` and `heavy` (standard scores) beside the median. */
export function grownTo(sex: Sex, months: number, tall: number, heavy: number): { heightCm: number; weightKg: number } {
  const height = along(HEIGHT[sex], months) * (1 + 0.035 * tall);
  const weight = along(WEIGHT[sex], months) * (1 + 0.06 * tall) * (1 + 0.1 * heavy);
  return { heightCm: height, weightKg: weight };
}
