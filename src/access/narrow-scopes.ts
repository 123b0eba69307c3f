import type { Caller } from '../base/index.ts';
import { RESOURCE_TYPES } from '../fhir/index.ts';
import { decide } from './decide.ts';
import type { Action } from './model.ts';
import { isContextScope, parseScope, refusalOf, type Scope } from './scopes.ts';

/**
 * Of the scopes that an app asks for, those that its registration has: each as it was asked where the registration has all of it, else as
 * much of it as the registration has. What cannot be honoured is left out. The order is that of asking, and nothing comes twice.
 */
export function narrowScopes(asked: readonly string[], registered: readonly string[]): string[] {
  const granted: string[] = [];
  for (const text of asked) {
    if (isContextScope(text)) {
      if (registered.includes(text)) granted.push(text);
      continue;
    }
    const scope = parseScope(text);
    if (!scope || refusalOf(scope) !== null) continue;
    const within = registered.flatMap((one) => {
      const allowed = parseScope(one);
      const common = allowed && refusalOf(allowed) === null ? commonTo(scope, allowed) : null;
      return common ? [common] : [];
    });
    if (within.some((one) => isSame(one, scope))) granted.push(text);
    else granted.push(...within.map(sayScope));
  }
  return [...new Set(granted)];
}

function commonTo(asked: Scope, allowed: Scope): Scope | null {
  if (asked.context !== allowed.context) return null;
  if (asked.type !== '*' && allowed.type !== '*' && asked.type !== allowed.type) return null;
  const letters = [...asked.letters].filter((letter) => allowed.letters.includes(letter)).join('');
  if (letters === '') return null;
  const params = [...(asked.params ?? [])];
  for (const one of allowed.params ?? []) {
    if (!params.some(([name, value]) => name === one[0] && value === one[1])) params.push(one);
  }
  const type = asked.type === '*' ? allowed.type : asked.type;
  return { context: asked.context, type, letters, ...(params.length > 0 ? { params } : {}) };
}

function isSame(a: Scope, b: Scope): boolean {
  return sayScope(a) === sayScope(b);
}

/** A scope as SMART v2 writes it. */
export function sayScope({ context, type, letters, params = [] }: Scope): string {
  const query = params.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return `${context}/${type}.${letters}${query === '' ? '' : `?${query}`}`;
}

/** RFC 6749 allows most signs in a scope; a blank, a quote and what parts parameters are encoded. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%(3A|2F|7C|2C)/g, decodeURIComponent);
}

const ACTION: Record<string, Action> = { c: 'create', r: 'read', u: 'update', d: 'delete', s: 'search' };
/** Where a role may do something to so few types, they are named: "everything" would say too much to whoever is asked. */
const FEW = 8;

/**
 * Of scopes those that say something to this person: none lets an app do what the role of whoever lets it in may not, so that nobody is
 * asked about it either. What is left of a scope stands in its place.
 */
export function scopesWithin(caller: Caller, scopes: readonly string[]): string[] {
  const app: Caller = { ...caller, kind: 'token' };
  const left = scopes.flatMap((text) => {
    const scope = parseScope(text);
    if (!scope) return [text];
    const parts = scope.type === '*' ? partsWithin(app, scope) : [lettersWithin(app, scope)];
    if (parts.length === 1 && parts[0]!.type === scope.type && parts[0]!.letters === scope.letters) return [text];
    return parts.filter(({ letters }) => letters !== '').map(sayScope);
  });
  return [...new Set(left)];
}

function lettersWithin(caller: Caller, scope: Scope): Scope {
  const letters = [...scope.letters].filter((letter) => decide(caller, ACTION[letter]!, scope.type).allowed);
  return { ...scope, letters: letters.join('') };
}

/** Of a scope for all types: what holds of many of them for all, and what holds of few for each by its name. */
function partsWithin(caller: Caller, scope: Scope): Scope[] {
  const named = new Map<string, string>();
  let letters = '';
  for (const letter of scope.letters) {
    const types = RESOURCE_TYPES.filter((type) => decide(caller, ACTION[letter]!, type).allowed);
    if (types.length > FEW) letters += letter;
    else for (const type of types) named.set(type, (named.get(type) ?? '') + letter);
  }
  return [{ ...scope, letters }, ...[...named].map(([type, own]) => ({ ...scope, type, letters: own }))];
}
