import { t } from '../messages/index.ts';
import { ChartFrame, niceCeiling } from './chart-frame.tsx';
import styles from './charts.module.css';

export type WaterfallStep = { label: string; amount: number };

export type WaterfallProps = {
  /** The finding, in words: "Fewer admissions saved more than drugs cost". */
  title: string;
  start: WaterfallStep;
  /** What is added (above zero) and taken away (below zero), in order. */
  steps: readonly WaterfallStep[];
  /** The name of where it ends; its amount is the sum. */
  end: string;
  /** How an amount is said, with its unit. */
  say: (amount: number) => string;
};

const ROW = 32;
const GAP = 8;
const TOP = 4;

type Bar = { label: string; from: number; to: number; kind: 'total' | 'up' | 'down' };

/** The bars from the first amount over each step to the last. */
export function barsOf({ start, steps, end }: Pick<WaterfallProps, 'start' | 'steps' | 'end'>): Bar[] {
  let sum = start.amount;
  const between = steps.map(({ label, amount }): Bar => {
    const from = sum;
    sum += amount;
    return { label, from, to: sum, kind: amount < 0 ? 'down' : 'up' };
  });
  return [
    { label: start.label, from: 0, to: start.amount, kind: 'total' },
    ...between,
    { label: end, from: 0, to: sum, kind: 'total' },
  ];
}

/** How one sum becomes another, step by step, from an honest zero. Rows, so that names stay whole at any width. */
export function Waterfall(props: WaterfallProps) {
  const bars = barsOf(props);
  const height = TOP * 2 + bars.length * (ROW + GAP);
  return (
    <ChartFrame
      title={props.title}
      height={height}
      renderAt={(width) => <Drawing {...props} bars={bars} width={width} height={height} />}
      table={<StepTable bars={bars} say={props.say} />}
    />
  );
}

function amountOf(bar: Bar, say: WaterfallProps['say']): string {
  if (bar.kind === 'total') return say(bar.to);
  const change = bar.to - bar.from;
  return `${change < 0 ? '−' : '+'}${say(Math.abs(change))}`;
}

type DrawingProps = WaterfallProps & { bars: readonly Bar[]; width: number; height: number };

function Drawing({ title, bars, say, width, height }: DrawingProps) {
  const left = Math.min(180, width * 0.36);
  const right = width - 76;
  const most = niceCeiling(Math.max(...bars.flatMap((bar) => [bar.from, bar.to]), 1));
  const least = Math.min(0, ...bars.flatMap((bar) => [bar.from, bar.to]));
  const x = (value: number) => left + ((value - least) / (most - least)) * (right - left);
  const y = (place: number) => TOP + place * (ROW + GAP);
  return (
    <svg width={width} height={height} role="img" aria-label={title}>
      <line className={styles['grid']} x1={x(0)} x2={x(0)} y1={0} y2={height} />
      {bars.map((bar, place) => {
        const [low, high] = [Math.min(bar.from, bar.to), Math.max(bar.from, bar.to)];
        return (
          <g key={`${place} ${bar.label}`}>
            <foreignObject x={0} y={y(place)} width={left - 8} height={ROW}>
              <div className={styles['stepName']}>{bar.label}</div>
            </foreignObject>
            <rect
              className={styles['bar']}
              data-kind={bar.kind}
              x={x(low)}
              y={y(place) + 6}
              width={Math.max(x(high) - x(low), 2)}
              height={ROW - 12}
            />
            {place < bars.length - 1 ? (
              <line
                className={styles['link']}
                x1={x(bar.to)}
                x2={x(bar.to)}
                y1={y(place) + ROW - 6}
                y2={y(place + 1) + 6}
              />
            ) : null}
            <text className={styles['amount']} x={x(high) + 6} y={y(place) + ROW / 2 + 4}>
              {amountOf(bar, say)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function StepTable({ bars, say }: { bars: readonly Bar[]; say: WaterfallProps['say'] }) {
  return (
    <table className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">{t('chart.step')}</th>
          <th scope="col">{t('chart.change')}</th>
          <th scope="col">{t('chart.sum')}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar, place) => (
          <tr key={`${place} ${bar.label}`}>
            <td>{bar.label}</td>
            <td>{bar.kind === 'total' ? '' : amountOf(bar, say)}</td>
            <td>{say(bar.to)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
