import { Fault, uuidv7, type Caller } from '../base/index.ts';
import { transaction } from '../store/index.ts';
import { hashSecret, newSecret, type Keeper } from './keeper.ts';
import { SESSION_IDLE_MS, SESSION_LIFE_MS, THROTTLE, foldUsername, type Account, type Session } from './model.ts';
import { decoyHash, hashPassword, isOutdated, verifyPassword } from './password.ts';
import {
  deleteExpired,
  deleteSession,
  deleteSessionById,
  insertSession,
  selectAccountByName,
  selectSession,
  selectSessions,
  setPasswordHash,
  touchSession,
} from './sql.ts';
import { countAttempt, forgive } from './throttle.ts';

/** `secret` goes into the cookie and nowhere else. */
export type SignedIn = { account: Account; secret: string; expires: number };

/** A session is marked as seen at most this often, so that a read of the record is not also a write. */
const SEEN_EVERY_MS = 60_000;
const LONGEST_INPUT = 256;

/** The caller that an account's session speaks for. */
export function callerOf(account: Account): Caller {
  return {
    kind: 'account',
    id: account.id,
    name: account.name,
    role: account.role,
    ...(account.practitioner ? { practitioner: account.practitioner } : {}),
    ...(account.patient ? { patient: account.patient } : {}),
    ...(account.site ? { site: account.site } : {}),
  };
}

/**
 * Signs in by password. An unknown username costs the same work and is told the same as a wrong password.
 * Faults: `unauthenticated`; `throttled` after failures in a row, by username or by address.
 */
export async function signIn(
  keeper: Keeper,
  given: { username: string; password: string; address: string },
): Promise<SignedIn> {
  const { store, clock, hashCost } = keeper;
  const username = foldUsername(given.username.slice(0, LONGEST_INPUT));
  const attempt = { username, address: given.address };
  await countAttempt(store, attempt, clock.now());
  const found = await selectAccountByName(store.pool, username);
  const stored = found?.passwordHash ?? decoyHash(hashCost);
  const isRight = await verifyPassword(given.password.slice(0, LONGEST_INPUT + 1), stored);
  if (!found || !isRight) {
    keeper.log.info({ event: 'sign-in failed' }, 'sign-in failed');
    throw new Fault('unauthenticated', 'login', 'The username or the password is wrong.');
  }
  await forgive(store, attempt);
  const renewed = isOutdated(stored, hashCost) ? await hashPassword(given.password, hashCost) : null;
  const now = clock.now();
  const secret = newSecret();
  const expires = now + SESSION_LIFE_MS;
  const at = new Date(now);
  await transaction(store, {}, async (tx) => {
    if (renewed) await setPasswordHash(tx, found.account.id, renewed);
    await insertSession(tx, {
      id: uuidv7(0, now),
      account: found.account.id,
      address: given.address,
      created: at.toISOString(),
      lastSeen: at.toISOString(),
      expires: new Date(expires).toISOString(),
      secretHash: hashSecret(secret),
    });
  });
  await sweep(keeper, now);
  return { account: found.account, secret, expires };
}

/** Housekeeping rides on sign-ins: rare enough, and it needs no timer. It must not fail one, though. */
async function sweep(keeper: Keeper, now: number): Promise<void> {
  const forgetBefore = new Date(now - Math.max(THROTTLE.username.forgetAfterMs, THROTTLE.address.forgetAfterMs));
  try {
    await transaction(keeper.store, {}, (tx) =>
      deleteExpired(tx, new Date(now), new Date(now - SESSION_IDLE_MS), forgetBefore),
    );
  } catch (error) {
    keeper.log.warn({ reason: (error as Error).message }, 'expired sessions could not be swept');
  }
}

/**
 * Who the cookie's session speaks for, or null where it ended: signed out, idle for an hour, or twelve hours old. To `peek` does
 * not keep it alive: a screen that stays open is not a person who is there.
 */
export async function sessionAccount(keeper: Keeper, secret: string, peek: boolean): Promise<Account | null> {
  if (secret.length > LONGEST_INPUT) return null;
  const now = keeper.clock.now();
  const secretHash = hashSecret(secret);
  const session = await selectSession(keeper.store.lines, secretHash, new Date(now), new Date(now - SESSION_IDLE_MS));
  if (!session) return null;
  if (!peek && now - session.lastSeen > SEEN_EVERY_MS) {
    await transaction(keeper.store, {}, (tx) => touchSession(tx, secretHash, new Date(now)));
  }
  return session.account;
}

/** Ends the cookie's session; nothing happens where there is none. */
export async function signOut(keeper: Keeper, secret: string): Promise<void> {
  await transaction(keeper.store, {}, (tx) => deleteSession(tx, hashSecret(secret)));
}

/** The sessions of an account that last, newest first. */
export async function listSessions(keeper: Keeper, account: string): Promise<Session[]> {
  const now = keeper.clock.now();
  return selectSessions(keeper.store.pool, account, new Date(now), new Date(now - SESSION_IDLE_MS));
}

/** Ends one session of an account by the id it is listed under. False when there is none. */
export async function endSession(keeper: Keeper, account: string, id: string): Promise<boolean> {
  return transaction(keeper.store, {}, (tx) => deleteSessionById(tx, account, id));
}
