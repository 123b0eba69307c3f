import { randomBytes } from 'node:crypto';
import { Fault } from '../../base/index.ts';
import { transaction, type Tx } from '../../store/index.ts';
import type { Keeper } from '../keeper.ts';
import type { Holder } from '../model.ts';
import { giveRecoveryCodes, hashRecoveryCode } from './recovery-codes.ts';
import { openSecret, sealSecret } from './seal-secret.ts';
import {
  confirmTotp,
  countRecoveryCodes,
  proposeTotp as keepProposed,
  selectTotp,
  takeRecoveryCode,
  takeTotpStep,
} from './sql.ts';
import { TOTP_SECRET_BYTES, foldCode, otpauthUri, stepOf, toBase32 } from './totp.ts';

/** What somebody's authenticator app is told, once: the address for the picture, and the secret to be typed. */
export type ProposedTotp = { secret: string; uri: string };

/** The answer to any code that does not hold. */
export function wrongCode(): Fault {
  return new Fault('unauthenticated', 'login', 'This code does not hold: take the one that is shown now.', {
    expression: 'code',
    reason: 'wrong-code',
  });
}

function usedCode(): Fault {
  return new Fault('unauthenticated', 'login', 'This code was used already: wait for the next.', {
    expression: 'code',
    reason: 'used-code',
  });
}

/** Makes a secret for an authenticator app. It counts once a code of it was shown; what the account has until then stays. */
export async function proposeTotp(keeper: Keeper, holder: Holder): Promise<ProposedTotp> {
  const secret = randomBytes(TOTP_SECRET_BYTES);
  const sealed = sealSecret((await keeper.settings()).factorKey, holder.id, secret);
  await transaction(keeper.store, {}, (tx) => keepProposed(tx, holder.id, sealed));
  return { secret: toBase32(secret), uri: otpauthUri(secret, holder.username) };
}

/**
 * The proposed app is the account's from now on, as a code of it shows. Gives recovery codes where the account has none, and null where
 * it has. Faults: `unauthenticated` for a wrong code, `conflict` where nothing was proposed.
 */
export async function acceptTotp(keeper: Keeper, tx: Tx, account: string, typed: string): Promise<string[] | null> {
  const code = foldCode(typed);
  const row = await selectTotp(tx, account);
  if (!row?.proposed) {
    throw new Fault('conflict', 'conflict', 'No authenticator app is being added: begin again.', {
      reason: 'begin-again',
    });
  }
  const now = keeper.clock.now();
  const step = code && stepOf(openSecret((await keeper.settings()).factorKey, account, row.proposed), code, now);
  if (step === null) throw wrongCode();
  await confirmTotp(tx, account, Number(step), new Date(now));
  return codesIfNone(tx, account);
}

/** The first codes of an account that gets its first second factor; null where it has some. */
export async function codesIfNone(tx: Tx, account: string): Promise<string[] | null> {
  const { left } = await countRecoveryCodes(tx, account);
  return left > 0 ? null : giveRecoveryCodes(tx, account);
}

/** Takes a code of the account's app; each is good once, and none that is older than the last. Faults: `unauthenticated`. */
export async function takeTotp(keeper: Keeper, tx: Tx, account: string, typed: string): Promise<void> {
  const code = foldCode(typed);
  const row = await selectTotp(tx, account);
  if (!row?.secret || !code) throw wrongCode();
  const step = stepOf(openSecret((await keeper.settings()).factorKey, account, row.secret), code, keeper.clock.now());
  if (step === null) throw wrongCode();
  if (!(await takeTotpStep(tx, account, step))) throw usedCode();
}

/** Takes a recovery code of the account; each is good once. Faults: `unauthenticated`. */
export async function takeRecovery(keeper: Keeper, tx: Tx, account: string, typed: string): Promise<void> {
  const taken = await takeRecoveryCode(
    tx,
    account,
    hashRecoveryCode(account, typed.slice(0, 100)),
    new Date(keeper.clock.now()),
  );
  if (taken) return;
  throw new Fault('unauthenticated', 'login', 'This recovery code does not hold, or was used already.', {
    expression: 'code',
    reason: 'wrong-recovery-code',
  });
}
