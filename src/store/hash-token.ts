import { hash } from 'node:crypto';

/** Makes the 64-bit keyed hashes of `tokens_all`, as the text of a signed bigint. */
export type Hasher = (text: string) => string;

/** Most tokens come again and again (statuses, categories, the patient's own reference). */
const MOST_REMEMBERED = 40_000;

/**
 * A hasher keyed by the installation: SHA-256 of key and text, cut to 64 bits (the cut leaves nothing to extend). A hash only
 * narrows: two texts may share one, so whatever decides something looks at the body again.
 */
export function tokenHasher(key: Buffer): Hasher {
  const prefix = key.toString('latin1');
  let remembered = new Map<string, string>();
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const made = BigInt.asIntN(64, BigInt(`0x${hash('sha256', prefix + text, 'hex').slice(0, 16)}`)).toString();
    if (remembered.size >= MOST_REMEMBERED) remembered = new Map();
    remembered.set(text, made);
    return made;
  };
}
