import pg from 'pg';
import { Fault } from '../base/index.ts';

const OLDEST = 150_000;

/**
 * Refuses a DATABASE_URL that is of no use, saying why and how to mend it: not a URL, nobody there, wrong password, no such
 * database, older than PostgreSQL 15, or not writable. The password is never shown.
 */
export async function checkDatabase(databaseUrl: string): Promise<void> {
  const where = placeOf(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const found = await client.query<{ version: string; number: number; standby: boolean }>(
      `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
              pg_is_in_recovery() as standby`,
    );
    const { version, number, standby } = found.rows[0]!;
    if (number < OLDEST) throw refused(`${where} is PostgreSQL ${version}: point DATABASE_URL at 15 or newer.`);
    if (standby) throw refused(`${where} is a standby that can only be read: point DATABASE_URL at its primary.`);
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw refused(reasonOf(error as { code?: string; message?: string }, where));
  } finally {
    await client.end().catch(() => {});
  }
}

function refused(detail: string): Fault {
  return new Fault('unavailable', 'exception', detail);
}

/** Host, port and database, without user and password. */
function placeOf(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl);
    if (!/^postgres(?:ql)?:$/.test(url.protocol)) throw new Error('another scheme');
    return `The database at ${url.hostname || 'localhost'}:${url.port || '5432'}${url.pathname}`;
  } catch {
    throw refused('DATABASE_URL is not a URL such as postgresql://user:password@host:5432/database.');
  }
}

function reasonOf({ code = '', message = '' }: { code?: string; message?: string }, where: string): string {
  switch (code) {
    case 'ECONNREFUSED':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENOTFOUND':
      return `${where} does not answer (${code}): start it, or mend host and port in DATABASE_URL; without DATABASE_URL the embedded one is used.`;
    case '28P01':
    case '28000':
      return `${where} refuses the user or password: mend them in DATABASE_URL.`;
    case '3D000':
      return `${where} does not exist on that server: create it, or mend its name in DATABASE_URL.`;
    case '53300':
      return `${where} has no connection left: end some, or raise its max_connections, then try again (DATABASE_URL).`;
    default:
      return `${where} cannot be used (${code || message}): mend DATABASE_URL.`;
  }
}
