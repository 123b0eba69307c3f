import type { Caller } from '../base/index.ts';
import { changeApp, disableApp, listApps, registerApp, renewSecret, type RegisteredApp } from './apps/register-app.ts';
import type { App, NewApp } from './apps/model.ts';
import { selectApp } from './apps/sql.ts';
import {
  allowApp,
  endConsent,
  findLaunch,
  launchApp,
  launchableApps,
  listConsents,
  rememberedScopes,
  type Allowance,
} from './oauth/allow-app.ts';
import {
  dropArtifact,
  dropToken,
  endGrant,
  findArtifact,
  findGrant,
  findToken,
  keepArtifact,
  keepOnce,
  keepToken,
  useArtifact,
} from './oauth/artifacts.ts';
import type { Consent, Grant, Launch, Payload } from './oauth/model.ts';
import { deleteGrantsOf, selectSessionOf } from './oauth/sql.ts';
import { signingKeys, type SigningKey } from './oauth/signing-keys.ts';
import { transaction } from '../store/index.ts';
import { hashSecret, type Keeper } from './keeper.ts';

/** Apps: who may ask, what people allowed them, and where they are opened from. */
export type Apps = {
  register(caller: Caller, app: NewApp): Promise<RegisteredApp>;
  change(caller: Caller, id: string, app: NewApp): Promise<RegisteredApp>;
  renewSecret(caller: Caller, id: string): Promise<RegisteredApp>;
  disable(caller: Caller, id: string, isDisabled: boolean): Promise<App>;
  list(caller: Caller): Promise<(App & { lastUsed?: string })[]>;
  find(id: string): Promise<{ app: App; secretHash: Buffer | null } | null>;
  launchable(caller: Caller): Promise<Pick<App, 'id' | 'name'>[]>;
  launch(
    caller: Caller,
    given: { app: string; patient?: string; encounter?: string },
  ): Promise<{ launchUri: string; launch: string }>;
  findLaunch(launch: string, app: string): Promise<Launch | null>;
  /** When the session of a cookie began, in ms; null where it is over or another's. */
  signedInAt(cookie: string, account: string): Promise<number | null>;
  allow(caller: Caller, given: Allowance): Promise<{ grant: string; signedIn: number }>;
  remembered(
    caller: Caller,
    app: string,
    patient: string | undefined,
    asked: readonly string[],
  ): Promise<string[] | null>;
  consents(caller: Caller): Promise<Consent[]>;
  endConsent(caller: Caller, app: string, patient: string | undefined): Promise<boolean>;
  /** Ends all that apps hold in the name of an account. */
  endAllOf(account: string): Promise<void>;
};

/** What the flows of OAuth 2.0 keep, under secrets of which only hashes are kept. Times in seconds. */
export type FlowStore = {
  keep(kind: string, secret: string, payload: Payload, seconds: number): Promise<void>;
  keepOnce(kind: string, secret: string, payload: Payload, seconds: number): Promise<boolean>;
  find(kind: string, secret: string): Promise<Payload | null>;
  /** False, with the grant ended, for whoever comes second. */
  use(kind: string, secret: string, grantId: string): Promise<boolean>;
  drop(kind: string, secret: string): Promise<void>;
  keepToken(secret: string, payload: Payload, seconds: number): Promise<void>;
  findToken(secret: string): Promise<Payload | null>;
  dropToken(secret: string): Promise<void>;
  grant(id: string): Promise<Grant | null>;
  endGrant(id: string, why: string): Promise<void>;
  signingKeys(): Promise<SigningKey[]>;
};

export function openApps(keeper: Keeper): Apps {
  return {
    register: (caller, app) => registerApp(keeper, caller, app),
    change: (caller, id, app) => changeApp(keeper, caller, id, app),
    renewSecret: (caller, id) => renewSecret(keeper, caller, id),
    disable: (caller, id, isDisabled) => disableApp(keeper, caller, id, isDisabled),
    list: (caller) => listApps(keeper, caller),
    find: (id) => selectApp(keeper.store.pool, id),
    launchable: (caller) => launchableApps(keeper, caller),
    launch: (caller, given) => launchApp(keeper, caller, given),
    findLaunch: (launch, app) => findLaunch(keeper, launch, app),
    signedInAt: async (cookie, account) =>
      (await selectSessionOf(keeper.store.pool, hashSecret(cookie), account))?.created.getTime() ?? null,
    allow: (caller, given) => allowApp(keeper, caller, given),
    remembered: (caller, app, patient, asked) => rememberedScopes(keeper, caller, app, patient, asked),
    consents: (caller) => listConsents(keeper, caller),
    endConsent: (caller, app, patient) => endConsent(keeper, caller, app, patient),
    endAllOf: (account) => transaction(keeper.store, {}, (tx) => deleteGrantsOf(tx, account)),
  };
}

export function openFlowStore(keeper: Keeper): FlowStore {
  return {
    keep: (kind, secret, payload, seconds) => keepArtifact(keeper, kind, secret, payload, seconds),
    keepOnce: (kind, secret, payload, seconds) => keepOnce(keeper, kind, secret, payload, seconds),
    find: (kind, secret) => findArtifact(keeper, kind, secret),
    use: (kind, secret, grantId) => useArtifact(keeper, kind, secret, grantId),
    drop: (kind, secret) => dropArtifact(keeper, kind, secret),
    keepToken: (secret, payload, seconds) => keepToken(keeper, secret, payload, seconds),
    findToken: (secret) => findToken(keeper, secret),
    dropToken: (secret) => dropToken(keeper, secret),
    grant: (id) => findGrant(keeper, id),
    endGrant: (id, why) => endGrant(keeper, id, why),
    signingKeys: () => signingKeys(keeper),
  };
}
