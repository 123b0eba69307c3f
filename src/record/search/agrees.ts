import { type Resource, type SearchParams, extract } from '../../fhir/index.ts';
import type { FoundRow } from '../../store/index.ts';
import { formsOf } from '../indexing/index-resource.ts';

/** For one hashed condition the texts behind it: true of a body that has one of them (of `:not`, has none). */
export type Recheck = { forms: string[]; not: boolean };

/** True when the body itself has what the hashes said: a hash only narrows. */
export function agrees(
  params: SearchParams,
  rechecks: readonly Recheck[],
  row: Pick<FoundRow, 'type' | 'body'>,
): boolean {
  if (rechecks.length === 0) return true;
  const found = formsOf(row.type, extract(params, JSON.parse(row.body) as Resource));
  return rechecks.every(({ forms, not }) => forms.some((form) => found.has(form)) !== not);
}
