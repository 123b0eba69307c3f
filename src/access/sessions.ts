import { Fault, uuidv7, type Caller } from '../base/index.ts';
import { transaction, type Tx } from '../store/index.ts';
import { agentAtTheDoor, auditAct } from './audit-account.ts';
import { hashSecret, newSecret, withAccount, type Keeper } from './keeper.ts';
import {
  SESSION_IDLE_MS,
  SESSION_LIFE_MS,
  THROTTLE,
  accountIn,
  type Account,
  type Amr,
  type Assignment,
  type Holder,
  type Origin,
  type Session,
} from './model.ts';
import {
  deleteExpired,
  deleteSession,
  deleteSessionById,
  deleteSessions,
  insertSession,
  selectSession,
  selectSessions,
  touchSession,
  type OpenSession,
} from './sql.ts';

/** `secret` goes into the cookie and nowhere else. */
export type SignedIn = { kind: 'signed-in'; account: Account; secret: string; expires: number };

/** A session is marked as seen at most this often, so that a read of the record is not also a write. */
const SEEN_EVERY_MS = 60_000;
const LONGEST_SECRET = 256;
const LONGEST_DEVICE = 100;

/** The caller that an account speaks as. */
export function callerOf(account: Account): Caller {
  return {
    kind: 'account',
    id: account.id,
    name: account.name,
    role: account.role,
    ...(account.practitioner && account.role !== 'patient' ? { practitioner: account.practitioner } : {}),
    ...(account.patient ? { patient: account.patient } : {}),
    ...(account.proxy ? { proxy: account.proxy } : {}),
    ...(account.practitionerRole ? { practitionerRole: account.practitionerRole } : {}),
    ...(account.site ? { site: account.site } : {}),
  };
}

/** Begins a session for an account in one of its assignments, in the transaction of the last thing that was shown. */
export async function beginSession(
  keeper: Keeper,
  tx: Tx,
  holder: Holder,
  assignment: Assignment,
  shown: { amr: readonly Amr[]; origin: Origin },
): Promise<SignedIn> {
  const now = keeper.clock.now();
  const at = new Date(now).toISOString();
  const secret = newSecret();
  const expires = now + SESSION_LIFE_MS;
  const { address, device = '' } = shown.origin;
  await insertSession(tx, {
    id: uuidv7(0, now),
    account: holder.id,
    assignment: assignment.id,
    address,
    device: device.slice(0, LONGEST_DEVICE),
    amr: shown.amr,
    created: at,
    lastSeen: at,
    expires: new Date(expires).toISOString(),
    secretHash: hashSecret(secret),
  });
  const account = accountIn(holder, assignment);
  await auditAct(keeper, tx, agentAtTheDoor(account, shown.origin), {
    action: 'sign-in',
    account: holder.id,
    detail: `by ${shown.amr.join(', ')}`,
  });
  return { kind: 'signed-in', account, secret, expires };
}

/** Housekeeping rides on sign-ins: rare enough, and it needs no timer. It must not fail one, though. */
export async function sweep(keeper: Keeper): Promise<void> {
  const now = keeper.clock.now();
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
 * The session behind a cookie, or null where it ended: signed out, idle for an hour, twelve hours old, its account disabled or its
 * assignment over. To `peek` does not keep it alive: a screen that stays open is not a person who is there.
 */
export async function openSessionOf(keeper: Keeper, secret: string, peek: boolean): Promise<OpenSession | null> {
  if (secret.length > LONGEST_SECRET) return null;
  const now = keeper.clock.now();
  const secretHash = hashSecret(secret);
  const session = await selectSession(keeper.store.lines, secretHash, new Date(now), new Date(now - SESSION_IDLE_MS));
  if (!session) return null;
  if (!peek && now - session.lastSeen > SEEN_EVERY_MS) {
    await transaction(keeper.store, {}, (tx) => touchSession(tx, secretHash, new Date(now)));
  }
  return session;
}

/** Ends the cookie's session; nothing happens where there is none. */
export async function signOut(keeper: Keeper, secret: string, origin: Origin): Promise<void> {
  await transaction(keeper.store, {}, async (tx) => {
    const holder = await deleteSession(tx, hashSecret(secret));
    if (holder) await auditAct(keeper, tx, agentAtTheDoor(holder, origin), { action: 'sign-out', account: holder.id });
  });
}

/** The sessions of an account that last, newest first. */
export async function listSessions(keeper: Keeper, account: string): Promise<Session[]> {
  const now = keeper.clock.now();
  return selectSessions(keeper.store.pool, account, new Date(now), new Date(now - SESSION_IDLE_MS));
}

/** Ends one session of an account by the id it is listed under. Faults: `not-found`. */
export async function endSession(keeper: Keeper, caller: Caller, account: string, id: string): Promise<void> {
  await transaction(keeper.store, {}, async (tx) => {
    if (!(await deleteSessionById(tx, account, id))) {
      throw new Fault('not-found', 'not-found', 'This session is over already.', { reason: 'session-over' });
    }
    await auditAct(keeper, tx, caller, { action: 'end-session', account, detail: 'one' });
  });
}

/** Ends all sessions of an account but one, or all. How many there were. */
export async function endSessions(
  keeper: Keeper,
  caller: Caller,
  account: string,
  but: string | null,
): Promise<number> {
  return withAccount(keeper, account, async (tx) => {
    const ended = await deleteSessions(tx, account, but);
    await auditAct(keeper, tx, caller, { action: 'end-session', account, detail: `${ended} sessions` });
    return ended;
  });
}
