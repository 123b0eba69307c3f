import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import ratchets from './ratchets.json' with { type: 'json' };

/** A file or folder of the published suites, which lie beside the checkout. */
export function suitePath(path: string): string {
  return fileURLToPath(new URL(`../../../shared/data/suites/${path}`, import.meta.url));
}

/** Whether the suite is there; says so on stderr where it isn't. */
export function hasSuite(path: string): boolean {
  const isThere = existsSync(suitePath(path));
  if (!isThere) process.stderr.write(`notice: ${path} is not beside the checkout; its suite is not run\n`);
  return isThere;
}

/** Holds a count of passed cases against its ratchet, which only rises: by hand, in `ratchets.json`. */
export function holdRatchet(name: keyof typeof ratchets, passed: number): void {
  expect(passed, `${name}: fewer cases pass than before`).toBeGreaterThanOrEqual(ratchets[name]);
  expect(passed, `${name}: more cases pass than before; raise the ratchet in ratchets.json`).toBe(ratchets[name]);
}
