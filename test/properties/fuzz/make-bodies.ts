/** Bodies: JSON that is broken, JSON that is no resource, and resources whose values are at the edge of what FHIR allows or beyond. */
import fc from 'fast-check';
import { type Attack, someId, written } from './attack.ts';
import { nasty, nastyNumber, nastyValue, oddNumber, oddText } from './junk.ts';
import { WORLD } from './world.ts';

/** Pieces of JSON that, put side by side, are nearly always broken and sometimes are not. */
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  '\\u12',
  '"resourceType":"Patient"',
  '"id":"p1"',
  '"a":',
  'null',
  'true',
  '-',
  '1e',
  '1.10',
  '0001',
  '//',
  '\ufeff',
  '\u0000',
  '"__proto__":{}',
];

const brokenJson = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom(...WORLD), fc.nat(400), fc.nat(3), nasty).map(([resource, at, cut, text]) => {
    const json = JSON.stringify(resource);
    const from = at % json.length;
    return json.slice(0, from) + text + json.slice(from + cut);
  }),
  fc
    .tuple(fc.constantFrom('{"a":', '[', '{"extension":[', '{"contained":['), fc.nat(3000))
    .map(([open, times]) => open.repeat(times)),
);

type Members = Record<string, unknown>;

/** The places of a resource that hold a value: path by path. */
function placesOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => placesOf(member, [...path, key]))];
}

function withAt(value: unknown, [key, ...rest]: (string | number)[], put: unknown): unknown {
  if (key === undefined) return put;
  const copy: Members = Array.isArray(value) ? ([...value] as unknown as Members) : { ...(value as Members) };
  copy[key] = withAt((value as Members)[key], rest, put);
  return copy;
}

/** The mark of a number that JSON.stringify would not write so. */
const NUMBER = /"#number:([^"]*)"/g;

function textOf(resource: unknown): string {
  return JSON.stringify(resource).replaceAll(NUMBER, '$1');
}

const put: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: nasty },
  { weight: 2, arbitrary: nastyValue },
  { weight: 1, arbitrary: nastyNumber.map((text) => `#number:${text}`) },
);

/** A resource of the world with some of its values exchanged for others, or with more of them. */
export const oddResource: fc.Arbitrary<{ type: string; id: string; text: string }> = fc
  .tuple(fc.constantFrom(...WORLD), fc.array(fc.tuple(fc.nat(200), put), { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([resource, changes, withMore]) => {
    let changed: unknown = resource;
    for (const [at, value] of changes) {
      const places = placesOf(changed).filter((path) => path.length > 0);
      const path = places[at % places.length]!;
      if (path[0] !== 'resourceType') changed = withAt(changed, path, value);
    }
    if (withMore) changed = { ...(changed as Members), extension: [{ url: 'urn:e', valueString: changes[0]![1] }] };
    return { type: String(resource['resourceType']), id: String(resource['id']), text: textOf(changed) };
  });

const VERBATIM = new Set([
  'resourceType',
  'id',
  'status',
  'reference',
  'url',
  'gender',
  'mode',
  'intent',
  'system',
  'contained',
]);

/** A resource with values that are odd and yet allowed, so that they are stored, indexed and searched. */
const allowedResource: fc.Arbitrary<{ type: string; id: string; text: string }> = fc
  .tuple(fc.constantFrom(...WORLD), fc.array(fc.tuple(fc.nat(200), oddText, oddNumber), { minLength: 1, maxLength: 4 }))
  .map(([resource, changes]) => {
    let changed: unknown = resource;
    for (const [at, text, number] of changes) {
      const places = placesOf(changed).filter((path) => !path.some((key) => VERBATIM.has(String(key))));
      const path = places[at % places.length] ?? [];
      const there = path.reduce((value: unknown, key) => (value as Members)[key], changed);
      const isDate = /date|start|end/i.test(String(path.at(-1)));
      if (typeof there === 'string' && !isDate) changed = withAt(changed, path, text);
      if (typeof there === 'number') changed = withAt(changed, path, `#number:${number}`);
    }
    return { type: String(resource['resourceType']), id: String(resource['id']), text: textOf(changed) };
  });

const type = fc.constantFrom('Patient', 'Observation', 'Bundle', 'Parameters', 'Pet', 'Binary');

export const bodies: fc.Arbitrary<Attack> = fc.oneof(
  fc.tuple(type, brokenJson).map(([name, text]) => written('POST', `/fhir/${name}`, text)),
  fc.tuple(type, nastyValue).map(([name, value]) => written('POST', `/fhir/${name}`, JSON.stringify(value) ?? '')),
  oddResource.map((odd) => written('POST', `/fhir/${odd.type}`, odd.text)),
  oddResource.map((odd) => written('PUT', `/fhir/${odd.type}/${odd.id}`, odd.text)),
  allowedResource.map((odd) => written('POST', `/fhir/${odd.type}`, odd.text)),
  allowedResource.map((odd) => written('PUT', `/fhir/${odd.type}/${odd.id}`, odd.text)),
  fc.tuple(someId, brokenJson).map(([id, text]) => written('PUT', `/fhir/Patient/${id}`, text)),
);
