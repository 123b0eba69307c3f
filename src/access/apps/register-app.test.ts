import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newKey } from '../../../test/smart/jwt.ts';
import { openTestHouse, type House } from '../../../test/house.ts';
import { Fault, SYSTEM, type Caller } from '../../base/index.ts';
import { checkApp } from './check-app.ts';
import type { NewApp } from './model.ts';

const APP: NewApp = {
  name: 'Growth charts',
  kind: 'public',
  users: 'everyone',
  redirectUris: ['https://app.example.org/back'],
  scopes: ['patient/*.rs'],
  introspects: false,
};
const KEY = newKey().jwk;
const SERVICE: NewApp = {
  ...APP,
  kind: 'service',
  scopes: ['system/*.rs'],
  role: 'quality-analyst',
  jwks: { keys: [KEY] },
};

/** The field that a registration is refused for; null where it is not. */
function refusedFor(app: NewApp): string | null {
  try {
    checkApp(app);
    return null;
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'invalid') throw error;
    return error.issues[0]?.expression ?? '';
  }
}

test.each<[string, Partial<NewApp>, string | null]>([
  ['as it is', {}, null],
  ['without a name', { name: '  ' }, 'name'],
  ['with a name in two lines', { name: 'a\nb' }, 'name'],
  ['without an address', { redirectUris: [] }, 'redirectUris'],
  ['over a plain connection', { redirectUris: ['http://app.example.org/back'] }, 'redirectUris'],
  [
    'on the own machine',
    { redirectUris: ['http://127.0.0.1:3000/back', 'http://localhost/', 'http://[::1]:1/'] },
    null,
  ],
  ['on what only looks like the own machine', { redirectUris: ['http://localhost.example.org/'] }, 'redirectUris'],
  ['with a wildcard', { redirectUris: ['https://*.example.org/back'] }, 'redirectUris'],
  ['with a fragment', { redirectUris: ['https://app.example.org/#x'] }, 'redirectUris'],
  ['with a user name', { redirectUris: ['https://a@app.example.org/'] }, 'redirectUris'],
  ['by a scheme of its own', { redirectUris: ['javascript:alert(1)'] }, 'redirectUris'],
  ['opened over a plain connection', { launchUri: 'http://app.example.org/launch' }, 'launchUri'],
  ['without scopes', { scopes: [] }, 'scopes'],
  ['with scopes that say nothing', { scopes: ['launch/patient'] }, 'scopes'],
  ['to know who signed in alone', { scopes: ['openid', 'fhirUser'] }, null],
  ['with a scope that is none', { scopes: ['patient/Observation.sr'] }, 'scopes'],
  ['with a scope of a query', { scopes: ['patient/Observation.rs?category=laboratory'] }, null],
  ['with a scope of a query that cannot be held', { scopes: ['patient/Observation.rs?date=ge2020'] }, 'scopes'],
  ['with the scope of a service', { scopes: ['system/*.rs'] }, 'scopes'],
  ['by a key that it does not give', { kind: 'confidential-asymmetric' }, 'jwks'],
  ['by keys at an address', { kind: 'confidential-asymmetric', jwksUri: 'https://app.example.org/jwks' }, null],
  [
    'by keys at a plain address',
    { kind: 'confidential-asymmetric', jwksUri: 'http://app.example.org/jwks' },
    'jwksUri',
  ],
  [
    'by keys here and there',
    { kind: 'confidential-asymmetric', jwksUri: 'https://app.example.org/jwks', jwks: { keys: [KEY] } },
    'jwks',
  ],
])('a person’s app %s', (_what, more, field) => {
  expect(refusedFor({ ...APP, ...more })).toBe(field);
});

test.each<[string, Partial<NewApp>, string | null]>([
  ['as it is', {}, null],
  ['of the system’s own role', { role: 'system' }, 'role'],
  ['of a patient', { role: 'patient' }, 'role'],
  ['with a scope of persons', { scopes: ['user/*.rs'] }, 'scopes'],
  ['with a private key', { jwks: { keys: [{ ...KEY, d: 'x' }] } }, 'jwks'],
  ['with a secret for a key', { jwks: { keys: [{ kty: 'oct', k: 'x' }] } }, 'jwks'],
  ['with a curve that SMART has not', { jwks: { keys: [{ kty: 'EC', crv: 'secp256k1', x: 'x', y: 'y' }] } }, 'jwks'],
  ['with a short RSA key', { jwks: { keys: [{ kty: 'RSA', e: 'AQAB', n: 'AAAA' }] } }, 'jwks'],
  ['with a key for something else', { jwks: { keys: [{ ...KEY, use: 'enc' }] } }, 'jwks'],
  ['with no keys', { jwks: { keys: [] } }, 'jwks'],
])('a service %s', (_what, more, field) => {
  expect(refusedFor({ ...SERVICE, ...more })).toBe(field);
});

describe('registering', () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse();
  });
  afterAll(() => house?.close());

  const caller = (role: Caller['role'], kind: Caller['kind'] = 'account'): Caller => ({
    kind,
    id: 'x',
    name: 'X',
    role,
  });

  test('is an administrator’s who is signed in', async () => {
    const { apps } = house.access;
    expect((await apps.register(caller('administrator'), APP)).app.name).toBe('Growth charts');
    for (const other of [caller('physician'), caller('patient'), caller('administrator', 'token')]) {
      await expect(apps.register(other, APP)).rejects.toMatchObject({ kind: 'forbidden' });
      await expect(apps.list(other)).rejects.toMatchObject({ kind: 'forbidden' });
      await expect(apps.renewSecret(other, 'x')).rejects.toMatchObject({ kind: 'forbidden' });
      await expect(apps.disable(other, 'x', true)).rejects.toMatchObject({ kind: 'forbidden' });
      await expect(apps.change(other, 'x', APP)).rejects.toMatchObject({ kind: 'forbidden' });
    }
  });

  test('shows a secret once, and a new one in its place', async () => {
    const { apps } = house.access;
    const { app, secret } = await apps.register(SYSTEM, { ...APP, kind: 'confidential-symmetric' });
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(await apps.list(SYSTEM))).not.toContain(secret);
    const renewed = await apps.renewSecret(SYSTEM, app.id);
    expect(renewed.secret).not.toBe(secret);
    const plain = await apps.register(SYSTEM, APP);
    expect(plain).not.toHaveProperty('secret');
    await expect(apps.renewSecret(SYSTEM, plain.app.id)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(apps.renewSecret(SYSTEM, 'nobody')).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('changes what is registered, and gives a secret to who has one from then on', async () => {
    const { apps } = house.access;
    const { app } = await apps.register(SYSTEM, APP);
    const changed = await apps.change(SYSTEM, app.id, { ...APP, name: 'New', kind: 'confidential-symmetric' });
    expect(changed.app).toMatchObject({ id: app.id, name: 'New', kind: 'confidential-symmetric' });
    expect(changed.secret).toMatch(/^[\w-]{43}$/);
    expect(await apps.change(SYSTEM, app.id, { ...APP, kind: 'confidential-symmetric' })).not.toHaveProperty('secret');
    await expect(apps.change(SYSTEM, app.id, { ...APP, name: '' })).rejects.toMatchObject({ kind: 'invalid' });
  });

  test('keeps one key until it is old, and signs with a new one when every server knows of it', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const other = await openTestHouse({ clock: { now: () => now } });
    try {
      const kids = async () => (await other.access.flows.signingKeys()).map(({ kid }) => kid);
      const [first, ...none] = await kids();
      expect(none).toEqual([]);
      now += 89 * 86_400_000;
      expect(await kids()).toEqual([first]);
      now += 2 * 86_400_000;
      const [signing, second] = await kids();
      expect([signing, second]).toEqual([first, expect.any(String)]);
      now += 2 * 3_600_000;
      expect(await kids()).toEqual([second, first]);
      const all = await Promise.all(Array.from({ length: 8 }, kids));
      expect(new Set(all.map(String)).size).toBe(1);
      for (let quarter = 0; quarter < 4; quarter += 1) {
        now += 91 * 86_400_000;
        await kids();
      }
      expect(await kids()).toHaveLength(3);
    } finally {
      await other.close();
    }
  });
});
