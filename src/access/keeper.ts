import { createHash, randomBytes } from 'node:crypto';
import type { Clock, Log } from '../base/index.ts';
import type { Store } from '../store/index.ts';
import type { HashCost } from './password.ts';

/** What every act of this folder works with; `openAccess` makes it. */
export type Keeper = { store: Store; clock: Clock; log: Log; hashCost: HashCost };

/** 256 random bits, as a cookie or a bearer token carries them. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret. It has too many bits to be guessed, so that a fast hash is enough. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
