import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, openStage, settled, signIn, type Stage } from './browser.ts';
import { faultsOf } from './faults.ts';

// The inbox as its users work it: by keyboard, with a colleague who stands in, and with a critical result coming in meanwhile.

let stage: Stage;
let page: Page;
let errors: string[];
let me: string;

beforeAll(async () => {
  stage = await openStage(3);
  ({ page, errors } = await openPage(stage));
  await signIn(page, 'physician');
  me = await page.evaluate(async () => (await (await fetch('/app/me')).json()).account.practitioner as string);
}, 120_000);
afterAll(() => stage?.end());

type Result = { title: string; name: string; value: number; flag?: string };

/** Writes an order of the physician's for somebody new, and its report as a laboratory sends it. Gives the report's reference. */
function report(family: string, results: Result[], status = 'final'): Promise<string> {
  const [person, order, whole] = ['Patient', 'ServiceRequest', 'DiagnosticReport'].map(
    (type) => `${type}/${family.toLowerCase()}-${results[0]!.title.length}`,
  );
  const put = (reference: string, resource: object) => ({
    resource: { resourceType: reference.split('/')[0], id: reference.split('/')[1], ...resource },
    request: { method: 'PUT', url: reference },
  });
  const subject = { reference: person! };
  const entry = [
    put(person!, { name: [{ family, given: ['Ida'] }], birthDate: '1958-02-01' }),
    put(order!, {
      status: 'active',
      intent: 'order',
      subject,
      code: { text: results[0]!.title },
      requester: { reference: me },
    }),
    put(whole!, {
      status,
      code: { text: results[0]!.title },
      subject,
      basedOn: [{ reference: order! }],
      issued: new Date().toISOString(),
      performer: [{ display: 'Riverbend Clinical Laboratory' }],
      result: results.map((_one, at) => ({ reference: `Observation/${family.toLowerCase()}-${at}` })),
    }),
    ...results.map((one, at) =>
      put(`Observation/${family.toLowerCase()}-${at}`, {
        status,
        code: { text: one.name },
        category: [
          { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
        ],
        subject,
        effectiveDateTime: new Date().toISOString(),
        valueQuantity: { value: one.value, unit: 'mmol/L' },
        ...(one.flag ? { interpretation: [{ coding: [{ code: one.flag }] }] } : {}),
      }),
    ),
  ];
  return page.evaluate(
    async ({ all, reference }) => {
      const answer = await fetch('/fhir', {
        method: 'POST',
        headers: { 'content-type': 'application/fhir+json' },
        body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry: all }),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return reference;
    },
    { all: entry, reference: whole! },
  );
}

const list = () => page.getByRole('navigation', { name: 'Results to look at' });
const row = (name: string) => list().locator('[data-entry]').filter({ hasText: name });
const tasksOf = (focus: string) =>
  page.evaluate(async (reference) => {
    const found = await (await fetch(`/fhir/Task?focus=${reference}`)).json();
    return (found.entry ?? []).map((one: { resource: fhir4.Task }) => one.resource) as fhir4.Task[];
  }, focus);
async function stands(focus: string): Promise<void> {
  await expect.poll(async () => (await tasksOf(focus)).length).toBe(1);
}

test('an abnormal result is looked at by keyboard alone: judged, commented, told, and taken off the list', async () => {
  const high = await report('Aalto', [
    { title: 'Electrolytes', name: 'Potassium', value: 5.8, flag: 'H' },
    { title: 'Electrolytes', name: 'Sodium', value: 140 },
  ]);
  const critical = await report('Brandt', [{ title: 'Potassium alone', name: 'Potassium', value: 6.9, flag: 'HH' }]);
  await Promise.all([stands(high), stands(critical)]);
  await page.goto('/results');
  await settled(page);
  // The gravest is first, and open.
  expect(await list().locator('[data-entry]').first().innerText()).toMatch(/Brandt[\s\S]*critically high/);
  await page.getByRole('heading', { name: 'Potassium alone' }).waitFor();
  await list().locator('[data-entry]').first().focus();
  for (let step = 0; step < 20; step += 1) {
    if ((await page.evaluate(() => document.activeElement?.textContent ?? '')).includes('Aalto')) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.getByRole('heading', { name: 'Electrolytes' }).waitFor();
  const values = page.getByRole('table', { name: 'Values' });
  expect(await values.getByRole('row').filter({ hasText: 'Potassium' }).innerText()).toMatch(/5\.8[\s\S]*High/);
  await page.getByLabel('Comment for the team').focus();
  await page.keyboard.type('Repeat next week.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.getByLabel('In plain words, to Ida Aalto').waitFor();
  await page.getByRole('button', { name: 'Looked at' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => row('Aalto').count()).toBe(0);
  const [task] = await tasksOf(high);
  expect(task).toMatchObject({ status: 'completed', note: [{ text: 'Repeat next week.' }] });
  expect(errors).toEqual([]);
});

test('A takes the open one off, and it can be put back', async () => {
  await page.goto('/results');
  await row('Brandt').click();
  await page.getByRole('heading', { name: 'Potassium alone' }).waitFor();
  await page.keyboard.press('a');
  await expect.poll(() => row('Brandt').count()).toBe(0);
  await page.locator('[data-toast]').getByRole('button', { name: 'Undo' }).click();
  await row('Brandt').waitFor();
});

test('normal results are looked at together in three acts', async () => {
  const both = [
    await report('Castell', [{ title: 'Liver panel', name: 'ALT', value: 20 }]),
    await report('Dorn', [{ title: 'Iron', name: 'Ferritin', value: 90 }]),
  ];
  await Promise.all(both.map(stands));
  await page.goto('/results');
  await row('Dorn').waitFor();
  await page.getByRole('button', { name: 'Choose all normal ones' }).click();
  await page
    .getByRole('region', { name: /normal results? chosen/ })
    .getByRole('button', { name: 'Looked at' })
    .click();
  await expect.poll(() => row('Dorn').count()).toBe(0);
  expect((await Promise.all(both.map(tasksOf))).flat().map(({ status }) => status)).toEqual(['completed', 'completed']);
});

test('a result corrected after it was looked at comes back with why; a colleague who stands in sees it', async () => {
  const values = (value: number, flag?: string) => [
    { title: 'Sugar', name: 'Glucose', value, ...(flag ? { flag } : {}) },
  ];
  const focus = await report('Engel', values(5));
  await stands(focus);
  await page.goto('/results');
  await row('Engel').click();
  await page.getByRole('button', { name: 'Looked at', exact: true }).click();
  await expect.poll(() => row('Engel').count()).toBe(0);
  await report('Engel', values(14, 'H'), 'corrected');
  await expect.poll(async () => (await tasksOf(focus))[0]!.status).toBe('requested');
  await page.reload();
  expect(await row('Engel').innerText()).toMatch(/Corrected after it was looked at/);

  await page.getByRole('button', { name: 'Away?' }).click();
  await page.getByRole('combobox', { name: 'Who stands in for you' }).fill('Solveig');
  await page.keyboard.press('Enter');
  await page.getByLabel('Until').fill(new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10));
  await page.getByRole('button', { name: 'Arrange it' }).click();
  await page
    .getByText(/Solveig Marchetti, MD stands in for you until/)
    .first()
    .waitFor();
  const other = await openPage(stage);
  await signIn(other.page, 'hospitalist');
  await other.page.goto('/results');
  await other.page.getByText('For Amara Whitfield, MD').first().waitFor();
  await other.page.context().close();
  await page.getByRole('button', { name: 'End it' }).click();
  await expect.poll(() => page.getByRole('button', { name: 'End it' }).count()).toBe(0);
});

test('the inbox and what waits everywhere have no fault at a desk and on a phone, light and dark', async () => {
  for (const path of ['/results', '/results/unread']) {
    await page.goto(path);
    await settled(page);
    expect(await faultsOf(page)).toEqual([]);
  }
  expect(errors).toEqual([]);
}, 60_000);
