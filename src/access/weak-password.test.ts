import { expect, test } from 'vitest';
import { Fault } from '../base/index.ts';
import { refuseWeakPassword } from './weak-password.ts';

const OWNER = { username: 'a.whitfield', name: 'Dr. Amara Whitfield' };

async function reasonFor(password: string, owner = OWNER): Promise<string | undefined> {
  const error = await refuseWeakPassword(password, owner).catch((thrown: unknown) => thrown);
  if (error === undefined) return undefined;
  expect(error).toBeInstanceOf(Fault);
  const fault = error as Fault;
  expect([fault.kind, fault.issues[0]?.expression]).toEqual(['invalid', 'password']);
  expect(fault.message, 'what was typed is not said again').not.toContain(password);
  return fault.reason;
}

test.each([
  ['eleven char', 'password-length'],
  ['x'.repeat(257), 'password-length'],
  // Among the commonest as it stands, whatever its case.
  ['administrator', 'password-common'],
  ['1QAZ2WSX3EDC', 'password-common'],
  // The commonest words, dressed as people dress them.
  ['password2026!', 'password-common'],
  ['P@ssw0rd2026', 'password-common'],
  ['!!Liverpool99', 'password-common'],
  ['monkeymonkey', 'password-common'],
  ['dragon123456', 'password-common'],
  ['aaaaaaaaaaaaaaaa', 'password-monotonous'],
  ['abcdeabcdeabcde', 'password-monotonous'],
  ['abcdefghijklmnop', 'password-monotonous'],
  ['zyxwvutsrqpon', 'password-monotonous'],
  ['my whitfield 7 rivers', 'password-own-name'],
  ['AMARA likes tea', 'password-own-name'],
  ['a.whitfield and more', 'password-own-name'],
  ['throughline it is', 'password-own-name'],
])('%s is refused: %s', async (password, reason) => {
  expect(await reasonFor(password)).toBe(reason);
});

test.each([
  'correct horse battery',
  'riverbend-demo',
  'una mesa azul y tres peras',
  'k7!vQ9#zLw2@pX',
  'dragon of nine lakes',
])('%s is taken', async (password) => {
  expect(await reasonFor(password)).toBeUndefined();
});

test('short words of a name keep nobody from a password', async () => {
  expect(await reasonFor('a lee shore in june', { username: 'lee', name: 'Ann Lee' })).toBeUndefined();
});
