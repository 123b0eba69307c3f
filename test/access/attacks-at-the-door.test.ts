import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Log } from '../../src/base/index.ts';
import { type House, openTestHouse } from '../house.ts';
import { MARKER } from './attacks/attack.ts';
import { TWIN_ATTACKS } from './attacks/table.ts';
import { TWINS, putTwins } from './attacks/twins.ts';
import { type Person, signedIn } from './people.ts';

// What HTTP itself lends to an attacker: other pages, other hosts, other files, other lines. docs/attacks.md

let house: House;
let physician: Person;
let folder: string;
const logged: string[] = [];
const noting = (fields: object, message: string) => void logged.push(JSON.stringify({ ...fields, message }));
const log: Log = { debug: noting, info: noting, warn: noting, error: noting };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'web-'));
  mkdirSync(join(folder, 'web', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'web', 'index.html'), '<!doctype html><title>app</title>');
  writeFileSync(join(folder, 'web', '.hidden'), MARKER);
  writeFileSync(join(folder, 'outside.txt'), MARKER);
  house = await openTestHouse({ log, webFolder: join(folder, 'web') });
  await putTwins(house);
  physician = await signedIn(house, { username: 'physician', role: 'physician', site: 'Organization/heart' });
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true });
});

const [, finch] = TWINS;
const patient = { resourceType: 'Patient', name: [{ family: 'Forged' }] };
const count = async () => Number((await house.rows('select count(*)::int as n from resource'))[0]!['n']);

test('another page changes nothing by the cookie of whoever opens it', async () => {
  const before = await count();
  const { cookie } = physician;
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site', origin: 'https://other.localhost' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost.evil.example' },
    {},
  ];
  for (const headers of foreign) {
    for (const [method, url, type, payload] of [
      ['POST', '/fhir/Patient', 'application/fhir+json', JSON.stringify(patient)],
      ['POST', '/fhir', 'application/json', JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry: [] })],
      ['PUT', '/fhir/Patient/forged', 'application/fhir+json', JSON.stringify({ ...patient, id: 'forged' })],
      ['DELETE', `/fhir/Observation/${finch}-pulse-1`, undefined, undefined],
      ['PATCH', `/fhir/Patient/${finch}`, 'application/json-patch+json', '[]'],
      ['POST', `/app/patients/${finch}/break-glass`, 'application/json', '{"reason":"because I say so"}'],
      ['DELETE', '/app/break-glass/0190a000-0000-7000-8000-000000000000', undefined, undefined],
    ] as const) {
      const sent = { cookie, ...headers, ...(type ? { 'content-type': type } : {}) };
      const answer = await house.ask({ method, url, headers: sent, ...(payload ? { payload } : {}) });
      expect(answer.statusCode, `${method} ${url} ${JSON.stringify(headers)}`).toBe(403);
    }
  }
  expect(await count()).toBe(before);
});

test('a form of another page is no request of ours, whatever it says that it is', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    for (const url of ['/fhir/Patient', '/fhir', '/app/patients/find']) {
      const answer = await physician.send('POST', url, patient, { 'content-type': type });
      expect(answer.statusCode, `${type} ${url}`).toBe(415);
    }
  }
});

test('no GET changes anything', async () => {
  const before = await house.rows('select count(*)::int as n, max(sequence) as last from change');
  for (const url of [
    '/fhir/Patient?_method=POST',
    `/fhir/Patient/${finch}/$meta-add`,
    `/fhir/Patient/${finch}/$meta-delete`,
    '/fhir/$reindex',
    '/app/sign-out',
    `/app/patients/${finch}/break-glass?reason=because&minutes=10`,
    '/app/break-glass/0190a000-0000-7000-8000-000000000000/review',
  ])
    await physician.get(url);
  expect(await house.rows('select count(*)::int as n, max(sequence) as last from change')).toEqual(before);
  expect((await physician.get('/app/me')).statusCode).toBe(200);
});

test('a cookie is for this server’s own pages, and out of reach of scripts', async () => {
  const answer = await house.ask({
    method: 'POST',
    url: '/app/sign-in',
    headers: { 'sec-fetch-site': 'same-origin', 'x-forwarded-proto': 'https' },
    payload: { username: 'physician', password: 'a long enough phrase of words' },
  });
  const cookie = String(answer.headers['set-cookie']);
  for (const word of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(word);
  const forced = await house.ask({
    method: 'POST',
    url: '/app/sign-in',
    headers: { 'sec-fetch-site': 'cross-site' },
    payload: { username: 'physician', password: 'a long enough phrase of words' },
  });
  expect([forced.statusCode, forced.headers['set-cookie']]).toEqual([403, undefined]);
});

test('other pages read nothing with the cookie: no credentials are allowed across origins', async () => {
  const answer = await physician.get(`/fhir/Patient/${finch}`, { origin: 'https://evil.example' });
  expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  const app = await physician.get(`/app/patients/${finch}/record`, { origin: 'https://evil.example' });
  expect(app.headers['access-control-allow-origin']).toBeUndefined();
});

test('a host that is none stands in no link, and no header of a proxy says another', async () => {
  for (const host of ['evil.example/x', 'a"b', 'x y', 'a\tb', '<script>', 'user@evil.example', 'a,b', '']) {
    const answer = await physician.get(`/fhir/Patient?_id=${finch}`, { host });
    const { link } = answer.json<{ link: { url: string }[] }>();
    expect(new URL(link[0]!.url).pathname, host).toBe('/fhir/Patient');
    expect(link[0]!.url, host).not.toContain(host === '' ? 'undefined' : host);
  }
  const headers = {
    host: 'here.example',
    'x-forwarded-host': 'evil.example',
    forwarded: 'host=evil.example',
    'x-host': 'evil.example',
  };
  const made = await physician.send('POST', '/fhir/Patient', patient, headers);
  expect(made.statusCode).toBe(201);
  expect(String(made.headers['location'])).toMatch(/^http:\/\/here\.example\/fhir\/Patient\//);
  expect((await physician.get('/fhir/metadata', headers)).body).not.toContain('evil.example');
});

test('nothing that is sent makes a header, or a line, of its own', async () => {
  const CRLF = '%0d%0aset-cookie:%20a=b%0d%0a';
  for (const url of [
    `/fhir/Patient/${CRLF}`,
    `/fhir/Patient?_id=${CRLF}`,
    `/fhir/Patient?_format=${CRLF}`,
    `/fhir/Patient/${finch}/_history/${CRLF}`,
    `/fhir/Patient?_tag=${CRLF}&_count=1`,
    `/app/patients/${CRLF}/record`,
    `/app/events?patient=${CRLF}`,
    `/app/patients/${finch}/accounting?zone=${CRLF}&from=${CRLF}`,
    `/assets/${CRLF}`,
  ]) {
    const answer = await physician.get(url);
    expect(answer.headers['set-cookie'], url).toBeUndefined();
    for (const value of Object.values(answer.headers)) expect(String(value), url).not.toMatch(/[\r\n]/);
  }
  const odd = await physician.get('/fhir/Patient', { 'x-request-id': '../../etc "x" <b>' });
  expect(String(odd.headers['x-request-id'])).toMatch(/^[0-9a-f-]{36}$/);
});

/** The answer to bytes as no library sends them. */
async function wired(port: number, bytes: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.end(bytes, 'latin1');
  let said = '';
  for await (const chunk of socket.setEncoding('latin1')) said += String(chunk);
  return said;
}

test('requests within requests and headers without end are refused before they are read', async () => {
  await house.server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = house.server.server.address() as AddressInfo;
  const get = 'GET /app/me HTTP/1.1\r\nhost: x\r\n';
  const smuggled = [
    `${get}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n`,
    `${get}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`,
    `${get}content-length: 1\r\ncontent-length: 2\r\n\r\nab`,
    `${get}x: ${'a'.repeat(40_000)}\r\n\r\n`,
    `${get}: nameless\r\n\r\n`,
    `${get}a b: c\r\n\r\n`,
  ];
  for (const bytes of smuggled) {
    const said = await wired(port, bytes);
    expect(said.split('\r\n')[0], bytes.slice(0, 90)).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(said.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  }
});

test('no file outside of the app’s own is served, and none that is hidden', async () => {
  for (const path of [
    '/../outside.txt',
    '/..%2foutside.txt',
    '/%2e%2e/outside.txt',
    '/%2e%2e%2foutside.txt',
    '/assets/../../outside.txt',
    '/assets/..%2f..%2foutside.txt',
    '/assets/%2e%2e%5c%2e%2e%5coutside.txt',
    '/..%5coutside.txt',
    '/....//outside.txt',
    '/%252e%252e%252foutside.txt',
    '/.hidden',
    '/%2ehidden',
    '/assets/%00/../../outside.txt',
    '/%00',
    `/${join(folder, 'outside.txt')}`,
    '//outside.txt',
    '/\\outside.txt',
  ]) {
    const answer = await house.ask({ url: path });
    expect(answer.body, path).not.toContain(MARKER);
    expect(answer.statusCode, path).toBeLessThan(500);
  }
});

test('no log line holds what was sent: not an id, a name, a word or a line', async () => {
  logged.length = 0;
  const word = 'zzlogged';
  for (const url of [
    `/fhir/Patient/${word}`,
    `/fhir/Patient?name=${word}`,
    `/app/patients/${word}/record`,
    `/${word}%0a{"level":50}`,
  ])
    await physician.get(url, { 'user-agent': word, referer: word, 'x-request-id': `${word} \\n` });
  await physician.send('POST', '/app/patients/find', { text: word }, { 'content-type': 'application/json' });
  await physician.send('POST', '/fhir/Patient', { resourceType: 'Patient', name: [{ family: word }], gender: 'x' });
  await physician.send(
    'POST',
    '/app/sign-in',
    { username: word, password: word },
    { 'content-type': 'application/json' },
  );
  expect(logged.length).toBeGreaterThan(5);
  expect(logged.filter((line) => line.includes(word) || line.includes('\n'))).toEqual([]);
});

test('no address that stands in a resource is fetched', async () => {
  let asked = 0;
  const inward = createServer((_request, response) => {
    asked += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => inward.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(inward.address() as AddressInfo).port}/inward`;
  const subject = { reference: `Patient/${finch}` };
  const resources = [
    {
      resourceType: 'Patient',
      photo: [{ url, contentType: 'image/png' }],
      managingOrganization: { reference: `${url}/Organization/x` },
    },
    { resourceType: 'DocumentReference', status: 'current', subject, content: [{ attachment: { url } }] },
    {
      resourceType: 'Observation',
      meta: { profile: [url], source: url },
      status: 'final',
      code: { coding: [{ system: url, code: 'x' }] },
      subject,
      extension: [{ url, valueUrl: url }],
    },
    { resourceType: 'QuestionnaireResponse', status: 'completed', questionnaire: url, subject },
    {
      resourceType: 'Observation',
      text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml"><img src="${url}" alt="x"/></div>` },
      implicitRules: url,
      status: 'final',
      code: { text: 'x' },
      subject,
    },
  ];
  const made = await Promise.all(resources.map((one) => physician.send('POST', `/fhir/${one.resourceType}`, one)));
  expect(made.filter((one) => one.statusCode === 201).length).toBeGreaterThan(2);
  const plumbing = await house.as('administrator');
  for (const one of [
    {
      resourceType: 'Endpoint',
      status: 'active',
      connectionType: { code: 'hl7-fhir-rest' },
      payloadType: [{ text: 'x' }],
      address: url,
    },
    {
      resourceType: 'Subscription',
      status: 'requested',
      reason: 'x',
      criteria: 'Patient?',
      channel: { type: 'rest-hook', endpoint: url },
    },
    { resourceType: 'ValueSet', status: 'active', url, compose: { include: [{ valueSet: [url] }] } },
  ])
    await house.ask({
      method: 'POST',
      url: `/fhir/${one.resourceType}`,
      headers: { ...plumbing, 'content-type': 'application/fhir+json' },
      payload: JSON.stringify(one),
    });
  await physician.get(`/fhir/Patient/${finch}/$everything`);
  await physician.get('/fhir/Observation?_include=*&_include:iterate=*');
  await physician.get(`/fhir/Observation?subject=${url}/Patient/x&code:in=${url}&_profile=${url}`);
  await physician.send('POST', '/fhir', {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [{ fullUrl: url, request: { method: 'GET', url } }],
  });
  expect(asked).toBe(0);
  await new Promise((resolve) => inward.close(resolve));
});

/** Of oneself, or of who runs the house: their own tests hold what each of these gives to whom. */
const OF_THE_HOUSE = /^\/(sign-in|sign-out|me$|account|admin|apps|launch|consents|events|oauth|access\/)/;

/** The addresses as the app's own files declare them: `scope.get('/patients/:id/record', ...)`. */
function declared(): string[] {
  const own = join(import.meta.dirname, '../../src/api/app');
  const texts = readdirSync(own).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return texts.flatMap((name) =>
    [...readFileSync(join(own, name), 'utf8').matchAll(/\.(?:get|post|put|patch|delete)\(\s*'(\/[^']+)'/g)].map(
      (found) => found[1]!,
    ),
  );
}

test('every address of the app that is about somebody’s record is in the table', () => {
  const patterns = declared();
  expect(patterns.length).toBeGreaterThan(12);
  const tried = Object.values(TWIN_ATTACKS)
    .flat()
    .map((attack) => attack.ask('x').url.split('?')[0]!);
  const missing = patterns.filter((pattern) => {
    if (OF_THE_HOUSE.test(pattern)) return false;
    const shape = new RegExp(`^/app${pattern.replaceAll(/:[a-z]+/gi, '[^/]+')}$`);
    return !tried.some((url) => shape.test(url));
  });
  expect([...new Set(missing)]).toEqual([]);
});
