import { type Resource, isResourceType, rulesOf } from '../../src/fhir/index.ts';
import { type Xml, elementsOf } from './read-xml.ts';

const NUMBERS = new Set(['integer', 'positiveInt', 'unsignedInt', 'decimal']);

function primitiveOf(type: string, text: string): unknown {
  if (type === 'boolean') return text === 'true';
  return NUMBERS.has(type) ? Number(text) : text;
}

function put(target: Record<string, unknown>, property: string, many: boolean, index: number, value: unknown): void {
  if (!many) {
    target[property] = value;
    return;
  }
  const list = (target[property] ??= Array.from({ length: index }, () => null)) as unknown[];
  while (list.length < index) list.push(null);
  list.push(value);
}

/** An element's JSON by http://hl7.org/fhir/R4/json.html from its XML; for the suites' inputs alone. */
function objectOf(xml: Xml, type: string): Record<string, unknown> {
  const rules = rulesOf(type);
  const object: Record<string, unknown> = {};
  if (xml.attributes['id']) object['id'] = xml.attributes['id'];
  if (type === 'Extension' && xml.attributes['url']) object['url'] = xml.attributes['url'];
  const seen = new Map<string, number>();
  for (const child of elementsOf(xml)) {
    const rule = rules.byProperty.get(child.name);
    if (!rule) throw new Error(`${type} has no element ${child.name}`);
    const index = seen.get(child.name) ?? 0;
    seen.set(child.name, index + 1);
    const place = (property: string, value: unknown) => put(object, property, rule.many, index, value);
    if (rule.type === 'xhtml') place(child.name, child.source);
    else if (rule.kind === 'resource') place(child.name, resourceOf(elementsOf(child)[0]!));
    else if (rule.kind === 'complex') place(child.name, objectOf(child, rule.type));
    else {
      const { value } = child.attributes;
      if (value !== undefined) place(child.name, primitiveOf(rule.type, value));
      const sibling = objectOf(child, 'Element');
      if (Object.keys(sibling).length > 0) place(`_${child.name}`, sibling);
    }
  }
  return object;
}

/** A resource from its XML. */
export function resourceOf(xml: Xml): Resource {
  if (!isResourceType(xml.name)) throw new Error(`${xml.name} is no resource`);
  return { resourceType: xml.name, ...objectOf(xml, xml.name) };
}
