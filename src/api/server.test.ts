import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../test/house.ts';
import type { Log } from '../base/index.ts';

type Line = { level: string; message: string; [field: string]: unknown };

let house: House;
let system: { authorization: string };
let webFolder: string;
const lines: Line[] = [];
const keep = (level: string) => (fields: object, message: string) => void lines.push({ level, message, ...fields });
const log: Log = { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };

beforeAll(async () => {
  webFolder = mkdtempSync(join(tmpdir(), 'throughline-web-'));
  mkdirSync(join(webFolder, 'assets'));
  writeFileSync(join(webFolder, 'index.html'), '<!doctype html><title>Throughline</title>');
  writeFileSync(join(webFolder, 'mark.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(webFolder, 'assets', 'main-abc123.js'), `export const text = '${'x'.repeat(3000)}';`);
  house = await openTestHouse({ log, webFolder });
  system = await house.as('system');
  // A bug, to see what becomes of one.
  house.server.addHook('preHandler', async (request) => {
    if (request.headers['x-break'] === 'yes') throw new TypeError('Cannot read "Ramona Quimby"');
    if (request.headers['x-break'] === 'database') throw Object.assign(new Error('Connection terminated unexpectedly'));
  });
});
afterAll(async () => {
  await house.close();
  rmSync(webFolder, { recursive: true, force: true });
});

test('says that it is up, and whether it can work', async () => {
  expect((await house.ask({ url: '/healthz' })).json()).toEqual({ status: 'ok' });
  expect((await house.ask({ url: '/readyz' })).json()).toEqual({ status: 'ready' });
});

test('every answer names its request and carries what protects a browser', async () => {
  for (const url of ['/', '/healthz', '/fhir/metadata', '/fhir/Patient/1', '/app/me', '/nothing.js']) {
    const { headers } = await house.ask({ url, headers: { 'x-request-id': 'abc-123' } });
    expect(headers['x-request-id'], url).toBe('abc-123');
    expect(headers['x-content-type-options'], url).toBe('nosniff');
    expect(headers['referrer-policy'], url).toBe('no-referrer');
    expect(headers['content-security-policy'], url).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
  }
  const odd = await house.ask({ url: '/healthz', headers: { 'x-request-id': 'a b<script>' } });
  expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('logs one line a request: by its pattern, without what was asked for or by whom', async () => {
  lines.length = 0;
  await house.ask({ url: '/fhir/Patient/quimby-ramona?name=Quimby', headers: system });
  await house.ask({ url: '/fhir/Patient?family=Quimby&birthdate=1975-01-01', headers: system });
  await house.ask({ method: 'POST', url: '/app/patients/find', payload: { text: 'Quimby' }, headers: system });
  await house.ask({ url: '/app/patients/quimby-ramona/record', headers: system });
  await house.ask({
    method: 'POST',
    url: '/app/sign-in',
    payload: { username: 'quimby', password: 'quimby-password' },
  });
  await house.ask({
    method: 'POST',
    url: '/fhir/Patient',
    headers: { ...system, 'content-type': 'application/fhir+json' },
    payload: '{"resourceType":"Patient","name":"Quimby"}',
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  const requests = lines.filter((line) => line.message === 'request');
  expect(requests.map((line) => [line['method'], line['route'], line['status']])).toEqual([
    ['GET', '/fhir/:type/:id', 404],
    ['GET', '/fhir/:type', 200],
    ['POST', '/app/patients/find', 200],
    ['GET', '/app/patients/:id/record', 404],
    ['POST', '/app/sign-in', 401],
    ['POST', '/fhir/:type', 422],
  ]);
  expect(Object.keys(requests[0]!).sort()).toEqual([
    'level',
    'message',
    'method',
    'ms',
    'requestId',
    'route',
    'status',
  ]);
  expect(JSON.stringify(lines).toLowerCase()).not.toContain('quimby');
  expect(JSON.stringify(lines)).not.toContain(system.authorization.slice(7));
});

test.each([
  ['/fhir/Patient/1', 'OperationOutcome'],
  ['/app/me', 'Something went wrong'],
  ['/', 'Something went wrong'],
])('a bug at %s is 500, logged with its place, and leaks nothing', async (url, expected) => {
  lines.length = 0;
  const answer = await house.ask({ url, headers: { ...system, 'x-break': 'yes', 'x-request-id': 'broken-1' } });
  expect(answer.statusCode).toBe(500);
  expect(answer.body).toContain(expected);
  expect(answer.body).toContain('broken-1');
  expect(answer.body).not.toContain('Quimby');
  const line = lines.find((one) => one.level === 'error');
  expect(line).toMatchObject({
    requestId: 'broken-1',
    name: 'TypeError',
    frames: expect.arrayContaining([expect.stringContaining('server.test.ts')]),
  });
  expect(JSON.stringify(line)).not.toContain('Quimby');
});

test('a database that is away is 503, to be tried again', async () => {
  const answer = await house.ask({ url: '/fhir/Patient/1', headers: { ...system, 'x-break': 'database' } });
  expect([answer.statusCode, answer.headers['retry-after'], answer.json().issue[0].code]).toEqual([
    503,
    '2',
    'transient',
  ]);
});

test('JSON over a kilobyte is packed for who can read it', async () => {
  const packed = await house.ask({ url: '/fhir/metadata', headers: { 'accept-encoding': 'gzip' } });
  expect(packed.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(packed.rawPayload).toString()).toContain('CapabilityStatement');
  const small = await house.ask({ url: '/fhir/Patient/1', headers: { ...system, 'accept-encoding': 'gzip' } });
  expect(small.headers['content-encoding']).toBeUndefined();
});

test('serves the app at every address of its own, its assets forever, and nothing outside the folder', async () => {
  for (const url of ['/', '/patients/anna/plan', '/sign-in']) {
    const page = await house.ask({ url });
    expect([page.statusCode, page.headers['cache-control'], page.headers['content-type']], url).toEqual([
      200,
      'no-store',
      'text/html; charset=utf-8',
    ]);
    expect(page.body).toContain('<title>Throughline</title>');
  }
  const asset = await house.ask({ url: '/assets/main-abc123.js' });
  expect([asset.statusCode, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
  expect(asset.headers['content-type']).toMatch(/javascript/);
  expect((await house.ask({ url: '/mark.svg' })).headers['cache-control']).toBe('no-cache');
  expect((await house.ask({ url: '/assets/main-old999.js' })).statusCode).toBe(404);
  for (const url of [
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/.env',
    '/%00.js',
  ]) {
    const answer = await house.ask({ url });
    expect([400, 404], url).toContain(answer.statusCode);
  }
  expect((await house.ask({ url: '/..%2f..%2fetc/passwd' })).body, 'a place in the app').toContain(
    '<title>Throughline',
  );
  expect((await house.ask({ method: 'POST', url: '/patients' })).statusCode).toBe(404);
  expect((await house.ask({ url: '/fhir/nowhere/x/y/z', headers: system })).json().resourceType, 'never the page').toBe(
    'OperationOutcome',
  );
});

test('without a build says how to make one', async () => {
  const bare = await openTestHouse();
  const page = await bare.ask({ url: '/patients' });
  expect([page.statusCode, page.body]).toEqual([200, expect.stringContaining('npm start')]);
  await bare.close();
});
