import { createHash, generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { transaction } from '../../store/index.ts';
import type { Keeper } from '../keeper.ts';
import { KEY_LIFE_MS, KEY_SETTLED_MS, MOST_KEYS } from './model.ts';
import { deleteSigningKeys, insertSigningKey, selectSigningKeys, type KeyRow } from './sql.ts';

/** A private key as a JWK (RFC 7517), with its `kid`. */
export type SigningKey = Record<string, unknown> & { kid: string };

const CLAIM = createHash('sha256').update('signing key').digest().readBigInt64BE(0);

/**
 * The installation's keys, the one to sign with first: the newest that every server has had the time to learn of. The first is made when
 * there is none, a new one when the newest is 90 days old; the three last are kept, so that what they signed can be verified.
 */
export async function signingKeys(keeper: Keeper): Promise<SigningKey[]> {
  const now = keeper.clock.now();
  let rows = await selectSigningKeys(keeper.store.pool);
  if (isDue(rows, now)) {
    const made = await makeKey(now);
    rows = await transaction(keeper.store, { claims: [CLAIM] }, async (tx) => {
      const there = await selectSigningKeys(tx);
      if (!isDue(there, now)) return there;
      await insertSigningKey(tx, made);
      const old = there.slice(MOST_KEYS - 1);
      await deleteSigningKeys(
        tx,
        old.map(({ kid }) => kid),
      );
      return [made, ...there.slice(0, MOST_KEYS - 1)];
    });
  }
  const signing = rows.find(({ created }) => created.getTime() <= now - KEY_SETTLED_MS) ?? rows.at(-1);
  return [...rows]
    .sort((a, b) => Number(b === signing) - Number(a === signing))
    .map(({ kid, jwk }) => ({ ...jwk, kid }));
}

function isDue(rows: readonly KeyRow[], now: number): boolean {
  return (rows[0]?.created.getTime() ?? 0) <= now - KEY_LIFE_MS;
}

/** RS256 is what OpenID Connect has every client read. */
async function makeKey(now: number): Promise<KeyRow> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return {
    kid: randomUUID(),
    jwk: { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' },
    created: new Date(now),
  };
}
