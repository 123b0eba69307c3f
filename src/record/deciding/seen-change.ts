import { decide, sees } from '../../access/index.ts';
import type { Caller } from '../../base/index.ts';
import { type Facts, factsOf, readRow } from '../../store/index.ts';
import type { Change, FhirRecord } from '../model.ts';
import { isNarrowed, isWithinScopes } from './scope.ts';
import { isShownToScopes, maskedTypes } from './masked.ts';
import { NOBODY, sightFor } from './sight.ts';

/** Enough for all who follow to be told of one change; what somebody revokes meanwhile is known a moment later. */
const REMEMBERED_MS = 250;

/** What is known of what was changed: of its patients, and how sensitive it is by now. */
type Known = { facts: Facts; labels: string[] };

const asked = new WeakMap<Change, { at: number; known: Promise<Known> }>();

/** Read once for everybody who follows, and anew for whoever is told later. */
function knownOf(record: FhirRecord, change: Change): Promise<Known> {
  const now = performance.now();
  const before = asked.get(change);
  if (before && now - before.at < REMEMBERED_MS) return before.known;
  const known = readKnown(record, change);
  asked.set(change, { at: now, known });
  return known;
}

async function readKnown(record: FhirRecord, change: Change): Promise<Known> {
  const [facts, row] = await Promise.all([
    factsOf(record.store.pool, change.patients, null),
    readRow(record.store, change),
  ]);
  return { facts, labels: [...change.labels, ...(row?.labels ?? [])] };
}

/**
 * A change as a caller may be told of it, by the same decision as of what was changed, as things stand now: who made it is not told where
 * some of its type may be masked. Null for what is out of sight.
 */
export async function seenChange(record: FhirRecord, caller: Caller, change: Change): Promise<Change | null> {
  const { type } = change;
  if (!decide(caller, 'read', type, { patients: change.patients }).allowed) return null;
  if (isNarrowed(caller, type, 'read')) {
    const row = await readRow(record.store, change);
    if (!row || !isWithinScopes(record, caller, row, 'read')) return null;
  }
  const sight = sightFor(record, caller);
  if (sight.kind === 'all') return change;
  const { facts, labels } = await knownOf(record, change);
  const { seen, shown } = sees(sight, { ...change, labels }, facts);
  if (!seen || (shown && !isShownToScopes(record, caller, type, 'read', shown))) return null;
  return maskedTypes(sight).has(type) ? { ...change, by: NOBODY } : change;
}
