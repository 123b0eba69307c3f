/** The whole record in 32 px, and the window on the part in sight. The keyboard moves the same window from the drawing above. */
import { useMemo, useRef, type PointerEvent } from 'react';
import type { Journey } from './events.ts';
import styles from './journey.module.css';
import { BRUSH_PX } from './layout.ts';
import { momentAt, whole, xOf, type View } from './scale.ts';

type BrushProps = { journey: Journey; view: View; width: number; onView: (view: View) => void };

const BIN_PX = 4;
const EDGE_PX = 8;

/** See above. */
export function Brush({ journey, view, width, onView }: BrushProps) {
  const extent = useMemo(() => whole(journey.extent), [journey.extent]);
  const heights = useMemo(() => densityOf(journey, extent, width), [journey, extent, width]);
  const grip = useRef<{ kind: 'move' | 'from' | 'to'; offset: number } | null>(null);
  const from = Math.max(xOf(extent, width, view.from), 0);
  const to = Math.min(xOf(extent, width, view.to), width);
  const msOf = (event: PointerEvent<SVGSVGElement>) =>
    momentAt(extent, width, event.clientX - event.currentTarget.getBoundingClientRect().left);
  const down = (event: PointerEvent<SVGSVGElement>) => {
    const ms = msOf(event);
    const x = xOf(extent, width, ms);
    const span = view.to - view.from;
    const kind = Math.abs(x - from) < EDGE_PX ? 'from' : Math.abs(x - to) < EDGE_PX ? 'to' : 'move';
    const isInside = x > from && x < to;
    if (kind === 'move' && !isInside) onView({ from: ms - span / 2, to: ms + span / 2 });
    grip.current = { kind, offset: kind === 'move' && isInside ? ms - view.from : span / 2 };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent<SVGSVGElement>) => {
    const held = grip.current;
    if (!held) return;
    const ms = msOf(event);
    const span = view.to - view.from;
    const least = momentAt(extent, width, EDGE_PX * 2) - extent.from;
    if (held.kind === 'move') onView({ from: ms - held.offset, to: ms - held.offset + span });
    else if (held.kind === 'from') onView({ from: Math.min(ms, view.to - least), to: view.to });
    else onView({ from: view.from, to: Math.max(ms, view.from + least) });
  };
  return (
    <svg
      className={styles['brush']}
      width={width}
      height={BRUSH_PX}
      aria-hidden="true"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => (grip.current = null)}
      onPointerCancel={() => (grip.current = null)}
    >
      <path className={styles['density']} d={heights} />
      <rect className={styles['window']} x={from} y={1} width={Math.max(to - from, 4)} height={BRUSH_PX - 2} rx={4} />
      <rect className={styles['grip']} x={from - 2} y={9} width={4} height={14} rx={2} />
      <rect className={styles['grip']} x={to - 2} y={9} width={4} height={14} rx={2} />
    </svg>
  );
}

/** How much happened when, as bars of one path. */
function densityOf(journey: Journey, extent: View, width: number): string {
  const bins = Array.from({ length: Math.max(Math.ceil(width / BIN_PX), 1) }, () => 0);
  for (const event of journey.events) {
    const bin = Math.floor(xOf(extent, width, event.ms) / BIN_PX);
    if (bin >= 0 && bin < bins.length) bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const most = Math.max(...bins, 1);
  return bins
    .map((count, bin) => {
      if (count === 0) return '';
      const height = Math.max(2, Math.sqrt(count / most) * (BRUSH_PX - 8));
      return `M${bin * BIN_PX} ${BRUSH_PX - 2}v${(-height).toFixed(1)}h${BIN_PX - 1}v${height.toFixed(1)}z`;
    })
    .join('');
}
