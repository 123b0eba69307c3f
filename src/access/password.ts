import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { Fault } from '../base/index.ts';

/** scrypt's cost: 2^logN blocks of 128 * r bytes. OWASP's second choice: half the memory of 2^16, three passes. */
export type HashCost = { logN: number; r: number; p: number };

export const HASH_COST: HashCost = { logN: 15, r: 8, p: 3 };

/** Verifications under way at once: each takes 32 MB and a core, and a storm of sign-ins must not take the server down. */
const MOST_AT_ONCE = 2;
const MOST_WAITING = 64;

const KEY_BYTES = 32;
const SHAPE = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MOST_AT_ONCE) {
    if (waiting.length >= MOST_WAITING) {
      throw new Fault('unavailable', 'throttled', 'Too many people are signing in just now: try again in a moment.', {
        retryAfterSeconds: 5,
      });
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

function derive(password: string, salt: Buffer, cost: HashCost, bytes: number): Promise<Buffer> {
  const options = { N: 2 ** cost.logN, r: cost.r, p: cost.p, maxmem: 256 * 2 ** cost.logN * cost.r };
  return inTurn(
    () =>
      new Promise((resolve, reject) => {
        scrypt(password.normalize('NFKC'), salt, bytes, options, (error, key) =>
          error ? reject(error) : resolve(key),
        );
      }),
  );
}

/** The hash of a password with its parameters and salt, as one text to be stored. */
export async function hashPassword(password: string, cost: HashCost = HASH_COST): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost, KEY_BYTES);
  return `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${salt.toString('base64')}$${key.toString('base64')}`;
}

/** A hash that no password opens, so that an unknown username costs what a known one does. */
export function decoyHash(cost: HashCost): string {
  const [salt, key] = [randomBytes(16), randomBytes(KEY_BYTES)];
  return `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${salt.toString('base64')}$${key.toString('base64')}`;
}

/** True for the password that the stored text was made of, at whatever cost it was made. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const found = SHAPE.exec(stored);
  if (!found) throw new Error('broken invariant: a stored password hash that is not ours');
  const cost = { logN: Number(found[1]), r: Number(found[2]), p: Number(found[3]) };
  const expected = Buffer.from(found[5]!, 'base64');
  const key = await derive(password, Buffer.from(found[4]!, 'base64'), cost, expected.length);
  return timingSafeEqual(key, expected);
}

/** True when the stored hash was made at another cost than today's, so that the next sign-in makes it anew. */
export function isOutdated(stored: string, cost: HashCost): boolean {
  return !stored.startsWith(`$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$`);
}
