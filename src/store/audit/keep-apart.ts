import { createHmac, hash, pbkdf2Sync, randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Store } from '../open-store.ts';

/** Logins that can't do to the audit what the owner of the tables can; `why` says why there are none. */
export type Apart = { appUrl: string; sealerUrl: string } | { why: string };

/** Two servers that start at once grant one after the other. */
const GRANT_LOCK = [7301, 6];
const LONGEST_NAME = 63;

/**
 * Sees to it that the application works as a login that may add to the audit and read it, and nothing else of it; that the sealer may
 * read it and add seals, and nothing else at all; and that the owner of the tables is used to migrate and to retain alone. With
 * `appUrl` the application's login is there already, and is given its rights. Where the owner may make no logins, nothing is done.
 */
export async function keepAuditApart(store: Store, appUrl?: string): Promise<Apart> {
  const owner = new URL(store.databaseUrl);
  if (owner.password === '' && !appUrl) {
    return { why: 'its login has no password, from which those of further logins could be made' };
  }
  const client = await store.pool.connect();
  try {
    await client.query('select pg_advisory_lock($1, $2)', GRANT_LOCK);
    const { rows } = await client.query<{ may: boolean; database: string }>(
      'select (rolcreaterole or rolsuper) as may, current_database() as database from pg_roles where rolname = current_user',
    );
    const { may, database } = rows[0]!;
    if (!may && !appUrl) return { why: 'its login may make no further logins' };
    const app = appUrl ? new URL(appUrl) : await madeLogin(client, owner, `${database}_app`);
    const sealer = may ? await madeLogin(client, owner, `${database}_sealer`) : owner;
    await client.query(
      grantsOf(client, decodeURIComponent(app.username), may ? decodeURIComponent(sealer.username) : null),
    );
    const refused = (await whyRefused(app)) ?? (await whyRefused(sealer));
    return refused === null ? { appUrl: app.href, sealerUrl: sealer.href } : { why: refused };
  } finally {
    // The connection carries the lock: it is not given back.
    client.release(true);
  }
}

/**
 * The URL of a login that is there now. Its password follows from the owner's, so that every server that knows the one knows the other
 * and nothing further is kept.
 */
async function madeLogin(client: pg.PoolClient, owner: URL, wanted: string): Promise<URL> {
  const name =
    wanted.length <= LONGEST_NAME ? wanted : `${wanted.slice(0, 40)}_${hash('sha1', wanted, 'hex').slice(0, 20)}`;
  const password = createHmac('sha256', decodeURIComponent(owner.password)).update(`login ${name}`).digest('base64url');
  const made = `${client.escapeIdentifier(name)} login nosuperuser nocreatedb nocreaterole password ${client.escapeLiteral(verifierOf(password))}`;
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name]);
  await client.query(`${rowCount === 0 ? 'create' : 'alter'} role ${made}`);
  const url = new URL(owner);
  url.username = encodeURIComponent(name);
  url.password = encodeURIComponent(password);
  return url;
}

const ITERATIONS = 4096;

/** What PostgreSQL keeps of a password (RFC 5803): sent so, the password itself is in no statement and no log. */
function verifierOf(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const keyed = (text: string) => createHmac('sha256', salted).update(text).digest();
  const stored = hash('sha256', keyed('Client Key'), 'base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${keyed('Server Key').toString('base64')}`;
}

/** What the logins may, in one go; what they had is taken first, so that it is this and no more. */
function grantsOf(client: pg.PoolClient, app: string, sealer: string | null): string {
  const [one, two] = [client.escapeIdentifier(app), sealer === null ? null : client.escapeIdentifier(sealer)];
  const parts = (rights: string) => `do $$ declare part regclass; begin
    for part in select inhrelid::regclass from pg_inherits where inhparent = 'audit'::regclass loop
      execute format(${client.escapeLiteral(rights)}, part);
    end loop; end $$`;
  return [
    `grant usage on schema public to ${one}`,
    `grant select, insert, update, delete on all tables in schema public to ${one}`,
    `grant usage, select on all sequences in schema public to ${one}`,
    `revoke update, delete on audit from ${one}`,
    `revoke insert, update, delete on audit_seal, audit_retained, migration from ${one}`,
    parts(`revoke insert, update, delete on %s from ${one}`),
    ...(two === null
      ? []
      : [
          `revoke all on all tables in schema public from ${two}`,
          `grant usage on schema public to ${two}`,
          `grant select on audit to ${two}`,
          `grant select, insert on audit_seal to ${two}`,
        ]),
  ].join(';\n');
}

async function whyRefused(url: URL): Promise<string | null> {
  const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return null;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return `the login ${decodeURIComponent(url.username)} is not let in by the server (${code ?? message})`;
  } finally {
    await client.end().catch(() => {});
  }
}
