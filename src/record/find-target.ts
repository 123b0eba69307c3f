import { type Caller, Fault } from '../base/index.ts';
import type { FoundRow, Tx } from '../store/index.ts';
import { matchesOfCondition } from './search/match-condition.ts';
import type { FhirRecord } from './model.ts';

/** The most that one conditional delete removes, whatever its `_count` says. */
const MOST_DELETED = 1000;

/** The refusal of a condition that means more than one resource. */
export function severalMatch(type: string, query: string, expression?: string): Fault {
  const detail = `The condition ${type}?${query} matches more than one resource; nothing was done.`;
  return new Fault('precondition-failed', 'multiple-matches', detail, expression === undefined ? {} : { expression });
}

/**
 * Refuses a condition without anything to match by: of a write it would mean every resource of the type. Parameters that begin
 * with an underscore only shape a result, those of every resource (`_id`, `_tag`, ...) excepted.
 */
export function refuseOpenCondition(type: string, query: string, expression?: string): void {
  const selects = [...new URLSearchParams(query).keys()].some((name) => !RESULT_ONLY.has(name.split(':')[0]!));
  if (selects) return;
  const detail = `A conditional write of ${type} needs a search parameter that says which, such as ${type}?identifier=...`;
  throw new Fault('invalid', 'required', detail, expression === undefined ? {} : { expression });
}

const RESULT_ONLY = new Set(
  '_sort _count _include _revinclude _summary _total _elements _contained _containedType _format _pretty _cursor'.split(
    ' ',
  ),
);

/** What the condition of an update or a patch finds, evaluated in the write's own transaction: one resource or none. Faults: precondition-failed for several. */
export async function oneMatch(
  record: FhirRecord,
  caller: Caller,
  tx: Tx,
  asked: { type: string; query: string; path?: string },
): Promise<FoundRow | null> {
  const { type, query, path } = asked;
  refuseOpenCondition(type, query, path);
  const matches = await matchesOfCondition(record, caller, tx, type, query);
  if (matches.length > 1) throw severalMatch(type, query, path);
  return matches[0] ?? null;
}

/**
 * What a conditional delete removes, http://hl7.org/fhir/R4/http.html#3.1.0.7.1: the one match or none; several only where
 * `_count` says how many at most, and then all of them or nothing.
 */
export async function matchesToDelete(
  record: FhirRecord,
  caller: Caller,
  tx: Tx,
  asked: { type: string; query: string; path?: string },
): Promise<FoundRow[]> {
  const { type, query, path } = asked;
  refuseOpenCondition(type, query, path);
  const params = new URLSearchParams(query);
  const given = params.get('_count');
  const most = given === null ? 1 : Number(given);
  const more = path === undefined ? {} : { expression: path };
  if (!Number.isInteger(most) || most < 1 || most > MOST_DELETED) {
    const detail = `The parameter "_count" of a conditional delete is a whole number from 1 to ${MOST_DELETED}.`;
    throw new Fault('invalid', 'value', detail, more);
  }
  params.delete('_count');
  const matches = await matchesOfCondition(record, caller, tx, type, params.toString(), most);
  if (matches.length <= most) return matches;
  if (given === null) throw severalMatch(type, query, path);
  const detail = `The condition ${type}?${query} matches more than ${most} resources; nothing was deleted.`;
  throw new Fault('precondition-failed', 'multiple-matches', detail, more);
}
