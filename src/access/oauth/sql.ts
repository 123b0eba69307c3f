import type { Caller, Role } from '../../base/index.ts';
import type { Db, Tx } from '../../store/index.ts';
import { STILL_HELD } from '../accounts/sql.ts';
import type { Consent, Grant, Launch, Payload } from './model.ts';

export type NewGrant = Grant & { session: string | null };

export async function selectSessionOf(
  db: Db,
  secretHash: Buffer,
  account: string,
): Promise<{ id: string; created: Date } | null> {
  const { rows } = await db.query<{ id: string; created: Date }>(
    `select id, created from access_session where secret_hash = $1 and account = $2`,
    [secretHash, account],
  );
  return rows[0] ?? null;
}

export async function insertGrant(db: Db, grant: NewGrant): Promise<void> {
  await db.query(
    `insert into access_grant (id, app, account, session, patient, encounter, scopes, caller, created, expires)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      grant.id,
      grant.app,
      grant.account,
      grant.session,
      grant.patient ?? null,
      grant.encounter ?? null,
      grant.scopes,
      JSON.stringify(grant.caller),
      grant.created,
      grant.expires,
    ],
  );
}

type GrantRow = {
  id: string;
  app: string;
  account: string;
  patient: string | null;
  encounter: string | null;
  scopes: string[];
  caller: Caller;
  created: Date;
  expires: Date;
};

/** The grant that lasts, of an app that is not disabled and, where it ends with a session, of a session that lasts. */
export async function selectGrant(db: Db, id: string, now: Date, idleSince: Date): Promise<Grant | null> {
  const { rows } = await db.query<GrantRow>(
    `select g.id, g.app, g.account, g.patient, g.encounter, g.scopes, g.caller, g.created, g.expires
     from access_grant g join access_app a on a.id = g.app and a.disabled is null
       left join access_session s on s.id = g.session
     where g.id = $1 and g.expires > $2 and ${STILL_HELD('g', '$2')} and (g.session is null or (s.expires > $2 and s.last_seen > $3))`,
    [id, now, idleSince],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    id: row.id,
    app: row.app,
    account: row.account,
    ...(row.patient ? { patient: row.patient } : {}),
    ...(row.encounter ? { encounter: row.encounter } : {}),
    scopes: row.scopes,
    caller: row.caller,
    created: row.created.toISOString(),
    expires: row.expires.toISOString(),
  };
}

/** Ends a grant, and by that its codes and tokens. False when it had ended. */
export async function deleteGrant(db: Db, id: string): Promise<boolean> {
  return (await db.query(`delete from access_grant where id = $1`, [id])).rowCount === 1;
}

export async function upsertConsent(
  db: Db,
  consent: { app: string; account: string; patient: string; scopes: string[]; asked: string[]; at: Date },
): Promise<void> {
  await db.query(
    `insert into access_consent (app, account, patient, scopes, asked, since, last_used) values ($1, $2, $3, $4, $5, $6, $6)
     on conflict (app, account, patient) do update set scopes = excluded.scopes, asked = excluded.asked, last_used = excluded.last_used`,
    [consent.app, consent.account, consent.patient, consent.scopes, consent.asked, consent.at],
  );
}

export async function selectConsent(
  db: Db,
  app: string,
  account: string,
  patient: string,
): Promise<{ scopes: string[]; asked: string[] } | null> {
  const { rows } = await db.query<{ scopes: string[]; asked: string[] }>(
    `select scopes, asked from access_consent where app = $1 and account = $2 and patient = $3`,
    [app, account, patient],
  );
  return rows[0] ?? null;
}

export async function selectConsents(db: Db, account: string): Promise<Consent[]> {
  const { rows } = await db.query<{
    app: string;
    name: string;
    patient: string;
    scopes: string[];
    since: Date;
    last_used: Date;
  }>(
    `select c.app, a.name, c.patient, c.scopes, c.since, c.last_used from access_consent c join access_app a on a.id = c.app
     where c.account = $1 order by c.last_used desc`,
    [account],
  );
  return rows.map((row) => ({
    app: { id: row.app, name: row.name },
    ...(row.patient ? { patient: row.patient } : {}),
    scopes: row.scopes,
    since: row.since.toISOString(),
    lastUsed: row.last_used.toISOString(),
  }));
}

/** Forgets what was allowed, and ends all that was given out on it. False where nothing was allowed. */
export async function deleteConsent(db: Db, app: string, account: string, patient: string): Promise<boolean> {
  const gone = await db.query(`delete from access_consent where app = $1 and account = $2 and patient = $3`, [
    app,
    account,
    patient,
  ]);
  await db.query(`delete from access_grant where app = $1 and account = $2 and ($3 = '' or patient = $3)`, [
    app,
    account,
    patient,
  ]);
  return gone.rowCount === 1;
}

/** Ends all that apps hold in the name of an account. */
export async function deleteGrantsOf(db: Db, account: string): Promise<void> {
  await db.query(`delete from access_grant where account = $1`, [account]);
}

export async function insertLaunch(db: Db, launch: Launch & { secretHash: Buffer; expires: Date }): Promise<void> {
  await db.query(
    `insert into access_launch (secret_hash, app, account, patient, encounter, expires) values ($1, $2, $3, $4, $5, $6)`,
    [launch.secretHash, launch.app, launch.account, launch.patient ?? null, launch.encounter ?? null, launch.expires],
  );
}

type LaunchRow = { app: string; account: string; patient: string | null; encounter: string | null };

const launchOf = (row: LaunchRow): Launch => ({
  app: row.app,
  account: row.account,
  ...(row.patient ? { patient: row.patient } : {}),
  ...(row.encounter ? { encounter: row.encounter } : {}),
});

export async function selectLaunch(db: Db, secretHash: Buffer, now: Date): Promise<Launch | null> {
  const { rows } = await db.query<LaunchRow>(
    `select app, account, patient, encounter from access_launch where secret_hash = $1 and used is null and expires > $2`,
    [secretHash, now],
  );
  return rows[0] ? launchOf(rows[0]) : null;
}

/** Uses a launch up: of those who come at once one has it. */
export async function consumeLaunch(
  db: Db,
  secretHash: Buffer,
  by: { app: string; account: string },
  now: Date,
): Promise<Launch | null> {
  const { rows } = await db.query<LaunchRow>(
    `update access_launch set used = $4 where secret_hash = $1 and app = $2 and account = $3 and used is null and expires > $4
     returning app, account, patient, encounter`,
    [secretHash, by.app, by.account, now],
  );
  return rows[0] ? launchOf(rows[0]) : null;
}

export type Artifact = { kind: string; idHash: Buffer; payload: Payload; expires: Date };

/** Keeps it, in the place of what was kept under the same secret; false where the grant that it is of has ended. */
export async function upsertArtifact(tx: Tx, { kind, idHash, payload, expires }: Artifact): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into access_artifact (kind, id_hash, grant_id, payload, expires)
     select $1, $2, g.id, $4, $5
     from (select) one left join (select id from access_grant where id = $3 for key share) g on true
     where $3::text is null or g.id is not null
     on conflict (kind, id_hash) do update set payload = excluded.payload, expires = excluded.expires`,
    [kind, idHash, payload.grantId ?? null, JSON.stringify(payload), expires],
  );
  return rowCount === 1;
}

/** Keeps it where it is the first; false where it was there. */
export async function insertArtifact(db: Db, { kind, idHash, payload, expires }: Artifact): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into access_artifact (kind, id_hash, payload, expires) values ($1, $2, $3, $4) on conflict (kind, id_hash) do nothing`,
    [kind, idHash, JSON.stringify(payload), expires],
  );
  return rowCount === 1;
}

export async function selectArtifact(db: Db, kind: string, idHash: Buffer, now: Date): Promise<Payload | null> {
  const { rows } = await db.query<{ payload: Payload; consumed: Date | null }>(
    `select payload, consumed from access_artifact where kind = $1 and id_hash = $2 and expires > $3`,
    [kind, idHash, now],
  );
  const row = rows[0];
  return row
    ? { ...row.payload, ...(row.consumed ? { consumed: Math.floor(row.consumed.getTime() / 1000) } : {}) }
    : null;
}

/** Marks it as used; false where another had: of those who come at once one has it. */
export async function consumeArtifact(db: Db, kind: string, idHash: Buffer, now: Date): Promise<boolean> {
  const { rows } = await db.query(
    `update access_artifact set consumed = $3 where kind = $1 and id_hash = $2 and consumed is null and expires > $3 returning kind`,
    [kind, idHash, now],
  );
  return rows.length === 1;
}

export async function deleteArtifact(db: Db, kind: string, idHash: Buffer): Promise<void> {
  await db.query(`delete from access_artifact where kind = $1 and id_hash = $2`, [kind, idHash]);
}

export type NewToken = {
  secretHash: Buffer;
  id: string;
  role: Role;
  app: string;
  grantId: string | null;
  caller: Caller;
  payload: Payload;
  created: Date;
  expires: Date;
};

/**
 * Gives out a token, where what it is given for still stands: its app is not disabled and its grant not ended, and neither will be before
 * this is done. False where not.
 */
export async function insertAppToken(tx: Tx, token: NewToken): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into access_token (secret_hash, id, role, patient, scopes, app, grant_id, caller, payload, created, expires)
     select $1, $2, $3, $4, $5, a.id, g.id, $8, $9, $10, $11
     from (select id from access_app where id = $6 and disabled is null for key share) a
       left join (select id from access_grant where id = $7 for key share) g on true
     where $7::text is null or g.id is not null`,
    [
      token.secretHash,
      token.id,
      token.role,
      token.caller.patient ?? null,
      token.caller.scopes ?? [],
      token.app,
      token.grantId,
      JSON.stringify(token.caller),
      JSON.stringify(token.payload),
      token.created,
      token.expires,
    ],
  );
  return rowCount === 1;
}

/** Notes that an app was given a token on what a person allowed it. */
export async function touchConsent(db: Db, grantId: string, at: Date): Promise<void> {
  await db.query(
    `update access_consent c set last_used = $2 from access_grant g
     where g.id = $1 and c.app = g.app and c.account = g.account and c.patient in ('', coalesce(g.patient, ''))`,
    [grantId, at],
  );
}

export async function selectAppToken(db: Db, secretHash: Buffer, now: Date): Promise<Payload | null> {
  const { rows } = await db.query<{ payload: Payload }>(
    `select payload from access_token where secret_hash = $1 and payload is not null and expires > $2`,
    [secretHash, now],
  );
  return rows[0]?.payload ?? null;
}

export async function deleteAppToken(db: Db, secretHash: Buffer): Promise<void> {
  await db.query(`delete from access_token where secret_hash = $1`, [secretHash]);
}

export async function deleteExpiredOfApps(db: Db, now: Date): Promise<void> {
  await db.query(`delete from access_artifact where expires <= $1`, [now]);
  await db.query(`delete from access_launch where expires <= $1`, [now]);
  await db.query(`delete from access_grant where expires <= $1`, [now]);
  await db.query(`delete from access_token where expires <= $1`, [now]);
}

export type KeyRow = { kid: string; jwk: Record<string, unknown>; created: Date };

/** Newest first. */
export async function selectSigningKeys(db: Db): Promise<KeyRow[]> {
  return (await db.query<KeyRow>(`select kid, jwk, created from access_signing_key order by created desc, kid`)).rows;
}

export async function insertSigningKey(db: Db, key: KeyRow): Promise<void> {
  await db.query(`insert into access_signing_key (kid, jwk, created) values ($1, $2, $3)`, [
    key.kid,
    JSON.stringify(key.jwk),
    key.created,
  ]);
}

export async function deleteSigningKeys(db: Db, kids: readonly string[]): Promise<void> {
  await db.query(`delete from access_signing_key where kid = any ($1)`, [kids]);
}
