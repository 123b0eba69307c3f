/** Hand-offs between lanes: thin arcs; one that nobody took up is dashed and ends in a gap with its days. */
import { tip } from '../components/tip.tsx';
import { sayUnit } from '../lib/dates.ts';
import type { Arc } from './events.ts';
import styles from './journey.module.css';
import { laneTop, VISIT_Y } from './layout.ts';
import { xOf, type View } from './scale.ts';
import { arcLine } from './words.ts';

type ArcProps = { arc: Arc; view: View; width: number; now: number; isDim: boolean; hasRoom: boolean };

/** See above. `hasRoom`: the days of a break are written out. */
export function ArcMark({ arc, view, width, now, isDim, hasRoom }: ArcProps) {
  const x1 = xOf(view, width, arc.ms);
  const x2 = Math.max(xOf(view, width, arc.closedMs ?? now), x1 + 8);
  if (x2 < -8 || x1 > width + 8) return null;
  const y1 = laneTop(arc.from) + VISIT_Y;
  const y2 = laneTop(arc.to) + VISIT_Y;
  if (!arc.isOpen)
    return (
      <path className={styles['arc']} data-dim={isDim || undefined} d={curve(x1, y1, x2, y2)} {...tip(arcLine(arc))} />
    );
  // The break: the line stops short of the lane that it does not reach.
  const down = Math.sign(y2 - y1) || 1;
  const end = y2 - down * 17;
  const label = sayUnit(arc.days, 'day');
  const left = x2 > width - 76;
  return (
    <g className={styles['broken']} data-dim={isDim || undefined} {...tip(arcLine(arc))}>
      <path d={curve(x1, y1, x2, end)} />
      <line x1={x2 - 5} x2={x2 + 5} y1={end} y2={end} />
      {hasRoom ? (
        <text x={left ? x2 - 8 : x2 + 8} y={end + 4} textAnchor={left ? 'end' : 'start'}>
          {label}
        </text>
      ) : null}
    </g>
  );
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  if (y1 === y2) return `M${x1} ${y1}Q${(x1 + x2) / 2} ${y1 - 24} ${x2} ${y2}`;
  const bend = Math.min(Math.max((x2 - x1) * 0.5, 8), 48);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
