import { Fault } from '../base/index.ts';
import type { Action } from './model.ts';

/** One clinical scope of SMART App Launch: who for, which type, and the letters of create, read, update, delete, search. */
export type Scope = { context: 'patient' | 'user' | 'system'; type: string; letters: string };

const CLINICAL = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]{1,63})\.(read|write|\*|c?r?u?d?s?)$/;
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
const LETTER: Record<Action, string> = {
  read: 'r',
  history: 'r',
  search: 's',
  create: 'c',
  update: 'u',
  label: 'u',
  delete: 'd',
};

/** One scope of SMART v1 or v2, or null where it grants nothing about resources or cannot be honoured as it stands. */
export function parseScope(text: string): Scope | null {
  const found = CLINICAL.exec(text);
  if (!found || found[3] === '') return null;
  return { context: found[1] as Scope['context'], type: found[2]!, letters: VERSION_1[found[3]!] ?? found[3]! };
}

/** Scopes as they are asked for, one text with blanks between. Refuses by name the first that could not be honoured. */
export function parseScopes(text: string): string[] {
  const scopes = text.split(/\s+/).filter((scope) => scope !== '');
  for (const scope of scopes) {
    if (OTHER.has(scope) || parseScope(scope)) continue;
    const reason = scope.includes('?')
      ? 'scopes narrowed by a query are not supported yet'
      : 'it is none of patient/, user/ or system/ + Type + .read, .write, .* or .cruds in that order';
    throw new Fault('invalid', 'value', `The scope "${scope}" cannot be granted: ${reason}.`);
  }
  return scopes;
}

/** How far the scopes reach for one action on one type: not at all, to the patient of the token, or as far as the role does. */
export function reachOf(scopes: readonly string[], action: Action, type: string): 'none' | 'patient' | 'role' {
  let reach: 'none' | 'patient' = 'none';
  for (const text of scopes) {
    const scope = parseScope(text);
    if (!scope || (scope.type !== '*' && scope.type !== type) || !scope.letters.includes(LETTER[action])) continue;
    if (scope.context !== 'patient') return 'role';
    reach = 'patient';
  }
  return reach;
}
