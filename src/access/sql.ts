import type { Caller, Role } from '../base/index.ts';
import type { Db, Store } from '../store/index.ts';
import type { Account, Session } from './model.ts';

type AccountRow = {
  id: string;
  username: string;
  name: string;
  role: Role;
  password_hash: string;
  practitioner: string | null;
  patient: string | null;
  site: string | null;
  created: Date;
};

const ACCOUNT = 'a.id, a.username, a.name, a.role, a.practitioner, a.patient, a.site, a.created';

function accountOf(row: Omit<AccountRow, 'password_hash'>): Account {
  return {
    id: row.id,
    username: row.username,
    name: row.name,
    role: row.role,
    ...(row.practitioner ? { practitioner: row.practitioner } : {}),
    ...(row.patient ? { patient: row.patient } : {}),
    ...(row.site ? { site: row.site } : {}),
    created: row.created.toISOString(),
  };
}

/** False when the username is taken. */
export async function insertAccount(
  db: Db,
  account: Account & { usernameFolded: string; passwordHash: string },
): Promise<boolean> {
  const { id, username, usernameFolded, name, role, passwordHash, practitioner, patient, site, created } = account;
  const result = await db.query(
    `insert into access_account (id, username, username_folded, name, role, password_hash, practitioner, patient, site, created)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (username_folded) do nothing`,
    [
      id,
      username,
      usernameFolded,
      name,
      role,
      passwordHash,
      practitioner ?? null,
      patient ?? null,
      site ?? null,
      created,
    ],
  );
  return result.rowCount === 1;
}

/** Who the account is for; the password stays. False when there is no such account. */
export async function updateAccount(
  db: Db,
  usernameFolded: string,
  account: Omit<Account, 'id' | 'created' | 'username'>,
): Promise<boolean> {
  const result = await db.query(
    `update access_account set name = $2, role = $3, practitioner = $4, patient = $5, site = $6 where username_folded = $1`,
    [
      usernameFolded,
      account.name,
      account.role,
      account.practitioner ?? null,
      account.patient ?? null,
      account.site ?? null,
    ],
  );
  return result.rowCount === 1;
}

export async function setPasswordHash(db: Db, id: string, passwordHash: string): Promise<void> {
  await db.query(`update access_account set password_hash = $2 where id = $1`, [id, passwordHash]);
}

export async function selectAccountByName(
  db: Db,
  usernameFolded: string,
): Promise<{ account: Account; passwordHash: string } | null> {
  const result = await db.query<AccountRow>(
    `select ${ACCOUNT}, a.password_hash from access_account a where a.username_folded = $1`,
    [usernameFolded],
  );
  const row = result.rows[0];
  return row ? { account: accountOf(row), passwordHash: row.password_hash } : null;
}

export async function selectAccount(db: Db, id: string): Promise<Account | null> {
  const result = await db.query<AccountRow>(`select ${ACCOUNT} from access_account a where a.id = $1`, [id]);
  return result.rows[0] ? accountOf(result.rows[0]) : null;
}

export async function insertSession(db: Db, session: Session & { secretHash: Buffer }): Promise<void> {
  await db.query(
    `insert into access_session (secret_hash, id, account, address, created, last_seen, expires)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      session.secretHash,
      session.id,
      session.account,
      session.address,
      session.created,
      session.lastSeen,
      session.expires,
    ],
  );
}

/** The session that lasts at `now`, with whose it is. */
export async function selectSession(
  lines: Store['lines'],
  secretHash: Buffer,
  now: Date,
  idleSince: Date,
): Promise<{ account: Account; lastSeen: number } | null> {
  const [row] = await lines.query<AccountRow & { last_seen: Date }>({
    name: 'access-session',
    text: `select ${ACCOUNT}, s.last_seen from access_session s join access_account a on a.id = s.account
           where s.secret_hash = $1 and s.expires > $2 and s.last_seen > $3`,
    values: [secretHash, now, idleSince],
  });
  return row ? { account: accountOf(row), lastSeen: row.last_seen.getTime() } : null;
}

export async function touchSession(db: Db, secretHash: Buffer, now: Date): Promise<void> {
  await db.query(`update access_session set last_seen = $2 where secret_hash = $1 and last_seen < $2`, [
    secretHash,
    now,
  ]);
}

export async function deleteSession(db: Db, secretHash: Buffer): Promise<void> {
  await db.query(`delete from access_session where secret_hash = $1`, [secretHash]);
}

/** Those of the account that last at `now`, newest first. */
export async function selectSessions(db: Db, account: string, now: Date, idleSince: Date): Promise<Session[]> {
  const result = await db.query<{ id: string; address: string; created: Date; last_seen: Date; expires: Date }>(
    `select id, address, created, last_seen, expires from access_session
     where account = $1 and expires > $2 and last_seen > $3 order by created desc`,
    [account, now, idleSince],
  );
  return result.rows.map((row) => ({
    id: row.id,
    account,
    address: row.address,
    created: row.created.toISOString(),
    lastSeen: row.last_seen.toISOString(),
    expires: row.expires.toISOString(),
  }));
}

/** Ends one session of the account by the id in its list. False when there is none. */
export async function deleteSessionById(db: Db, account: string, id: string): Promise<boolean> {
  const result = await db.query(`delete from access_session where account = $1 and id::text = $2`, [account, id]);
  return result.rowCount === 1;
}

export type TokenRow = {
  id: string;
  role: Role;
  patient: string | null;
  scopes: string[] | null;
  /** Whom an app's token speaks for; role, patient and scopes are in it. */
  caller: Caller | null;
};

export async function insertToken(
  db: Db,
  token: Omit<TokenRow, 'caller'> & { secretHash: Buffer; created: Date; expires: Date },
): Promise<void> {
  await db.query(
    `insert into access_token (secret_hash, id, role, patient, scopes, created, expires) values ($1, $2, $3, $4, $5, $6, $7)`,
    [token.secretHash, token.id, token.role, token.patient, token.scopes, token.created, token.expires],
  );
}

/** The tokens that last at `now`, in the order of the hashes; null for one that does not. */
export async function selectTokens(
  lines: Store['lines'],
  secretHashes: readonly string[],
  now: Date,
): Promise<(TokenRow | null)[]> {
  const rows = await lines.query<TokenRow & { hash: string }>({
    name: 'access-tokens',
    text: `select encode(secret_hash, 'hex') as hash, id, role, patient, scopes, caller from access_token
           where secret_hash = any ($1::bytea[]) and expires > $2`,
    values: [`{${[...new Set(secretHashes)].map((hash) => String.raw`"\\x${hash}"`).join(',')}}`, now],
  });
  const found = new Map(rows.map(({ hash, ...token }) => [hash, token]));
  return secretHashes.map((hash) => found.get(hash) ?? null);
}

/** Removes what no longer opens anything. */
export async function deleteExpired(db: Db, now: Date, idleSince: Date, forgetBefore: Date): Promise<void> {
  await db.query(`delete from access_session where expires <= $1 or last_seen <= $2`, [now, idleSince]);
  await db.query(`delete from access_token where expires <= $1`, [now]);
  await db.query(`delete from access_failure where last_failure <= $1`, [forgetBefore]);
}

export type FailureKind = 'username' | 'address';

export async function selectFailures(
  db: Db,
  kind: FailureKind,
  key: string,
): Promise<{ failures: number; lastFailure: number } | null> {
  const result = await db.query<{ failures: number; last_failure: Date }>(
    `select failures, last_failure from access_failure where kind = $1 and key = $2`,
    [kind, key],
  );
  const row = result.rows[0];
  return row ? { failures: row.failures, lastFailure: row.last_failure.getTime() } : null;
}

export async function putFailures(db: Db, kind: FailureKind, key: string, failures: number, at: Date): Promise<void> {
  await db.query(
    `insert into access_failure (kind, key, failures, last_failure) values ($1, $2, $3, $4)
     on conflict (kind, key) do update set failures = excluded.failures, last_failure = excluded.last_failure`,
    [kind, key, failures, at],
  );
}

/** Forgets an account's failures, and takes one from its address's. */
export async function forgiveFailures(db: Db, username: string, address: string): Promise<void> {
  await db.query(`delete from access_failure where kind = 'username' and key = $1`, [username]);
  await db.query(`update access_failure set failures = greatest(failures - 1, 0) where kind = 'address' and key = $1`, [
    address,
  ]);
}

/** Answers when the database does and has our tables. */
export async function ping(db: Db): Promise<void> {
  await db.query(`select 1 from access_account limit 1`);
}
