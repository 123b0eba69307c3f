import { hash, randomBytes } from 'node:crypto';
import type { Caller, Clock, Log } from '../base/index.ts';
import { transaction, type Settings, type Store, type Tx } from '../store/index.ts';
import type { HashCost } from './password.ts';
import type { TokenRow } from './sql.ts';

/** What every act of this folder works with; `openAccess` makes it. */
export type Keeper = {
  store: Store;
  clock: Clock;
  log: Log;
  hashCost: HashCost;
  /** What is particular to this installation: the key for the secrets of second factors, and the audit's epoch. */
  settings(): Promise<Pick<Settings, 'factorKey' | 'epoch'>>;
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

/**
 * A transaction in which nothing else is done with these accounts: what ends the sessions of one sees every session that was begun, and
 * what begins one sees every end.
 */
export function withAccount<T>(keeper: Keeper, accounts: string | string[], work: (tx: Tx) => Promise<T>): Promise<T> {
  const claims = [accounts].flat().map((id) => hash('sha256', `account ${id}`, 'buffer').readBigInt64BE(0));
  return transaction(keeper.store, { claims }, work);
}

/** Functions of a keeper, with the keeper given. */
export type Bound<T> = {
  [K in keyof T]: T[K] extends (keeper: Keeper, ...rest: infer A) => infer R ? (...rest: A) => R : never;
};

/** Gives a keeper to all functions of a table. */
export function bind<T extends Record<string, (keeper: Keeper, ...rest: never[]) => unknown>>(
  keeper: Keeper,
  acts: T,
): Bound<T> {
  const bound = Object.entries(acts).map(([name, act]) => [name, (...rest: never[]) => act(keeper, ...rest)]);
  return Object.fromEntries(bound) as Bound<T>;
}
