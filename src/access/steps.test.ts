import { expect, test } from 'vitest';
import type { Assignment } from './model.ts';
import { nextStep, type FactorWay, type Standing } from './steps.ts';

const nurse: Assignment = { id: '1', role: 'nurse', from: '2026-01-01T00:00:00Z' };
const biller: Assignment = { id: '2', role: 'biller', from: '2026-01-01T00:00:00Z' };
const plain: Standing = { amr: ['pwd'], ways: [], demanded: false, mustChange: false, assignments: [nurse] };

test.each<[string, Partial<Standing>, string | null]>([
  ['a password alone, where nothing else is asked', {}, null],
  ['a password, where there is a factor', { ways: ['totp'] }, 'second-factor'],
  ['a password and a code', { ways: ['totp'], amr: ['pwd', 'otp'] }, null],
  ['a password and a passkey', { ways: ['passkey'], amr: ['pwd', 'pop'] }, null],
  ['a passkey alone', { ways: ['passkey'], amr: ['pop'], demanded: true }, null],
  ['an administrator’s password', { mustChange: true }, 'new-password'],
  ['an administrator’s password where there is a factor', { mustChange: true, ways: ['totp'] }, 'second-factor'],
  ['the same with the factor shown', { mustChange: true, ways: ['totp'], amr: ['pwd', 'otp'] }, 'new-password'],
  [
    'a passkey, with an administrator’s password not shown',
    { mustChange: true, ways: ['passkey'], amr: ['pop'] },
    null,
  ],
  ['a role that must have a factor and has none', { demanded: true }, 'add-factor'],
  ['the same with an administrator’s password', { demanded: true, mustChange: true }, 'new-password'],
  ['a role that must have a factor and has it', { demanded: true, ways: ['totp'] }, 'second-factor'],
  ['several roles', { assignments: [nurse, biller] }, 'assignment'],
  ['several roles and a factor', { assignments: [nurse, biller], ways: ['passkey'] }, 'second-factor'],
  ['several roles of which one must have a factor', { assignments: [nurse, biller], demanded: true }, 'add-factor'],
])('after %s comes %s', (_what, more, kind) => {
  expect(nextStep({ ...plain, ...more })?.kind ?? null).toBe(kind);
});

test('no session by a password alone, where there is a second factor or must be one', () => {
  const ways: FactorWay[][] = [['totp'], ['passkey'], ['totp', 'passkey', 'recovery-code']];
  const standings = [
    ...ways.flatMap((have) => [true, false].map((demanded): Standing => ({ ...plain, ways: have, demanded }))),
    { ...plain, demanded: true },
  ];
  for (const standing of standings) {
    expect(nextStep(standing)).not.toBeNull();
    expect(nextStep({ ...standing, mustChange: true })).not.toBeNull();
  }
});
