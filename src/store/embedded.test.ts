import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { silentLog } from '../base/index.ts';
import { startEmbedded } from './embedded.ts';

const folders: string[] = [];
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'throughline-embedded-'));
  folders.push(made);
  return made;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('creates, keeps what was written over a stop, and joins a server that already runs', async () => {
  const at = folder();
  const first = await startEmbedded({ folder: at, log: silentLog });
  expect(first.how).toBe('created');
  await ask(first.url, 'create table kept as select 41 + 1 as answer');
  const second = await startEmbedded({ folder: at, log: silentLog });
  expect(second).toMatchObject({ how: 'reused', pid: first.pid });

  const held = new pg.Client({ connectionString: first.url });
  await held.connect();
  await second.stop();
  expect(await ask(first.url, 'select answer from kept'), 'another connection keeps the server up').toEqual([
    { answer: 42 },
  ]);
  await held.end();

  await first.stop();
  await expect(ask(first.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  const third = await startEmbedded({ folder: at, log: silentLog });
  expect(third.how).toBe('started');
  expect(await ask(third.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await third.stop();
});

test('refuses a folder with other files, and one of another version, with the mend', async () => {
  const foreign = folder();
  writeFileSync(join(foreign, 'thesis.txt'), 'not ours');
  await expect(startEmbedded({ folder: foreign, log: silentLog })).rejects.toThrow(/thesis\.txt.*THROUGHLINE_DATA/);
  expect(existsSync(join(foreign, 'postgres'))).toBe(false);

  const older = folder();
  const server = await startEmbedded({ folder: older, log: silentLog });
  await server.stop();
  writeFileSync(join(older, 'postgres', 'PG_VERSION'), '15\n');
  await expect(startEmbedded({ folder: older, log: silentLog })).rejects.toThrow(/PostgreSQL 15.*DATABASE_URL/);
});

test('logs no statement, so that no PHI reaches the log', async () => {
  const at = folder();
  const server = await startEmbedded({ folder: at, log: silentLog });
  await expect(ask(server.url, `select 'Ramona Quimby'::int`)).rejects.toThrow(/invalid input syntax/);
  const shown = (await ask(server.url, 'show log_min_error_statement')) as { log_min_error_statement: string }[];
  expect(shown[0]?.log_min_error_statement).toBe('panic');
  await server.stop();
});

test('brings a killed postmaster back on the same port, with what was committed', async () => {
  const server = await startEmbedded({ folder: folder(), log: silentLog });
  await ask(server.url, 'create table kept as select 42 as answer');
  const before = server.pid;
  process.kill(before, 'SIGKILL');
  await expect.poll(() => server.pid, { timeout: 20_000 }).not.toBe(before);
  await expect
    .poll(() => ask(server.url, 'select answer from kept').catch(() => null), { timeout: 20_000 })
    .toEqual([{ answer: 42 }]);
  await server.stop();
});
