import { codingsOf, labelsOf, mayDeclassify, securityOf } from '../../access/index.ts';
import type { Caller } from '../../base/index.ts';
import { type Coding, type Resource, parseJson, parseReference } from '../../fhir/index.ts';
import type { Key, StoredRow } from '../../store/index.ts';
import type { FhirRecord } from '../model.ts';

/** The encounter that a resource says it belongs to, where it does. */
export function encounterOf(resource: Resource): Key | null {
  const { context } = resource as { context?: { encounter?: { reference?: string }[]; reference?: string } };
  const own = (resource['encounter'] as { reference?: string } | undefined)?.reference;
  const text = own ?? context?.encounter?.[0]?.reference ?? context?.reference;
  const read = typeof text === 'string' ? parseReference(text) : null;
  return read?.kind === 'literal' && !read.absolute && read.type === 'Encounter'
    ? { type: 'Encounter', id: read.id }
    : null;
}

/** Whether encounters are to be looked at at all: only where there is a programme that they may be of. */
export function looksAtEncounters(record: FhirRecord): boolean {
  return record.inForce.rulesAt(record.clock.now()).programmes.length > 0;
}

/**
 * Puts the security labels on a resource that the rules ask for, beside what it brings and what it carried before
 * (http://hl7.org/fhir/R4/security-labels.html), and gives them as the row keeps them.
 */
export function label(
  record: FhirRecord,
  caller: Caller,
  resource: Resource,
  about: { before: StoredRow | null; encounter: readonly string[] | undefined },
): string[] {
  const at = record.clock.now();
  const { before, encounter } = about;
  const security = securityOf(resource, record.inForce.rulesAt(at), {
    at,
    encounter,
    placesOf: record.inForce.placesOf,
    // What is changed later stays of where it came from.
    site: before && !before.deleted ? undefined : caller.site,
    before: before && before.labels.length > 0 ? securityIn(before) : undefined,
    mayDeclassify: mayDeclassify(caller),
  });
  if (security.length > 0) resource.meta = { ...resource.meta, security };
  else if (resource.meta?.security) delete resource.meta.security;
  return labelsOf(resource);
}

/** What is deleted has no body any more, and is as sensitive as it was when somebody puts it there again. */
function securityIn(row: StoredRow): Coding[] {
  return row.body === '' ? codingsOf(row.labels) : ((parseJson(row.body) as Resource).meta?.security ?? []);
}
