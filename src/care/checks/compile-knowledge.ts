import type { KnowledgeData } from './knowledge.ts';
import type { Words } from './model.ts';
import { type NameIndex, type Named, type Phrase, indexNames, phraseOf } from './words.ts';

/** The knowledge in force at a moment, made ready to be asked. */
export type Knowledge = KnowledgeData & {
  /** Ingredients by their code of RxNorm. */
  byRxnorm: ReadonlyMap<string, string>;
  names: NameIndex;
  classesOf(ingredient: string): ReadonlySet<string>;
  /** The ingredients of classes and ingredients. */
  members(ids: readonly string[]): ReadonlySet<string>;
  className(id: string): Words;
  problemName(id: string): Words;
  measureOfLoinc: ReadonlyMap<string, KnowledgeData['measures'][number]>;
  measure(id: string): KnowledgeData['measures'][number];
  limit(id: string): number;
  phrases: readonly { topic: string; phrase: Phrase; without: ReadonlySet<string> }[];
  isOfClass(named: Named, id: string): boolean;
};

const NO_CLASSES: ReadonlySet<string> = new Set();

/** The entries that hold at a moment (ms since 1970), with what is looked up in them. */
export function compileKnowledge(data: KnowledgeData, at: number): Knowledge {
  const inForce = Object.fromEntries(
    Object.entries(data).map(([section, entries]) => [
      section,
      entries.filter(
        ({ from, until }) =>
          (from === undefined || Date.parse(from) <= at) && (until === undefined || Date.parse(until) > at),
      ),
    ]),
  ) as KnowledgeData;
  const { ingredientsOf, classesOf, everyIngredient } = expandClasses(inForce);
  // What rules refer to does not vanish by its date: the last word about it stands.
  const measures = new Map([...data.measures, ...inForce.measures].map((one) => [one.id, one]));
  const limits = new Map([...data.limits, ...inForce.limits].map(({ id, value }) => [id, value]));
  const className = new Map(inForce.classes.map(({ id, name }) => [id, name]));
  const problemName = new Map(inForce.problems.map(({ id, name }) => [id, name]));
  const sets = new Map<string, ReadonlySet<string>>();
  const members = (ids: readonly string[]): ReadonlySet<string> => {
    const name = ids.join('|');
    let set = sets.get(name);
    if (!set) sets.set(name, (set = new Set(ids.flatMap((id) => [...(ingredientsOf.get(id) ?? [id])]))));
    return set;
  };
  return {
    ...inForce,
    byRxnorm: new Map(inForce.ingredients.flatMap(({ id, rxnorm }) => rxnorm.map((code) => [code, id] as const))),
    names: indexNames([
      ...everyIngredient.map((id) => ({ name: id, ingredient: id })),
      ...inForce.ingredients.flatMap(({ id, names }) => names.map((name) => ({ name, ingredient: id }))),
      ...inForce.classes.flatMap(({ id, names }) => names.map((name) => ({ name, class: id }))),
    ]),
    classesOf: (ingredient) => classesOf.get(ingredient) ?? NO_CLASSES,
    members,
    className: (id) => className.get(id) ?? { en: id, es: id },
    problemName: (id) => problemName.get(id) ?? { en: id, es: id },
    measureOfLoinc: new Map(inForce.measures.flatMap((one) => one.loinc.map((code) => [code, one] as const))),
    measure(id) {
      const found = measures.get(id);
      if (!found) throw new Error(`broken invariant: no measure "${id}"`);
      return found;
    },
    limit(id) {
      const found = limits.get(id);
      if (found === undefined) throw new Error(`broken invariant: no limit "${id}"`);
      return found;
    },
    phrases: inForce.topics.flatMap(({ id, phrases, without }) =>
      phrases.map((phrase) => ({ topic: id, phrase: phraseOf(phrase), without: new Set(without) })),
    ),
    isOfClass: (named, id) =>
      named.classes.includes(id) || named.ingredients.some((one) => classesOf.get(one)?.has(id) ?? false),
  };
}

/** Classes hold ingredients and other classes; a circle of them ends where it comes back. */
function expandClasses({ classes, ingredients }: KnowledgeData): {
  ingredientsOf: Map<string, Set<string>>;
  classesOf: Map<string, Set<string>>;
  everyIngredient: string[];
} {
  const byId = new Map(classes.map((one) => [one.id, one.members]));
  const expand = (id: string, above: readonly string[]): string[] => {
    const members = byId.get(id);
    if (!members) return [id];
    return above.includes(id) ? [] : members.flatMap((one) => expand(one, [...above, id]));
  };
  const ingredientsOf = new Map(classes.map(({ id }) => [id, new Set(expand(id, []))]));
  const classesOf = new Map<string, Set<string>>();
  for (const [id, of] of ingredientsOf)
    for (const one of of) classesOf.set(one, (classesOf.get(one) ?? new Set<string>()).add(id));
  const everyIngredient = [...new Set([...classesOf.keys(), ...ingredients.map(({ id }) => id)])];
  return { ingredientsOf, classesOf, everyIngredient };
}
