import { yearsBetween, type Day } from './calendar.ts';
import type { Heritage, LanguageKey, RaceKey } from './names.ts';
import type { PayerKey, SiteKey } from './places.ts';
import type { Random } from './prng.ts';
import type { Staff } from './staff.ts';

export type Sex = 'female' | 'male';

/** What a person lives with, by the name of its model in `conditions/`. */
export type ProblemKey =
  | 'hypertension'
  | 'type-2-diabetes'
  | 'prediabetes'
  | 'hyperlipidemia'
  | 'obesity'
  | 'heart-failure'
  | 'atrial-fibrillation'
  | 'chronic-kidney-disease'
  | 'copd'
  | 'asthma'
  | 'hypothyroidism'
  | 'osteoarthritis'
  | 'depression'
  | 'anxiety'
  | 'opioid-use-disorder'
  | 'pregnancy'
  | 'transport-need'
  | 'food-need';

/** How a problem goes with this person: since when, how badly, and whether treatment helps. */
export type Problem = {
  key: ProblemKey;
  onset: Day;
  /** 0 mild to 1 severe. */
  severity: number;
  /** 0 no response to treatment, 1 the usual response. */
  response: number;
  /** Pregnancy: the day of the birth, expected or past. Others: when it resolved. */
  until?: Day;
};

export type Kin = {
  relation: [code: string, display: string];
  given: string;
  family: string;
  sex: Sex;
  birth: Day;
  phone: string;
  /** Id of the relative's own Patient, where they are one: kept as their MRN, not as a reference. */
  patient?: string;
  guarantor: boolean;
};

export type Plan = {
  payer: PayerKey;
  name: string;
  group?: string;
  member: string;
  order: number;
  from: Day;
  until?: Day;
  subscriber: 'self' | Kin;
  kind: [code: string, display: string];
};

export type Traits = {
  heightCm: number;
  /** Body mass index (adults) at the start of the three years, and its change a year. */
  bmi: number;
  bmiDrift: number;
  /** How much of what is prescribed is taken, 0 to 1. */
  adherence: number;
  smoking: 'never' | 'former' | 'current';
  allergy: 'none-known' | 'not-asked' | AllergyKey;
};

export type AllergyKey =
  | 'penicillin'
  | 'sulfonamide'
  | 'ibuprofen'
  | 'lisinopril'
  | 'latex'
  | 'peanut'
  | 'shellfish'
  | 'codeine';

export type Person = {
  n: number;
  id: string;
  household: string;
  sex: Sex;
  birth: Day;
  death?: Day;
  given: string;
  middle: string;
  family: string;
  former?: { family: string; until: Day };
  heritage: Heritage;
  race: RaceKey;
  hispanic: boolean;
  language: LanguageKey;
  interpreter: boolean;
  marital: 'M' | 'S' | 'D' | 'W';
  homePhone?: string;
  mobile?: string;
  email?: string;
  address: { line: string; city: string; postalCode: string };
  clinic: SiteKey;
  pcp: Staff;
  kin: Kin[];
  plans: Plan[];
  traits: Traits;
  problems: Problem[];
  /** Key of the story in `stories.ts`, for the authored people. */
  story?: string;
  random: Random;
};

/** Completed years of a person on a day. */
export function ageOn(person: Person, day: Day): number {
  return yearsBetween(person.birth, day);
}

/** The problem of a person, if they ever have it. */
export function problemOf(person: Person, key: ProblemKey): Problem | undefined {
  return person.problems.find((problem) => problem.key === key);
}

/** True once a problem is there (and while it lasts). */
export function hasProblem(person: Person, key: ProblemKey, day: Day): boolean {
  const problem = problemOf(person, key);
  return problem !== undefined && problem.onset <= day && (problem.until === undefined || day <= problem.until);
}

/** The medical record number. */
export function mrnOf(id: string): string {
  return `RB${String(400000 + Number(id.slice(2)) * 7)}`;
}
