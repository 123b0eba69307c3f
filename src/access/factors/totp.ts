import { createHmac, timingSafeEqual } from 'node:crypto';

/** What every authenticator app understands; others are silently ignored by some (Key URI format). */
const STEP_MS = 30_000;
const DIGITS = 6;
/** A clock may be one step off, either way (RFC 6238, 5.2). */
const SKEW_STEPS = 1;
export const TOTP_SECRET_BYTES = 20;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base 32 without padding (RFC 4648, 6), as authenticator apps take it. */
export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >>> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

/** HOTP of RFC 4226, 5.3: the code of a counter. */
export function hotp(secret: Uint8Array, counter: number, digits = DIGITS): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const offset = mac.at(-1)! & 15;
  const number = mac.readUInt32BE(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The step that a moment (ms since 1970) is in. */
export function stepAt(now: number): number {
  return Math.floor(now / STEP_MS);
}

/** What a person typed, without the blank that apps show in the middle; null where it can be no code. */
export function foldCode(text: string): string | null {
  const folded = text.normalize('NFKC').replaceAll(/[\s-]/g, '');
  return /^\d{6}$/.test(folded) ? folded : null;
}

/** The step whose code this is, among those that may be meant now; null where it is none's. Every candidate is compared, in constant time. */
export function stepOf(secret: Uint8Array, code: string, now: number): number | null {
  const given = Buffer.from(code.padEnd(DIGITS).slice(0, DIGITS));
  let found: number | null = null;
  for (let skew = -SKEW_STEPS; skew <= SKEW_STEPS; skew += 1) {
    const step = stepAt(now) + skew;
    if (timingSafeEqual(Buffer.from(hotp(secret, step)), given) && code.length === DIGITS) found = step;
  }
  return found;
}

/** The address that an authenticator app reads from a QR code (Key URI format of Google Authenticator). */
export function otpauthUri(secret: Uint8Array, username: string): string {
  const issuer = 'Throughline';
  const label = `${issuer}:${encodeURIComponent(username)}`;
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=${issuer}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1000}`;
}
