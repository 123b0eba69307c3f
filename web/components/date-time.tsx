import { daysFrom, precisionOf, sayDate, sayDay, sayExact, sayTime, toDate, type Precision } from '../lib/dates.ts';
import { useFactTabIndex } from './focusable.ts';
import { tip } from './tip.tsx';
import styles from './facts.module.css';

export type DateTimeProps = {
  value: string | undefined;
  /** `day` leaves the time out. */
  precision?: Precision;
  /** Under a heading that says "today": the time alone, if it is of today. */
  underToday?: boolean;
};

/** A date as people say it; all that is known of it on hover and focus. */
export function DateTime({ value, precision, underToday = false }: DateTimeProps) {
  const tabIndex = useFactTabIndex();
  if (!value) return null;
  return (
    <time className={styles['time']} dateTime={value} tabIndex={tabIndex} {...tip(sayExact(value))}>
      {words(value, precision, underToday)}
    </time>
  );
}

function words(value: string, precision: Precision | undefined, underToday: boolean): string {
  if (precision && precision !== 'minute') return sayDay(value);
  const isToday = underToday && precisionOf(value) === 'minute' && daysFrom(toDate(value), new Date()) === 0;
  return isToday ? sayTime(value) : sayDate(value);
}
