import { Fault } from '../base/index.ts';
import type { Resource } from '../fhir/index.ts';
import type { AccessRules, LabelRule } from './access-rules.ts';

type Codes = LabelRule['codes'];
type Include = {
  system?: string;
  concept?: { code?: string }[];
  filter?: { property?: string; op?: string; value?: string }[];
  valueSet?: string[];
};
type Contains = { system?: string; code?: string; abstract?: boolean; contains?: Contains[] };
type Expansion = { total?: number; offset?: number; contains?: Contains[] };

/** Gives the active value set of a canonical (`url` or `url|version`). */
export type FindValueSet = (canonical: string) => Resource | undefined;

/** The codes of a system: some, or all that it has. */
type Listed = Map<string, Set<string> | 'all'>;

const MOST_DEPTH = 8;

/** The value sets that the rules of labels name, as canonicals. */
export function valueSetsIn(rules: Partial<Pick<AccessRules, 'labels'>>): string[] {
  return [...new Set((rules.labels ?? []).flatMap((one) => one.valueSets ?? []))];
}

/** The value sets that a value set names in its turn. */
export function valueSetsOf(valueSet: Resource): string[] {
  const { include = [], exclude = [] } = (valueSet['compose'] ?? {}) as { include?: Include[]; exclude?: Include[] };
  return [...include, ...exclude].flatMap((one) => one.valueSet ?? []);
}

/**
 * The codes of a value set, http://hl7.org/fhir/R4/valueset.html#compositions: those that it lists, of whole systems, and of the value sets that it
 * names; or those of its expansion where that is whole. Faults: unprocessable for one that is not there, and for what cannot be listed without
 * a terminology: filters, and the exclusion of some codes from all of a system.
 */
export function codesOfValueSet(canonical: string, find: FindValueSet): Codes {
  return [...listed(canonical, find, [])].map(([system, codes]) =>
    codes === 'all' ? { system, codes: [], starts: [''] } : { system, codes: [...codes], starts: [] },
  );
}

function refuse(canonical: string, why: string, element?: string): never {
  const detail = `The value set ${canonical}, by which a rule labels, ${why}.`;
  throw new Fault('unprocessable', 'not-supported', detail, { expression: `ValueSet${element ? `.${element}` : ''}` });
}

function listed(canonical: string, find: FindValueSet, within: readonly string[]): Listed {
  if (within.includes(canonical))
    refuse(canonical, `is made of itself: ${[...within, canonical].join(', ')}`, 'compose');
  if (within.length >= MOST_DEPTH) refuse(canonical, `is nested more than ${MOST_DEPTH} deep`, 'compose');
  const valueSet = find(canonical);
  if (!valueSet) refuse(canonical, 'is not here as an active ValueSet: store it first');
  const { include = [], exclude = [] } = (valueSet['compose'] ?? {}) as { include?: Include[]; exclude?: Include[] };
  const hasFilter = [...include, ...exclude].some((one) => (one.filter ?? []).length > 0);
  // What is listed is said by whoever keeps it; an expansion may be older.
  if (hasFilter || include.length === 0) return expanded(canonical, valueSet['expansion'] as Expansion | undefined);
  const of = (list: Include[], element: string) =>
    list.map((one, at) =>
      included(canonical, one, `compose.${element}[${at}]`, (name) => listed(name, find, [...within, canonical])),
    );
  const found = of(include, 'include').reduce(union, new Map());
  return of(exclude, 'exclude').reduce((left, out) => without(canonical, left, out), found);
}

/** Whole, or it is not what the value set says. */
function expanded(canonical: string, expansion: Expansion | undefined): Listed {
  if (!expansion) {
    const why =
      'has no list of codes: here is no terminology to find those of a filter. List them, or send an expansion';
    refuse(canonical, why, 'compose');
  }
  const found: Listed = new Map();
  let count = 0;
  const walk = (list: readonly Contains[]): void => {
    for (const { system, code, abstract, contains = [] } of list) {
      count += 1;
      if (system !== undefined && code !== undefined && abstract !== true) addCode(found, system, code);
      walk(contains);
    }
  };
  walk(expansion.contains ?? []);
  if ((expansion.total ?? count) > count || (expansion.offset ?? 0) > 0) {
    refuse(canonical, `has an expansion that is not whole: ${count} of ${expansion.total ?? 'more'}`, 'expansion');
  }
  return found;
}

/** "All of the conditions": the codes of the system that are in every value set that is named beside it. */
function included(canonical: string, one: Include, element: string, nested: (canonical: string) => Listed): Listed {
  const sets = (one.valueSet ?? []).map(nested);
  if (one.system !== undefined) {
    const own: Listed = new Map();
    if (!one.concept) own.set(one.system, 'all');
    for (const { code } of one.concept ?? []) if (code !== undefined) addCode(own, one.system, code);
    sets.push(own);
  }
  const [first, ...others] = sets;
  return first ? others.reduce(intersection, first) : refuse(canonical, 'includes nothing that has a name', element);
}

function addCode(into: Listed, system: string, code: string): void {
  const codes = into.get(system) ?? new Set();
  if (codes !== 'all') into.set(system, codes.add(code));
}

function union(one: Listed, other: Listed): Listed {
  const both: Listed = new Map(one);
  for (const [system, codes] of other) {
    const have = both.get(system) ?? new Set<string>();
    both.set(system, have === 'all' || codes === 'all' ? 'all' : have.union(codes));
  }
  return both;
}

function intersection(one: Listed, other: Listed): Listed {
  const both: Listed = new Map();
  for (const [system, codes] of one) {
    const others = other.get(system);
    if (others === undefined) continue;
    both.set(system, codes === 'all' ? others : others === 'all' ? codes : codes.intersection(others));
  }
  return both;
}

function without(canonical: string, from: Listed, out: Listed): Listed {
  const left: Listed = new Map(from);
  for (const [system, codes] of out) {
    const have = left.get(system);
    if (have === undefined) continue;
    if (codes === 'all') left.delete(system);
    else if (have === 'all')
      refuse(canonical, `takes codes from all that ${system} has: list those that are left`, 'compose.exclude');
    else left.set(system, have.difference(codes));
  }
  return left;
}

/** The rules with the codes of the value sets that they name beside their own; of one that cannot be listed none, which `onWanting` hears of. */
export function withValueSets(rules: AccessRules, find: FindValueSet, onWanting: (fault: Fault) => void): AccessRules {
  const codesOf = (canonical: string): Codes => {
    try {
      return codesOfValueSet(canonical, find);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      onWanting(error);
      return [];
    }
  };
  const labels = rules.labels.map((one) =>
    one.valueSets ? { ...one, codes: [...one.codes, ...one.valueSets.flatMap(codesOf)] } : one,
  );
  return { ...rules, labels };
}
