import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  REDIRECT,
  allow,
  authorizeUrl,
  exchange,
  newVerifier,
  openSmartHouse,
  post,
  readAs,
  type SmartHouse,
  type Visitor,
} from '../../../test/smart/flow.ts';
import { assertion, newKey } from '../../../test/smart/jwt.ts';

let house: SmartHouse;
let ada: Visitor;
beforeAll(async () => {
  house = await openSmartHouse();
  ada = house.visitor();
  await ada.signIn('ada');
});
afterAll(() => house?.close());

const status = async (token: string | undefined, path: string) => (await readAs(house, token, path)).status;

describe('apps that prove themselves', () => {
  test.each(['basic', 'post'])('by a secret, %s', async (how) => {
    const { app, secret = '' } = await house.register({ kind: 'confidential-symmetric' });
    const prove = (given: string) =>
      how === 'basic'
        ? { headers: { authorization: `Basic ${Buffer.from(`${app.id}:${given}`).toString('base64')}` } }
        : { more: { client_secret: given } };
    const verifier = newVerifier();
    const { code = '' } = await allow(ada, authorizeUrl(house, { client: app.id, scope: 'patient/*.rs', verifier }));
    const wrong = await exchange(house, { client: app.id, code, verifier, ...prove('wrong') });
    expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const none = await exchange(house, { client: app.id, code, verifier });
    expect(none).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect((await exchange(house, { client: app.id, code, verifier, ...prove(secret) })).status).toBe(200);
    const [kept] = await house.rows(`select row_to_json(a)::text as row from access_app a where id = '${app.id}'`);
    expect(kept!['row']).not.toContain(secret);
  });

  test.each(['ES384', 'RS384'] as const)('by a key, %s', async (kind) => {
    const key = newKey(kind);
    const { app } = await house.register({ kind: 'confidential-asymmetric', jwks: { keys: [key.jwk] } });
    const verifier = newVerifier();
    const { code = '' } = await allow(ada, authorizeUrl(house, { client: app.id, scope: 'patient/*.rs', verifier }));
    const more = {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion(key, app.id, `${house.origin}/oauth/token`),
    };
    expect((await exchange(house, { client: app.id, code, verifier, more })).status).toBe(200);
  });
});

test('a service asks for itself, with the role and the scopes it is registered for', async () => {
  const key = newKey();
  const { app } = await house.register({
    kind: 'service',
    scopes: ['system/Observation.rs', 'system/Practitioner.cud'],
    role: 'quality-analyst',
    jwks: { keys: [key.jwk] },
  });
  const ask = (scope: string) =>
    post(house, '/oauth/token', {
      grant_type: 'client_credentials',
      scope,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion(key, app.id, `${house.origin}/oauth/token`),
    });
  const told = await ask('system/*.rs system/Practitioner.cud');
  expect(told).toMatchObject({
    status: 200,
    body: { token_type: 'Bearer', expires_in: 300, scope: 'system/Observation.rs system/Practitioner.cud' },
  });
  const token = told.body.access_token;
  expect(await status(token, 'Observation/weight-ben')).toBe(200);
  expect(await status(token, 'Condition/problem-ben')).toBe(403);
  const write = await fetch(`${house.base}/Practitioner`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    body: '{"resourceType":"Practitioner"}',
  });
  expect(write.status).toBe(403);
  expect(await house.access.tokenCaller(token!).caller).toMatchObject({ role: 'quality-analyst', client: app.id });
  expect(await ask('system/Condition.rs')).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
  expect(await ask('user/Observation.rs')).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
  expect(await ask('')).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
});

test('what is found out before anybody signs in', async () => {
  const answer = await fetch(`${house.base}/.well-known/smart-configuration`, { headers: { accept: 'text/html' } });
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  const told = (await answer.json()) as Record<string, string | string[]>;
  expect(told).toMatchObject({
    issuer: `${house.origin}/oauth`,
    authorization_endpoint: `${house.origin}/oauth/authorize`,
    token_endpoint: `${house.origin}/oauth/token`,
    code_challenge_methods_supported: ['S256'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
  });
  const openid = (await (await fetch(`${house.origin}/oauth/.well-known/openid-configuration`)).json()) as typeof told;
  for (const name of [
    'issuer',
    'jwks_uri',
    'authorization_endpoint',
    'token_endpoint',
    'introspection_endpoint',
    'revocation_endpoint',
  ]) {
    expect(openid[name], name).toBe(told[name]);
  }
  const { rest } = (await (await fetch(`${house.base}/metadata`)).json()) as { rest: { security: object }[] };
  expect(rest[0]!.security).toMatchObject({
    service: [{ coding: [{ code: 'SMART-on-FHIR' }] }],
    extension: [
      {
        url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
        extension: expect.arrayContaining([{ url: 'token', valueUri: `${house.origin}/oauth/token` }]),
      },
    ],
  });
});

test('a page of a public app may ask from its own origin, and from no other', async () => {
  const { app } = await house.register({});
  const ask = (origin: string) =>
    fetch(`${house.origin}/oauth/token`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: `grant_type=refresh_token&refresh_token=x&client_id=${app.id}`,
    });
  const own = new URL(REDIRECT).origin;
  expect((await ask(own)).headers.get('access-control-allow-origin')).toBe(own);
  expect((await ask('https://elsewhere.example.org')).headers.get('access-control-allow-origin')).toBeNull();
});
