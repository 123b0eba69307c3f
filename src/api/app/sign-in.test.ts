import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';
import { SYSTEM } from '../../base/index.ts';
import { update } from '../../record/index.ts';

let house: House;
const PASSWORD = 'correct horse battery';
const HOST = { host: 'record.example' };
const OURS = { ...HOST, origin: 'https://record.example' };

beforeAll(async () => {
  house = await openTestHouse();
  await update(house.record, SYSTEM, 'Organization', 'clinic', {
    resourceType: 'Organization',
    id: 'clinic',
    name: 'Mill Street Clinic',
  });
  await update(house.record, SYSTEM, 'Patient', 'p', { resourceType: 'Patient', id: 'p', name: [{ family: 'Known' }] });
  await house.access.createAccount({
    username: 'doctor',
    password: PASSWORD,
    name: 'Dr. Lee',
    role: 'physician',
    practitioner: 'pr',
    site: 'Organization/clinic',
  });
  await house.access.createAccount({ username: 'held', password: PASSWORD, name: 'Held', role: 'nurse' });
});
afterAll(() => house.close());

const signIn = (payload: object, headers: Record<string, string> = OURS) =>
  house.ask({ method: 'POST', url: '/app/sign-in', headers, payload });

async function cookieOf(username = 'doctor'): Promise<{ cookie: string; host: string }> {
  const answer = await signIn({ username, password: PASSWORD });
  expect(answer.statusCode, answer.body).toBe(200);
  return { ...HOST, cookie: `throughline_session=${answer.cookies[0]!.value}` };
}

test('signs in with a cookie that no script and no other site can use, and says who one is', async () => {
  const answer = await signIn({ username: 'Doctor', password: PASSWORD }, { ...OURS, 'x-forwarded-proto': 'https' });
  const account = {
    username: 'doctor',
    name: 'Dr. Lee',
    role: 'physician',
    roleName: 'Physician',
    practitioner: 'Practitioner/pr',
    site: { reference: 'Organization/clinic', name: 'Mill Street Clinic' },
  };
  expect(answer.json()).toEqual({ account: { id: expect.any(String), ...account } });
  expect(answer.cookies[0]).toMatchObject({
    name: 'throughline_session',
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    secure: true,
    maxAge: 12 * 3600,
  });
  expect(answer.headers['cache-control']).toBe('no-store');
  const plain = await signIn({ username: 'doctor', password: PASSWORD });
  expect(plain.cookies[0]).not.toHaveProperty('secure');
  const me = await house.ask({ url: '/app/me', headers: await cookieOf() });
  expect(me.json().account).toMatchObject(account);
});

test('signing out ends the session on the server', async () => {
  const cookie = await cookieOf();
  const answer = await house.ask({ method: 'POST', url: '/app/sign-out', headers: { ...cookie, origin: OURS.origin } });
  expect([answer.statusCode, answer.cookies[0]?.value]).toEqual([204, '']);
  expect((await house.ask({ url: '/app/me', headers: cookie })).statusCode).toBe(401);
  expect((await house.ask({ url: '/fhir/Patient/p', headers: cookie })).statusCode).toBe(401);
  expect(
    (await house.ask({ method: 'POST', url: '/app/sign-out', headers: OURS })).statusCode,
    'again is no error',
  ).toBe(204);
});

test('signing in anew ends the session that the browser had', async () => {
  const cookie = await cookieOf();
  expect(
    (await signIn({ username: 'doctor', password: PASSWORD }, { ...OURS, cookie: cookie.cookie })).statusCode,
  ).toBe(200);
  expect((await house.ask({ url: '/app/me', headers: cookie })).statusCode).toBe(401);
});

test('wrong is 401 in one way, unreadable is 400 with the field, and too often is 429 with when', async () => {
  const wrong = await signIn({ username: 'doctor', password: 'nope' });
  const unknown = await signIn({ username: 'nobody', password: 'nope' });
  expect([wrong.statusCode, unknown.statusCode, unknown.body]).toEqual([401, 401, wrong.body]);
  expect(wrong.json()).toEqual({
    error: { code: 'unauthenticated', message: 'The username or the password is wrong.' },
  });
  expect(wrong.cookies).toEqual([]);
  const missing = await signIn({ username: 'doctor' });
  expect([missing.statusCode, missing.json().error.field]).toEqual([400, 'password']);
  expect((await signIn({ username: { $ne: '' }, password: PASSWORD })).statusCode).toBe(400);
  expect(
    (
      await house.ask({
        method: 'POST',
        url: '/app/sign-in',
        headers: { ...OURS, 'content-type': 'application/json' },
        payload: '{',
      })
    ).statusCode,
  ).toBe(400);
  expect(
    (
      await house.ask({
        method: 'POST',
        url: '/app/sign-in',
        headers: { ...OURS, 'content-type': 'text/xml' },
        payload: '<a/>',
      })
    ).statusCode,
  ).toBe(415);
  expect((await signIn({ username: 'x'.repeat(20_000), password: 'x' })).statusCode).toBe(413);
  for (let attempt = 0; attempt < 5; attempt += 1)
    expect((await signIn({ username: 'held', password: 'nope' })).statusCode).toBe(401);
  const held = await signIn({ username: 'held', password: PASSWORD });
  expect(held.statusCode).toBe(429);
  const seconds = Number(held.headers['retry-after']);
  expect(seconds > 0 && seconds <= 30).toBe(true);
  expect(held.json().error).toMatchObject({ code: 'throttled' });
});

test.each<[string, Record<string, string>, number]>([
  ['our own page', { origin: 'http://record.example' }, 201],
  ['our own page, by Sec-Fetch-Site', { 'sec-fetch-site': 'same-origin', origin: 'http://elsewhere.example' }, 201],
  ['a foreign page', { origin: 'https://evil.example' }, 403],
  ['a foreign page on another port', { origin: 'http://record.example:8443' }, 403],
  ['a sandboxed page', { origin: 'null' }, 403],
  ['a sibling site', { 'sec-fetch-site': 'same-site' }, 403],
  ['a foreign site', { 'sec-fetch-site': 'cross-site', origin: 'http://record.example' }, 403],
  ['who does not say', {}, 403],
])('a change by cookie from %s', async (_from, headers, status) => {
  const cookie = await cookieOf();
  const before = await house.rows('select count(*) from change');
  const answer = await house.ask({
    method: 'POST',
    url: '/fhir/Patient',
    headers: { ...cookie, 'content-type': 'application/fhir+json', ...headers },
    payload: { resourceType: 'Patient' },
  });
  expect(answer.statusCode, answer.body).toBe(status);
  const after = await house.rows('select count(*) from change');
  expect(Number(after[0]!['count']) - Number(before[0]!['count'])).toBe(status === 201 ? 1 : 0);
});

test('a foreign page cannot sign anybody in or out, and reading by cookie needs no origin', async () => {
  const foreign = { ...HOST, origin: 'https://evil.example' };
  expect((await signIn({ username: 'doctor', password: PASSWORD }, foreign)).statusCode).toBe(403);
  const cookie = await cookieOf();
  expect(
    (await house.ask({ method: 'POST', url: '/app/sign-out', headers: { ...cookie, ...foreign } })).statusCode,
  ).toBe(403);
  expect((await house.ask({ url: '/fhir/Patient/p', headers: cookie })).statusCode).toBe(200);
});

test('a bearer token opens the app’s endpoints too, and counts before a cookie', async () => {
  const cookie = await cookieOf();
  const token = await house.as('registrar');
  expect((await house.ask({ url: '/app/me', headers: { ...cookie, ...token } })).json().account).toMatchObject({
    role: 'registrar',
    username: '',
  });
  expect(
    (await house.ask({ url: '/app/me', headers: { ...cookie, authorization: 'Bearer nonsense' } })).statusCode,
  ).toBe(401);
});
