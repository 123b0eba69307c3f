import type { Day } from './calendar.ts';

/** Who is taken when, over the whole system, so that nobody is in two rooms at once. */
export type Diary = Map<string, [from: number, to: number][]>;

const OPENS = 8 * 60;
const CLOSES = 17 * 60;
const LUNCH: [number, number] = [12 * 60, 13 * 60];

function overlaps(spans: readonly [number, number][], from: number, to: number): boolean {
  return spans.some(([start, end]) => from < end && start < to);
}

/**
 * The first free time of a clinician at or after a wish (in minutes past midnight), in office hours, that suits the person too;
 * undefined when the day is full.
 */
export function findSlot(
  diary: Diary,
  staff: string,
  busy: readonly [number, number][],
  day: Day,
  wish: number,
  minutes: number,
): number | undefined {
  const taken = diary.get(`${staff}/${day}`) ?? [];
  const fits = (from: number): boolean =>
    from >= OPENS &&
    from + minutes <= CLOSES &&
    !overlaps([LUNCH], from, from + minutes) &&
    !overlaps(taken, from, from + minutes) &&
    !overlaps(busy, day * 1440 + from - 30, day * 1440 + from + minutes + 30);
  for (let offset = 0; offset < CLOSES - OPENS; offset += 20) {
    if (fits(wish + offset)) return wish + offset;
    if (fits(wish - offset)) return wish - offset;
  }
  return undefined;
}

/** Notes that a clinician is taken. */
export function take(diary: Diary, staff: string, day: Day, from: number, minutes: number): void {
  const key = `${staff}/${day}`;
  const taken = diary.get(key) ?? [];
  taken.push([from, from + minutes]);
  diary.set(key, taken);
}
