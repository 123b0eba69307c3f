import { restriction } from '../access/index.ts';
import type { Caller } from '../base/index.ts';
import { search, type FhirRecord } from '../record/index.ts';

/** Who asks, of what, and when. */
export type Asking = { record: FhirRecord; caller: Caller; now: number; day: { start: number; end: number } };

/** What a search finds, read; nothing where the caller may not see such things at all. */
export async function find<T>(asking: Asking, type: string, params: [string, string][]): Promise<T[]> {
  if (!restriction(asking.caller, type).allowed) return [];
  const { matches } = await search(asking.record, asking.caller, type, params, { strict: true });
  return matches.map((answer) => JSON.parse(answer.body) as T);
}

/** As FHIR writes an instant. */
export const instant = (at: number): string => new Date(at).toISOString();
