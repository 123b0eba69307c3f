import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAlive } from '../../src/store/process.ts';
import { freshDatabase } from '../database.ts';
import { freePort, startServer, throughlineDone } from '../server.ts';

const launcher = fileURLToPath(new URL('../../bin/throughline.mjs', import.meta.url));

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

type Run = { child: ChildProcess; said(): string; ended: Promise<number | null> };

/** The launcher as npm starts it, in a process group of its own; `version` is what its Node says it is. */
function launch(args: string[], env: Record<string, string> = {}, version?: string): Run {
  const pretend = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}});Object.defineProperty(process,'version',{value:'v${version}'})`;
  const flags = version ? ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`] : [];
  const child = spawn(process.execPath, [...flags, launcher, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, said: () => said, ended };
}

async function until(check: () => boolean | Promise<boolean>, what: () => string): Promise<void> {
  for (let attempt = 0; !(await check()); attempt += 1) {
    if (attempt > 400) throw new Error(`it never came to that: ${what()}`);
    await sleep(50);
  }
}

const answers = (port: number) =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );

test('a Node that is too old gets one line with the mend; one that is merely old is left for the Node beside it', async () => {
  const old = launch(['doctor'], {}, '18.20.8');
  expect(await old.ended).toBe(1);
  expect(old.said()).toBe(
    'Throughline needs Node 20 or newer to start; this is v18.20.8. Install one from nodejs.org.\n',
  );
  const older = launch(['help'], {}, '20.11.0');
  expect(await older.ended).toBe(0);
  expect(older.said()).toContain('  start');
});

test('Ctrl-C in a terminal reaches launcher and server alike, and both end in order', async () => {
  const port = await freePort();
  const run = launch(['serve'], { DATABASE_URL: database.url, PORT: String(port) });
  await until(() => answers(port), run.said);
  process.kill(-run.child.pid!, 'SIGINT');
  expect(await run.ended).toBe(0);
  expect(await answers(port)).toBe(false);
  expect(run.said()).not.toMatch(/error|\n\s+at /i);
});

test('a launcher that is killed takes its server with it', async () => {
  const port = await freePort();
  const run = launch(['serve'], { DATABASE_URL: database.url, PORT: String(port) });
  await until(() => answers(port), run.said);
  run.child.kill('SIGKILL');
  await run.ended;
  await until(async () => !(await answers(port)), run.said);
  expect(run.said()).not.toMatch(/error/i);
});

test('a server that is killed leaves its PostgreSQL behind; the next one uses it, and ends it', async () => {
  // A folder that only its owner may enter, as a checkout under a private home is.
  const folder = mkdtempSync(join(tmpdir(), 'throughline-orphan-'));
  const env = { THROUGHLINE_DATA: join(folder, 'data') };
  const server = await startServer(env, await freePort());
  const postmaster = Number(readFileSync(join(folder, 'data/postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  try {
    await server.stop('SIGKILL');
    expect(isAlive(postmaster)).toBe(true);
    const doctor = await throughlineDone(['doctor'], { ...env, PORT: String(await freePort()) });
    expect(doctor.out).toMatch(/ok\s+database\s+PostgreSQL 18\S* \(reused\), schema current/);
    await until(
      () => !isAlive(postmaster),
      () => 'the postmaster lives on',
    );
  } finally {
    if (isAlive(postmaster)) process.kill(postmaster, 'SIGINT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}, 60_000);
