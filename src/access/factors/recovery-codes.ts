import { hash, randomBytes } from 'node:crypto';
import type { Tx } from '../../store/index.ts';
import { replaceRecoveryCodes } from './sql.ts';
import { toBase32 } from './totp.ts';

const HOW_MANY = 10;
/** 80 bits: too many to be guessed, so that a fast hash is enough, and four groups of four to copy. */
const BYTES = 10;

/** New codes, as they are shown once: `ABCD-EFGH-IJKL-MNOP`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: HOW_MANY }, () => toBase32(randomBytes(BYTES)).match(/.{4}/g)!.join('-'));
}

/** What is kept of a code, however it was typed: case, blanks and hyphens don't matter, and 0, 1, 8 are taken for what they look like. */
export function hashRecoveryCode(account: string, typed: string): Buffer {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .replaceAll('0', 'O')
    .replaceAll('1', 'I')
    .replaceAll('8', 'B');
  return hash('sha256', `recovery ${account} ${code}`, 'buffer');
}

/** Gives the account new codes; its old ones are worth nothing any more. */
export async function giveRecoveryCodes(tx: Tx, account: string): Promise<string[]> {
  const codes = newRecoveryCodes();
  const hashes = codes.map((code) => hashRecoveryCode(account, code));
  await replaceRecoveryCodes(tx, account, hashes);
  return codes;
}
