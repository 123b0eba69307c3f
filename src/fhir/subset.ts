import { type ElementRule, RESOURCE_TYPES, rulesOf } from './definitions.ts';
import type { Coding, Resource } from './model.ts';

/** Which part of a resource to give: http://hl7.org/fhir/R4/search.html#summary and #elements */
export type Subset = { kind: 'true' | 'text' | 'data' } | { kind: 'elements'; names: ReadonlySet<string> };

type Members = Record<string, unknown>;
type Wanted = (rule: ElementRule) => boolean;

const SYSTEMS = [
  'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  'http://hl7.org/fhir/v3/ObservationValue',
];
const SUBSETTED: Coding = { system: SYSTEMS[0]!, code: 'SUBSETTED', display: 'subsetted' };

/** True for a resource that says of itself that it is not whole. */
export function isSubset(resource: Resource): boolean {
  const tags: unknown = resource.meta?.tag;
  return Array.isArray(tags) && (tags as (Coding | null)[]).some(isSubsetTag);
}

function isSubsetTag(tag: Coding | null): boolean {
  return tag?.code === SUBSETTED.code && SYSTEMS.includes(tag?.system ?? '');
}

/**
 * Takes from a resource, in place, whatever its subset does not have, and marks it with the tag SUBSETTED. A summary goes into the
 * elements: of a component too only what is marked is left. What must be there stays in every subset, what modifies the meaning
 * in all but the text.
 */
export function takeSubset(resource: Resource, subset: Subset): Resource {
  keepMembers(resource, resource.resourceType, wantedAtRoot(subset), subset.kind === 'true');
  const meta = (resource.meta ??= {});
  if (!isSubset(resource)) meta.tag = [...(meta.tag ?? []), { ...SUBSETTED }];
  return resource;
}

const ALWAYS = new Set(['id', 'meta']);

function wantedAtRoot(subset: Subset): Wanted {
  switch (subset.kind) {
    case 'data':
      return (rule) => rule.type !== 'Narrative' || rule.name !== 'text';
    case 'text':
      return (rule) => ALWAYS.has(rule.name) || rule.name === 'text' || rule.mandatory;
    case 'elements':
      return (rule) =>
        ALWAYS.has(rule.name) ||
        subset.names.has(rule.name) ||
        subset.names.has(rule.property) ||
        rule.mandatory ||
        rule.modifier;
    default:
      return inSummary;
  }
}

function inSummary(rule: ElementRule): boolean {
  return rule.summary || rule.modifier || rule.mandatory;
}

function keepMembers(members: Members, type: string, wanted: Wanted, isDeep: boolean): void {
  const { byProperty } = rulesOf(type);
  for (const property of Object.keys(members)) {
    if (property === 'resourceType') continue;
    const isSibling = property.startsWith('_');
    const rule = byProperty.get(isSibling ? property.slice(1) : property);
    if (!rule || !wanted(rule)) delete members[property];
    else if (!isDeep) continue;
    else if (isSibling) dropSibling(members, property);
    else if (rule.kind === 'complex' && !WHOLE.has(rule.type)) summarize(members, property, rule);
  }
}

/** What is never half given: an extension without its value says nothing, and of a resource's tags none may be lost. */
const WHOLE = new Set(['Extension', 'Meta', 'Narrative']);

/** Extensions of a value are in no summary; where there is no value they are all that the element has. */
function dropSibling(members: Members, property: string): void {
  const value = members[property.slice(1)];
  if (value !== undefined && !(Array.isArray(value) && value.includes(null))) delete members[property];
}

function summarize(members: Members, property: string, rule: ElementRule): void {
  const left = [members[property]].flat().filter((item): item is Members => {
    if (typeof item !== 'object' || item === null) return false;
    if (!hasSummary(item as Members, rule.type)) return rule.mandatory;
    keepMembers(item as Members, rule.type, inSummary, true);
    return true;
  });
  if (left.length === 0) delete members[property];
  else members[property] = Array.isArray(members[property]) ? left : left[0];
}

function hasSummary(members: Members, type: string): boolean {
  const { byProperty } = rulesOf(type);
  return Object.keys(members).some((property) => {
    const rule = byProperty.get(property.startsWith('_') ? property.slice(1) : property);
    return rule !== undefined && inSummary(rule);
  });
}

/** True for the name of an element at the root of a type, `value` or `valueQuantity`. */
export function isResourceElement(type: string, name: string): boolean {
  return [...rulesOf(type).byProperty.values()].some((rule) => rule.name === name || rule.property === name);
}

let rootNames: Set<string> | null = null;

/** True for the name of an element at the root of some resource of R4, `value` or `valueQuantity`. */
export function isRootElement(name: string): boolean {
  rootNames ??= new Set(
    RESOURCE_TYPES.flatMap((type) =>
      [...rulesOf(type).byProperty.values()].flatMap((rule) => [rule.name, rule.property]),
    ),
  );
  return rootNames.has(name);
}
