import { Fault } from '../../base/index.ts';
import type { Resource } from '../../fhir/index.ts';
import {
  type Budget,
  type Tree,
  type TreeObject,
  copyTree,
  finish,
  isEqual,
  isForbiddenKey,
  isObject,
  newBudget,
  toTree,
} from './tree.ts';

const MAX_OPERATIONS = 1_000;
const MAX_POINTER_LENGTH = 2_000;

type Pointer = { text: string; tokens: string[] };
type Operation = { place: string } & (
  | { op: 'add' | 'replace' | 'test'; path: Pointer; value: Tree }
  | { op: 'remove'; path: Pointer }
  | { op: 'move' | 'copy'; path: Pointer; from: Pointer }
);

/** The document under the patch, in a holder, as an operation may replace it whole. */
type Document = { root: Tree };

function malformed(place: string, detail: string): Fault {
  return new Fault('invalid', 'structure', `JSON Patch, ${place}: ${detail}`);
}

function inapplicable(place: string, detail: string, code = 'processing'): Fault {
  return new Fault('unprocessable', code, `JSON Patch, ${place}: ${detail}`);
}

/** RFC 6901, 3 and 4. */
function parsePointer(place: string, member: 'path' | 'from', text: unknown): Pointer {
  if (typeof text !== 'string') {
    throw malformed(place, `"${member}" is missing. Give a JSON Pointer as text, such as "/name/0/family".`);
  }
  if (text.length > MAX_POINTER_LENGTH) {
    throw malformed(place, `"${member}" is longer than ${MAX_POINTER_LENGTH} characters.`);
  }
  if (text === '') return { text, tokens: [] };
  if (!text.startsWith('/')) throw malformed(place, `"${member}" must begin with "/" (RFC 6901); it is "${text}".`);
  if (/~(?![01])/.test(text)) {
    throw malformed(
      place,
      `"${member}" has a "~" that is followed by neither 0 nor 1; write "~0" for "~" ("${text}").`,
    );
  }
  const tokens = text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  const forbidden = tokens.find(isForbiddenKey);
  if (forbidden) throw malformed(place, `"${member}" goes through "${forbidden}", which no resource has ("${text}").`);
  return { text, tokens };
}

function parseOperation(given: unknown, index: number, budget: Budget): Operation {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw malformed(`operation [${index}]`, 'it must be an object such as {"op": "remove", "path": "/active"}.');
  }
  const { op, path, from } = given as Record<string, unknown>;
  const shown = typeof op === 'string' ? `${op.slice(0, 20)} ` : '';
  const place = `operation [${index}] (${shown}${typeof path === 'string' ? path.slice(0, 200) : ''})`;
  switch (op) {
    case 'add':
    case 'replace':
    case 'test':
      if (!Object.hasOwn(given, 'value')) throw malformed(place, '"value" is missing.');
      return { place, op, path: parsePointer(place, 'path', path), value: toTree(given, 'value', budget) };
    case 'remove':
      return { place, op, path: parsePointer(place, 'path', path) };
    case 'move':
    case 'copy':
      return { place, op, path: parsePointer(place, 'path', path), from: parsePointer(place, 'from', from) };
    default:
      throw malformed(place, '"op" must be one of add, remove, replace, move, copy, test.');
  }
}

/** RFC 6901, 4: digits without leading zeros. */
function indexOf(token: string): number | null {
  return /^(?:0|[1-9][0-9]{0,8})$/.test(token) ? Number(token) : null;
}

function pointerTo(pointer: Pointer, count: number): string {
  return `/${pointer.text
    .split('/')
    .slice(1, count + 1)
    .join('/')}`;
}

function stepInto(at: Tree, token: string): Tree | undefined {
  if (Array.isArray(at)) {
    const index = indexOf(token);
    return index === null ? undefined : at[index];
  }
  return isObject(at) && Object.hasOwn(at, token) ? at[token] : undefined;
}

/** The value at the first `count` tokens of the pointer, which must be there. */
function valueAt(document: Document, pointer: Pointer, place: string, count = pointer.tokens.length): Tree {
  let at = document.root;
  for (const [depth, token] of pointer.tokens.slice(0, count).entries()) {
    const next = stepInto(at, token);
    if (next === undefined) {
      const detail = `there is nothing at ${pointerTo(pointer, depth + 1)}. Read the resource's current version and mend the pointer.`;
      throw inapplicable(place, detail, 'not-found');
    }
    at = next;
  }
  return at;
}

type Holder = { in: 'list'; list: Tree[]; token: string } | { in: 'object'; object: TreeObject; token: string };

function holderOf(document: Document, pointer: Pointer, place: string): Holder {
  const token = pointer.tokens.at(-1)!;
  const count = pointer.tokens.length - 1;
  const holder = valueAt(document, pointer, place, count);
  if (Array.isArray(holder)) return { in: 'list', list: holder, token };
  if (isObject(holder)) return { in: 'object', object: holder, token };
  throw inapplicable(place, `what is at ${pointerTo(pointer, count)} is neither an object nor a list.`);
}

/** RFC 6902, 4.1. */
function add(document: Document, pointer: Pointer, value: Tree, place: string): void {
  if (pointer.tokens.length === 0) {
    document.root = value;
    return;
  }
  const holder = holderOf(document, pointer, place);
  if (holder.in === 'object') {
    holder.object[holder.token] = value;
    return;
  }
  const index = holder.token === '-' ? holder.list.length : indexOf(holder.token);
  if (index === null || index > holder.list.length) {
    throw inapplicable(
      place,
      `the list has ${holder.list.length} items; add at an index from 0 to ${holder.list.length}, or at "-" for its end.`,
    );
  }
  holder.list.splice(index, 0, value);
}

/** RFC 6902, 4.2. */
function remove(document: Document, pointer: Pointer, place: string): Tree {
  const value = valueAt(document, pointer, place);
  if (pointer.tokens.length === 0) {
    document.root = null;
    return value;
  }
  const holder = holderOf(document, pointer, place);
  if (holder.in === 'list') holder.list.splice(indexOf(holder.token)!, 1);
  else delete holder.object[holder.token];
  return value;
}

/** RFC 6902, 4.3. */
function replace(document: Document, pointer: Pointer, value: Tree, place: string): void {
  valueAt(document, pointer, place);
  if (pointer.tokens.length === 0) {
    document.root = value;
    return;
  }
  const holder = holderOf(document, pointer, place);
  if (holder.in === 'list') holder.list[indexOf(holder.token)!] = value;
  else holder.object[holder.token] = value;
}

/** RFC 6902, 4.4: what moves can't move into itself. */
function move(document: Document, from: Pointer, path: Pointer, place: string): void {
  if (path.text.startsWith(`${from.text}/`)) {
    throw inapplicable(place, `"from" (${from.text}) lies above "path"; a value can't move into itself.`);
  }
  if (path.text === from.text) {
    valueAt(document, from, place);
    return;
  }
  add(document, path, remove(document, from, place), place);
}

function applyOne(document: Document, operation: Operation, budget: Budget): void {
  const { place, path } = operation;
  const copyOf = (tree: Tree) => copyTree(tree, budget, path.tokens.length);
  switch (operation.op) {
    case 'add':
      return add(document, path, copyOf(operation.value), place);
    case 'replace':
      return replace(document, path, copyOf(operation.value), place);
    case 'remove':
      remove(document, path, place);
      return;
    case 'move':
      return move(document, operation.from, path, place);
    case 'copy':
      return add(document, path, copyOf(valueAt(document, operation.from, place)), place);
    case 'test': {
      if (isEqual(valueAt(document, path, place), operation.value)) return;
      const detail = `what is at ${path.text || 'the root'} is not what the test expects. Read the resource's current version and try again.`;
      throw inapplicable(place, detail, 'conflict');
    }
  }
}

/**
 * The resource after a JSON Patch (RFC 6902; http://hl7.org/fhir/R4/http.html#patch): all operations in order, or none. The input stays as it is, and
 * numbers keep their digits. Whether the result is valid FHIR is for the gate to say.
 * `operations` is the parsed patch document, an array of at most 1,000. Faults name the operation's index and pointer: `invalid` where the document breaks
 * RFC 6902 or 6901, `unprocessable` where an operation doesn't fit this resource, a `test` fails, or the type or id would change,
 * `too-costly` where copies of copies grow too big.
 */
export function applyJsonPatch(resource: Resource, operations: unknown): Resource {
  if (!Array.isArray(operations)) {
    throw malformed('the document', 'it must be an array of operations such as [{"op": "remove", "path": "/active"}].');
  }
  if (operations.length > MAX_OPERATIONS) {
    throw malformed('the document', `it has ${operations.length} operations, more than the ${MAX_OPERATIONS} allowed.`);
  }
  const budget = newBudget();
  const parsed = operations.map((operation, index) => parseOperation(operation, index, budget));
  const document: Document = { root: toTree({ resource }, 'resource', budget) };
  for (const operation of parsed) applyOne(document, operation, budget);
  return finish(resource, document.root);
}
