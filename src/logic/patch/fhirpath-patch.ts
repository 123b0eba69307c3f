import { Fault } from '../../base/index.ts';
import type { ElementRule, Resource } from '../../fhir/index.ts';
import { type Selected, select } from '../fhirpath.ts';
import { elementOf } from './part-value.ts';
import {
  type Parent,
  type Place,
  deleteElement,
  parentOf,
  placeAt,
  readElements,
  rootParent,
  writeElements,
} from './place.ts';
import {
  type Budget,
  type Tree,
  type TreeObject,
  finish,
  fromTree,
  isObject,
  newBudget,
  spend,
  toTree,
} from './tree.ts';

const MAX_OPERATIONS = 1_000;

type Operation = { place: string; path: string } & (
  | { type: 'add'; name: string; value: TreeObject }
  | { type: 'insert'; index: number; value: TreeObject }
  | { type: 'replace'; value: TreeObject }
  | { type: 'delete' }
  | { type: 'move'; source: number; destination: number }
);

/** The parts that each type of operation has besides its type and path: all of them, and no others. */
const PARTS: Record<Operation['type'], readonly string[]> = {
  add: ['name', 'value'],
  insert: ['index', 'value'],
  replace: ['value'],
  delete: [],
  move: ['source', 'destination'],
};

function malformed(place: string, detail: string): Fault {
  return new Fault('invalid', 'structure', `FHIRPath Patch, ${place}: ${detail}`);
}

function inapplicable(place: string, detail: string, code = 'processing'): Fault {
  return new Fault('unprocessable', code, `FHIRPath Patch, ${place}: ${detail}`);
}

function partsOf(given: Tree, place: string): Map<string, TreeObject> {
  if (!isObject(given) || given['name'] !== 'operation') {
    throw malformed(place, 'each parameter must have the name "operation".');
  }
  const list = given['part'];
  const parts = new Map<string, TreeObject>();
  for (const part of Array.isArray(list) ? list : []) {
    const name = isObject(part) ? part['name'] : undefined;
    if (!isObject(part) || typeof name !== 'string') throw malformed(place, 'a part has no name.');
    if (parts.has(name)) throw malformed(place, `the part "${name}" appears twice.`);
    parts.set(name, part);
  }
  return parts;
}

function textOf(parts: Map<string, TreeObject>, name: string, place: string): string {
  const part = parts.get(name);
  const text = part?.['valueString'] ?? part?.['valueCode'];
  if (typeof text === 'string' && text !== '') return text;
  throw malformed(place, `the part "${name}" is missing; give it as ${name === 'type' ? 'valueCode' : 'valueString'}.`);
}

function countOf(parts: Map<string, TreeObject>, name: string, place: string): number {
  const count = parts.get(name)?.['valueInteger'];
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  throw malformed(place, `the part "${name}" must be a valueInteger of 0 or more.`);
}

/** One operation as http://hl7.org/fhir/R4/fhirpatch.html describes its parts. */
function parseOperation(given: Tree, index: number): Operation {
  const number = `parameter[${index}]`;
  const parts = partsOf(given, number);
  const type = textOf(parts, 'type', number);
  if (!Object.hasOwn(PARTS, type)) {
    throw malformed(number, 'its type must be one of add, insert, delete, replace, move.');
  }
  const path = textOf(parts, 'path', number);
  const place = `${number} (${type} ${path.slice(0, 200)})`;
  const expected = ['type', 'path', ...PARTS[type as Operation['type']]];
  for (const name of parts.keys()) {
    if (expected.includes(name)) continue;
    throw malformed(place, `the part "${name.slice(0, 50)}" has no place in it; it has ${expected.join(', ')}.`);
  }
  const value = parts.get('value');
  const base = { place, path };
  if (type === 'delete') return { ...base, type };
  if (type === 'move') {
    const source = countOf(parts, 'source', place);
    return { ...base, type, source, destination: countOf(parts, 'destination', place) };
  }
  if (!value) throw malformed(place, 'the part "value" is missing.');
  if (type === 'add') return { ...base, type, name: textOf(parts, 'name', place), value };
  if (type === 'insert') return { ...base, type, index: countOf(parts, 'index', place), value };
  return { ...base, type: 'replace', value };
}

type Found = { kind: 'none' } | { kind: 'root'; parent: Parent } | { kind: 'element'; place: Place };

/** The one element that a path selects. */
function find(root: Parent, path: string, place: string): Found {
  let selected: Selected[];
  try {
    selected = select(fromTree(root.object) as object, path);
  } catch (error) {
    if (error instanceof Fault && error.kind === 'invalid') throw malformed(place, error.message);
    throw error;
  }
  if (selected.length > 1) {
    const detail = `the path selects ${selected.length} elements where it may be one. Narrow it with an index or where().`;
    throw inapplicable(place, detail, 'multiple-matches');
  }
  const one = selected[0];
  if (!one) return { kind: 'none' };
  if (one.kind === 'computed') {
    throw malformed(place, 'the path computes a value where it must select an element of the resource.');
  }
  if (one.steps.length === 0) return { kind: 'root', parent: root };
  const found = placeAt(root, one.steps);
  if (!found) throw inapplicable(place, 'the path leads through an element that R4 does not define.');
  return { kind: 'element', place: found };
}

function nothingThere(place: string): Fault {
  return inapplicable(place, 'there is nothing at the path. Add what it leads through first.', 'not-found');
}

function findParent(root: Parent, path: string, place: string): Parent {
  const found = find(root, path, place);
  if (found.kind === 'none') throw nothingThere(place);
  const parent = found.kind === 'root' ? found.parent : parentOf(found.place);
  if (!parent) throw inapplicable(place, 'what is at the path has no elements of its own.');
  return parent;
}

function findElement(root: Parent, path: string, place: string): Place | null {
  const found = find(root, path, place);
  if (found.kind === 'root')
    throw inapplicable(place, 'the path is the resource itself; use PUT or DELETE for the whole.');
  return found.kind === 'none' ? null : found.place;
}

/** The list of an insert or a move: the path's last name, in the one element that the rest of the path selects. */
function findList(root: Parent, path: string, place: string): { parent: Parent; rule: ElementRule } {
  const [, above, name] = /^([\s\S]+?)\s*\.\s*([A-Za-z]+)\s*$/.exec(path) ?? [];
  if (above === undefined || name === undefined) {
    throw malformed(place, 'the path must end in the name of a list, such as Patient.identifier.');
  }
  const parent = findParent(root, above, place);
  const rule = parent.rules.byProperty.get(name);
  if (!rule) throw inapplicable(place, `${parent.rules.type} has no element "${name}".`);
  if (!rule.many) throw inapplicable(place, `"${name}" is not a list. Use add or replace.`);
  return { parent, rule };
}

function add(root: Parent, operation: Operation & { type: 'add' }): void {
  const { place, path, name, value } = operation;
  const parent = findParent(root, path, place);
  const { rule, element } = elementOf(parent.rules, name, value, place);
  const there = readElements(parent, rule);
  const isTaken = [...parent.rules.byProperty.values()].some(
    (other) => other.name === rule.name && readElements(parent, other).length > 0,
  );
  if (isTaken && !rule.many) throw inapplicable(place, `"${name}" is there already. Use replace.`, 'conflict');
  writeElements(parent, rule, [...there, element]);
}

function replace(root: Parent, operation: Operation & { type: 'replace' }): void {
  const { place, path, value } = operation;
  const found = findElement(root, path, place);
  if (!found) throw nothingThere(place);
  const { parent, rule, index } = found;
  const made = elementOf(parent.rules, rule.name, value, place);
  const elements = readElements(parent, rule);
  if (made.rule === rule) {
    elements[index ?? 0] = made.element;
    writeElements(parent, rule, elements);
    return;
  }
  writeElements(parent, rule, []);
  writeElements(parent, made.rule, [made.element]);
}

function insert(root: Parent, operation: Operation & { type: 'insert' }): void {
  const { place, path, index, value } = operation;
  const { parent, rule } = findList(root, path, place);
  const elements = readElements(parent, rule);
  if (index > elements.length) {
    throw inapplicable(
      place,
      `the list has ${elements.length} elements; insert at an index from 0 to ${elements.length}.`,
    );
  }
  elements.splice(index, 0, elementOf(parent.rules, rule.name, value, place).element);
  writeElements(parent, rule, elements);
}

function move(root: Parent, operation: Operation & { type: 'move' }): void {
  const { place, path, source, destination } = operation;
  const { parent, rule } = findList(root, path, place);
  const elements = readElements(parent, rule);
  if (Math.max(source, destination) >= elements.length) {
    const detail = `the list has ${elements.length} elements; source and destination must both be indexes of it, counted from 0.`;
    throw inapplicable(place, detail);
  }
  elements.splice(destination, 0, ...elements.splice(source, 1));
  writeElements(parent, rule, elements);
}

function applyOne(root: Parent, operation: Operation): void {
  switch (operation.type) {
    case 'add':
      return add(root, operation);
    case 'insert':
      return insert(root, operation);
    case 'replace':
      return replace(root, operation);
    case 'move':
      return move(root, operation);
    case 'delete': {
      const found = findElement(root, operation.path, operation.place);
      if (found) deleteElement(found);
    }
  }
}

function operationsOf(parameters: unknown, budget: Budget): Operation[] {
  const tree = toTree({ parameters }, 'parameters', budget);
  if (!isObject(tree) || tree['resourceType'] !== 'Parameters') {
    throw malformed('the document', 'it must be a Parameters resource.');
  }
  const list = tree['parameter'] ?? [];
  if (!Array.isArray(list)) throw malformed('the document', '"parameter" must be a list.');
  if (list.length > MAX_OPERATIONS) {
    throw malformed('the document', `it has ${list.length} operations, more than the ${MAX_OPERATIONS} allowed.`);
  }
  return list.map((one, index) => parseOperation(one, index));
}

/**
 * The resource after a FHIRPath Patch (http://hl7.org/fhir/R4/fhirpatch.html): all operations in order, or none. The input stays as it is, numbers keep their
 * digits, a primitive's extensions stay beside it. An element left empty by a delete goes with it. Whether the result is
 * valid FHIR is for the gate to say.
 * `parameters` is a Parameters resource of at most 1,000 operations. Faults name the operation's index, type and path: `invalid` where the document isn't
 * a FHIRPath Patch, `unprocessable` where an operation doesn't fit this resource or the type or id would change, `too-costly` where it is too
 * much work.
 */
export function applyFhirPathPatch(resource: Resource, parameters: unknown): Resource {
  const budget = newBudget();
  const operations = operationsOf(parameters, budget);
  const before = budget.left;
  const root = rootParent(toTree({ resource }, 'resource', budget));
  if (!root) throw malformed('the resource', 'it is not a resource of R4.');
  const weight = before - budget.left;
  for (const operation of operations) {
    // Each path is evaluated over a copy of its own, as the one before it changed the resource.
    spend(budget, weight);
    applyOne(root, operation);
  }
  return finish(resource, root.object);
}
