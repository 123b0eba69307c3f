import { Fault } from '../base/index.ts';
import { R4_PARAMS, isResourceType } from '../fhir/index.ts';
import type { Action } from './model.ts';

export type ScopeContext = 'patient' | 'user' | 'system';

/** One clinical scope of SMART App Launch: who for, which type, and the letters of create, read, update, delete, search. */
export type Scope = {
  context: ScopeContext;
  type: string;
  letters: string;
  /** What the resources must answer besides, as a search would ask (SMART 2.2, 3.0.2.4); absent where nothing is asked. */
  params?: [string, string][];
};

const CLINICAL = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]{1,63})\.(read|write|\*|c?r?u?d?s?)(?:\?(.+))?$/;
const OTHER: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'fhirUser',
  'online_access',
  'offline_access',
  'launch',
  'launch/patient',
  'launch/encounter',
]);
const VERSION_1: Record<string, string> = { read: 'rs', write: 'cud', '*': 'cruds' };

/** The letter that an action needs. History of one resource is a read, and of a type what a search is (SMART 2.2, 3.0.2.3). */
export const LETTER: Record<Action, string> = {
  read: 'r',
  history: 'r',
  search: 's',
  create: 'c',
  update: 'u',
  label: 'u',
  delete: 'd',
};

/** True for a scope of identity, session or launch context, which grants nothing about resources. */
export function isContextScope(text: string): boolean {
  return OTHER.has(text);
}

/** One scope of SMART v1 or v2, or null where it grants nothing about resources or cannot be read. */
export function parseScope(text: string): Scope | null {
  const found = CLINICAL.exec(text);
  if (!found || found[3] === '') return null;
  const [, context, type, letters, query] = found as unknown as [string, ScopeContext, string, string, string?];
  const scope: Scope = { context, type, letters: VERSION_1[letters] ?? letters };
  if (query === undefined) return scope;
  const params = query.split('&').map((part): [string, string] => {
    const [name = '', ...value] = part.split('=');
    return [decode(name), decode(value.join('='))];
  });
  return params.every(([name, value]) => name !== '' && value !== '') ? { ...scope, params } : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/**
 * Why a scope's query cannot be honoured, or null where it can: each of its parameters must be one of the type's own that R4
 * defines as token, without a modifier, such as category and code. A decision about one resource can then be made from its indexed values.
 */
export function refusalOf(scope: Scope): string | null {
  if (!scope.params) return null;
  if (!isResourceType(scope.type)) return 'only a scope for one type can be narrowed by a query';
  for (const [name] of scope.params) {
    if (R4_PARAMS.of(scope.type).get(name)?.type !== 'token') return `"${name}" is no token parameter of ${scope.type}`;
  }
  return null;
}

/** Scopes as they are asked for, one text with blanks between. Refuses by name the first that could not be honoured. */
export function parseScopes(text: string): string[] {
  const scopes = text.split(/\s+/).filter((scope) => scope !== '');
  for (const scope of scopes) {
    if (OTHER.has(scope)) continue;
    const parsed = parseScope(scope);
    const reason = parsed
      ? refusalOf(parsed)
      : 'it is none of patient/, user/ or system/ + Type + .read, .write, .* or .cruds in that order';
    if (reason) throw new Fault('invalid', 'value', `The scope "${scope}" cannot be granted: ${reason}.`);
  }
  return scopes;
}

/** True where the scope is for the type and has the action's letter. */
export function covers(scope: Scope, action: Action, type: string): boolean {
  return (scope.type === '*' || scope.type === type) && scope.letters.includes(LETTER[action]);
}
