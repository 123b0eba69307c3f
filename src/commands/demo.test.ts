import { afterAll, expect, test } from 'vitest';
import { toldAsOf } from './demo.ts';

const zone = process.env['TZ'];
afterAll(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

// By hand: noon in New York is 17:00 UTC in winter and 16:00 in summer.
test.each([
  ['UTC', '2026-11-24T22:10:00Z', '2026-11-24', 17 * 60 + 10],
  ['UTC', '2026-11-25T00:05:00Z', '2026-11-25', 0],
  ['UTC', '2026-11-24T13:30:00Z', '2026-11-24', 8 * 60 + 30],
  ['America/New_York', '2026-11-25T04:55:00Z', '2026-11-24', 23 * 60 + 55],
  // The days on which the clocks change.
  ['America/New_York', '2027-03-14T18:00:00Z', '2027-03-14', 14 * 60],
  ['America/New_York', '2026-11-01T18:00:00Z', '2026-11-01', 13 * 60],
  ['UTC', '2028-02-29T20:00:00Z', '2028-02-29', 15 * 60],
  // Noon of the 24th in New York is six in the morning of the 25th in Auckland.
  ['Pacific/Auckland', '2026-11-24T19:00:00Z', '2026-11-24', 14 * 60],
  ['Pacific/Kiritimati', '2026-12-31T11:00:00Z', '2026-12-31', 6 * 60],
  ['Asia/Tokyo', '2026-06-30T15:30:00Z', '2026-06-30', 11 * 60 + 30],
])('in %s at %s it is told as of %s, %i minutes in', (place, now, today, minute) => {
  process.env['TZ'] = place;
  expect(toldAsOf(Date.parse(now))).toEqual({ today, minute });
});
