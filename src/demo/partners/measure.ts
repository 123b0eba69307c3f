import { ckdEpi2021 } from '../body.ts';
import { clamp, rounded } from '../codes.ts';
import type { Random } from '../prng.ts';
import { analyteOf, type Analyte } from './analytes.ts';
import type { Person } from './model.ts';

/** What was found, by the analyte's key: a number, or for what is looked for 1 where it was found and 0 where not. */
export type Findings = ReadonlyMap<string, number>;

/** What a measurement starts from. `trait` is the person's own constant, `random` the day's. */
export type Measuring = {
  person: Person;
  /** Earlier values by LOINC code. */
  known: ReadonlyMap<string, number>;
  trait: Random;
  random: Random;
};

const ADULT = 18;

/** What a laboratory finds of these, near to what it found before; what is reckoned hangs together with what is measured. */
export function measure(members: readonly string[], measuring: Measuring): Map<string, number> {
  const found = new Map<string, number>();
  for (const key of members) {
    const analyte = analyteOf(key);
    if (analyte.foundPercent !== undefined) {
      found.set(key, measuring.random.fork(key).next() * 100 < analyte.foundPercent ? 1 : 0);
    } else if (!analyte.isDerived || !hasParts(key, members)) {
      found.set(key, valueOf(analyte, measuring));
    }
  }
  return reckon(found, members, measuring);
}

/** What is reckoned is measured by itself where its parts are not ordered with it. */
function hasParts(key: string, members: readonly string[]): boolean {
  return (PARTS[key] ?? []).every((part) => members.includes(part));
}

const PARTS: Readonly<Record<string, readonly string[]>> = {
  chloride: ['sodium', 'bicarbonate'],
  'anion-gap': ['sodium', 'chloride', 'bicarbonate'],
  'urea-ratio': ['urea', 'creatinine'],
  egfr: ['creatinine'],
  protein: ['albumin'],
  globulin: ['albumin', 'protein'],
  'bilirubin-direct': ['bilirubin'],
  cholesterol: ['ldl', 'hdl', 'triglycerides'],
  'non-hdl': ['cholesterol', 'hdl'],
  hematocrit: ['hemoglobin', 'mchc'],
  erythrocytes: ['hematocrit', 'mcv'],
  mch: ['hemoglobin', 'erythrocytes'],
  neutrophils: ['lymphocytes', 'monocytes', 'eosinophils', 'basophils'],
  'iron-saturation': ['iron', 'tibc'],
};

function valueOf(analyte: Analyte, { person, known, trait, random }: Measuring): number {
  const [mean, deviation] = typicalOf(analyte, person);
  const before = known.get(analyte.loinc);
  const own = before ?? mean + trait.fork(analyte.key).normal(0, 0.8) * deviation;
  const value = own + random.fork(analyte.key).normal(0, 0.3) * deviation;
  return rounded(withinSafe(analyte, Math.max(value, mean - 3 * deviation > 0 ? 0.01 : 0)), analyte.decimals);
}

/** Mean and deviation among those who are well: what is usual holds 19 of 20 of them. */
export function typicalOf(analyte: Analyte, person: Person): [mean: number, deviation: number] {
  if (analyte.typical) return analyte.typical(person);
  const [low, high] = analyte.usual(person);
  if (low === undefined || high === undefined) throw new RangeError(`${analyte.key} needs a typical value`);
  return [(low + high) / 2, (high - low) / 5];
}

/** What needs a call is for a course of its own: nothing drifts there by chance. */
function withinSafe({ critical: [low, high], decimals }: Analyte, value: number): number {
  const step = 10 ** -decimals;
  return clamp(value, low === undefined ? 0 : low + step, high === undefined ? Infinity : high - step);
}

/** The findings with all that follows from the others reckoned anew: after a value was corrected too. Changes and gives back `found`. */
export function reckon(
  found: Map<string, number>,
  members: readonly string[],
  { person, trait, random }: Pick<Measuring, 'person' | 'trait' | 'random'>,
): Map<string, number> {
  const of = (key: string): number => found.get(key)!;
  const put = (key: string, value: () => number) => {
    if (members.includes(key) && hasParts(key, members)) found.set(key, rounded(value(), analyteOf(key).decimals));
  };
  const drawn = (key: string, mean: number, deviation: number) =>
    mean + trait.fork(key).normal(0, deviation) + random.fork(key).normal(0, deviation / 3);
  if (members.includes('anion-gap')) {
    // Chloride is what sodium and bicarbonate leave to the gap.
    put('chloride', () => of('sodium') - of('bicarbonate') - Math.round(clamp(drawn('gap', 11, 1.2), 7, 15)));
    put('anion-gap', () => of('sodium') - of('chloride') - of('bicarbonate'));
  }
  put('egfr', () => ckdEpi2021(of('creatinine'), person.age, person.sex));
  if (person.age < ADULT) found.delete('egfr');
  put('urea-ratio', () => of('urea') / of('creatinine'));
  put('protein', () => of('albumin') + clamp(drawn('globulins', 2.8, 0.25), 2.1, 3.6));
  put('globulin', () => of('protein') - of('albumin'));
  put('bilirubin-direct', () => of('bilirubin') * 0.25);
  put('cholesterol', () => of('ldl') + of('hdl') + of('triglycerides') / 5);
  put('non-hdl', () => of('cholesterol') - of('hdl'));
  put('hematocrit', () => (of('hemoglobin') / of('mchc')) * 100);
  put('erythrocytes', () => (of('hematocrit') * 10) / of('mcv'));
  put('mch', () => (of('hemoglobin') * 10) / of('erythrocytes'));
  put('neutrophils', () => 100 - of('lymphocytes') - of('monocytes') - of('eosinophils') - of('basophils'));
  put('iron-saturation', () => (of('iron') / of('tibc')) * 100);
  return found;
}

/** How a value lies: a code of http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation. */
export function standingOf(analyte: Analyte, person: Person, value: number): string {
  if (analyte.foundPercent !== undefined) return value === 0 ? 'NEG' : analyte.foundIsCritical ? 'AA' : 'POS';
  const [lowest, highest] = analyte.critical;
  if (lowest !== undefined && value <= lowest) return 'LL';
  if (highest !== undefined && value >= highest) return 'HH';
  const [low, high] = analyte.usual(person);
  if (low !== undefined && value < low) return 'L';
  if (high !== undefined && value > high) return 'H';
  return 'N';
}
