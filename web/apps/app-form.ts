import type { AppKind, AppUsers, NewApp, RegisteredApp } from './api.ts';

/** A registration as it is written: lists one a line, keys as JSON. */
export type Draft = {
  name: string;
  kind: AppKind;
  users: AppUsers;
  redirectUris: string;
  launchUri: string;
  scopes: string;
  jwksUri: string;
  jwks: string;
  role: string;
  introspects: boolean;
};

export const EMPTY: Draft = {
  name: '',
  kind: 'public',
  users: 'everyone',
  redirectUris: '',
  launchUri: '',
  scopes: 'openid\nfhirUser\nlaunch\nlaunch/patient\npatient/*.rs',
  jwksUri: '',
  jwks: '',
  role: 'quality-analyst',
  introspects: false,
};

/** The form of an app that is registered. */
export function draftOf(app: RegisteredApp): Draft {
  return {
    name: app.name,
    kind: app.kind,
    users: app.users,
    redirectUris: app.redirectUris.join('\n'),
    launchUri: app.launchUri ?? '',
    scopes: app.scopes.join('\n'),
    jwksUri: app.jwksUri ?? '',
    jwks: app.jwks ? JSON.stringify(app.jwks, null, 2) : '',
    role: app.role ?? EMPTY.role,
    introspects: app.introspects,
  };
}

const lines = (text: string) => text.split(/\s+/).filter((line) => line !== '');

/** What is sent of a form; null where its keys are not JSON. What does not belong to the kind is left out. */
export function appOf(draft: Draft): NewApp | null {
  const { name, kind, users, introspects } = draft;
  const isService = kind === 'service';
  const hasKeys = isService || kind === 'confidential-asymmetric';
  const jwks = hasKeys && draft.jwks.trim() !== '' ? parse(draft.jwks) : undefined;
  if (jwks === null) return null;
  return {
    name,
    kind,
    users,
    introspects,
    redirectUris: isService ? [] : lines(draft.redirectUris),
    scopes: lines(draft.scopes),
    ...(!isService && draft.launchUri.trim() ? { launchUri: draft.launchUri.trim() } : {}),
    ...(hasKeys && draft.jwksUri.trim() ? { jwksUri: draft.jwksUri.trim() } : {}),
    ...(jwks ? { jwks } : {}),
    ...(isService ? { role: draft.role } : {}),
  };
}

function parse(text: string): { keys: object[] } | null {
  try {
    return JSON.parse(text) as { keys: object[] };
  } catch {
    return null;
  }
}
