/** Where the marks of a Journey stand, for one view and one width. */
import { LANES, type Lane } from '../lib/lanes.ts';
import { between, clusterOf, NEAR_PX } from './cluster.ts';
import type { JourneyEvent } from './events.ts';
import { xOf, type View } from './scale.ts';

export const LANE_PX = 56;
export const AXIS_PX = 24;
export const PLOT_PX = LANES.length * LANE_PX + AXIS_PX;
export const BRUSH_PX = 32;
export const BAND_Y = 5;
export const VISIT_Y = 20;
export const RESULT_Y = 38;
export const LINE_Y = 45;
export const ROW_PX = 4.5;

export type Row = 'visit' | 'result' | 'handoff';

/** One thing that can be selected: an event, a stay with its length, a pill of several, or a hand-off. */
export type Placed = { key: string; lane: Lane; row: Row; x: number; width: number; items: JourneyEvent[] };

/** The top of a lane. */
export function laneTop(lane: Lane): number {
  return LANES.indexOf(lane) * LANE_PX;
}

/** All that can be selected in a view, in the order of time. `marks` are sorted by time. */
export function stopsOf(marks: readonly JourneyEvent[], view: View, width: number): Placed[] {
  // Half a mark at the edge says nothing: a point is drawn once all of its moment is in sight, a span as soon as it reaches in.
  const inSight = [
    ...marks.filter((event) => event.endMs !== undefined && event.ms < view.from && event.endMs > view.from),
    ...between(marks, view.from, view.to),
  ];
  // Hand-offs are never gathered into a pill: each leads somewhere else.
  const stops = inSight
    .filter((event) => event.kind === 'handoff')
    .map((event): Placed => ({
      key: event.id,
      lane: event.lane,
      row: 'handoff',
      x: xOf(view, width, event.ms),
      width: 0,
      items: [event],
    }));
  for (const lane of LANES) {
    const own = inSight.filter((event) => event.lane === lane && event.kind !== 'handoff');
    const isLong = (event: JourneyEvent) =>
      event.endMs !== undefined && xOf(view, width, event.endMs) - xOf(view, width, event.ms) >= NEAR_PX;
    for (const event of own.filter(isLong)) {
      const x = xOf(view, width, event.ms);
      stops.push({
        key: event.id,
        lane,
        row: 'visit',
        x,
        width: xOf(view, width, event.endMs ?? event.ms) - x,
        items: [event],
      });
    }
    const points = own.filter((event) => !isLong(event));
    stops.push(
      ...rowStops(
        points.filter((event) => event.kind !== 'result'),
        lane,
        'visit',
        view,
        width,
      ),
    );
    stops.push(
      ...rowStops(
        points.filter((event) => event.kind === 'result'),
        lane,
        'result',
        view,
        width,
      ),
    );
  }
  const isHandoff = (stop: Placed) => Number(stop.row === 'handoff');
  return stops.sort((a, b) => (a.items[0]?.ms ?? 0) - (b.items[0]?.ms ?? 0) || isHandoff(a) - isHandoff(b));
}

function rowStops(events: readonly JourneyEvent[], lane: Lane, row: Row, view: View, width: number): Placed[] {
  return clusterOf(events.map((item) => ({ x: xOf(view, width, item.ms), item }))).map(({ x, items }) => ({
    key: items.length === 1 ? (items[0]?.id ?? '') : `${items.length} ${items[0]?.id}`,
    lane,
    row,
    x,
    width: 0,
    items,
  }));
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The event to go to from the one selected: the next mark in time, or the nearest in another lane. */
export function nextEvent(
  marks: readonly JourneyEvent[],
  stops: readonly Placed[],
  selected: string | undefined,
  direction: Direction,
): JourneyEvent | undefined {
  const here = stops.find((stop) => stop.items.some((item) => item.id === selected));
  if (!here) return direction === 'left' || direction === 'up' ? stops.at(-1)?.items[0] : stops[0]?.items[0];
  if (direction === 'left' || direction === 'right') {
    const place = stops.indexOf(here) + (direction === 'right' ? 1 : -1);
    const next = stops[place];
    if (next) return next.items[0];
    return beyond(marks, here, direction);
  }
  const step = direction === 'down' ? 1 : -1;
  for (let at = LANES.indexOf(here.lane) + step; at >= 0 && at < LANES.length; at += step) {
    const inLane = stops.filter((stop) => stop.lane === LANES[at]);
    const nearest = inLane.toSorted((a, b) => Math.abs(a.x - here.x) - Math.abs(b.x - here.x))[0];
    if (nearest) return nearest.items[0];
  }
  return undefined;
}

/** The first event out of sight on that side. */
function beyond(marks: readonly JourneyEvent[], here: Placed, direction: 'left' | 'right'): JourneyEvent | undefined {
  const first = here.items[0]?.ms ?? 0;
  const last = here.items.at(-1)?.ms ?? 0;
  return direction === 'right' ? marks.find((event) => event.ms > last) : marks.findLast((event) => event.ms < first);
}
