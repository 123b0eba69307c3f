import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, openStage, settled, signIn, type Stage } from './browser.ts';

// Names, texts and narratives are what somebody wrote, wherever they came from: none of them ever runs.

const TABS = ['summary', 'journey', 'plan', 'results', 'medications', 'visits', 'documents', 'team', 'access'];
const RUN = 'window.__ran=(window.__ran||0)+1';
const EVIL = `<img src=x onerror="${RUN}"><script>${RUN}</script><a href="javascript:${RUN}">look</a>`;
const NARRATIVE = `<div xmlns="http://www.w3.org/1999/xhtml"><p onclick="${RUN}">x</p><script>${RUN}</script></div>`;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(12);
}, 120_000);
afterAll(() => stage?.end());

test('what stands in a record does not run on any tab of the chart', { timeout: 120_000 }, async () => {
  const { page } = await openPage(stage);
  await signIn(page, 'physician');
  const id = await page.evaluate(
    async ([evil, narrative]) => {
      const send = async (resource: object) => {
        const { resourceType } = resource as { resourceType: string };
        const answer = await fetch(`/fhir/${resourceType}`, {
          method: 'POST',
          headers: { 'content-type': 'application/fhir+json' },
          body: JSON.stringify(resource),
        });
        if (answer.status !== 201) throw new Error(`${resourceType}: ${answer.status} ${await answer.text()}`);
        return (await answer.json()).id as string;
      };
      const patient = await send({
        resourceType: 'Patient',
        name: [{ family: evil, given: [evil] }],
        birthDate: '1980-01-01',
      });
      const subject = { reference: `Patient/${patient}`, display: evil };
      const coded = { text: evil, coding: [{ system: 'http://loinc.org', code: '4548-4', display: evil }] };
      const condition = { resourceType: 'Condition', subject, code: coded };
      // A narrative that would do something does not even come in.
      const active = { ...condition, text: { status: 'generated', div: narrative } };
      const refused = await send(active).catch((error: Error) => error.message);
      if (!refused.startsWith('Condition: 422')) throw new Error(refused);
      await send(condition);
      await send({ resourceType: 'Observation', status: 'final', subject, code: coded, valueString: evil });
      await send({
        resourceType: 'MedicationRequest',
        status: 'active',
        intent: 'order',
        subject,
        medicationCodeableConcept: coded,
        dosageInstruction: [{ text: evil }],
      });
      await send({ resourceType: 'AllergyIntolerance', patient: subject, code: coded });
      await send({
        resourceType: 'CarePlan',
        status: 'active',
        intent: 'plan',
        subject,
        title: evil,
        description: evil,
      });
      await send({ resourceType: 'Goal', lifecycleStatus: 'active', subject, description: { text: evil } });
      await send({
        resourceType: 'Encounter',
        status: 'finished',
        class: { code: 'AMB', display: evil },
        subject,
        reasonCode: [{ text: evil }],
        period: { start: '2026-11-01T09:00:00Z', end: '2026-11-01T09:30:00Z' },
      });
      await send({
        resourceType: 'DocumentReference',
        status: 'current',
        type: coded,
        subject,
        description: evil,
        content: [{ attachment: { contentType: 'text/html', title: evil, url: 'javascript:0', data: btoa(evil) } }],
      });
      return patient;
    },
    [EVIL, NARRATIVE] as const,
  );
  const told: string[] = [];
  page.on('dialog', (dialog) => {
    told.push(dialog.message());
    void dialog.dismiss();
  });
  for (const tab of TABS) {
    await page.goto(`/patients/${id}/${tab}`);
    await settled(page);
    // It is there, as the text that it is.
    expect(await page.locator('body').innerText(), tab).toContain('onerror=');
    const found = await page.evaluate(() => ({
      ran: (window as { __ran?: number }).__ran ?? 0,
      made: document.querySelectorAll('img[src="x"], [onclick], [onerror], a[href^="javascript:"], body script').length,
    }));
    expect(found, tab).toEqual({ ran: 0, made: 0 });
  }
  expect(told).toEqual([]);
});
