/**
 * Compiles the FHIRPath that R4's search parameters are written in (a small, closed part of the language) into plain walks over JSON,
 * each with the data type that it ends in, worked out once from the definitions.
 */
import { Fault, unreachable } from '../base/index.ts';
import { rulesOf, type ElementRule, type ValueSet } from './definitions.ts';
import { referencedType } from './reference-text.ts';

type Step =
  | { kind: 'member'; property: string }
  /** `%resource`: from the element back to the resource that it is of. */
  | { kind: 'root' }
  | { kind: 'index'; index: number }
  | { kind: 'equals'; property: string; value: string }
  | { kind: 'refersTo'; type: string };

/** One way from a resource to values of one data type. */
export type Walk = {
  steps: Step[];
  type: string;
  /** True where it may find several values. */
  isRepeated: boolean;
  valueSet?: ValueSet;
};

/** Patient.deceased is the one parameter that is an expression rather than a path. */
export type Compiled = { walks: Walk[]; existsAndNotFalse: boolean };

type Partial = { steps: Step[]; type: string; isRepeated?: boolean; rule?: ElementRule };

const EXISTS_AND_NOT_FALSE = /^(\S+)\.exists\(\) and \1 != false$/;

function memberSteps(from: Partial, name: string): Partial[] {
  if (from.rule?.kind === 'primitive') return [];
  const rules = [...rulesOf(from.type).byProperty.values()].filter((rule) => rule.name === name);
  return rules.map((rule) => ({
    steps: [...from.steps, { kind: 'member', property: rule.property }],
    type: rule.type,
    isRepeated: from.isRepeated === true || rule.many,
    rule,
  }));
}

function unsupported(what: string): Fault {
  const can =
    "elements, indexes, as, ofType, first(), extension('url'), where(element = 'text') and where(resolve() is Type)";
  return new Fault('unprocessable', 'not-supported', `"${what}" cannot be indexed: a search parameter may use ${can}.`);
}

function whereStep(from: Partial[], condition: string): Partial[] {
  const refersTo = /^resolve\(\) is ([A-Za-z]+)$/.exec(condition);
  const equals = /^([A-Za-z]+)\s*=\s*'([^']*)'$/.exec(condition);
  if (!refersTo && !equals) throw unsupported(`where(${condition})`);
  const step: Step = refersTo
    ? { kind: 'refersTo', type: refersTo[1]! }
    : { kind: 'equals', property: equals![1]!, value: equals![2]! };
  return from.map((walk) => ({ ...walk, steps: [...walk.steps, step] }));
}

const TOKEN = /\.?([A-Za-z]+)(?:\(((?:[^()]|\(\))*)\))?|\[(\d+)\]|\s+as\s+([A-Za-z]+)/y;

function applyToken(walks: Partial[], token: RegExpExecArray, type: string): Partial[] {
  const [, name, argument, index, asType] = token;
  if (index !== undefined)
    return walks.map((w) => ({ ...w, steps: [...w.steps, { kind: 'index', index: Number(index) }] }));
  if (asType !== undefined) return walks.filter((walk) => walk.type === asType);
  if (argument !== undefined) {
    if (name === 'ofType' || name === 'as') return walks.filter((walk) => walk.type === argument);
    if (name === 'where') return whereStep(walks, argument);
    if (name === 'first' && argument === '') {
      return walks.map((walk) => ({ ...walk, steps: [...walk.steps, { kind: 'index', index: 0 }] }));
    }
    const url = name === 'extension' ? /^'([^']*)'$/.exec(argument)?.[1] : undefined;
    if (url === undefined) throw unsupported(`${name}(${argument})`);
    const extensions = walks.flatMap((walk) => memberSteps(walk, 'extension'));
    return whereStep(extensions, `url = '${url}'`);
  }
  const isRoot = walks.length === 1 && walks[0]!.steps.length === 0 && /^[A-Z]/.test(name!);
  if (isRoot) {
    if (name !== type && name !== 'Resource' && name !== 'DomainResource') throw unsupported(`${name} of a ${type}`);
    return walks;
  }
  return walks.flatMap((walk) => memberSteps(walk, name!));
}

/** Splits at each `|` that stands outside parentheses and texts; `(a | b).c` is `a.c | b.c`. */
export function alternatives(expression: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let isText = false;
  let begin = 0;
  for (let at = 0; at <= expression.length; at++) {
    const letter = expression[at];
    if (letter === "'") isText = !isText;
    if (isText) continue;
    if (letter === '(') depth++;
    else if (letter === ')') depth--;
    else if (letter === undefined || (letter === '|' && depth === 0)) {
      parts.push(expression.slice(begin, at).trim());
      begin = at + 1;
    }
  }
  return parts.flatMap((part) => {
    const end = endOfGroup(part);
    const within = end === null ? [] : alternatives(part.slice(1, end));
    return within.length < 2 ? [part] : within.map((one) => `(${one})${part.slice(end! + 1)}`);
  });
}

/** Where the parenthesis closes that a text begins with. */
function endOfGroup(text: string): number | null {
  if (!text.startsWith('(')) return null;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return null;
}

/** `(A.b.ofType(C)).d` means `A.b.ofType(C).d`: outer parentheses only group. */
function withoutGroup(text: string): string {
  const end = endOfGroup(text);
  return end === null ? text : withoutGroup(text.slice(1, end)) + text.slice(end + 1);
}

const OF_RESOURCE = '%resource.';

function compileOne(text: string, type: string, root: string): Walk[] {
  const isOfRoot = text.startsWith(OF_RESOURCE);
  let walks: Partial[] = isOfRoot ? [{ steps: [{ kind: 'root' }], type: root }] : [{ steps: [], type }];
  const path = isOfRoot ? text.slice(OF_RESOURCE.length) : withoutGroup(text);
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < path.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(path);
    if (!token) throw unsupported(path.slice(at));
    const next = TOKEN.lastIndex;
    walks = applyToken(walks, token, type);
    TOKEN.lastIndex = next;
  }
  return walks.map((walk) => ({
    steps: walk.steps,
    type: walk.type,
    isRepeated: walk.isRepeated ?? false,
    ...(walk.rule?.valueSet ? { valueSet: walk.rule.valueSet } : {}),
  }));
}

/** R4's own are some five thousand; what somebody defines, and defines anew, must have an end. */
const MOST_COMPILED = 20_000;
const compiled = new Map<string, Compiled>();

/** Compiles the expression of a search parameter for a resource type, or of a composite's component for its element's type in a resource of type `root`. */
export function compileExpression(expression: string, type: string, root = type): Compiled {
  const key = `${root} ${type} ${expression}`;
  let known = compiled.get(key);
  if (known) return known;
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  compiled.set(key, (known = compile(expression, type, root)));
  return known;
}

function compile(expression: string, type: string, root: string): Compiled {
  const special = EXISTS_AND_NOT_FALSE.exec(expression);
  if (special) return { walks: compileOne(special[1]!, type, root), existsAndNotFalse: true };
  return { walks: alternatives(expression).flatMap((part) => compileOne(part, type, root)), existsAndNotFalse: false };
}

function passes(step: Step, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (step.kind === 'equals') return (value as Record<string, unknown>)[step.property] === step.value;
  return step.kind === 'refersTo' && referencedType(value) === step.type;
}

/** The values at the end of a walk from a resource, or from an element of one; of an array each item. */
export function valuesAt(walk: Walk, from: object, resource = from): unknown[] {
  let values: unknown[] = [from];
  for (const step of walk.steps) {
    if (values.length === 0) return values;
    if (step.kind === 'root') {
      values = [resource];
    } else if (step.kind === 'index') {
      values = values.slice(step.index, step.index + 1);
    } else if (step.kind !== 'member') {
      values = values.filter((value) => passes(step, value));
    } else {
      const next: unknown[] = [];
      for (const value of values) {
        if (typeof value !== 'object' || value === null) continue;
        const member = (value as Record<string, unknown>)[step.property];
        // One at a time: a list may be longer than a call can have arguments.
        for (const item of Array.isArray(member) ? member : [member]) {
          if (item !== undefined && item !== null) next.push(item);
        }
      }
      values = next;
    }
  }
  return values;
}

/**
 * The same walk as a PostgreSQL jsonpath (lax: arrays open by themselves), for a question that no index answers and the body decides.
 * Type names, element names and the values compared are the definitions' own; nothing a client sends is in it.
 */
export function jsonPathOf(walk: Walk): string {
  const steps = walk.steps.map((step) => {
    switch (step.kind) {
      case 'member':
        return `."${step.property}"`;
      case 'root':
        return '';
      case 'index':
        return `[${step.index}]`;
      case 'equals':
        return ` ? (@."${step.property}" == ${JSON.stringify(step.value)})`;
      case 'refersTo':
        return ` ? (@."type" == "${step.type}" || @."reference" like_regex "(^|/)${step.type}/[A-Za-z0-9.-]{1,64}(/_history/.*)?$")`;
      default:
        return unreachable(step);
    }
  });
  return `$${steps.join('')}[*] ? (@ != null)`;
}
