import type { Role } from '../../base/index.ts';

/**
 * How an app proves that it is itself (SMART 2.2, 4): not at all, by a secret, by a key; or, for a service that asks for itself without
 * anybody signed in, by a key.
 */
export const APP_KINDS = ['public', 'confidential-symmetric', 'confidential-asymmetric', 'service'] as const;
export type AppKind = (typeof APP_KINDS)[number];

/** Who may open it. */
export const APP_USERS = ['staff', 'patients', 'everyone'] as const;
export type AppUsers = (typeof APP_USERS)[number];

/** A set of public keys (RFC 7517). */
export type PublicKeys = { keys: Record<string, unknown>[] };

export type NewApp = {
  name: string;
  kind: AppKind;
  users: AppUsers;
  /** Exact; https, or http on a loopback address. */
  redirectUris: string[];
  /** Where it is opened at from a chart. */
  launchUri?: string;
  /** What it may ask for at most. */
  scopes: string[];
  jwks?: PublicKeys;
  jwksUri?: string;
  /** Of a service alone. */
  role?: Role;
  /** Whether it may ask about tokens that other apps have, as a resource server does (RFC 7662). */
  introspects: boolean;
};

/** A registered app. `id` is its client_id. Never holds its secret. */
export type App = NewApp & { id: string; created: string; disabled?: string };

export const LAUNCH_LIFE_MS = 5 * 60_000;

/** True where somebody with this role may open the app. */
export function isFor(app: Pick<App, 'users'>, role: Role): boolean {
  return app.users === 'everyone' || (app.users === 'patients') === (role === 'patient');
}
