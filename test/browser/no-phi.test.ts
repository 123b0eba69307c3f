import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { throughlineDone } from '../server.ts';
import { openPage, openStage, settled, signIn, type Stage } from './browser.ts';

const PATIENTS = 12;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(PATIENTS, { LOG_LEVEL: 'debug' });
}, 120_000);
afterAll(() => stage?.end());

type Person = {
  id: string;
  name: { family?: string; given?: string[] }[];
  identifier: { value?: string }[];
  birthDate: string;
  telecom?: { value?: string }[];
};

/** Every name, number, birth date and telephone of the demonstration's people. */
function secretsOf(people: readonly Person[]): string[] {
  const all = people.flatMap(({ name, identifier, birthDate, telecom = [] }) => [
    ...name.flatMap(({ family, given = [] }) => [family, ...given]),
    ...identifier.map(({ value }) => value),
    birthDate,
    ...telecom.map(({ value }) => value),
  ]);
  return [...new Set(all)].filter((one): one is string => one !== undefined && one.length > 2);
}

const found = (text: string, secrets: readonly string[]) =>
  secrets.filter((secret) =>
    new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(secret)}(?![\\p{L}\\p{N}])`, 'iu').test(text),
  );

const ask = (page: Page, asked: { method?: string; url: string; body?: unknown }) =>
  page.evaluate(async ({ method = 'GET', url, body }) => {
    const headers = new Headers(body === undefined ? {} : { 'content-type': 'application/fhir+json' });
    const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return { status: answer.status, text: await answer.text() };
  }, asked);

test(
  'no name, number, birth date or telephone of anybody is in the logs, nor in an address that the app asks',
  { timeout: 180_000 },
  async () => {
    const { page } = await openPage(stage);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await signIn(page, 'physician');
    const people = (
      JSON.parse((await ask(page, { url: '/fhir/Patient?_count=200' })).text) as { entry: { resource: Person }[] }
    ).entry.map(({ resource }) => resource);
    const secrets = secretsOf(people);
    expect(people.length).toBeGreaterThanOrEqual(PATIENTS);
    expect(secrets.length).toBeGreaterThan(60);
    const [{ id, name, birthDate, identifier }] = people as [Person];
    const family = name[0]!.family!;

    for (const path of [
      '/',
      '/patients',
      '/directory',
      ...['summary', 'journey', 'plan', 'results', 'medications', 'visits', 'documents', 'team'].map(
        (tab) => `/patients/${id}/${tab}`,
      ),
    ]) {
      await page.goto(path);
      await settled(page);
    }
    await page.goto('/patients');
    await settled(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`${family} ${birthDate}`);
    await page.getByText(family).first().waitFor();
    await page.waitForTimeout(500);
    expect(
      asked.flatMap((url) => found(decodeURIComponent(url), secrets).map((secret) => `${secret} in ${url}`)),
    ).toEqual([]);

    // And whatever else comes through the doors: searched by, refused, broken, too large, of no sense.
    const patient = { resourceType: 'Patient', name: [{ family }], birthDate };
    const interactions = [
      { url: `/fhir/Patient?name=${family}&birthdate=${birthDate}` },
      { url: `/fhir/Patient?identifier=${identifier[0]!.value}` },
      { url: `/fhir/Patient?family=${family}&nonsense=${family}` },
      { url: `/fhir/Patient/${family}?_format=${family}` },
      { url: `/fhir/${family}/${birthDate}` },
      { url: `/fhir/Patient/_search`, method: 'POST', body: { family } },
      { url: '/fhir/Patient', method: 'POST', body: { ...patient, gender: family } },
      { url: '/fhir/Patient', method: 'POST', body: { ...patient, [family]: birthDate } },
      { url: '/fhir/Patient', method: 'POST', body: patient },
      {
        url: '/fhir/Observation',
        method: 'POST',
        body: { resourceType: 'Observation', subject: { reference: `Patient/${family}` } },
      },
      {
        url: '/fhir',
        method: 'POST',
        body: {
          resourceType: 'Bundle',
          type: 'transaction',
          entry: [{ resource: patient, request: { method: 'POST', url: `Patient?name=${family}` } }],
        },
      },
      { url: `/fhir/Patient/${id}/$everything` },
      { url: `/fhir/Patient/${id}/_history` },
      { url: `/app/patients/${id}/record` },
      { url: `/app/${family}` },
      { url: `/${family}?${birthDate}` },
    ];
    for (const one of interactions) expect((await ask(page, one)).status, one.url).toBeLessThan(500);
    await fetch(`${stage.base}/fhir/Patient?name=${family}`, { headers: { authorization: `Bearer ${family}` } });
    await fetch(`${stage.base}/fhir/Patient?name=${family}`, {
      headers: { authorization: `Bearer tl_${'x'.repeat(43)}`, 'x-request-id': `${family} ${birthDate}` },
    });
    const { status } = await fetch(`${stage.base}/app/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: family, password: birthDate }),
    });
    expect(status).toBe(401);
    await page.waitForTimeout(300);

    const log = stage.server.said();
    const lines = log.split('\n');
    expect(lines.filter((line) => line.includes('"msg":"request"')).length).toBeGreaterThan(60);
    expect(lines.flatMap((line) => found(line, secrets).map((secret) => `${secret} in ${line.slice(0, 300)}`))).toEqual(
      [],
    );
    const folder = process.env['TEST_FOLDER'];
    const ofDatabase = folder ? readFileSync(join(folder, 'postgres.log'), 'utf8') : '';
    expect(found(ofDatabase, secrets)).toEqual([]);
    // The search is one that finds: a line that holds a name is told.
    expect(found(`{"msg":"read Patient of ${family}"}`, secrets)).toContain(family);
  },
);

test('no secret is in the logs either', async () => {
  const env = { DATABASE_URL: stage.databaseUrl };
  const token = (await throughlineDone(['token', '--role', 'nurse'], env)).out.trim();
  const answer = await fetch(`${stage.base}/fhir/Patient?_count=1`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  const { page } = await openPage(stage);
  await signIn(page, 'nurse');
  const [cookie] = await page.context().cookies();
  const log = stage.server.said();
  for (const secret of [token, cookie!.value, 'riverbend-demo', new URL(stage.databaseUrl).password]) {
    expect(log.includes(secret)).toBe(false);
  }
});

test('the browser refuses what is inline and not ours', async () => {
  const { page, errors } = await openPage(stage);
  await signIn(page, 'physician');
  await settled(page);
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.head.append(script);
    const style = document.createElement('style');
    style.textContent = 'body { outline: 7px solid red }';
    document.head.append(style);
    document.body.insertAdjacentHTML(
      'beforeend',
      '<p id="inline" style="outline: 7px solid red" onclick="window.ran = true">x</p>',
    );
    document.querySelector<HTMLElement>('#inline')!.click();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const outlines = [document.body, document.querySelector('#inline')!].map(
      (one) => getComputedStyle(one).outlineWidth,
    );
    return { ran: 'ran' in window, outlines };
  });
  expect(ran).toEqual({ ran: false, outlines: expect.not.arrayContaining(['7px']) });
  expect(errors.filter((text) => /Content Security Policy/.test(text)).length).toBeGreaterThanOrEqual(4);
});
