import type { Caller, Clock, Role } from '../base/index.ts';
import type { Db, Store } from '../store/index.ts';
import {
  ASSIGNMENT,
  HOLDER,
  IN_FORCE,
  STILL_HELD,
  assignmentOf,
  holderOf,
  type AssignmentRow,
  type HolderRow,
} from './accounts/sql.ts';
import { accountIn, type Account, type Amr, type FailureKind, type Holder, type Session } from './model.ts';

/** Who has this name, with what it takes to sign in by it. */
export async function selectCredentials(
  db: Db,
  usernameFolded: string,
): Promise<{ holder: Holder; passwordHash: string; oneTimeUntil: number | null } | null> {
  const result = await db.query<HolderRow & { password_hash: string; one_time_until: Date | null }>(
    `select ${HOLDER}, a.password_hash, a.one_time_until from access_account a where a.username_folded = $1`,
    [usernameFolded],
  );
  const row = result.rows[0];
  return row
    ? { holder: holderOf(row), passwordHash: row.password_hash, oneTimeUntil: row.one_time_until?.getTime() ?? null }
    : null;
}

/** The same password, hashed anew. */
export async function renewPasswordHash(db: Db, id: string, was: string, passwordHash: string): Promise<void> {
  await db.query(`update access_account set password_hash = $3 where id = $1 and password_hash = $2`, [
    id,
    was,
    passwordHash,
  ]);
}

/** What stands between somebody and a session, as `nextStep` weighs it; null for an account that is disabled or gone. */
export async function selectStanding(
  db: Db,
  account: string,
  now: Date,
): Promise<{ mustChange: boolean; totp: boolean; passkey: boolean; recovery: boolean; demanded: boolean } | null> {
  const result = await db.query(
    `select a.one_time_until is not null as "mustChange",
       exists (select 1 from access_totp t where t.account = a.id and t.secret is not null) as totp,
       exists (select 1 from access_passkey p where p.account = a.id) as passkey,
       exists (select 1 from access_recovery_code r where r.account = a.id and r.used is null) as recovery,
       exists (select 1 from access_assignment g join access_second_factor_role d on d.role = g.role
         where g.account = a.id and ${IN_FORCE('$2')}) as demanded
     from access_account a where a.id = $1 and a.disabled is null`,
    [account, now],
  );
  return result.rows[0] ?? null;
}

export type StepRow = { account: string; address: string; device: string; amr: Amr[]; expires: number };

export async function insertStep(db: Db, step: StepRow & { secretHash: Buffer; created: Date }): Promise<void> {
  await db.query(
    `insert into access_step (secret_hash, account, address, device, amr, created, expires)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [step.secretHash, step.account, step.address, step.device, step.amr, step.created, new Date(step.expires)],
  );
}

/** The sign-in that was begun and lasts at `now`. With `lock` nobody else goes on with it meanwhile. */
export async function selectStep(db: Db, secretHash: Buffer, now: Date, lock = false): Promise<StepRow | null> {
  const result = await db.query<Omit<StepRow, 'expires'> & { expires: Date }>(
    `select s.account, s.address, s.device, s.amr, s.expires from access_step s
     join access_account a on a.id = s.account and a.disabled is null
     where s.secret_hash = $1 and s.expires > $2 ${lock ? 'for update of s' : ''}`,
    [secretHash, now],
  );
  const row = result.rows[0];
  return row ? { ...row, expires: row.expires.getTime() } : null;
}

export async function setStepAmr(db: Db, secretHash: Buffer, amr: readonly Amr[]): Promise<void> {
  await db.query(`update access_step set amr = $2 where secret_hash = $1`, [secretHash, amr]);
}

export async function deleteStep(db: Db, secretHash: Buffer): Promise<void> {
  await db.query(`delete from access_step where secret_hash = $1`, [secretHash]);
}

/** A session as it is kept. */
export type NewSession = Omit<Session, 'id'> & {
  id: string;
  assignment: string;
  amr: readonly Amr[];
  secretHash: Buffer;
};

export async function insertSession(db: Db, session: NewSession): Promise<void> {
  await db.query(
    `insert into access_session
       (secret_hash, id, account, assignment, address, device, amr, created, verified, last_seen, expires)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10)`,
    [
      session.secretHash,
      session.id,
      session.account,
      session.assignment,
      session.address,
      session.device,
      session.amr,
      session.created,
      session.lastSeen,
      session.expires,
    ],
  );
}

/** The session behind a cookie: whose, as what, and when they last proved who they are. */
export type OpenSession = { id: string; account: Account; amr: Amr[]; verified: number; lastSeen: number };

/** The session that lasts at `now`: its account not disabled, its assignment in force. */
export async function selectSession(
  lines: Store['lines'],
  secretHash: Buffer,
  now: Date,
  idleSince: Date,
): Promise<OpenSession | null> {
  type Row = HolderRow & AssignmentRow & { session: string; amr: Amr[]; verified: Date; last_seen: Date };
  const [row] = await lines.query<Row>({
    name: 'access-session',
    text: `select ${HOLDER}, ${ASSIGNMENT}, s.id as session, s.amr, s.verified, s.last_seen
           from access_session s join access_account a on a.id = s.account join access_assignment g on g.id = s.assignment
           where s.secret_hash = $1 and s.expires > $2 and s.last_seen > $3 and a.disabled is null and ${IN_FORCE('$2')}`,
    values: [secretHash, now, idleSince],
  });
  if (!row) return null;
  return {
    id: row.session,
    account: accountIn(holderOf(row), assignmentOf(row)),
    amr: row.amr,
    verified: row.verified.getTime(),
    lastSeen: row.last_seen.getTime(),
  };
}

export async function touchSession(db: Db, secretHash: Buffer, now: Date): Promise<void> {
  await db.query(`update access_session set last_seen = $2 where secret_hash = $1 and last_seen < $2`, [
    secretHash,
    now,
  ]);
}

/** What changes in the course of a session: as what one acts, and what one has shown since. */
export async function updateSession(
  db: Db,
  id: string,
  change: { assignment?: string; verified?: Date; amr?: readonly Amr[] },
): Promise<void> {
  await db.query(
    `update access_session set assignment = coalesce($2, assignment), verified = coalesce($3, verified),
       amr = coalesce($4, amr) where id = $1`,
    [id, change.assignment ?? null, change.verified ?? null, change.amr ?? null],
  );
}

/** Whose session ended; null where there was none. */
export async function deleteSession(db: Db, secretHash: Buffer): Promise<Holder | null> {
  const result = await db.query<HolderRow>(
    `with ended as (delete from access_session where secret_hash = $1 returning account)
     select ${HOLDER} from ended join access_account a on a.id = ended.account`,
    [secretHash],
  );
  return result.rows[0] ? holderOf(result.rows[0]) : null;
}

/** Those of the account that last at `now`, newest first. */
export async function selectSessions(db: Db, account: string, now: Date, idleSince: Date): Promise<Session[]> {
  const result = await db.query<{
    id: string;
    address: string;
    device: string;
    created: Date;
    last_seen: Date;
    expires: Date;
  }>(
    `select id, address, device, created, last_seen, expires from access_session
     where account = $1 and expires > $2 and last_seen > $3 order by created desc`,
    [account, now, idleSince],
  );
  return result.rows.map((row) => ({
    id: row.id,
    account,
    address: row.address,
    device: row.device,
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

/** Ends the sessions that speak for an assignment. */
export async function deleteSessionsAs(db: Db, assignment: string): Promise<void> {
  await db.query(`delete from access_session where assignment = $1`, [assignment]);
}

/** Ends all sessions of the account but one, and every sign-in of it that was begun. How many sessions. */
export async function deleteSessions(db: Db, account: string, but: string | null): Promise<number> {
  await db.query(`delete from access_step where account = $1`, [account]);
  const result = await db.query(`delete from access_session where account = $1 and id is distinct from $2::uuid`, [
    account,
    but,
  ]);
  return result.rowCount ?? 0;
}

export type TokenRow = {
  id: string;
  role: Role;
  patient: string | null;
  scopes: string[] | null;
  /** Whom the token of an app or of a site speaks for; role, patient and scopes are in it. */
  caller: Caller | null;
};

export async function insertToken(
  db: Db,
  token: TokenRow & { secretHash: Buffer; created: Date; expires: Date },
): Promise<void> {
  const caller = token.caller === null ? null : JSON.stringify(token.caller);
  await db.query(
    `insert into access_token (secret_hash, id, role, patient, scopes, caller, created, expires)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [token.secretHash, token.id, token.role, token.patient, token.scopes, caller, token.created, token.expires],
  );
}

/** The tokens of these secrets that last now, of an app only as long as who let it in is what they were; null for one that does not. */
export function tokensOf(wire: Store['wire'], clock: Clock): (secretHash: string) => Promise<TokenRow | null> {
  return wire.add<string, TokenRow | null>({
    of: (hashes) => ({
      name: 'access-tokens',
      text: `select encode(t.secret_hash, 'hex'), t.id, t.role, t.patient, array_to_json(t.scopes), t.caller from access_token t
             where t.secret_hash = any ($1::bytea[]) and t.expires > $2 and (t.grant_id is null
               or exists (select 1 from access_grant r where r.id = t.grant_id and ${STILL_HELD('r', '$2')}))`,
      values: [
        `{${[...new Set(hashes)].map((hash) => String.raw`"\\x${hash}"`).join(',')}}`,
        new Date(clock.now()).toISOString(),
      ],
    }),
    answers(texts, hashes) {
      const found = new Map(texts.map(([hash, ...columns]) => [hash, tokenOf(columns)]));
      return hashes.map((hash) => found.get(hash) ?? null);
    },
  });
}

function tokenOf([id, role, patient, scopes, caller]: readonly (string | null | undefined)[]): TokenRow {
  return {
    id: id!,
    role: role as Role,
    patient: patient ?? null,
    scopes: scopes ? (JSON.parse(scopes) as string[]) : null,
    caller: caller ? (JSON.parse(caller) as Caller) : null,
  };
}

/** Removes what no longer opens anything. */
export async function deleteExpired(db: Db, now: Date, idleSince: Date, forgetBefore: Date): Promise<void> {
  await db.query(`delete from access_session where expires <= $1 or last_seen <= $2`, [now, idleSince]);
  for (const table of ['access_token', 'access_step', 'access_challenge']) {
    await db.query(`delete from ${table} where expires <= $1`, [now]);
  }
  await db.query(`delete from access_failure where last_failure <= $1`, [forgetBefore]);
}

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

/** Forgets the failures of a person, and one of those of an address. */
export async function forgiveFailures(db: Db, kind: FailureKind, key: string): Promise<void> {
  const text =
    kind === 'address'
      ? `update access_failure set failures = greatest(failures - 1, 0) where kind = $1 and key = $2`
      : `delete from access_failure where kind = $1 and key = $2`;
  await db.query(text, [kind, key]);
}

/** Answers when the database does and has our tables. */
export async function ping(db: Db): Promise<void> {
  await db.query(`select 1 from access_account limit 1`);
}
