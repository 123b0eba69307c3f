/** R4's definitions, unpacked from their compact form type by type as they are first asked for. */
import elementsJson from './generated/elements.json' with { type: 'json' };
import resourceTypesJson from './generated/resource-types.json' with { type: 'json' };
import valueSetsJson from './generated/value-sets.json' with { type: 'json' };
import { assert } from '../base/index.ts';

/**
 * The concrete resource types of R4: 146. (The value set resource-types counts 148, with the abstract Resource and DomainResource,
 * of which there are no instances.)
 */
export const RESOURCE_TYPES: readonly string[] = resourceTypesJson;

const resourceTypes = new Set(RESOURCE_TYPES);

/** True for the name of a concrete R4 resource type. */
export function isResourceType(name: unknown): name is string {
  return resourceTypes.has(name as string);
}

const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/** True for what http://hl7.org/fhir/R4/datatypes.html#id allows. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && ID.test(text);
}

export type ValueSet = { name: string; systems: Map<string, Set<string>>; systemOf: Map<string, string> };

export type ElementRule = {
  /** Its name in FHIRPath: `value` for `valueQuantity`. */
  name: string;
  /** Its name in JSON. */
  property: string;
  many: boolean;
  kind: 'primitive' | 'complex' | 'resource';
  /** Data type, or the path of a backbone element. */
  type: string;
  /** The types that a Reference may point to; absent where any may. */
  targets?: Set<string>;
  valueSet?: ValueSet;
  choice: boolean;
  /** Must be there. */
  mandatory: boolean;
  /** In the summary view, http://hl7.org/fhir/R4/search.html#summary */
  summary: boolean;
  /** Changes the meaning of the rest, http://hl7.org/fhir/R4/conformance-rules.html#isModifier */
  modifier: boolean;
};

export type TypeRules = {
  type: string;
  byProperty: Map<string, ElementRule>;
  /** The elements that must be there, each with the properties any of which satisfies it. */
  required: { name: string; properties: string[] }[];
};

const PRIMITIVES = new Set(
  (
    'base64Binary boolean canonical code date dateTime decimal id instant integer markdown oid positiveInt string time unsignedInt ' +
    'uri url uuid xhtml'
  ).split(' '),
);

/** True for one of R4's primitive types, xhtml among them. */
export function isPrimitive(type: string): boolean {
  return PRIMITIVES.has(type);
}

type Row = [label: string, cardinality: string, types: string, valueSet?: string, flags?: string];
const rows = elementsJson as unknown as Record<string, Row[]>;
const valueSetRows = valueSetsJson as unknown as Record<string, [string, string[]][]>;
const valueSets = new Map<string, ValueSet>();

function valueSetNamed(name: string): ValueSet | undefined {
  const found = valueSetRows[name];
  if (!found) return undefined;
  let valueSet = valueSets.get(name);
  if (!valueSet) {
    valueSet = { name, systems: new Map(), systemOf: new Map() };
    for (const [system, codes] of found) {
      valueSet.systems.set(system, new Set([...(valueSet.systems.get(system) ?? []), ...codes]));
      for (const code of codes) if (!valueSet.systemOf.has(code)) valueSet.systemOf.set(code, system);
    }
    valueSets.set(name, valueSet);
  }
  return valueSet;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

type Told = { many: boolean; choice?: boolean; mandatory?: boolean; valueSet?: string | undefined; flags?: string };

function ruleFor(name: string, typeText: string, told: Told): ElementRule {
  const { many, choice = false, mandatory = false, valueSet, flags = '' } = told;
  const open = typeText.indexOf('(');
  const type = typeText.startsWith('@') ? typeText.slice(1) : open === -1 ? typeText : typeText.slice(0, open);
  const kind = isPrimitive(type) ? 'primitive' : type === 'Resource' ? 'resource' : 'complex';
  const property = choice ? name + upperFirst(type) : name;
  const marked = { mandatory, summary: flags.includes('S'), modifier: flags.includes('M') };
  const rule: ElementRule = { name, property, many, kind, type, choice, ...marked };
  if (open !== -1) rule.targets = new Set(typeText.slice(open + 1, -1).split(' '));
  const codes = valueSet ? valueSetNamed(valueSet) : undefined;
  if (codes && (type === 'code' || type === 'Coding' || type === 'CodeableConcept')) rule.valueSet = codes;
  return rule;
}

const BACKBONE_TYPES = new Set([
  'Dosage',
  'Timing',
  'ElementDefinition',
  'MarketingStatus',
  'Population',
  'ProdCharacteristic',
  'ProductShelfLife',
  'SubstanceAmount',
]);

function addRows(rules: TypeRules, type: string): void {
  for (const [label, cardinality, types, valueSet, flags = ''] of rows[type] ?? []) {
    if (label === '+') {
      addRows(rules, cardinality);
      continue;
    }
    const choice = label.endsWith('[x]');
    const name = choice ? label.slice(0, -3) : label;
    const many = cardinality.endsWith('*');
    const mandatory = !cardinality.startsWith('0');
    const properties = types.split('|').map((typeText) => {
      const own = type === 'Resource' && name === 'id' ? 'id' : typeText;
      const rule = ruleFor(name, own, { many, choice, mandatory, valueSet, flags });
      rules.byProperty.set(rule.property, rule);
      return rule.property;
    });
    if (mandatory) rules.required.push({ name, properties });
  }
}

/** R4 marks every modifierExtension so. */
const MODIFIERS: Told = { many: true, flags: 'SM' };

const compiled = new Map<string, TypeRules>();

/** The rules of a resource type, a complex data type, or a backbone element by its path (`Patient.contact`). */
export function rulesOf(type: string): TypeRules {
  const known = compiled.get(type);
  if (known) return known;
  assert(rows[type], `no definition of ${type}`);
  const isResource = resourceTypes.has(type);
  const rules: TypeRules = { type, byProperty: new Map(), required: [] };
  compiled.set(type, rules);
  addRows(rules, type);
  if (!isResource) rules.byProperty.set('id', ruleFor('id', 'string', { many: false }));
  const isElementOnly = isResource && !rules.byProperty.has('text');
  if (!isElementOnly) rules.byProperty.set('extension', ruleFor('extension', 'Extension', { many: true }));
  if (!isElementOnly && (isResource || hasModifiers(type))) {
    rules.byProperty.set('modifierExtension', ruleFor('modifierExtension', 'Extension', MODIFIERS));
  }
  return rules;
}

/** Backbone elements of resources have modifierExtension; nested elements of data types (`Timing.repeat`) have not. */
function hasModifiers(type: string): boolean {
  return BACKBONE_TYPES.has(type) || (type.includes('.') && resourceTypes.has(type.slice(0, type.indexOf('.'))));
}
