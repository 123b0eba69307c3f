import { Fault } from '../../base/index.ts';
import { type Resource, digitsOf, rememberDigits } from '../../fhir/index.ts';

const EXACT = Symbol('digits');

/**
 * What a patch works on: a copy of the resource in which a number whose digits a JavaScript number would lose (1.10) is an object of its own,
 * since digits are otherwise kept by place, and a patch moves things between places.
 */
export type Tree = null | boolean | string | number | ExactNumber | Tree[] | TreeObject;
/** An interface, as a type of this shape would pass for a TreeObject. */
export interface ExactNumber {
  readonly [EXACT]: string;
}
export type TreeObject = { [key: string]: Tree };

/** How much a patch may still make, so that copies of copies end: 16 for each value and one for each character of a text. */
export type Budget = { left: number };

const MAX_WEIGHT = 64_000_000;
const VALUE_WEIGHT = 16;
const MAX_DEPTH = 100;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** A budget for one patch. */
export function newBudget(): Budget {
  return { left: MAX_WEIGHT };
}

/** Takes `weight` from the budget; a fault `too-costly` where it isn't there. */
export function spend(budget: Budget, weight: number): void {
  budget.left -= weight;
  if (budget.left >= 0) return;
  throw new Fault('too-costly', 'too-costly', 'The patch makes too much. Split it into several, or update the whole.');
}

/** True for a key that would reach JavaScript's own machinery and is no FHIR element. */
export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN_KEYS.has(key);
}

/** True for a number that is kept by its digits. */
export function isExact(value: Tree | undefined): value is ExactNumber {
  return typeof value === 'object' && value !== null && EXACT in value;
}

/** True for a JSON object. */
export function isObject(value: Tree | undefined): value is TreeObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(EXACT in value);
}

function numberTree(holder: object, key: string | number, value: number): Tree {
  if (!Number.isFinite(value)) throw new Fault('invalid', 'value', 'A number of the patch is not one that JSON has.');
  const text = digitsOf(holder, key);
  return text === String(value) ? value : Object.freeze({ [EXACT]: text });
}

/** The copy of the value at `holder[key]`; `depth` is how deep it stands. Faults: deeper than 100 levels, and what JSON has no words for. */
export function toTree(holder: object, key: string | number, budget: Budget, depth = 0): Tree {
  const value = (holder as Record<string | number, unknown>)[key];
  if (depth > MAX_DEPTH) throw new Fault('invalid', 'structure', `The patch nests deeper than ${MAX_DEPTH} levels.`);
  spend(budget, typeof value === 'string' ? VALUE_WEIGHT + value.length : VALUE_WEIGHT);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return numberTree(holder, key, value);
  if (Array.isArray(value)) return value.map((_, index) => toTree(value, index, budget, depth + 1));
  if (typeof value !== 'object') throw new Fault('invalid', 'structure', 'A value of the patch is not a JSON value.');
  const copy: TreeObject = {};
  for (const name of Object.keys(value)) {
    if (isForbiddenKey(name)) throw new Fault('invalid', 'structure', `No element is named "${name}". Leave it out.`);
    copy[name] = toTree(value, name, budget, depth + 1);
  }
  return copy;
}

/** A copy of a part of a tree, for another place of it at `depth`. */
export function copyTree(tree: Tree, budget: Budget, depth: number): Tree {
  if (depth > MAX_DEPTH) throw new Fault('invalid', 'structure', `The patch nests deeper than ${MAX_DEPTH} levels.`);
  spend(budget, typeof tree === 'string' ? VALUE_WEIGHT + tree.length : VALUE_WEIGHT);
  if (Array.isArray(tree)) return tree.map((item) => copyTree(item, budget, depth + 1));
  if (!isObject(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, member]) => [key, copyTree(member, budget, depth + 1)]));
}

function put(holder: object, key: string | number, tree: Tree): void {
  const target = holder as Record<string | number, unknown>;
  if (isExact(tree)) {
    target[key] = Number(tree[EXACT]);
    rememberDigits(holder, key, tree[EXACT]);
  } else if (Array.isArray(tree)) {
    const list: unknown[] = [];
    tree.forEach((item, index) => put(list, index, item));
    target[key] = list;
  } else if (isObject(tree)) {
    const object = {};
    for (const [name, member] of Object.entries(tree)) put(object, name, member);
    target[key] = object;
  } else {
    target[key] = tree;
  }
}

/** The plain value of a tree, its numbers with their digits remembered. */
export function fromTree(tree: Tree): unknown {
  const holder: { value?: unknown } = {};
  put(holder, 'value', tree);
  return holder.value;
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** One text for all ways to write a number: 1.10, 1.1 and 11e-1 are numerically equal (RFC 6902, 4.6). */
function canonicalNumber(text: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

function numberText(tree: Tree): string | null {
  if (typeof tree === 'number') return canonicalNumber(String(tree));
  return isExact(tree) ? canonicalNumber(tree[EXACT]) : null;
}

/** Equality of JSON values by RFC 6902, 4.6: numbers numerically (to their last digit), objects whatever the order of their members. */
export function isEqual(one: Tree, other: Tree): boolean {
  const number = numberText(one);
  if (number !== null) return number === numberText(other);
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, at) => isEqual(item, other[at]!));
  }
  if (isObject(one)) {
    if (!isObject(other)) return false;
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => Object.hasOwn(other, key) && isEqual(one[key]!, other[key]!))
    );
  }
  return one === other;
}

/** The resource that a patch made. Faults: it isn't a resource any more, or is another (its type or id changed). */
export function finish(before: Resource, tree: Tree): Resource {
  if (!isObject(tree)) {
    throw new Fault('unprocessable', 'structure', 'The patch leaves no resource. To delete the resource, use DELETE.');
  }
  for (const name of ['resourceType', 'id'] as const) {
    if (tree[name] === before[name]) continue;
    const detail = `The patch changes the resource's ${name}, which stays as it is. Leave out what touches ${name}.`;
    throw new Fault('unprocessable', 'business-rule', detail, { expression: name });
  }
  return fromTree(tree) as Resource;
}
