import { COMPARTMENTS, RESOURCE_TYPES, type SearchParam, type SearchParams } from '../../fhir/index.ts';
import { TRACE, TRACE_PARAMS } from '../../record/index.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { OWN_OPERATIONS } from './definitions.ts';
import { COMMON_PARAMS, modifiersOf } from './modifiers.ts';
import { interactionsAt, operationsOn } from './registry.ts';
import { remembering } from './remember.ts';
import { smartSecurity } from './smart-configuration.ts';

/** The special ones (`near`) are not served. */
const SERVED_KINDS = new Set(['token', 'reference', 'date', 'string', 'number', 'quantity', 'uri', 'composite']);

/** The parameters of a type that are served, by their codes. */
export function servedParams(searched: SearchParams, type: string): SearchParam[] {
  return [...searched.of(type).values()]
    .filter((param) => type !== TRACE || param.code in TRACE_PARAMS)
    .filter((param) => SERVED_KINDS.has(param.type) && param.expression !== '')
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

function referencesInto(searched: SearchParams): Map<string, string[]> {
  const into = new Map<string, string[]>();
  for (const type of RESOURCE_TYPES) {
    if (type === TRACE) continue;
    for (const param of servedParams(searched, type)) {
      if (param.type !== 'reference') continue;
      for (const target of param.target ?? []) into.set(target, [...(into.get(target) ?? []), `${type}:${param.code}`]);
    }
  }
  return into;
}

type Serving = { searched: SearchParams; updateCreate: boolean };

function paramEntry(param: SearchParam): object {
  const modifiers = modifiersOf(param);
  const documentation = modifiers.length > 0 ? { documentation: `Modifiers: ${modifiers.join(', ')}.` } : {};
  return { name: param.code, definition: param.url, type: param.type, ...documentation };
}

/** Whether an interaction is served for a type: all are for all, but for the audit's, which nobody writes. */
export function isServedOf(type: string, code: string): boolean {
  return type !== TRACE || code === 'read' || code === 'search-type';
}

/** The audit's own type: read and searched, and written by nobody. */
function traceEntry(searched: SearchParams): object {
  const defined = searched.of(TRACE);
  return {
    type: TRACE,
    profile: `http://hl7.org/fhir/StructureDefinition/${TRACE}`,
    documentation: 'Made of the audit that the server keeps, in the shapes of https://profiles.ihe.net/ITI/BALP.',
    interaction: interactionsAt('type')
      .filter((code) => isServedOf(TRACE, code))
      .map((code) => ({ code })),
    versioning: 'no-version',
    readHistory: false,
    updateCreate: false,
    conditionalCreate: false,
    conditionalRead: 'full-support',
    conditionalUpdate: false,
    conditionalDelete: 'not-supported',
    referencePolicy: ['literal'],
    searchParam: Object.entries(TRACE_PARAMS).map(([code, { type }]) => ({
      name: code,
      type,
      ...(defined.has(code) ? { definition: defined.get(code)!.url } : {}),
    })),
  };
}

function resourceEntry({ searched, updateCreate }: Serving, type: string, revIncludes: string[]): object {
  if (type === TRACE) return traceEntry(searched);
  const params = servedParams(searched, type);
  const includes = params.filter((param) => param.type === 'reference').map((param) => `${type}:${param.code}`);
  const operations = operationsOn(type).map(({ code, url }) => ({ name: code, definition: url }));
  return {
    type,
    profile: `http://hl7.org/fhir/StructureDefinition/${type}`,
    interaction: interactionsAt('type').map((code) => ({ code })),
    versioning: 'versioned-update',
    readHistory: true,
    updateCreate,
    conditionalCreate: true,
    conditionalRead: 'full-support',
    conditionalUpdate: true,
    conditionalDelete: 'multiple',
    referencePolicy: ['literal', 'logical', 'local'],
    ...(includes.length > 0 ? { searchInclude: includes } : {}),
    ...(revIncludes.length > 0 ? { searchRevInclude: revIncludes } : {}),
    ...(operations.length > 0 ? { operation: operations } : {}),
    searchParam: params.map(paramEntry),
  };
}

/** The CapabilityStatement, made from the registry that serves and the parameters that are indexed. */
function capabilityStatement(base: string, serving: Serving): object {
  const into = referencesInto(serving.searched);
  const own = OWN_OPERATIONS.map(({ id, code }) => ({
    name: code,
    definition: `${base}/OperationDefinition/${id}`,
  }));
  return {
    resourceType: 'CapabilityStatement',
    id: 'throughline',
    status: 'active',
    date: '2026-11-22',
    publisher: 'Throughline',
    kind: 'instance',
    software: { name: 'Throughline', version: manifest.version },
    implementation: { description: 'A Throughline server', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json'],
    rest: [
      {
        mode: 'server',
        security: smartSecurity(base.replace(/\/fhir$/, '')),
        resource: RESOURCE_TYPES.map((type) => resourceEntry(serving, type, into.get(type) ?? [])),
        interaction: interactionsAt('system').map((code) => ({ code })),
        searchParam: COMMON_PARAMS.map(([name, type, documentation]) => ({ name, type, documentation })),
        operation: [...operationsOn('system').map(({ code, url }) => ({ name: code, definition: url })), ...own],
        compartment: COMPARTMENTS.map(
          (name) => `http://hl7.org/fhir/CompartmentDefinition/${name.charAt(0).toLowerCase()}${name.slice(1)}`,
        ),
      },
    ],
  };
}

/** The CapabilityStatement's text for the base that the caller used, and the parameters that are searched by now. */
export const capabilityText = remembering((base, { searching, updateCreate }) =>
  JSON.stringify(capabilityStatement(base, { searched: searching.params, updateCreate })),
);
