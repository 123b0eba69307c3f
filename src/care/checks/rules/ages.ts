/** Pregnancy, who may become pregnant, and old age. */
import type { Knowledge } from '../compile-knowledge.ts';
import { makeFinding } from '../make-finding.ts';
import type { Finding, Medicine, Param, Plan } from '../model.ts';
import { evidenceOf, ingredientIn, isBelow, waysOf } from './drugs.ts';

const WEEK_MS = 7 * 86_400_000;
const EVERYWHERE = ['systemic', 'topical', 'vaginal', 'nasal', 'inhaled'] as const;
const CONTRACEPTIVES = ['hormonal-contraceptives'];

type Entry = Knowledge['childbearing'][number];

/** Medicines that harm a child to come, for who is pregnant, or may become so and has nothing against it. */
export function pregnancy(plan: Plan, knowledge: Knowledge, now: number): Finding[] {
  const { pregnancy: pregnant } = plan;
  if (!pregnant) return childbearing(plan, knowledge);
  const weeks = (now - pregnant.sinceMs) / WEEK_MS;
  return knowledge.pregnancy
    .filter(({ fromWeek }) => fromWeek === undefined || weeks >= fromWeek)
    .filter(({ untilWeek }) => untilWeek === undefined || !(weeks >= untilWeek))
    .filter(({ unless }) => !plan.problems.some(({ ids }) => unless.some((id) => ids.has(id))))
    .flatMap((entry) =>
      takenOf(entry, plan, knowledge).map((medicine) =>
        makeFinding({
          kind: 'pregnancy',
          entry,
          message: 'check.pregnancy',
          params: paramsOf(entry, medicine),
          about: [medicine.ref, pregnant.ref],
          evidence: [evidenceOf(medicine)],
          ways: waysOf(medicine),
        }),
      ),
    );
}

function childbearing(plan: Plan, knowledge: Knowledge): Finding[] {
  const { ageYears, isFemale, problems, medicines } = plan;
  if (!isFemale || ageYears === undefined) return [];
  if (ageYears < knowledge.limit('childbearing-from') || ageYears >= knowledge.limit('childbearing-until')) return [];
  if (problems.some(({ ids }) => ids.has('no-childbearing'))) return [];
  const contraceptives = knowledge.members(CONTRACEPTIVES);
  if (medicines.some((one) => ingredientIn(one, contraceptives, EVERYWHERE))) return [];
  return knowledge.childbearing.flatMap((entry) => aloneOf('pregnancy', 'check.childbearing', entry, plan, knowledge));
}

/** Medicines that those of a certain age had better not take. */
export function olderAdult(plan: Plan, knowledge: Knowledge): Finding[] {
  const { ageYears } = plan;
  if (ageYears === undefined) return [];
  return knowledge.olderAdults
    .filter(({ fromAge }) => ageYears >= fromAge)
    .flatMap((entry) => aloneOf('older-adult', 'check.older-adult', entry, plan, knowledge));
}

function aloneOf(
  kind: 'pregnancy' | 'older-adult',
  message: 'check.childbearing' | 'check.older-adult',
  entry: Entry,
  plan: Plan,
  knowledge: Knowledge,
): Finding[] {
  return takenOf(entry, plan, knowledge).map((medicine) =>
    makeFinding({
      kind,
      entry,
      message,
      params: { ...paramsOf(entry, medicine), age: plan.ageYears ?? '' },
      about: [medicine.ref],
      evidence: [evidenceOf(medicine)],
      ways: waysOf(medicine),
    }),
  );
}

function takenOf(entry: Entry, plan: Plan, knowledge: Knowledge): Medicine[] {
  const members = knowledge.members(entry.drugs);
  return plan.medicines.filter((medicine) => {
    const ingredient = ingredientIn(medicine, members, entry.routes);
    return (
      ingredient !== undefined && !entry.exceptDrugs.includes(ingredient.id) && !isBelow(entry.onlyAbove, medicine)
    );
  });
}

const paramsOf = (entry: Entry, medicine: Medicine): Record<string, Param> => ({
  drug: medicine.name,
  effect: entry.effect,
});
