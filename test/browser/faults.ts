import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { DESK, PHONE, settled, type View } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Finding = { id: string; impact: string | null; nodes: { target: string[] }[] };

/** What axe finds that is serious or worse, as `rule: places`. */
async function seriousIn(page: Page): Promise<string[]> {
  const violations = (await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations)',
  )) as Finding[];
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** Every screen is looked at in each. */
export const VIEWS: [string, View][] = [
  ['desk, light', DESK],
  ['desk, dark', { ...DESK, colorScheme: 'dark' }],
  ['phone, dark', { ...PHONE, colorScheme: 'dark' }],
  ['phone, light', PHONE],
];

/** What is wrong with the screen as it stands: under each size and scheme, without loading it again. */
export async function faultsOf(page: Page): Promise<string[]> {
  const faults: string[] = [];
  await page.evaluate(axe);
  for (const [name, { width, height, colorScheme }] of VIEWS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await settled(page);
    const scheme = await page.evaluate(() => document.documentElement.dataset['mantineColorScheme']);
    if (scheme !== colorScheme) faults.push(`${name}: drawn in ${scheme}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) faults.push(`${name}: ${wide} px wider than the screen`);
    faults.push(...(await seriousIn(page)).map((finding) => `${name}: ${finding}`));
  }
  return faults;
}
