import type { Role } from '../../base/index.ts';
import type { Db } from '../../store/index.ts';
import type { App, AppKind, AppUsers, NewApp, PublicKeys } from './model.ts';

type AppRow = {
  id: string;
  name: string;
  kind: AppKind;
  users: AppUsers;
  redirect_uris: string[];
  launch_uri: string | null;
  scopes: string[];
  jwks: PublicKeys | null;
  jwks_uri: string | null;
  role: Role | null;
  introspects: boolean;
  created: Date;
  disabled: Date | null;
};

const APP =
  'id, name, kind, users, redirect_uris, launch_uri, scopes, jwks, jwks_uri, role, introspects, created, disabled';

function appOf(row: AppRow): App {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    users: row.users,
    redirectUris: row.redirect_uris,
    ...(row.launch_uri ? { launchUri: row.launch_uri } : {}),
    scopes: row.scopes,
    ...(row.jwks ? { jwks: row.jwks } : {}),
    ...(row.jwks_uri ? { jwksUri: row.jwks_uri } : {}),
    ...(row.role ? { role: row.role } : {}),
    introspects: row.introspects,
    created: row.created.toISOString(),
    ...(row.disabled ? { disabled: row.disabled.toISOString() } : {}),
  };
}

function valuesOf(app: NewApp): unknown[] {
  return [
    app.name,
    app.kind,
    app.users,
    app.redirectUris,
    app.launchUri ?? null,
    app.scopes,
    app.jwks ? JSON.stringify(app.jwks) : null,
    app.jwksUri ?? null,
    app.role ?? null,
    app.introspects,
  ];
}

export async function insertApp(
  db: Db,
  id: string,
  app: NewApp,
  secretHash: Buffer | null,
  created: Date,
): Promise<void> {
  await db.query(
    `insert into access_app (id, secret_hash, created, name, kind, users, redirect_uris, launch_uri, scopes, jwks, jwks_uri, role,
       introspects)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [id, secretHash, created, ...valuesOf(app)],
  );
}

/** What is registered of the app; its secret and whether it is disabled stay. Null where there is none. */
export async function updateApp(db: Db, id: string, app: NewApp): Promise<App | null> {
  const { rows } = await db.query<AppRow>(
    `update access_app set name = $2, kind = $3, users = $4, redirect_uris = $5, launch_uri = $6, scopes = $7, jwks = $8, jwks_uri = $9,
       role = $10, introspects = $11 where id = $1 returning ${APP}`,
    [id, ...valuesOf(app)],
  );
  return rows[0] ? appOf(rows[0]) : null;
}

export async function updateSecret(db: Db, id: string, secretHash: Buffer): Promise<void> {
  await db.query(`update access_app set secret_hash = $2 where id = $1`, [id, secretHash]);
}

/** Disables from `at`, or, with null, no longer. Null where there is no such app. */
export async function updateDisabled(db: Db, id: string, at: Date | null): Promise<App | null> {
  const { rows } = await db.query<AppRow>(`update access_app set disabled = $2 where id = $1 returning ${APP}`, [
    id,
    at,
  ]);
  return rows[0] ? appOf(rows[0]) : null;
}

export async function selectApps(db: Db): Promise<App[]> {
  const { rows } = await db.query<AppRow>(`select ${APP} from access_app order by lower(name), created`);
  return rows.map(appOf);
}

/** The app, and what is kept of its secret. */
export async function selectApp(db: Db, id: string): Promise<{ app: App; secretHash: Buffer | null } | null> {
  const { rows } = await db.query<AppRow & { secret_hash: Buffer | null }>(
    `select ${APP}, secret_hash from access_app where id = $1`,
    [id],
  );
  return rows[0] ? { app: appOf(rows[0]), secretHash: rows[0].secret_hash } : null;
}

/** All that the app holds ends: its tokens, and what they were given for. What people allowed it stays remembered. */
export async function deleteHeldByApp(db: Db, id: string): Promise<void> {
  await db.query(`delete from access_grant where app = $1`, [id]);
  await db.query(`delete from access_token where app = $1`, [id]);
  await db.query(`delete from access_launch where app = $1`, [id]);
}

/** Which of the keys of this app were used lately says when a service last was there. */
export async function selectLastTokens(db: Db): Promise<Map<string, Date>> {
  const { rows } = await db.query<{ app: string; last: Date }>(
    `select app, max(last) as last from (
       select app, max(last_used) as last from access_consent group by app
       union all select app, max(created) from access_token where app is not null group by app) t group by app`,
  );
  return new Map(rows.map(({ app, last }) => [app, last]));
}
