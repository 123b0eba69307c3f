/** The marks of the Journey: glyphs, bars, ticks, pills, lines and bands. Each is drawn, none decides. */
import { LaneGlyph } from '../components/lane-mark.tsx';
import { tip } from '../components/tip.tsx';
import { laneColor } from '../lib/lanes.ts';
import type { GoalBand, JourneyEvent, MedicationLine } from './events.ts';
import styles from './journey.module.css';
import { BAND_Y, laneTop, LINE_Y, RESULT_Y, ROW_PX, VISIT_Y, type Placed } from './layout.ts';
import { t } from './messages.ts';
import { xOf, type View } from './scale.ts';
import { lineOf, pillLabel } from './words.ts';

export type StopMarkProps = {
  stop: Placed;
  id: string;
  isSelected: boolean;
  isDim: boolean;
  isChanged: boolean;
  onPick: (stop: Placed) => void;
};

/** One thing that can be selected. The keyboard reaches it through its list, so it takes no focus of its own. */
export function StopMark({ stop, id, isSelected, isDim, isChanged, onPick }: StopMarkProps) {
  const [event] = stop.items;
  if (!event) return null;
  const label = stop.items.length === 1 ? lineOf(event) : pillLabel(stop.items);
  const y = laneTop(stop.lane) + (stop.row === 'visit' ? VISIT_Y : RESULT_Y);
  return (
    // The list around it owns the keys; a click is the pointer's way to the same thing.
    <g
      id={id}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a mark of a drawing cannot be an <option> element
      role="option"
      aria-selected={isSelected}
      aria-label={label}
      className={styles['stop']}
      data-dim={isDim || undefined}
      data-changed={isChanged || undefined}
      transform={`translate(${stop.x.toFixed(1)} ${y})`}
      fill={laneColor(stop.lane)}
      stroke={laneColor(stop.lane)}
      onClick={() => onPick(stop)}
      {...tip(label)}
    >
      <rect className={styles['reach']} x={-8} y={-10} width={Math.max(16, stop.width + 16)} height={20} />
      {stop.items.length > 1 ? <Pill stop={stop} /> : <Glyph event={event} width={stop.width} />}
      {isSelected ? (
        <rect className={styles['ring']} x={-11} y={-11} width={Math.max(22, stop.width + 22)} height={22} rx={6} />
      ) : null}
    </g>
  );
}

function Glyph({ event, width }: { event: JourneyEvent; width: number }) {
  switch (event.kind) {
    case 'result':
      return <ResultTick event={event} />;
    case 'stay':
      return <rect className={styles['bar']} x={width ? 0 : -3} y={-5} width={Math.max(width, 6)} height={10} rx={2} />;
    case 'emergency':
      return (
        <rect
          className={styles['emergency']}
          x={width ? 0 : -4}
          y={-5}
          width={Math.max(width, 8)}
          height={10}
          rx={2}
          fill="url(#journey-hatch)"
        />
      );
    case 'booking':
      return (
        <g className={styles['hollow']}>
          <LaneGlyph lane={event.lane} size={10} />
        </g>
      );
    default:
      return (
        <g className={styles['glyph']}>
          <LaneGlyph lane={event.lane} size={10} />
        </g>
      );
  }
}

const CARETS = {
  high: 'M-3.5 -6L0 -10.5 3.5 -6z',
  low: 'M-3.5 6L0 10.5 3.5 6z',
  other: 'M0 -11L3 -8 0 -5 -3 -8z',
} as const;

function ResultTick({ event }: { event: JourneyEvent }) {
  return (
    <>
      <line className={styles['tick']} y1={-4} y2={4} />
      {event.abnormal ? (
        <path className={styles['caret']} data-critical={event.isCritical || undefined} d={CARETS[event.abnormal]} />
      ) : null}
    </>
  );
}

function Pill({ stop }: { stop: Placed }) {
  const text = String(stop.items.length);
  const width = 10 + text.length * 7;
  const abnormal = stop.items.find((item) => item.abnormal);
  const isSmall = stop.row === 'result';
  const half = isSmall ? 6.5 : 8;
  return (
    <>
      <rect className={styles['pill']} x={-width / 2} y={-half} width={width} height={half * 2} rx={half} />
      <text className={styles['count']} y={4}>
        {text}
      </text>
      {abnormal ? (
        <path
          className={styles['caret']}
          data-critical={stop.items.some((item) => item.isCritical) || undefined}
          d={`M${width / 2 + 1} 2.5L${width / 2 + 4.5} -2.5 ${width / 2 + 8} 2.5z`}
        />
      ) : null}
    </>
  );
}

type LineProps = { line: MedicationLine; view: View; width: number; isDim: boolean };

/** A medicine: a line of 3 px that rises with the dose; an end that nobody wrote down fades out. */
export function MedicationMark({ line, view, width, isDim }: LineProps) {
  const y = laneTop(line.lane) + LINE_Y + line.row * ROW_PX;
  const inSight = line.spans.filter((span) => span.toMs >= view.from && span.fromMs <= view.to);
  return (
    <g className={styles['medication']} data-dim={isDim || undefined} stroke={laneColor(line.lane)}>
      {inSight.map((span) => {
        const from = Math.max(xOf(view, width, span.fromMs), 0);
        const to = Math.min(Math.max(xOf(view, width, span.toMs), from + 3), width);
        const at = y - span.share * 1.5;
        return (
          <g key={span.fromMs} {...tip(`${line.name} · ${span.dose}`)}>
            <line x1={from} x2={to} y1={at} y2={at} data-open={span.isEndKnown ? undefined : true} />
            {line.spans.length > 1 && from > 0 ? (
              <line className={styles['step']} x1={from} x2={from} y1={at - 3} y2={at + 3} />
            ) : null}
          </g>
        );
      })}
    </g>
  );
}

type BandProps = { band: GoalBand; view: View; width: number; isDim: boolean };

/** A goal: a band to its target date, hollow until it is met. */
export function GoalMark({ band, view, width, isDim }: BandProps) {
  const from = Math.max(xOf(view, width, band.fromMs), -4);
  const to = Math.min(xOf(view, width, band.toMs), width + 4);
  if (to < 0 || from > width) return null;
  return (
    <rect
      className={styles['goal']}
      data-met={band.isMet || undefined}
      data-dim={isDim || undefined}
      x={from}
      y={laneTop(band.lane) + BAND_Y + band.row * 6}
      width={Math.max(to - from, 4)}
      height={4}
      rx={2}
      stroke={laneColor(band.lane)}
      fill={laneColor(band.lane)}
      {...tip([band.title, band.isMet ? t('goal.met') : undefined].filter(Boolean).join(' · '))}
    />
  );
}

/** The pattern by which emergency visits are hatched. */
export function Hatch() {
  return (
    <defs>
      <pattern id="journey-hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect className={styles['hatchGround']} width="4" height="4" />
        <line className={styles['hatchLine']} x1="0" y1="0" x2="0" y2="4" />
      </pattern>
    </defs>
  );
}
