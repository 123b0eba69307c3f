import type { Knowledge } from '../compile-knowledge.ts';
import { makeFinding } from '../make-finding.ts';
import type { Finding, Medicine, Plan } from '../model.ts';
import { endsSoon, evidenceOf, ingredientIn, meet, waysOf } from './drugs.ts';

/** Several medicines of one class that should be one. What ends soon by its own order is a taper or a bridge. */
export function duplicates(plan: Plan, knowledge: Knowledge, now: number): Finding[] {
  const told = new Set<string>();
  return knowledge.duplicates.flatMap((entry) => {
    const members = knowledge.members([entry.class]);
    const taken = plan.medicines.flatMap((medicine) => {
      const ingredient = ingredientIn(medicine, members, entry.routes);
      if (!ingredient || entry.exceptDrugs.includes(ingredient.id) || endsSoon(medicine, knowledge, now)) return [];
      return [{ medicine, id: ingredient.id }];
    });
    const together = onePerIngredient(taken).filter((one, _, all) => all.some((other) => meet(one, other)));
    const set = together.map(({ ref }) => ref).join(' ');
    // Two products that have two classes in common are one duplication.
    if (together.length < 2 || told.has(set)) return [];
    told.add(set);
    return [
      makeFinding({
        kind: entry.kind,
        entry,
        message: 'check.duplicate',
        params: {
          drugs: together.map(({ name }) => name).join(', '),
          count: together.length,
          class: knowledge.className(entry.class),
        },
        about: together.map(({ ref }) => ref),
        evidence: together.map(evidenceOf),
        ways: waysOf(...together),
      }),
    ];
  });
}

/** Two orders of one ingredient are another matter, and one that the person tells of is that which was ordered. */
function onePerIngredient(taken: readonly { medicine: Medicine; id: string }[]): Medicine[] {
  const byIngredient = new Map<string, Medicine>();
  for (const { medicine, id } of taken) {
    const before = byIngredient.get(id);
    if (!before || (before.isTold && !medicine.isTold)) byIngredient.set(id, medicine);
  }
  return [...new Set(byIngredient.values())];
}
