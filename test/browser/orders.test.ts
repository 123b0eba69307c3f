import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DESK, openPage, openStage, settled, signIn, type Stage } from './browser.ts';
import { allowed, counted, startCounting } from './clicks.ts';
import { faultsOf } from './faults.ts';

let stage: Stage;
let primary: Page;
let specialist: Page;
const errors: string[] = [];
let patient: string;

const CMP: [code: string, name: string, value: number, unit: string][] = [
  ['2951-2', 'Sodium', 139, 'mmol/L'],
  ['2823-3', 'Potassium', 4.4, 'mmol/L'],
  ['2075-0', 'Chloride', 102, 'mmol/L'],
  ['2028-9', 'Bicarbonate', 25, 'mmol/L'],
  ['3094-0', 'Urea nitrogen', 14, 'mg/dL'],
  ['2160-0', 'Creatinine', 0.9, 'mg/dL'],
  ['2345-7', 'Glucose', 92, 'mg/dL'],
  ['17861-6', 'Calcium', 9.4, 'mg/dL'],
  ['1751-7', 'Albumin', 4.2, 'g/dL'],
  ['2885-2', 'Total protein', 7, 'g/dL'],
  ['1742-6', 'ALT', 22, 'U/L'],
  ['1920-8', 'AST', 20, 'U/L'],
  ['6768-6', 'Alkaline phosphatase', 70, 'U/L'],
  ['1975-2', 'Total bilirubin', 0.6, 'mg/dL'],
];

beforeAll(async () => {
  stage = await openStage(3);
  for (const [username, keep] of [
    ['physician', (page: Page) => (primary = page)],
    ['cardiology', (page: Page) => (specialist = page)],
  ] as const) {
    const opened = await openPage(stage);
    opened.page.on('pageerror', (error) => errors.push(error.message));
    await signIn(opened.page, username);
    keep(opened.page);
  }
  patient = await post<{ id: string }>('Patient', {
    resourceType: 'Patient',
    name: [{ family: 'Twicely', given: ['Ada'] }],
    birthDate: '1961-05-04',
  }).then(({ id }) => id);
}, 120_000);
afterAll(() => stage?.end());

/** Speaks FHIR in the primary physician's session. */
function fhir<T>(method: string, path: string, body?: object): Promise<T> {
  return primary.evaluate(
    async ([how, where, what]) => {
      const answer = await fetch(`/fhir${where}`, {
        method: how,
        headers: { 'content-type': 'application/fhir+json', prefer: 'return=representation' },
        ...(what ? { body: JSON.stringify(what) } : {}),
      });
      const said = await answer.json();
      if (!answer.ok) throw new Error(JSON.stringify(said));
      return said as T;
    },
    [method, path, body] as const,
  );
}
const post = <T>(type: string, body: object) => fhir<T>('POST', type === '' ? '' : `/${type}`, body);
const find = async <T>(query: string): Promise<T[]> =>
  ((await fhir<fhir4.Bundle>('GET', `/${query}`)).entry ?? []).map(({ resource }) => resource as T);

/** What the laboratory does: it takes the order on, draws, measures, reports, and is done. */
async function sendResults(order: fhir4.ServiceRequest, task: fhir4.Task): Promise<void> {
  const subject = { reference: `Patient/${patient}` };
  const basedOn = [{ reference: `ServiceRequest/${order.id}` }];
  const at = new Date().toISOString();
  const url = (place: number) => `urn:uuid:00000000-0000-4000-8000-0000000001${String(place).padStart(2, '0')}`;
  const coding = (code: string, display: string) => ({
    coding: [{ system: 'http://loinc.org', code, display }],
    text: display,
  });
  const results = CMP.map(([code, name, value, unit], place) => ({
    fullUrl: url(place),
    resource: {
      resourceType: 'Observation',
      status: 'final',
      basedOn,
      category: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
      ],
      code: coding(code, name),
      subject,
      specimen: { reference: url(50) },
      effectiveDateTime: at,
      issued: at,
      performer: order.performer,
      valueQuantity: { value, unit, code: unit, system: 'http://unitsofmeasure.org' },
    },
    request: { method: 'POST', url: 'Observation' },
  }));
  await post('', {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        fullUrl: url(50),
        resource: {
          resourceType: 'Specimen',
          subject,
          request: basedOn,
          type: { text: 'Blood' },
          collection: { collectedDateTime: at },
        },
        request: { method: 'POST', url: 'Specimen' },
      },
      ...results,
      {
        resource: {
          resourceType: 'DiagnosticReport',
          status: 'final',
          basedOn,
          code: coding('24323-8', 'Comprehensive metabolic panel'),
          subject,
          effectiveDateTime: at,
          issued: at,
          performer: order.performer,
          result: CMP.map((_, place) => ({ reference: url(place) })),
        },
        request: { method: 'POST', url: 'DiagnosticReport' },
      },
      {
        resource: { ...task, status: 'completed' },
        request: { method: 'PUT', url: `Task/${task.id}` },
      },
      {
        resource: { ...order, status: 'completed' },
        request: { method: 'PUT', url: `ServiceRequest/${order.id}` },
      },
    ],
  });
}

const pane = (page: Page) => page.getByRole('dialog', { name: 'Orders' });
const toast = (page: Page) => page.locator('[data-toast]');
const field = (page: Page) => pane(page).getByRole('combobox', { name: /add a test/i });

async function openChart(page: Page): Promise<void> {
  await page.goto(`/patients/${patient}/results`);
  await settled(page);
}

/** Opens the pane by its key and picks by the keyboard alone. */
async function pick(page: Page, text: string): Promise<void> {
  await page.keyboard.press('o');
  await field(page).waitFor();
  await expect.poll(() => field(page).evaluate((one) => one === document.activeElement)).toBe(true);
  await page.keyboard.type(text);
  await pane(page).getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
}

const atMost = (cost: { keys: number; clicks: number }, task: string) => {
  const most = allowed(task);
  expect(cost.keys, `keys of "${task}"`).toBeLessThanOrEqual(most.keys);
  expect(cost.clicks, `clicks of "${task}"`).toBeLessThanOrEqual(most.clicks);
};

test(
  'two sites in one day: the second order for the first one’s test is answered by its result',
  { timeout: 90_000 },
  async () => {
    await openChart(primary);
    await startCounting(primary);
    await pick(primary, 'cmp');
    await pane(primary).getByRole('heading', { name: 'Comprehensive metabolic panel' }).waitFor();
    await primary.keyboard.press('Control+Enter');
    await toast(primary).getByText('The order is signed').waitFor();
    atMost(await counted(primary), 'order a lab, by keyboard');
    const under = primary.getByRole('region', { name: 'Open orders' });
    await under.getByText('Requested').waitFor();

    // Whoever orders it meanwhile is told that it is under way.
    await openChart(specialist);
    await pick(specialist, 'bmp');
    await pane(specialist).getByText('Already ordered').waitFor();
    await specialist.keyboard.press('Control+Enter');
    await pane(specialist)
      .getByText(/has its answer already/)
      .waitFor();
    await pane(specialist).getByRole('button', { name: 'Remove Basic metabolic panel' }).click();
    await pane(specialist).getByRole('button', { name: 'Close' }).click();

    const [order] = await find<fhir4.ServiceRequest>(`ServiceRequest?patient=${patient}`);
    const [task] = await find<fhir4.Task>(`Task?patient=${patient}`);
    expect(order).toMatchObject({
      status: 'active',
      intent: 'order',
      performer: [{ reference: 'Organization/riverbend-laboratory' }],
    });
    expect(task).toMatchObject({ status: 'requested', focus: { reference: `ServiceRequest/${order!.id}` } });
    await fhir('PUT', `/Task/${task!.id}`, { ...task, status: 'in-progress' });
    await under.getByText('Under way').waitFor();
    await sendResults(order!, { ...task!, status: 'in-progress' });
    await under.waitFor({ state: 'detached' });

    await openChart(specialist);
    await startCounting(specialist);
    await pick(specialist, 'bmp');
    const answered = pane(specialist).getByRole('region', { name: /already measured/i });
    await answered.getByText('4.4 mmol/L').waitFor();
    await specialist.keyboard.press('Alt+u');
    await toast(specialist)
      .getByText(/what was there is used/)
      .waitFor();
    atMost(await counted(specialist), 'repeat lab that was done elsewhere, its result used instead');
    const [used, ...others] = await find<fhir4.ServiceRequest>(`ServiceRequest?patient=${patient}&intent=proposal`);
    expect(others).toEqual([]);
    expect(used).toMatchObject({ status: 'completed', code: { text: 'Basic metabolic panel' } });
    expect(used!.supportingInfo).toHaveLength(8);
    expect(await find(`ServiceRequest?patient=${patient}&intent=order`)).toHaveLength(1);
  },
);

test(
  'the answer is shown with its value, day, site, rule and source, at each size and scheme; ordered anyway it asks why',
  { timeout: 90_000 },
  async () => {
    await openChart(specialist);
    await pick(specialist, 'bmp');
    const answered = pane(specialist).getByRole('region', { name: /already measured/i });
    await answered.getByText('Riverbend Clinical Laboratory').first().waitFor();
    await answered.getByText(/stands until/i).waitFor();
    await answered.getByRole('button', { name: 'Why?' }).click();
    await answered.getByText(/Royal College of Pathologists.*2021/).waitFor();
    expect(await faultsOf(specialist)).toEqual([]);
    await specialist.setViewportSize(DESK);
    await answered.getByLabel('Order anyway, because').selectOption({ label: 'The result is in doubt' });
    await pane(specialist).getByRole('button', { name: 'Sign the order' }).click();
    await toast(specialist).getByText('The order is signed').waitFor();
    const [anyway] = await find<fhir4.ServiceRequest>(`ServiceRequest?patient=${patient}&intent=order&status=active`);
    expect(anyway!.extension).toContainEqual(
      expect.objectContaining({ valueCodeableConcept: expect.objectContaining({ text: 'The result is in doubt' }) }),
    );
    // What was signed is taken back by the same word that said so.
    await toast(specialist).getByRole('button', { name: 'Undo' }).click();
    await toast(specialist).getByText('The orders are taken back').waitFor();
    expect(await find(`ServiceRequest?patient=${patient}&intent=order&status=active`)).toEqual([]);
  },
);

test(
  'by mouse; what is missing is said at its field; an order is taken back with a reason',
  { timeout: 60_000 },
  async () => {
    await openChart(primary);
    await startCounting(primary);
    await primary.getByRole('button', { name: 'Order', exact: true }).click();
    await field(primary).waitFor();
    await expect.poll(() => field(primary).evaluate((one) => one === document.activeElement)).toBe(true);
    await primary.keyboard.type('tsh');
    await pane(primary).getByRole('option').first().click();
    await pane(primary).getByRole('button', { name: 'Sign the order' }).click();
    await toast(primary).getByText('The order is signed').waitFor();
    atMost(await counted(primary), 'order a lab, by mouse');
    await pick(primary, 'x-ray knee');
    await primary.keyboard.press('Control+Enter');
    await pane(primary).getByText('Say which side.').waitFor();
    await pane(primary).getByText('One order needs you before it can be signed.').waitFor();
    await primary.reload();
    await settled(primary);
    // What was not signed is still there after the reload, and where it is opened it is taken out again.
    await primary.getByRole('button', { name: 'Orders (1)' }).click();
    await pane(primary).getByRole('button', { name: 'Remove X-ray knee' }).click();
    await pane(primary).getByRole('button', { name: 'Close' }).click();
    await primary.getByRole('button', { name: 'Take back TSH' }).click();
    await primary.getByRole('button', { name: 'The patient declined' }).click();
    await toast(primary).getByText('TSH is taken back').waitFor();
    await primary.getByRole('region', { name: 'Open orders' }).waitFor({ state: 'detached' });
  },
);

test(
  'the board and what was saved: numbers open to the orders behind them; both in Spanish too',
  { timeout: 90_000 },
  async () => {
    await primary.evaluate(
      ([id]) =>
        fetch(`/app/patients/${id}/orders`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            orders: [
              {
                token: '00000000-0000-4000-8000-000000000777',
                item: 'cbc',
                priority: 'urgent',
                performer: 'Organization/riverbend-laboratory',
              },
            ],
          }),
        }),
      [patient] as const,
    );
    await primary.goto('/orders');
    const row = primary.getByRole('row').filter({ hasText: 'Ada Twicely' });
    await row.getByText('Complete blood count').waitFor();
    await row.getByText('Urgent').waitFor();
    expect(await faultsOf(primary)).toEqual([]);
    await primary.setViewportSize(DESK);
    await primary.getByRole('link', { name: 'What was saved' }).click();
    await primary.getByRole('heading', { name: '1 order was answered by what was there' }).waitFor();
    const counts = primary.getByRole('row').filter({ hasText: 'Basic metabolic panel' });
    await counts.getByText('Riverbend Cardiology').waitFor();
    await counts.focus();
    await primary.keyboard.press('Enter');
    await primary
      .getByRole('dialog', { name: /the orders behind/i })
      .getByText(/by Rosamund Achebe-Clarke/)
      .waitFor();
    // What was ordered anyway was taken back, and is not counted.
    expect(await counts.getByRole('cell').last().textContent()).toMatch(/0$/);
    expect(await faultsOf(primary)).toEqual([]);
    await primary.setViewportSize(DESK);
    await primary.evaluate(() => localStorage.setItem('throughline.language', 'es'));
    await primary.goto(`/patients/${patient}/results`);
    await settled(primary);
    await primary.keyboard.press('o');
    await primary.getByRole('combobox', { name: /agregue un análisis/i }).waitFor();
    expect(errors).toEqual([]);
  },
);
