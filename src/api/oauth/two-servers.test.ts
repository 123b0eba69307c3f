import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  allow,
  authorizeUrl,
  beginStep,
  exchange,
  newVerifier,
  openSmartHouse,
  post,
  readAs,
  returned,
  type SmartHouse,
} from '../../../test/smart/flow.ts';

/** Two servers over one database, that the world reaches at one address. */
const env = { THROUGHLINE_PUBLIC_URL: 'https://record.example.org' };
let first: SmartHouse;
let second: SmartHouse;
beforeAll(async () => {
  first = await openSmartHouse({ env });
  second = await openSmartHouse({ env, databaseUrl: first.databaseUrl });
});
afterAll(async () => {
  await second?.close();
  await first?.close();
});

const SCOPE = 'openid fhirUser offline_access launch/patient patient/*.rs';

test('a flow may change servers at each step', async () => {
  const { app } = await first.register({});
  const ada = first.visitor();
  await ada.signIn('ada');
  const verifier = newVerifier();
  const { code = '' } = await allow(ada, authorizeUrl(first, { client: app.id, scope: SCOPE, verifier }));
  const told = await exchange(second, { client: app.id, code, verifier });
  expect(told).toMatchObject({ status: 200, body: { patient: 'ada', scope: SCOPE } });
  const path = 'Observation/weight-ada';
  const seen = async (at: SmartHouse, token: string | undefined) =>
    (await readAs({ base: `${at.origin}/fhir` }, token, path)).status;
  expect([await seen(first, told.body.access_token), await seen(second, told.body.access_token)]).toEqual([200, 200]);
  const form = { grant_type: 'refresh_token', refresh_token: told.body.refresh_token!, client_id: app.id };
  const refreshed = await post(first, '/oauth/token', form);
  expect(refreshed.status).toBe(200);
  // What was used at one is used at the other, and ends there at once what was known there a moment ago.
  expect((await post(second, '/oauth/token', form)).body.error).toBe('invalid_grant');
  for (const at of [first, second]) {
    expect(await seen(at, refreshed.body.access_token)).toBe(401);
    expect(await seen(at, told.body.access_token)).toBe(401);
  }
});

test('a code that is brought to both at once is exchanged once at most', async () => {
  const { app } = await first.register({});
  const ada = first.visitor();
  await ada.signIn('ada');
  const verifier = newVerifier();
  const { code = '' } = await allow(ada, authorizeUrl(first, { client: app.id, scope: SCOPE, verifier }));
  const all = await Promise.all(
    Array.from({ length: 16 }, (_, at) => exchange(at % 2 ? first : second, { client: app.id, code, verifier })),
  );
  expect(all.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  expect(new Set(all.filter(({ status }) => status !== 200).map(({ body }) => body.error))).toEqual(
    new Set(['invalid_grant']),
  );
});

test('both publish the same keys under the one address, whatever was asked', async () => {
  const keys = await Promise.all(
    [first, second].map(
      async ({ origin }) => (await fetch(`${origin}/oauth/jwks`)).json() as Promise<{ keys: { kid: string }[] }>,
    ),
  );
  expect(keys[0]!.keys.map(({ kid }) => kid)).toEqual(keys[1]!.keys.map(({ kid }) => kid));
  const told = (await (await fetch(`${second.origin}/fhir/.well-known/smart-configuration`)).json()) as object;
  expect(told).toMatchObject({
    issuer: 'https://record.example.org/oauth',
    token_endpoint: 'https://record.example.org/oauth/token',
  });
  const { app } = await first.register({});
  const visitor = second.visitor();
  const step = await beginStep(visitor, authorizeUrl(first, { client: app.id, scope: SCOPE }));
  expect(step).toMatch(/^\/oauth\/interaction\//);
  const other = authorizeUrl({ base: `${second.origin}/fhir` }, { client: app.id, scope: SCOPE });
  expect(returned(await visitor.get(other))).toMatchObject({ error: 'invalid_request' });
});

test('the cookies of the flow are for encrypted connections alone', async () => {
  const { app } = await first.register({});
  const answer = await fetch(new URL(authorizeUrl(first, { client: app.id, scope: SCOPE }), first.origin), {
    redirect: 'manual',
  });
  const cookies = answer.headers.getSetCookie();
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) expect(cookie).toMatch(/; secure/i);
  for (const cookie of cookies) expect(cookie).toMatch(/; httponly/i);
  for (const cookie of cookies) expect(cookie).toMatch(/; samesite=lax/i);
});
