import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORIGIN, openDoor, reasonOf, type Door } from '../../../test/door.ts';
import { transaction } from '../../store/index.ts';
import { consumeChallenge, insertPasskey, usePasskey, type ChallengePurpose } from './sql.ts';

const PARTY = { rpId: 'clinic.example', origin: 'https://clinic.example' };
const MINUTE = 60_000;

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const consume = (challenge: string, purpose: ChallengePurpose, account: string | null = null) =>
  transaction(door.store, {}, (tx) => consumeChallenge(tx, { challenge, purpose, account }, new Date(door.clock.at)));

test('a challenge is taken once, also of many at once', async () => {
  const { challenge } = await door.access.askPasskey(PARTY);
  const taken = await Promise.all(Array.from({ length: 8 }, () => consume(challenge, 'sign-in')));
  expect(taken.filter(Boolean)).toHaveLength(1);
  expect(await consume(challenge, 'sign-in')).toBe(false);
});

test('a challenge lasts five minutes, for what and whom it was given, and is used up by any other use', async () => {
  const late = await door.access.askPasskey(PARTY);
  door.clock.at += 5 * MINUTE;
  expect(await consume(late.challenge, 'sign-in')).toBe(false);
  const { username, id } = await door.make();
  const self = await door.enter(username);
  const other = await door.make();
  for (const [purpose, account] of [
    ['sign-in', null],
    ['second-factor', id],
    ['register', other.id],
  ] as const) {
    const { challenge } = await door.access.own.askPasskey(self, PARTY);
    expect(await consume(challenge, purpose, account), purpose).toBe(false);
    expect(await consume(challenge, 'register', id), 'no more').toBe(false);
  }
  const { challenge } = await door.access.own.askPasskey(self, PARTY);
  expect(await consume(challenge, 'register', id)).toBe(true);
});

test('what a browser is asked: a passkey that is found by itself, of a person who is verified, at this place', async () => {
  const { username, id } = await door.make();
  const options = await door.access.own.askPasskey(await door.enter(username), PARTY);
  expect(options).toMatchObject({
    rp: { id: 'clinic.example' },
    user: { id: Buffer.from(id).toString('base64url'), name: username },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  expect(await door.access.askPasskey(PARTY)).toMatchObject({
    rpId: 'clinic.example',
    userVerification: 'required',
    allowCredentials: [],
  });
});

test('nonsense that names a challenge is refused, counted and in the audit, and uses it up', async () => {
  const { challenge } = await door.access.askPasskey(PARTY);
  const clientDataJSON = Buffer.from(JSON.stringify({ challenge, type: 'webauthn.get', origin: PARTY.origin }));
  const response = {
    id: 'bm9ib2R5',
    rawId: 'bm9ib2R5',
    type: 'public-key' as const,
    clientExtensionResults: {},
    response: {
      clientDataJSON: clientDataJSON.toString('base64url'),
      authenticatorData: 'AAAA',
      signature: 'AAAA',
    },
  };
  expect(await reasonOf(door.access.signInByPasskey(response, PARTY, ORIGIN))).toBe('unauthenticated wrong-passkey');
  expect(await consume(challenge, 'sign-in')).toBe(false);
  const refused = await door.rows(`select outcome, detail, address from audit where agent = 'unknown'`);
  expect(refused).toContainEqual({ outcome: 'refused', detail: 'wrong-passkey', address: '10.0.0.1' });
});

test('a counter moves on from where it was looked at, once', async () => {
  const { id: account } = await door.make();
  const row = {
    id: 'key-1',
    account,
    publicKey: Buffer.from('k'),
    counter: 4,
    transports: [],
    rpId: PARTY.rpId,
    name: 'Key',
    synced: false,
    created: new Date(door.clock.at),
    lastUsed: null,
  };
  const at = new Date(door.clock.at);
  expect(await transaction(door.store, {}, (tx) => insertPasskey(tx, row))).toBe(true);
  expect(await transaction(door.store, {}, (tx) => insertPasskey(tx, row)), 'known already').toBe(false);
  const use = (was: number, counter: number) =>
    transaction(door.store, {}, (tx) => usePasskey(tx, 'key-1', { was, counter, synced: false, at }));
  const outcomes = await Promise.all([use(4, 5), use(4, 6), use(4, 7)]);
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  expect(await use(4, 9)).toBe(false);
});
