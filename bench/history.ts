import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Imported } from './import-files.ts';
import type { Measured } from './measure.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const PAGE = join(ROOT, 'docs/performance.md');
export const PLOT = join(ROOT, 'docs/performance/bars.svg');
const FILE = join(ROOT, 'docs/performance/history.json');

/** A case at one number of connections, in figures that are kept. Times in ms. */
export type Kept = {
  name: string;
  connections: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  firstByteMs: number;
  serverMs: number;
  databaseMs: number;
  wrong: number;
  ceilingPerSecond?: number;
  share?: number;
};

/** The median wait of a search at two sizes of the record. */
export type Grown = { name: string; smallMs: number; largeMs: number };

/** One run of the bench. */
export type Run = {
  date: string;
  commit: string;
  machine: string;
  figures: Kept[];
  serverPeakMb: number;
  import?: Imported;
  scale?: Grown[];
};

const round = (value: number, digits: number) => Number(value.toFixed(digits));

/** Resources a second where a request stands for several, else requests. */
export function keptOf({ case: one, connections, ours, ceiling, share }: Measured): Kept {
  const times = one.resources ?? 1;
  return {
    name: one.name,
    connections,
    perSecond: round(ours.perSecond * times, 0),
    p50Ms: round(ours.p50Ms, 2),
    p99Ms: round(ours.p99Ms, 2),
    firstByteMs: round(ours.firstByteMs, 2),
    serverMs: round(ours.serverMs, 3),
    databaseMs: round(ours.databaseMs, 3),
    wrong: ours.wrong,
    ...(ceiling ? { ceilingPerSecond: round(ceiling.perSecond, 0), share: round(share ?? 0, 3) } : {}),
  };
}

/** The commit that was measured; `+` where files were changed since. */
export function commitOf(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  try {
    const isChanged = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${isChanged ? '+' : ''}`;
  } catch {
    return 'unknown';
  }
}

export function machineOf(): string {
  const all = cpus();
  return `${all[0]?.model ?? 'unknown'}, ${all.length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`;
}

export function readHistory(): Run[] {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Run[]) : [];
}

/** Adds a run to the history that is kept with the source. */
export function keep(run: Run): Run[] {
  const runs = [...readHistory(), run];
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(runs, null, 2)}\n`);
  return runs;
}
