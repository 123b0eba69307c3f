import { sayBirthDate, sayDay, toDate } from '../lib/dates.ts';
import { median, sayNumber, sayUnitCode, type Range } from '../lib/numbers.ts';
import { t } from '../messages/index.ts';
import { ChartFrame, niceCeiling } from './chart-frame.tsx';
import { isOut, type Point } from './sparkline.tsx';
import styles from './charts.module.css';

export type RunChartProps = {
  /** The finding, in words: "A1c has fallen since metformin was started". */
  title: string;
  points: readonly Point[];
  unit?: string | undefined;
  range?: Range | undefined;
  target?: { value: number; label: string } | undefined;
  height?: number;
};

const LEFT = 44;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 24;

/** Values over time with their median, from an honest zero; the same figures as a table behind it. */
export function RunChart(props: RunChartProps) {
  const { title, unit, height = 200 } = props;
  const points = [...props.points].sort((a, b) => toDate(a.at).getTime() - toDate(b.at).getTime());
  return (
    <ChartFrame
      title={title}
      height={height}
      renderAt={(width) => <Drawing {...props} points={points} width={width} height={height} />}
      table={<PointTable points={points} unit={unit} />}
    />
  );
}

type DrawingProps = RunChartProps & { width: number; height: number };

function Drawing({ title, points, unit, range, target, width, height }: DrawingProps) {
  const top = niceCeiling(Math.max(...points.map((point) => point.value), range?.high ?? 0, target?.value ?? 0, 1));
  const times = points.map((point) => toDate(point.at).getTime());
  const [start = 0, end = 1] = [times[0], times.at(-1)];
  const right = width - RIGHT;
  const x = (time: number) => LEFT + (end === start ? 0.5 : (time - start) / (end - start)) * (right - LEFT);
  const y = (value: number) => TOP + (1 - value / top) * (height - TOP - BOTTOM);
  const middle = median(points.map((point) => point.value));
  const path = points.map((point, place) => `${place ? 'L' : 'M'}${x(times[place] ?? 0)} ${y(point.value)}`).join('');
  const tickStep = height > 140 ? 4 : 2;
  return (
    <svg width={width} height={height} role="img" aria-label={title}>
      {range ? <Band range={range} top={top} y={y} right={right} /> : null}
      {Array.from({ length: tickStep + 1 }, (_, step) => (top * step) / tickStep).map((tick) => (
        <g key={tick}>
          <line className={styles['grid']} x1={LEFT} x2={right} y1={y(tick)} y2={y(tick)} />
          <text className={styles['axis']} x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
            {sayNumber(tick)}
          </text>
        </g>
      ))}
      {points.length > 1 ? (
        <Level
          className={styles['median']}
          y={y(middle)}
          right={right}
          label={t('chart.median', { value: sayNumber(Number(middle.toFixed(1))) })}
          atEnd
        />
      ) : null}
      {target ? <Level className={styles['target']} y={y(target.value)} right={right} label={target.label} /> : null}
      <path className={styles['line']} d={path} />
      {points.map((point, place) => (
        <circle
          key={point.at}
          className={styles['dot']}
          data-out={isOut(point.value, range) || undefined}
          cx={x(times[place] ?? 0)}
          cy={y(point.value)}
          r={3.5}
          data-tip={`${sayNumber(point.value)} ${sayUnitCode(unit)}\n${sayBirthDate(point.at.slice(0, 10))}`}
        />
      ))}
      <DateAxis points={points} x={x} y={height - 6} />
    </svg>
  );
}

function Band({ range, top, y, right }: { range: Range; top: number; y: (value: number) => number; right: number }) {
  const upper = y(range.high ?? top);
  return <rect className={styles['band']} x={LEFT} width={right - LEFT} y={upper} height={y(range.low ?? 0) - upper} />;
}

type LevelProps = { className: string | undefined; y: number; right: number; label: string; atEnd?: boolean };

function Level({ className, y, right, label, atEnd = false }: LevelProps) {
  return (
    <>
      <line className={className} x1={LEFT} x2={right} y1={y} y2={y} />
      <text
        className={styles['axis']}
        x={atEnd ? right : LEFT + 4}
        y={atEnd ? y - 4 : y + 14}
        textAnchor={atEnd ? 'end' : 'start'}
      >
        {label}
      </text>
    </>
  );
}

function DateAxis({ points, x, y }: { points: readonly Point[]; x: (time: number) => number; y: number }) {
  const ends = points.length > 1 ? [points[0], points.at(-1)] : [points[0]];
  return ends.map((point, place) =>
    point ? (
      <text
        key={point.at}
        className={styles['axis']}
        x={x(toDate(point.at).getTime())}
        y={y}
        textAnchor={ends.length === 1 ? 'middle' : place ? 'end' : 'start'}
      >
        {sayDay(point.at.slice(0, 10))}
      </text>
    ) : null,
  );
}

function PointTable({ points, unit }: { points: readonly Point[]; unit: string | undefined }) {
  return (
    <table className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">{t('chart.date')}</th>
          <th scope="col">{unit ? sayUnitCode(unit) : t('chart.value')}</th>
        </tr>
      </thead>
      <tbody>
        {points.toReversed().map((point) => (
          <tr key={point.at}>
            <td>{sayBirthDate(point.at.slice(0, 10))}</td>
            <td>{sayNumber(point.value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
