/** Days as integers since 1970-01-01 and wall-clock minutes, in the demonstration's county, which keeps US Eastern time. */

export type Day = number;

const MS_A_DAY = 86_400_000;

/** The day of a FHIR date such as `2026-11-22`. */
export function dayOf(text: string): Day {
  return Math.floor(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / MS_A_DAY);
}

/** The FHIR date of a day. */
export function dateOf(day: Day): string {
  const known = WRITTEN.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * MS_A_DAY).toISOString().slice(0, 10);
  WRITTEN.set(day, text);
  return text;
}

/** Days are written tens of thousands of times; few of them differ. */
const WRITTEN = new Map<Day, string>();

/** 0 for Sunday to 6 for Saturday. */
export function weekdayOf(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The day that many calendar months later, clipped to the month's end. */
export function addMonths(day: Day, months: number): Day {
  const date = new Date(day * MS_A_DAY);
  const target = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(date.getUTCDate(), last));
  return Math.floor(target.getTime() / MS_A_DAY);
}

/** Completed years from a birth to a day. */
export function yearsBetween(birth: Day, day: Day): number {
  const born = dateOf(birth);
  const then = dateOf(day);
  const years = Number(then.slice(0, 4)) - Number(born.slice(0, 4));
  return then.slice(5) < born.slice(5) ? years - 1 : years;
}

/** Completed months from a birth to a day. */
export function monthsBetween(birth: Day, day: Day): number {
  const born = dateOf(birth);
  const then = dateOf(day);
  const months =
    (Number(then.slice(0, 4)) - Number(born.slice(0, 4))) * 12 + Number(then.slice(5, 7)) - Number(born.slice(5, 7));
  return then.slice(8) < born.slice(8) ? months - 1 : months;
}

/** The calendar year and month (1 to 12) of a day. */
export function yearMonth(day: Day): [year: number, month: number] {
  const text = dateOf(day);
  return [Number(text.slice(0, 4)), Number(text.slice(5, 7))];
}

/** True on a weekday that is not one of the holidays on which clinics close. */
export function isWorkday(day: Day): boolean {
  const weekday = weekdayOf(day);
  if (weekday === 0 || weekday === 6) return false;
  const monthDay = dateOf(day).slice(5);
  if (monthDay === '01-01' || monthDay === '07-04' || monthDay === '12-25') return false;
  const thanksgiving = monthDay.startsWith('11-') && weekday === 4 && Math.ceil(Number(monthDay.slice(3)) / 7) === 4;
  return !thanksgiving;
}

/** The first workday on or after a day. */
export function workdayFrom(day: Day): Day {
  let found = day;
  while (!isWorkday(found)) found += 1;
  return found;
}

/** The day that many workdays after a day. */
export function addWorkdays(day: Day, count: number): Day {
  let found = day;
  for (let left = count; left > 0; left -= 1) found = workdayFrom(found + 1);
  return found;
}

function isSummerTime(day: Day): boolean {
  const [year, month] = yearMonth(day);
  if (month < 3 || month > 11) return false;
  if (month > 3 && month < 11) return true;
  const first = dayOf(`${year}-${month === 3 ? '03' : '11'}-01`);
  const firstSunday = first + ((7 - weekdayOf(first)) % 7);
  return month === 3 ? day >= firstSunday + 7 : day < firstSunday;
}

/** A FHIR dateTime: that day at so many minutes past midnight (which may run into the next day). */
export function instantOf(day: Day, minutes: number): string {
  const shifted = day + Math.floor(minutes / 1440);
  const within = ((minutes % 1440) + 1440) % 1440;
  const clock = `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(Math.floor(within % 60)).padStart(2, '0')}`;
  return `${dateOf(shifted)}T${clock}:00${isSummerTime(shifted) ? '-04:00' : '-05:00'}`;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** A day as a note writes it: `March 4, 2026`. */
export function inWords(day: Day): string {
  const [year, month] = yearMonth(day);
  return `${MONTHS[month - 1]} ${Number(dateOf(day).slice(8))}, ${year}`;
}
