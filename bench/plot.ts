import { barsOf } from './bars.ts';
import type { Run } from './history.ts';

/** One small picture a bar: what each run reached of it, the bar itself as a line across. */
const [WIDTH, HEIGHT, COLUMNS, GAP] = [220, 128, 3, 20];
const [LEFT, RIGHT, TOP, BOTTOM] = [12, 46, 44, 16];

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2937; }
  .name { font-weight: 600; }
  .faint { fill: #6b7280; font-size: 11px; }
  .panel { fill: #f8fafc; stroke: #e2e8f0; }
  .bar { stroke: #94a3b8; stroke-dasharray: 4 3; }
  .met { stroke: #0f766e; fill: none; stroke-width: 2; }
  .dot { fill: #0f766e; }
  .missed { fill: #b45309; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e5e7eb; }
    .faint { fill: #9ca3af; }
    .panel { fill: #111827; stroke: #374151; }
    .bar { stroke: #6b7280; }
    .met { stroke: #2dd4bf; }
    .dot { fill: #2dd4bf; }
    .missed { fill: #fbbf24; }
  }`;

type Point = { reached: number; figure: string };

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function panel(name: string, bar: string, points: (Point | null)[]): string {
  const there = points.flatMap((point) => (point ? [point.reached] : []));
  const most = Math.max(1.25, ...there);
  const x = (at: number) => LEFT + (points.length === 1 ? 0.5 : at / (points.length - 1)) * (WIDTH - LEFT - RIGHT);
  const y = (reached: number) => HEIGHT - BOTTOM - (reached / most) * (HEIGHT - TOP - BOTTOM);
  const placed = points.flatMap((point, at) => (point ? [{ ...point, x: x(at), y: y(point.reached) }] : []));
  const line = placed.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(' ');
  const dots = placed.map((point) => {
    const kind = point.reached >= 1 ? 'dot' : 'missed';
    return `<circle class="${kind}" cx="${point.x.toFixed(1)}" cy="${point.y.toFixed(1)}" r="3.5"/>`;
  });
  const last = placed.at(-1);
  const figure = last
    ? `<text class="${last.reached >= 1 ? '' : 'missed'}" x="${(last.x + 8).toFixed(1)}" y="${(last.y + 4).toFixed(1)}">${escaped(last.figure)}</text>`
    : '';
  return `<rect class="panel" width="${WIDTH}" height="${HEIGHT}" rx="8"/>
    <text class="name" x="12" y="19">${escaped(name)}</text>
    <text class="faint" x="12" y="34">asked: ${escaped(bar)}</text>
    <line class="bar" x1="${LEFT}" x2="${WIDTH - LEFT}" y1="${y(1).toFixed(1)}" y2="${y(1).toFixed(1)}"/>
    <polyline class="met" points="${line}"/>${dots.join('')}${figure}`;
}

const SHORT: { [name: string]: string } = {
  'search patient+code by date, 20 of 60': 'search patient+code by date',
  '$everything of 1,500, first byte': '$everything, its first byte',
};

/** The history as an SVG that looks right on a light and on a dark page. */
export function plotOf(runs: readonly Run[]): string {
  const all = runs.map(barsOf);
  const names = [...new Map(all.flat().map(({ name, bar }) => [name, bar]))];
  const rows = Math.ceil(names.length / COLUMNS);
  const width = COLUMNS * (WIDTH + GAP) - GAP;
  const height = rows * (HEIGHT + GAP) - GAP;
  const panels = names.map(([name, bar], at) => {
    const points = all.map((bars) => bars.find((one) => one.name === name) ?? null);
    const place = `${(at % COLUMNS) * (WIDTH + GAP)},${Math.floor(at / COLUMNS) * (HEIGHT + GAP)}`;
    return `<g transform="translate(${place})">${panel(SHORT[name] ?? name, bar, points)}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="What each run of the bench reached of each bar">
<style>${STYLE}
</style>
${panels.join('\n')}
</svg>
`;
}
