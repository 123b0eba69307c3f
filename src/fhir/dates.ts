/** FHIR's partial dates as intervals of time, http://hl7.org/fhir/R4/search.html#date: low inclusive, high exclusive, ms since 1970. */

/** Stand-ins for the open end of a period: the years 1 and 10000. */
export const FAR_PAST = -62_135_596_800_000;
export const FAR_FUTURE = 253_402_300_800_000;

export type Interval = { low: number; high: number };

const DATE_TIME = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/** Days in a month of the proleptic Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function utc(year: number, month: number, day: number): number {
  const at = new Date(0);
  // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  at.setUTCFullYear(year, month - 1, day);
  return at.getTime();
}

function zoneMs(zone: string | undefined): number | null {
  if (zone === undefined || zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 14 || minutes > 59 || (hours === 14 && minutes > 0)) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function timeOfDay(
  hour: string,
  minute: string,
  second: string | undefined,
  fraction: string | undefined,
): Interval | null {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return null;
  const low = (Number(hour) * 60 + Number(minute)) * 60_000;
  if (second === undefined) return { low, high: low + 60_000 };
  const atSecond = low + Number(second) * 1000;
  if (fraction === undefined) return { low: atSecond, high: atSecond + 1000 };
  const digits = Math.min(fraction.length, 3);
  const ms = Number(fraction.slice(0, 3)) * 10 ** (3 - digits);
  return { low: atSecond + ms, high: atSecond + ms + 10 ** (3 - digits) };
}

/**
 * The time that a date, dateTime or instant covers by its precision: `2024` the whole year. Without a zone it is taken as UTC.
 * Null for what is none, or not a day of the calendar.
 */
export function intervalOf(text: string): Interval | null {
  const found = DATE_TIME.exec(text);
  if (!found) return null;
  const [, yearText, monthText, dayText, hour, minute, second, fraction, zone] = found;
  const year = Number(yearText);
  if (year === 0) return null;
  if (monthText === undefined) return { low: utc(year, 1, 1), high: utc(year + 1, 1, 1) };
  const month = Number(monthText);
  if (month < 1 || month > 12) return null;
  if (dayText === undefined) return { low: utc(year, month, 1), high: utc(year, month + 1, 1) };
  const day = Number(dayText);
  if (day < 1 || day > daysInMonth(year, month)) return null;
  const midnight = utc(year, month, day);
  if (hour === undefined) return { low: midnight, high: midnight + 86_400_000 };
  const time = timeOfDay(hour, minute!, second, fraction);
  const offset = zoneMs(zone);
  if (!time || offset === null) return null;
  return { low: midnight + time.low - offset, high: midnight + time.high - offset };
}

function textOf(value: unknown): Interval | null {
  return typeof value === 'string' ? intervalOf(value) : null;
}

/** A Period's time; an end that isn't there is open. Null where neither end is. */
export function intervalOfPeriod(period: { start?: unknown; end?: unknown }): Interval | null {
  const start = textOf(period.start);
  const end = textOf(period.end);
  if (!start && !end) return null;
  return { low: start?.low ?? FAR_PAST, high: end?.high ?? FAR_FUTURE };
}

/** The outer limits of a Timing: of its events and of the period that bounds it. */
export function intervalOfTiming(timing: { event?: unknown; repeat?: unknown }): Interval | null {
  const parts: Interval[] = [];
  for (const event of Array.isArray(timing.event) ? timing.event : []) {
    const interval = textOf(event);
    if (interval) parts.push(interval);
  }
  const bounds = (timing.repeat as { boundsPeriod?: object } | undefined)?.boundsPeriod;
  const period = bounds && intervalOfPeriod(bounds);
  if (period) parts.push(period);
  if (parts.length === 0) return null;
  return { low: Math.min(...parts.map((part) => part.low)), high: Math.max(...parts.map((part) => part.high)) };
}

/** The interval of a value of any of the types that a date parameter may end in. */
export function intervalOfValue(value: unknown, type: string): Interval | null {
  if (typeof value === 'string') return intervalOf(value);
  if (typeof value !== 'object' || value === null) return null;
  return type === 'Timing' ? intervalOfTiming(value) : intervalOfPeriod(value);
}
