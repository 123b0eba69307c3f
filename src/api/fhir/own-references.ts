import { forEachReference, type Resource } from '../../fhir/index.ts';

/**
 * A reference with this server's own base means what stands here, http://hl7.org/fhir/R4/references.html#literal: it is kept as the
 * relative reference that it is, so that it belongs to its patient's record and is found as every other. `base` is the one by which the
 * caller reached the server.
 */
export function makeOwnReferencesLocal(base: string, body: Buffer, resource: Resource): void {
  const own = `${base}/`;
  // Nearly no body holds it, and to look for it takes next to nothing.
  if (!body.includes(own)) return;
  forEachReference(resource, (reference, _path, set) => {
    if (reference.reference?.startsWith(own)) set(reference.reference.slice(own.length));
  });
}

/** The values of search parameters with references to this server's own base as relative ones. */
export function ownValuesLocal(base: string, params: readonly [string, string][]): [string, string][] {
  const own = `${base}/`;
  return params.map(([name, value]) => {
    if (!value.includes(own)) return [name, value];
    const parts = value.split(',').map((part) => (part.startsWith(own) ? part.slice(own.length) : part));
    return [name, parts.join(',')];
  });
}
