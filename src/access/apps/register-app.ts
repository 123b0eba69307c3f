import { Fault, uuidv7, type Caller } from '../../base/index.ts';
import { insertAct, transaction, type Tx } from '../../store/index.ts';
import { hashSecret, newSecret, type Keeper } from '../keeper.ts';
import { actOf } from '../act-of.ts';
import { checkApp } from './check-app.ts';
import type { App, NewApp } from './model.ts';
import {
  deleteHeldByApp,
  insertApp,
  selectApp,
  selectApps,
  selectLastTokens,
  updateApp,
  updateDisabled,
  updateSecret,
} from './sql.ts';

/** Registering is an administrator's, who is signed in: no app registers apps. */
function refuseOthers(caller: Caller): void {
  const isAdministrator = caller.kind === 'account' && caller.role === 'administrator';
  if (!isAdministrator && caller.kind !== 'system') {
    throw new Fault('forbidden', 'forbidden', 'Apps are registered by an administrator.');
  }
}

function notThere(): Fault {
  return new Fault('not-found', 'not-found', 'There is no such app.');
}

/** An app that has just been registered; `secret` is shown this once. */
export type RegisteredApp = { app: App; secret?: string };

/** Registers an app. Faults: `forbidden`, `invalid` with the field's name as expression. */
export async function registerApp(keeper: Keeper, caller: Caller, given: NewApp): Promise<RegisteredApp> {
  refuseOthers(caller);
  const app = checkApp(given);
  const now = keeper.clock.now();
  const id = uuidv7(0, now);
  const secret = app.kind === 'confidential-symmetric' ? newSecret() : undefined;
  await transaction(keeper.store, {}, async (tx) => {
    await insertApp(tx, id, app, secret ? hashSecret(secret) : null, new Date(now));
    await insertAct(tx, actOf(keeper, caller, { action: 'app-register', id, detail: app.scopes.join(' ') }));
  });
  return { app: { ...app, id, created: new Date(now).toISOString() }, ...(secret ? { secret } : {}) };
}

/**
 * Changes what is registered. What the app holds ends where the change takes something from it, since it was given on other terms. An app
 * that has a secret from now on is given one. Faults: as of `registerApp`, and `not-found`.
 */
export async function changeApp(keeper: Keeper, caller: Caller, id: string, given: NewApp): Promise<RegisteredApp> {
  refuseOthers(caller);
  const next = checkApp(given);
  return transaction(keeper.store, {}, async (tx) => {
    const before = await selectApp(tx, id);
    if (!before) throw notThere();
    const app = await updateApp(tx, id, next);
    if (!app) throw notThere();
    if (isNarrower(next, before.app)) await deleteHeldByApp(tx, id);
    await insertAct(tx, actOf(keeper, caller, { action: 'app-change', id, detail: next.scopes.join(' ') }));
    const needsSecret = next.kind === 'confidential-symmetric' && before.secretHash === null;
    return { app, ...(needsSecret ? { secret: await giveSecret(tx, id) } : {}) };
  });
}

function isNarrower(next: NewApp, before: NewApp): boolean {
  const lost = (now: readonly string[], then: readonly string[]) => then.some((one) => !now.includes(one));
  return (
    next.kind !== before.kind ||
    next.role !== before.role ||
    next.users !== before.users ||
    lost(next.scopes, before.scopes) ||
    lost(next.redirectUris, before.redirectUris) ||
    JSON.stringify(next.jwks) !== JSON.stringify(before.jwks) ||
    next.jwksUri !== before.jwksUri
  );
}

async function giveSecret(tx: Tx, id: string): Promise<string> {
  const secret = newSecret();
  await updateSecret(tx, id, hashSecret(secret));
  return secret;
}

/** A new secret; the old one and what was given out on it end at once. Faults: `not-found`, `conflict` for an app without secrets. */
export async function renewSecret(keeper: Keeper, caller: Caller, id: string): Promise<RegisteredApp> {
  refuseOthers(caller);
  return transaction(keeper.store, {}, async (tx) => {
    const found = await selectApp(tx, id);
    if (!found) throw notThere();
    if (found.app.kind !== 'confidential-symmetric') {
      throw new Fault('conflict', 'conflict', 'This app proves itself without a secret.');
    }
    const secret = await giveSecret(tx, id);
    await deleteHeldByApp(tx, id);
    await insertAct(tx, actOf(keeper, caller, { action: 'app-secret', id }));
    return { app: found.app, secret };
  });
}

/** Shuts an app out, with all it holds, or lets it in again. Faults: `not-found`. */
export async function disableApp(keeper: Keeper, caller: Caller, id: string, isDisabled: boolean): Promise<App> {
  refuseOthers(caller);
  return transaction(keeper.store, {}, async (tx) => {
    const app = await updateDisabled(tx, id, isDisabled ? new Date(keeper.clock.now()) : null);
    if (!app) throw notThere();
    if (isDisabled) await deleteHeldByApp(tx, id);
    await insertAct(tx, actOf(keeper, caller, { action: isDisabled ? 'app-disable' : 'app-enable', id }));
    return app;
  });
}

/** All apps by name, each with when it was last given a token. Faults: `forbidden`. */
export async function listApps(keeper: Keeper, caller: Caller): Promise<(App & { lastUsed?: string })[]> {
  refuseOthers(caller);
  const [apps, last] = await Promise.all([selectApps(keeper.store.pool), selectLastTokens(keeper.store.pool)]);
  return apps.map((app) => {
    const lastUsed = last.get(app.id)?.toISOString();
    return { ...app, ...(lastUsed ? { lastUsed } : {}) };
  });
}
