/** What lies too close to be told apart becomes one counted pill. */
export type Placed<T> = { x: number; item: T };
export type Stop<T> = { x: number; items: T[] };

/** Closer than this, in px, two marks are one. */
export const NEAR_PX = 12;
/** A pill gathers no more than this width, so that a dense year is several pills and not one. */
const WIDEST_PX = 44;

/** Gathers marks that are sorted by x. */
export function clusterOf<T>(marks: readonly Placed<T>[]): Stop<T>[] {
  const stops: Stop<T>[] = [];
  let start = Number.NEGATIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { x, item } of marks) {
    const open = stops.at(-1);
    if (open && x - last < NEAR_PX && x - start < WIDEST_PX) {
      open.items.push(item);
      open.x = (start + x) / 2;
    } else {
      stops.push({ x, items: [item] });
      start = x;
    }
    last = x;
  }
  return stops;
}

/** Those of a list sorted by `ms` that lie between two moments, found by halving. */
export function between<T extends { ms: number }>(sorted: readonly T[], from: number, to: number): readonly T[] {
  return sorted.slice(firstFrom(sorted, from), firstFrom(sorted, to));
}

function firstFrom(sorted: readonly { ms: number }[], ms: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.ms ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
