import { Fault } from '../base/index.ts';
import { transaction, type Tx } from '../store/index.ts';
import { selectAssignments, selectHolder, selectPassword } from './accounts/sql.ts';
import { agentAtTheDoor, auditAct } from './audit-account.ts';
import { checkPasskey, keepUse, type RelyingParty } from './factors/passkeys.ts';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { hashSecret, newSecret, withAccount, type Keeper } from './keeper.ts';
import { STEP_LIFE_MS, foldUsername, type Amr, type Holder, type Origin } from './model.ts';
import { decoyHash, hashPassword, isOutdated, verifyPassword } from './password.ts';
import { beginSession, sweep, type SignedIn } from './sessions.ts';
import { insertStep, renewPasswordHash, selectCredentials, selectStanding } from './sql.ts';
import { nextStep, type FactorWay, type Standing, type Step } from './steps.ts';
import { countAttempt, forgive } from './throttle.ts';

/** A sign-in that is not done: what is to be shown next. `secret` opens that step, and nothing else. */
export type NextStep = { kind: 'step'; step: Step; holder: Holder; secret: string; expires: number };

const LONGEST_INPUT = 256;

/** The standing of an account; faults where nobody may sign in to it any more. */
export async function standingOf(keeper: Keeper, tx: Tx, account: string, amr: readonly Amr[]): Promise<Standing> {
  const now = new Date(keeper.clock.now());
  const row = await selectStanding(tx, account, now);
  if (!row) throw disabled();
  const assignments = await selectAssignments(tx, account, now);
  if (assignments.length === 0) {
    throw new Fault('forbidden', 'forbidden', 'This account has no role just now: ask your administrator.', {
      reason: 'no-role',
    });
  }
  const ways: FactorWay[] = [
    ...(row.totp ? (['totp'] as const) : []),
    ...(row.passkey ? (['passkey'] as const) : []),
    ...(row.recovery && (row.totp || row.passkey) ? (['recovery-code'] as const) : []),
  ];
  return { amr, ways, demanded: row.demanded, mustChange: row.mustChange, assignments };
}

function disabled(): Fault {
  return new Fault('forbidden', 'forbidden', 'This account is disabled: ask your administrator.', {
    reason: 'account-disabled',
  });
}

function wrongPassword(): Fault {
  return new Fault('unauthenticated', 'login', 'The username or the password is wrong.');
}

/** After the first thing was shown: a session, or the first step towards one. */
async function enter(
  keeper: Keeper,
  tx: Tx,
  holder: Holder,
  shown: { amr: readonly Amr[]; origin: Origin },
): Promise<SignedIn | NextStep> {
  const standing = await standingOf(keeper, tx, holder.id, shown.amr);
  const step = nextStep(standing);
  if (!step) return beginSession(keeper, tx, holder, standing.assignments[0]!, shown);
  const now = keeper.clock.now();
  const secret = newSecret();
  const expires = now + STEP_LIFE_MS;
  await insertStep(tx, {
    secretHash: hashSecret(secret),
    account: holder.id,
    address: shown.origin.address,
    device: shown.origin.device ?? '',
    amr: [...shown.amr],
    created: new Date(now),
    expires,
  });
  return { kind: 'step', step, holder, secret, expires };
}

/** Notes a sign-in that failed: whose it was to be where that is known, and nothing of what was typed. */
export async function auditFailure(
  keeper: Keeper,
  holder: Holder | null,
  origin: Origin,
  detail: string,
): Promise<void> {
  keeper.log.info(
    { event: 'sign-in failed', ...(origin.requestId ? { requestId: origin.requestId } : {}) },
    'sign-in failed',
  );
  await transaction(keeper.store, {}, (tx) =>
    auditAct(keeper, tx, agentAtTheDoor(holder, origin), {
      action: 'sign-in',
      ...(holder ? { account: holder.id } : {}),
      outcome: 'refused',
      detail,
    }),
  );
}

/**
 * Signs in by password: a session, or the next step where the account has or must have more to show. An unknown username costs the same
 * work and is told the same as a wrong password. Faults: `unauthenticated`; `throttled` after failures in a row, by username or by
 * address; `forbidden` for an account that is disabled or has no role, once the password was right.
 */
export async function signIn(
  keeper: Keeper,
  given: { username: string; password: string } & Origin,
): Promise<SignedIn | NextStep> {
  const { store, clock, hashCost } = keeper;
  const { username: typed, password, ...origin } = given;
  const username = foldUsername(typed.slice(0, LONGEST_INPUT));
  const attempt = { username, address: origin.address };
  await countAttempt(store, attempt, clock.now());
  const found = await selectCredentials(store.pool, username);
  const stored = found?.passwordHash ?? decoyHash(hashCost);
  const isRight = await verifyPassword(password.slice(0, LONGEST_INPUT + 1), stored);
  if (!found || !isRight) {
    await auditFailure(keeper, found?.holder ?? null, origin, 'wrong password');
    throw wrongPassword();
  }
  await forgive(store, attempt);
  try {
    if (found.holder.disabled) throw disabled();
    if (found.oneTimeUntil !== null && found.oneTimeUntil <= clock.now()) {
      throw new Fault('forbidden', 'expired', 'This one-time password is over: ask your administrator for another.', {
        reason: 'one-time-over',
      });
    }
    const renewed = isOutdated(stored, hashCost) ? await hashPassword(password, hashCost) : null;
    const answer = await withAccount(keeper, found.holder.id, async (tx) => {
      if ((await selectPassword(tx, found.holder.id))?.passwordHash !== stored) throw wrongPassword();
      if (renewed) await renewPasswordHash(tx, found.holder.id, stored, renewed);
      return enter(keeper, tx, found.holder, { amr: ['pwd'], origin });
    });
    await sweep(keeper);
    return answer;
  } catch (error) {
    if (error instanceof Fault && error.kind === 'forbidden') {
      await auditFailure(keeper, found.holder, origin, error.reason ?? 'refused');
    }
    throw error;
  }
}

/**
 * Signs in by a passkey alone, found by the browser without a user name; whoever shows it was verified by their device. Faults:
 * `unauthenticated`, `throttled`, `forbidden` as by password.
 */
export async function signInByPasskey(
  keeper: Keeper,
  response: AuthenticationResponseJSON,
  party: RelyingParty,
  origin: Origin,
): Promise<SignedIn | NextStep> {
  const { store, clock } = keeper;
  const attempt = { address: origin.address };
  await countAttempt(store, attempt, clock.now());
  try {
    const shown = await checkPasskey(keeper, null, response, party);
    const answer = await withAccount(keeper, shown.row.account, async (tx) => {
      await keepUse(keeper, tx, shown);
      const holder = await selectHolder(tx, shown.row.account);
      if (!holder || holder.disabled) throw disabled();
      return enter(keeper, tx, holder, { amr: ['pop'], origin });
    });
    await forgive(store, attempt);
    await sweep(keeper);
    return answer;
  } catch (error) {
    if (error instanceof Fault && (error.kind === 'unauthenticated' || error.kind === 'forbidden')) {
      await auditFailure(keeper, null, origin, error.reason ?? 'refused');
    }
    throw error;
  }
}
