import { copyDigits } from './digits.ts';
import type { Meta, Resource } from './model.ts';

/** The resource with this id and meta, in the order in which FHIR's JSON is usually written, and every number's digits kept. */
export function withMeta(resource: Resource, id: string, meta: Meta): Resource {
  const { resourceType, id: _id, meta: _meta, ...rest } = resource;
  const result: Resource = { resourceType, id, meta, ...rest };
  copyDigits(resource, result);
  return result;
}
