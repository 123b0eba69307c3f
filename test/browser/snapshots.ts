import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/**
 * How a part of a page looked, coarse enough to be the same under another Chromium and fine enough to tell that a component lost
 * its shape, its words or its scheme: its size in CSS pixels, and the lightness (0 to f) of cells of CELL pixels, row by row.
 */
export type Snapshot = { width: number; height: number; cells: string };
export type Snapshots = { [name: string]: Snapshot };

const CELL = 16;
/** Steps of lightness, of 15, by which a cell may differ (the edge of a letter falls into the next cell), and how many may by more. */
const STEPS = 2;
const SHARE = 0.02;
const PIXELS = 3;

const FILE = join(import.meta.dirname, 'snapshots.json');
const pictures = new Map<string, Buffer>();

/** Snapshots of every panel of the page as it stands, named by the view and the panel. */
export async function snapshotsOf(page: Page, view: string): Promise<Snapshots> {
  const found: Snapshots = {};
  const headed = page.locator('main section').filter({ has: page.locator('h2[id]') });
  for (const panel of await headed.all()) {
    const name = `${view}: ${await panel.locator('h2[id]').first().getAttribute('id')}`;
    const picture = await panel.screenshot({ animations: 'disabled' });
    pictures.set(name, picture);
    found[name] = await cellsOf(page, picture);
  }
  return found;
}

/** The cells of a picture; a page decodes it, as no library here does. */
function cellsOf(page: Page, png: Buffer): Promise<Snapshot> {
  return page.evaluate(
    async ([data, cell]) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const { width, height } = image;
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const pixels = context.getImageData(0, 0, width, height).data;
      let cells = '';
      for (let top = 0; top < height; top += cell) {
        for (let left = 0; left < width; left += cell) {
          let sum = 0;
          let count = 0;
          for (let y = top; y < Math.min(top + cell, height); y += 1) {
            for (let x = left; x < Math.min(left + cell, width); x += 1) {
              const at = (y * width + x) * 4;
              sum += pixels[at]! * 0.3 + pixels[at + 1]! * 0.59 + pixels[at + 2]! * 0.11;
              count += 1;
            }
          }
          cells += Math.round((sum / count / 255) * 15).toString(16);
        }
      }
      return { width, height, cells };
    },
    [png.toString('base64'), CELL] as const,
  );
}

/** How one differs from what was kept, or null. */
export function difference(kept: Snapshot | undefined, now: Snapshot | undefined): string | null {
  if (!kept) return 'is new: run again with UPDATE_SNAPSHOTS=1 after looking at it';
  if (!now) return 'is gone: run again with UPDATE_SNAPSHOTS=1 if it should be';
  if (Math.abs(kept.width - now.width) > PIXELS || Math.abs(kept.height - now.height) > PIXELS) {
    return `was ${kept.width} x ${kept.height} and is ${now.width} x ${now.height}`;
  }
  const step = (one: Snapshot, at: number) => Number.parseInt(one.cells[at] ?? '0', 16);
  const count = Math.min(kept.cells.length, now.cells.length);
  const off = Array.from({ length: count }, (_, at) => at).filter(
    (at) => Math.abs(step(kept, at) - step(now, at)) > STEPS,
  );
  return off.length > count * SHARE ? `looks otherwise in ${off.length} of ${count} places` : null;
}

/** What looks otherwise than was kept, each with a path to its picture. With UPDATE_SNAPSHOTS=1 what is seen is kept instead. */
export function differences(now: Snapshots): string[] {
  if (process.env['UPDATE_SNAPSHOTS'] === '1') {
    const lines = Object.entries(now).map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`);
    writeFileSync(FILE, `{\n${lines.join(',\n')}\n}\n`);
  }
  const kept = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Snapshots) : {};
  const found: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'throughline-looks-'));
  for (const name of new Set([...Object.keys(kept), ...Object.keys(now)])) {
    const what = difference(kept[name], now[name]);
    if (what === null) continue;
    const path = join(folder, `${name.replaceAll(/\W+/g, '-')}.png`);
    const picture = pictures.get(name);
    if (picture) writeFileSync(path, picture);
    found.push(`${name} ${what}${picture ? `: ${path}` : ''}`);
  }
  return found;
}
