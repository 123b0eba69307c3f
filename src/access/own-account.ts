import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { Fault, type Caller } from '../base/index.ts';
import type { Tx } from '../store/index.ts';
import { selectAssignments, selectPassword, setPassword } from './accounts/sql.ts';
import { auditAct } from './audit-account.ts';
import { acceptTotp, codesIfNone, proposeTotp, type ProposedTotp } from './factors/check-code.ts';
import { askForRegistration, checkRegistration, keepPasskey, type RelyingParty } from './factors/passkeys.ts';
import { giveRecoveryCodes } from './factors/recovery-codes.ts';
import {
  countRecoveryCodes,
  deletePasskey,
  deleteTotp,
  renamePasskey,
  selectPasskeys,
  selectTotp,
} from './factors/sql.ts';
import { withAccount, type Keeper } from './keeper.ts';
import { FRESH_MS, foldUsername, isStrong, type Amr, type Assignment, type Session } from './model.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { listSessions } from './sessions.ts';
import { deleteSessions, selectStanding, updateSession, type OpenSession } from './sql.ts';
import { countAttempt, forgive } from './throttle.ts';
import { refuseWeakPassword } from './weak-password.ts';

/** Whoever acts on their own account: by which session, as whom, from where. */
export type Self = { session: OpenSession; caller: Caller; address: string };

/** An account as its owner sees it. */
export type OwnAccount = {
  passwordChanged: string;
  /** Whether one of its roles must have a second factor. */
  demanded: boolean;
  /** Since when; null where there is none. */
  totp: string | null;
  passkeys: { id: string; name: string; synced: boolean; created: string; lastUsed: string | null }[];
  recoveryCodes: { given: number; left: number };
  assignments: Assignment[];
  /** The id of the assignment that the session speaks for. */
  assignment: string;
  sessions: (Session & { isThis: boolean })[];
};

/** See `OwnAccount`. */
export async function readOwnAccount(keeper: Keeper, { session }: Self): Promise<OwnAccount> {
  const { pool } = keeper.store;
  const { id } = session.account;
  const now = new Date(keeper.clock.now());
  const password = await selectPassword(pool, id);
  const standing = await selectStanding(pool, id, now);
  const totp = await selectTotp(pool, id, false);
  const passkeys = await selectPasskeys(pool, id);
  const sessions = await listSessions(keeper, id);
  return {
    passwordChanged: password?.changed ?? session.account.created,
    demanded: standing?.demanded ?? false,
    totp: totp?.secret ? (totp.confirmed?.toISOString() ?? null) : null,
    passkeys: passkeys.map((one) => ({
      id: one.id,
      name: one.name,
      synced: one.synced,
      created: one.created.toISOString(),
      lastUsed: one.lastUsed?.toISOString() ?? null,
    })),
    recoveryCodes: await countRecoveryCodes(pool, id),
    assignments: await selectAssignments(pool, id, now),
    assignment: session.account.assignment,
    sessions: sessions.map((one) => ({ ...one, isThis: one.id === session.id })),
  };
}

/** Holds the password against the account's, throttled as a sign-in is. A fault is `invalid`: the session lasts. */
async function provePassword(
  keeper: Keeper,
  { session, address }: Self,
  password: string,
  field: string,
): Promise<void> {
  const attempt = { username: foldUsername(session.account.username), address };
  await countAttempt(keeper.store, attempt, keeper.clock.now());
  const present = await selectPassword(keeper.store.pool, session.account.id);
  if (!present || !(await verifyPassword(password, present.passwordHash))) {
    throw new Fault('invalid', 'login', 'This is not your present password.', {
      expression: field,
      reason: 'wrong-present-password',
    });
  }
  await forgive(keeper.store, attempt);
}

/** Says again who one is, so that for ten minutes how one signs in may be changed. Faults: `invalid`, `throttled`. */
export async function confirmIdentity(keeper: Keeper, self: Self, password: string): Promise<void> {
  await provePassword(keeper, self, password, 'password');
  const verified = new Date(keeper.clock.now());
  await withAccount(keeper, self.session.account.id, (tx) => updateSession(tx, self.session.id, { verified }));
}

/** A screen that was left open is not its owner: what changes how one signs in asks who one is. */
function refuseStale(keeper: Keeper, { session }: Self): void {
  if (session.verified + FRESH_MS > keeper.clock.now()) return;
  throw new Fault('forbidden', 'login', 'Say first, by your password, that it is you.', { reason: 'confirm-first' });
}

/** Changes one's own password, and ends one's other sessions. Faults: `invalid`, `throttled`. */
export async function changePassword(
  keeper: Keeper,
  self: Self,
  given: { present: string; password: string },
): Promise<{ ended: number }> {
  const { account, id } = self.session;
  await provePassword(keeper, self, given.present, 'present');
  await refuseWeakPassword(given.password, account);
  if (given.password.normalize('NFKC') === given.present.normalize('NFKC')) {
    throw new Fault('invalid', 'value', 'Take another password than the present one.', {
      expression: 'password',
      reason: 'password-same',
    });
  }
  const passwordHash = await hashPassword(given.password, keeper.hashCost);
  const now = new Date(keeper.clock.now());
  return withAccount(keeper, account.id, async (tx) => {
    await setPassword(tx, account.id, passwordHash, now, null);
    const ended = await deleteSessions(tx, account.id, id);
    await updateSession(tx, id, { verified: now });
    await auditAct(keeper, tx, self.caller, {
      action: 'change-password',
      account: account.id,
      detail: `${ended} other sessions ended`,
    });
    return { ended };
  });
}

/** A change of a factor, with its audit. */
async function changeFactor<T>(
  keeper: Keeper,
  self: Self,
  deed: { action: 'add-factor' | 'remove-factor' | 'make-recovery-codes'; detail: string },
  work: (tx: Tx, account: string) => Promise<T>,
): Promise<T> {
  refuseStale(keeper, self);
  const { id } = self.session.account;
  return withAccount(keeper, id, async (tx) => {
    const result = await work(tx, id);
    await auditAct(keeper, tx, self.caller, { ...deed, account: id });
    return result;
  });
}

/** Whoever adds a factor has shown it. */
async function noteShown(tx: Tx, { session }: Self, amr: Amr): Promise<void> {
  if (!session.amr.includes(amr)) await updateSession(tx, session.id, { amr: [...session.amr, amr] });
}

/** Begins to add an authenticator app, or to replace the one there is. Faults: `forbidden` ("confirm-first"). */
export async function proposeOwnTotp(keeper: Keeper, self: Self): Promise<ProposedTotp> {
  refuseStale(keeper, self);
  return proposeTotp(keeper, self.session.account);
}

/** Adds it, as a code of it shows. Recovery codes where these are the first, else null. */
export async function addOwnTotp(keeper: Keeper, self: Self, code: string): Promise<string[] | null> {
  const attempt = { factor: self.session.account.id, address: self.address };
  await countAttempt(keeper.store, attempt, keeper.clock.now());
  const deed = { action: 'add-factor', detail: 'authenticator app' } as const;
  const codes = await changeFactor(keeper, self, deed, async (tx, id) => {
    const given = await acceptTotp(keeper, tx, id, code).catch((error: unknown) => {
      // A code that is wrong here signs nobody out.
      if (error instanceof Fault && error.kind === 'unauthenticated') {
        throw new Fault('invalid', 'value', error.message, {
          expression: 'code',
          ...(error.reason ? { reason: error.reason } : {}),
        });
      }
      throw error;
    });
    await noteShown(tx, self, 'otp');
    return given;
  });
  await forgive(keeper.store, attempt);
  return codes;
}

/** Faults `conflict` where a role must have a second factor and this was the last. */
async function refuseLast(keeper: Keeper, tx: Tx, account: string): Promise<void> {
  const standing = await selectStanding(tx, account, new Date(keeper.clock.now()));
  if (!standing || standing.totp || standing.passkey || !standing.demanded) return;
  throw new Fault(
    'conflict',
    'business-rule',
    'Your role needs a second factor: add another before you remove this one.',
    {
      reason: 'last-factor',
    },
  );
}

/** Removes the authenticator app. Faults: `forbidden` ("confirm-first"), `conflict` ("last-factor"), `not-found`. */
export function removeOwnTotp(keeper: Keeper, self: Self): Promise<void> {
  return changeFactor(keeper, self, { action: 'remove-factor', detail: 'authenticator app' }, async (tx, id) => {
    if (!(await deleteTotp(tx, id))) throw gone();
    await refuseLast(keeper, tx, id);
  });
}

function gone(): Fault {
  return new Fault('not-found', 'not-found', 'It was removed already.');
}

/** Begins to add a passkey. Faults: `forbidden` ("confirm-first"). */
export async function askOwnPasskey(
  keeper: Keeper,
  self: Self,
  party: RelyingParty,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  refuseStale(keeper, self);
  return askForRegistration(keeper, self.session.account, party);
}

/** Adds it. Recovery codes where these are the first, else null. */
export async function addOwnPasskey(
  keeper: Keeper,
  self: Self,
  given: { response: RegistrationResponseJSON; name: string },
  party: RelyingParty,
): Promise<string[] | null> {
  refuseStale(keeper, self);
  const passkey = await checkRegistration(keeper, self.session.account.id, given.response, given.name, party).catch(
    (error: unknown) => {
      if (error instanceof Fault && error.kind === 'unauthenticated') {
        throw new Fault('invalid', 'value', 'This passkey could not be added: try again.', { reason: 'wrong-passkey' });
      }
      throw error;
    },
  );
  return changeFactor(keeper, self, { action: 'add-factor', detail: 'passkey' }, async (tx, id) => {
    await keepPasskey(tx, passkey);
    await noteShown(tx, self, 'pop');
    return codesIfNone(tx, id);
  });
}

/** Calls a passkey something else. Faults: `not-found`. */
export async function renameOwnPasskey(keeper: Keeper, self: Self, id: string, name: string): Promise<void> {
  const { account } = self.session;
  await withAccount(keeper, account.id, async (tx) => {
    if (!(await renamePasskey(tx, account.id, id, name))) throw gone();
  });
}

/** Removes a passkey. Faults: as `removeOwnTotp`. */
export function removeOwnPasskey(keeper: Keeper, self: Self, id: string): Promise<void> {
  return changeFactor(keeper, self, { action: 'remove-factor', detail: 'passkey' }, async (tx, account) => {
    if ((await deletePasskey(tx, account, id)) === null) throw gone();
    await refuseLast(keeper, tx, account);
  });
}

/** New recovery codes; the old ones are worth nothing. Faults: `conflict` where the account has no second factor. */
export function renewRecoveryCodes(keeper: Keeper, self: Self): Promise<string[]> {
  return changeFactor(keeper, self, { action: 'make-recovery-codes', detail: 'ten new' }, async (tx, id) => {
    const standing = await selectStanding(tx, id, new Date(keeper.clock.now()));
    if (!standing?.totp && !standing?.passkey) {
      throw new Fault('conflict', 'business-rule', 'Recovery codes stand in for a second factor: add one first.', {
        reason: 'no-factor',
      });
    }
    return giveRecoveryCodes(tx, id);
  });
}

/** Goes on as something else that one is. Faults: `invalid`; `forbidden` where that role must have shown a second factor. */
export async function changeRole(keeper: Keeper, self: Self, assignment: string): Promise<void> {
  const { session, caller } = self;
  const now = new Date(keeper.clock.now());
  await withAccount(keeper, session.account.id, async (tx) => {
    const chosen = (await selectAssignments(tx, session.account.id, now)).find((one) => one.id === assignment);
    if (!chosen) {
      throw new Fault('invalid', 'value', 'This role is not yours, or no longer.', { expression: 'assignment' });
    }
    const standing = await selectStanding(tx, session.account.id, now);
    if (standing?.demanded && !isStrong(session.amr)) {
      throw new Fault('forbidden', 'login', 'This role needs a second factor: sign out and in again.', {
        reason: 'needs-factor',
      });
    }
    await updateSession(tx, session.id, { assignment });
    const detail = [chosen.role, chosen.site, chosen.patient && `Patient/${chosen.patient}`]
      .filter(Boolean)
      .join(' at ');
    await auditAct(keeper, tx, caller, { action: 'change-role', account: session.account.id, detail });
  });
}
