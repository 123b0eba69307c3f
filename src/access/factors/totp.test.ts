import { createSecretKey, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import { openSecret, sealSecret } from './seal-secret.ts';
import { foldCode, hotp, otpauthUri, stepAt, stepOf, toBase32 } from './totp.ts';

const RFC = Buffer.from('12345678901234567890');

// RFC 4226, appendix D.
test.each(
  ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'].map(
    (code, counter) => [counter, code] as const,
  ),
)('HOTP of counter %i is %s', (counter, code) => {
  expect(hotp(RFC, counter)).toBe(code);
});

// RFC 6238, appendix B, the rows of SHA1.
test.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('TOTP at %i s is %s', (seconds, code) => {
  expect(hotp(RFC, stepAt(seconds * 1000), 8)).toBe(code);
});

// RFC 4648, section 10, without the padding.
test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('base 32 of "%s" is "%s"', (text, encoded) => {
  expect(toBase32(Buffer.from(text))).toBe(encoded);
});

test('a code holds in its step, in the one before and the one after, and in no other', () => {
  const now = 1_700_000_010_000;
  const step = Math.floor(1_700_000_010 / 30);
  for (const skew of [-1, 0, 1]) expect(stepOf(RFC, hotp(RFC, step + skew), now)).toBe(step + skew);
  for (const skew of [-2, 2]) expect(stepOf(RFC, hotp(RFC, step + skew), now)).toBeNull();
  expect(stepOf(RFC, '', now)).toBeNull();
  expect(stepOf(RFC, `${hotp(RFC, step)}0`, now), 'no prefix of anything').toBeNull();
});

test('a code is read as people write it', () => {
  expect(['123 456', ' 123456 ', '123-456', '１２３４５６'].map(foldCode)).toEqual(Array(4).fill('123456'));
  expect(['12345', '1234567', 'abcdef', '', '12345a'].map(foldCode)).toEqual(Array(5).fill(null));
});

test('the address of the picture says who, for what, and the secret', () => {
  const uri = new URL(otpauthUri(RFC, 'ann lee@clinic'));
  expect([uri.protocol, uri.host, uri.pathname]).toEqual(['otpauth:', 'totp', '/Throughline:ann%20lee%40clinic']);
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    issuer: 'Throughline',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});

test('a sealed secret opens for its account alone, and not once it was touched', () => {
  const key = createSecretKey(randomBytes(32));
  const sealed = sealSecret(key, 'a', RFC);
  expect(sealed.includes(RFC)).toBe(false);
  expect(openSecret(key, 'a', sealed)).toEqual(RFC);
  expect(sealSecret(key, 'a', RFC)).not.toEqual(sealed);
  expect(() => openSecret(key, 'b', sealed)).toThrow(/authenticate/);
  expect(() => openSecret(createSecretKey(randomBytes(32)), 'a', sealed)).toThrow(/authenticate/);
  for (const at of [0, 12, 28, sealed.length - 1]) {
    const touched = Buffer.from(sealed);
    touched[at]! ^= 1;
    expect(() => openSecret(key, 'a', touched), `byte ${at}`).toThrow(/authenticate/);
  }
});

test('recovery codes: ten, of 80 bits, and read however they are typed', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
  const hash = hashRecoveryCode('a', 'ABOI-EFGH-IJKL-MNOP');
  for (const typed of ['aboi efgh ijkl mnop', 'ABOIEFGHIJKLMNOP', ' ab01-efgh-1jkl-mn0p ']) {
    expect(hashRecoveryCode('a', typed)).toEqual(hash);
  }
  expect(hashRecoveryCode('b', 'ABOI-EFGH-IJKL-MNOP')).not.toEqual(hash);
});
