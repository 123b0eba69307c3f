import { HEART } from './formulary/heart.ts';
import { METABOLIC } from './formulary/metabolic.ts';
import { OTHER } from './formulary/other.ts';
import type { Drug, DrugRow } from './formulary/model.ts';

export type { Drug, Effect, Step } from './formulary/model.ts';

const DRUGS = { ...HEART, ...METABOLIC, ...OTHER };

export type DrugKey = keyof typeof DRUGS;

/** A medicine by its key. */
export function drugOf(key: DrugKey): Drug {
  return BY_KEY[key];
}

const BY_KEY = Object.fromEntries(Object.entries<DrugRow>(DRUGS).map(([key, row]) => [key, { key, ...row }])) as Record<
  DrugKey,
  Drug
>;

/** The classes that an allergy or an illness rules out together. */
export const CLASSES = {
  penicillin: ['amoxicillin', 'amoxicillin-suspension'],
  nsaid: ['naproxen'],
  ace: ['lisinopril'],
  ssri: ['sertraline', 'escitalopram'],
} as const satisfies Record<string, readonly DrugKey[]>;
