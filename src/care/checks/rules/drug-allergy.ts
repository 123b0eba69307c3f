import type { Knowledge } from '../compile-knowledge.ts';
import { makeFinding } from '../make-finding.ts';
import type { Allergy, Finding, Medicine, Plan, Severity } from '../model.ts';
import { evidenceOf, waysOf } from './drugs.ts';

/** The thing itself, where no group of cross-reaction says more about it. */
const ITSELF = {
  id: 'itself',
  severity: 'high' as Severity,
  interrupts: true,
  source: 'FDA labels 4: known hypersensitivity',
};

/**
 * Medicines that the person is allergic to, or that cross over. What they merely did not tolerate counts against the medicine
 * itself, and does not cross over.
 */
export function drugAllergy(plan: Plan, knowledge: Knowledge): Finding[] {
  return plan.medicines.flatMap((medicine) => {
    const found = plan.allergies.flatMap((allergy) => findingOf(medicine, allergy, knowledge) ?? []);
    // Several entries about one allergen say one thing.
    return found.slice(0, 1);
  });
}

function findingOf(medicine: Medicine, allergy: Allergy, knowledge: Knowledge): Finding | undefined {
  const about = [medicine.ref, allergy.ref];
  const evidence = [evidenceOf(medicine), { name: allergy.name, ref: allergy.ref }];
  const ways = waysOf(medicine);
  const drug = medicine.name;
  const ids = medicine.ingredients.map(({ id }) => id);
  if (ids.some((id) => allergy.ingredients.has(id))) {
    const params = { drug, allergen: allergy.name };
    const interrupts = !allergy.isIntolerance;
    return makeFinding({
      kind: 'drug-allergy',
      entry: ITSELF,
      interrupts,
      message: 'check.allergy',
      params,
      about,
      evidence,
      ways,
    });
  }
  const isNamed = medicine.ingredients.some(({ classes }) => [...allergy.classes].some((one) => classes.has(one)));
  const crossing = knowledge.allergies.find(
    (one) =>
      medicine.ingredients.some(({ classes }) => classes.has(one.class)) &&
      (allergy.classes.has(one.class) ||
        (!allergy.isIntolerance && [...allergy.ingredients].some((id) => knowledge.classesOf(id).has(one.class)))),
  );
  if (!crossing && !isNamed) return undefined;
  return makeFinding({
    kind: 'drug-allergy',
    entry: crossing ?? ITSELF,
    ...(allergy.isIntolerance ? { interrupts: false } : {}),
    message: crossing ? 'check.allergy-cross' : 'check.allergy',
    params: { drug, allergen: allergy.name, ...(crossing ? { class: knowledge.className(crossing.class) } : {}) },
    about,
    evidence,
    ways,
  });
}
