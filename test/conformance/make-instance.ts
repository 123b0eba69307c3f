/** Valid instances of every resource type, made from R4's definitions: what must be there, and values that differ by a number. */
import { type ElementRule, RESOURCE_TYPES, rulesOf } from '../../src/fhir/index.ts';

export type Json = { [name: string]: unknown };
export type Made = Json & { resourceType: string; id: string };

export const SYSTEM_OF_CODES = 'http://walk.example/codes';
export const UCUM = 'http://unitsofmeasure.org';
const two = (n: number) => String(n).padStart(2, '0');

/** The year of a number's dates: even numbers before 2005, odd ones after. */
const yearOf = (n: number) => (n % 2 === 0 ? 2001 : 2011);
export const dateOf = (n: number) => `${yearOf(n)}-${two((n % 12) + 1)}-${two((n % 28) + 1)}`;

const PRIMITIVES: Record<string, (n: number) => unknown> = {
  base64Binary: () => 'AAAA',
  boolean: (n) => n % 2 === 0,
  canonical: (n) => `http://walk.example/canonical/${n}`,
  code: (n) => `code-${n}`,
  date: dateOf,
  dateTime: (n) => `${dateOf(n)}T10:00:00Z`,
  decimal: (n) => n + 0.5,
  id: (n) => `id-${n}`,
  instant: (n) => `${dateOf(n)}T10:00:00Z`,
  integer: (n) => n + 1,
  markdown: (n) => `Words${n} of mark`,
  oid: (n) => `urn:oid:1.2.${n + 1}`,
  positiveInt: (n) => n + 1,
  string: (n) => `Words${n} of text`,
  time: () => '10:00:00',
  unsignedInt: (n) => n + 1,
  uri: (n) => `http://walk.example/uri/${n}/x`,
  url: (n) => `http://walk.example/uri/${n}/x`,
  uuid: (n) => `urn:uuid:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  xhtml: () => '<div xmlns="http://www.w3.org/1999/xhtml">x</div>',
};

const coding = (n: number) => ({ system: SYSTEM_OF_CODES, code: `code-${n}`, display: `Shown${n} to all` });
const quantity = (n: number) => ({ value: n + 0.5, unit: 'g', system: UCUM, code: 'g' });

const COMPLEX: Record<string, (n: number) => Json> = {
  Address: (n) => ({ city: `Words${n} of place` }),
  Age: (n) => ({ value: n + 0.5, unit: 'a', system: UCUM, code: 'a' }),
  Annotation: (n) => ({ text: `note ${n}` }),
  CodeableConcept: (n) => ({ coding: [coding(n)], text: `Shown${n} to all` }),
  Coding: coding,
  ContactPoint: (n) => ({ system: 'phone', value: `555-${1000 + n}` }),
  Duration: (n) => ({ value: n + 0.5, unit: 'd', system: UCUM, code: 'd' }),
  HumanName: (n) => ({ family: `Words${n} of name` }),
  Identifier: (n) => ({
    type: { coding: [{ system: SYSTEM_OF_CODES, code: 'MR' }], text: `Shown${n} to all` },
    system: 'http://walk.example/ids',
    value: `value-${n}`,
  }),
  Money: (n) => ({ value: n + 0.5, currency: 'USD' }),
  Period: (n) => ({ start: dateOf(n), end: dateOf(n) }),
  Quantity: quantity,
  Range: (n) => ({ low: quantity(n), high: quantity(n) }),
  SampledData: (n) => ({ origin: quantity(n), period: 10, dimensions: 1, data: '1 2' }),
  Timing: (n) => ({ event: [`${dateOf(n)}T10:00:00Z`] }),
};

/** A reference to something that is nowhere, with an identifier beside. */
export function referenceTo(target: string, n: number): Json {
  return { reference: `${target}/ref-${n}`, identifier: { system: 'http://walk.example/refs', value: `ref-${n}` } };
}

/** A value of an element, by a number. */
export function makeValue(rule: ElementRule, n: number, target?: string): unknown {
  if (rule.type === 'Reference') {
    const [first = 'Patient'] = rule.targets ?? [];
    return referenceTo(target ?? first, n);
  }
  if (rule.valueSet) {
    const codes = [...rule.valueSet.systems].flatMap(([system, all]) => [...all].map((code) => ({ system, code })));
    const one = codes[n % codes.length]!;
    if (rule.type === 'code') return one.code;
    return rule.type === 'Coding' ? one : { coding: [one] };
  }
  if (rule.kind === 'resource') return makeMinimal('Basic', `in-${n}`);
  if (rule.kind === 'primitive') return PRIMITIVES[rule.type]!(n);
  return COMPLEX[rule.type]?.(n) ?? makeMembers(rule.type, n);
}

const INFRASTRUCTURE = new Set(['id', 'extension', 'modifierExtension']);

/** An object of a type with what must be there and nothing else, of a choice the first; with one element where none must. */
export function makeMembers(type: string, n: number): Json {
  const made: Json = {};
  const seen = new Set<string>();
  for (const rule of rulesOf(type).byProperty.values()) {
    if (!rule.mandatory || seen.has(rule.name)) continue;
    seen.add(rule.name);
    const value = makeValue(rule, n);
    made[rule.property] = rule.many ? [value] : value;
  }
  if (Object.keys(made).length === 0 && !RESOURCE_TYPES.includes(type)) {
    const rule = [...rulesOf(type).byProperty.values()].find((one) => !INFRASTRUCTURE.has(one.name))!;
    made[rule.property] = rule.many ? [makeValue(rule, n)] : makeValue(rule, n);
  }
  return made;
}

/** What a type needs beyond its cardinalities. */
const MORE: Record<string, Json> = {
  // A parameter without one cannot be searched by, and is refused.
  SearchParameter: { expression: 'Basic.code', type: 'token', base: ['Basic'], code: 'walk' },
};

/** The least that a resource of a type can be. */
export function makeMinimal(type: string, id: string): Made {
  if (!RESOURCE_TYPES.includes(type)) throw new Error(`${type} is no resource type`);
  return { resourceType: type, id, ...makeMembers(type, 0), ...MORE[type] };
}
