/** Hand-offs between lanes: thin arcs; one that nobody took up is dashed and ends in a gap with its days. */
import { tip } from '../components/tip.tsx';
import { sayUnit } from '../lib/dates.ts';
import type { Arc } from './events.ts';
import styles from './journey.module.css';
import { laneTop, VISIT_Y, type Placed } from './layout.ts';
import type { StopMarkProps } from './marks.tsx';
import { xOf, type View } from './scale.ts';
import { arcLine } from './words.ts';

type ArcProps = StopMarkProps & { view: View; width: number; now: number };

/** One hand-off, which is selected as any other mark. */
export function ArcMark({ stop, id, isSelected, isDim, onPick, view, width, now }: ArcProps) {
  const arc = stop.items[0]?.arc;
  if (!arc) return null;
  const { path, end } = lineOf(arc, view, width, now);
  return (
    // The list around it owns the keys; a click is the pointer's way to the same thing.
    <g
      id={id}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a mark of a drawing cannot be an <option> element
      role="option"
      aria-selected={isSelected}
      aria-label={arcLine(arc)}
      className={styles[arc.isOpen ? 'broken' : 'arc']}
      data-dim={isDim || undefined}
      onClick={() => onPick(stop)}
      {...tip(arcLine(arc))}
    >
      <path className={styles['arcReach']} d={path} />
      {isSelected ? <path className={styles['arcHalo']} d={path} /> : null}
      <path className={styles['arcLine']} d={path} />
      {arc.isOpen ? <Break days={arc.days} x={end.x} y={end.y} width={width} /> : null}
    </g>
  );
}

function Break({ days, x, y, width }: { days: number; x: number; y: number; width: number }) {
  const left = x > width - 76;
  return (
    <>
      <line x1={x - 5} x2={x + 5} y1={y} y2={y} />
      <text x={left ? x - 8 : x + 8} y={y + 4} textAnchor={left ? 'end' : 'start'}>
        {sayUnit(days, 'day')}
      </text>
    </>
  );
}

function lineOf(arc: Arc, view: View, width: number, now: number): { path: string; end: { x: number; y: number } } {
  const x1 = xOf(view, width, arc.ms);
  const x2 = Math.max(xOf(view, width, arc.closedMs ?? now), x1 + 8);
  const y1 = laneTop(arc.from) + VISIT_Y;
  const y2 = laneTop(arc.to) + VISIT_Y;
  // The break: the line stops short of the lane that it does not reach.
  const end = arc.isOpen ? y2 - (Math.sign(y2 - y1) || 1) * 17 : y2;
  return { path: curve(x1, y1, x2, end), end: { x: x2, y: end } };
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  if (y1 === y2) return `M${x1} ${y1}Q${(x1 + x2) / 2} ${y1 - 24} ${x2} ${y2}`;
  const bend = Math.min(Math.max((x2 - x1) * 0.5, 8), 48);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** True for a stop that is drawn as an arc. */
export function isArc(stop: Placed): boolean {
  return stop.row === 'handoff';
}
