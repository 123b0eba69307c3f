import type { ReactNode } from 'react';
import { laneColor, type Lane } from '../lib/lanes.ts';
import { DateTime } from './date-time.tsx';
import { LaneGlyph, laneName } from './lane-mark.tsx';
import styles from './timeline.module.css';

export type TimelineItem = {
  id: string;
  at: string;
  title: ReactNode;
  detail?: ReactNode;
  lane?: Lane;
  onOpen?: () => void;
};

/** What happened, newest first as given, one line of time down the left. */
export function Timeline({ label, items }: { label: string; items: readonly TimelineItem[] }) {
  return (
    <ol className={styles['line']} aria-label={label}>
      {items.map((item) => (
        <li key={item.id} className={styles['item']}>
          <svg
            className={styles['mark']}
            width="14"
            height="14"
            viewBox="-7 -7 14 14"
            aria-hidden="true"
            fill={item.lane ? laneColor(item.lane) : 'var(--tl-muted)'}
          >
            {item.lane ? <LaneGlyph lane={item.lane} size={10} /> : <circle r={3} />}
          </svg>
          <div className={styles['words']}>
            <div className={styles['head']}>
              {item.onOpen ? (
                <button type="button" className={styles['open']} onClick={item.onOpen}>
                  {item.title}
                </button>
              ) : (
                <span className="tl-strong">{item.title}</span>
              )}
              {item.lane ? <span className="tl-hidden">{laneName(item.lane)}</span> : null}
              <span className="tl-label">
                <DateTime value={item.at} />
              </span>
            </div>
            {item.detail ? <div className={styles['detail']}>{item.detail}</div> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
