import { Fault, isRole, uuidv7, type Role } from '../base/index.ts';
import { transaction } from '../store/index.ts';
import type { Keeper } from './keeper.ts';
import { foldUsername, type Account } from './model.ts';
import { hashPassword } from './password.ts';
import { insertAccount, selectAccountByName, updateAccount } from './sql.ts';

export type NewAccount = {
  username: string;
  password: string;
  name: string;
  role: Role;
  /** With or without `Practitioner/`. */
  practitioner?: string;
  /** With or without `Patient/`. */
  patient?: string;
  /** `Organization/x` or `Location/x`. */
  site?: string;
};

const LEAST_PASSWORD = 12;
const MOST_PASSWORD = 256;

function refuse(detail: string, field: string): never {
  throw new Fault('invalid', 'value', detail, { expression: field });
}

function withoutType(reference: string | undefined, type: string): string | undefined {
  return reference?.startsWith(`${type}/`) ? reference.slice(type.length + 1) : reference;
}

function check(account: NewAccount): void {
  if (!/^[\p{L}\p{N}._@+-]{2,100}$/u.test(foldUsername(account.username))) {
    refuse('A username is 2 to 100 letters, digits and . _ @ + - alone.', 'username');
  }
  if (account.password.length < LEAST_PASSWORD || account.password.length > MOST_PASSWORD) {
    refuse(`A password has ${LEAST_PASSWORD} to ${MOST_PASSWORD} characters.`, 'password');
  }
  if (account.name.trim() === '') refuse('An account has the name of whom it is for.', 'name');
  if (!isRole(account.role) || account.role === 'system')
    refuse(`Nobody signs in with the role "${account.role}".`, 'role');
  if (account.role === 'patient' && !account.patient)
    refuse('The account of a patient names whose record is theirs.', 'patient');
}

function personOf(account: NewAccount): Omit<Account, 'id' | 'created' | 'username'> {
  const practitioner = withoutType(account.practitioner, 'Practitioner');
  const patient = withoutType(account.patient, 'Patient');
  return {
    name: account.name.trim(),
    role: account.role,
    ...(practitioner ? { practitioner: `Practitioner/${practitioner}` } : {}),
    ...(patient ? { patient } : {}),
    ...(account.site ? { site: account.site } : {}),
  };
}

/** Makes an account. Faults: `invalid` with the field's name as expression, `conflict` where the username is taken. */
export async function createAccount(keeper: Keeper, account: NewAccount): Promise<Account> {
  check(account);
  const now = keeper.clock.now();
  const made: Account = {
    id: uuidv7(0, now),
    username: account.username.normalize('NFKC').trim(),
    ...personOf(account),
    created: new Date(now).toISOString(),
  };
  const passwordHash = await hashPassword(account.password, keeper.hashCost);
  const usernameFolded = foldUsername(account.username);
  const isNew = await transaction(keeper.store, {}, (tx) =>
    insertAccount(tx, { ...made, usernameFolded, passwordHash }),
  );
  if (!isNew)
    throw new Fault('conflict', 'duplicate', `The username "${account.username}" is taken.`, {
      expression: 'username',
    });
  return made;
}

/** Makes the account, or, where the username exists, brings whom it is for up to date and leaves its password alone. */
export async function ensureAccount(keeper: Keeper, account: NewAccount): Promise<Account> {
  check(account);
  const usernameFolded = foldUsername(account.username);
  const isThere = await transaction(keeper.store, {}, (tx) => updateAccount(tx, usernameFolded, personOf(account)));
  if (!isThere) return createAccount(keeper, account);
  const found = await selectAccountByName(keeper.store.pool, usernameFolded);
  if (!found) throw new Fault('conflict', 'conflict', `The account "${account.username}" was removed meanwhile.`);
  return found.account;
}
