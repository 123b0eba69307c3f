import type { Generator } from './children.ts';
import type { Case, Job, Slice, Target } from './model.ts';
import { cpuMs } from './processes.ts';

/** One side of a comparison under load: the product, a peer or a ceiling. */
export type Side = {
  target: Target;
  /** Its processes on this machine; absent for a peer elsewhere. */
  pids?: { server: number; database: number };
};

/** What a side came to over all its slices. */
export type Figure = {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  firstByteMs: number;
  serverMs: number;
  databaseMs: number;
  requests: number;
  wrong: number;
  complaints: string[];
};

export type Measured = {
  case: Case;
  connections: number;
  ours: Figure;
  ceiling?: Figure;
  /** Median over the pairs of slices. */ share?: number;
};

/** How long and how often. A pair is a slice of the ceiling beside a slice of ours. */
export type Pace = { pairs: number; sliceMs: number; warmMs: number };

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

type Timed = Slice & { serverMs: number; databaseMs: number };

async function slice(generator: Generator, side: Side, job: Omit<Job, 'target'>): Promise<Timed> {
  const { pids } = side;
  const used = () => (pids ? [cpuMs(pids.server), cpuMs(pids.database, true)] : [0, 0]);
  const before = used();
  const done = await generator.run({ ...job, target: side.target });
  const after = used();
  return { ...done, serverMs: after[0]! - before[0]!, databaseMs: after[1]! - before[1]! };
}

const rateOf = (one: Slice) => one.requests / (one.tookUs / 1e6);

function figureOf(slices: readonly Timed[]): Figure {
  const sorted = (of: (one: Timed) => number[]) => slices.flatMap(of).sort((a, b) => a - b);
  const waits = sorted((one) => one.waitsUs);
  const sum = (of: (one: Timed) => number) => slices.reduce((total, one) => total + of(one), 0);
  const requests = sum((one) => one.requests);
  return {
    // The median of the slices: one during which the machine did something else counts no more than the others.
    perSecond: median(slices.map(rateOf)),
    p50Ms: quantile(waits, 0.5) / 1000,
    p99Ms: quantile(waits, 0.99) / 1000,
    firstByteMs:
      quantile(
        sorted((one) => one.firstBytesUs),
        0.5,
      ) / 1000,
    serverMs: sum((one) => one.serverMs) / requests,
    databaseMs: sum((one) => one.databaseMs) / requests,
    requests,
    wrong: sum((one) => one.wrong),
    complaints: slices.flatMap((one) => one.complaints).slice(0, 3),
  };
}

/**
 * Loads a case on both sides in turns, slice by slice, so that whatever else the machine does falls on both; the share is the median
 * over the pairs of neighbouring slices.
 */
export async function measure(
  generator: Generator,
  sides: { ours: Side; ceiling: Side | null },
  one: Case,
  connections: number,
  pace: Pace,
): Promise<Measured> {
  const hasCeiling = sides.ceiling !== null && one.asks[0]!.bare !== undefined;
  const job = { name: one.name, connections, durationMs: pace.sliceMs };
  for (const side of hasCeiling ? [sides.ceiling!, sides.ours] : [sides.ours]) {
    if (one.asks[0]!.method === 'GET') await slice(generator, side, { name: one.name, connections: 4 });
    await slice(generator, side, { ...job, durationMs: pace.warmMs });
  }
  const ours: Timed[] = [];
  const theirs: Timed[] = [];
  for (let pair = 0; pair < pace.pairs; pair += 1) {
    if (hasCeiling) theirs.push(await slice(generator, sides.ceiling!, job));
    ours.push(await slice(generator, sides.ours, job));
  }
  const shares = theirs.map((ceiling, pair) => rateOf(ours[pair]!) / rateOf(ceiling));
  return {
    case: one,
    connections,
    ours: figureOf(ours),
    ...(hasCeiling ? { ceiling: figureOf(theirs), share: median(shares) } : {}),
  };
}
