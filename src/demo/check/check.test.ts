import { describe, expect, it } from 'vitest';
import { generateDemo } from '../generate.ts';
import { RULES, check } from './check.ts';
import type { Rule } from './model.ts';
import type { MedicationRequest, Resource } from '../r4.ts';
import { codeOf, ingredientOf, timeOf } from './model.ts';

export type Spoil = (chart: Resource[], today: string) => boolean;

type Node = Record<string, unknown>;

/** Sets the element at a dotted path such as `component.0.valueQuantity.value`; makes what is missing on the way. */
export function set(resource: Resource, path: string, value: unknown): void {
  const steps = path.split('.');
  let node: Node = resource;
  for (const step of steps.slice(0, -1)) {
    node[step] ??= {};
    node = node[step] as Node;
  }
  const last = steps.at(-1) ?? '';
  if (value === undefined) delete node[last];
  else node[last] = value;
}

/** The element at a dotted path. */
export function get(resource: Resource, path: string): unknown {
  let node: unknown = resource;
  for (const step of path.split('.')) node = (node as Node | undefined)?.[step];
  return node;
}

export const ofType = (
  chart: Resource[],
  type: string,
  fits: (resource: Resource) => boolean = () => true,
): Resource[] => chart.filter((resource) => resource.resourceType === type && fits(resource));

/** Sets an element of the first resource of a type that fits. */
export const spoil =
  (type: string, path: string, value: unknown, fits?: (resource: Resource) => boolean): Spoil =>
  (chart) => {
    const [found] = ofType(chart, type, fits);
    if (!found) return false;
    set(found, path, typeof value === 'function' ? (value as (resource: Resource) => unknown)(found) : value);
    return true;
  };

/** An observation of one LOINC code. */
export const observed = (code: string) => (resource: Resource) => codeOf(resource['code']) === code;

/** Gives the newest observation of a code another value. */
export const measured = (code: string, value: number): Spoil =>
  spoil('Observation', 'valueQuantity.value', value, observed(code));

/** A request for a medicine. */
export const medicine =
  (...names: string[]) =>
  (resource: Resource) =>
    names.includes(ingredientOf(resource as MedicationRequest));

/** A copy of the first that fits, with changes. */
export const copy =
  (type: string, changes: Record<string, unknown>, fits?: (resource: Resource) => boolean): Spoil =>
  (chart) => {
    const [found] = ofType(chart, type, fits);
    if (!found) return false;
    const twin = structuredClone(found);
    twin.id = `${found.id}-twin`;
    for (const [path, value] of Object.entries(changes)) set(twin, path, value);
    chart.push(twin);
    return true;
  };

/** Takes away what fits. */
export const without =
  (type: string, fits: (resource: Resource) => boolean, needed: (chart: Resource[]) => boolean = () => true): Spoil =>
  (chart) => {
    if (!needed(chart)) return false;
    let found = false;
    for (let index = chart.length - 1; index >= 0; index -= 1) {
      const resource = chart[index];
      if (resource?.resourceType !== type || !fits(resource)) continue;
      chart.splice(index, 1);
      found = true;
    }
    return found;
  };

/** A condition of one SNOMED code. */
export const condition =
  (...codes: string[]) =>
  (resource: Resource) =>
    codes.includes(codeOf(resource['code']));

/** True if the chart has a resource of a type that fits. */
export const has = (type: string, fits: (resource: Resource) => boolean) => (chart: Resource[]) =>
  ofType(chart, type, fits).length > 0;

/** Turns the first medicine that fits into another. */
export const turnInto =
  (from: string, display: string, changes: Record<string, unknown> = {}): Spoil =>
  (chart) => {
    const [found] = ofType(chart, 'MedicationRequest', medicine(from));
    if (!found) return false;
    set(found, 'medicationCodeableConcept.coding.0.display', display);
    for (const [path, value] of Object.entries(changes)) set(found, path, value);
    return true;
  };

/** The day that many days from a date, as a date. */
export function shifted(date: string, days: number): string {
  return new Date(timeOf(date.slice(0, 10)) + days * 86_400_000).toISOString().slice(0, 10);
}

const TODAY = '2026-11-22';
const [directory = [], ...people] = [...generateDemo({ seed: 1, patients: 150, today: TODAY })].map(({ bundle }) =>
  bundle.entry.map(({ resource }) => resource),
);

/** Proves of each rule that it speaks about a good chart that was spoiled, and that none is left unproven. */
export function prove(rules: readonly Rule[], spoiled: Record<string, Spoil>): void {
  it('are all proven able to fail', () => {
    expect(rules.map(({ name }) => name).toSorted()).toEqual(Object.keys(spoiled).toSorted());
  });
  it.each(rules.map(({ name }) => name))('%s speaks when a good chart is spoiled', (name) => {
    for (const person of people) {
      const chart: Resource[] = structuredClone(person);
      if (!spoiled[name]?.(chart, TODAY)) continue;
      expect(check([...directory, ...chart], { today: TODAY }).map(({ rule }) => rule)).toContain(name);
      return;
    }
    throw new Error(`no chart could be spoiled for ${name}`);
  });
}

describe('the rules of plausibility', () => {
  it('are forty or more, each with a name of its own and a sentence', () => {
    expect(RULES.length).toBeGreaterThanOrEqual(40);
    expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
    expect(RULES.filter(({ about }) => !about.endsWith('.'))).toEqual([]);
  });
});
