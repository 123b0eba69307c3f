/** Time below, lanes behind. */
import { sayDay } from '../lib/dates.ts';
import { LANES } from '../lib/lanes.ts';
import styles from './journey.module.css';
import { LANE_PX } from './layout.ts';
import { t } from './messages.ts';
import { ticksOf, xOf, type View } from './scale.ts';

type AxisProps = { view: View; width: number; now: number; laneHeight?: number; detail?: boolean };

/** The ground on which the marks stand: lanes, round dates, and today. */
export function Ground({ view, width, now, laneHeight = LANE_PX, detail = true }: AxisProps) {
  const bottom = LANES.length * laneHeight;
  const today = xOf(view, width, now);
  const showsToday = today > 0 && today < width;
  return (
    <g aria-hidden="true">
      {LANES.map((lane, place) => (
        <line
          key={lane}
          className={styles['laneLine']}
          x1={0}
          x2={width}
          y1={(place + 1) * laneHeight}
          y2={(place + 1) * laneHeight}
        />
      ))}
      {ticksOf(view, width).map((tick) => {
        const x = xOf(view, width, tick.ms);
        const hidden = (showsToday && Math.abs(x - today) < 44) || x > width - 34 || x < 18;
        return (
          <g key={tick.value}>
            <line className={styles['date']} data-year={tick.isYear || undefined} x1={x} x2={x} y1={0} y2={bottom} />
            {hidden ? null : (
              <text className={styles['dateText']} data-year={tick.isYear || undefined} x={x} y={bottom + 16}>
                {sayDay(tick.value)}
              </text>
            )}
          </g>
        );
      })}
      {showsToday ? (
        <>
          {detail ? <rect className={styles['future']} x={today} y={0} width={width - today} height={bottom} /> : null}
          <line className={styles['today']} x1={today} x2={today} y1={0} y2={bottom} />
          <text className={styles['todayText']} x={today} y={bottom + 16}>
            {t('today')}
          </text>
        </>
      ) : null}
    </g>
  );
}
