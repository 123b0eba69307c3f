import { isResourceType, rulesOf, type ElementRule } from './definitions.ts';
import { expressionOf, type Path } from './expression.ts';
import type { ReferenceLike, Resource } from './model.ts';

export type VisitReference = (ref: ReferenceLike, path: string, set: (newReference: string) => void) => void;

type Members = Record<string, unknown>;

const URN = /^urn:(?:uuid|oid):/;
const NARRATIVE_URN = /\b(?:href|src)\s*=\s*(?:"(urn:(?:uuid|oid):[^"]*)"|'(urn:(?:uuid|oid):[^']*)')/g;
/** The types whose values a transaction rewrites, http://hl7.org/fhir/R4/http.html#trules; canonical is not among them. */
const REWRITTEN = new Set(['uri', 'url', 'oid', 'uuid']);

function visitNarrative(narrative: Members, path: Path, visit: VisitReference): void {
  const div = narrative['div'];
  if (typeof div !== 'string' || !div.includes('urn:')) return;
  const found = new Set([...div.matchAll(NARRATIVE_URN)].map((match) => (match[1] ?? match[2])!));
  for (const reference of found) {
    visit({ reference }, expressionOf(path), (newReference) => {
      const escaped = newReference.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
      narrative['div'] = (narrative['div'] as string).replace(NARRATIVE_URN, (text, double: string, single: string) =>
        (double ?? single) === reference ? text.replace(reference, () => escaped) : text,
      );
    });
  }
}

function visitPrimitive(
  holder: Members | unknown[],
  key: string | number,
  rule: ElementRule,
  path: Path,
  visit: VisitReference,
): void {
  const value = (holder as Members)[key];
  if (typeof value !== 'string') return;
  if (rule.type === 'xhtml') return visitNarrative(holder as Members, path, visit);
  if (!REWRITTEN.has(rule.type) || !URN.test(value)) return;
  visit({ reference: value }, expressionOf(path), (newReference) => {
    (holder as Members)[key] = newReference;
  });
}

function visitItem(
  holder: Members | unknown[],
  key: string | number,
  rule: ElementRule,
  path: Path,
  visit: VisitReference,
): void {
  if (rule.kind === 'primitive') return visitPrimitive(holder, key, rule, path, visit);
  const value = (holder as Members)[key];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const members = value as Members;
  if (rule.type === 'Reference') {
    visit(members, expressionOf(path), (newReference) => {
      members['reference'] = newReference;
    });
  }
  const type = rule.kind === 'resource' ? members['resourceType'] : rule.type;
  if (rule.kind !== 'resource' || isResourceType(type)) visitMembers(members, type as string, path, visit);
}

function visitMembers(members: Members, type: string, path: Path, visit: VisitReference): void {
  const { byProperty } = rulesOf(type);
  for (const property of Object.keys(members)) {
    const isShadow = property.startsWith('_');
    const rule = byProperty.get(isShadow ? property.slice(1) : property);
    if (!rule) continue;
    const applied = isShadow ? { ...rule, kind: 'complex' as const, type: 'Element' } : rule;
    const value = members[property];
    path.push(rule.name);
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) {
        path.push(i);
        visitItem(value, i, applied, path, visit);
        path.pop();
      }
    } else {
      visitItem(members, property, applied, path, visit);
    }
    path.pop();
  }
}

/**
 * Shows every Reference of a resource, those in contained resources and extensions too, with its FHIRPath and a way to rewrite it in
 * place; and, as `{reference}`, every urn:uuid or urn:oid in a uri, url, oid or uuid element or in a narrative's href or src, because a
 * transaction rewrites those too. Canonicals are left out.
 */
export function forEachReference(resource: Resource, visit: VisitReference): void {
  if (isResourceType(resource.resourceType))
    visitMembers(resource, resource.resourceType, [resource.resourceType], visit);
}
