import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { Fault } from '../base/index.ts';
import type { Tx } from '../store/index.ts';
import { selectHolder, selectPassword, setPassword } from './accounts/sql.ts';
import { agentAtTheDoor, auditAct } from './audit-account.ts';
import {
  acceptTotp,
  codesIfNone,
  proposeTotp,
  takeRecovery,
  takeTotp,
  type ProposedTotp,
} from './factors/check-code.ts';
import {
  askForPasskey,
  askForRegistration,
  checkPasskey,
  checkRegistration,
  keepPasskey,
  keepUse,
  type RelyingParty,
} from './factors/passkeys.ts';
import { hashSecret, withAccount, type Keeper } from './keeper.ts';
import type { Amr, Assignment, Holder, Origin } from './model.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { beginSession, type SignedIn } from './sessions.ts';
import { auditFailure, standingOf, type NextStep } from './sign-in.ts';
import { deleteStep, selectStep, setStepAmr, type StepRow } from './sql.ts';
import { nextStep, type Step } from './steps.ts';
import { countAttempt, forgive } from './throttle.ts';
import { refuseWeakPassword } from './weak-password.ts';

/** What a step led to; with the recovery codes where it gave the account its first second factor. */
export type Stepped = (SignedIn | NextStep) & { recoveryCodes?: string[] };

/** What a step adds: something shown, codes to tell, or the assignment that was chosen. */
type Shown = { amr?: Amr; recoveryCodes?: string[] | null; assignment?: Assignment };

function over(): Fault {
  return new Fault('unauthenticated', 'expired', 'This sign-in took too long: begin again.', { reason: 'step-over' });
}

function unexpected(): Fault {
  return new Fault('conflict', 'conflict', 'This is not what comes next in this sign-in.', { reason: 'begin-again' });
}

async function begun(keeper: Keeper, secret: string): Promise<{ row: StepRow; holder: Holder }> {
  const row = await selectStep(keeper.store.pool, hashSecret(secret), new Date(keeper.clock.now()));
  const holder = row && (await selectHolder(keeper.store.pool, row.account));
  if (!row || !holder) throw over();
  return { row, holder };
}

/** Where a sign-in that was begun stands, for a page that is loaded again. Faults: `unauthenticated` where it is over. */
export async function currentStep(keeper: Keeper, secret: string): Promise<NextStep> {
  const { row, holder } = await begun(keeper, secret);
  const step = await withAccount(keeper, holder.id, async (tx) =>
    nextStep(await standingOf(keeper, tx, holder.id, row.amr)),
  );
  if (!step) throw over();
  return { kind: 'step', step, holder, secret, expires: row.expires };
}

/** Does what the step of this kind asks for, and goes on to what is next, all in one transaction. */
async function take(
  keeper: Keeper,
  secret: string,
  kind: Step['kind'],
  origin: Origin,
  show: (tx: Tx, holder: Holder, step: Step) => Promise<Shown>,
): Promise<Stepped> {
  const { holder } = await begun(keeper, secret);
  const secretHash = hashSecret(secret);
  return withAccount(keeper, holder.id, async (tx) => {
    const row = await selectStep(tx, secretHash, new Date(keeper.clock.now()), true);
    if (!row) throw over();
    const before = nextStep(await standingOf(keeper, tx, holder.id, row.amr));
    if (before?.kind !== kind) throw unexpected();
    const { amr: more, recoveryCodes, assignment } = await show(tx, holder, before);
    const amr = more && !row.amr.includes(more) ? [...row.amr, more] : row.amr;
    const codes = recoveryCodes ? { recoveryCodes } : {};
    const standing = await standingOf(keeper, tx, holder.id, amr);
    const step = nextStep(assignment ? { ...standing, assignments: [assignment] } : standing);
    if (step) {
      await setStepAmr(tx, secretHash, amr);
      return { kind: 'step', step, holder, secret, expires: row.expires, ...codes };
    }
    await deleteStep(tx, secretHash);
    const from = { ...origin, address: row.address, device: row.device };
    const session = await beginSession(keeper, tx, holder, assignment ?? standing.assignments[0]!, {
      amr,
      origin: from,
    });
    return { ...session, ...codes };
  });
}

/** As `take`, for what can be guessed: failures are counted, by account and address, and audited. */
async function takeGuessed(
  keeper: Keeper,
  secret: string,
  kind: Step['kind'],
  origin: Origin,
  show: (tx: Tx, holder: Holder, step: Step) => Promise<Shown>,
): Promise<Stepped> {
  const { holder } = await begun(keeper, secret);
  const attempt = { factor: holder.id, address: origin.address };
  await countAttempt(keeper.store, attempt, keeper.clock.now());
  try {
    const stepped = await take(keeper, secret, kind, origin, show);
    await forgive(keeper.store, attempt);
    return stepped;
  } catch (error) {
    if (error instanceof Fault && error.kind === 'unauthenticated') {
      await auditFailure(keeper, holder, origin, error.reason ?? 'refused');
    }
    throw error;
  }
}

/** The second factor: a code of the account's app. Faults: `unauthenticated`, `throttled`, `conflict` where another step is next. */
export function stepByTotp(keeper: Keeper, secret: string, code: string, origin: Origin): Promise<Stepped> {
  return takeGuessed(keeper, secret, 'second-factor', origin, async (tx, holder) => {
    await takeTotp(keeper, tx, holder.id, code);
    return { amr: 'otp' };
  });
}

/** The second factor: one of the account's recovery codes. Faults as `stepByTotp`. */
export function stepByRecoveryCode(keeper: Keeper, secret: string, code: string, origin: Origin): Promise<Stepped> {
  return takeGuessed(keeper, secret, 'second-factor', origin, async (tx, holder) => {
    await takeRecovery(keeper, tx, holder.id, code);
    await auditAct(keeper, tx, agentAtTheDoor(holder, origin), { action: 'use-recovery-code', account: holder.id });
    return { amr: 'otp' };
  });
}

/** What the browser needs to show a passkey of the account whose second factor is due. */
export async function askStepPasskey(
  keeper: Keeper,
  secret: string,
  party: RelyingParty,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { holder, step } = await currentStep(keeper, secret);
  if (step.kind !== 'second-factor') throw unexpected();
  return askForPasskey(keeper, holder.id, party);
}

/** The second factor: a passkey of the account. Faults as `stepByTotp`. */
export async function stepByPasskey(
  keeper: Keeper,
  secret: string,
  response: AuthenticationResponseJSON,
  party: RelyingParty,
  origin: Origin,
): Promise<Stepped> {
  const { holder } = await begun(keeper, secret);
  const shown = await checkPasskey(keeper, holder.id, response, party).catch(async (error: unknown) => {
    if (error instanceof Fault) await auditFailure(keeper, holder, origin, error.reason ?? 'refused');
    throw error;
  });
  return takeGuessed(keeper, secret, 'second-factor', origin, async (tx) => {
    await keepUse(keeper, tx, shown);
    return { amr: 'pop' };
  });
}

/** An own password instead of the administrator's. Faults: `invalid` for a weak one or the same. */
export async function stepByNewPassword(
  keeper: Keeper,
  secret: string,
  password: string,
  origin: Origin,
): Promise<Stepped> {
  const { holder } = await begun(keeper, secret);
  await refuseWeakPassword(password, holder);
  const present = await selectPassword(keeper.store.pool, holder.id);
  if (present && (await verifyPassword(password, present.passwordHash))) {
    throw new Fault('invalid', 'value', 'Take another password than the one you were given.', {
      expression: 'password',
      reason: 'password-same',
    });
  }
  const passwordHash = await hashPassword(password, keeper.hashCost);
  return take(keeper, secret, 'new-password', origin, async (tx) => {
    await setPassword(tx, holder.id, passwordHash, new Date(keeper.clock.now()), null);
    await auditAct(keeper, tx, agentAtTheDoor(holder, origin), { action: 'change-password', account: holder.id });
    return {};
  });
}

/** Begins to add the authenticator app that the account's role must have. */
export async function proposeStepTotp(keeper: Keeper, secret: string): Promise<ProposedTotp> {
  const { holder, step } = await currentStep(keeper, secret);
  if (step.kind !== 'add-factor') throw unexpected();
  return proposeTotp(keeper, holder);
}

/** Adds it, as a code of it shows. Faults as `stepByTotp`. */
export function stepByNewTotp(keeper: Keeper, secret: string, code: string, origin: Origin): Promise<Stepped> {
  return takeGuessed(keeper, secret, 'add-factor', origin, async (tx, holder) => {
    const recoveryCodes = await acceptTotp(keeper, tx, holder.id, code);
    const deed = { action: 'add-factor', account: holder.id, detail: 'authenticator app' } as const;
    await auditAct(keeper, tx, agentAtTheDoor(holder, origin), deed);
    return { amr: 'otp', recoveryCodes };
  });
}

/** Begins to add a passkey as the factor that the account's role must have. */
export async function askStepRegistration(
  keeper: Keeper,
  secret: string,
  party: RelyingParty,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { holder, step } = await currentStep(keeper, secret);
  if (step.kind !== 'add-factor') throw unexpected();
  return askForRegistration(keeper, holder, party);
}

/** Adds it. Faults as `stepByTotp`. */
export async function stepByNewPasskey(
  keeper: Keeper,
  secret: string,
  given: { response: RegistrationResponseJSON; name: string },
  party: RelyingParty,
  origin: Origin,
): Promise<Stepped> {
  const { holder } = await begun(keeper, secret);
  const passkey = await checkRegistration(keeper, holder.id, given.response, given.name, party);
  return take(keeper, secret, 'add-factor', origin, async (tx) => {
    await keepPasskey(tx, passkey);
    const recoveryCodes = await codesIfNone(tx, holder.id);
    const deed = { action: 'add-factor', account: holder.id, detail: 'passkey' } as const;
    await auditAct(keeper, tx, agentAtTheDoor(holder, origin), deed);
    return { amr: 'pop', recoveryCodes };
  });
}

/** Chooses as what one goes in. Faults: `invalid` for what is not one's own or not in force. */
export function stepByAssignment(keeper: Keeper, secret: string, id: string, origin: Origin): Promise<Stepped> {
  return take(keeper, secret, 'assignment', origin, async (_tx, _holder, step) => {
    const assignment = step.kind === 'assignment' ? step.assignments.find((one) => one.id === id) : undefined;
    if (!assignment) {
      throw new Fault('invalid', 'value', 'This role is not yours, or no longer.', { expression: 'assignment' });
    }
    return { assignment };
  });
}
