import { Fault } from '../../base/index.ts';
import { type Resource, parseJson } from '../../fhir/index.ts';
import type { Patch } from '../patch-one.ts';

const JSON_PATCH = 'application/json-patch+json';

/**
 * The patch that an entry of a bundle carries, http://hl7.org/fhir/R4/http.html#patch: Parameters for FHIRPath Patch, or a Binary
 * of the type application/json-patch+json whose data is the document, in base64.
 */
export function patchOfEntry(resource: Resource, path: string): Patch {
  if (resource.resourceType === 'Parameters') return { kind: 'fhirpath', parameters: resource };
  const { contentType, data } = resource as { contentType?: unknown; data?: unknown };
  if (resource.resourceType !== 'Binary' || contentType !== JSON_PATCH || typeof data !== 'string') {
    const detail = `A patch in a bundle is a Parameters resource, or a Binary of ${JSON_PATCH} with data.`;
    throw new Fault('invalid', 'value', detail, { expression: path });
  }
  return jsonPatchOf(Buffer.from(data, 'base64'), `${path}.data`);
}

/** The operations of a JSON Patch document. Faults: invalid for what is not a JSON array. */
export function jsonPatchOf(bytes: Uint8Array, expression?: string, maxDepth?: number): Patch {
  const more = expression === undefined ? {} : { expression };
  const isArray = /^\s*\[/.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1'));
  if (!isArray) {
    throw new Fault('invalid', 'structure', 'A JSON Patch is an array of operations, [{"op": ...}, ...].', more);
  }
  // A document of FHIR is an object, and so is what our reader reads: the array is read as a member of one.
  const text = Buffer.concat([Buffer.from('{"patch":'), bytes, Buffer.from('}')]);
  const { patch } = parseJson(text, maxDepth === undefined ? {} : { maxDepth }) as { patch: unknown };
  return { kind: 'json', operations: patch };
}
