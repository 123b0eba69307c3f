/**
 * The order of `_sort`, http://hl7.org/fhir/R4/search.html#sort: of several values "the item that comes earliest in the specified sort
 * order", so the least when ascending and the greatest when descending. Decided, since R4 is silent: what has no value comes last either way.
 */
import { rangesOfDate } from './match-range.ts';
import { fold, stringsOf } from './match-value.ts';
import { type Stored, definitionOf, valuesOf } from './r4-values.ts';

export type SortKey = { code: string; descending: boolean };

const up = (code: string): SortKey => ({ code, descending: false });
const down = (code: string): SortKey => ({ code, descending: true });

export const SORTS: { type: string; sort: string; keys: SortKey[] }[] = [
  { type: 'Patient', sort: 'birthdate', keys: [up('birthdate')] },
  { type: 'Patient', sort: '-birthdate', keys: [down('birthdate')] },
  { type: 'Patient', sort: 'family', keys: [up('family')] },
  { type: 'Patient', sort: '-family', keys: [down('family')] },
  { type: 'Patient', sort: 'gender,-birthdate', keys: [up('gender'), down('birthdate')] },
  { type: 'Patient', sort: '-gender,family,_id', keys: [down('gender'), up('family'), up('_id')] },
  { type: 'RiskAssessment', sort: 'probability', keys: [up('probability')] },
  { type: 'RiskAssessment', sort: '-probability', keys: [down('probability')] },
  { type: 'Observation', sort: 'status,date', keys: [up('status'), up('date')] },
  { type: 'Observation', sort: '-date', keys: [down('date')] },
  { type: 'Observation', sort: 'code', keys: [up('code')] },
  { type: 'Observation', sort: '-code,date', keys: [down('code'), up('date')] },
  { type: 'Observation', sort: 'subject', keys: [up('subject')] },
  { type: 'Patient', sort: '-identifier', keys: [down('identifier')] },
  { type: 'ValueSet', sort: 'url', keys: [up('url')] },
  { type: 'ValueSet', sort: '-_id', keys: [down('_id')] },
];

type Comparable = string | number;

function comparables(resource: Stored, code: string): Comparable[] {
  if (code === '_id') return [resource.id];
  const { type } = definitionOf(resource.resourceType, code);
  const values = valuesOf(resource, code);
  switch (type) {
    case 'date':
      return values.flatMap((value) => rangesOfDate(value)).map(({ low }) => low);
    case 'string':
      return values.flatMap((value) => stringsOf(value)).map((text) => fold(text));
    case 'token':
    case 'reference':
    case 'uri':
      return values.flatMap((value) => textsOf(value)).map((text) => text.toLowerCase());
    default:
      return values.map(Number);
  }
}

/** The codes of a CodeableConcept, the value of an Identifier, the text of a Reference, and what is text itself. */
function textsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  const one = value as { coding?: { code?: string }[]; code?: string; value?: string; reference?: string };
  const texts = one.coding ? one.coding.map(({ code }) => code) : [one.code ?? one.value ?? one.reference];
  return texts.filter((text) => text !== undefined);
}

/** The value that a resource is sorted by; null where it has none. */
function keyOf(resource: Stored, { code, descending }: SortKey): Comparable | null {
  const sorted = comparables(resource, code).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return (descending ? sorted.at(-1) : sorted[0]) ?? null;
}

function compareKeys(one: Stored, other: Stored, keys: SortKey[]): number {
  for (const key of keys) {
    const [a, b] = [keyOf(one, key), keyOf(other, key)];
    if (a === b) continue;
    if (a === null || b === null) return a === null ? 1 : -1;
    return a < b === key.descending ? 1 : -1;
  }
  return 0;
}

/** Where a Range stands among numbers R4 doesn't say. */
function hasPlace(resource: Stored, keys: SortKey[]): boolean {
  return keys.every(
    ({ code }) => code !== 'probability' || valuesOf(resource, code).every((value) => typeof value === 'number'),
  );
}

/** The neighbours that stand the wrong way round, with their keys. */
export function inOrder(found: Stored[], keys: SortKey[]): string[] {
  const placed = found.filter((one) => hasPlace(one, keys));
  return placed.slice(1).flatMap((resource, at) => {
    const before = placed[at]!;
    const show = (one: Stored) => `${one.id} (${keys.map((key) => String(keyOf(one, key))).join(', ')})`;
    return compareKeys(before, resource, keys) > 0 ? [`${show(before)} before ${show(resource)}`] : [];
  });
}
