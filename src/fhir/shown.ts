import { isResourceType, rulesOf } from './definitions.ts';
import type { Meta, Resource } from './model.ts';
import { referencedType } from './reference-text.ts';
import { isResourceElement } from './subset.ts';

/**
 * The elements at the root that are shown of a resource of which the others are masked: `status`, a choice by its name (`value`) or by its
 * property, and `participant:Patient` for those entries of a list that refer to nothing but a Patient.
 */
export type Shown = readonly string[];

/** What may say anything about what is masked, so that it is shown of none. */
const NEVER = new Set(['id', 'meta', 'text', 'contained', 'extension', 'modifierExtension', 'implicitRules']);

/** Of a resource's meta what every version has, whatever it is about. */
const OF_EVERY_VERSION = ['versionId', 'lastUpdated'] as const;

/** Why a name cannot be among what is shown of a type, in words; null where it can. */
export function wrongShown(type: string, name: string): string | null {
  const [element = '', target, ...rest] = name.split(':');
  if (NEVER.has(element)) return `"${element}" is never shown where other elements are masked`;
  if (!isResourceElement(type, element)) return `"${element}" is not an element at the root of ${type}`;
  if (rest.length > 0 || (target !== undefined && !isResourceType(target))) {
    return `"${name}" is not element or element:Type`;
  }
  return null;
}

/** What is shown by the one and by the other. */
export function shownByBoth(one: Shown, other: Shown): Shown {
  const narrower = (from: Shown, whole: Shown) =>
    from.filter((name) => whole.includes(name) || whole.includes(name.split(':')[0]!));
  return [...new Set([...narrower(one, other), ...narrower(other, one)])];
}

/**
 * Takes from a resource, in place, all that is not shown: narrative, extensions, contained resources and labels with it. It carries no mark:
 * that something was there is masked too.
 */
export function takeShown(resource: Resource, shown: Shown): Resource {
  const { byProperty } = rulesOf(resource.resourceType);
  for (const property of Object.keys(resource)) {
    if (property === 'resourceType' || property === 'id') continue;
    if (property === 'meta') {
      resource.meta = metaOf(resource.meta ?? {});
      continue;
    }
    const name = byProperty.get(property)?.name ?? property;
    if (shown.includes(property) || shown.includes(name)) continue;
    const types = shown.flatMap((one) => (one.startsWith(`${property}:`) ? [one.slice(property.length + 1)] : []));
    const entries: unknown = resource[property];
    const left = Array.isArray(entries) ? entries.filter((entry) => refersOnlyTo(entry, types)) : [];
    if (left.length > 0) resource[property] = left;
    else delete resource[property];
  }
  return resource;
}

function metaOf(meta: Meta): Meta {
  return Object.fromEntries(OF_EVERY_VERSION.flatMap((name) => (meta[name] === undefined ? [] : [[name, meta[name]]])));
}

/** True for an entry that refers to something, and to nothing but these types. */
function refersOnlyTo(entry: unknown, types: readonly string[]): boolean {
  const targets = [...targetsIn(entry)];
  return targets.length > 0 && targets.every((target) => target !== undefined && types.includes(target));
}

function* targetsIn(value: unknown): Generator<string | undefined> {
  if (typeof value !== 'object' || value === null) return;
  if ('reference' in value || 'identifier' in value) yield referencedType(value);
  for (const member of Object.values(value)) yield* targetsIn(member);
}
