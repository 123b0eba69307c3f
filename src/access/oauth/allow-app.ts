import { Fault, type Caller } from '../../base/index.ts';
import { insertAct, transaction } from '../../store/index.ts';
import { actOf } from '../act-of.ts';
import { LAUNCH_LIFE_MS, isFor, type App } from '../apps/model.ts';
import { selectApp, selectApps } from '../apps/sql.ts';
import { hashSecret, newSecret, withAccount, type Keeper } from '../keeper.ts';
import { isContextScope } from '../scopes.ts';
import { GRANT_SECONDS, type Consent, type Launch } from './model.ts';
import {
  consumeLaunch,
  deleteConsent,
  insertGrant,
  insertLaunch,
  selectConsent,
  selectConsents,
  selectLaunch,
  selectSessionOf,
  upsertConsent,
} from './sql.ts';

/** What somebody who is signed in allows an app. */
export type Allowance = {
  /** The session's secret, as the browser sent it. */
  cookie: string;
  app: string;
  patient?: string;
  encounter?: string;
  scopes: string[];
  /** What they were asked, of which `scopes` is what they left in. */
  asked: string[];
  /** The launch that the app was opened by, to be used up. */
  launch?: string;
};

/** Of staff an app is allowed for whatever they open it on, of patients for one record. */
function consentKey(caller: Caller, patient: string | undefined): string {
  return caller.role === 'patient' ? (patient ?? '') : '';
}

function refuseApps(caller: Caller): void {
  if (caller.kind !== 'account') throw new Fault('forbidden', 'forbidden', 'Sign in: an app cannot do this.');
}

/**
 * Notes what was allowed, and begins the grant that the app's tokens will be given on. Without offline_access it ends with the session.
 * Faults: `conflict` where the launch is used up or another's, `unauthenticated` where the session is over, `forbidden`.
 */
export async function allowApp(
  keeper: Keeper,
  caller: Caller,
  given: Allowance,
): Promise<{ grant: string; signedIn: number }> {
  refuseApps(caller);
  const now = keeper.clock.now();
  const at = new Date(now);
  const id = newSecret();
  // What belongs to this one request does not go along.
  const { requestId: _request, address: _address, purpose: _purpose, scopes: _scopes, ...person } = caller;
  return withAccount(keeper, caller.id, async (tx) => {
    const found = await selectApp(tx, given.app);
    if (!found || found.app.disabled || !isFor(found.app, caller.role)) throw notForYou();
    const session = await selectSessionOf(tx, hashSecret(given.cookie), caller.id);
    if (!session) throw new Fault('unauthenticated', 'expired', 'You have been signed out: sign in again.');
    if (given.launch !== undefined) {
      const launch = await consumeLaunch(tx, hashSecret(given.launch), { app: given.app, account: caller.id }, at);
      if (!launch) throw new Fault('conflict', 'conflict', 'This opening of the app is used up. Open the app again.');
    }
    const isOffline = given.scopes.includes('offline_access');
    await insertGrant(tx, {
      id,
      app: given.app,
      account: caller.id,
      session: isOffline ? null : session.id,
      ...(given.patient ? { patient: given.patient } : {}),
      ...(given.encounter ? { encounter: given.encounter } : {}),
      scopes: given.scopes,
      caller: { ...person, kind: 'token', client: given.app, ...(given.patient ? { patient: given.patient } : {}) },
      created: at.toISOString(),
      expires: new Date(now + GRANT_SECONDS * 1000).toISOString(),
    });
    const patient = consentKey(caller, given.patient);
    await upsertConsent(tx, {
      app: given.app,
      account: caller.id,
      patient,
      scopes: given.scopes,
      asked: given.asked,
      at,
    });
    const detail = given.scopes.join(' ');
    await insertAct(tx, actOf(keeper, caller, { action: 'app-allow', id: given.app, patient: given.patient, detail }));
    return { grant: id, signedIn: Math.floor(session.created.getTime() / 1000) };
  });
}

function notForYou(): Fault {
  return new Fault('forbidden', 'forbidden', 'This app is not open to you.');
}

/**
 * What of the asked scopes this person left in when they were last asked for all of them, or null where they have to be asked.
 */
export async function rememberedScopes(
  keeper: Keeper,
  caller: Caller,
  app: string,
  patient: string | undefined,
  asked: readonly string[],
): Promise<string[] | null> {
  const kept = await selectConsent(keeper.store.pool, app, caller.id, consentKey(caller, patient));
  if (!kept || !asked.every((scope) => kept.asked.includes(scope))) return null;
  const scopes = asked.filter((scope) => kept.scopes.includes(scope));
  return scopes.some((scope) => !isContextScope(scope) || scope === 'openid') ? scopes : null;
}

/** What this person allowed apps, the latest used first. */
export async function listConsents(keeper: Keeper, caller: Caller): Promise<Consent[]> {
  refuseApps(caller);
  return selectConsents(keeper.store.pool, caller.id);
}

/** Takes back what an app was allowed; its tokens end at once. False where nothing was allowed. */
export async function endConsent(
  keeper: Keeper,
  caller: Caller,
  app: string,
  patient: string | undefined,
): Promise<boolean> {
  refuseApps(caller);
  return transaction(keeper.store, {}, async (tx) => {
    const isEnded = await deleteConsent(tx, app, caller.id, patient ?? '');
    if (isEnded) await insertAct(tx, actOf(keeper, caller, { action: 'app-end', id: app, patient }));
    return isEnded;
  });
}

/** The apps that this person may open from a chart. */
export async function launchableApps(keeper: Keeper, caller: Caller): Promise<Pick<App, 'id' | 'name'>[]> {
  if (caller.kind !== 'account') return [];
  const apps = await selectApps(keeper.store.pool);
  return apps
    .filter((app) => app.launchUri !== undefined && !app.disabled && isFor(app, caller.role))
    .map(({ id, name }) => ({ id, name }));
}

/**
 * Opens an app on a record: a secret that the app hands back, good once within five minutes for this app and person (SMART 2.2, 2.0.7).
 * That the caller may open the record is for whoever calls this to know. Faults: `not-found`, `forbidden`.
 */
export async function launchApp(
  keeper: Keeper,
  caller: Caller,
  given: { app: string; patient?: string; encounter?: string },
): Promise<{ launchUri: string; launch: string }> {
  refuseApps(caller);
  const launch = newSecret();
  const expires = new Date(keeper.clock.now() + LAUNCH_LIFE_MS);
  return transaction(keeper.store, {}, async (tx) => {
    const found = await selectApp(tx, given.app);
    if (!found?.app.launchUri) throw new Fault('not-found', 'not-found', 'There is no such app to open.');
    if (found.app.disabled || !isFor(found.app, caller.role)) throw notForYou();
    await insertLaunch(tx, { ...given, account: caller.id, secretHash: hashSecret(launch), expires });
    await insertAct(tx, actOf(keeper, caller, { action: 'app-launch', id: given.app, patient: given.patient }));
    return { launchUri: found.app.launchUri, launch };
  });
}

/** Where an app was opened from, as long as that is not used up and is the app's; it stays as it is. */
export async function findLaunch(keeper: Keeper, launch: string, app: string): Promise<Launch | null> {
  const found = await selectLaunch(keeper.store.pool, hashSecret(launch), new Date(keeper.clock.now()));
  return found?.app === app ? found : null;
}
