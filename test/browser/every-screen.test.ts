import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference, differences, type Snapshots, snapshotsOf } from './snapshots.ts';
import { DESK, openPage, openStage, settled, signIn, type Stage } from './browser.ts';
import { faultsOf, VIEWS } from './faults.ts';

const TABS = ['summary', 'journey', 'plan', 'results', 'medications', 'visits', 'documents', 'team', 'access'];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(12);
}, 120_000);
afterAll(() => stage?.end());

function firstPatient(page: Page): Promise<string> {
  return page.evaluate(() =>
    fetch('/fhir/Patient?_count=1&_sort=_id')
      .then((answer) => answer.json())
      .then((bundle) => bundle.entry[0].resource.id as string),
  );
}

test.each([
  ['the places', '/', '/patients', '/directory', '/account', '/design'],
  ['the chart', ...TABS.map((tab) => `/patients/:id/${tab}`)],
])(
  '%s: axe finds nothing serious and nothing is wider than the screen, at a desk and on a phone, light and dark',
  { timeout: 120_000 },
  async (...[, ...paths]) => {
    const { page, errors } = await openPage(stage);
    const found: Record<string, string[]> = {};
    const look = async (name: string) => {
      const faults = await faultsOf(page);
      if (faults.length > 0) found[name] = faults;
    };
    await signIn(page, 'physician');
    const id = await firstPatient(page);
    for (const path of paths) {
      await page.goto(path.replace(':id', id));
      await look(path);
    }
    expect(found).toEqual({});
    expect(errors).toEqual([]);
  },
);

test(
  'who looked at the record: the same, for whose it is and for the privacy officer',
  { timeout: 120_000 },
  async () => {
    for (const username of ['patient', 'privacy']) {
      const { page, errors } = await openPage(stage);
      await signIn(page, username);
      const id = username === 'patient' ? 'p-0002' : await firstPatient(page);
      await page.goto(`/patients/${id}/access`);
      expect(await faultsOf(page), username).toEqual([]);
      await page.setViewportSize(DESK);
      await page.getByText('by itself').first().waitFor();
      const taken = page.waitForEvent('download');
      await page.getByRole('button', { name: /csv/i }).click();
      const file = await taken;
      expect(file.suggestedFilename()).toMatch(/^who-looked-\d{4}-\d\d-\d\d\.csv$/);
      await page.getByRole('button', { name: /printable/i }).click();
      await page.getByRole('article', { name: 'Accounting of disclosures' }).waitFor();
      expect(await faultsOf(page), username).toEqual([]);
      await page.getByRole('button', { name: /back to the list/i }).click();
      await page.getByText('Took a copy of this list').first().waitFor();
      expect(errors).toEqual([]);
      await page.context().close();
    }
  },
);

test('who is not to see who looked has nothing of it in the tab', async () => {
  const { page } = await openPage(stage);
  await signIn(page, 'physician');
  await page.goto(`/patients/${await firstPatient(page)}/access`);
  await settled(page);
  await page
    .getByRole('heading', { name: 'Who may look' })
    .or(page.getByRole('heading', { name: /emergency/i }))
    .first()
    .waitFor();
  expect(await page.getByRole('heading', { name: /who looked/i }).count()).toBe(0);
});

test('the door and the visit note: the same', { timeout: 60_000 }, async () => {
  const { page, errors } = await openPage(stage);
  await page.goto('/sign-in');
  expect(await faultsOf(page)).toEqual([]);
  await page.setViewportSize(DESK);
  await signIn(page, 'physician');
  const id = await firstPatient(page);
  await page.goto(`/patients/${id}/summary`);
  await page.getByRole('button', { name: /new visit note/i }).click();
  await page.getByLabel(/reason for the visit/i).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  expect(errors).toEqual([]);
});

test('the inventory looks as it did, at both sizes and in both schemes', { timeout: 60_000 }, async () => {
  const { page } = await openPage(stage);
  await signIn(page, 'physician');
  // What says "in two hours" must say it in the same words tomorrow.
  await page.clock.setFixedTime('2025-05-12T15:00:00Z');
  await page.goto('/design');
  const found: Snapshots = {};
  for (const [name, { width, height, colorScheme }] of VIEWS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await settled(page);
    Object.assign(found, await snapshotsOf(page, name));
  }
  expect(differences(found)).toEqual([]);
  // And it can tell: a component that is not drawn, another scheme, and one that is wider.
  const [name, first] = Object.entries(found)[0]!;
  const dark = found[name.replace('light', 'dark')]!;
  expect(difference(first, { ...first, cells: first.cells.replaceAll(/[0-9a-e]/g, 'f') })).toMatch(/otherwise/);
  expect(difference(first, { ...dark, width: first.width, height: first.height })).toMatch(/otherwise/);
  expect(difference(first, { ...first, width: first.width + 20 })).toMatch(/was/);
});

test('a concept, a person and a time are chosen by keyboard alone', async () => {
  const { page } = await openPage(stage);
  await signIn(page, 'physician');
  await page.goto('/design');
  await settled(page);
  const problem = page.getByRole('combobox', { name: 'Problem' });
  await problem.focus();
  await page.keyboard.press('ArrowDown');
  const offered = page.getByRole('listbox', { name: 'Problem' }).getByRole('option');
  expect(await offered.allInnerTexts()).toEqual(['Hypertension', 'Heart failure']);
  await page.keyboard.type('chf');
  expect(await problem.getAttribute('aria-expanded')).toBe('true');
  await page.keyboard.press('Enter');
  expect([await problem.inputValue(), await problem.getAttribute('aria-expanded')]).toEqual(['Heart failure', 'false']);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('pain at night');
  await page.keyboard.press('Enter');
  expect(await problem.inputValue()).toBe('pain at night');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('asth');
  await page.keyboard.press('Escape');
  expect(await problem.inputValue(), 'Escape gives up').toBe('pain at night');
  const owner = page.getByRole('combobox', { name: 'Owner' });
  await owner.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('pharm');
  await page.keyboard.press('Enter');
  expect(await owner.inputValue()).toBe('Tom Ekholm');
  const times = page.getByRole('group', { name: 'Free times', exact: true });
  await times.getByRole('radio', { name: /09:40/ }).focus();
  await page.keyboard.press('ArrowRight');
  expect(await times.getByRole('radio', { checked: true }).getAttribute('aria-label')).toMatch(/14:00.*Jonah Weiss/);
});

test('signed out, every place leads to the door and back; a wrong password is said beside its field', async () => {
  const { page } = await openPage(stage);
  await page.goto('/directory');
  await page.waitForURL(/\/sign-in/);
  await page.getByLabel(/user ?name/i).fill('physician');
  await page.getByLabel(/^password/i).fill('not the password');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByLabel(/^password/i).getAttribute('aria-invalid'), { timeout: 10_000 }).toBe('true');
  await page.getByLabel(/^password/i).fill('riverbend-demo');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/directory/);
});

test('each role has a home that works', { timeout: 90_000 }, async () => {
  const wrong: string[] = [];
  for (const username of [
    'nurse',
    'transitional',
    'behavioral',
    'social',
    'chw',
    'pharmacist',
    'registrar',
    'biller',
    'analyst',
    'admin',
    'patient',
  ]) {
    const { page, errors } = await openPage(stage);
    await signIn(page, username);
    await settled(page);
    if (errors.length > 0) wrong.push(`${username}: ${errors.join('; ')}`);
    if ((await page.getByRole('alert').count()) > 0)
      wrong.push(`${username}: ${await page.getByRole('alert').first().innerText()}`);
    await page.context().close();
  }
  expect(wrong).toEqual([]);
});
