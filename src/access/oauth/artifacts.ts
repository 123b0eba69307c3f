import { Fault, uuidv7, type Caller } from '../../base/index.ts';
import { insertAct, transaction } from '../../store/index.ts';
import { actOf } from '../act-of.ts';
import { selectApp } from '../apps/sql.ts';
import { hashSecret, type Keeper } from '../keeper.ts';
import { SESSION_IDLE_MS } from '../model.ts';
import type { Grant, Payload } from './model.ts';
import {
  consumeArtifact,
  deleteAppToken,
  deleteArtifact,
  deleteExpiredOfApps,
  deleteGrant,
  insertAppToken,
  insertArtifact,
  selectAppToken,
  selectArtifact,
  selectGrant,
  touchConsent,
  upsertArtifact,
} from './sql.ts';

const SWEEP_EVERY_MS = 10 * 60_000;

function withoutSecret({ jti: _jti, ...payload }: Payload): Payload {
  return payload;
}

function expiry(keeper: Keeper, seconds: number): Date {
  return new Date(keeper.clock.now() + seconds * 1000);
}

/**
 * Keeps what a flow has under way under a secret, of which only a hash is kept. Faults: `forbidden` where the grant that it is of has
 * ended meanwhile.
 */
export async function keepArtifact(
  keeper: Keeper,
  kind: string,
  secret: string,
  payload: Payload,
  seconds: number,
): Promise<void> {
  const isKept = await transaction(keeper.store, {}, (tx) =>
    upsertArtifact(tx, {
      kind,
      idHash: hashSecret(secret),
      payload: withoutSecret(payload),
      expires: expiry(keeper, seconds),
    }),
  );
  if (!isKept) throw ended();
}

/** Keeps it where it is the first of its kind and secret; false where it is not, however many come at once. */
export async function keepOnce(
  keeper: Keeper,
  kind: string,
  secret: string,
  payload: Payload,
  seconds: number,
): Promise<boolean> {
  return transaction(keeper.store, {}, (tx) =>
    insertArtifact(tx, {
      kind,
      idHash: hashSecret(secret),
      payload: withoutSecret(payload),
      expires: expiry(keeper, seconds),
    }),
  );
}

/** What is kept under a secret, with the secret back in its place; null where it expired, ended, or never was. */
export async function findArtifact(keeper: Keeper, kind: string, secret: string): Promise<Payload | null> {
  const found = await selectArtifact(keeper.store.pool, kind, hashSecret(secret), new Date(keeper.clock.now()));
  return found && { ...found, jti: secret };
}

/**
 * Uses up a code or a refresh token. Of those who come at once one has it; whoever comes after holds something that was copied, so that the
 * whole grant ends (RFC 9700, 4.14.2), and with it what the first was given. False for all but the first.
 */
export async function useArtifact(keeper: Keeper, kind: string, secret: string, grantId: string): Promise<boolean> {
  const now = new Date(keeper.clock.now());
  const isFirst = await transaction(keeper.store, {}, (tx) => consumeArtifact(tx, kind, hashSecret(secret), now));
  if (!isFirst) await endGrant(keeper, grantId, `${kind} used twice`);
  return isFirst;
}

export async function dropArtifact(keeper: Keeper, kind: string, secret: string): Promise<void> {
  await transaction(keeper.store, {}, (tx) => deleteArtifact(tx, kind, hashSecret(secret)));
}

/** The grant that lasts, or null: ended, expired, its app disabled, or the session over that it was tied to. */
export async function findGrant(keeper: Keeper, id: string): Promise<Grant | null> {
  const now = keeper.clock.now();
  return selectGrant(keeper.store.pool, id, new Date(now), new Date(now - SESSION_IDLE_MS));
}

/** Ends a grant with its codes and tokens, at once. */
export async function endGrant(keeper: Keeper, id: string, why: string): Promise<void> {
  const now = keeper.clock.now();
  await transaction(keeper.store, {}, async (tx) => {
    const grant = await selectGrant(tx, id, new Date(now), new Date(now - SESSION_IDLE_MS));
    const isGone = await deleteGrant(tx, id);
    if (!isGone || !grant) return;
    await insertAct(
      tx,
      actOf(keeper, grant.caller, { action: 'app-revoke', id: grant.app, patient: grant.patient, detail: why }),
    );
  });
}

/**
 * Gives out an access token: of a grant in the name of whoever allowed it, of a service in its own with the role it was registered for.
 * Faults: `forbidden` where the grant has ended or the app was disabled meanwhile.
 */
export async function keepToken(keeper: Keeper, secret: string, payload: Payload, seconds: number): Promise<void> {
  const caller = await callerOfToken(keeper, payload);
  const now = keeper.clock.now();
  const grantId = payload.grantId ?? null;
  const app = String(payload.clientId);
  await transaction(keeper.store, {}, async (tx) => {
    const isGiven = await insertAppToken(tx, {
      secretHash: hashSecret(secret),
      id: uuidv7(0, now),
      role: caller.role,
      app,
      grantId,
      caller,
      payload: withoutSecret(payload),
      created: new Date(now),
      expires: expiry(keeper, seconds),
    });
    if (!isGiven) throw ended();
    if (grantId) await touchConsent(tx, grantId, new Date(now));
    const about = { action: 'app-token', id: app, patient: caller.patient, detail: payload.scope };
    await insertAct(tx, actOf(keeper, caller, about));
  });
  await sweep(keeper, now);
}

function ended(): Fault {
  return new Fault('forbidden', 'expired', 'What this token would be for has ended.');
}

async function callerOfToken(keeper: Keeper, payload: Payload): Promise<Caller> {
  const scopes = (payload.scope ?? '').split(' ').filter(Boolean);
  if (payload.grantId) {
    const grant = await findGrant(keeper, payload.grantId);
    if (!grant) throw ended();
    return { ...grant.caller, scopes };
  }
  const found = await selectApp(keeper.store.pool, String(payload.clientId));
  if (!found?.app.role || found.app.kind !== 'service') throw ended();
  const { id, name, role } = found.app;
  return { kind: 'token', id, name, role, client: id, scopes };
}

export async function findToken(keeper: Keeper, secret: string): Promise<Payload | null> {
  const found = await selectAppToken(keeper.store.pool, hashSecret(secret), new Date(keeper.clock.now()));
  return found && { ...found, jti: secret };
}

export async function dropToken(keeper: Keeper, secret: string): Promise<void> {
  await transaction(keeper.store, {}, (tx) => deleteAppToken(tx, hashSecret(secret)));
}

const swept = new WeakMap<Keeper, number>();

/** Housekeeping rides on what is given out; it must not fail one, though. */
async function sweep(keeper: Keeper, now: number): Promise<void> {
  if (now - (swept.get(keeper) ?? 0) < SWEEP_EVERY_MS) return;
  swept.set(keeper, now);
  try {
    await transaction(keeper.store, {}, (tx) => deleteExpiredOfApps(tx, new Date(now)));
  } catch (error) {
    keeper.log.warn({ reason: (error as Error).message }, 'what apps no longer need could not be swept');
  }
}
