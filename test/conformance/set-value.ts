/** Puts a value where a search parameter looks for it: the reverse of its expression, which R4 writes in a few forms alone. */
import { type ElementRule, type SearchParamType, rulesOf } from '../../src/fhir/index.ts';
import { type Json, type Made, makeMembers, makeValue } from './make-instance.ts';

/** One name of a path with what is said of it: `value.ofType(Quantity)`, `telecom.where(system='email')`. */
type Step = { name: string; ofType?: string; where?: [name: string, value: string]; isResolved?: string };

/** The data types that a parameter of a kind takes its values from, the plainest first. */
const SUITS: Partial<Record<SearchParamType, readonly string[]>> = {
  token: 'CodeableConcept Coding Identifier code ContactPoint boolean id uri canonical string'.split(' '),
  reference: ['Reference', 'canonical', 'uri', 'url'],
  string: ['string', 'markdown', 'HumanName', 'Address'],
  date: ['dateTime', 'date', 'instant', 'Period', 'Timing'],
  number: ['decimal', 'integer', 'positiveInt', 'unsignedInt'],
  quantity: ['Quantity', 'Age', 'Duration', 'Money', 'Range', 'SampledData'],
  uri: ['uri', 'url', 'canonical', 'oid', 'uuid'],
};

/** The names of one alternative of an expression, after the type; null for a form that this cannot reverse. */
export function stepsOf(alternative: string): Step[] | null {
  const plain = alternative.trim().replace(/^\((.*)\)$/, '$1');
  const parts = plain.match(/(?:[^.()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+/g) ?? [];
  const steps: Step[] = [];
  // One of R4's expressions leaves its type out.
  for (const part of /^[A-Z]/.test(plain) ? parts.slice(1) : parts) {
    const last = steps.at(-1);
    const [, ofType] = /^ofType\((\w+)\)$/.exec(part) ?? [];
    const [, name, value] = /^where\((\w+)='([^']*)'\)$/.exec(part) ?? [];
    const [, target] = /^where\(resolve\(\) is (\w+)\)$/.exec(part) ?? [];
    if (ofType !== undefined && last) last.ofType = ofType;
    else if (name !== undefined && last) last.where = [name, value!];
    else if (target !== undefined && last) last.isResolved = target;
    else if (/^\w+$/.test(part)) steps.push({ name: part });
    else return null;
  }
  return steps;
}

function ruleOf(type: string, step: Step, kind: SearchParamType): ElementRule | undefined {
  const named = [...rulesOf(type).byProperty.values()].filter((rule) => rule.name === step.name);
  if (step.ofType) return named.find((rule) => rule.type === step.ofType);
  if (named.length < 2) return named[0];
  return SUITS[kind]?.map((wanted) => named.find((rule) => rule.type === wanted)).find((rule) => rule !== undefined);
}

export type Placed = { value: unknown; dataType: string; target?: string };

/** The element that a value goes into, made where it is missing: the other alternatives of a choice give way. */
function enter(holder: Json, type: string, rule: ElementRule, make: () => unknown): Json {
  for (const other of rulesOf(type).byProperty.values()) {
    if (other.name === rule.name && other !== rule) delete holder[other.property];
  }
  if (rule.many) {
    const list = (holder[rule.property] ??= [make()]) as Json[];
    return list[0]!;
  }
  return (holder[rule.property] ??= make()) as Json;
}

/**
 * Puts the value of a number at the end of a path below a holder of a type; null where the path leads nowhere. `targets` are those that
 * the parameter may refer to.
 */
export function setValue(
  holder: Json,
  type: string,
  steps: readonly Step[],
  told: { kind: SearchParamType; n: number; targets?: readonly string[] },
): Placed | null {
  const [step, ...rest] = steps;
  const rule = step && ruleOf(type, step, told.kind);
  if (!step || !rule) return null;
  if (rest.length > 0) {
    if (rule.kind !== 'complex') return null;
    const inside = enter(holder, type, rule, () => makeMembers(rule.type, told.n));
    if (step.where) inside[step.where[0]] = step.where[1];
    return setValue(inside, rule.type, rest, told);
  }
  if (rule.kind === 'resource' || !SUITS[told.kind]?.includes(rule.type)) {
    if (rule.kind !== 'complex' || rule.type.includes('.')) return null;
  }
  const allowed = told.targets?.filter((one) => rule.targets?.has(one) ?? true);
  const target = step.isResolved ?? allowed?.[0];
  const value = makeValue(rule, told.n, target);
  if (step.where) (value as Json)[step.where[0]] = step.where[1];
  for (const other of rulesOf(type).byProperty.values()) {
    if (other.name === rule.name && other !== rule) delete holder[other.property];
  }
  holder[rule.property] = rule.many ? [value] : value;
  return { value, dataType: rule.type, ...(target === undefined ? {} : { target }) };
}

/** The same by an expression: the first of its alternatives that can be followed in this resource. */
export function setByExpression(
  resource: Made,
  expression: string,
  told: { kind: SearchParamType; n: number; targets?: readonly string[] },
): Placed | null {
  for (const alternative of expression.split('|')) {
    const steps = stepsOf(alternative);
    const placed = steps && setValue(resource, resource.resourceType, steps, told);
    if (placed) return placed;
  }
  return null;
}
