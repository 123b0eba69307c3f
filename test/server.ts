import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../src/store/process.ts';
import { ALLOCATION, FLAGS } from '../bin/node.mjs';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export { freePort };

export type Running = {
  base: string;
  child: ChildProcess;
  said: () => string;
  stop(signal?: NodeJS.Signals): Promise<void>;
};

/** Runs a command of the product as its users do, in a process of its own. */
export function throughline(args: string[], env: Record<string, string>): ChildProcess {
  const { PATH = '', HOME = '', TEST_FOLDER = tmpdir() } = process.env;
  // What is anchored of a test's database is not to lie in `.data`.
  const anchors = env['THROUGHLINE_DATA']
    ? {}
    : {
        THROUGHLINE_AUDIT_ANCHORS: join(
          TEST_FOLDER,
          `${new URL(env['DATABASE_URL'] ?? 'x:/none').pathname.slice(1)}.anchors`,
        ),
      };
  // As the launcher runs it.
  return spawn(process.execPath, [...FLAGS, main, ...args], {
    env: { PATH, HOME, LOG_LEVEL: 'warn', ...ALLOCATION, ...anchors, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a command to its end. */
export async function throughlineDone(
  args: string[],
  env: Record<string, string>,
): Promise<{ status: number | null; out: string; err: string }> {
  const child = throughline(args, env);
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, out, err };
}

/** Starts `throughline serve` and waits until it is ready. */
export async function startServer(env: Record<string, string>, port: number): Promise<Running> {
  const child = throughline(['serve'], { ...env, PORT: String(port) });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const base = `http://127.0.0.1:${port}`;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let attempt = 0; ; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${said}`);
    if (attempt > 1200) throw new Error(`the server did not come up: ${said}`);
    const answer = await fetch(`${base}/readyz`).catch(() => null);
    if (answer?.ok) break;
    await sleep(25);
  }
  return {
    base,
    child,
    said: () => said,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}
