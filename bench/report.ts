import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { barOf, barsOf } from './bars.ts';
import { type Kept, PAGE, PLOT, type Run } from './history.ts';
import type { Measured } from './measure.ts';
import { plotOf } from './plot.ts';

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const WIDTHS = [38, 5, 9, 8, 8, 8, 8, 9, 8, 8, 7];

function row(cells: string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(WIDTHS[at]!) : cell.padStart(WIDTHS[at] ?? 0))).join(' ');
}

/** The head of what is printed while the bench runs. */
export function heading(): string {
  return (
    row([
      'case',
      'conn',
      'a second',
      'p50 ms',
      'p99 ms',
      'CPU srv',
      'CPU db',
      'ceiling',
      'CPU srv',
      'CPU db',
      'share',
    ]) + '   bar'
  );
}

/** One case as a line. */
export function lineOf({ case: one, connections, ours, ceiling, share }: Measured): string {
  const cells = [
    one.name,
    String(connections),
    whole(ours.perSecond * (one.resources ?? 1)),
    ours.p50Ms.toFixed(2),
    ours.p99Ms.toFixed(1),
    ours.serverMs.toFixed(2),
    ours.databaseMs.toFixed(2),
    ceiling ? whole(ceiling.perSecond) : '',
    ceiling ? ceiling.serverMs.toFixed(2) : '',
    ceiling ? ceiling.databaseMs.toFixed(2) : '',
    share === undefined ? '' : `${(share * 100).toFixed(0)} %`,
  ];
  const first = one.firstByteMs === undefined ? '' : ` (${ours.firstByteMs.toFixed(1)})`;
  const wrong = ours.wrong + (ceiling?.wrong ?? 0);
  const complaints = [...ours.complaints, ...(ceiling?.complaints ?? []).map((text) => `ceiling: ${text}`)];
  const told = wrong > 0 ? `\n   ${wrong} WRONG ANSWERS\n   ${complaints.join('\n   ')}` : '';
  return `${row(cells)}   ${barOf(one)}${first}${told}`;
}

/** Every bar of a run, met or missed. */
export function verdict(run: Run): string {
  const lines = barsOf(run).map(({ name, bar, figure, reached }) => {
    return `${reached >= 1 ? 'met   ' : 'MISSED'} ${name.padEnd(40)} ${bar.padEnd(24)} ${figure}`;
  });
  return lines.join('\n');
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

function figureRow(one: Kept): string[] {
  return [
    one.name,
    String(one.connections),
    whole(one.perSecond),
    one.p50Ms.toFixed(2),
    one.p99Ms.toFixed(1),
    one.serverMs.toFixed(2),
    one.databaseMs.toFixed(2),
    one.ceilingPerSecond === undefined ? '' : whole(one.ceilingPerSecond),
    one.share === undefined ? '' : `${(one.share * 100).toFixed(0)} %`,
  ];
}

function latest(run: Run): string {
  const bars = barsOf(run).map(({ name, bar, figure, reached }) => [
    name,
    bar,
    figure,
    reached >= 1 ? 'met' : '**missed**',
  ]);
  const head = [
    'case',
    'connections',
    'a second',
    'p50 ms',
    'p99 ms',
    'server CPU ms',
    'database CPU ms',
    'ceiling a second',
    'share',
  ];
  const parts = [
    `Run of ${run.date.slice(0, 10)}, commit ${run.commit}, on ${run.machine}.`,
    table(['bar', 'asked', 'measured', ''], bars),
    table(head, run.figures.map(figureRow)),
  ];
  if (run.import) {
    const { resources, perSecond, earlyMb, lateMb, peakMb } = run.import;
    parts.push(
      `Import: ${whole(resources)} resources at ${whole(perSecond)} a second, start and end of the command included; at most ${whole(earlyMb)} MB in the first third of the time, ${whole(lateMb)} in the last, ${whole(peakMb)} at any moment.`,
    );
  }
  if (run.scale) {
    const rows = run.scale.map(({ name, smallMs, largeMs }) => [
      name,
      smallMs.toFixed(2),
      largeMs.toFixed(2),
      (largeMs / smallMs).toFixed(2),
    ]);
    parts.push(table(['1 connection, p50', '100,000, ms', '1 million, ms', 'times'], rows));
  }
  return parts.join('\n\n');
}

/** One row a run, a column a bar. */
function overTime(runs: readonly Run[]): string {
  const names = [...new Set(runs.flatMap((run) => barsOf(run).map(({ name }) => name)))];
  const rows = runs.map((run) => {
    const bars = new Map(barsOf(run).map((bar) => [bar.name, bar.figure]));
    return [`${run.date.slice(0, 16).replace('T', ' ')} ${run.commit}`, ...names.map((name) => bars.get(name) ?? '')];
  });
  return table(['run', ...names], rows);
}

/** Puts text between two marks of a page and leaves the rest as it was written by hand. */
export function between(page: string, name: string, text: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = page.indexOf(open);
  const to = page.indexOf(close);
  if (from < 0 || to < from) throw new Error(`the page has no ${open} ... ${close}`);
  return `${page.slice(0, from + open.length)}\n\n${text}\n\n${page.slice(to)}`;
}

/** Writes the tables of docs/performance.md and its plot anew from the history. */
export function publish(runs: readonly Run[]): void {
  const last = runs.at(-1);
  if (!last || !existsSync(PAGE)) return;
  writeFileSync(PLOT, plotOf(runs));
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(PAGE, between(between(page, 'latest', latest(last)), 'history', overTime(runs)));
}
