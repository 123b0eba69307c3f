import { rulesOf } from './definitions.ts';
import type { Shown } from './shown.ts';
import type { SearchParams } from './search-parameters.ts';
import { compileExpression, jsonPathOf, valuesAt, type Walk } from './search-path.ts';
import { emitDate, emitQuantity, emitReference, emitString, emitToken, emitUri } from './extract-values.ts';
import type { Extracted, Resource, SearchParam, SearchParamType } from './model.ts';

type Plan = { code: string; walks: Walk[]; existsAndNotFalse: boolean; emit: Emit };
type Emit = (into: Extracted, param: string, value: unknown, walk: Walk) => void;

const EMITTERS: { [type in SearchParamType]?: Emit } = {
  token: emitToken,
  reference: emitReference,
  date: emitDate,
  string: emitString,
  number: emitQuantity,
  quantity: emitQuantity,
  uri: emitUri,
};

const plans = new WeakMap<SearchParams, Map<string, Plan[]>>();

function planOf(params: SearchParams, type: string): Plan[] {
  let byType = plans.get(params);
  if (!byType) plans.set(params, (byType = new Map()));
  const known = byType.get(type);
  if (known) return known;
  const plan: Plan[] = [];
  for (const { code, type: kind, expression } of params.of(type).values()) {
    const emit = EMITTERS[kind];
    if (emit) plan.push({ code, emit, ...compileExpression(expression, type) });
  }
  byType.set(type, plan);
  return plan;
}

function emptyExtract(): Extracted {
  return { tokens: [], references: [], dates: [], strings: [], quantities: [], uris: [] };
}

/**
 * The values of every search parameter of a resource, http://hl7.org/fhir/R4/search.html#table. Composite and special parameters have
 * none here: the former are made of the values of others.
 */
export function extract(params: SearchParams, resource: Resource): Extracted {
  const into = emptyExtract();
  for (const { code, walks, existsAndNotFalse, emit } of planOf(params, resource.resourceType)) {
    if (existsAndNotFalse) {
      const isTrue = walks.some((walk) => valuesAt(walk, resource).some((value) => value !== false));
      into.tokens.push({ param: code, code: String(isTrue) });
      continue;
    }
    for (const walk of walks) {
      for (const value of valuesAt(walk, resource)) emit(into, code, value, walk);
    }
  }
  return into;
}

/** The values of one parameter alone; what the patient compartment is read by. */
export function extractOne(params: SearchParams, resource: Resource, param: string): Extracted {
  const into = emptyExtract();
  const plan = planOf(params, resource.resourceType).find((one) => one.code === param);
  for (const walk of plan?.walks ?? []) {
    for (const value of valuesAt(walk, resource)) plan!.emit(into, param, value, walk);
  }
  return into;
}

/**
 * Where in a body a parameter's elements stand, as PostgreSQL jsonpaths, each with its data type. A parameter that has a value in every
 * resource (Patient's `deceased`) stands at the root.
 */
export function elementPaths(params: SearchParams, type: string, param: string): { path: string; type: string }[] {
  const plan = planOf(params, type).find((one) => one.code === param);
  if (plan?.existsAndNotFalse) return [{ path: '$', type: 'boolean' }];
  return (plan?.walks ?? []).map((walk) => ({ path: jsonPathOf(walk), type: walk.type }));
}

/**
 * Whether all that a parameter looks at is among what is shown of a type (`takeShown`), so that what it finds says nothing of what is masked.
 * Of composite and special parameters, and of what goes back to the resource, it is not known.
 */
export function looksOnlyAt(params: SearchParams, type: string, param: string, shown: Shown): boolean {
  const plan = planOf(params, type).find((one) => one.code === param);
  if (!plan || plan.walks.length === 0) return false;
  return plan.walks.every(({ steps }) => {
    const [first] = steps;
    if (first?.kind !== 'member' || steps.some(({ kind }) => kind === 'root')) return false;
    const { property } = first;
    const name = rulesOf(type).byProperty.get(property)?.name ?? property;
    if (shown.includes(property) || shown.includes(name)) return true;
    return steps.some((step) => step.kind === 'refersTo' && shown.includes(`${property}:${step.type}`));
  });
}

/** True for a parameter that may have several values in one resource. */
export function isRepeated(params: SearchParams, type: string, param: string): boolean {
  const plan = planOf(params, type).find((one) => one.code === param);
  return plan?.walks.some((walk) => walk.isRepeated) ?? false;
}

/** True for a composite of the resource itself whose components are what their own parameters find: all there is to it is that each is found. */
export function isOfOneElement(params: SearchParams, type: string, param: SearchParam): boolean {
  const walksOf = (expression: string) =>
    compileExpression(expression, type)
      .walks.map((walk) => JSON.stringify([walk.steps, walk.type]))
      .sort()
      .join();
  if (param.expression !== type) return false;
  return (param.components ?? []).every(({ code, expression }) => {
    const own = params.of(type).get(code)?.expression;
    return own !== undefined && walksOf(own) === walksOf(expression);
  });
}

/**
 * The elements that a composite parameter takes together (http://hl7.org/fhir/R4/search.html#composite), each as the values of its
 * components under their own codes: what is sought must be found in one and the same element.
 */
export function compositeElements(params: SearchParams, resource: Resource, param: SearchParam): Extracted[][] {
  const type = resource.resourceType;
  const components = (param.components ?? []).map(({ code, expression }) => {
    const kind = params.of(type).get(code)?.type;
    return { code, expression, emit: kind && EMITTERS[kind] };
  });
  return compileExpression(param.expression, type).walks.flatMap((element) =>
    valuesAt(element, resource).map((value) =>
      components.map(({ code, expression, emit }) => {
        const into = emptyExtract();
        for (const walk of compileExpression(expression, element.type, type).walks) {
          for (const found of valuesAt(walk, value as object, resource)) emit?.(into, code, found, walk);
        }
        return into;
      }),
    ),
  );
}
