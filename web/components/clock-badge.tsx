import { useEffect, useState } from 'react';
import { saySpan, sayDate, toDate } from '../lib/dates.ts';
import { t } from '../messages/index.ts';
import { StateChip, type State } from './state-chip.tsx';

export type ClockBadgeProps = {
  due: string;
  /** What ends the clock; a stopped clock is met. */
  done?: boolean;
  /** How long before the end it turns amber. */
  soonHours?: number;
};

const MINUTE_MS = 60_000;

/** A clock that runs: by when, and how long is left or how late it is. It goes on while one looks. */
export function ClockBadge({ due, done = false, soonHours = 24 }: ClockBadgeProps) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (done) return;
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS);
    return () => clearInterval(timer);
  }, [done]);
  const { state, text } = readClock(due, new Date(now), done, soonHours);
  return <StateChip state={state}>{text}</StateChip>;
}

/** The state of a clock and its words. */
export function readClock(due: string, now: Date, done: boolean, soonHours: number): { state: State; text: string } {
  if (done) return { state: 'met', text: t('clock.done') };
  // A day without a time is over when the day is.
  const end = due.length > 10 ? toDate(due).getTime() : toDate(due).getTime() + 24 * 60 * MINUTE_MS;
  const left = end - now.getTime();
  if (left < 0) return { state: 'act', text: t('clock.late', { span: saySpan(left) }) };
  const state = left <= soonHours * 60 * MINUTE_MS ? 'soon' : 'info';
  return { state, text: t('clock.by', { when: sayDate(due, now) }) };
}
