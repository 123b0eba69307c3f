import { type Action, restriction } from '../../access/index.ts';
import { type Caller, PARTNER_ROLES, type Role, SYSTEM } from '../../base/index.ts';
import type { Condition, FoundRow } from '../../store/index.ts';
import type { FhirRecord } from '../model.ts';
import { type Recheck, agrees } from '../search/agrees.ts';
import { understandSearch } from '../search/understand-search.ts';

/** Most callers are neither narrowed by scopes nor by what their role has of its own: of those there is nothing to ask. */
const BOUND_ROLES: ReadonlySet<Role> = new Set(PARTNER_ROLES);

/** A list of a scope's search parameters, understood: for SQL, and for a body. */
type Part = { conditions: Condition[]; rechecks: Recheck[] };

const known = new WeakMap<object, Map<string, Part>>();

/** Of the definitions in force: a parameter of a scope means what it means in a search. */
function partOf(record: FhirRecord, type: string, params: [string, string][]): Part {
  let parts = known.get(record.searching.params);
  if (!parts) known.set(record.searching.params, (parts = new Map()));
  const key = JSON.stringify([type, params]);
  let part = parts.get(key);
  if (!part) {
    const { conditions, rechecks } = understandSearch(record, SYSTEM, { type, params, strict: true });
    parts.set(key, (part = { conditions, rechecks }));
  }
  return part;
}

function partsOf(record: FhirRecord, caller: Caller, type: string, action: Action): Part[] | null {
  if (!caller.scopes && !BOUND_ROLES.has(caller.role)) return null;
  const may = restriction(caller, type, action);
  return may.allowed && may.within ? may.within.map((params) => partOf(record, type, params)) : null;
}

/** What a search over a type must fulfil besides, where the caller's role or scopes are narrowed by queries (SMART 2.2, 3.0.2.4). */
export function scopeConditions(record: FhirRecord, caller: Caller, type: string): Condition[] {
  const parts = partsOf(record, caller, type, 'search');
  return parts ? [{ kind: 'either', any: parts.map((part) => part.conditions) }] : [];
}

/** Whether a resource is within the caller's role and scopes where those are narrowed by queries. */
export function isWithinScopes(
  record: FhirRecord,
  caller: Caller,
  row: Pick<FoundRow, 'type' | 'body'>,
  action: Action,
): boolean {
  const parts = partsOf(record, caller, row.type, action);
  if (!parts) return true;
  // What is gone has no content that could be within anything.
  if (row.body === '') return false;
  return parts.some((part) => agrees(record.searching.params, part.rechecks, row));
}

/** True where the caller's role or scopes for a type are narrowed, so that it cannot be said of the type alone what is let in. */
export function isNarrowed(caller: Caller, type: string, action: Action): boolean {
  if (!caller.scopes && !BOUND_ROLES.has(caller.role)) return false;
  const may = restriction(caller, type, action);
  return may.allowed && may.within !== undefined;
}
