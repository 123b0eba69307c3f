import { decide, sees } from '../../access/index.ts';
import type { Caller } from '../../base/index.ts';
import { type Facts, factsOf, readRow } from '../../store/index.ts';
import type { Change, FhirRecord } from '../model.ts';
import { isNarrowed, isWithinScopes } from './scope.ts';
import { sightFor } from './sight.ts';

/** Enough for all who follow to be told of one change; what somebody revokes meanwhile is known a moment later. */
const REMEMBERED_MS = 250;

const asked = new WeakMap<Change, { at: number; facts: Promise<Facts> }>();

/** Read once for everybody who follows, and anew for whoever is told later. */
function factsOfChange(record: FhirRecord, change: Change): Promise<Facts> {
  const now = performance.now();
  const known = asked.get(change);
  if (known && now - known.at < REMEMBERED_MS) return known.facts;
  const facts = factsOf(record.store.pool, change.patients, null);
  asked.set(change, { at: now, facts });
  return facts;
}

/** Whether a caller may be told of a change: by the same decision as of what was changed, as things stand now. */
export async function seesChange(record: FhirRecord, caller: Caller, change: Change): Promise<boolean> {
  if (!decide(caller, 'read', change.type, { patients: change.patients }).allowed) return false;
  if (isNarrowed(caller, change.type, 'read')) {
    const row = await readRow(record.store, change);
    if (!row || !isWithinScopes(record, caller, row, 'read')) return false;
  }
  const sight = sightFor(record, caller);
  if (sight.kind === 'all') return true;
  return sees(sight, change, await factsOfChange(record, change)).seen;
}
