import { createServer } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../database.ts';
import { freePort, startServer, throughlineDone } from '../server.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

test('every command has its --help, and the list names them all', async () => {
  const list = (await throughlineDone(['help'], {})).out;
  for (const name of [
    'start',
    'serve',
    'migrate',
    'import',
    'demo',
    'token',
    'access',
    'audit',
    'partners',
    'doctor',
  ]) {
    expect(list).toContain(`  ${name}`);
    const { status, out } = await throughlineDone([name, '--help'], {});
    expect(status).toBe(0);
    expect(out).toContain(`Usage: throughline ${name}`);
  }
});

test('an unknown command, an unknown option and a value that cannot be meant are one line and an exit status', async () => {
  expect(await throughlineDone(['serf'], {})).toMatchObject({
    status: 2,
    err: expect.stringMatching(/no command "serf"/),
  });
  const option = await throughlineDone(['token', '--rolle', 'nurse'], {});
  expect(option.status).toBe(1);
  expect(option.err).toMatch(/--rolle/);
  expect(option.err).not.toMatch(/\n\s+at /);
  const port = await throughlineDone(['serve'], { PORT: '99999' });
  expect(port).toMatchObject({ status: 1, err: expect.stringMatching(/PORT is "99999".*0 to 65535/) });
});

test('a taken port is said before any work, with the mend', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const port = (other.address() as { port: number }).port;
  const { status, err } = await throughlineDone(['serve'], { PORT: String(port), DATABASE_URL: database.url });
  other.close();
  expect(status).toBe(1);
  expect(err).toMatch(new RegExp(`Port ${port} is taken.*PORT=${port + 1}`));
});

test('a foreign data folder and a database that refuses get one clear line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-foreign-'));
  writeFileSync(join(folder, 'thesis.txt'), '');
  const foreign = await throughlineDone(['migrate'], { THROUGHLINE_DATA: folder });
  rmSync(folder, { recursive: true });
  expect(foreign).toMatchObject({ status: 1, err: expect.stringMatching(/thesis\.txt.*THROUGHLINE_DATA/) });
  const nobody = `postgresql://x:y@127.0.0.1:${await freePort()}/z`;
  const refused = await throughlineDone(['migrate'], { DATABASE_URL: nobody });
  expect(refused.status).toBe(1);
  expect(refused.err.trim().split('\n')).toHaveLength(1);
  expect(refused.err).toMatch(/DATABASE_URL/);
  expect(refused.err).not.toContain('x:y');
  const wrongPassword = new URL(database.url);
  wrongPassword.password = 'wrong';
  const denied = await throughlineDone(['migrate'], { DATABASE_URL: wrongPassword.href });
  expect(denied.err).toMatch(/password.*DATABASE_URL|DATABASE_URL.*password/i);
  expect(denied.err).not.toContain('wrong@');
});

test('the first administrator is made at the terminal, with a password for one sign-in', async () => {
  const own = await freshDatabase();
  const env = { DATABASE_URL: own.url };
  const run = (...args: string[]) => throughlineDone(['account', ...args], env);
  expect((await run('explode')).err).toMatch(/list, create, reset, disable, enable; "explode" is none/);
  expect((await run('create', 'boss', '--name', 'Bo Ss')).err).toMatch(/--role is missing/);
  const made = await run('create', 'boss', '--name', 'Bo Ss', '--role', 'administrator');
  const [password] = made.out.split('\n');
  expect(password, made.err).toMatch(/^([a-z2-7]{5}-){3}[a-z2-7]{5}$/);
  expect((await run('create', 'boss', '--name', 'Bo Ss', '--role', 'nurse')).err).toMatch(/"boss" is taken/);
  expect((await run('list')).out).toBe('boss; Bo Ss; Administrator; password alone\n');
  expect((await run('disable', 'boss')).status).toBe(0);
  expect((await run('list', 'bo')).out).toMatch(/disabled/);
  expect((await run('enable', 'boss')).status).toBe(0);
  const reset = await run('reset', 'boss');
  expect(reset.out.split('\n')[0]).not.toBe(password);
  expect((await run('reset', 'nobody')).err).toMatch(/no account "nobody"/);
  const server = await startServer(env, await freePort());
  try {
    const answer = await fetch(`${server.base}/app/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.base },
      body: JSON.stringify({ username: 'boss', password: reset.out.split('\n')[0] }),
    });
    expect(await answer.json()).toMatchObject({ step: { kind: 'new-password' } });
  } finally {
    await server.stop();
    await own.drop();
  }
});

test('migrate is idempotent; a token opens FHIR for its role and patient, and only until it is an hour old', async () => {
  const env = { DATABASE_URL: database.url };
  expect((await throughlineDone(['migrate'], env)).out).toMatch(/Applied \d/);
  expect((await throughlineDone(['migrate'], env)).out).toBe('The schema is current.\n');
  expect((await throughlineDone(['token', '--role', 'wizard'], env)).err).toMatch(/--role must be one of .*physician/);
  expect((await throughlineDone(['token', '--role', 'patient'], env)).err).toMatch(/needs --patient/);
  const { out } = await throughlineDone(['token', '--role', 'physician'], env);
  const server = await startServer(env, await freePort());
  try {
    const ask = (token: string) =>
      fetch(`${server.base}/fhir/Patient`, { headers: { authorization: `Bearer ${token}` } }).then(
        (answer) => answer.status,
      );
    expect(await ask(out.trim())).toBe(200);
    expect(await ask(`${out.trim()}x`)).toBe(401);
  } finally {
    await server.stop();
  }
  expect(server.child.exitCode, 'SIGTERM stops it in order').toBe(0);
});
