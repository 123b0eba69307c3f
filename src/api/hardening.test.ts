import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCertificate } from '../../test/certificate.ts';
import { type House, openTestHouse } from '../../test/house.ts';
import { configFrom, fixedClock } from '../base/index.ts';
import { openRates } from './rates.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-tls-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('over https', () => {
  let house: House;
  let cert: string;
  beforeAll(async () => {
    const made = writeCertificate(folder);
    ({ cert } = made);
    house = await openTestHouse({ env: { TLS_CERT_FILE: made.certFile, TLS_KEY_FILE: made.keyFile } });
  });
  afterAll(() => house.close());

  const ask = (url: string, maxVersion: 'TLSv1.1' | 'TLSv1.3' = 'TLSv1.3') =>
    new Promise<{ status: number | undefined; headers: IncomingHttpHeaders }>((resolve, reject) => {
      const options = {
        ca: cert,
        servername: 'localhost',
        maxVersion,
        minVersion: 'TLSv1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      } as const;
      get(url, options, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode, headers: answer.headers });
      }).once('error', reject);
    });

  test('it answers under its certificate, says so to browsers, and speaks nothing older than TLS 1.2', async () => {
    const address = (await house.server.listen({ port: 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost');
    expect(address).toMatch(/^https:/);
    expect(await ask(`${address}/healthz`)).toMatchObject({
      status: 200,
      headers: { 'strict-transport-security': 'max-age=63072000' },
    });
    await expect(ask(`${address}/healthz`, 'TLSv1.1')).rejects.toMatchObject({
      message: expect.stringMatching(/alert protocol version/),
    });
  });

  test('the cookie of a session goes over https alone', async () => {
    await house.access.createAccount({
      username: 'lee',
      password: 'correct horse battery',
      name: 'Lee',
      role: 'nurse',
    });
    const answer = await house.ask({
      method: 'POST',
      url: '/app/sign-in',
      payload: { username: 'lee', password: 'correct horse battery' },
      headers: { 'sec-fetch-site': 'same-origin', 'x-forwarded-proto': 'https' },
    });
    expect(answer.headers['set-cookie']).toMatch(/HttpOnly; Secure; SameSite=Strict/);
  });
});

test('without https nothing is said of it', async () => {
  const house = await openTestHouse();
  expect((await house.ask({ url: '/healthz' })).headers['strict-transport-security']).toBeUndefined();
  await house.close();
});

test('a certificate that can not be used is said before anything listens', async () => {
  const { certFile } = writeCertificate(folder);
  writeFileSync(join(folder, 'not-a-key'), 'no key');
  const env = { TLS_CERT_FILE: certFile, TLS_KEY_FILE: join(folder, 'not-a-key') };
  await expect(openTestHouse({ env })).rejects.toMatchObject({
    kind: 'invalid',
    message: expect.stringContaining('PEM'),
  });
  expect(() => configFrom({ TLS_CERT_FILE: certFile })).toThrow(/go together/);
});

describe('secrets', () => {
  test('come from a file as well, and from one place alone', () => {
    const file = join(folder, 'url');
    writeFileSync(file, 'postgresql://app:hush@db/throughline\n');
    expect(configFrom({ DATABASE_URL_FILE: file }).databaseUrl).toBe('postgresql://app:hush@db/throughline');
    expect(() => configFrom({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgresql://x' })).toThrow(/not both/);
    expect(() => configFrom({ DATABASE_URL_FILE: join(folder, 'none') })).toThrow(/ENOENT/);
  });
});

describe('the page', () => {
  test('may write styles under a nonce that is another each time, and run no script that is not a file', async () => {
    const webFolder = mkdtempSync(join(folder, 'web-'));
    writeFileSync(join(webFolder, 'index.html'), '<!doctype html><meta name="style-nonce" nonce="" /><title>x</title>');
    const house = await openTestHouse({ webFolder });
    const pages = await Promise.all(['/', '/patients/x/summary'].map((url) => house.ask({ url })));
    const nonces = pages.map(({ body }) => /nonce="([A-Za-z0-9+/]{22}==)"/.exec(body)?.[1]);
    expect(new Set(nonces).size).toBe(2);
    for (const [at, { headers }] of pages.entries()) {
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain(`style-src 'self' 'nonce-${nonces[at]}'`);
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toContain('unsafe');
      expect(headers['cache-control']).toBe('no-store');
    }
    const other = (await house.ask({ url: '/fhir/metadata' })).headers['content-security-policy'];
    expect(other).not.toMatch(/unsafe|nonce/);
    await house.close();
  });
});

describe('rates', () => {
  const caller = { kind: 'account', id: 'a1', name: 'Ada', role: 'nurse' } as const;

  test('a minute holds so many, they fill again steadily, and each has their own', () => {
    let now = Date.parse('2026-11-24T08:00:00Z');
    const clock = { now: () => now };
    const rates = openRates({ rates: { account: 60, client: 0, address: 2 } }, clock);
    for (let count = 0; count < 60; count += 1) rates.admit(caller);
    expect(() => rates.admit(caller)).toThrow(/60 requests a minute by one account: wait a second/);
    rates.admit({ ...caller, id: 'a2' });
    now += 1000;
    rates.admit(caller);
    expect(() => rates.admit(caller)).toThrow(expect.objectContaining({ kind: 'throttled', retryAfterSeconds: 1 }));
    rates.admitAddress('10.0.0.1');
    rates.admitAddress('10.0.0.1');
    expect(() => rates.admitAddress('10.0.0.1')).toThrow(expect.objectContaining({ retryAfterSeconds: 30 }));
    rates.admitAddress('10.0.0.2');
  });

  test('an app counts over all its users, a token of no app by itself, and 0 is no bound', () => {
    const rates = openRates({ rates: { account: 0, client: 1, address: 0 } }, fixedClock('2026-11-24T08:00:00Z'));
    rates.admit({ ...caller, client: 'app' });
    expect(() => rates.admit({ ...caller, id: 'a2', client: 'app' })).toThrow(/one client/);
    rates.admit({ ...caller, kind: 'token', id: 't1' });
    expect(() => rates.admit({ ...caller, kind: 'token', id: 't1' })).toThrow(/one client/);
    for (let count = 0; count < 1000; count += 1) rates.admitAddress('10.0.0.1');
  });

  test('at the doors: 429 with Retry-After, in the form of each', async () => {
    const house = await openTestHouse({ env: { THROUGHLINE_RATE_CLIENT: '2', THROUGHLINE_RATE_ADDRESS: '2' } });
    const nurse = await house.as('nurse');
    const ask = (url: string, headers = {}) => house.ask({ url, headers });
    for (let count = 0; count < 2; count += 1) expect((await ask('/fhir/Basic/x', nurse)).statusCode).toBe(404);
    const fhir = await ask('/fhir/Basic/x', nurse);
    expect(fhir.statusCode).toBe(429);
    expect(Number(fhir.headers['retry-after'])).toBeGreaterThan(0);
    expect(fhir.json()).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code: 'throttled' }] });
    expect((await ask('/app/home', nurse)).json()).toMatchObject({ error: { code: 'throttled' } });
    // Guessing at tokens counts by the address.
    for (const guess of ['tl_one', 'tl_two'])
      expect((await ask('/fhir/Basic/x', { authorization: `Bearer ${guess}` })).statusCode).toBe(401);
    const stranger = await ask('/fhir/metadata');
    expect(stranger.statusCode).toBe(429);
    expect(stranger.headers['retry-after']).toBeDefined();
    await house.close();
  });
});
