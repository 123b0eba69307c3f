import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAccess } from '../../access/index.ts';
import { silentLog, systemClock } from '../../base/index.ts';
import {
  allow,
  authorizeUrl,
  newVerifier,
  obtain,
  openSmartHouse,
  post,
  type SmartHouse,
  type Told,
  type Visitor,
} from '../../../test/smart/flow.ts';
import { assertion, jwt, newKey } from '../../../test/smart/jwt.ts';

let house: SmartHouse;
let ada: Visitor;
let client: string;
beforeAll(async () => {
  house = await openSmartHouse();
  ada = house.visitor();
  await ada.signIn('ada');
  client = (await house.register({})).app.id;
});
afterAll(() => house?.close());

const SCOPE = 'offline_access launch/patient patient/*.rs';

describe('an assertion', () => {
  const key = newKey();
  let service: string;
  let audience: string;
  beforeAll(async () => {
    const registered = await house.register({
      kind: 'service',
      scopes: ['system/*.rs'],
      role: 'quality-analyst',
      jwks: { keys: [key.jwk] },
    });
    service = registered.app.id;
    audience = `${house.origin}/oauth/token`;
  });
  const ask = (client_assertion: string, more: Record<string, string> = {}): Promise<Told> =>
    post(house, '/oauth/token', {
      grant_type: 'client_credentials',
      scope: 'system/*.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
      ...more,
    });
  const now = () => Math.floor(Date.now() / 1000);

  test('that is right is taken', async () => {
    expect((await ask(assertion(key, service, audience))).status).toBe(200);
    expect((await ask(assertion(key, service, `${house.origin}/oauth`))).status).toBe(200);
  });

  test.each<[string, () => string]>([
    ['without a signature', () => jwt({ alg: 'none' }, claims(), () => Buffer.alloc(0))],
    ['signed with the public key as a secret', () => jwt({ alg: 'HS256' }, claims(), (data) => hmac('sha256', data))],
    ['signed with HS384', () => jwt({ alg: 'HS384', kid: key.jwk['kid'] }, claims(), (data) => hmac('sha384', data))],
    ['signed with another key', () => assertion(newKey(), service, audience, { header: { kid: key.jwk['kid'] } })],
    ['of a key that is not registered', () => assertion(newKey(), service, audience)],
    ['for another server', () => assertion(key, service, 'https://elsewhere.example.org/oauth/token')],
    ['for nobody', () => assertion(key, service, audience, { payload: { aud: undefined } })],
    ['of another issuer', () => assertion(key, service, audience, { payload: { iss: client } })],
    ['about another app', () => assertion(key, service, audience, { payload: { sub: client } })],
    ['without a jti', () => assertion(key, service, audience, { payload: { jti: undefined } })],
    ['without an end', () => assertion(key, service, audience, { payload: { exp: undefined } })],
    ['that is over', () => assertion(key, service, audience, { payload: { exp: now() - 30 } })],
    [
      'that lasts longer than five minutes',
      () => assertion(key, service, audience, { payload: { exp: now() + 3600 } }),
    ],
    [
      'that names other keys',
      () => assertion(key, service, audience, { header: { jku: 'https://elsewhere.example.org/keys' } }),
    ],
    ['that is not yet', () => assertion(key, service, audience, { payload: { nbf: now() + 120 } })],
  ])('%s is refused', async (_what, made) => {
    const told = await ask(made());
    expect(told).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(told.body.access_token).toBeUndefined();
  });
  const claims = () => ({ iss: service, sub: service, aud: audience, exp: now() + 240, jti: 'j', iat: now() });
  const hmac = (hash: string, data: Buffer) => createHmac(hash, JSON.stringify(key.jwk)).update(data).digest();

  test('that is no JWT is refused', async () => {
    expect(await ask('not a jwt')).toMatchObject({
      body: { error: expect.stringMatching(/^invalid_(request|client)$/) },
    });
  });

  test('used twice, or by many at once, is taken once', async () => {
    const once = assertion(key, service, audience);
    expect((await ask(once)).status).toBe(200);
    expect((await ask(once)).body.error).toBe('invalid_client');
    const raced = assertion(key, service, audience);
    const all = await Promise.all(Array.from({ length: 16 }, () => ask(raced)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('does not make a person’s app of a service', async () => {
    const verifier = newVerifier();
    const { code = '' } = await allow(ada, authorizeUrl(house, { client, scope: SCOPE, verifier }));
    const told = await ask(assertion(key, service, audience), {
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: 'https://app.example.org/back',
    });
    expect(told.status).toBe(400);
    const asPublic = await post(house, '/oauth/token', {
      grant_type: 'client_credentials',
      scope: 'system/*.rs',
      client_id: client,
    });
    expect(asPublic.status).toBe(400);
  });
});

test('what one server gives out is good at another', async () => {
  const { openStore } = await import('../../store/index.ts');
  const [{ name } = {}] = await house.rows('select current_database() as name');
  const url = new URL(process.env['TEST_DATABASE_URL']!);
  url.pathname = `/${String(name)}`;
  const store = await openStore({ databaseUrl: url.href, log: silentLog });
  try {
    const second = openAccess({ store, clock: systemClock, log: silentLog });
    const { body } = await obtain(house, ada, { client, scope: SCOPE });
    expect(await second.tokenCaller(body.access_token!).caller).toMatchObject({
      role: 'patient',
      patient: 'ada',
      client,
    });
    expect(await second.flows.find('RefreshToken', body.refresh_token!)).toMatchObject({ clientId: client });
    const keys = async (flows: typeof second.flows) => (await flows.signingKeys()).map(({ kid }) => kid);
    expect(await keys(second.flows)).toEqual(await keys(house.access.flows));
  } finally {
    await store.close();
  }
});
