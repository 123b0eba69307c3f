import { Fault, type Issue } from '../base/index.ts';
import { RESOURCE_TYPES, isResourceType } from './definitions.ts';
import type { Resource, SearchParam, SearchParamType } from './model.ts';
import { R4_PARAMS, expressionFor } from './search-parameters.ts';
import { compileExpression } from './search-path.ts';

/** The data types that each kind of parameter finds something in, http://hl7.org/fhir/R4/search.html#ptypes */
const DATA_TYPES: { [kind in SearchParamType]?: RegExp } = {
  token:
    /^(Identifier|CodeableConcept|Coding|ContactPoint|code|boolean|string|uri|id|canonical|integer|positiveInt|unsignedInt)$/,
  reference: /^(Reference|canonical|uri|Attachment|Resource)$/,
  date: /^(date|dateTime|instant|Period|Timing)$/,
  string: /^(string|markdown|HumanName|Address)$/,
  number: /^(decimal|integer|positiveInt|unsignedInt)$/,
  quantity: /^(Quantity|Age|Count|Distance|Duration|SimpleQuantity|MoneyQuantity|Money|Range|SampledData)$/,
  uri: /^(uri|url|canonical|oid|uuid)$/,
};

/** Codes that begin with "_" are the specification's. */
const CODE = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : []).filter((one): one is string => typeof one === 'string');
}

/** The concrete types that a parameter is of. */
export function typesOf(base: readonly string[]): readonly string[] {
  return base.includes('Resource') || base.includes('DomainResource') ? RESOURCE_TYPES : base.filter(isResourceType);
}

function expressionIssue(kind: SearchParamType, expression: string, type: string): string | null {
  try {
    const { walks } = compileExpression(expressionFor(expression, type), type);
    if (walks.length === 0) return `selects nothing of a ${type}`;
    if (kind === 'composite' || walks.some((walk) => DATA_TYPES[kind]?.test(walk.type))) return null;
    return `selects ${[...new Set(walks.map((walk) => walk.type))].slice(0, 5).join(', ')}, and a parameter of type ${kind} finds nothing in that`;
  } catch (error) {
    if (error instanceof Fault) return `cannot be indexed: ${error.message}`;
    throw error;
  }
}

/** The components of a composite, by the parameters whose canonical URLs they name. */
function componentsOf(
  resource: Resource,
  byUrl: (url: string) => string | undefined,
): SearchParam['components'] | string {
  const found: NonNullable<SearchParam['components']> = [];
  for (const one of Array.isArray(resource['component']) ? resource['component'] : []) {
    const { definition, expression } = one as { definition?: unknown; expression?: unknown };
    const code = typeof definition === 'string' ? byUrl(definition.split('|')[0]!) : undefined;
    if (code === undefined || typeof expression !== 'string')
      return `the component ${String(definition)} is not known here`;
    found.push({ code, expression });
  }
  return found.length > 1 ? found : 'a composite has two components or more';
}

/**
 * A SearchParameter resource (http://hl7.org/fhir/R4/searchparameter.html) as the server searches by it, or what keeps it from doing
 * so. `byUrl` gives the code of the parameter that a composite's component names. Whether it is active is not looked at.
 */
export function readSearchParameter(
  resource: Resource,
  byUrl: (url: string) => string | undefined,
): { param: SearchParam } | { issues: Issue[] } {
  const { code, type, expression, url } = resource as { [name: string]: unknown };
  const base = texts(resource['base']);
  const refusal = (element: string, details: string): { issues: Issue[] } => ({
    issues: [{ severity: 'error', code: 'not-supported', details, expression: `SearchParameter.${element}` }],
  });
  const isOwn = typeof code === 'string' && typesOf(base).every((one) => R4_PARAMS.of(one).has(code));
  if (typeof code !== 'string' || (!CODE.test(code) && !isOwn)) {
    return refusal('code', 'The code of a parameter has 1 to 64 letters, digits and "-", a letter first.');
  }
  const kind = type as SearchParamType;
  if (kind === 'special') return refusal('type', 'A special parameter is not defined by its resource alone.');
  if (typeof expression !== 'string' || expression.trim() === '') {
    return refusal('expression', 'Without an expression there is nothing to search by.');
  }
  for (const one of typesOf(base)) {
    const issue = expressionIssue(kind, expression, one);
    if (issue) return refusal('expression', `The expression ${issue}`);
  }
  const param: SearchParam = { code, type: kind, base, expression, url: String(url) };
  if (kind === 'reference') {
    const target = texts(resource['target']).filter(isResourceType);
    param.target = target.length > 0 ? target : [...RESOURCE_TYPES];
  }
  if (kind === 'composite') {
    const components = componentsOf(resource, byUrl);
    if (typeof components === 'string')
      return refusal('component', `The parameter cannot be searched by: ${components}.`);
    if (components) param.components = components;
  }
  return { param };
}
