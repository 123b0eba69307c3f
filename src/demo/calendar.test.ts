import { describe, expect, it } from 'vitest';
import {
  addMonths,
  addWorkdays,
  dateOf,
  dayOf,
  instantOf,
  isWorkday,
  monthsBetween,
  weekdayOf,
  yearsBetween,
} from './calendar.ts';

describe('the county calendar', () => {
  it('names days and weekdays', () => {
    expect(dateOf(dayOf('2026-11-22'))).toBe('2026-11-22');
    expect(weekdayOf(dayOf('2026-11-22'))).toBe(0);
  });
  it('keeps US Eastern time, which changes on the second Sunday of March and the first of November', () => {
    expect(instantOf(dayOf('2026-03-07'), 600)).toBe('2026-03-07T10:00:00-05:00');
    expect(instantOf(dayOf('2026-03-08'), 600)).toBe('2026-03-08T10:00:00-04:00');
    expect(instantOf(dayOf('2026-10-31'), 600)).toBe('2026-10-31T10:00:00-04:00');
    expect(instantOf(dayOf('2026-11-01'), 600)).toBe('2026-11-01T10:00:00-05:00');
  });
  it('runs minutes into the next day and the day before', () => {
    expect(instantOf(dayOf('2026-05-05'), 1440 + 30)).toBe('2026-05-06T00:30:00-04:00');
    expect(instantOf(dayOf('2026-05-05'), -30)).toBe('2026-05-04T23:30:00-04:00');
  });
  it('clips months and counts ages', () => {
    expect(dateOf(addMonths(dayOf('2024-01-31'), 1))).toBe('2024-02-29');
    expect(yearsBetween(dayOf('2000-03-10'), dayOf('2026-03-09'))).toBe(25);
    expect(monthsBetween(dayOf('2026-01-31'), dayOf('2026-02-28'))).toBe(0);
  });
  it('closes on weekends and holidays', () => {
    expect(isWorkday(dayOf('2026-11-26'))).toBe(false);
    expect(isWorkday(dayOf('2026-11-27'))).toBe(true);
    expect(dateOf(addWorkdays(dayOf('2026-11-20'), 2))).toBe('2026-11-24');
  });
});
