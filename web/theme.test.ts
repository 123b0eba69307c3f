import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
const [lightCss = '', darkCss = ''] = css.split("[data-mantine-color-scheme='dark']");
const tokens = (text: string) =>
  new Map([...text.matchAll(/--tl-([\w-]+):\s*(#[0-9a-f]{6})/g)].map((found) => [found[1], found[2] ?? '']));
const light = tokens(lightCss);
const dark = new Map([...light, ...tokens(darkCss)]);

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const TEXT: [string, string][] = [
  ...['page', 'surface', 'sunk', 'face', 'accent-tint', 'mark'].map((ground): [string, string] => ['ink', ground]),
  ...['page', 'surface', 'sunk', 'accent-tint'].map((ground): [string, string] => ['muted', ground]),
  ...['page', 'surface', 'sunk', 'accent-tint'].map((ground): [string, string] => ['accent', ground]),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ...['act', 'soon', 'met'].flatMap((state): [string, string][] => [
    [state, `${state}-tint`],
    [state, 'surface'],
  ]),
];
const MARKS: [string, string][] = [
  ['control', 'surface'],
  ['control', 'page'],
  ...['primary', 'specialty', 'behavioral', 'hospital', 'home'].map((lane): [string, string] => [
    `lane-${lane}`,
    'surface',
  ]),
];

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s tokens', (_, scheme) => {
  const of = (name: string) => scheme.get(name) ?? '';
  it.each(TEXT)('%s on %s reads: 4.5 to 1', (text, ground) =>
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5),
  );
  it.each(MARKS)('%s on %s is seen: 3 to 1', (mark, ground) =>
    expect(contrast(of(mark), of(ground))).toBeGreaterThanOrEqual(3),
  );
});

describe('pages', () => {
  it('name tokens and components: no colour and no size of their own', () => {
    const folder = join(import.meta.dirname, 'pages');
    const offending = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.tsx'))
      .filter((name) =>
        /#[0-9a-fA-F]{3,8}\b(?!['"]?\])|\brgba?\(|\d+px\b|toLocale(Date|Time)?String/.test(
          readFileSync(join(folder, name), 'utf8'),
        ),
      );
    expect(offending).toEqual([]);
  });
});
