/**
 * The values of a search parameter, found by evaluating its R4 expression with the `fhirpath` library on the resource's JSON. The
 * expressions are HL7's own text; nothing of the indexer's compiler or walker is used, so that an error of theirs shows.
 */
import { createRequire } from 'node:module';
import rows from '../../../src/fhir/generated/search-parameters.json' with { type: 'json' };

const load = createRequire(import.meta.url);
const fhirpath = load('fhirpath') as {
  compile(expression: string, model: unknown, options: object): (resource: object) => unknown[];
};
const r4 = load('fhirpath/fhir-context/r4') as unknown;

export type Json = { [name: string]: unknown };
export type Stored = Json & { resourceType: string; id: string };
export type ParamType = 'token' | 'string' | 'date' | 'number' | 'quantity' | 'reference' | 'uri' | 'composite';

type Row = [id: string, code: string, type: ParamType | 'special', base: string, expression: string, target?: string];

/**
 * Of what type a Reference says that its target is. A reference that can't be followed (absolute, logical) is judged by its text or
 * its `type`, since `resolve()` without the target can't be evaluated and http://hl7.org/fhir/R4/references.html#Reference gives `type` that purpose.
 */
function referredType(reference: Json): string[] {
  const text = typeof reference['reference'] === 'string' ? reference['reference'] : '';
  const found = /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(text)?.[1];
  if (found !== undefined) return [found];
  return typeof reference['type'] === 'string' ? [reference['type']] : [];
}

const userInvocationTable = {
  referredType: { fn: (inputs: Json[]) => inputs.flatMap((input) => referredType(input)), arity: { 0: [] } },
};

const compiled = new Map<string, (resource: object) => unknown[]>();

/** Evaluates one alternative of an expression: the union of several is taken here, since `|` drops what it holds equal, and can't compare Quantities with a comparator. */
function evaluate(expression: string, resource: object): unknown[] {
  let run = compiled.get(expression);
  if (!run) {
    const text = expression.replaceAll(/resolve\(\) is ([A-Za-z]+)/g, "referredType() = '$1'");
    compiled.set(expression, (run = fhirpath.compile(text, r4, { userInvocationTable })));
  }
  return run(resource);
}

const found = new Map<string, { type: ParamType; expression: string }>();

/** Type and expression of a parameter as R4 defines it. Throws for what R4 doesn't define on the type. */
export function definitionOf(resourceType: string, code: string): { type: ParamType; expression: string } {
  const key = `${resourceType}?${code}`;
  let definition = found.get(key);
  if (!definition) {
    const bases = [resourceType, 'DomainResource', 'Resource'];
    const row = (rows as Row[]).find(
      (one) => one[1] === code && one[3].split(' ').some((base) => bases.includes(base)),
    );
    if (!row || row[2] === 'special') throw new Error(`R4 defines no parameter ${key}`);
    found.set(key, (definition = { type: row[2], expression: row[4] }));
  }
  return definition;
}

const known = new WeakMap<object, Map<string, unknown[]>>();

/** The values of a parameter in a resource, as JSON, in the order of the resource. */
export function valuesOf(resource: Stored, code: string): unknown[] {
  let ofResource = known.get(resource);
  if (!ofResource) known.set(resource, (ofResource = new Map()));
  let values = ofResource.get(code);
  if (!values) {
    const { expression } = definitionOf(resource.resourceType, code);
    const alternatives = expression.split('|').map((part) => part.trim());
    values = [...new Set(alternatives)].flatMap((part) => evaluate(part, resource));
    ofResource.set(code, values);
  }
  return values;
}

/** Every parameter that R4 defines for a type, composite and special ones excepted. */
export function simpleParams(resourceType: string): { code: string; type: ParamType }[] {
  return (rows as Row[]).flatMap(([, code, type, base]) =>
    base.split(' ').includes(resourceType) && type !== 'special' && type !== 'composite' ? [{ code, type }] : [],
  );
}
