import type { Case } from './model.ts';
import type { Kept, Run } from './history.ts';

/** Something that must hold, with what a run came to. `reached` is 1 where the bar is just met, more where it is passed. */
export type Bar = { name: string; bar: string; figure: string; reached: number };

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
const whole = (value: number) => Math.round(value).toLocaleString('en-US');

const SHARES: [string, number][] = [
  ['read', 0.6],
  ['create', 0.5],
  ['search patient+code by date, 20 of 60', 0.45],
  ['search by name prefix', 0.4],
];
/** Server memory may never pass this, in MB. */
const MOST_MB = 350;

/** The best of a case's connections: a bar says what the server can do, at whatever load it does it best. */
function best(run: Run, name: string, better: (a: Kept, b: Kept) => boolean): Kept | undefined {
  return run.figures
    .filter((one) => one.name === name)
    .reduce<Kept | undefined>((found, one) => (!found || better(one, found) ? one : found), undefined);
}

/** Every bar that a run has a figure for, in the order in which they are told. */
export function barsOf(run: Run): Bar[] {
  const bars: Bar[] = [];
  for (const [name, least] of SHARES) {
    const one = run.figures.find((figure) => figure.name === name && figure.connections === 16);
    if (one?.share === undefined) continue;
    bars.push({
      name,
      bar: `${percent(least)} of its ceiling`,
      figure: percent(one.share),
      reached: one.share / least,
    });
  }
  const rate = (name: string, least: number, unit: string) => {
    const one = best(run, name, (a, b) => a.perSecond > b.perSecond);
    if (!one) return;
    bars.push({ name, bar: `${whole(least)} ${unit}`, figure: whole(one.perSecond), reached: one.perSecond / least });
  };
  rate('transaction of 240', 4000, 'resources/s');
  if (run.import) {
    const { perSecond } = run.import;
    bars.push({
      name: 'import of NDJSON',
      bar: '10,000 resources/s',
      figure: whole(perSecond),
      reached: perSecond / 10_000,
    });
  }
  rate('$everything of 240', 400, 'a second');
  const first = run.figures.find((one) => one.name === '$everything of 1,500' && one.connections === 1);
  if (first) {
    const figure = `${first.firstByteMs.toFixed(1)} ms`;
    bars.push({
      name: '$everything of 1,500, first byte',
      bar: 'under 20 ms',
      figure,
      reached: 20 / first.firstByteMs,
    });
  }
  const held = run.serverPeakMb;
  if (held > 0)
    bars.push({
      name: 'server memory',
      bar: `under ${MOST_MB} MB`,
      figure: `${whole(held)} MB`,
      reached: MOST_MB / held,
    });
  if (run.scale) {
    const worst = run.scale.reduce((most, one) => Math.max(most, one.largeMs / one.smallMs), 0);
    bars.push({
      name: '1 million beside 100,000',
      bar: 'p50 within 1.5 times',
      figure: `${worst.toFixed(2)} times`,
      reached: 1.5 / worst,
    });
  }
  return bars;
}

/** The bar of a case as its line of the table tells it. */
export function barOf(one: Pick<Case, 'share' | 'rate' | 'firstByteMs'>): string {
  if (one.share !== undefined) return `>= ${percent(one.share)}`;
  if (one.rate !== undefined) return `>= ${whole(one.rate)}/s`;
  return one.firstByteMs === undefined ? '' : `first byte < ${one.firstByteMs} ms`;
}
