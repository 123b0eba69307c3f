import { type ElementRule, type TypeRules, isResourceType, rulesOf } from '../../fhir/index.ts';
import type { Step } from '../fhirpath.ts';
import { type Tree, type TreeObject, isObject } from './tree.ts';

/**
 * An element as JSON holds it, http://hl7.org/fhir/R4/json.html#primitive: its value, and where it is a primitive its id and
 * extensions in a sibling of their own (`_birthDate`).
 */
export type Element = { value: Tree; sibling: Tree };

/** An object in the tree that has children, with their rules; `above` is the element that it is, null at the root. */
export type Parent = { object: TreeObject; rules: TypeRules; above: Place | null };

/** Where an element is: in a property of an object, and there at an index where the property is a list. */
export type Place = { parent: Parent; rule: ElementRule; index: number | null };

/** The elements of a property, value and sibling side by side. */
export function readElements(parent: Parent, rule: ElementRule): Element[] {
  const values = parent.object[rule.property];
  const siblings = rule.kind === 'primitive' ? parent.object[`_${rule.property}`] : undefined;
  if (!rule.many) {
    return values === undefined && siblings === undefined ? [] : [{ value: values ?? null, sibling: siblings ?? null }];
  }
  const valueList = Array.isArray(values) ? values : [];
  const siblingList = Array.isArray(siblings) ? siblings : [];
  return Array.from({ length: Math.max(valueList.length, siblingList.length) }, (_, index) => ({
    value: valueList[index] ?? null,
    sibling: siblingList[index] ?? null,
  }));
}

/** Writes all elements of a property; what would be empty isn't written (http://hl7.org/fhir/R4/json.html#null). */
export function writeElements(parent: Parent, rule: ElementRule, elements: Element[]): void {
  const write = (property: string, side: Tree[]) => {
    if (side.every((one) => one === null)) delete parent.object[property];
    else parent.object[property] = rule.many ? side : side[0]!;
  };
  const values = elements.map((element) => element.value);
  const siblings = elements.map((element) => element.sibling);
  write(rule.property, values);
  if (rule.kind === 'primitive') write(`_${rule.property}`, siblings);
}

/** The rule of an element that is there, by its name in FHIRPath (`value`) or in JSON (`valueString`). */
function ruleOf(object: TreeObject, rules: TypeRules, name: string): ElementRule | undefined {
  for (const rule of rules.byProperty.values()) {
    if (rule.name !== name && rule.property !== name) continue;
    if (Object.hasOwn(object, rule.property) || Object.hasOwn(object, `_${rule.property}`)) return rule;
  }
  return undefined;
}

/** The object of the root, or null where it is none of R4's resources. */
export function rootParent(tree: Tree): Parent | null {
  if (!isObject(tree)) return null;
  const type = tree['resourceType'];
  return isResourceType(type) ? { object: tree, rules: rulesOf(type), above: null } : null;
}

/** The object in which an element's children are (a primitive's are in its sibling, made where there is none); null where it has none. */
export function parentOf(place: Place): Parent | null {
  const { parent, rule, index } = place;
  const elements = readElements(parent, rule);
  const element = elements[index ?? 0];
  if (!element) return null;
  if (rule.kind === 'primitive') {
    if (!isObject(element.sibling)) {
      element.sibling = {};
      writeElements(parent, rule, elements);
    }
    return { object: element.sibling as TreeObject, rules: rulesOf('Element'), above: place };
  }
  if (!isObject(element.value)) return null;
  const type = rule.kind === 'resource' ? element.value['resourceType'] : rule.type;
  if (typeof type !== 'string' || (rule.kind === 'resource' && !isResourceType(type))) return null;
  return { object: element.value, rules: rulesOf(type), above: place };
}

/** The place at the end of the steps; null where R4 has no such element. */
export function placeAt(root: Parent, steps: Step[]): Place | null {
  let parent: Parent | null = root;
  let place: Place | null = null;
  for (const step of steps) {
    if (!parent) return null;
    const rule = ruleOf(parent.object, parent.rules, step.name);
    if (!rule || rule.many !== (step.index !== null)) return null;
    place = { parent, rule, index: step.index };
    const isLast = step === steps.at(-1);
    parent = isLast ? null : parentOf(place);
  }
  return place;
}

/** Deletes the element, and the elements above it that are empty then: FHIR has no empty elements (http://hl7.org/fhir/R4/json.html). */
export function deleteElement(place: Place): void {
  const { parent, rule, index } = place;
  const elements = readElements(parent, rule);
  elements.splice(index ?? 0, 1);
  writeElements(parent, rule, elements);
  if (Object.keys(parent.object).length > 0 || !parent.above) return;
  const above = readElements(parent.above.parent, parent.above.rule);
  const emptied = above[parent.above.index ?? 0]!;
  if (parent.above.rule.kind !== 'primitive' || emptied.value === null) {
    deleteElement(parent.above);
    return;
  }
  emptied.sibling = null;
  writeElements(parent.above.parent, parent.above.rule, above);
}
