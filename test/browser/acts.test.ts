import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openPage, openStage, signIn, type Stage } from './browser.ts';

let stage: Stage;
let page: Page;
let errors: string[];
beforeAll(async () => {
  stage = await openStage(3);
  ({ page, errors } = await openPage(stage));
  await signIn(page, 'physician');
}, 120_000);
afterAll(() => stage?.end());
beforeEach(async () => {
  await page.unrouteAll();
  errors.length = 0;
});

type Made = { patient: string; refs: Record<string, string> };

/** A person of whom everything asks for an act: written through FHIR, in the page's own session. */
async function person(): Promise<Made> {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const id = (place: number) => `urn:uuid:00000000-0000-4000-8000-00000000000${place}`;
  const subject = { reference: id(1) };
  const terminology = 'http://terminology.hl7.org/CodeSystem';
  const loinc = (code: string, text: string) => ({
    coding: [{ system: 'http://loinc.org', code, display: text }],
    text,
  });
  const goal = (high: number) => ({
    resourceType: 'Goal',
    subject,
    lifecycleStatus: 'active',
    description: { text: `Systolic under ${high}` },
    startDate: day(-100).slice(0, 10),
    target: [{ measure: loinc('8480-6', 'Systolic'), detailQuantity: { value: high, unit: 'mmHg', comparator: '<' } }],
  });
  const visit = (code: string, from: number, to: number) => ({
    resourceType: 'Encounter',
    subject,
    status: 'finished',
    class: { system: `${terminology}/v3-ActCode`, code },
    period: { start: day(from), end: day(to) },
    reasonCode: [{ text: code === 'IMP' ? 'Pneumonia' : 'Check-up' }],
  });
  const resources: Record<string, object> = {
    patient: { resourceType: 'Patient', name: [{ family: 'Acts', given: ['Ada'] }], birthDate: '1961-05-04' },
    clinic: visit('AMB', -60, -60),
    stay: visit('IMP', -9, -5),
    result: {
      resourceType: 'Observation',
      subject,
      status: 'final',
      category: [{ coding: [{ system: `${terminology}/observation-category`, code: 'laboratory' }] }],
      code: loinc('2823-3', 'Potassium'),
      effectiveDateTime: day(-3),
      valueQuantity: { value: 6.1, unit: 'mmol/L' },
      interpretation: [{ coding: [{ system: `${terminology}/v3-ObservationInterpretation`, code: 'HH' }] }],
    },
    referral: {
      resourceType: 'ServiceRequest',
      subject,
      status: 'active',
      intent: 'order',
      category: [{ coding: [{ system: 'http://snomed.info/sct', code: '3457005', display: 'Patient referral' }] }],
      code: { text: 'Referral to cardiology' },
      encounter: { reference: id(2) },
      authoredOn: day(-60),
    },
    lower: goal(130),
    higher: goal(140),
    task: {
      resourceType: 'Task',
      for: subject,
      status: 'accepted',
      intent: 'order',
      description: 'Send the letter',
      restriction: { period: { end: day(-2) } },
    },
    ...Object.fromEntries(
      ['Amlodipine', 'Atorvastatin', 'Lisinopril', 'Metformin', 'Sertraline'].map((name) => [
        name,
        {
          resourceType: 'MedicationRequest',
          subject,
          status: 'active',
          intent: 'order',
          medicationCodeableConcept: { text: name },
          authoredOn: day(-200),
        },
      ]),
    ),
  };
  const names = Object.keys(resources);
  const entry = names.map((name, place) => ({
    fullUrl: place < 9 ? id(place + 1) : `urn:uuid:00000000-0000-4000-8000-0000000000${place + 1}`,
    resource: resources[name],
    request: { method: 'POST', url: (resources[name] as { resourceType: string }).resourceType },
  }));
  const locations = await page.evaluate(async (all) => {
    const answer = await fetch('/fhir', {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry: all }),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(JSON.stringify(said));
    return said.entry.map((one: { response: { location: string } }) => one.response.location) as string[];
  }, entry);
  const refs = Object.fromEntries(
    names.map((name, place) => [name, locations[place]!.split('/').slice(0, 2).join('/')]),
  );
  const made = { patient: refs['patient']!.split('/')[1]!, refs };
  // What a laboratory sends becomes somebody's to look at a moment later.
  await expect.poll(() => tasksAbout(made, 'result')).toEqual(['review-result requested']);
  return made;
}

const read = (path: string) => page.evaluate((asked) => fetch(`/fhir/${asked}`).then((answer) => answer.json()), path);

/** The patient's tasks about a resource: code and status. */
async function tasksAbout({ patient, refs }: Made, name: string): Promise<string[]> {
  const found = (await read(`Task?patient=${patient}&focus=${refs[name]}`)) as fhir4.Bundle;
  return (found.entry ?? []).map(({ resource }) => {
    const task = resource as fhir4.Task;
    return `${task.code?.coding?.[0]?.code} ${task.status}`;
  });
}

const column = () => page.getByRole('region', { name: 'What matters now' });
const matter = (words: RegExp) => column().getByRole('listitem').filter({ hasText: words });
const toast = () => page.locator('[data-toast]');

/** By mouse, or by keyboard alone: the focus is put there as Tab would, the rest is keys. */
async function press(button: ReturnType<Page['getByRole']>, by: 'mouse' | 'keyboard'): Promise<void> {
  if (by === 'mouse') return button.click();
  await button.focus();
  return page.keyboard.press('Enter');
}

test.each(['mouse', 'keyboard'] as const)(
  'a result is marked reviewed and a follow-up, a referral taken on; each is taken back: by %s',
  async (by) => {
    const made = await person();
    await page.goto(`/patients/${made.patient}/summary`);
    for (const [name, words, act, code, status, back] of [
      ['result', /Potassium/, 'Mark reviewed', 'review-result', 'completed', 'requested'],
      ['stay', /Left hospital/, 'Take on the follow-up', 'transition-call', 'accepted', 'cancelled'],
      ['referral', /Referral to cardiology/, 'Take it on', 'referral', 'accepted', 'cancelled'],
    ] as const) {
      await press(matter(words).getByRole('button', { name: act }), by);
      await expect.poll(() => matter(words).count(), { message: `${name} leaves the column` }).toBe(0);
      expect(await tasksAbout(made, name)).toEqual([`${code} ${status}`]);
      await press(toast().getByRole('button', { name: 'Undo' }), by);
      await matter(words).waitFor();
      expect(await tasksAbout(made, name)).toEqual([`${code} ${back}`]);
    }
    expect(errors).toEqual([]);
  },
);

test.each(['mouse', 'keyboard'] as const)('a task is done and opened again; by %s', async (by) => {
  const made = await person();
  await page.goto(`/patients/${made.patient}/plan`);
  await press(matter(/Send the letter/).getByRole('button', { name: 'Mark done' }), by);
  await expect.poll(() => matter(/Send the letter/).count()).toBe(0);
  expect((await read(made.refs['task']!)).status).toBe('completed');
  await press(toast().getByRole('button', { name: 'Undo' }), by);
  await matter(/Send the letter/).waitFor();
  expect((await read(made.refs['task']!)).status).toBe('accepted');
  // The same from the plan's own row.
  const row = page.getByRole('region', { name: 'Tasks' }).getByRole('listitem').filter({ hasText: 'Send the letter' });
  await press(row.getByRole('button', { name: 'Mark done' }), by);
  await expect.poll(async () => (await read(made.refs['task']!)).status).toBe('completed');
});

test.each(['mouse', 'keyboard'] as const)(
  'a conflict leads to the plan; one goal is kept, the other closed, and both stand again; by %s',
  async (by) => {
    const made = await person();
    const statusOf = async (name: string) => (await read(made.refs[name]!)).lifecycleStatus as string;
    await page.goto(`/patients/${made.patient}/summary`);
    await press(matter(/Two goals disagree/).getByRole('button', { name: 'Settle on the plan' }), by);
    await page.waitForURL(/\/plan$/);
    const conflict = page.getByRole('region', { name: 'Conflict in the plan' });
    await press(conflict.getByRole('button', { name: /^Keep .*130/ }), by);
    await expect.poll(() => conflict.count()).toBe(0);
    expect([await statusOf('lower'), await statusOf('higher')]).toEqual(['active', 'cancelled']);
    await press(toast().getByRole('button', { name: 'Undo' }), by);
    await conflict.waitFor();
    expect([await statusOf('lower'), await statusOf('higher')]).toEqual(['active', 'active']);
  },
);

test('an act that the server refuses says so, and the matter stays', async () => {
  const made = await person();
  await page.goto(`/patients/${made.patient}/summary`);
  await page.route('**/fhir/Task/*', (route) => route.abort());
  await matter(/Potassium/)
    .getByRole('button', { name: 'Mark reviewed' })
    .click();
  await toast()
    .getByText(/could not be saved/)
    .waitFor();
  expect(await matter(/Potassium/).count()).toBe(1);
  expect(await tasksAbout(made, 'result')).toEqual(['review-result requested']);
});

/** Writes a note whose answer is lost on the way: the server has stored it, the page does not know. */
async function loseAnswer(made: Made): Promise<void> {
  await page.goto(`/patients/${made.patient}/visits`);
  await page.getByRole('button', { name: /new visit note/i }).click();
  await page.getByLabel(/reason for the visit/i).fill('Lost on the way');
  await page.getByLabel(/^note/i).fill('First words.');
  await page.route('**/fhir', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByRole('button', { name: /save the note/i }).click();
  await page
    .getByText(/server does not answer/i)
    .first()
    .waitFor();
  await page.unrouteAll();
}

const notesOf = async (made: Made) => {
  const found = (await read(`DocumentReference?patient=${made.patient}`)) as fhir4.Bundle;
  const text = (one: fhir4.FhirResource) => atob((one as fhir4.DocumentReference).content[0]!.attachment.data!);
  return (found.entry ?? []).map(({ resource }) => text(resource!)).sort();
};

test('a note whose answer was lost is not offered as a draft again, and stored once', async () => {
  const made = await person();
  await loseAnswer(made);
  await page.reload();
  await toast().getByText('This visit note was saved already').waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.getByRole('button', { name: /new visit note/i }).click();
  expect(await page.getByLabel(/reason for the visit/i).inputValue()).toBe('');
  expect(await notesOf(made)).toEqual(['First words.']);

  // Without leaving the page, saving again finds it as well.
  const other = await person();
  await loseAnswer(other);
  await page.getByRole('button', { name: /save the note/i }).click();
  await toast().getByText('This visit note was saved already').waitFor();
  expect(await notesOf(other)).toEqual(['First words.']);
});

test('what was changed in a note after its answer was lost is not lost with it', async () => {
  const made = await person();
  await loseAnswer(made);
  await page.getByLabel(/^note/i).fill('Second words.');
  await page.getByRole('button', { name: /save the note/i }).click();
  await page.getByText(/saved already, as it was first sent/).waitFor();
  expect(await notesOf(made)).toEqual(['First words.']);
  await page.getByRole('button', { name: /save the note/i }).click();
  await toast().getByText('The visit note is saved').waitFor();
  expect(await notesOf(made)).toEqual(['First words.', 'Second words.']);
});

test('a note that never arrived opens as it was left', async () => {
  const made = await person();
  await page.goto(`/patients/${made.patient}/visits`);
  await page.getByRole('button', { name: /new visit note/i }).click();
  await page.getByLabel(/reason for the visit/i).fill('Cut off');
  await page.getByLabel(/^note/i).fill('Kept.');
  await page.route('**/fhir', (route) => route.abort());
  await page.getByRole('button', { name: /save the note/i }).click();
  await page
    .getByText(/server does not answer/i)
    .first()
    .waitFor();
  await page.unrouteAll();
  await page.reload();
  await page.getByLabel(/^note/i).waitFor();
  expect(await page.getByLabel(/^note/i).inputValue()).toBe('Kept.');
  await page.getByRole('button', { name: /save the note/i }).click();
  await toast().getByText('The visit note is saved').waitFor();
  expect(await notesOf(made)).toEqual(['Kept.']);
});

test('a problem is found by another name, picked by keyboard, and stored with its codes', async () => {
  const made = await person();
  await page.goto(`/patients/${made.patient}/visits`);
  await page.getByRole('button', { name: /new visit note/i }).click();
  await page.getByLabel(/reason for the visit/i).fill('Burning');
  const problem = page.getByRole('combobox', { name: /add a problem/i });
  await problem.focus();
  await page.keyboard.type('uti');
  await page.keyboard.press('Enter');
  expect(await problem.inputValue()).toBe('Urinary tract infection');
  await page.getByRole('button', { name: /save the note/i }).focus();
  await page.keyboard.press('Enter');
  await toast().getByText('The visit note is saved').waitFor();
  const found = (await read(`Condition?patient=${made.patient}`)) as fhir4.Bundle;
  const codes = (found.entry![0]!.resource as fhir4.Condition).code?.coding?.map((one) => one.code);
  expect(codes).toEqual(['68566005', 'N39.0']);
});

test('the Journey’s hand-offs are reached by the arrows and say from, to, when and how long', async () => {
  const made = await person();
  await page.goto(`/patients/${made.patient}/journey`);
  const drawing = page.getByRole('listbox');
  await drawing.focus();
  const said: string[] = [];
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press('ArrowRight');
    const chosen = drawing.getByRole('option', { selected: true });
    const words = (await chosen.getAttribute('aria-label')) ?? '';
    if (said.at(-1) === words) break;
    said.push(words);
    expect(await drawing.getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
  }
  // In the order of time: the visit, the referral given at it, the stay, what should have followed it.
  expect(said.map((words) => words.split(/ ·|:/)[0])).toEqual(
    expect.arrayContaining(['Referral to cardiology', 'Discharge (Pneumonia)']),
  );
  const place = said.findIndex((words) => words.startsWith('Discharge'));
  for (let step = said.length - 1; step > place; step -= 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  const box = page.getByRole('dialog', { name: 'Pneumonia' });
  const text = await box.innerText();
  for (const words of ['Discharge', 'From', 'Hospital', 'To', 'Primary', 'Given', 'Open for 5 days'])
    expect(text, words).toContain(words);
  await page.keyboard.press('Escape');
  expect(await drawing.evaluate((element) => element === document.activeElement)).toBe(true);
  // And by the pointer, on the line itself.
  await page
    .getByRole('option', { name: /Referral to cardiology/ })
    .locator('path')
    .first()
    .dispatchEvent('click');
  await page.getByRole('dialog', { name: 'Referral to cardiology' }).waitFor();
  expect(errors).toEqual([]);
});

test('on a phone the tab that is open is in sight', async () => {
  const made = await person();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/patients/${made.patient}/team`);
  const tab = page.getByRole('link', { name: 'Team' });
  const row = page.getByRole('navigation', { name: /chart|parts/i }).filter({ has: tab });
  const isWithin = async () => {
    const [inner, outer] = [await tab.boundingBox(), await row.boundingBox()];
    return inner!.x >= outer!.x && inner!.x + inner!.width <= outer!.x + outer!.width + 1;
  };
  await expect.poll(isWithin).toBe(true);
  // The row keeps it in sight when widths change, as they do when the typeface arrives.
  const places = await row.evaluate((element) => {
    const before = element.scrollWidth;
    for (const one of element.querySelectorAll<HTMLElement>('[data-tab]')) one.style.letterSpacing = '0.3em';
    return { before, after: element.scrollWidth };
  });
  expect(places.after).toBeGreaterThan(places.before + 100);
  await expect.poll(isWithin).toBe(true);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('every medicine of a lane is reached, though only three have a line', async () => {
  const made = await person();
  await page.goto(`/patients/${made.patient}/journey`);
  const button = page.getByRole('button', { name: 'Primary care: 5 medicines' });
  await button.focus();
  await page.keyboard.press('Enter');
  const box = page.getByRole('dialog', { name: '5 medicines' });
  const listed = await box.getByRole('listitem').allInnerTexts();
  for (const name of ['Amlodipine', 'Atorvastatin', 'Lisinopril', 'Metformin', 'Sertraline'])
    expect(
      listed.some((line) => line.includes(name)),
      name,
    ).toBe(true);
  await page.keyboard.press('Escape');
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  await button.click();
  await box.getByRole('button', { name: /Lisinopril/ }).click();
  await page.getByRole('dialog', { name: /Lisinopril/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /show as table/i }).click();
  for (const name of ['Amlodipine', 'Sertraline']) await page.getByRole('cell', { name }).first().waitFor();
});
