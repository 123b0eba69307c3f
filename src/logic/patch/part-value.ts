import { Fault } from '../../base/index.ts';
import { type ElementRule, type TypeRules, rulesOf } from '../../fhir/index.ts';
import { type Element, type Parent, readElements, writeElements } from './place.ts';
import { type Tree, type TreeObject, isExact, isObject } from './tree.ts';

const QUANTITIES = new Set(['Quantity', 'Age', 'Count', 'Distance', 'Duration', 'SimpleQuantity']);

function jsonKindOf(type: string): 'boolean' | 'number' | 'string' {
  if (type === 'boolean') return 'boolean';
  return ['integer', 'positiveInt', 'unsignedInt', 'decimal'].includes(type) ? 'number' : 'string';
}

function fits(rule: ElementRule, suffix: string, value: Tree | undefined): boolean {
  if (rule.kind === 'resource') return false;
  if (rule.kind === 'primitive') {
    return value === undefined || (isExact(value) ? 'number' : typeof value) === jsonKindOf(rule.type);
  }
  return isObject(value) && (suffix === rule.type || (QUANTITIES.has(suffix) && QUANTITIES.has(rule.type)));
}

function refuse(place: string, detail: string): Fault {
  return new Fault('unprocessable', 'structure', `FHIRPath Patch, ${place}: ${detail}`);
}

function rulesNamed(rules: TypeRules, name: string): ElementRule[] {
  return [...rules.byProperty.values()].filter((rule) => rule.name === name || (rule.choice && rule.property === name));
}

/** The `value[x]` that a part has, by the type that its name ends in. */
function typedValue(part: TreeObject): { suffix: string; value: Tree | undefined; sibling: Tree } | null {
  for (const key of Object.keys(part)) {
    const suffix = /^_?value([A-Z]\w*)$/.exec(key)?.[1];
    if (suffix) return { suffix, value: part[`value${suffix}`], sibling: part[`_value${suffix}`] ?? null };
  }
  return null;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** An element without a name of its own type, from its parts (http://hl7.org/fhir/R4/fhirpatch.html#concept). */
function fromParts(type: string, parts: Tree[], place: string): TreeObject {
  const parent: Parent = { object: {}, rules: rulesOf(type), above: null };
  for (const part of parts) {
    const name = isObject(part) ? part['name'] : undefined;
    if (!isObject(part) || typeof name !== 'string') throw refuse(place, 'a part of the value has no name.');
    const { rule, element } = elementOf(parent.rules, name, part, place);
    const there = readElements(parent, rule);
    if (there.length > 0 && !rule.many) throw refuse(place, `the value has ${name} twice, of which there may be one.`);
    writeElements(parent, rule, [...there, element]);
  }
  return parent.object;
}

/**
 * The element that a part's value makes as `name` of a type: a `value[x]`, a resource, or parts for a type that has no `value[x]`.
 * Faults: no such element, none or a wrong type of value.
 */
export function elementOf(
  rules: TypeRules,
  name: string,
  part: TreeObject,
  place: string,
): { rule: ElementRule; element: Element } {
  const named = rulesNamed(rules, name);
  const first = named[0];
  if (!first) throw refuse(place, `${rules.type} has no element "${name}".`);
  const typed = typedValue(part);
  if (typed) {
    const { suffix, value, sibling } = typed;
    const rule = first.choice ? named.find((one) => upperFirst(one.type) === suffix) : first;
    if (!rule || !fits(rule, suffix, value)) {
      const types = named.map((one) => one.type).join(', ');
      throw refuse(place, `"${name}" of ${rules.type} can't be a value${suffix}; its type is ${types}.`);
    }
    return { rule, element: { value: value ?? null, sibling: rule.kind === 'primitive' ? sibling : null } };
  }
  if (isObject(part['resource'])) {
    if (first.kind !== 'resource') throw refuse(place, `"${name}" of ${rules.type} can't be a resource.`);
    return { rule: first, element: { value: part['resource'], sibling: null } };
  }
  const parts = part['part'];
  if (!Array.isArray(parts) || parts.length === 0) {
    throw refuse(place, 'its value is empty. Give a value[x], a resource, or parts; to remove an element, use delete.');
  }
  if (first.choice || first.kind !== 'complex')
    throw refuse(place, `"${name}" can't be made of parts; give a value[x].`);
  return { rule: first, element: { value: fromParts(first.type, parts, place), sibling: null } };
}
