import { expect, test } from 'vitest';
import type { JourneyEvent } from './events.ts';
import { nextEvent, stopsOf } from './layout.ts';
import { DAY, lookingBack, YEAR } from './scale.ts';

const NOW = new Date(2026, 10, 22, 12).getTime();

function event(id: string, daysAgo: number, more: Partial<JourneyEvent> = {}): JourneyEvent {
  return {
    id,
    ref: id,
    kind: 'visit',
    lane: 'primary',
    ms: NOW - daysAgo * DAY,
    at: '2026-01-01',
    title: id,
    people: [],
    isCritical: false,
    results: [],
    problems: [],
    ...more,
  };
}

const view = lookingBack(NOW, YEAR);

test('visits, results and lanes cluster apart; a stay long enough is a bar of its length', () => {
  const events = [
    event('stay', 200, { kind: 'stay', lane: 'hospital', endMs: NOW - 190 * DAY }),
    event('a', 100),
    event('b', 99),
    event('r', 99, { kind: 'result' }),
    event('s', 99, { lane: 'specialty' }),
    event('out', 400),
  ].sort((a, b) => a.ms - b.ms);
  const stops = stopsOf(events, view, 1000);
  expect(
    stops.map((stop) => [stop.lane, stop.row, stop.items.map((item) => item.id).join('+'), Math.round(stop.width)]),
  ).toEqual([
    ['hospital', 'visit', 'stay', 27],
    ['primary', 'visit', 'a+b', 0],
    ['primary', 'result', 'r', 0],
    ['specialty', 'visit', 's', 0],
  ]);
});

test('the arrows go in time, over the edge, and from lane to lane', () => {
  const events = [event('old', 400), event('a', 100), event('b', 50), event('s', 60, { lane: 'specialty' })].sort(
    (a, b) => a.ms - b.ms,
  );
  const stops = stopsOf(events, view, 1000);
  const go = (from: string | undefined, direction: 'left' | 'right' | 'up' | 'down') =>
    nextEvent(events, stops, from, direction)?.id;
  expect([go(undefined, 'right'), go('a', 'right'), go('s', 'right'), go('b', 'right')]).toEqual([
    'a',
    's',
    'b',
    undefined,
  ]);
  expect([go('a', 'left'), go('b', 'down'), go('s', 'up'), go('a', 'up')]).toEqual(['old', 's', 'b', undefined]);
});

test('what lies before the view is not cut at its edge, and what reaches into it is there', () => {
  const edge = (NOW - view.from) / DAY;
  const events = [
    event('before', edge + 1),
    event('stay', edge + 5, { kind: 'stay', endMs: view.from + 9 * DAY }),
    event('first', edge - 1),
  ].sort((a, b) => a.ms - b.ms);
  expect(stopsOf(events, view, 1000).flatMap((stop) => stop.items.map((item) => item.id))).toEqual(['stay', 'first']);
});

test('a hand-off is a stop of its own, after the visit that gave it, and the arrows reach it', () => {
  const arc = (id: string, daysAgo: number, closedAgo: number) =>
    event(id, daysAgo, { kind: 'handoff', endMs: NOW - closedAgo * DAY });
  const events = [event('a', 100), arc('given', 100, 60), arc('second', 100, 0), event('b', 50), arc('past', 500, 400)];
  // One that began before the view and has not been taken up reaches into it.
  const marks = [...events, arc('long', 600, 0)].sort((a, b) => a.ms - b.ms);
  const stops = stopsOf(marks, view, 1000);
  expect(stops.map((stop) => [stop.row, stop.items.map((item) => item.id).join('+')])).toEqual([
    ['handoff', 'long'],
    ['visit', 'a'],
    ['handoff', 'given'],
    ['handoff', 'second'],
    ['visit', 'b'],
  ]);
  const go = (from: string, direction: 'left' | 'right') => nextEvent(marks, stops, from, direction)?.id;
  expect([go('a', 'right'), go('given', 'right'), go('b', 'left')]).toEqual(['given', 'second', 'second']);
});

test('five thousand events are gathered into a few hundred stops, none lost', () => {
  const lanes = ['primary', 'specialty', 'behavioral', 'hospital', 'home'] as const;
  const events = Array.from({ length: 5000 }, (_, place) =>
    event(`e${place}`, 360 - place / 14, { lane: lanes[place % 5] ?? 'home', kind: place % 2 ? 'result' : 'visit' }),
  );
  const stops = stopsOf(events, view, 1000);
  expect(stops.flatMap((stop) => stop.items).length).toBeGreaterThan(4000);
  expect(stops.length).toBeLessThan(400);
});
