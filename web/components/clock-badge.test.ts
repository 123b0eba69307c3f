import { describe, expect, it } from 'vitest';
import { readClock } from './clock-badge.tsx';

const now = new Date(2026, 10, 22, 14, 0);
const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString();

describe('a clock', () => {
  it.each([
    [inHours(-4), false, 'act', '4 hours late'],
    [inHours(5), false, 'soon', 'by today 19:00'],
    [inHours(72), false, 'info', 'by Wednesday 14:00'],
    [inHours(-4), true, 'met', 'Done'],
    // A day without a time is over when the day is.
    ['2026-11-22', false, 'soon', 'by today'],
    ['2026-11-21', false, 'act', '14 hours late'],
  ])('due %s, done %s: %s, "%s"', (due, done, state, text) => {
    expect(readClock(due, now, done, 24)).toEqual({ state, text });
  });
});
