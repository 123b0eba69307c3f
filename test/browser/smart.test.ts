import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveAppPages, type AppPages } from '../smart/app-pages.ts';
import { authorizeUrl } from '../smart/flow.ts';
import { openPage, openStage, settled, signIn, type Stage } from './browser.ts';
import { faultsOf } from './faults.ts';

let stage: Stage;
let app: AppPages;
beforeAll(async () => {
  stage = await openStage(12);
  app = await serveAppPages();
}, 120_000);
afterAll(async () => {
  await app?.close();
  await stage?.end();
});

const SCOPES = [
  'openid',
  'fhirUser',
  'launch',
  'launch/patient',
  'patient/Patient.rs',
  'patient/Observation.rs',
  'patient/Condition.rs',
];

type Told = Record<string, string | number | boolean>;

/** What the app's page shows once it has looked. */
async function told(page: Page): Promise<Told> {
  await page.waitForURL((url) => url.origin === app.origin && url.pathname === '/index.html');
  await page.waitForFunction(() => document.querySelector('#told')?.textContent?.startsWith('{'));
  return JSON.parse(await page.locator('#told').innerText()) as Told;
}

/** Registers the app as an administrator does, and gives its client_id. */
async function register(name: string, redirect = `${app.origin}/index.html`): Promise<string> {
  const { page, errors } = await openPage(stage);
  await signIn(page, 'admin');
  await page.getByRole('link', { name: 'Apps' }).first().click();
  await page.waitForURL(/\/admin\/apps/);
  await page.getByRole('button', { name: 'Register an app' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Name', { exact: true }).fill(name);
  await sheet.getByLabel(/^Addresses it is returned to/).fill(redirect);
  await sheet.getByLabel(/^Address it is opened at/).fill(`${app.origin}/launch.html`);
  await sheet.getByLabel(/^What it may ask for/).fill('patient/Observation.sr');
  await sheet.getByRole('button', { name: 'Register an app' }).click();
  await sheet.getByText(/"patient\/Observation\.sr" cannot be granted/).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
  await sheet.getByLabel(/^What it may ask for/).fill(SCOPES.join('\n'));
  await sheet.getByRole('button', { name: 'Register an app' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText(name, { exact: true }).first().click();
  const id = await page
    .getByRole('dialog')
    .locator('div')
    .filter({ hasText: /^[0-9a-f]{8}-[0-9a-f-]{27}$/ })
    .first()
    .innerText();
  expect(await faultsOf(page)).toEqual([]);
  expect(errors).toEqual([]);
  await page.context().close();
  return id;
}

async function allowed(page: Page): Promise<Told> {
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  return told(page);
}

async function opened(context: BrowserContext, act: () => Promise<void>): Promise<Page> {
  const [page] = await Promise.all([context.waitForEvent('page'), act()]);
  return page;
}

test('an app is registered, opened from a chart, and reads what it was let in for', { timeout: 120_000 }, async () => {
  const id = await register('Growth charts');
  app.is(id, { launch: 'openid fhirUser launch patient/Patient.rs patient/Observation.rs', standalone: '' }, '');
  const { page, errors } = await openPage(stage);
  await signIn(page, 'physician');
  await page.goto('/patients/p-0002/summary');
  const open = async () => {
    await page.getByRole('button', { name: 'Apps' }).click();
    await page.getByRole('menuitem', { name: 'Growth charts' }).click();
  };
  const asking = await opened(page.context(), open);
  await asking.waitForURL(/\/authorize\//);
  await asking.getByRole('heading', { level: 1, name: 'Growth charts asks to open a record' }).waitFor();
  await asking.getByText('The record of Marisol Quintana').waitFor();
  expect(await faultsOf(asking)).toEqual([]);
  const first = await allowed(asking);
  expect(first).toMatchObject({
    patient: 'p-0002',
    user: expect.stringMatching(/^Practitioner\//),
    need_patient_banner: true,
    own: 1,
    everybody: 1,
    conditions: 'refused 403',
  });
  expect(first['observations']).toBeGreaterThan(0);
  // What is returned to on this machine is asked about each time: another program could stand there.
  await page.bringToFront();
  await page.goto('/patients/p-0001/summary');
  const again = await opened(page.context(), open);
  expect(await allowed(again)).toMatchObject({ patient: 'p-0001', everybody: 1, conditions: 'refused 403' });
  expect(errors).toEqual([]);
  await page.context().close();
});

test('what was allowed once is not asked again', { timeout: 60_000 }, async () => {
  const redirect = 'https://app.example.org/back';
  const id = await register('A reader', redirect);
  const { page } = await openPage(stage);
  await signIn(page, 'patient');
  const asked = { client: id, scope: 'patient/Observation.rs', more: { redirect_uri: redirect } };
  const url = authorizeUrl({ base: `${stage.base}/fhir` }, asked);
  // Nothing answers there: that the browser goes there with a code is what counts.
  const back = () => page.waitForRequest((request) => request.url().startsWith(`${redirect}?code=`));
  await page.goto(url);
  const first = back();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await first;
  const second = back();
  await page.goto(url).catch(() => {});
  expect(new URL((await second).url()).searchParams.get('state')).toBe('a-state');
  await page.context().close();
});

test(
  'a patient lets in an app that comes by itself, for less than it asks, and shuts it out',
  { timeout: 120_000 },
  async () => {
    const id = await register('A diary');
    const standalone = 'openid fhirUser launch/patient patient/Patient.rs patient/Observation.rs patient/Condition.rs';
    app.is(id, { launch: '', standalone }, `${stage.base}/fhir`);
    const { page, errors } = await openPage(stage);
    await page.goto(`${app.origin}/start.html`);
    await page.waitForURL(/\/sign-in/);
    await page.getByLabel(/user ?name/i).fill('patient');
    await page.getByLabel(/^password/i).fill('riverbend-demo');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'A diary asks to open your record' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('switch', { name: /test results and measurements/ }).press('Space');
    const seen = await allowed(page);
    expect(seen).toMatchObject({ patient: 'p-0002', own: 1, everybody: 1, observations: 'refused 403' });
    expect(seen['conditions']).not.toBe('refused 403');
    expect(String(seen['scope'])).not.toContain('Observation');

    const mine = await page.context().newPage();
    await mine.goto('/apps');
    await mine.getByRole('heading', { level: 2, name: 'A diary' }).waitFor();
    await mine.getByText('See diagnoses and problems').waitFor();
    const panel = mine.getByRole('region', { name: 'A diary' });
    expect(await panel.getByText('test results').count()).toBe(0);
    expect(await faultsOf(mine)).toEqual([]);
    await mine.getByRole('button', { name: 'End A diary' }).click();
    await mine.getByRole('dialog').getByRole('button', { name: 'End A diary' }).click();
    await mine.getByRole('region', { name: 'A diary' }).waitFor({ state: 'detached' });
    await page.evaluate(() => (window as unknown as { again(): Promise<void> }).again());
    expect(await told(page)).toMatchObject({
      own: expect.stringMatching(/^refused/),
      conditions: expect.stringMatching(/^refused/),
    });
    expect(errors).toEqual([]);
    await page.context().close();
  },
);

test(
  'one who works here chooses whose record, by keyboard, or says no; in Spanish too',
  { timeout: 120_000 },
  async () => {
    const id = await register('A tracker');
    app.is(id, { launch: '', standalone: 'openid launch/patient patient/Patient.rs' }, `${stage.base}/fhir`);
    const { page, errors } = await openPage(stage);
    await signIn(page, 'nurse');
    await page.goto(`${app.origin}/start.html`);
    await page.getByLabel('Find a person').fill('Quintana');
    await page
      .getByRole('option', { name: /Marisol/ })
      .first()
      .waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('Find a person').press('Enter');
    await page.getByText(/The record of .*Quintana/).waitFor();
    await page.evaluate(() => localStorage.setItem('throughline.language', 'es'));
    await page.reload();
    await settled(page);
    await page.getByRole('button', { name: 'No permitir' }).click();
    expect(await told(page)).toHaveProperty('error');
    await page.goto('/authorize/failed?error=invalid_client');
    await settled(page);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('No se pudo abrir la aplicación');
    expect(await faultsOf(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  },
);
