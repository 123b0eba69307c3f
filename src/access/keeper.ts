import { hash, randomBytes } from 'node:crypto';
import type { Caller, Clock, Log } from '../base/index.ts';
import type { Store } from '../store/index.ts';
import type { HashCost } from './password.ts';
import type { TokenRow } from './sql.ts';

/** What every act of this folder works with; `openAccess` makes it. */
export type Keeper = {
  store: Store;
  clock: Clock;
  log: Log;
  hashCost: HashCost;
  /** The token of a secret's hash (in hex) as it stands now, or null; those asked for at once are looked up together. */
  tokens(secretHash: string): Promise<TokenRow | null>;
  /** Whom tokens spoke for when they were last looked up, by the same hash. */
  known: Map<string, Caller>;
};

/** 256 random bits, as a cookie or a bearer token carries them. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret. It has too many bits to be guessed, so that a fast hash is enough. */
export function hashSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}
