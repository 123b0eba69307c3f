/** Signing in, one's own account, and the accounts that administrators keep. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';
import { request } from './client.ts';
import type { Account, Assignment } from './model.ts';

export type FactorWay = 'totp' | 'passkey' | 'recovery-code';

/** What a sign-in asks for next, of whom. */
export type Step = { name: string; username: string } & (
  | { kind: 'second-factor'; ways: FactorWay[] }
  | { kind: 'new-password' }
  | { kind: 'add-factor' }
  | { kind: 'assignment'; assignments: Assignment[] }
);

/** Where a thing shown led to. Recovery codes are told once. */
export type Entered = { account?: Account; step?: Step; recoveryCodes?: string[] };

/** What an authenticator app is told, once. */
export type ProposedTotp = { secret: string; uri: string };

const post = <T>(path: string, body: object = {}) => request<T>(`/app${path}`, { method: 'POST', body });
const remove = <T = void>(path: string) => request<T>(`/app${path}`, { method: 'DELETE' });

/** Throws with kind `signed-out` for a wrong name or password, `throttled` after too many. */
export const signIn = (username: string, password: string) => post<Entered>('/sign-in', { username, password });

/** The step that a page which is loaded again goes on with. */
export const currentStep = async () => (await request<{ step: Step | null }>('/app/sign-in/step')).step;

/** Answers the step that is due. */
export const takeStep = {
  totp: (code: string) => post<Entered>('/sign-in/step/totp', { code }),
  recoveryCode: (code: string) => post<Entered>('/sign-in/step/recovery-code', { code }),
  newPassword: (password: string) => post<Entered>('/sign-in/step/new-password', { password }),
  proposeTotp: () => post<ProposedTotp>('/sign-in/step/new-totp/ask'),
  newTotp: (code: string) => post<Entered>('/sign-in/step/new-totp', { code }),
  assignment: (assignment: string) => post<Entered>('/sign-in/step/assignment', { assignment }),
};

/** True where this browser can have passkeys at this address: browsers bind them to names, never to numbers. */
export function hasPasskeys(): boolean {
  return 'PublicKeyCredential' in window && !/^[\d.]+$|^\[/.test(window.location.hostname);
}

async function show(at: string): Promise<Entered> {
  const { options } = await post<{ options: PublicKeyCredentialRequestOptionsJSON }>(`${at}/ask`);
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const response: AuthenticationResponseJSON = await startAuthentication({ optionsJSON: options });
  return post<Entered>(at, { response });
}

async function make<T>(at: string, name: string): Promise<T> {
  const { options } = await post<{ options: PublicKeyCredentialCreationOptionsJSON }>(`${at}/ask`);
  const { startRegistration } = await import('@simplewebauthn/browser');
  const response: RegistrationResponseJSON = await startRegistration({ optionsJSON: options });
  return post<T>(at, { response, name });
}

/** Signs in by any passkey that the browser has for us. */
export const signInByPasskey = () => show('/sign-in/passkey');
/** Shows a passkey as the second factor that is due. */
export const showPasskey = () => show('/sign-in/step/passkey');
/** Makes the passkey that the account's role must have. */
export const makeStepPasskey = (name: string) => make<Entered>('/sign-in/step/new-passkey', name);

export type Passkey = { id: string; name: string; synced: boolean; created: string; lastUsed: string | null };
export type Session = {
  id: string;
  device: string;
  address: string;
  created: string;
  lastSeen: string;
  isThis?: boolean;
};

/** One's own account, as `/app/account` tells it. */
export type OwnAccount = {
  passwordChanged: string;
  demanded: boolean;
  totp: string | null;
  passkeys: Passkey[];
  recoveryCodes: { given: number; left: number };
  assignments: Assignment[];
  assignment: string;
  sessions: Session[];
};

type Codes = { recoveryCodes: string[] | null };

export const ownAccountQuery = queryOptions({
  queryKey: ['account'],
  staleTime: 0,
  queryFn: ({ signal }) => request<OwnAccount>('/app/account', { signal }),
});

/** What one does with one's own account. */
export const own = {
  confirm: (password: string) => post<void>('/account/confirm', { password }),
  changePassword: (present: string, password: string) =>
    post<{ ended: number }>('/account/password', { present, password }),
  proposeTotp: () => post<ProposedTotp>('/account/totp/ask'),
  addTotp: (code: string) => post<Codes>('/account/totp', { code }),
  removeTotp: () => remove('/account/totp'),
  addPasskey: (name: string) => make<Codes>('/account/passkeys', name),
  renamePasskey: (id: string, name: string) =>
    request<void>(`/app/account/passkeys/${encodeURIComponent(id)}`, { method: 'PUT', body: { name } }),
  removePasskey: (id: string) => remove(`/account/passkeys/${encodeURIComponent(id)}`),
  renewRecoveryCodes: () => post<{ recoveryCodes: string[] }>('/account/recovery-codes'),
  endSession: (id: string) => remove(`/account/sessions/${id}`),
  endOtherSessions: () => remove<{ ended: number }>('/account/sessions'),
  changeRole: (assignment: string) => post<void>('/account/assignment', { assignment }),
};

/** An account as an administrator sees it. */
export type ManagedAccount = {
  id: string;
  username: string;
  name: string;
  practitioner?: string;
  disabled?: string;
  oneTime: boolean;
  totp: boolean;
  passkeys: number;
  recoveryCodes: number;
  sessions: number;
  lastSeen?: string;
  assignments: Assignment[];
  open?: Session[];
};

export type OneTimePassword = { password: string; until: string };

/** An assignment as it is asked for: references, and days or moments. */
export type NewAssignment = {
  role: string;
  site?: string;
  practitionerRole?: string;
  patient?: string;
  proxy?: string;
  from?: string;
  until?: string;
};
export type NewAccount = NewAssignment & { username: string; name: string; practitioner?: string };

/** Accounts by name, those that hold the text. */
export function accountsQuery(text: string) {
  const wanted = text.trim();
  return queryOptions({
    queryKey: ['accounts', wanted],
    staleTime: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      request<{ accounts: ManagedAccount[]; isMore: boolean }>('/app/admin/accounts/find', {
        method: 'POST',
        body: { text: wanted },
        signal,
      }),
  });
}

export function managedQuery(id: string) {
  return queryOptions({
    queryKey: ['accounts', 'one', id],
    staleTime: 0,
    queryFn: async ({ signal }) =>
      (await request<{ account: ManagedAccount }>(`/app/admin/accounts/${encodeURIComponent(id)}`, { signal })).account,
  });
}

export const secondFactorQuery = queryOptions({
  queryKey: ['second-factor'],
  staleTime: 0,
  queryFn: async ({ signal }) => (await request<{ roles: string[] }>('/app/admin/second-factor', { signal })).roles,
});

const of = (id: string) => `/admin/accounts/${encodeURIComponent(id)}`;

/** What an administrator does with accounts. */
export const manage = {
  open: (account: NewAccount) => post<{ id: string; oneTime: OneTimePassword }>('/admin/accounts', account),
  resetPassword: (id: string) => post<OneTimePassword>(`${of(id)}/password`),
  disable: (id: string) => post<void>(`${of(id)}/disable`),
  enable: (id: string) => post<void>(`${of(id)}/enable`),
  removeFactors: (id: string) => post<void>(`${of(id)}/remove-factors`),
  endSessions: (id: string) => post<void>(`${of(id)}/end-sessions`),
  assign: (id: string, assignment: NewAssignment) => post<void>(`${of(id)}/assignments`, assignment),
  endAssignment: (id: string, assignment: string, until: string | null) =>
    request<void>(`/app${of(id)}/assignments/${assignment}`, { method: 'PUT', body: { until } }),
  demandSecondFactor: (roles: string[]) =>
    request<void>('/app/admin/second-factor', { method: 'PUT', body: { roles } }),
};

/** The people who may act for a patient. */
export function relatedQuery(patient: string) {
  return queryOptions({
    queryKey: ['related', patient],
    enabled: patient !== '',
    queryFn: async ({ signal }) => {
      const path = `/fhir/RelatedPerson?patient=${encodeURIComponent(patient)}&_count=50`;
      const found = await request<fhir4.Bundle<fhir4.RelatedPerson>>(path, { signal });
      return (found.entry ?? []).flatMap(({ resource }) => (resource ? [resource] : []));
    },
  });
}
