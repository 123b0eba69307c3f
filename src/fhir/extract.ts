import { searchParams } from './search-parameters.ts';
import { compileExpression, jsonPathOf, valuesAt, type Walk } from './search-path.ts';
import { emitDate, emitQuantity, emitReference, emitString, emitToken, emitUri } from './extract-values.ts';
import type { Extracted, Resource, SearchParamType } from './model.ts';

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

const plans = new Map<string, Plan[]>();

function planOf(type: string): Plan[] {
  const known = plans.get(type);
  if (known) return known;
  const plan: Plan[] = [];
  for (const { code, type: kind, expression } of searchParams(type).values()) {
    const emit = EMITTERS[kind];
    if (emit) plan.push({ code, emit, ...compileExpression(expression, type) });
  }
  plans.set(type, plan);
  return plan;
}

function emptyExtract(): Extracted {
  return { tokens: [], references: [], dates: [], strings: [], quantities: [], uris: [] };
}

/**
 * The values of every search parameter of a resource, http://hl7.org/fhir/R4/search.html#table. Composite and special parameters have
 * none here: the former are made of the values of others.
 */
export function extract(resource: Resource): Extracted {
  const into = emptyExtract();
  for (const { code, walks, existsAndNotFalse, emit } of planOf(resource.resourceType)) {
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
export function extractOne(resource: Resource, param: string): Extracted {
  const into = emptyExtract();
  const plan = planOf(resource.resourceType).find((one) => one.code === param);
  for (const walk of plan?.walks ?? []) {
    for (const value of valuesAt(walk, resource)) plan!.emit(into, param, value, walk);
  }
  return into;
}

/**
 * Where in a body a parameter's elements stand, as PostgreSQL jsonpaths, each with its data type. A parameter that has a value in every
 * resource (Patient's `deceased`) stands at the root.
 */
export function elementPaths(type: string, param: string): { path: string; type: string }[] {
  const plan = planOf(type).find((one) => one.code === param);
  if (plan?.existsAndNotFalse) return [{ path: '$', type: 'boolean' }];
  return (plan?.walks ?? []).map((walk) => ({ path: jsonPathOf(walk), type: walk.type }));
}
