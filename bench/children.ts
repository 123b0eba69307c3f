import { type ChildProcess, fork, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ALLOCATION, FLAGS } from '../bin/node.mjs';
import type { Job, Slice } from './model.ts';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const MAIN = fileOf('../src/main.ts');

/** What is anchored of the bench's databases is not to lie in `.data`. */
const ANCHORS = join(tmpdir(), `throughline-bench-${process.pid}.anchors`);
process.once('exit', () => rmSync(ANCHORS, { force: true }));

function environment(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, LOG_LEVEL: 'info', THROUGHLINE_AUDIT_ANCHORS: ANCHORS, ...more };
}

/** A child that answers: what it sends next over its channel. Rejects where it ends instead. */
function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a process of the bench ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as T);
    });
  });
}

export type Child = { pid: number; port: number; stop(): Promise<void> };

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** `throughline serve`, as its users run it, its log written to a file. Resolves when it is ready. */
export async function startServer(
  databaseUrl: string,
  port: number,
  log: number,
  flags: string[] = [],
): Promise<Child> {
  const child = spawn(process.execPath, [...FLAGS, ...flags, MAIN, 'serve'], {
    env: environment({ ...ALLOCATION, DATABASE_URL: databaseUrl, PORT: String(port) }),
    stdio: ['ignore', log, log],
  });
  for (let attempt = 0; ; attempt += 1) {
    if (child.exitCode !== null || attempt > 1200) throw new Error('the server did not come up');
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (ready?.ok) break;
    await sleep(25);
  }
  return { pid: child.pid!, port, stop: () => stopped(child) };
}

/** A bearer token for a role, by `throughline token`. */
export async function tokenFor(role: string, databaseUrl: string): Promise<string> {
  const { out } = await throughline(['token', '--role', role], databaseUrl);
  return out.trim();
}

/** Runs a command of the product to its end; `onPid` is told which process it is. */
export async function throughline(
  args: string[],
  databaseUrl: string,
  onPid: (pid: number) => void = () => {},
): Promise<{ out: string; status: number | null }> {
  const child = spawn(process.execPath, [...FLAGS, MAIN, ...args], {
    env: environment({ ...ALLOCATION, DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onPid(child.pid!);
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { out, status };
}

/** The server of `audit-server.ts` over a database. */
export async function startAuditServer(databaseUrl: string, audit: string, anchors: string): Promise<Child> {
  const child = fork(fileOf('./audit-server.ts'), {
    env: environment({ ...ALLOCATION, DATABASE_URL: databaseUrl, AUDIT: audit, ANCHORS: anchors }),
    execArgv: [...FLAGS],
  });
  const { port } = await answerOf<{ port: number }>(child);
  return { pid: child.pid!, port, stop: () => stopped(child) };
}

/** The ceilings over a database, with the resource whose rows they insert again. */
export async function startCeilings(
  databaseUrl: string,
  example: { type: string; id: string; body: string },
): Promise<Child> {
  const { body, ...key } = example;
  const child = fork(fileOf('./ceilings.ts'), {
    env: environment({ DATABASE_URL: databaseUrl, EXAMPLE: JSON.stringify(key), EXAMPLE_BODY: body }),
  });
  const { port } = await answerOf<{ port: number }>(child);
  return { pid: child.pid!, port, stop: () => stopped(child) };
}

/** The load generator: what it may ask, from a file, and then job after job. */
export type Generator = { run(job: Job): Promise<Slice>; stop(): Promise<void> };

export async function startGenerator(file: string): Promise<Generator> {
  const child = fork(fileOf('./generator.ts'), { env: environment({}), serialization: 'advanced' });
  const ask = async <T>(order: object): Promise<T> => {
    const answered = answerOf<{ slice: T } | { error: string }>(child);
    child.send(order);
    const answer = await answered;
    if ('error' in answer) throw new Error(answer.error);
    return answer.slice;
  };
  await ask({ kind: 'learn', file });
  return { run: (job) => ask<Slice>({ kind: 'run', job }), stop: () => stopped(child) };
}
