import type { Knowledge } from '../compile-knowledge.ts';
import { makeFinding } from '../make-finding.ts';
import type { Finding, Medicine, Plan, Problem, Result } from '../model.ts';
import { evidenceOf, evidenceOfResult, ingredientIn, isBelow, resultBeyond, waysOf } from './drugs.ts';

type Entry = Knowledge['contraindications'][number];

/** Medicines that an illness or the state of a result rules out. */
export function drugCondition(plan: Plan, knowledge: Knowledge, now: number): Finding[] {
  return knowledge.contraindications.flatMap((entry) => {
    if (entry.fromAge !== undefined && !((plan.ageYears ?? 0) >= entry.fromAge)) return [];
    const problems = plan.problems.filter(({ ids }) => entry.problems.some((id) => ids.has(id)));
    const results = entry.results.flatMap((test) => resultBeyond(plan, test, now) ?? []);
    if (problems.length === 0 && results.length === 0) return [];
    if (plan.problems.some(({ ids }) => entry.unless.some((id) => ids.has(id)))) return [];
    const members = knowledge.members(entry.drugs);
    return plan.medicines.flatMap((medicine) => {
      const ingredient = ingredientIn(medicine, members, entry.routes);
      if (!ingredient || entry.exceptDrugs.includes(ingredient.id) || isBelow(entry.onlyAbove, medicine)) return [];
      return [findingOf(entry, medicine, problems, results, knowledge)];
    });
  });
}

function findingOf(
  entry: Entry,
  medicine: Medicine,
  problems: readonly Problem[],
  results: readonly Result[],
  knowledge: Knowledge,
): Finding {
  const [problem] = problems;
  const [result] = results;
  const drug = medicine.name;
  const { effect } = entry;
  return makeFinding({
    kind: 'drug-condition',
    entry,
    ...(problem
      ? { message: 'check.drug-condition', params: { drug, problem: problem.name, effect } }
      : {
          message: 'check.drug-result',
          params: {
            drug,
            measure: knowledge.measure(result!.measure).name,
            value: result!.shown,
            date: result!.date,
            effect,
          },
        }),
    about: [medicine.ref, ...problems.map(({ ref }) => ref)],
    evidence: [
      evidenceOf(medicine),
      ...problems.map(({ ref, name }) => ({ name, ref })),
      ...results.map((one) => evidenceOfResult(one, knowledge)),
    ],
    ways: waysOf(medicine),
  });
}
