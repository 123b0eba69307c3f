import type { Caller } from '../../base/index.ts';

/** A launch of an app that was allowed: whose record, by whom, what for. `caller` is whom its tokens speak for, without their scopes. */
export type Grant = {
  id: string;
  app: string;
  account: string;
  patient?: string;
  encounter?: string;
  scopes: string[];
  caller: Caller;
  created: string;
  expires: string;
};

/** Where an app was opened from. */
export type Launch = { app: string; account: string; patient?: string; encounter?: string };

/** What a person allowed an app. `patient` is whose record, where it is one person's; absent for staff. */
export type Consent = {
  app: { id: string; name: string };
  patient?: string;
  scopes: string[];
  since: string;
  lastUsed: string;
};

/** What the flow keeps of its own: its words for it, of which the secret (`jti`) is kept apart. */
export type Payload = Record<string, unknown> & {
  jti?: string;
  grantId?: string;
  accountId?: string;
  clientId?: string;
  scope?: string;
  consumed?: unknown;
};

export const TOKEN_SECONDS = 60 * 60;
export const SERVICE_TOKEN_SECONDS = 5 * 60;
export const CODE_SECONDS = 60;
export const INTERACTION_SECONDS = 30 * 60;
/** An app that may come back by itself has to be used once in so long. */
export const REFRESH_SECONDS = 90 * 24 * 60 * 60;
/** After which an app that may come back by itself has to be allowed anew. */
export const GRANT_SECONDS = 365 * 24 * 60 * 60;

export const KEY_LIFE_MS = 90 * 24 * 60 * 60_000;
/** By then every server publishes a new key: only then is it signed with. */
export const KEY_SETTLED_MS = 60 * 60_000;
export const MOST_KEYS = 3;
