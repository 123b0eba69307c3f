/** A server in a process of its own over a database of its own, whose memory, connections and open files can be looked at. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freshDatabase } from '../database.ts';
import { type Running, freePort, startServer, throughlineDone } from '../server.ts';

export type Loaded = {
  server: Running;
  port: number;
  databaseUrl: string;
  /** A bearer token of the role system. */
  token: string;
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }>;
  /** Resident memory of the server, bytes. */
  memory(): number;
  /** The most that the server holds while work is done, bytes above what it held before. */
  growthDuring(work: () => Promise<unknown>): Promise<number>;
  /** Files and sockets that the server has open. */
  openFiles(): number;
  /** Connections to the database by what they do: `active`, `idle in transaction`... */
  connections(): Promise<Record<string, number>>;
  /** Sends a request and reads nothing of the answer; resolves when its first bytes are there. */
  stalled(path: string, headers?: Record<string, string>): Promise<Socket>;
  close(): Promise<void>;
};

export const MEGABYTE = 1024 * 1024;

/** Starts it. `env` is added to its environment. */
export async function openLoaded(env: Record<string, string> = {}): Promise<Loaded> {
  const database = await freshDatabase();
  const all = { DATABASE_URL: database.url, ...env };
  const port = await freePort();
  const server = await startServer(all, port);
  const token = (await throughlineDone(['token', '--role', 'system'], all)).out.trim();
  const pid = server.child.pid!;
  const memory = () => memoryOf(pid);
  return {
    server,
    port,
    databaseUrl: database.url,
    token,
    memory,
    async ask(method, path, body) {
      const answer = await fetch(`${server.base}/fhir/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return { status: answer.status, text: await answer.text() };
    },
    async growthDuring(work) {
      const before = memory();
      let most = before;
      const timer = setInterval(() => (most = Math.max(most, memory())), 20);
      try {
        await work();
      } finally {
        clearInterval(timer);
      }
      return Math.max(most, memory()) - before;
    },
    openFiles: () => readdirSync(`/proc/${pid}/fd`).length,
    async connections() {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      const { rows } = await client.query<{ state: string; n: number }>(
        `select state, count(*)::int as n from pg_stat_activity
         where datname = current_database() and application_name = 'throughline' group by state`,
      );
      await client.end();
      return Object.fromEntries(rows.map((row) => [row.state, row.n]));
    },
    async stalled(path, headers = {}) {
      const lines = Object.entries({ host: 'x', authorization: `Bearer ${token}`, ...headers });
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(
        `GET /fhir/${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
      );
      await new Promise<void>((resolve) => socket.once('data', () => resolve()));
      socket.pause();
      return socket;
    },
    async close() {
      await server.stop();
      await database.drop();
    },
  };
}

function memoryOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
  }
}

/** Waits until something holds, for at most so long; false where it does not come to be. */
export async function comesTrue(check: () => boolean | Promise<boolean>, mostMs: number): Promise<boolean> {
  const end = Date.now() + mostMs;
  for (;;) {
    if (await check()) return true;
    if (Date.now() > end) return false;
    await sleep(50);
  }
}
