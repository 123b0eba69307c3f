import type { ProblemKey } from '../people.ts';
import { arthritis, asthma, copd, foodNeed, kidney, thyroid, transportNeed } from './body.ts';
import { hyperlipidemia, hypertension, obesity } from './circulation.ts';
import { fibrillation, heartFailure } from './heart.ts';
import { anxiety, depression } from './mind.ts';
import type { Model } from './model.ts';
import { diabetes, prediabetes } from './sugar.ts';

/** The models that a primary visit goes through, in the order in which a note names them. */
export const MODELS: readonly Model[] = [
  heartFailure,
  fibrillation,
  diabetes,
  prediabetes,
  hypertension,
  kidney,
  hyperlipidemia,
  copd,
  asthma,
  depression,
  anxiety,
  thyroid,
  arthritis,
  obesity,
  transportNeed,
  foodNeed,
];

/** The model of a problem, where a primary visit has one. */
export function modelOf(key: ProblemKey): Model | undefined {
  return MODELS.find((model) => model.key === key);
}
