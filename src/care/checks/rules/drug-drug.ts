import type { Knowledge } from '../compile-knowledge.ts';
import { makeFinding } from '../make-finding.ts';
import type { Finding, Medicine, Plan } from '../model.ts';
import { evidenceOf, ingredientIn, isBelow, meet, waysOf } from './drugs.ts';

const WEIGHT = { high: 3, moderate: 2, low: 1 };

type Pair = { entry: Knowledge['interactions'][number]; first: Medicine; second: Medicine; a: string; b: string };

/** Pairs of medicines whose classes must not meet; of several rules about one pair the gravest. */
export function drugDrug(plan: Plan, knowledge: Knowledge): Finding[] {
  const gravest = new Map<string, Pair>();
  for (const entry of knowledge.interactions) {
    const sides = [entry.a, entry.b].map((ids) => {
      const members = knowledge.members(ids);
      return plan.medicines.flatMap((medicine) => {
        const ingredient = ingredientIn(medicine, members, entry.routes);
        return ingredient ? [{ medicine, id: ingredient.id }] : [];
      });
    });
    for (const one of sides[0]!) {
      for (const other of sides[1]!) {
        const [first, second] = [one.medicine, other.medicine];
        if (one.id === other.id || !meet(first, second) || isBelow(entry.onlyAbove, first, second)) continue;
        const name = [first.ref, second.ref].toSorted().join(' ');
        const before = gravest.get(name);
        if (before && weightOf(before.entry) >= weightOf(entry)) continue;
        gravest.set(name, { entry, first, second, a: one.id, b: other.id });
      }
    }
  }
  return withoutRepeats([...gravest.values()]).map(({ entry, first, second }) =>
    makeFinding({
      kind: 'drug-drug',
      entry,
      message: 'check.drug-drug',
      params: { a: first.name, b: second.name, effect: entry.effect },
      about: [first.ref, second.ref],
      evidence: [evidenceOf(first), evidenceOf(second)],
      ways: waysOf(first, second),
    }),
  );
}

function weightOf({ severity, interrupts }: Pair['entry']): number {
  return WEIGHT[severity] + (interrupts ? 0.5 : 0);
}

/** What was ordered and is also told by the person is one medicine: the pair is told once, of the order. */
function withoutRepeats(pairs: readonly Pair[]): Pair[] {
  const known = new Map<string, Pair>();
  for (const pair of pairs.toSorted((x, y) => Number(told(x)) - Number(told(y)))) {
    const name = [pair.a, pair.b].toSorted().join(' ');
    const before = known.get(name);
    if (before && (told(pair) || told(before))) continue;
    known.set(before ? `${name} ${pair.first.ref} ${pair.second.ref}` : name, pair);
  }
  return [...known.values()];
}

function told({ first, second }: Pair): boolean {
  return first.isTold || second.isTold;
}
