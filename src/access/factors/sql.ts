import type { Db } from '../../store/index.ts';

export type TotpRow = { secret: Buffer | null; proposed: Buffer | null; lastStep: number; confirmed: Date | null };

/** The account's authenticator app, locked until the transaction is over; null where there was never one. */
export async function selectTotp(db: Db, account: string, lock = true): Promise<TotpRow | null> {
  const result = await db.query<{
    secret: Buffer | null;
    proposed: Buffer | null;
    last_step: string;
    confirmed: Date | null;
  }>(`select secret, proposed, last_step, confirmed from access_totp where account = $1 ${lock ? 'for update' : ''}`, [
    account,
  ]);
  const row = result.rows[0];
  return row
    ? { secret: row.secret, proposed: row.proposed, lastStep: Number(row.last_step), confirmed: row.confirmed }
    : null;
}

/** Keeps a secret until its owner has shown a code of it; one proposed before is forgotten, one in use stays. */
export async function proposeTotp(db: Db, account: string, sealed: Buffer): Promise<void> {
  await db.query(
    `insert into access_totp (account, proposed) values ($1, $2) on conflict (account) do update set proposed = excluded.proposed`,
    [account, sealed],
  );
}

/** What was proposed is the account's from now on. */
export async function confirmTotp(db: Db, account: string, step: number, at: Date): Promise<void> {
  await db.query(
    `update access_totp set secret = proposed, proposed = null, last_step = $2, confirmed = $3 where account = $1`,
    [account, step, at],
  );
}

/** False where a code of this step, or a later one, was taken already. */
export async function takeTotpStep(db: Db, account: string, step: number): Promise<boolean> {
  const result = await db.query(`update access_totp set last_step = $2 where account = $1 and last_step < $2`, [
    account,
    step,
  ]);
  return result.rowCount === 1;
}

/** False where there was none. */
export async function deleteTotp(db: Db, account: string): Promise<boolean> {
  const result = await db.query(`delete from access_totp where account = $1`, [account]);
  return result.rowCount === 1;
}

/** The account's only codes from now on. */
export async function replaceRecoveryCodes(db: Db, account: string, hashes: readonly Buffer[]): Promise<void> {
  await db.query(`delete from access_recovery_code where account = $1`, [account]);
  for (const hash of hashes) {
    await db.query(`insert into access_recovery_code (account, code_hash) values ($1, $2)`, [account, hash]);
  }
}

/** False for a code that is not the account's, or was used. */
export async function takeRecoveryCode(db: Db, account: string, codeHash: Buffer, at: Date): Promise<boolean> {
  const result = await db.query(
    `update access_recovery_code set used = $3 where account = $1 and code_hash = $2 and used is null`,
    [account, codeHash, at],
  );
  return result.rowCount === 1;
}

/** How many were given, and how many are left. */
export async function countRecoveryCodes(db: Db, account: string): Promise<{ given: number; left: number }> {
  const result = await db.query<{ given: number; left: number }>(
    `select count(*)::int as given, (count(*) filter (where used is null))::int as left
     from access_recovery_code where account = $1`,
    [account],
  );
  return result.rows[0]!;
}

export type PasskeyRow = {
  id: string;
  account: string;
  publicKey: Buffer;
  counter: number;
  transports: string[];
  rpId: string;
  name: string;
  synced: boolean;
  created: Date;
  lastUsed: Date | null;
};

const PASSKEY = `id, account, public_key as "publicKey", counter::float8 as counter, transports, rp_id as "rpId", name, synced,
  created, last_used as "lastUsed"`;

/** False where the authenticator's key is registered already, for whomever. */
export async function insertPasskey(db: Db, passkey: PasskeyRow): Promise<boolean> {
  const { id, account, publicKey, counter, transports, rpId, name, synced, created } = passkey;
  const result = await db.query(
    `insert into access_passkey (id, account, public_key, counter, transports, rp_id, name, synced, created)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing`,
    [id, account, publicKey, counter, transports, rpId, name, synced, created],
  );
  return result.rowCount === 1;
}

/** Those of an account, oldest first. */
export async function selectPasskeys(db: Db, account: string): Promise<PasskeyRow[]> {
  const result = await db.query<PasskeyRow>(
    `select ${PASSKEY} from access_passkey where account = $1 order by created, id`,
    [account],
  );
  return result.rows;
}

export async function selectPasskey(db: Db, id: string): Promise<PasskeyRow | null> {
  const result = await db.query<PasskeyRow>(`select ${PASSKEY} from access_passkey where id = $1`, [id]);
  return result.rows[0] ?? null;
}

/** False where it was used meanwhile, so that the counter is no longer the one that was looked at. */
export async function usePasskey(
  db: Db,
  id: string,
  used: { was: number; counter: number; synced: boolean; at: Date },
): Promise<boolean> {
  const result = await db.query(
    `update access_passkey set counter = $3, synced = $4, last_used = $5 where id = $1 and counter = $2`,
    [id, used.was, used.counter, used.synced, used.at],
  );
  return result.rowCount === 1;
}

/** False where the account has no such passkey. */
export async function renamePasskey(db: Db, account: string, id: string, name: string): Promise<boolean> {
  const result = await db.query(`update access_passkey set name = $3 where account = $1 and id = $2`, [
    account,
    id,
    name,
  ]);
  return result.rowCount === 1;
}

/** The name of what was removed; null where the account has no such passkey. */
export async function deletePasskey(db: Db, account: string, id: string): Promise<string | null> {
  const result = await db.query<{ name: string }>(
    `delete from access_passkey where account = $1 and id = $2 returning name`,
    [account, id],
  );
  return result.rows[0]?.name ?? null;
}

/** Takes all second factors from an account. */
export async function deleteFactors(db: Db, account: string): Promise<void> {
  for (const table of ['access_totp', 'access_recovery_code', 'access_passkey']) {
    await db.query(`delete from ${table} where account = $1`, [account]);
  }
}

export type ChallengePurpose = 'register' | 'sign-in' | 'second-factor';

export async function insertChallenge(
  db: Db,
  challenge: { challenge: string; purpose: ChallengePurpose; account: string | null; expires: Date },
): Promise<void> {
  await db.query(`insert into access_challenge (challenge, purpose, account, expires) values ($1, $2, $3, $4)`, [
    challenge.challenge,
    challenge.purpose,
    challenge.account,
    challenge.expires,
  ]);
}

/** Deletes the challenge; false where there is none for this purpose and account that lasts at `now`. One of many at once is told true. */
export async function consumeChallenge(
  db: Db,
  challenge: { challenge: string; purpose: ChallengePurpose; account: string | null },
  now: Date,
): Promise<boolean> {
  const result = await db.query<{ holds: boolean }>(
    `delete from access_challenge where challenge = $1
     returning purpose = $2 and account is not distinct from $3::uuid and expires > $4 as holds`,
    [challenge.challenge, challenge.purpose, challenge.account, now],
  );
  return result.rows[0]?.holds ?? false;
}
