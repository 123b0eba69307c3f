import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestRecord, putAll, type TestRecord } from '../../../test/records.ts';
import { type Caller, type Clock, SYSTEM } from '../../base/index.ts';
import type { Resource } from '../../fhir/index.ts';
import { catchUp, doDuty, search, update } from '../../record/index.ts';
import {
  ESCALATION,
  RESULTS,
  acknowledge,
  arrangeCover,
  endCover,
  findInbox,
  findTrends,
  findUnread,
  forward,
  reopen,
} from './index.ts';
import type { InboxEntry } from './find-inbox.ts';

/** A Tuesday morning that goes on as a test wants. */
let now = new Date('2026-11-24T09:00:00').getTime();
const clock: Clock = { now: () => now };
let opened: TestRecord;

const caller = (id: string, role: Caller['role'] = 'physician'): Caller => ({
  kind: 'account',
  id,
  name: `Dr. ${id}`,
  role,
  practitioner: `Practitioner/${id}`,
});
const [lee, kim, roy] = ['lee', 'kim', 'roy'].map((id) => caller(id)) as [Caller, Caller, Caller];

beforeAll(async () => {
  opened = await openTestRecord({ clock, servers: 2 });
  await putAll(opened.record, [
    ...['lee', 'kim', 'roy'].map((id) => ({ resourceType: 'Practitioner', id, name: [{ text: `Dr. ${id}` }] })),
    {
      resourceType: 'Patient',
      id: 'ana',
      name: [{ given: ['Ana'], family: 'Ruiz' }],
      generalPractitioner: [{ reference: 'Practitioner/kim' }],
    },
    {
      resourceType: 'Patient',
      id: 'bo',
      name: [{ given: ['Bo'], family: 'Olsen' }],
      generalPractitioner: [{ reference: 'Practitioner/roy' }],
    },
  ]);
});
afterAll(() => opened.close());

let made = 0;
type Given = { patient?: string; value?: number; flag?: string; more?: object; by?: string | null; status?: string };

/** An order, and its report with one potassium, as a laboratory sends them; then what follows of it. */
async function reportOf({ patient = 'ana', value = 4.1, flag, more = {}, by = 'lee', status = 'final' }: Given = {}) {
  made += 1;
  const n = made;
  const subject = { reference: `Patient/${patient}` };
  const order = {
    resourceType: 'ServiceRequest',
    id: `o${n}`,
    status: 'active',
    intent: 'order',
    subject,
    code: { text: 'Potassium' },
    reasonCode: [{ text: 'On a diuretic' }],
    requester: { reference: `Practitioner/${by}`, display: `Dr. ${by}` },
  };
  await putAll(opened.record, by === null ? [] : [order]);
  const send = async (next: { value?: number; flag?: string | undefined; status?: string }) => {
    const said = { value, flag, status, ...next };
    await putAll(opened.record, [
      {
        resourceType: 'DiagnosticReport',
        id: `r${n}`,
        status: said.status,
        code: { text: 'Basic metabolic panel' },
        subject,
        ...(by === null ? {} : { basedOn: [{ reference: `ServiceRequest/o${n}` }] }),
        issued: new Date(now).toISOString(),
        performer: [{ display: 'Riverbend Laboratory' }],
        result: [{ reference: `Observation/k${n}` }],
        ...more,
      },
      {
        resourceType: 'Observation',
        id: `k${n}`,
        status: said.status,
        category: [
          { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
        ],
        code: { coding: [{ system: 'http://loinc.org', code: '2823-3' }], text: 'Potassium' },
        subject,
        effectiveDateTime: new Date(now).toISOString(),
        valueQuantity: { value: said.value, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
        ...(said.flag ? { interpretation: [{ coding: [{ code: said.flag }] }] } : {}),
      },
    ] as Resource[]);
    await follow();
  };
  await send({});
  return { focus: `DiagnosticReport/r${n}`, send };
}

const follow = () => catchUp(opened.record, RESULTS);
const entriesFor = async (who: Caller) => (await findInbox(opened.record, who)).entries;
const entryFor = async (who: Caller, focus: string): Promise<InboxEntry | undefined> =>
  (await entriesFor(who)).find((entry) => entry.focus === focus);
const found = async (type: string, ...params: [string, string][]) =>
  (await search(opened.record, SYSTEM, type, params, { strict: true })).matches.map(
    (one) => JSON.parse(one.body) as Record<string, never>,
  );

test('what the laboratory reports waits for who ordered it, with all that is needed to judge it', async () => {
  const { focus } = await reportOf({ value: 5.9, flag: 'H' });
  expect(await entryFor(lee, focus)).toMatchObject({
    severity: 'abnormal',
    title: 'Basic metabolic panel',
    performer: 'Riverbend Laboratory',
    patient: { id: 'ana', name: 'Ana Ruiz' },
    owner: { reference: 'Practitioner/lee', name: 'Dr. lee' },
    order: { requester: 'Dr. lee', indication: 'On a diuretic' },
    results: [{ name: 'Potassium', value: '5.9', unit: 'mmol/L', flag: { word: 'high' } }],
    due: new Date('2026-11-26T17:00:00').toISOString(),
  });
  for (const other of [kim, roy]) expect(await entryFor(other, focus)).toBeUndefined();
});

test('a report and its results are one task, whichever of two servers and however often they follow', async () => {
  const { focus } = await reportOf();
  await Promise.all(opened.records.map((record) => catchUp(record, RESULTS)));
  const about = await found('Task', ['focus', `${focus},Observation/k${made}`]);
  expect(about).toHaveLength(1);
});

test('a result that comes before its report is one task with it in the end', async () => {
  const category = [{ coding: [{ code: 'laboratory' }] }];
  const single = { resourceType: 'Observation', id: 'single', status: 'final', category, code: { text: 'TSH' } };
  const subject = { reference: 'Patient/ana' };
  const issued = new Date(now).toISOString();
  await putAll(opened.record, [{ ...single, subject, issued }]);
  await follow();
  expect((await entryFor(kim, 'Observation/single'))?.title).toBe('TSH');
  const panel = {
    resourceType: 'DiagnosticReport',
    id: 'panel',
    status: 'final',
    code: { text: 'Thyroid' },
    subject,
    issued,
  };
  const result = [{ reference: 'Observation/single' }, { reference: 'Observation/second' }];
  const second = { ...single, id: 'second', code: { text: 'Free T4' }, subject, issued };
  await putAll(opened.record, [{ ...panel, result }, second]);
  await follow();
  expect(await entryFor(kim, 'Observation/single')).toBeUndefined();
  const whole = (await entryFor(kim, 'DiagnosticReport/panel'))!;
  expect(whole.results).toMatchObject([{ name: 'TSH' }, { name: 'Free T4' }]);
  // Looked at, and only then wrapped into a report: nothing more to look at.
  await putAll(opened.record, [{ ...single, id: 'third', code: { text: 'Ferritin' }, subject, issued }]);
  await follow();
  await acknowledge(opened.record, kim, { tasks: [(await entryFor(kim, 'Observation/third'))!.task] });
  await putAll(opened.record, [{ ...panel, id: 'wrap', result: [{ reference: 'Observation/third' }] }]);
  await follow();
  expect(await entryFor(kim, 'DiagnosticReport/wrap')).toBeUndefined();
});

test('looked at, commented, told and followed up is one act, and can be taken back', async () => {
  const { focus } = await reportOf({ value: 5.6, flag: 'H' });
  const entry = (await entryFor(lee, focus))!;
  const done = await acknowledge(opened.record, lee, {
    tasks: [entry.task],
    comment: 'Repeat in a week.',
    message: 'Your potassium is a little high. Please come again next week.',
    followUp: { text: 'Repeat potassium', due: new Date('2026-12-01T17:00:00').toISOString() },
  });
  expect(done).toEqual({ done: 1 });
  expect(await entryFor(lee, focus)).toBeUndefined();
  expect(await found('Communication', ['subject', 'Patient/ana'])).toMatchObject([
    { status: 'completed', recipient: [{ reference: 'Patient/ana' }], about: [{ reference: focus }] },
  ]);
  expect(await found('Task', ['code', 'urn:throughline:task|follow-up'])).toMatchObject([
    { status: 'requested', owner: { reference: 'Practitioner/lee' }, description: 'Repeat potassium' },
  ]);
  const [task] = await found('Task', ['_id', entry.task.id]);
  expect(task).toMatchObject({ status: 'completed', note: [{ text: 'Repeat in a week.' }] });
  await expect(reopen(opened.record, kim, [entry.task])).rejects.toMatchObject({ kind: 'conflict' });
  await reopen(opened.record, lee, [entry.task]);
  expect(await entryFor(lee, focus)).toBeDefined();
});

test('of two who look at once one is told that the other has', async () => {
  const { focus } = await reportOf();
  const { task } = (await entryFor(lee, focus))!;
  const tried = await Promise.allSettled(
    Array.from({ length: 6 }, () => acknowledge(opened.record, lee, { tasks: [task], message: 'All is well.' })),
  );
  expect(tried.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  const refused = tried.flatMap((one) => (one.status === 'rejected' ? [one.reason as { kind: string }] : []));
  expect(refused.map(({ kind }) => kind)).toEqual(Array(5).fill('conflict'));
  expect(await found('Communication', ['subject', 'Patient/ana'])).toHaveLength(2);
});

test('normal results are looked at together; one that is not is not among them', async () => {
  const normal = [await reportOf({ patient: 'bo' }), await reportOf({ patient: 'bo' })];
  const high = await reportOf({ patient: 'bo', flag: 'H', value: 6 });
  const tasks = (await entriesFor(lee))
    .filter((one) => normal.some(({ focus }) => focus === one.focus))
    .map((one) => one.task);
  const bad = (await entryFor(lee, high.focus))!.task;
  await expect(acknowledge(opened.record, lee, { tasks: [...tasks, bad] })).rejects.toMatchObject({
    kind: 'unprocessable',
    issues: [{ expression: 'tasks[2]' }],
  });
  for (const { focus } of normal) expect(await entryFor(lee, focus)).toBeDefined();
  expect(await acknowledge(opened.record, lee, { tasks, message: 'Your results are normal.' })).toEqual({ done: 2 });
  expect(await found('Communication', ['subject', 'Patient/bo'])).toHaveLength(2);
});

test('what is corrected after the patient was told stands again, at the top, with why', async () => {
  const sent = await reportOf({ value: 4 });
  await acknowledge(opened.record, lee, { tasks: [(await entryFor(lee, sent.focus))!.task], message: 'It is normal.' });
  await sent.send({ value: 6.1, flag: 'H', status: 'corrected' });
  const [top] = await entriesFor(lee);
  expect(top).toMatchObject({
    focus: sent.focus,
    again: 'corrected',
    results: [{ value: '6.1', status: 'corrected' }],
  });
});

test('a correction of one result alone, too', async () => {
  const sent = await reportOf({ value: 4 });
  await acknowledge(opened.record, lee, { tasks: [(await entryFor(lee, sent.focus))!.task] });
  const id = sent.focus.replace('DiagnosticReport/r', 'k');
  const [result] = await found('Observation', ['_id', id]);
  const corrected = { ...result!, status: 'corrected', valueQuantity: { value: 3, unit: 'mmol/L' } } as never;
  await update(opened.record, SYSTEM, 'Observation', id, corrected);
  await follow();
  expect(await entryFor(lee, sent.focus)).toMatchObject({ again: 'corrected' });
});

test('a colleague gets it with a word, and it is theirs', async () => {
  const { focus } = await reportOf({ flag: 'H' });
  const { task } = (await entryFor(lee, focus))!;
  await forward(opened.record, lee, { task, to: 'Practitioner/roy', toName: 'Dr. roy', comment: 'Yours, I think.' });
  expect(await entryFor(lee, focus)).toBeUndefined();
  expect(await entryFor(roy, focus)).toMatchObject({
    owner: { name: 'Dr. roy' },
    notes: [{ text: 'Yours, I think.' }],
  });
  await expect(forward(opened.record, roy, { task, to: 'Practitioner/kim' })).rejects.toMatchObject({
    kind: 'conflict',
  });
});

test('a critical one goes on while nobody looks: who stands in, the person’s own practitioner, at last every physician', async () => {
  const from = new Date(now).toISOString();
  const cover = await arrangeCover(opened.record, lee, {
    by: 'Practitioner/roy',
    byName: 'Dr. roy',
    from,
    until: new Date(now + 86_400_000).toISOString(),
  });
  const { focus } = await reportOf({ value: 6.8, flag: 'HH' });
  expect(await entryFor(lee, focus)).toMatchObject({ severity: 'critical' });
  // Whoever stands in sees it from the first moment.
  expect(await entryFor(roy, focus)).toMatchObject({ covering: true });
  const steps: (string | undefined)[] = [];
  for (const minutes of [29, 1, 14, 1, 15, 60]) {
    now += minutes * 60_000;
    await doDuty(opened.record, ESCALATION);
    steps.push(((await found('Task', ['focus', focus])) as unknown as fhir4.Task[])[0]!.owner?.reference);
  }
  expect(steps).toEqual([
    'Practitioner/lee',
    'Practitioner/roy',
    'Practitioner/roy',
    'Practitioner/kim',
    undefined,
    undefined,
  ]);
  for (const anybody of [lee, kim, roy]) expect(await entryFor(anybody, focus)).toBeDefined();
  expect(await entryFor(caller('nan', 'nurse'), focus)).toBeUndefined();
  await acknowledge(opened.record, kim, { tasks: [(await entryFor(kim, focus))!.task] });
  for (const anybody of [lee, kim, roy]) expect(await entryFor(anybody, focus)).toBeUndefined();
  await expect(endCover(opened.record, kim, cover.task)).rejects.toMatchObject({ kind: 'forbidden' });
  await endCover(opened.record, roy, cover.task);
  expect((await findInbox(opened.record, roy)).covers.others).toEqual([]);
});

test.each([
  [{ by: 'Practitioner/lee' }, 'by'],
  [{ by: 'nobody' }, 'by'],
  [{ until: '2026-11-01' }, 'until'],
  [{ from: 'soon' }, 'from'],
])('a cover of %j cannot be', async (more, expression) => {
  const ask = { by: 'Practitioner/kim', from: '2026-11-25', until: '2026-11-27', ...more };
  await expect(arrangeCover(opened.record, lee, ask)).rejects.toMatchObject({ issues: [{ expression }] });
});

test('nothing stays unread unnoticed: by whose it is, with what waits too long', async () => {
  await reportOf({ by: null, patient: 'bo' });
  const before = await findUnread(opened.record, roy);
  expect(before.lines.find((line) => line.owner?.reference === 'Practitioner/roy')).toMatchObject({ overdue: 0 });
  now += 14 * 86_400_000;
  const after = await findUnread(opened.record, roy);
  expect(after.waiting).toBe(before.waiting);
  expect(after.overdue).toBe(after.waiting);
  now -= 14 * 86_400_000;
});

test('values of all laboratories in one unit; what cannot be brought to it stands apart', async () => {
  const code = { coding: [{ system: 'http://loinc.org', code: '718-7' }], text: 'Haemoglobin' };
  const quantity = (value: number, unit: string, system = 'http://unitsofmeasure.org') => ({
    value,
    unit,
    system,
    code: unit,
  });
  const one = (id: string, day: string, valueQuantity: object, more = {}) => ({
    resourceType: 'Observation',
    id,
    status: 'final',
    code,
    subject: { reference: 'Patient/bo' },
    effectiveDateTime: day,
    valueQuantity,
    ...more,
  });
  await putAll(opened.record, [
    one('hb1', '2026-01-01', quantity(135, 'g/L')),
    one('hb2', '2026-03-01', quantity(8.4, 'mmol/L')),
    one('hb3', '2026-05-01', quantity(12.9, 'g/dL')),
    one('hb4', '2026-06-01', quantity(99, 'g/dL'), { status: 'entered-in-error' }),
  ]);
  const [trend] = await findTrends(opened.record, lee, { patient: 'bo', codes: ['http://loinc.org|718-7'] });
  expect(trend).toMatchObject({ unit: 'g/dL', apart: [{ given: '8.4 mmol/L' }] });
  expect(trend!.points.map(({ figure, given }) => [figure, given])).toEqual([
    [13.5, '135 g/L'],
    [12.9, undefined],
  ]);
  for (const codes of [['718-7'], ['a|b,c|d']])
    await expect(findTrends(opened.record, lee, { patient: 'bo', codes })).rejects.toMatchObject({ kind: 'invalid' });
});

test('whoever may not see a report has nothing of it in the inbox', async () => {
  const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: '42CFRPart2' }];
  const { focus } = await reportOf({ flag: 'H', more: { meta: { security } }, by: 'kim' });
  const seen = await entryFor(kim, focus);
  expect(seen).toBeUndefined();
  // It waits all the same, and is counted.
  expect(
    (await findUnread(opened.record, SYSTEM)).lines.some((line) => line.owner?.reference === 'Practitioner/kim'),
  ).toBe(true);
});
