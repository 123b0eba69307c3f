import { toDate } from '../lib/dates.ts';
import type { Range } from '../lib/numbers.ts';
import styles from './charts.module.css';

export type Point = { at: string; value: number };

export type SparklineProps = {
  points: readonly Point[];
  range?: Range | undefined;
  width?: number;
  height?: number;
  /** What the line says, for whoever does not see it. */
  label: string;
};

/** A result over time in the size of a word, over its reference band; points out of the band are marked. */
export function Sparkline({ points, range, width = 96, height = 24, label }: SparklineProps) {
  const sorted = [...points].sort((a, b) => toDate(a.at).getTime() - toDate(b.at).getTime());
  const scale = scaleOf(sorted, range, width, height);
  if (!scale) return <span className="tl-hidden">{label}</span>;
  const last = sorted.at(-1);
  const line = sorted
    .map((point, place) => `${place ? 'L' : 'M'}${scale.x(point).toFixed(1)} ${scale.y(point.value).toFixed(1)}`)
    .join('');
  const top = scale.y(range?.high ?? scale.max);
  const bottom = scale.y(range?.low ?? scale.min);
  return (
    <svg
      className={styles['spark']}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      {range?.low !== undefined || range?.high !== undefined ? (
        <rect className={styles['band']} x={0} y={top} width={width} height={Math.max(bottom - top, 1)} />
      ) : null}
      {sorted.length > 1 ? <path className={styles['line']} d={line} /> : null}
      {sorted
        .filter((point) => point === last || isOut(point.value, range))
        .map((point) => (
          <circle
            key={point.at}
            className={styles['dot']}
            data-out={isOut(point.value, range) || undefined}
            cx={scale.x(point)}
            cy={scale.y(point.value)}
            r={point === last ? 2.5 : 1.75}
          />
        ))}
    </svg>
  );
}

/** True for a value outside its reference range. */
export function isOut(value: number, range: Range | undefined): boolean {
  if (!range) return false;
  return (range.low !== undefined && value < range.low) || (range.high !== undefined && value > range.high);
}

function scaleOf(points: readonly Point[], range: Range | undefined, width: number, height: number) {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const values = points.map((point) => point.value);
  const edges = [range?.low, range?.high].filter((edge) => edge !== undefined);
  const min = Math.min(...values, ...edges);
  const max = Math.max(...values, ...edges);
  const [start, end] = [toDate(first.at).getTime(), toDate(last.at).getTime()];
  const pad = 4;
  return {
    min,
    max,
    x: (point: Point) =>
      end === start ? width - pad : pad + ((toDate(point.at).getTime() - start) / (end - start)) * (width - 2 * pad),
    y: (value: number) =>
      max === min ? height / 2 : height - pad - ((value - min) / (max - min)) * (height - 2 * pad),
  };
}
