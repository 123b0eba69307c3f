import { yearsBetween, type Day } from './calendar.ts';
import type { Person, Problem, ProblemKey } from './people.ts';
import type { Random } from './prng.ts';

/** Draws what a person lives with, so that illnesses keep the company they keep. */
export function drawProblems(person: Person, lowIncome: boolean, today: Day): Problem[] {
  const random = person.random.fork('morbidity');
  const age = yearsBetween(person.birth, today);
  const found: Problem[] = [];
  const has = (key: ProblemKey): boolean => found.some((problem) => problem.key === key);
  const add = (key: ProblemKey, ago: number): void => {
    const onset = Math.max(person.birth + 400, today - Math.round(ago * 365));
    found.push({
      key,
      onset,
      severity: random.next(),
      response: random.weighted([
        [1, 7],
        [0.6, 2],
        [0.2, 1],
      ] as const),
    });
  };
  if (age < 18) return child(random, age, found, add);
  metabolic(random, person, age, has, add);
  heartAndLung(random, person, age, has, add);
  mind(random, person, age, found, add);
  if (random.chance((person.sex === 'female' ? 0.11 : 0.03) * (age >= 35 ? 1 : 0.3)))
    add('hypothyroidism', years(random, 0.5, age - 25));
  if (age >= 52 && random.chance(0.3)) add('osteoarthritis', years(random, 0.5, age - 45));
  if (lowIncome && random.chance(0.3)) add('transport-need', random.between(0.2, 2.5));
  if (lowIncome && random.chance(0.25)) add('food-need', random.between(0.2, 2.5));
  return found;
}

type Add = (key: ProblemKey, years: number) => void;
type Has = (key: ProblemKey) => boolean;

function child(random: Random, age: number, found: Problem[], add: Add): Problem[] {
  if (age >= 5 && random.chance(0.14)) add('asthma', random.between(0.5, age - 4));
  if (age >= 14 && random.chance(0.1)) add(random.chance(0.5) ? 'depression' : 'anxiety', random.between(0.2, 1.5));
  return found;
}

/** Years since the onset: mostly some years ago, at most as many as the age allows. */
function years(random: Random, least: number, most: number): number {
  const top = Math.max(least + 0.3, Math.min(most, 18));
  return least + (top - least) * random.next() * random.between(0.4, 1);
}

function metabolic(random: Random, person: Person, age: number, has: Has, add: Add): void {
  const obese = person.traits.bmi >= 30;
  if (obese && random.chance(0.92)) add('obesity', years(random, 3.2, 12));
  const pressure = age < 30 ? 0.03 : age < 45 ? 0.15 : age < 60 ? 0.38 : age < 75 ? 0.58 : 0.72;
  if (random.chance(pressure + (obese ? 0.1 : 0))) add('hypertension', years(random, 0.4, age - 25));
  const sugar = (age < 30 ? 0.01 : age < 45 ? 0.06 : age < 60 ? 0.14 : 0.23) * (obese ? 1.6 : 0.8);
  if (random.chance(sugar)) {
    const since = years(random, 0.4, age - 28);
    if (since < 2.6) add('prediabetes', since + random.between(1.2, 3));
    add('type-2-diabetes', since);
  } else if (age >= 35 && random.chance(0.18)) {
    add('prediabetes', years(random, 0.4, 6));
  }
  const lipids = age < 35 ? 0.03 : age < 60 ? 0.32 : 0.5;
  if (random.chance(has('type-2-diabetes') ? 0.8 : lipids)) add('hyperlipidemia', years(random, 0.4, age - 28));
  const kidney = age < 46 ? 0 : age < 75 ? 0.1 : 0.22;
  const driven = has('type-2-diabetes') || has('hypertension');
  if (random.chance(kidney * (driven ? 1.6 : 0.5))) add('chronic-kidney-disease', years(random, 0.4, 8));
}

function heartAndLung(random: Random, person: Person, age: number, has: Has, add: Add): void {
  const failing = age < 48 ? 0 : age < 58 ? 0.008 : age < 75 ? 0.09 : 0.17;
  if (has('hypertension') && random.chance(failing)) add('heart-failure', years(random, 0.5, 6));
  const fibrillation = (age < 48 ? 0 : age < 58 ? 0.008 : age < 75 ? 0.06 : 0.13) + (has('heart-failure') ? 0.2 : 0);
  if (random.chance(fibrillation)) add('atrial-fibrillation', years(random, 0.4, 8));
  const smoked = person.traits.smoking === 'current' ? 0.28 : person.traits.smoking === 'former' ? 0.18 : 0;
  if (age >= 48 && random.chance(smoked)) add('copd', years(random, 0.6, age - 42));
  else if (random.chance(0.07)) add('asthma', years(random, 1, age - 8));
}

function mind(random: Random, person: Person, age: number, found: Problem[], add: Add): void {
  const low = (person.sex === 'female' ? 0.15 : 0.1) + Math.min(0.08, found.length * 0.02);
  const depressed = random.chance(low);
  if (depressed) add('depression', random.chance(0.6) ? random.between(0.25, 2.4) : random.between(3.2, 8));
  if (random.chance(depressed ? 0.35 : 0.07)) add('anxiety', random.between(0.3, 6));
  if (age >= 22 && age <= 58 && random.chance(0.035)) add('opioid-use-disorder', random.between(0.7, 4));
}
