/**
 * Makes src/fhir/generated/*.json, the compact R4 definitions, from HL7's own definition files of FHIR 4.0.1 as the Maven artifact
 * `ca.uhn.hapi.fhir:hapi-fhir-validation-resources-r4:6.10.0` carries them, unpacked (XML for profiles and value sets, JSON for search
 * parameters): node scripts/build-definitions.ts [FOLDER, default /tmp/hapi/org/hl7/fhir/r4/model]
 *
 * Output is the same for the same input, byte for byte.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Xml, elementsOf, readXml } from '../test/conformance/read-xml.ts';

const folder = process.argv[2] ?? '/tmp/hapi/org/hl7/fhir/r4/model';
const output = join(import.meta.dirname, '../src/fhir/generated');

/** The resources of a bundle in XML. */
function readBundle(file: string): Xml[] {
  const bundle = readXml(readFileSync(join(folder, file), 'utf8'));
  return all(bundle, 'entry').map((entry) => elementsOf(one(entry, 'resource')!)[0]!);
}

const all = (xml: Xml, name: string): Xml[] => elementsOf(xml, name);
const one = (xml: Xml, name: string): Xml | undefined => elementsOf(xml, name)[0];
/** The `value` of a primitive child. */
const value = (xml: Xml, name: string): string | undefined => one(xml, name)?.attributes['value'];
const values = (xml: Xml, name: string): string[] => all(xml, name).map((each) => each.attributes['value']!);
const isTrue = (xml: Xml, name: string): boolean => value(xml, name) === 'true';

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
const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
const holderOf = (path: string): string => path.slice(0, path.lastIndexOf('.'));
const INFRASTRUCTURE = new Set(['id', 'extension', 'modifierExtension']);

function typeText(element: Xml, nested: boolean, allTypes: Set<string>): string {
  const path = value(element, 'path')!;
  const reference = value(element, 'contentReference');
  if (reference) return `@${reference.slice(reference.indexOf('#') + 1)}`;
  if (nested) return `@${path}`;
  const names = all(element, 'type').map((type) => {
    const targets = values(type, 'targetProfile')
      .map(lastPart)
      .filter((name) => name !== 'Resource');
    for (const target of targets) if (!allTypes.has(target)) throw new Error(`${path}: unknown target ${target}`);
    const stated = all(type, 'extension').find((each) => each.attributes['url']!.endsWith('fhir-type'));
    const said = value(type, 'code')!;
    const code = said.startsWith('http://hl7.org/fhirpath/')
      ? ((stated && value(stated, 'valueUrl')) ?? 'string')
      : said;
    return code === 'Reference' && targets.length > 0 ? `Reference(${targets.join(' ')})` : code;
  });
  return names.join('|');
}

/**
 * `[name, cardinality, types, required value set, flags]` of each element, by the path of what holds it; the flags are S for what is in a
 * summary and M for what modifies the meaning of the rest.
 */
function elementRows(definition: Xml, allTypes: Set<string>, bindings: Set<string>): Record<string, string[][]> {
  const id = value(definition, 'id')!;
  const elements = all(one(definition, 'snapshot')!, 'element').slice(1);
  const holders = new Set(elements.map((element) => holderOf(value(element, 'path')!)));
  const result: Record<string, string[][]> = { [id]: [] };
  for (const element of elements) {
    const path = value(element, 'path')!;
    if (INFRASTRUCTURE.has(lastName(path)) && path !== 'Resource.id') continue;
    const nested = holders.has(path);
    const cardinality = `${value(element, 'min')}..${value(element, 'max')}`;
    const row = [lastName(path), cardinality, typeText(element, nested, allTypes)];
    const binding = one(element, 'binding');
    const valueSet = binding && value(binding, 'strength') === 'required' ? value(binding, 'valueSet') : undefined;
    if (valueSet) {
      const url = valueSet.split('|')[0]!;
      bindings.add(url);
      row.push(lastPart(url));
    }
    const flags = `${isTrue(element, 'isSummary') ? 'S' : ''}${isTrue(element, 'isModifier') ? 'M' : ''}`;
    if (flags) row.push(...(valueSet ? [flags] : ['', flags]));
    (result[holderOf(path)] ??= []).push(row);
    if (nested) result[path] ??= [];
  }
  return result;
}

function flatten(concepts: Xml[]): string[] {
  return concepts.flatMap((concept) => [value(concept, 'code')!, ...flatten(all(concept, 'concept'))]);
}

/** `[[system, [codes]]]` of a value set, or null where its content isn't in the definitions (mime types, UCUM, currencies, LOINC lists). */
function codesOf(url: string, terminology: Map<string, Xml>): [string, string[]][] | null {
  const valueSet = terminology.get(`ValueSet|${url}`);
  const compose = valueSet && one(valueSet, 'compose');
  if (!compose || one(compose, 'exclude')) return null;
  const result: [string, string[]][] = [];
  for (const include of all(compose, 'include')) {
    const system = value(include, 'system');
    if (!system || one(include, 'filter') || one(include, 'valueSet') || /snomed|loinc|ama-assn/.test(system)) {
      return null;
    }
    const listed = all(include, 'concept');
    const codeSystem = terminology.get(`CodeSystem|${system}`);
    const concepts = listed.length > 0 ? listed : codeSystem ? all(codeSystem, 'concept') : [];
    if (concepts.length === 0) return null;
    result.push([system, flatten(concepts)]);
  }
  return result;
}

function buildElements(profiles: Xml[]): { types: string[]; bindings: Set<string> } {
  const isKind = (definition: Xml, kind: string): boolean =>
    definition.name === 'StructureDefinition' &&
    value(definition, 'kind') === kind &&
    value(definition, 'derivation') !== 'constraint';
  const resources = profiles.filter((each) => isKind(each, 'resource') && value(each, 'id') !== 'MetadataResource');
  const dataTypes = readBundle('profile/profiles-types.xml').filter((each) => isKind(each, 'complex-type'));
  const concrete = resources.filter((each) => !isTrue(each, 'abstract')).map((each) => value(each, 'id')!);
  const allTypes = new Set([...concrete, 'Resource', 'DomainResource']);
  const bindings = new Set<string>();
  const elements: Record<string, unknown> = {};
  for (const each of [...resources, ...dataTypes]) Object.assign(elements, elementRows(each, allTypes, bindings));
  for (const definition of resources) {
    // What every (domain) resource has is written once, under `Resource` and `DomainResource`.
    const id = value(definition, 'id')!;
    if (id === 'Resource') continue;
    const common = new Set((elements['Resource'] as string[][]).map((row) => row[0]));
    const isDomain = id !== 'DomainResource' && value(definition, 'baseDefinition')?.endsWith('/DomainResource');
    if (isDomain) for (const name of ['text', 'contained']) common.add(name);
    const own = (elements[id] as string[][]).filter((row) => !common.has(row[0]));
    elements[id] = isDomain ? [['+', 'DomainResource'], ...own] : [['+', 'Resource'], ...own];
  }
  write('elements.json', elements);
  return { types: concrete.sort(), bindings };
}

function buildValueSets(bindings: Set<string>): void {
  const terminology = new Map<string, Xml>();
  for (const file of ['v2-tables.xml', 'v3-codesystems.xml', 'valuesets.xml']) {
    for (const each of readBundle(`valueset/${file}`)) terminology.set(`${each.name}|${value(each, 'url')}`, each);
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

type Parameter = {
  url: string;
  code: string;
  type: string;
  base: string[];
  expression?: string;
  target?: string[];
  component?: { definition: string; expression: string }[];
};

/** Composites that HL7 gives the expression of each component to the other: a reference would be read from a code. */
const CROSSED = new Set(['DocumentReference-relationship']);

/** `[id, code, type, bases, expression, targets, components]`; targets `*` means every type, components are `[code, expression]`. */
function buildSearchParameters(types: string[]): void {
  const text = readFileSync(join(folder, 'sp/search-parameters.json'), 'utf8');
  const published = (JSON.parse(text) as { entry: { resource: Parameter }[] }).entry.map((entry) => entry.resource);
  const codeOf = new Map(published.map((parameter) => [parameter.url, parameter.code]));
  const rows = published
    .filter((parameter) => parameter.expression)
    .map(({ url, code, type, base, expression, target = [], component }) => {
      const known = target.filter((name) => types.includes(name));
      const targets = known.length >= types.length || target.includes('Resource') ? '*' : known.join(' ');
      const row: unknown[] = [lastPart(url), code, type, base.join(' '), choosing(expression!)];
      const parts = (CROSSED.has(lastPart(url)) ? component?.toReversed() : component) ?? [];
      const components = component?.map((each, at) => [codeOf.get(parts[at]!.definition)!, choosing(each.expression)]);
      if (targets || components) row.push(targets);
      if (components) row.push(components);
      return row as string[];
    })
    .sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
  write('search-parameters.json', rows);
}

/** R4 leaves tasks out of the patient's compartment, and so out of the patient's record; they are in it as R5 has them. */
const ADDED: Record<string, Record<string, string[]>> = { Patient: { Task: ['patient', 'focus'] } };

/** For each compartment the types in it, with the parameters that put them there (`{def}`: the resource itself). */
function buildCompartments(profiles: Xml[]): void {
  const compartments: Record<string, unknown> = {};
  for (const definition of profiles.filter((each) => each.name === 'CompartmentDefinition')) {
    const members = all(definition, 'resource').map((each) => [value(each, 'code')!, values(each, 'param')] as const);
    const code = value(definition, 'code')!;
    const named = Object.fromEntries(members.filter(([, params]) => params.length > 0));
    compartments[code] = { ...named, ...ADDED[code] };
  }
  write('compartments.json', compartments);
}

/** `[id, code, levels, types, affectsState]`; the levels are S, T and I for system, type and instance. */
function buildOperations(profiles: Xml[]): void {
  const operations = profiles
    .filter((each) => each.name === 'OperationDefinition')
    .map((each) => {
      const levels = (['system', 'type', 'instance'] as const).filter((level) => isTrue(each, level));
      const letters = levels.map((level) => level[0]!.toUpperCase()).join('');
      return [
        value(each, 'id')!,
        value(each, 'code')!,
        letters,
        values(each, 'resource'),
        isTrue(each, 'affectsState'),
      ];
    });
  write(
    'operations.json',
    operations.sort((a, b) => (a[0]! < b[0]! ? -1 : 1)),
  );
}

const profiles = readBundle('profile/profiles-resources.xml');
const { types, bindings } = buildElements(profiles);
write('resource-types.json', types);
buildValueSets(bindings);
buildSearchParameters(types);
buildCompartments(profiles);
buildOperations(profiles);
console.log(`${types.length} resource types`);
