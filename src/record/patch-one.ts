import { type Caller, Fault } from '../base/index.ts';
import { type Resource, parseJson } from '../fhir/index.ts';
import { applyFhirPathPatch, applyJsonPatch } from '../logic/index.ts';
import { type FoundRow, type Tx, readRows } from '../store/index.ts';
import { claimOfKey, claimsOfCondition, claimsOfPatch } from './claims.ts';
import { seenOne } from './deciding/sight.ts';
import { oneMatch } from './find-target.ts';
import { passGate, refuseBadKey } from './gate.ts';
import { type Draft } from './refuse-write.ts';
import type { FhirRecord, Written } from './model.ts';
import { refuseInvalid } from './refuse-invalid.ts';

/** A change to what is there: JSON Patch (RFC 6902) or FHIRPath Patch (http://hl7.org/fhir/R4/fhirpatch.html). */
export type Patch = { kind: 'json'; operations: unknown } | { kind: 'fhirpath'; parameters: Resource };

/** Which resource is meant: by its id, or as the only one that a search's query finds. */
export type Target = { id: string } | { query: string };

/** What a patch in a bundle or alone is about. `path` is the FHIRPath of its entry. */
export type PatchAsk = { type: string; target: Target; patch: Patch; ifMatch?: number; path?: string };

/**
 * Changes a resource in place, http://hl7.org/fhir/R4/http.html#patch. The version that is changed is read in the transaction
 * that writes it, so that two patches never undo each other; a patch after which nothing is different makes no version.
 * Faults: not-found, gone, precondition-failed (If-Match, several matches), and whatever the patch or its result is refused for.
 */
export async function patch(record: FhirRecord, caller: Caller, ask: PatchAsk): Promise<Written> {
  const { type, target } = ask;
  refuseBadKey(type, 'id' in target ? target.id : 'x');
  return passGate(record, caller, {
    resources: [],
    changes: [type],
    claims: claimsOfTarget(record, type, target),
    shares: claimsOfPatch(record, type, ask.patch),
    draft: async (tx) => [await patchDraft(record, caller, tx, ask)],
    finish: async (_tx, [written]) => written!,
  });
}

/** What a write to a target claims before it looks. */
export function claimsOfTarget(record: FhirRecord, type: string, target: Target): bigint[] {
  return 'id' in target ? [claimOfKey(record, type, target.id)] : claimsOfCondition(record, type, target.query);
}

/** The draft of a patch: the current version, read in this transaction, with the change made and the result checked. */
export async function patchDraft(
  record: FhirRecord,
  caller: Caller,
  tx: Tx,
  ask: PatchAsk,
): Promise<Draft & { do: 'put' }> {
  const row = await rowToPatch(record, caller, tx, ask);
  const more = ask.path === undefined ? {} : { expression: ask.path };
  const before = parseJson(row.body) as Resource;
  const resource = naming(more, () =>
    ask.patch.kind === 'json'
      ? applyJsonPatch(before, ask.patch.operations)
      : applyFhirPathPatch(before, ask.patch.parameters),
  );
  refuseInvalid(record, [{ resource }]);
  const { ifMatch, path } = ask;
  return {
    do: 'put',
    resource,
    id: row.id,
    isChosen: true,
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(path === undefined ? {} : { path }),
  };
}

function naming<T>(more: { expression?: string }, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Fault && more.expression !== undefined) {
      throw new Fault(error.kind, error.code, error.message, more);
    }
    throw error;
  }
}

/** Who may not read a resource is told what they are told of one that is not there: a `test` would else read it. */
async function rowToPatch(record: FhirRecord, caller: Caller, tx: Tx, ask: PatchAsk): Promise<FoundRow> {
  const { type, target, path } = ask;
  const more = path === undefined ? {} : { expression: path };
  if ('query' in target) {
    const found = await oneMatch(record, caller, tx, { type, query: target.query, ...(path ? { path } : {}) });
    if (found) return found;
    throw new Fault('not-found', 'not-found', `The condition ${type}?${target.query} matches nothing to patch.`, more);
  }
  const [there] = await readRows(tx, [{ type, id: target.id }]);
  const row = await seenOne(record, caller, tx, there);
  if (!row) {
    throw new Fault('not-found', 'not-found', `There is no ${type}/${target.id}.`, more);
  }
  if (row.deleted) throw new Fault('gone', 'deleted', `${type}/${target.id} was deleted.`, more);
  return row;
}
