import { expect, test } from 'vitest';
import { instantOf } from './rows.ts';

test('an instant is read off the text of a timestamptz, with and without fractions and in another zone', () => {
  expect(instantOf('2026-11-24 22:31:42.123+00')).toBe('2026-11-24T22:31:42.123Z');
  expect(instantOf('2026-11-24 22:31:42.1+00')).toBe('2026-11-24T22:31:42.100Z');
  expect(instantOf('2026-11-24 22:31:42+00')).toBe('2026-11-24T22:31:42.000Z');
  expect(instantOf('2026-11-24 22:31:42.12-05')).toBe('2026-11-25T03:31:42.120Z');
  expect(instantOf('2026-11-24 22:31:42.12+05:30')).toBe('2026-11-24T17:01:42.120Z');
});
