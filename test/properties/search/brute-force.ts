/** A search answered by looking at every resource: what the server's index must agree with. */
import { matchDate, matchNumber, matchQuantity } from './match-range.ts';
import {
  type Verdict,
  allOf,
  anyOf,
  matchReference,
  matchString,
  matchToken,
  matchUri,
  members,
  listOf,
  not,
  splitAt,
} from './match-value.ts';
import { type Json, type ParamType, type Stored, definitionOf, valuesOf } from './r4-values.ts';

export type World = {
  resources: Stored[];
  /** `Type/id`. */
  byName: ReadonlyMap<string, Stored>;
  /** What "now" is for `ap`, ms since 1970. */
  now: number;
};

export function worldOf(resources: Stored[], now: number): World {
  const byName = new Map(resources.map((one) => [`${one.resourceType}/${one.id}`, one]));
  return { resources, byName, now };
}

function matchOne(
  world: World,
  type: ParamType,
  value: unknown,
  asked: string,
  more: [string | undefined, string],
): Verdict {
  const [modifier, param] = more;
  switch (type) {
    case 'token':
      return matchToken(value, asked, modifier, param);
    case 'string':
      return matchString(value, asked, modifier);
    case 'uri':
      return matchUri(value, asked, modifier);
    case 'reference':
      return matchReference(value, asked, modifier);
    case 'date':
      return matchDate(value, asked, world.now);
    case 'number':
      return matchNumber(value, asked);
    case 'quantity':
      return matchQuantity(value, asked);
    case 'composite':
    default:
      throw new Error('a composite is matched by its components');
  }
}

type Component = { type: ParamType; pick: (element: Json) => unknown[] };

const choice =
  (...names: string[]) =>
  (element: Json) =>
    names.flatMap((name) => listOf(element[name]));
const CODE: Component = { type: 'token', pick: choice('code') };
const CONCEPT: Component = { type: 'token', pick: choice('valueCodeableConcept') };
const QUANTITY: Component = { type: 'quantity', pick: choice('valueQuantity') };
const ofObservation = (one: Json): Json[] => [one];
const ofComponents = (one: Json): Json[] => listOf(one['component']).map(members);
const ofContexts = (one: Json): Json[] => listOf(one['useContext']).map(members);
const ofBoth = (one: Json): Json[] => [one, ...ofComponents(one)];

/** Composites, by the elements and components of their R4 definitions (SearchParameter.component). */
const COMPOSITES: { [name: string]: { elements: (resource: Json) => Json[]; parts: [Component, Component] } } = {
  'code-value-quantity': { elements: ofObservation, parts: [CODE, QUANTITY] },
  'code-value-concept': { elements: ofObservation, parts: [CODE, CONCEPT] },
  'code-value-date': {
    elements: ofObservation,
    parts: [CODE, { type: 'date', pick: choice('valueDateTime', 'valuePeriod') }],
  },
  'code-value-string': { elements: ofObservation, parts: [CODE, { type: 'string', pick: choice('valueString') }] },
  'context-type-quantity': {
    elements: ofContexts,
    parts: [CODE, { type: 'quantity', pick: choice('valueQuantity', 'valueRange') }],
  },
  'context-type-value': { elements: ofContexts, parts: [CODE, CONCEPT] },
  'component-code-value-quantity': { elements: ofComponents, parts: [CODE, QUANTITY] },
  'component-code-value-concept': { elements: ofComponents, parts: [CODE, CONCEPT] },
  'combo-code-value-quantity': { elements: ofBoth, parts: [CODE, QUANTITY] },
  'combo-code-value-concept': { elements: ofBoth, parts: [CODE, CONCEPT] },
};

/** #composite: both components in one and the same element. */
function matchComposite(world: World, resource: Stored, code: string, asked: string): Verdict {
  const { elements, parts } = COMPOSITES[code]!;
  const sought = splitAt(asked, '$');
  return anyOf(
    elements(resource).map((element) =>
      allOf(
        parts.map(({ type, pick }, at) =>
          anyOf(pick(element).map((value) => matchOne(world, type, value, sought[at]!, [undefined, code]))),
        ),
      ),
    ),
  );
}

function localTargets(world: World, resource: Stored, code: string, type: string | undefined): Stored[] {
  return valuesOf(resource, code).flatMap((value) => {
    const [name = ''] = String(members(value)['reference'] ?? '').split('/_history/');
    const target = world.byName.get(name);
    return target && (type === undefined || target.resourceType === type) ? [target] : [];
  });
}

/** Whether a resource matches one parameter of a query, chains and `_has` included. */
export function matches(world: World, resource: Stored, name: string, asked: string): Verdict {
  if (name.startsWith('_has:')) {
    const [, type = '', reference = '', ...rest] = name.split(':');
    const referring = world.resources.filter(
      (one) => one.resourceType === type && localTargets(world, one, reference, undefined).includes(resource),
    );
    return anyOf(referring.map((one) => matches(world, one, rest.join(':'), asked)));
  }
  const chained = /^([a-z-]+)(?::([A-Z][A-Za-z]+))?\.(.+)$/.exec(name);
  if (chained) {
    const [, reference = '', type, rest = ''] = chained;
    return anyOf(localTargets(world, resource, reference, type).map((one) => matches(world, one, rest, asked)));
  }
  const [code = '', modifier] = name.split(':');
  if (code === '_id') return splitAt(asked, ',').includes(resource.id);
  const { type } = definitionOf(resource.resourceType, code);
  const options = splitAt(asked, ',');
  if (type === 'composite') return anyOf(options.map((one) => matchComposite(world, resource, code, one)));
  const values = valuesOf(resource, code);
  if (modifier === 'missing') return (values.length === 0) === (asked === 'true');
  const how: [string | undefined, string] = [
    modifier === 'not' ? undefined : modifier,
    `${resource.resourceType}.${code}`,
  ];
  const found = anyOf(values.flatMap((value) => options.map((one) => matchOne(world, type, value, one, how))));
  // ":not: returning all resources that do not have a matching item", those without any item too.
  return modifier === 'not' ? not(found) : found;
}

/** Whether a resource matches a whole query: parameters are ANDed. */
export function matchesAll(world: World, resource: Stored, query: readonly (readonly [string, string])[]): Verdict {
  return allOf(query.map(([name, asked]) => matches(world, resource, name, asked)));
}
