import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

export type Cost = { keys: number; clicks: number };

const PLACE = new URL('../../docs/clicks.md', import.meta.url);

/** What a task may cost at most: the figures that stand in docs/clicks.md, which may only fall. */
export function allowed(task: string): Cost {
  const rows = readFileSync(PLACE, 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const row = rows.find((cells) => cells[1] === task);
  if (!row) throw new Error(`docs/clicks.md has no task "${task}"`);
  return { keys: Number(row[2]), clicks: Number(row[3]) };
}

type Counting = { cost: Cost };

/** Counts from now on, in the page that is loaded: every key that goes down, and every press of a pointer. */
export async function startCounting(page: Page): Promise<void> {
  await page.evaluate(() => {
    const counting: Counting = { cost: { keys: 0, clicks: 0 } };
    Object.assign(window, { counting });
    addEventListener('keydown', (event) => event.isTrusted && (counting.cost.keys += 1), { capture: true });
    addEventListener('pointerdown', (event) => event.isTrusted && (counting.cost.clicks += 1), { capture: true });
  });
}

/** What was counted since. */
export function counted(page: Page): Promise<Cost> {
  return page.evaluate(() => (window as unknown as { counting: Counting }).counting.cost);
}
