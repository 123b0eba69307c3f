import type { SearchParams } from '../../fhir/index.ts';
import type { FhirRecord } from '../../record/index.ts';

/** The Host header is the caller's, so that what is remembered by it has an end. */
const MOST_BASES = 8;

/** Remembers what is made of the parameters in force, for each base that a caller used: it is large and seldom different. */
export function remembering(make: (base: string, record: FhirRecord) => string): typeof make {
  const made = new WeakMap<SearchParams, Map<string, string>>();
  return (base, record) => {
    const { params } = record.searching;
    let known = made.get(params);
    if (!known || known.size >= MOST_BASES) made.set(params, (known = new Map()));
    const text = known.get(base) ?? make(base, record);
    known.set(base, text);
    return text;
  };
}
