import { type Browser, type Page, chromium } from 'playwright-core';
import { ROOT } from '../../src/commands/serve.ts';
import { buildWebIfStale } from '../../src/commands/build-web.ts';
import { accounts } from '../../src/demo/index.ts';
import { freshDatabase } from '../database.ts';
import { freePort, type Running, startServer, throughlineDone } from '../server.ts';

export type Stage = { base: string; browser: Browser; server: Running; databaseUrl: string; end(): Promise<void> };

/** The product as a person meets it: a database with the demonstration, the built app, the server, and a Chromium. */
export async function openStage(patients: number, more: Record<string, string> = {}): Promise<Stage> {
  const executablePath = process.env['CHROMIUM'];
  if (!executablePath) throw new Error('CHROMIUM names no browser: run through npm test');
  const database = await freshDatabase();
  const env = { DATABASE_URL: database.url, ...more };
  await buildWebIfStale(ROOT);
  const filled = await throughlineDone(['demo', '--patients', String(patients)], env);
  if (filled.status !== 0) throw new Error(`the demonstration did not fill: ${filled.err}`);
  const server = await startServer(env, await freePort());
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    base: server.base,
    browser,
    server,
    databaseUrl: database.url,
    async end() {
      await browser.close();
      await server.stop();
      await database.drop();
    },
  };
}

export type View = { width: number; height: number; colorScheme: 'light' | 'dark' };
export const DESK: View = { width: 1440, height: 900, colorScheme: 'light' };
export const PHONE: View = { width: 390, height: 844, colorScheme: 'light' };

/** A page of its own session; every error that the page meets is kept in `errors`. */
export async function openPage(stage: Stage, view: View = DESK): Promise<{ page: Page; errors: string[] }> {
  const context = await stage.browser.newContext({
    viewport: { width: view.width, height: view.height },
    colorScheme: view.colorScheme,
    baseURL: stage.base,
    locale: 'en-US',
    timezoneId: 'America/New_York',
  });
  context.setDefaultTimeout(12_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/401|status of 4\d\d/.test(message.text())) errors.push(message.text());
  });
  return { page, errors };
}

/** Signs in by the form, as a person would. */
export async function signIn(page: Page, username: string): Promise<void> {
  const account = accounts().find((one) => one.username === username);
  if (!account) throw new Error(`the demonstration has no account ${username}`);
  await page.goto('/sign-in');
  await page.getByLabel(/user ?name/i).fill(account.username);
  await page.getByLabel(/^password/i).fill(account.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

/**
 * Waits until the page shows what it has to show: a heading, no skeleton, its fonts, no movement. Not for the network to be idle: a page
 * that follows the record keeps a stream open.
 */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(() => {
    // The inventory shows skeletons as what they are.
    const isLoading = location.pathname !== '/design' && document.querySelector('[data-loading]') !== null;
    return !isLoading && document.fonts.status === 'loaded';
  });
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
    // What fades from one scheme to the other has its colours only at the end.
    const finite = document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(finite.map((one) => one.finished));
  });
}
