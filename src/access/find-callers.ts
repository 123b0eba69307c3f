import type { Caller } from '../base/index.ts';
import { selectAccount, selectStaff } from './accounts/sql.ts';
import type { Keeper } from './keeper.ts';
import { type Account, foldUsername } from './model.ts';
import { callerOf } from './sessions.ts';
import { selectCredentials } from './sql.ts';

const MOST_STAFF = 5_000;

/**
 * The caller that somebody would be, without signing in, in one of their assignments or the first in force: for those who ask what
 * somebody may see. Null where there is no such account, or nothing of it is in force.
 */
export async function callerNamed(
  { store, clock }: Keeper,
  username: string,
  assignment?: string,
): Promise<Caller | null> {
  const found = await selectCredentials(store.pool, foldUsername(username));
  const account = found && (await selectAccount(store.pool, found.holder.id, new Date(clock.now()), assignment));
  return account && callerOf(account);
}

/** Everybody of the staff who can sign in, by name, once for each thing that they are. */
export function listStaff({ store, clock }: Keeper): Promise<Account[]> {
  return selectStaff(store.pool, new Date(clock.now()), MOST_STAFF);
}
