/** What the screens about apps ask for. */
import { queryOptions } from '@tanstack/react-query';
import { request } from '../api/client.ts';

export type Step = {
  app: { id: string; name: string };
  returnsTo: string;
  scopes: string[];
  /** Whether a person has to choose whose record, and on which visit. */
  picks: boolean;
  picksEncounter: boolean;
  patient?: { id: string; name: string; birthDate?: string };
  /** What was allowed before and holds without asking again. */
  remembered?: string[];
};

export type AppKind = 'public' | 'confidential-symmetric' | 'confidential-asymmetric' | 'service';
export type AppUsers = 'staff' | 'patients' | 'everyone';

export type NewApp = {
  name: string;
  kind: AppKind;
  users: AppUsers;
  redirectUris: string[];
  launchUri?: string;
  scopes: string[];
  jwks?: { keys: object[] };
  jwksUri?: string;
  role?: string;
  introspects: boolean;
};
export type RegisteredApp = NewApp & { id: string; created: string; disabled?: string; lastUsed?: string };
export type Saved = { app: RegisteredApp; secret?: string };

export type Consent = {
  app: { id: string; name: string };
  patient?: string;
  scopes: string[];
  since: string;
  lastUsed: string;
};

const stepAt = (uid: string) => `/oauth/interaction/${encodeURIComponent(uid)}`;

/** What an app that waits at the door asks for; asked once, since every answer ends it. */
export function stepQuery(uid: string) {
  return queryOptions({
    queryKey: ['app-step', uid],
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    gcTime: 0,
    queryFn: ({ signal }) => request<Step>(`${stepAt(uid)}/details`, { signal }),
  });
}

export type Allowed = { scopes: string[]; patient?: string; encounter?: string };

/** Lets the app in; where to go on. */
export async function allowApp(uid: string, allowed: Allowed): Promise<string> {
  return (await request<{ location: string }>(`${stepAt(uid)}/allow`, { method: 'POST', body: allowed })).location;
}

/** Does not let it in; where to go on. */
export async function denyApp(uid: string): Promise<string> {
  return (await request<{ location: string }>(`${stepAt(uid)}/deny`, { method: 'POST', body: {} })).location;
}

export type Visit = { id: string; title: string; at?: string };

export function visitsQuery(uid: string, patient: string) {
  return queryOptions({
    queryKey: ['app-visits', uid, patient],
    queryFn: async ({ signal }) =>
      (
        await request<{ encounters: Visit[] }>(`${stepAt(uid)}/encounters`, {
          method: 'POST',
          body: { patient },
          signal,
        })
      ).encounters,
  });
}

export const consentsQuery = queryOptions({
  queryKey: ['app-consents'],
  queryFn: async ({ signal }) => (await request<{ consents: Consent[] }>('/app/consents', { signal })).consents,
});

export function endConsent(consent: Consent): Promise<void> {
  const { app, patient } = consent;
  return request<void>('/app/consents/end', { method: 'POST', body: { app: app.id, ...(patient ? { patient } : {}) } });
}

export const launchableQuery = queryOptions({
  queryKey: ['apps-launchable'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) =>
    (await request<{ apps: { id: string; name: string }[] }>('/app/launchable', { signal })).apps,
});

/** Opens an app on a record; the address to open. */
export async function launchApp(app: string, patient: string): Promise<string> {
  return (await request<{ url: string }>('/app/launches', { method: 'POST', body: { app, patient } })).url;
}

export const appsQuery = queryOptions({
  queryKey: ['apps'],
  queryFn: async ({ signal }) => (await request<{ apps: RegisteredApp[] }>('/app/apps', { signal })).apps,
});

export function saveApp(id: string | undefined, app: NewApp): Promise<Saved> {
  return id === undefined
    ? request<Saved>('/app/apps', { method: 'POST', body: app })
    : request<Saved>(`/app/apps/${id}`, { method: 'PUT', body: app });
}

export function renewSecret(id: string): Promise<Saved> {
  return request<Saved>(`/app/apps/${id}/secret`, { method: 'POST', body: {} });
}

export function disableApp(id: string, disabled: boolean): Promise<Saved> {
  return request<Saved>(`/app/apps/${id}/disable`, { method: 'POST', body: { disabled } });
}
