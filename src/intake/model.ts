import { createHash } from 'node:crypto';
import { type Fault, type Issue } from '../base/index.ts';
import { type Resource, forEachReference, isId, isResourceType } from '../fhir/index.ts';

/** Something that could not be stored: where it stands in the input, and why. */
export type Refusal = { file: string; line: number; expression?: string; reason: string };

export type Report = {
  /** Resources in the record after the import that this input brought, by type. */
  stored: Map<string, { created: number; updated: number; unchanged: number }>;
  /** Units (bundles, or groups of lines) whose very bytes had been imported before. */
  alreadyIn: number;
  refused: number;
  /** The first REFUSALS_KEPT of them. */
  refusals: Refusal[];
};

export const REFUSALS_KEPT = 10_000;

export type Entry = {
  fullUrl?: string;
  resource?: Resource;
  request?: { method?: string; url?: string; ifNoneExist?: string; ifMatch?: string };
};

/** What is stored in one transaction: a bundle, or a group of resources that have nothing to do with one another. */
export type Unit = {
  file: string;
  /** Lines on which the unit's entries begin; of a transaction one line for all. */
  lines: number[];
  /** SHA-256 of the bytes. */
  digest: Buffer;
  /** All or nothing (a transaction bundle), or each for itself. */
  atomic: boolean;
  entries: Entry[];
};

/** An id for a resource that came without one: the same bytes get the same id, so that importing twice changes nothing. */
export function derivedId(fullUrl: string | undefined, text: string): string {
  const uuid = /^urn:uuid:([0-9a-f-]{36})$/i.exec(fullUrl ?? '')?.[1];
  return uuid ? uuid.toLowerCase() : createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/**
 * What to ask of the record for one entry. A POST (or no request at all, as in a collection) keeps the id that the source
 * gave and becomes a PUT, so that references by id hold and a second import finds the same resource; a conditional create
 * stays one. Returns the reason where there is nothing to import.
 */
export function prepareEntry(entry: Entry, text: () => string): Entry | { refused: string; expression: string } {
  const { resource, request } = entry;
  const method = (request?.method ?? 'POST').toUpperCase();
  if (method === 'DELETE') return entry;
  if (method === 'GET' || method === 'HEAD' || method === 'PATCH') {
    return { refused: `A ${method} has nothing to import.`, expression: 'request.method' };
  }
  const type = resource?.resourceType;
  if (!resource || typeof type !== 'string') {
    return { refused: 'The entry has no resource.', expression: 'resource' };
  }
  if (!isResourceType(type)) {
    return { refused: `"${type}" is not a resource type of FHIR R4.`, expression: 'resource.resourceType' };
  }
  if (request?.ifNoneExist) return entry;
  const own = typeof resource.id === 'string' && isId(resource.id) ? resource.id : undefined;
  if (resource.id !== undefined && own === undefined) {
    return { refused: 'The id is not one: up to 64 letters, digits, "-" and ".".', expression: 'resource.id' };
  }
  const id = own ?? derivedId(entry.fullUrl, text());
  resource.id = id;
  return {
    ...(entry.fullUrl ? { fullUrl: entry.fullUrl } : {}),
    resource,
    request: { method: 'PUT', url: `${type}/${id}` },
  };
}

/** The local reference that each fullUrl stands for, once ids are settled. */
export function linksOf(entries: Entry[]): Map<string, string> {
  const links = new Map<string, string>();
  for (const { fullUrl, resource } of entries) {
    if (fullUrl && resource?.id) links.set(fullUrl, `${resource.resourceType}/${resource.id}`);
  }
  return links;
}

/** Writes local references where an entry refers to another of the same input by fullUrl (for what is not one transaction). */
export function relink(entry: Entry, links: ReadonlyMap<string, string>): void {
  if (!entry.resource) return;
  forEachReference(entry.resource, (reference, _path, set) => {
    const local = reference.reference === undefined ? undefined : links.get(reference.reference);
    if (local !== undefined) set(local);
  });
}

/** True when all that stands in the way is a reference that a later file may still resolve. */
export function mayResolveLater(fault: Fault): boolean {
  return fault.issues.length > 0 && fault.issues.every((issue) => (issue.expression ?? '').endsWith('reference'));
}

/** The index of the entry that an issue is about, from its FHIRPath. */
export function entryOf(issue: Issue): number | undefined {
  const found = /^Bundle\.entry\[(\d+)\]/.exec(issue.expression ?? '');
  return found ? Number(found[1]) : undefined;
}

/** Adds refusals to the report: all are counted, the first are kept. */
export function refuse(report: Report, refusals: Refusal[]): void {
  report.refused += refusals.length;
  const room = REFUSALS_KEPT - report.refusals.length;
  if (room > 0) report.refusals.push(...refusals.slice(0, room));
}
