/** The clock is always passed in, so that rules are pure and tests choose the day. `now` in ms since 1970. */
export type Clock = { now(): number };

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still, for tests and for repeatable generation. */
export function fixedClock(iso: string): Clock {
  const at = Date.parse(iso);
  return { now: () => at };
}
