import { Fault, uuidv7 } from '../../base/index.ts';
import { transaction, type Tx } from '../../store/index.ts';
import type { Keeper } from '../keeper.ts';
import { ONE_TIME_LIFE_MS, accountIn, foldUsername, type Account, type Assignment, type Holder } from '../model.ts';
import { hashPassword } from '../password.ts';
import { refuseWeakPassword } from '../weak-password.ts';
import { newAssignment, practitionerIn, type NewAssignment } from './new-assignment.ts';
import {
  insertAssignment,
  insertHolder,
  selectAssignments,
  selectHolder,
  setAssignmentEnd,
  updateHolder,
} from './sql.ts';

/** An account with its first assignment, and what else its owner is. */
export type NewAccount = NewAssignment & {
  username: string;
  password: string;
  name: string;
  /** With or without `Practitioner/`. */
  practitioner?: string;
  also?: readonly NewAssignment[];
};

function refuse(detail: string, field: string): never {
  throw new Fault('invalid', 'value', detail, { expression: field });
}

/** What an account's holder must be called. */
export function checkHolder(holder: { username: string; name: string }): void {
  if (!/^[\p{L}\p{N}._@+-]{2,100}$/u.test(foldUsername(holder.username))) {
    refuse('A username is 2 to 100 letters, digits and . _ @ + - alone.', 'username');
  }
  if (holder.name.trim() === '' || holder.name.length > 200) {
    refuse('An account has the name of whom it is for.', 'name');
  }
}

function assignmentsOf(account: NewAccount, now: number): Assignment[] {
  const { username: _u, password: _p, name: _n, practitioner: _r, also = [], ...first } = account;
  return [first, ...also].map((one) => newAssignment(one, now));
}

/** What is done in the same transaction as the account: the audit of who made it. */
export type Alongside = (tx: Tx, made: Holder) => Promise<void>;

/**
 * Makes an account. With `oneTime` its password is an administrator's: to be changed at the first sign-in, within three days.
 * Faults: `invalid` with the field's name as expression, `conflict` where the username is taken.
 */
export async function createAccount(
  keeper: Keeper,
  account: NewAccount,
  options: { oneTime?: boolean; alongside?: Alongside } = {},
): Promise<Account> {
  checkHolder(account);
  const now = keeper.clock.now();
  const assignments = assignmentsOf(account, now);
  const practitioner = practitionerIn(account.practitioner);
  if (!options.oneTime) await refuseWeakPassword(account.password, account);
  const made: Holder = {
    id: uuidv7(0, now),
    username: account.username.normalize('NFKC').trim(),
    name: account.name.trim(),
    ...(practitioner ? { practitioner } : {}),
    created: new Date(now).toISOString(),
  };
  const passwordHash = await hashPassword(account.password, keeper.hashCost);
  const usernameFolded = foldUsername(account.username);
  const oneTimeUntil = options.oneTime ? new Date(now + ONE_TIME_LIFE_MS) : null;
  const isNew = await transaction(keeper.store, {}, async (tx) => {
    if (!(await insertHolder(tx, { ...made, usernameFolded, passwordHash, oneTimeUntil }))) return false;
    await insertInOrder(tx, made.id, assignments, now);
    await options.alongside?.(tx, made);
    return true;
  });
  if (!isNew) {
    throw new Fault('conflict', 'duplicate', `The username "${account.username}" is taken.`, {
      expression: 'username',
      reason: 'username-taken',
    });
  }
  return accountIn(made, assignments[0]!);
}

/** The first is the first of those that begin together: a millisecond keeps them apart. */
async function insertInOrder(tx: Tx, account: string, assignments: readonly Assignment[], now: number): Promise<void> {
  for (const [place, one] of assignments.entries()) await insertAssignment(tx, account, one, new Date(now + place));
}

const WHAT = ['role', 'site', 'practitionerRole', 'patient', 'proxy'] as const;

function isSame(a: Assignment, b: Assignment): boolean {
  return WHAT.every((key) => a[key] === b[key]);
}

/**
 * Makes the account, or, where the username exists, brings whom it is for and what they are up to date and leaves its password alone:
 * assignments that are no longer meant end now.
 */
export async function ensureAccount(keeper: Keeper, account: NewAccount): Promise<Account> {
  checkHolder(account);
  const now = keeper.clock.now();
  const at = new Date(now);
  const meant = assignmentsOf(account, now);
  const practitioner = practitionerIn(account.practitioner);
  const who = { name: account.name.trim(), ...(practitioner ? { practitioner } : {}) };
  const found = await transaction(keeper.store, {}, async (tx) => {
    const id = await updateHolder(tx, foldUsername(account.username), who);
    if (!id) return null;
    const held = await selectAssignments(tx, id, at);
    for (const one of held.filter((was) => !meant.some((will) => isSame(was, will)))) {
      await setAssignmentEnd(tx, id, one.id, at);
    }
    const missing = meant.filter((will) => !held.some((was) => isSame(was, will)));
    await insertInOrder(tx, id, missing, now);
    const first = held.find((was) => isSame(was, meant[0]!)) ?? meant[0]!;
    return accountIn((await selectHolder(tx, id))!, first);
  });
  return found ?? createAccount(keeper, account);
}
