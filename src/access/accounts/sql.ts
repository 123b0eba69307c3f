import type { Role } from '../../base/index.ts';
import type { Db } from '../../store/index.ts';
import { accountIn, type Account, type Assignment, type Holder } from '../model.ts';

export type HolderRow = {
  id: string;
  username: string;
  name: string;
  practitioner: string | null;
  created: Date;
  disabled: Date | null;
};

export type AssignmentRow = {
  assignment: string;
  role: Role;
  site: string | null;
  practitioner_role: string | null;
  patient: string | null;
  proxy: string | null;
  starts: Date;
  ends: Date | null;
};

/** The columns of `access_account a` that `holderOf` reads. */
export const HOLDER = 'a.id, a.username, a.name, a.practitioner, a.created, a.disabled';

/** The columns of `access_assignment g` that `assignmentOf` reads. */
export const ASSIGNMENT =
  'g.id as assignment, g.role, g.site, g.practitioner_role, g.patient, g.proxy, g.starts, g.ends';

/** Whether `access_assignment g` is in force at the moment that a parameter gives. */
export const IN_FORCE = (now: string): string => `g.starts <= ${now} and (g.ends is null or g.ends > ${now})`;

/** Whether who let an app in (by a row of `access_grant`) may still sign in, and is still what they were then. */
export const STILL_HELD = (grant: string, now: string): string => `exists (
  select 1 from access_account o join access_assignment h on h.account = o.id
  where o.id = ${grant}.account and o.disabled is null and h.starts <= ${now} and (h.ends is null or h.ends > ${now})
    and h.role = ${grant}.caller->>'role' and h.site is not distinct from ${grant}.caller->>'site'
    and (h.patient is null or h.patient = ${grant}.caller->>'patient'))`;

export function holderOf(row: HolderRow): Holder {
  return {
    id: row.id,
    username: row.username,
    name: row.name,
    ...(row.practitioner ? { practitioner: row.practitioner } : {}),
    created: row.created.toISOString(),
    ...(row.disabled ? { disabled: row.disabled.toISOString() } : {}),
  };
}

export function assignmentOf(row: AssignmentRow): Assignment {
  return {
    id: row.assignment,
    role: row.role,
    ...(row.site ? { site: row.site } : {}),
    ...(row.practitioner_role ? { practitionerRole: row.practitioner_role } : {}),
    ...(row.patient ? { patient: row.patient } : {}),
    ...(row.proxy ? { proxy: row.proxy } : {}),
    from: row.starts.toISOString(),
    ...(row.ends ? { until: row.ends.toISOString() } : {}),
  };
}

export type NewHolderRow = Holder & { usernameFolded: string; passwordHash: string; oneTimeUntil: Date | null };

/** False when the username is taken. */
export async function insertHolder(db: Db, holder: NewHolderRow): Promise<boolean> {
  const { id, username, usernameFolded, name, passwordHash, practitioner, created, oneTimeUntil } = holder;
  const result = await db.query(
    `insert into access_account
       (id, username, username_folded, name, password_hash, practitioner, created, password_changed, one_time_until)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $8) on conflict (username_folded) do nothing`,
    [id, username, usernameFolded, name, passwordHash, practitioner ?? null, created, oneTimeUntil],
  );
  return result.rowCount === 1;
}

/** Who the account is for; the password stays. Its id, or null when there is no such account. */
export async function updateHolder(
  db: Db,
  usernameFolded: string,
  who: Pick<Holder, 'name' | 'practitioner'>,
): Promise<string | null> {
  const result = await db.query<{ id: string }>(
    `update access_account set name = $2, practitioner = $3 where username_folded = $1 returning id`,
    [usernameFolded, who.name, who.practitioner ?? null],
  );
  return result.rows[0]?.id ?? null;
}

/** A new password, which an administrator's is until a moment. */
export async function setPassword(
  db: Db,
  id: string,
  passwordHash: string,
  at: Date,
  oneTimeUntil: Date | null,
): Promise<void> {
  await db.query(
    `update access_account set password_hash = $2, password_changed = $3, one_time_until = $4 where id = $1`,
    [id, passwordHash, at, oneTimeUntil],
  );
}

/** False where it was so already. */
export async function setDisabled(db: Db, id: string, at: Date | null): Promise<boolean> {
  const result = await db.query(
    `update access_account set disabled = $2 where id = $1 and (disabled is null) <> ($2::timestamptz is null)`,
    [id, at],
  );
  return result.rowCount === 1;
}

export async function selectHolder(db: Db, id: string): Promise<Holder | null> {
  const result = await db.query<HolderRow>(`select ${HOLDER} from access_account a where a.id = $1`, [id]);
  return result.rows[0] ? holderOf(result.rows[0]) : null;
}

/** What it takes to prove that one is the account's owner by password. */
export async function selectPassword(
  db: Db,
  id: string,
): Promise<{ passwordHash: string; changed: string; oneTime: boolean } | null> {
  const result = await db.query<{ password_hash: string; password_changed: Date; one_time_until: Date | null }>(
    `select password_hash, password_changed, one_time_until from access_account where id = $1`,
    [id],
  );
  const row = result.rows[0];
  return row
    ? {
        passwordHash: row.password_hash,
        changed: row.password_changed.toISOString(),
        oneTime: row.one_time_until !== null,
      }
    : null;
}

/** The account in an assignment that is in force, or in its first that is; null where it is disabled or has none. */
export async function selectAccount(
  db: Db,
  id: string,
  now: Date,
  assignment: string | null = null,
): Promise<Account | null> {
  const result = await db.query<HolderRow & AssignmentRow>(
    `select ${HOLDER}, ${ASSIGNMENT} from access_account a join access_assignment g on g.account = a.id
     where a.id = $1 and a.disabled is null and ${IN_FORCE('$2')} and ($3::uuid is null or g.id = $3)
     order by g.starts, g.created, g.id limit 1`,
    [id, now, assignment],
  );
  const row = result.rows[0];
  return row ? accountIn(holderOf(row), assignmentOf(row)) : null;
}

/** What the staff are now, by name: whoever is several things stands there several times. */
export async function selectStaff(db: Db, now: Date, limit: number): Promise<Account[]> {
  const result = await db.query<HolderRow & AssignmentRow>(
    `select ${HOLDER}, ${ASSIGNMENT} from access_account a join access_assignment g on g.account = a.id
     where a.disabled is null and g.role <> 'patient' and ${IN_FORCE('$1')} order by a.name, a.id, g.starts, g.id limit $2`,
    [now, limit],
  );
  return result.rows.map((row) => accountIn(holderOf(row), assignmentOf(row)));
}

/** The account's assignments, those that begin first at the head; with `now` those in force alone. */
export async function selectAssignments(db: Db, account: string, now: Date | null): Promise<Assignment[]> {
  const result = await db.query<AssignmentRow>(
    `select ${ASSIGNMENT} from access_assignment g
     where g.account = $1 and ($2::timestamptz is null or (${IN_FORCE('$2')})) order by g.starts, g.created, g.id`,
    [account, now],
  );
  return result.rows.map(assignmentOf);
}

export async function insertAssignment(db: Db, account: string, assignment: Assignment, created: Date): Promise<void> {
  const { id, role, site, practitionerRole, patient, proxy, from, until } = assignment;
  await db.query(
    `insert into access_assignment (id, account, role, site, practitioner_role, patient, proxy, starts, ends, created)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      id,
      account,
      role,
      site ?? null,
      practitionerRole ?? null,
      patient ?? null,
      proxy ?? null,
      from,
      until ?? null,
      created,
    ],
  );
}

/** Null where the account has no such assignment. */
export async function setAssignmentEnd(
  db: Db,
  account: string,
  assignment: string,
  ends: Date | null,
): Promise<Assignment | null> {
  const result = await db.query<AssignmentRow>(
    `update access_assignment g set ends = $3 where g.account = $1 and g.id = $2 returning ${ASSIGNMENT}`,
    [account, assignment, ends],
  );
  return result.rows[0] ? assignmentOf(result.rows[0]) : null;
}

/** Everybody's, or those whose name or user name holds the text, by name; `after` continues a list. */
export async function findHolders(
  db: Db,
  text: string,
  after: { name: string; id: string } | null,
  limit: number,
): Promise<Holder[]> {
  const result = await db.query<HolderRow>(
    `select ${HOLDER} from access_account a
     where ($1 = '' or strpos(lower(a.name), $1) > 0 or strpos(a.username_folded, $1) > 0)
       and ($2::text is null or (lower(a.name), a.id) > ($2, $3::uuid))
     order by lower(a.name), a.id limit $4`,
    [text, after?.name ?? null, after?.id ?? null, limit],
  );
  return result.rows.map(holderOf);
}

export type HolderState = {
  assignments: Assignment[];
  totp: boolean;
  passkeys: number;
  recoveryCodes: number;
  sessions: number;
  lastSeen: Date | null;
  oneTime: boolean;
};

/** What an administrator sees of accounts beside who they are for. */
export async function selectHolderStates(
  db: Db,
  ids: readonly string[],
  now: Date,
  idleSince: Date,
): Promise<Map<string, HolderState>> {
  const states = await db.query<Omit<HolderState, 'assignments'> & { id: string }>(
    `select a.id, a.one_time_until is not null as "oneTime",
       exists (select 1 from access_totp t where t.account = a.id and t.secret is not null) as totp,
       (select count(*)::int from access_passkey p where p.account = a.id) as passkeys,
       (select count(*)::int from access_recovery_code r where r.account = a.id and r.used is null) as "recoveryCodes",
       (select count(*)::int from access_session s
         where s.account = a.id and s.expires > $2 and s.last_seen > $3) as sessions,
       (select max(s.last_seen) from access_session s where s.account = a.id) as "lastSeen"
     from access_account a where a.id = any ($1::uuid[])`,
    [ids, now, idleSince],
  );
  const assignments = await db.query<AssignmentRow & { account: string }>(
    `select g.account, ${ASSIGNMENT} from access_assignment g where g.account = any ($1::uuid[])
     order by g.starts, g.created, g.id`,
    [ids],
  );
  return new Map(
    states.rows.map(({ id, ...state }) => [
      id,
      { ...state, assignments: assignments.rows.filter((row) => row.account === id).map(assignmentOf) },
    ]),
  );
}

export async function selectSecondFactorRoles(db: Db): Promise<Role[]> {
  const result = await db.query<{ role: Role }>(`select role from access_second_factor_role order by role`);
  return result.rows.map((row) => row.role);
}

/** Replaces the roles, and ends the sessions of those roles in which nothing but a password was shown. How many ended. */
export async function setSecondFactorRoles(db: Db, roles: readonly Role[]): Promise<number> {
  await db.query(`delete from access_second_factor_role where role <> all ($1::text[])`, [roles]);
  await db.query(
    `insert into access_second_factor_role (role) select role from unnest($1::text[]) role on conflict do nothing`,
    [roles],
  );
  const ended = await db.query(
    `delete from access_session s using access_assignment g
     where g.id = s.assignment and g.role = any ($1::text[]) and not s.amr && array['otp', 'pop']`,
    [roles],
  );
  return ended.rowCount ?? 0;
}
