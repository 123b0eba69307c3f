import type { Resource } from '../fhir/index.ts';
import type { FhirRecord } from './model.ts';

/**
 * A claim is an advisory lock on what a write decides about. A conditional create claims the identifier values that it asks
 * for; every write that brings an identifier shares its value: it need not keep out others like it (Synthea gives thousands of
 * claims one identifier), but must not slip in beside a condition. The system is left out of the key because a condition may
 * leave it out.
 */
function claim(record: FhirRecord, type: string, what: string): bigint {
  return BigInt(record.hash(`claim\n${type}\n${what}`));
}

/** The keys of the identifiers that a resource brings. */
export function claimsOf(record: FhirRecord, resource: Resource): bigint[] {
  const { identifier } = resource;
  const identifiers: unknown[] = Array.isArray(identifier) ? identifier : [identifier];
  return identifiers.flatMap((one) => {
    const value = (one as { value?: unknown } | null | undefined)?.value;
    return typeof value === 'string' ? [claim(record, resource.resourceType, value.toLowerCase())] : [];
  });
}

/**
 * What a patch may bring as an identifier: every text in it, as what it will make of them is known only when it is applied.
 */
export function claimsOfPatch(record: FhirRecord, type: string, patch: unknown): bigint[] {
  const texts = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value.toLowerCase());
    else if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) visit(member);
  };
  visit(patch);
  return [...texts].map((value) => claim(record, type, value));
}

/** The claim of an update or delete: two writers of one resource wait for each other instead of one failing. */
export function claimOfKey(record: FhirRecord, type: string, id: string): bigint {
  return claim(record, type, `/${id}`);
}

/**
 * The claims of a condition: of each identifier that it names; of a condition without one, the condition itself, which keeps
 * out whoever asks the same.
 */
export function claimsOfCondition(record: FhirRecord, type: string, query: string): bigint[] {
  const values = [...new URLSearchParams(query)].flatMap(([name, value]) =>
    name === 'identifier' ? value.split(',').map((one) => one.slice(one.lastIndexOf('|') + 1).toLowerCase()) : [],
  );
  return (values.length > 0 ? values : [`?${query}`]).map((value) => claim(record, type, value));
}
