import { expect, test } from 'vitest';
import { between, clusterOf } from './cluster.ts';
import { packRows } from './pack.ts';
import { DAY, keepWithin, lookingBack, momentAt, reveal, ticksOf, xOf, YEAR, zoomAt } from './scale.ts';

const NOW = new Date(2026, 10, 22, 12).getTime();
const EXTENT = { from: NOW - 10 * YEAR, to: NOW + YEAR };

test('three years back: today stands at 85 % of the width', () => {
  const view = lookingBack(NOW, 3 * YEAR);
  expect(Math.round(xOf(view, 1000, NOW))).toBe(850);
  expect(Math.round(momentAt(view, 1000, 850))).toBe(NOW);
});

test('zooming keeps what is under the pointer there', () => {
  const view = lookingBack(NOW, 3 * YEAR);
  const at = momentAt(view, 1000, 300);
  const closer = zoomAt(view, 0.5, at, EXTENT);
  expect(Math.round(xOf(closer, 1000, at))).toBe(300);
  expect((closer.to - closer.from) / (view.to - view.from)).toBeCloseTo(0.5);
  expect(zoomAt(view, 1e-9, at, EXTENT).to - zoomAt(view, 1e-9, at, EXTENT).from).toBe(7 * DAY);
});

test('a view never leaves the extent wholly, and reveals what is asked for', () => {
  const view = lookingBack(NOW, YEAR);
  expect(keepWithin({ from: NOW + 50 * YEAR, to: NOW + 51 * YEAR }, EXTENT).from).toBeLessThan(EXTENT.to);
  const there = reveal(view, NOW - 5 * YEAR, EXTENT);
  expect(there.from).toBeLessThan(NOW - 5 * YEAR);
  expect(there.to).toBeGreaterThan(NOW - 5 * YEAR);
  expect(reveal(view, NOW, EXTENT)).toBe(view);
});

test.each([
  [3 * YEAR, 888, ['2024-07', '2025', '2025-07', '2026', '2026-07', '2027']],
  [YEAR / 12, 888, ['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23']],
])('ticks of a span of %s ms on %s px', (span, width, expected) => {
  const values = ticksOf(lookingBack(NOW, span), width).map((tick) => tick.value);
  for (const value of expected) expect(values).toContain(value);
  expect(values.length).toBeLessThan(12);
});

test('what is closer than 12 px is one pill, and a dense year several', () => {
  const at = (...xs: number[]) => xs.map((x) => ({ x, item: x }));
  expect(clusterOf(at(0, 5, 30)).map((stop) => stop.items)).toEqual([[0, 5], [30]]);
  expect(clusterOf(at(0, 11, 22, 33, 44, 55)).map((stop) => stop.items.length)).toEqual([4, 2]);
  expect(clusterOf(at(0, 12)).length).toBe(2);
});

test('what is in sight is found in a sorted list', () => {
  const list = [1, 2, 3, 5, 8].map((ms) => ({ ms }));
  expect(between(list, 2, 5).map((one) => one.ms)).toEqual([2, 3]);
  expect(between(list, 9, 12)).toEqual([]);
});

test('of five thousand events clustering loses none', () => {
  const marks = Array.from({ length: 5000 }, (_, place) => ({ x: place / 5, item: place }));
  expect(clusterOf(marks).flatMap((stop) => stop.items).length).toBe(5000);
});

test('lines share rows where they do not meet; what finds none has row -1', () => {
  const span = (fromMs: number, toMs: number, isActive = false) => ({ lane: 'primary', fromMs, toMs, isActive });
  const rows = packRows([span(0, 10), span(10, 20), span(5, 15), span(0, 20, true)], 2).map((one) => [
    one.fromMs,
    one.toMs,
    one.row,
  ]);
  expect(rows).toEqual([
    [0, 20, 0],
    [0, 10, 1],
    [10, 20, 1],
    [5, 15, -1],
  ]);
});
