import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { Fault } from '../../base/index.ts';
import { transaction, type Tx } from '../../store/index.ts';
import type { Keeper } from '../keeper.ts';
import type { Holder } from '../model.ts';
import {
  consumeChallenge,
  insertChallenge,
  insertPasskey,
  selectPasskey,
  selectPasskeys,
  usePasskey,
  type ChallengePurpose,
  type PasskeyRow,
} from './sql.ts';

/** Where the browser is, as it binds passkeys to: `{rpId: 'clinic.example', origin: 'https://clinic.example:8443'}`. */
export type RelyingParty = { rpId: string; origin: string };

/** A passkey that was shown; `keepUse` makes the showing count. */
export type ShownPasskey = { row: PasskeyRow; counter: number; synced: boolean };

const CHALLENGE_LIFE_MS = 5 * 60_000;
const MOST_PASSKEYS = 20;
/** EdDSA, ES256, RS256 (COSE): what every authenticator has one of, and Node checks without what is still an experiment there. */
const ALGORITHMS = [-8, -7, -257];

function refused(): Fault {
  return new Fault('unauthenticated', 'login', 'This passkey does not hold here: try again, or another way.', {
    reason: 'wrong-passkey',
  });
}

async function keepChallenge(
  keeper: Keeper,
  challenge: string,
  purpose: ChallengePurpose,
  account: string | null,
): Promise<void> {
  const expires = new Date(keeper.clock.now() + CHALLENGE_LIFE_MS);
  await transaction(keeper.store, {}, (tx) => insertChallenge(tx, { challenge, purpose, account, expires }));
}

/** The challenge that an answer is to, used up whether or not the answer is right. Faults: `unauthenticated`. */
async function useChallenge(
  keeper: Keeper,
  response: { response: { clientDataJSON: string } },
  purpose: ChallengePurpose,
  account: string | null,
): Promise<string> {
  const challenge = challengeIn(response.response.clientDataJSON);
  const now = new Date(keeper.clock.now());
  const holds =
    challenge !== null &&
    (await transaction(keeper.store, {}, (tx) => consumeChallenge(tx, { challenge, purpose, account }, now)));
  if (!holds) throw refused();
  return challenge;
}

function challengeIn(clientDataJson: string): string | null {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJson, 'base64url').toString('utf8')) as {
      challenge?: unknown;
    };
    return typeof challenge === 'string' && challenge.length <= 200 ? challenge : null;
  } catch {
    return null;
  }
}

/** What the browser needs to make a passkey: one that is found without a user name, and asks for finger, face or PIN. */
export async function askForRegistration(
  keeper: Keeper,
  holder: Holder,
  party: RelyingParty,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const held = await selectPasskeys(keeper.store.pool, holder.id);
  if (held.length >= MOST_PASSKEYS) {
    throw new Fault('conflict', 'too-costly', `An account has at most ${MOST_PASSKEYS} passkeys: remove one first.`, {
      reason: 'too-many-passkeys',
    });
  }
  const options = await generateRegistrationOptions({
    rpName: 'Throughline',
    rpID: party.rpId,
    userName: holder.username,
    userDisplayName: holder.name,
    userID: new Uint8Array(Buffer.from(holder.id)),
    timeout: CHALLENGE_LIFE_MS,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: held.filter((one) => one.rpId === party.rpId).map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  await keepChallenge(keeper, options.challenge, 'register', holder.id);
  return options;
}

/** A passkey that the browser made, checked; `keepPasskey` makes it the account's. Faults: `unauthenticated`. */
export async function checkRegistration(
  keeper: Keeper,
  account: string,
  response: RegistrationResponseJSON,
  name: string,
  party: RelyingParty,
): Promise<PasskeyRow> {
  const challenge = await useChallenge(keeper, response, 'register', account);
  const checked = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => null);
  if (!checked?.verified) throw refused();
  const { credential, credentialBackedUp } = checked.registrationInfo;
  return {
    id: credential.id,
    account,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: credential.transports ?? [],
    rpId: party.rpId,
    name,
    synced: credentialBackedUp,
    created: new Date(keeper.clock.now()),
    lastUsed: null,
  };
}

/** Faults: `conflict` where the key is registered already. */
export async function keepPasskey(tx: Tx, passkey: PasskeyRow): Promise<void> {
  if (await insertPasskey(tx, passkey)) return;
  throw new Fault('conflict', 'duplicate', 'This passkey is registered already.', { reason: 'passkey-known' });
}

/** What the browser needs to show a passkey: any that it has for us, or, as a second factor, one of the account's. */
export async function askForPasskey(
  keeper: Keeper,
  account: string | null,
  party: RelyingParty,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const held = account === null ? [] : await selectPasskeys(keeper.store.pool, account);
  const options = await generateAuthenticationOptions({
    rpID: party.rpId,
    timeout: CHALLENGE_LIFE_MS,
    userVerification: account === null ? 'required' : 'preferred',
    allowCredentials: held.filter((one) => one.rpId === party.rpId).map(({ id, transports }) => ({ id, transports })),
  });
  await keepChallenge(keeper, options.challenge, account === null ? 'sign-in' : 'second-factor', account);
  return options;
}

/**
 * The passkey that the browser showed, checked: its challenge (once), place, key, counter and, where it is all that is shown, that the
 * person was verified. With `account` it must be that account's. Faults: `unauthenticated`.
 */
export async function checkPasskey(
  keeper: Keeper,
  account: string | null,
  response: AuthenticationResponseJSON,
  party: RelyingParty,
): Promise<ShownPasskey> {
  const challenge = await useChallenge(keeper, response, account === null ? 'sign-in' : 'second-factor', account);
  const row = await selectPasskey(keeper.store.pool, response.id);
  const handle = response.response.userHandle;
  const isTheirs = row && (account === null || row.account === account);
  const isHandled = !handle || Buffer.from(handle, 'base64url').toString() === row?.account;
  if (!row || !isTheirs || !isHandled || row.rpId !== party.rpId) throw refused();
  const checked = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: row.rpId,
    credential: { id: row.id, publicKey: new Uint8Array(row.publicKey), counter: row.counter },
    requireUserVerification: account === null,
  }).catch(() => null);
  if (!checked?.verified) throw refused();
  const { newCounter, credentialBackedUp } = checked.authenticationInfo;
  return { row, counter: newCounter, synced: credentialBackedUp };
}

/** Notes the showing. Faults: `unauthenticated` where the same passkey was shown meanwhile, so that its counter is no longer right. */
export async function keepUse(keeper: Keeper, tx: Tx, shown: ShownPasskey): Promise<void> {
  const at = new Date(keeper.clock.now());
  const { row, counter, synced } = shown;
  if (!(await usePasskey(tx, row.id, { was: row.counter, counter, synced, at }))) throw refused();
}
