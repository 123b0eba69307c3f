import { createHmac } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  allow,
  authorizeUrl,
  newVerifier,
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

describe('keys at an address', () => {
  /** A program of our own network that answers nobody, and counts who asks. */
  async function ask(env: NodeJS.ProcessEnv): Promise<{ told: Told; asked: number }> {
    const inside = createServer((socket) => socket.destroy());
    let asked = 0;
    inside.on('connection', () => (asked += 1));
    await new Promise<void>((done) => inside.listen(0, '127.0.0.1', done));
    const { port } = inside.address() as AddressInfo;
    const other = await openSmartHouse({ env });
    try {
      const key = newKey();
      const jwksUri = `https://localhost:${port}/keys`;
      const service = { kind: 'service', scopes: ['system/*.rs'], role: 'quality-analyst', jwksUri } as const;
      const { app } = await other.register({ ...service, scopes: [...service.scopes] });
      const told = await post(other, '/oauth/token', {
        grant_type: 'client_credentials',
        scope: 'system/*.rs',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion(key, app.id, `${other.origin}/oauth/token`),
      });
      return { told, asked };
    } finally {
      await other.close();
      inside.close();
    }
  }

  test('within our own network are asked for by nobody', async () => {
    const { told, asked } = await ask({});
    expect(told.body.access_token).toBeUndefined();
    expect(told.status).toBeGreaterThanOrEqual(400);
    expect(asked).toBe(0);
  });

  test('are asked for at a host that the configuration allows', async () => {
    const { told, asked } = await ask({ THROUGHLINE_INWARD_HOSTS: 'localhost' });
    expect(told.body.access_token).toBeUndefined();
    expect(asked).toBeGreaterThan(0);
  });
});
