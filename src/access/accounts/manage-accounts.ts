import { randomBytes } from 'node:crypto';
import { Fault, isRole, type Caller, type Role } from '../../base/index.ts';
import { transaction, type Tx } from '../../store/index.ts';
import { auditAct, type AccountAct } from '../audit-account.ts';
import { deleteFactors } from '../factors/sql.ts';
import { toBase32 } from '../factors/totp.ts';
import { withAccount, type Keeper } from '../keeper.ts';
import {
  ONE_TIME_LIFE_MS,
  SESSION_IDLE_MS,
  foldUsername,
  isInForce,
  type Assignment,
  type Holder,
  type Session,
} from '../model.ts';
import { hashPassword } from '../password.ts';
import { deleteGrantsOf } from '../oauth/sql.ts';
import { deleteSessions, deleteSessionsAs, selectSessions } from '../sql.ts';
import { checkHolder, createAccount, type NewAccount } from './create-account.ts';
import { newAssignment, practitionerIn, type NewAssignment } from './new-assignment.ts';
import {
  findHolders,
  insertAssignment,
  selectAssignments,
  selectHolder,
  selectHolderStates,
  selectSecondFactorRoles,
  setAssignmentEnd,
  setDisabled,
  setPassword,
  setSecondFactorRoles,
  updateHolder,
  type HolderState,
} from './sql.ts';

/** An account as an administrator sees it: who it is for, what they are, what they sign in with; never a secret. */
export type ManagedAccount = Holder & Omit<HolderState, 'lastSeen'> & { lastSeen?: string };

/** A password that is shown once and good for one sign-in. */
export type OneTimePassword = { password: string; until: string };

const PAGE = 100;
const LONGEST_TEXT = 100;

/** Refuses whoever does not sign in as an administrator: no token manages accounts. */
export function requireAdministrator(caller: Caller): void {
  if (caller.kind === 'system' || (caller.kind === 'account' && caller.role === 'administrator')) return;
  throw new Fault('forbidden', 'forbidden', 'Accounts are kept by administrators.');
}

/** 100 random bits, as one can read them out: `kq4z-...`. */
function newOneTimePassword(): string {
  return toBase32(randomBytes(15)).toLowerCase().slice(0, 20).match(/.{5}/g)!.join('-');
}

async function seen(keeper: Keeper, holders: readonly Holder[]): Promise<ManagedAccount[]> {
  const now = keeper.clock.now();
  const ids = holders.map((one) => one.id);
  const states = await selectHolderStates(keeper.store.pool, ids, new Date(now), new Date(now - SESSION_IDLE_MS));
  return holders.map((holder) => {
    const { lastSeen, ...state } = states.get(holder.id)!;
    return { ...holder, ...state, ...(lastSeen ? { lastSeen: lastSeen.toISOString() } : {}) };
  });
}

/** Accounts by name, those whose name or user name holds the text; `after` (name and id of the last) continues the list. */
export async function findAccounts(
  keeper: Keeper,
  caller: Caller,
  asked: { text: string; after?: { name: string; id: string } },
): Promise<{ accounts: ManagedAccount[]; isMore: boolean }> {
  requireAdministrator(caller);
  const text = asked.text.normalize('NFKC').trim().toLowerCase().slice(0, LONGEST_TEXT);
  const after = asked.after ? { ...asked.after, name: asked.after.name.toLowerCase() } : null;
  const holders = await findHolders(keeper.store.pool, text, after, PAGE + 1);
  return { accounts: await seen(keeper, holders.slice(0, PAGE)), isMore: holders.length > PAGE };
}

/** One account with its sessions. Faults: `not-found`. */
export async function readAccount(
  keeper: Keeper,
  caller: Caller,
  id: string,
): Promise<ManagedAccount & { open: Session[] }> {
  requireAdministrator(caller);
  const holder = await selectHolder(keeper.store.pool, id);
  if (!holder) throw unknown();
  const now = keeper.clock.now();
  const open = await selectSessions(keeper.store.pool, id, new Date(now), new Date(now - SESSION_IDLE_MS));
  const [account] = await seen(keeper, [holder]);
  return { ...account!, open };
}

function unknown(): Fault {
  return new Fault('not-found', 'not-found', 'There is no such account.');
}

/** Of two administrators who disable each other at once one is the later, and no administrator any more. */
async function refuseFormer(keeper: Keeper, tx: Tx, caller: Caller): Promise<void> {
  if (caller.kind !== 'account') return;
  const now = new Date(keeper.clock.now());
  const held = await selectAssignments(tx, caller.id, now);
  const isStill = !(await selectHolder(tx, caller.id))?.disabled && held.some((one) => one.role === 'administrator');
  if (!isStill) throw new Fault('forbidden', 'forbidden', 'Accounts are kept by administrators.');
}

/** An act of an administrator on an account that is there, with its audit. */
async function act<T>(
  keeper: Keeper,
  caller: Caller,
  account: string,
  action: AccountAct,
  work: (tx: Tx, holder: Holder) => Promise<{ result: T; detail?: string }>,
): Promise<T> {
  requireAdministrator(caller);
  return withAccount(keeper, [account, caller.id], async (tx) => {
    await refuseFormer(keeper, tx, caller);
    const holder = await selectHolder(tx, account);
    if (!holder) throw unknown();
    const { result, detail } = await work(tx, holder);
    await auditAct(keeper, tx, caller, { action, account, ...(detail === undefined ? {} : { detail }) });
    return result;
  });
}

/** Makes an account with a one-time password, which is told once. Faults: as `createAccount`. */
export async function openAccount(
  keeper: Keeper,
  caller: Caller,
  account: Omit<NewAccount, 'password'>,
): Promise<{ id: string; oneTime: OneTimePassword }> {
  requireAdministrator(caller);
  const password = newOneTimePassword();
  const until = new Date(keeper.clock.now() + ONE_TIME_LIFE_MS).toISOString();
  const made = await createAccount(
    keeper,
    { ...account, password },
    {
      oneTime: true,
      alongside: (tx, { id }) =>
        auditAct(keeper, tx, caller, { action: 'create-account', account: id, detail: account.role }),
    },
  );
  return { id: made.id, oneTime: { password, until } };
}

/** Who the account is for: its name, and the Practitioner it is tied to. Faults: `invalid`, `not-found`. */
export function changeAccount(
  keeper: Keeper,
  caller: Caller,
  account: string,
  who: { name: string; practitioner?: string },
): Promise<void> {
  return act(keeper, caller, account, 'change-account', async (tx, holder) => {
    checkHolder({ username: holder.username, name: who.name });
    const practitioner = practitionerIn(who.practitioner);
    const change = { name: who.name.trim(), ...(practitioner ? { practitioner } : {}) };
    await updateHolder(tx, foldUsername(holder.username), change);
    return { result: undefined, detail: 'name or person' };
  });
}

/** Ends every session of the account, and all that apps hold in its name. How many sessions. */
async function endAll(tx: Tx, account: string): Promise<number> {
  await deleteGrantsOf(tx, account);
  return deleteSessions(tx, account, null);
}

/** A one-time password, told once: the old one is worth nothing, and every session ends. Second factors stay. */
export async function resetPassword(keeper: Keeper, caller: Caller, account: string): Promise<OneTimePassword> {
  requireAdministrator(caller);
  const password = newOneTimePassword();
  const passwordHash = await hashPassword(password, keeper.hashCost);
  const now = keeper.clock.now();
  const until = new Date(now + ONE_TIME_LIFE_MS);
  return act(keeper, caller, account, 'reset-password', async (tx) => {
    await setPassword(tx, account, passwordHash, new Date(now), until);
    const ended = await endAll(tx, account);
    return { result: { password, until: until.toISOString() }, detail: `${ended} sessions ended` };
  });
}

/** Takes all second factors from who has lost them, and ends their sessions. */
export function removeFactors(keeper: Keeper, caller: Caller, account: string): Promise<void> {
  return act(keeper, caller, account, 'remove-factor', async (tx) => {
    await deleteFactors(tx, account);
    await endAll(tx, account);
    return { result: undefined, detail: 'all' };
  });
}

/** From this moment on nobody is let in by this account; its sessions end. Faults: `conflict` for one's own. */
export async function disableAccount(keeper: Keeper, caller: Caller, account: string): Promise<void> {
  if (caller.id === account) {
    throw new Fault('conflict', 'business-rule', 'You cannot disable your own account: ask another administrator.', {
      reason: 'own-account',
    });
  }
  return act(keeper, caller, account, 'disable-account', async (tx) => {
    await setDisabled(tx, account, new Date(keeper.clock.now()));
    const ended = await endAll(tx, account);
    return { result: undefined, detail: `${ended} sessions ended` };
  });
}

/** Lets the account in again. */
export function enableAccount(keeper: Keeper, caller: Caller, account: string): Promise<void> {
  return act(keeper, caller, account, 'enable-account', async (tx) => {
    await setDisabled(tx, account, null);
    return { result: undefined };
  });
}

/** Gives an account one thing more that its holder is. Faults: `invalid`, `conflict` where they are that already. */
export async function assignRole(
  keeper: Keeper,
  caller: Caller,
  account: string,
  asked: NewAssignment,
): Promise<Assignment> {
  const now = keeper.clock.now();
  const assignment = newAssignment(asked, now);
  return act(keeper, caller, account, 'change-account', async (tx) => {
    const held = await selectAssignments(tx, account, null);
    const isHeld = held.some(
      (one) =>
        isInForce(one, now) &&
        one.role === assignment.role &&
        one.site === assignment.site &&
        one.patient === assignment.patient,
    );
    if (isHeld) {
      throw new Fault('conflict', 'duplicate', 'They have this role there already.', { reason: 'role-held' });
    }
    await insertAssignment(tx, account, assignment, new Date(now));
    return { result: assignment, detail: `${describe(assignment)} from ${assignment.from}` };
  });
}

function describe({ role, site, patient, proxy }: Assignment): string {
  return [role, site && `at ${site}`, patient && `for Patient/${patient}`, proxy && `by ${proxy}`]
    .filter(Boolean)
    .join(' ');
}

/** Ends an assignment, now or when it is said. Faults: `not-found`; `conflict` for one's own role of administrator. */
export async function endAssignment(
  keeper: Keeper,
  caller: Caller,
  account: string,
  assignment: string,
  until: string | null,
): Promise<Assignment> {
  const ends = until === null ? new Date(keeper.clock.now()) : new Date(until);
  if (Number.isNaN(ends.getTime())) {
    throw new Fault('invalid', 'value', 'That is not a moment in time.', { expression: 'until' });
  }
  return act(keeper, caller, account, 'change-account', async (tx) => {
    const ended = await setAssignmentEnd(tx, account, assignment, ends);
    if (!ended) throw new Fault('not-found', 'not-found', 'They have no such role.');
    if (account === caller.id && ended.role === 'administrator') {
      throw new Fault('conflict', 'business-rule', 'You cannot end your own role of administrator: ask another.', {
        reason: 'own-account',
      });
    }
    if (ends.getTime() <= keeper.clock.now()) await deleteSessionsAs(tx, assignment);
    return { result: ended, detail: `${describe(ended)} until ${ends.toISOString()}` };
  });
}

/** Which roles must have a second factor. */
export function secondFactorRoles(keeper: Keeper): Promise<Role[]> {
  return selectSecondFactorRoles(keeper.store.pool);
}

/** Says which roles must have a second factor; sessions of those roles without one end. Faults: `invalid`. */
export async function demandSecondFactor(keeper: Keeper, caller: Caller, roles: readonly Role[]): Promise<void> {
  requireAdministrator(caller);
  const unknownRole = roles.find((role) => !isRole(role) || role === 'system');
  if (unknownRole) {
    throw new Fault('invalid', 'value', `Nobody signs in with the role "${unknownRole}".`, { expression: 'roles' });
  }
  await transaction(keeper.store, {}, async (tx) => {
    const ended = await setSecondFactorRoles(tx, roles);
    const detail = `second factor of: ${roles.join(', ') || 'nobody'}; ${ended} sessions ended`;
    await auditAct(keeper, tx, caller, { action: 'change-policy', detail });
  });
}
