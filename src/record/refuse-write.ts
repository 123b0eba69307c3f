import { decide, roleName } from '../access/index.ts';
import { type Caller, Fault } from '../base/index.ts';
import { type Resource, isSubset, parseJson, stringify } from '../fhir/index.ts';
import type { StoredRow } from '../store/index.ts';
import { encounterOf } from './deciding/label.ts';
import { isNarrowed, isWithinScopes } from './deciding/scope.ts';
import type { FhirRecord } from './model.ts';

/** A write as it stands before the gate. */
export type Draft =
  | {
      do: 'put';
      /** `label` where nothing but labels changes. */
      as?: 'label';
      resource: Resource;
      id: string;
      isChosen: boolean;
      ifMatch?: number;
      path?: string;
    }
  | { do: 'delete'; type: string; id: string; ifMatch?: number; path?: string };

/** A row that is replaced; `isSeen` by whoever replaces it, `isMasked` where not all of it is shown to them. */
export type Before = StoredRow & { isSeen: boolean; isMasked: boolean };

export function nameOf(draft: Draft): string {
  return `${typeOf(draft)}/${draft.id}`;
}

export function typeOf(draft: Draft): string {
  return draft.do === 'delete' ? draft.type : draft.resource.resourceType;
}

/** The version before the first: what is put must not be there (`If-None-Match: *`). */
export const NOT_THERE = 0;

/** If-Match, http://hl7.org/fhir/R4/http.html#concurrency */
export function refuseStale(draft: Draft, there: Before | null): void {
  if (draft.ifMatch === undefined) return;
  // A condition would else tell whoever may not see it that it is there, and at which version.
  const before = there?.isSeen ? there : null;
  const name = `${typeOf(draft)}/${draft.id}`;
  const more = draft.path === undefined ? {} : { expression: draft.path };
  if (draft.ifMatch === NOT_THERE) {
    if (!before || before.deleted) return;
    const detail = `${name} is there already, and was to be made only where it is not.`;
    throw new Fault('precondition-failed', 'conflict', detail, more);
  }
  if (!before || before.deleted) {
    throw new Fault(
      'precondition-failed',
      'conflict',
      `${name} is not there, so no version of it can be matched.`,
      more,
    );
  }
  if (before.version === draft.ifMatch) return;
  throw new Fault(
    'precondition-failed',
    'conflict',
    `${name} is at version ${before.version}, not ${draft.ifMatch}: somebody changed it. Read it again.`,
    more,
  );
}

export function refuseUnless(
  caller: Caller,
  action: 'create' | 'update' | 'delete' | 'label',
  draft: Draft,
  patients: readonly string[],
): void {
  const answer = decide(caller, action, typeOf(draft), { patients });
  if (answer.allowed) return;
  const more = draft.path === undefined ? {} : { expression: draft.path };
  throw new Fault('forbidden', 'forbidden', `Not allowed: ${answer.why}.`, more);
}

/** What a narrowed scope lets somebody write is what it says, and no more. */
export function refuseOutOfScope(
  record: FhirRecord,
  caller: Caller,
  action: 'create' | 'update' | 'delete',
  draft: Draft,
  before?: StoredRow,
): void {
  const type = typeOf(draft);
  if (!isNarrowed(caller, type, action)) return;
  const row = draft.do === 'put' ? { type, body: stringify(draft.resource) } : before!;
  if (isWithinScopes(record, caller, row, action)) return;
  const more = draft.path === undefined ? {} : { expression: draft.path };
  const why = caller.scopes
    ? `no scope of this token lets it ${action} this`
    : `of ${type} this role may ${action} what names its own site (${caller.site}) alone`;
  throw new Fault('forbidden', 'forbidden', `Not allowed: ${why}.`, more);
}

/**
 * What belongs to a visit is as sensitive as that is: one that is not there, and so says nothing yet, is refused as one out of sight is.
 * `encounters` are those in sight; what belonged to it before may go on to.
 */
export function refuseUnknownEncounter(
  draft: Draft & { do: 'put' },
  before: StoredRow | null,
  encounters: ReadonlyMap<string, unknown>,
): void {
  const encounter = encounterOf(draft.resource);
  if (!encounter || encounters.has(`Encounter/${encounter.id}`)) return;
  if (before && before.body !== '' && encounterOf(parseJson(before.body) as Resource)?.id === encounter.id) return;
  throw new Fault(
    'unprocessable',
    'not-found',
    `Encounter/${encounter.id} is not there: what belongs to a visit is stored with it or after it.`,
    { expression: draft.path ?? `${typeOf(draft)}.encounter` },
  );
}

/** The id is taken, and that is all that is said. */
export function refuseUnseen(draft: Draft, before: Before): void {
  if (before.isSeen) return;
  const more = draft.path === undefined ? {} : { expression: draft.path };
  throw new Fault('forbidden', 'forbidden', `Not allowed: ${nameOf(draft)} cannot be written.`, more);
}

/** Who sees a part of it would write over the rest, or undo it unseen. */
export function refuseMasked(caller: Caller, draft: Draft, before: Before): void {
  if (!before.isMasked) return;
  const more = draft.path === undefined ? {} : { expression: draft.path };
  const detail = `Not allowed: the role ${roleName(caller.role)} may see ${nameOf(draft)} and does not change it. Ask whoever treats the patient to do so.`;
  throw new Fault('forbidden', 'forbidden', detail, more);
}

/** The tag SUBSETTED is there so that a part does not overwrite the whole, http://hl7.org/fhir/R4/search.html#summary */
export function refuseSubset(draft: Draft & { do: 'put' }, before: StoredRow): void {
  if (!isSubset(draft.resource) || isSubset(parseJson(before.body) as Resource)) return;
  throw new Fault(
    'unprocessable',
    'business-rule',
    `${nameOf(draft)} carries the tag SUBSETTED: it is a part of what is stored, which it would overwrite. Read it whole, and change that.`,
    { expression: draft.path ?? `${typeOf(draft)}.meta.tag` },
  );
}
