/** Spans laid into a few rows of their lane so that none covers another. */
type Span = { lane: string; fromMs: number; toMs: number; isActive: boolean };

/** Gives each span its row: those that still hold first, then the longer; -1 for what finds no room. */
export function packRows<T extends Span>(spans: readonly T[], rows: number): (T & { row: number })[] {
  const ends = new Map<string, { fromMs: number; toMs: number }[][]>();
  const byWeight = spans.toSorted(
    (a, b) => Number(b.isActive) - Number(a.isActive) || b.toMs - b.fromMs - (a.toMs - a.fromMs),
  );
  return byWeight.map((span) => {
    const lane = ends.get(span.lane) ?? Array.from({ length: rows }, () => []);
    ends.set(span.lane, lane);
    const row = lane.findIndex((taken) =>
      taken.every((other) => span.toMs <= other.fromMs || span.fromMs >= other.toMs),
    );
    lane[row]?.push(span);
    return { ...span, row };
  });
}
