import { isMessage, t } from './messages.ts';

/** Something that an app may do, as a person is asked about it; `scopes` are what it comes to. */
export type ScopePart = { key: string; label: string; help?: string; scopes: string[] };

const IDENTITY = ['openid', 'fhirUser', 'profile'];
const CLINICAL = /^(patient|user|system)\/([^.]+)\.([a-z*]+)(?:\?(.*))?$/;
const LETTERS: Record<string, string> = { read: 'rs', write: 'cud', '*': 'cruds' };

/** What is asked, in the order of asking: who one is first, each kind of entry by itself, coming back last. */
export function partsOf(scopes: readonly string[]): ScopePart[] {
  const parts: ScopePart[] = [];
  const identity = scopes.filter((scope) => IDENTITY.includes(scope));
  if (identity.length > 0) {
    parts.push({ key: 'identity', label: t('scope.identity'), help: t('scope.identityHelp'), scopes: identity });
  }
  for (const scope of scopes) {
    const words = sayClinical(scope);
    if (words) parts.push({ key: scope, ...words, scopes: [scope] });
  }
  if (scopes.includes('offline_access')) {
    const words = { label: t('scope.offline'), help: t('scope.offlineHelp') };
    parts.push({ key: 'offline', ...words, scopes: ['offline_access'] });
  }
  if (scopes.includes('online_access')) {
    parts.push({ key: 'online', label: t('scope.online'), scopes: ['online_access'] });
  }
  return parts;
}

function sayClinical(scope: string): { label: string; help: string } | null {
  const found = CLINICAL.exec(scope);
  if (!found) return null;
  const [, context, type = '', given = '', query] = found;
  const letters = LETTERS[given] ?? given;
  const has = (one: string) => [...one].some((letter) => letters.includes(letter));
  const what = typeWords(type);
  const label = verb(has('rs'), has('cu'), has('d'), what);
  const where = t(context === 'patient' ? 'scope.ofPatient' : context === 'user' ? 'scope.ofUser' : 'scope.ofSystem');
  return { label, help: query ? t('scope.only', { where, params: sayQuery(query) }) : where };
}

function typeWords(type: string): string {
  const key = `type.${type}`;
  return isMessage(key) ? t(key as 'type.*') : t('type.other', { type });
}

function verb(sees: boolean, writes: boolean, deletes: boolean, what: string): string {
  if (sees) {
    if (writes) return deletes ? t('scope.all', { what }) : t('scope.seeWrite', { what });
    return deletes ? t('scope.seeDelete', { what }) : t('scope.see', { what });
  }
  if (writes) return deletes ? t('scope.writeDelete', { what }) : t('scope.write', { what });
  return t('scope.delete', { what });
}

/** The code alone: whose system it is of says little to a reader. */
function sayQuery(query: string): string {
  const params = [...new URLSearchParams(query)].map(([name, value]) =>
    t('scope.param', { name, value: value.split('|').at(-1) ?? value }),
  );
  return params.reduce((one, other) => t('scope.and', { one, other }));
}
