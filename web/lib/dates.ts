/** Dates and times as people say them, in their language. The one place where a date becomes text. */
import { localeTag } from './locale.ts';

/** How much of a FHIR date is known. */
export type Precision = 'year' | 'month' | 'day' | 'minute';

const DAY_MS = 86_400_000;

/** The precision of a FHIR date, dateTime or instant. */
export function precisionOf(value: string): Precision {
  if (value.length <= 4) return 'year';
  if (value.length <= 7) return 'month';
  return value.length <= 10 ? 'day' : 'minute';
}

/** The moment of a FHIR date. What has no time is that calendar day here, wherever "here" is. */
export function toDate(value: string): Date {
  if (value.length > 10) return new Date(value);
  const [year, month = '1', day = '1'] = value.split('-');
  return new Date(Number(year), Number(month) - 1, Number(day));
}

/** The calendar day here, as FHIR writes it: `2026-11-25`. */
export function dayHere(now: Date = new Date()): string {
  const two = (figure: number) => String(figure).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Whole calendar days from `now` to `date`: 0 today, -1 yesterday. */
export function daysFrom(date: Date, now: Date): number {
  const start = (moment: Date) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate());
  return Math.round((start(date) - start(now)) / DAY_MS);
}

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(localeTag(), options).format(date);
}

/** "14:05", always by the 24-hour clock. */
export function sayTime(value: string | Date): string {
  const date = typeof value === 'string' ? toDate(value) : value;
  return format(date, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** The day alone: "today", "Thursday", "Mar 12", "Mar 12, 2024"; "Mar 2024" or "2024" where no more is known. */
export function sayDay(value: string, now: Date = new Date()): string {
  const date = toDate(value);
  if (Number.isNaN(date.getTime())) return value;
  const precision = precisionOf(value);
  if (precision === 'year') return format(date, { year: 'numeric' });
  if (precision === 'month') return format(date, { year: 'numeric', month: 'short' });
  const days = daysFrom(date, now);
  if (Math.abs(days) <= 1) return new Intl.RelativeTimeFormat(localeTag(), { numeric: 'auto' }).format(days, 'day');
  if (Math.abs(days) < 7) return format(date, { weekday: 'long' });
  const sameYear = date.getFullYear() === now.getFullYear();
  return format(date, { month: 'short', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** The day, with the time where it is known and near enough to matter (a week either way). */
export function sayDate(value: string, now: Date = new Date()): string {
  const day = sayDay(value, now);
  if (precisionOf(value) !== 'minute') return day;
  const date = toDate(value);
  return Number.isNaN(date.getTime()) || Math.abs(daysFrom(date, now)) >= 7 ? day : `${day} ${sayTime(date)}`;
}

/** Everything that is known: "Thursday, March 12, 2026, 14:05". */
export function sayExact(value: string): string {
  const date = toDate(value);
  if (Number.isNaN(date.getTime())) return value;
  const precision = precisionOf(value);
  if (precision === 'year') return format(date, { year: 'numeric' });
  if (precision === 'month') return format(date, { year: 'numeric', month: 'long' });
  const day = format(date, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
  return precision === 'day' ? day : `${day}, ${sayTime(date)}`;
}

/** A date for a list of people, always whole: "Mar 12, 1958". */
export function sayBirthDate(value: string): string {
  const date = toDate(value);
  if (Number.isNaN(date.getTime()) || precisionOf(value) !== 'day') return sayDay(value);
  return format(date, { year: 'numeric', month: 'short', day: 'numeric' });
}

/** Whole years, months and days from one date to another. */
export function ageParts(birthDate: string, at: Date = new Date()): { years: number; months: number; days: number } {
  const birth = toDate(birthDate);
  const ahead = at.getDate() < birth.getDate() ? 1 : 0;
  const months = (at.getFullYear() - birth.getFullYear()) * 12 + at.getMonth() - birth.getMonth() - ahead;
  return { years: Math.floor(months / 12), months, days: daysFrom(at, birth) };
}

/** An age as it is said in a clinic: days to one month, months to two years, then years. */
export function sayAge(birthDate: string, at: Date = new Date()): string {
  const { years, months, days } = ageParts(birthDate, at);
  if (!Number.isFinite(months)) return '';
  if (months < 1) return sayUnit(Math.max(days, 0), 'day');
  return months < 24 ? sayUnit(months, 'month') : sayUnit(years, 'year');
}

/** "3 days", "1 month", "54 years". */
export function sayUnit(count: number, unit: 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'): string {
  return new Intl.NumberFormat(localeTag(), { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** The length of a span in its largest sensible unit: "40 minutes", "3 hours", "6 days". */
export function saySpan(ms: number): string {
  const minutes = Math.abs(ms) / 60_000;
  if (minutes < 90) return sayUnit(Math.round(minutes), 'minute');
  if (minutes < 36 * 60) return sayUnit(Math.round(minutes / 60), 'hour');
  return sayUnit(Math.round(minutes / 1440), 'day');
}
