import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../src/base/index.ts';
import { planOf, type Partner } from '../../src/demo/index.ts';
import type { Resource } from '../../src/fhir/index.ts';
import { runPartner } from '../../src/partners/index.ts';
import { openTestHouse, type House } from '../house.ts';
import { drug, image, lab } from '../partner-orders.ts';
import { putAll } from '../records.ts';
import { throughline, throughlineDone } from '../server.ts';

// Ten days, in which nobody fetches a medicine, are under ten seconds.
const SPEED = 100_000;
const PATIENTS = ['ada', 'bea', 'cyd', 'dov'];
const LAB: Partner = { kind: 'laboratory', organization: 'Organization/lab' };
const IMAGING: Partner = { kind: 'imaging-center', organization: 'Organization/img' };
const PHARMACY: Partner = { kind: 'pharmacy', organization: 'Organization/rx' };

let house: House;
let url: string;
let folder: string;
beforeAll(async () => {
  house = await openTestHouse();
  url = await house.server.listen({ port: 0, host: '127.0.0.1' });
  folder = mkdtempSync(join(tmpdir(), 'throughline-partners-'));
  await putAll(house.record, [
    ...['lab', 'img', 'rx'].map((id) => ({ resourceType: 'Organization', id, name: id })),
    { resourceType: 'Practitioner', id: 'p' },
    ...PATIENTS.map((id) => ({ resourceType: 'Patient', id, gender: 'female', birthDate: '1980-02-03' })),
    ...PATIENTS.map((id) => ({
      resourceType: 'Encounter',
      id: `visit-${id}`,
      status: 'finished',
      class: { code: 'AMB' },
      subject: { reference: `Patient/${id}` },
    })),
  ]);
});
afterAll(async () => {
  await house?.close();
  rmSync(folder, { recursive: true, force: true });
});

const tokenOf = async ({ kind, organization }: Partner): Promise<string> => {
  const role = kind === 'pharmacy' ? 'dispensing-pharmacy' : 'diagnostic-service';
  return (await house.access.issueToken({ role, site: organization })).token;
};

type Wanted = {
  name: string;
  partner: Partner;
  brief: ReturnType<typeof lab>;
  isLike?: (brief: ReturnType<typeof lab>) => boolean;
};

/** An order whose id has the partner do what the test wants to see. */
function ordersFor(
  wanted: readonly Wanted[],
  authored: string,
): { name: string; partner: Partner; task: fhir4.Task; request: Resource }[] {
  return wanted.map(({ name, partner, brief, isLike = () => true }, at) => {
    const patient = PATIENTS[at % PATIENTS.length]!;
    for (let n = 0; ; n += 1) {
      const id = `${name}-${n}`;
      const request = {
        ...brief.order.request,
        id: `order-${id}`,
        subject: { reference: `Patient/${patient}` },
        encounter: { reference: `Encounter/visit-${patient}` },
        authoredOn: authored,
        ...(partner.kind === 'pharmacy' ? {} : { performer: [{ reference: partner.organization }] }),
      } as typeof brief.order.request;
      const task: fhir4.Task = {
        ...brief.order.task,
        id,
        code: { coding: [{ system: 'http://hl7.org/fhir/CodeSystem/task-code', code: 'fulfill' }] },
        focus: { reference: `${request.resourceType}/${request.id}` },
        for: request.subject,
        owner: { reference: partner.organization },
        authoredOn: authored,
      };
      delete task.meta;
      const like = { ...brief, partner, order: { task, request }, seed: '1', speed: SPEED };
      if (isLike(like)) return { name, partner, task, request: request as unknown as Resource };
      if (n > 3000) throw new Error(`no ${name} in so many`);
    }
  });
}

type Brief = ReturnType<typeof lab>;
const keys = (brief: Brief) =>
  planOf(brief)
    .map(({ key }) => key)
    .join(' ');
const has = (key: string) => (brief: Brief) => keys(brief).split(' ').includes(key);
const makes = (key: string, text: string) => (brief: Brief) =>
  planOf(brief).some((step) => step.key === key && JSON.stringify(step.make?.({}) ?? '').includes(text));
const said = (text: string) => (brief: Brief) => planOf(brief).some((step) => step.said.includes(text));
const isLate = (brief: Brief) => {
  const last = planOf(brief).find(({ key }) => key === 'final');
  return last !== undefined && last.at - Date.parse(brief.order.task.authoredOn!) > 86_400_000 / SPEED;
};
const isPlain = (brief: Brief) =>
  keys(brief) === 'received accepted collected final' && !said('critical')(brief) && !isLate(brief);

const BMP = '51990-0';
const WANTED: Wanted[] = [
  { name: 'lab-plain', partner: LAB, brief: lab(BMP), isLike: isPlain },
  { name: 'lab-cmp', partner: LAB, brief: lab('24323-8'), isLike: isPlain },
  { name: 'lab-cbc', partner: LAB, brief: lab('57021-8'), isLike: isPlain },
  { name: 'lab-part', partner: LAB, brief: lab(BMP), isLike: has('preliminary') },
  { name: 'lab-culture', partner: LAB, brief: lab('630-4'), isLike: has('preliminary') },
  { name: 'lab-late', partner: LAB, brief: lab(BMP), isLike: isLate },
  { name: 'lab-critical', partner: LAB, brief: lab(BMP), isLike: said('critical') },
  { name: 'lab-troponin', partner: LAB, brief: lab('10839-9'), isLike: said('critical') },
  { name: 'lab-corrected', partner: LAB, brief: lab(BMP), isLike: makes('corrected', 'was reported, ') },
  { name: 'lab-unit', partner: LAB, brief: lab(BMP), isLike: makes('final', '"units"') },
  { name: 'lab-again', partner: LAB, brief: lab(BMP), isLike: has('collected-again') },
  { name: 'lab-insufficient', partner: LAB, brief: lab(BMP), isLike: has('failed') },
  { name: 'lab-misdirected', partner: LAB, brief: lab(BMP), isLike: has('misdirected') },
  { name: 'lab-stray', partner: LAB, brief: lab(BMP), isLike: has('stray') },
  { name: 'lab-reflex', partner: LAB, brief: lab('3016-3'), isLike: makes('final', '3024-7') },
  { name: 'lab-recalled', partner: LAB, brief: lab('6556-5'), isLike: has('rejected') },
  { name: 'lab-unknown', partner: LAB, brief: lab('99999-9') },
  {
    name: 'img-plain',
    partner: IMAGING,
    brief: image('Chest X-ray') as Brief,
    isLike: (one) => keys(one) === 'received accepted taken final',
  },
  { name: 'img-part', partner: IMAGING, brief: image('MRI brain') as Brief, isLike: has('preliminary') },
  { name: 'img-amended', partner: IMAGING, brief: image('CT chest') as Brief, isLike: has('amended') },
  { name: 'img-critical', partner: IMAGING, brief: image('CT head') as Brief, isLike: said('critical') },
  { name: 'img-missed', partner: IMAGING, brief: image('Screening mammogram') as Brief, isLike: has('failed') },
  { name: 'img-misdirected', partner: IMAGING, brief: image('CT head') as Brief, isLike: has('misdirected') },
  { name: 'img-unknown', partner: IMAGING, brief: image('Appendectomy') as Brief },
  {
    name: 'rx-plain',
    partner: PHARMACY,
    brief: drug(),
    isLike: (one) => keys(one) === 'received accepted prepared dispensed',
  },
  { name: 'rx-part', partner: PHARMACY, brief: drug(), isLike: has('dispensed-in-part') },
  { name: 'rx-stock', partner: PHARMACY, brief: drug(), isLike: has('out-of-stock') },
  { name: 'rx-returned', partner: PHARMACY, brief: drug(), isLike: has('returned') },
  {
    name: 'rx-thousand',
    partner: PHARMACY,
    brief: drug({ dosageInstruction: [{ doseAndRate: [{ doseQuantity: { value: 1000, unit: 'tablet' } }] }] }),
  },
  { name: 'rx-unknown', partner: PHARMACY, brief: drug({ medicationCodeableConcept: { text: 'Elixir' } }) },
];

async function system(method: 'GET' | 'PUT', path: string, body?: object): Promise<Resource> {
  const { authorization } = await house.as('system');
  const answer = await fetch(`${url}/fhir/${path}`, {
    method,
    headers: { authorization, ...(body ? { 'content-type': 'application/fhir+json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Resource;
}

async function all<T>(query: string): Promise<T[]> {
  const bundle = (await system('GET', `${query}&_count=500`)) as unknown as fhir4.Bundle;
  return (bundle.entry ?? []).map(({ resource }) => resource as T);
}

async function until(check: () => Promise<boolean>, what: string): Promise<void> {
  for (let attempt = 0; !(await check()); attempt += 1) {
    if (attempt > 300) throw new Error(`it never came to that: ${what}`);
    await sleep(100);
  }
}

function laboratory(file: string): ChildProcess {
  const args = ['partners', '--url', url, '--kind', 'laboratory', '--organization', 'lab', '--speed', String(SPEED)];
  return throughline(args, { THROUGHLINE_TOKEN_FILE: file, LOG_LEVEL: 'info' });
}

/** Resolves when it has said so much; then it is killed, in the middle of whatever it does. */
async function killedAfter(child: ChildProcess, lines: number): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  let heard = '';
  await new Promise<void>((resolve) => {
    child.stderr!.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      if (heard.split('did a step').length > lines) resolve();
    });
    child.once('exit', () => resolve());
  });
  child.kill('SIGKILL');
  await gone;
}

const taskOf = async (name: string) =>
  (await all<fhir4.Task>('Task?owner=Organization/lab,Organization/img,Organization/rx')).find(({ id }) =>
    id!.startsWith(`${name}-`),
  )!;
const reportsOf = (task: fhir4.Task) =>
  all<fhir4.DiagnosticReport>(`DiagnosticReport?based-on=${task.focus!.reference}`);
const resultsOf = (task: fhir4.Task) => all<fhir4.Observation>(`Observation?based-on=${task.focus!.reference}`);

test(
  'thirty orders get every kind of answer, each once, though the laboratory is killed and runs twice',
  { timeout: 90_000 },
  async () => {
    const placed = ordersFor(WANTED, new Date().toISOString());
    await putAll(
      house.record,
      placed.flatMap(({ task, request }) => [request, task as unknown as Resource]),
    );
    const file = join(folder, 'token');
    writeFileSync(file, await tokenOf(LAB));
    const stop = new AbortController();
    const others = [IMAGING, PHARMACY].map((partner) =>
      runPartner({
        partner,
        url,
        token: () => tokenOf(partner),
        seed: '1',
        speed: SPEED,
        log: silentLog,
        signal: stop.signal,
        everyMs: 300,
      }),
    );
    await killedAfter(laboratory(file), 8);
    await killedAfter(laboratory(file), 15);
    const two = [laboratory(file), laboratory(file)];
    const ends = two.map((child) => new Promise<number | null>((resolve) => child.once('exit', resolve)));
    const openTasks = async () =>
      (await all<fhir4.Task>('Task?status=requested,received,accepted,in-progress,on-hold'))
        .map(({ id }) => id!.replace(/-\d+$/, ''))
        .sort();
    await until(async () => String(await openTasks()) === 'rx-thousand,rx-unknown', String(await openTasks()));
    const corrected = async (name: string) => (await reportsOf(await taskOf(name)))[0]?.status;
    await until(
      async () =>
        String(await Promise.all(['lab-corrected', 'lab-unit', 'img-amended'].map(corrected))) ===
        'corrected,corrected,amended',
      'corrections',
    );

    const rx = await taskOf('rx-thousand');
    expect(rx).toMatchObject({
      status: 'on-hold',
      statusReason: { text: expect.stringMatching(/The dose is 1,000 tablet/) },
    });
    const right = drug().order.request as fhir4.MedicationRequest;
    const wrong = await system('GET', rx.focus!.reference!);
    await system('PUT', rx.focus!.reference!, { ...wrong, dosageInstruction: right.dosageInstruction });
    await until(async () => (await taskOf('rx-thousand')).status === 'completed', 'the question was answered');
    await finished(two, ends, stop, others);
  },
);

async function finished(
  two: ChildProcess[],
  ends: Promise<number | null>[],
  stop: AbortController,
  others: Promise<void>[],
): Promise<void> {
  for (const child of two) child.kill('SIGTERM');
  expect(await Promise.all(ends), 'they end in order').toEqual([0, 0]);
  stop.abort();
  await Promise.all(others);
}

test('each is stored once, and as it should be', async () => {
  for (const { name, partner } of WANTED) {
    const task = await taskOf(name);
    const status =
      /rejected|unknown|recalled/.test(name) && partner !== PHARMACY
        ? 'rejected'
        : /insufficient|missed|returned/.test(name)
          ? 'failed'
          : name === 'rx-unknown'
            ? 'on-hold'
            : 'completed';
    expect(task.status, name).toBe(status);
    expect(await reportsOf(task), name).toHaveLength(status === 'completed' && partner !== PHARMACY ? 1 : 0);
    const codes = (await resultsOf(task)).map(({ code }) => code.coding![0]!.code);
    expect(codes, name).toHaveLength(new Set(codes).size);
  }
  const dispensed = async (name: string) =>
    (await all<fhir4.MedicationDispense>(`MedicationDispense?prescription=${(await taskOf(name)).focus!.reference}`))
      .map(({ status, quantity }) => `${status} ${quantity!.value}`)
      .sort();
  expect(await dispensed('rx-plain')).toEqual(['completed 91']);
  expect(await dispensed('rx-part')).toEqual(['completed 45', 'completed 46']);
  expect(await dispensed('rx-returned')).toEqual(['declined 91']);
  expect(await dispensed('rx-thousand')).toEqual(['completed 91']);
  expect(await dispensed('rx-unknown')).toEqual([]);
});

test('critical results are called, a mistaken one is refused and says so, one that nobody ordered stays by itself', async () => {
  for (const name of ['lab-critical', 'lab-troponin', 'img-critical']) {
    const { focus } = await taskOf(name);
    const calls = await all<fhir4.Communication>(`Communication?based-on=${focus!.reference}`);
    expect(
      calls.map(({ recipient, payload }) => [recipient![0]!.reference, payload![0]!.contentString]),
      name,
    ).toEqual([['Practitioner/p', expect.stringMatching(/^Critical/)]]);
  }
  for (const name of ['lab-misdirected', 'img-misdirected']) {
    const task = await taskOf(name);
    expect(
      task.note?.map(({ text }) => text),
      name,
    ).toEqual([
      expect.stringMatching(
        /^Refused when it was sent: .*(Specimen|ServiceRequest)\/\S+ is of another patient than this/,
      ),
    ]);
  }
  const stray = await all<fhir4.DiagnosticReport>('DiagnosticReport?code=http://loinc.org|4537-7');
  expect(stray).toHaveLength(1);
  expect(stray[0]!.basedOn).toEqual([
    { type: 'ServiceRequest', identifier: expect.objectContaining({ value: expect.stringMatching(/^X-\d{6}$/) }) },
  ]);
  const spoilt = await all<fhir4.Specimen>('Specimen?status=unsatisfactory');
  expect(spoilt).toHaveLength(2);
});

test('an order that is taken back is not carried out: by its Task, or by itself', { timeout: 30_000 }, async () => {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const later = lab(BMP);
  later.order.request = { ...later.order.request, occurrenceDateTime: tomorrow } as fhir4.ServiceRequest;
  const wanted = ['later-task', 'later-order'].map((name) => ({
    name,
    partner: LAB,
    brief: later,
    isLike: (one: Brief) => keys(one) === 'received accepted collected final',
  }));
  const placed = ordersFor(wanted, new Date().toISOString());
  await putAll(
    house.record,
    placed.flatMap(({ task, request }) => [request, task as unknown as Resource]),
  );
  const once = async () => {
    const args = [
      'partners',
      '--url',
      `${url}/`,
      '--kind',
      'laboratory',
      '--organization',
      'Organization/lab',
      '--speed',
      String(SPEED),
      '--once',
    ];
    return throughlineDone(args, { THROUGHLINE_TOKEN: await tokenOf(LAB), LOG_LEVEL: 'warn' });
  };
  expect(await once()).toMatchObject({ status: 0, err: '' });
  expect((await taskOf('later-task')).status).toBe('accepted');
  const task = await taskOf('later-task');
  await system('PUT', `Task/${task.id}`, { ...task, status: 'cancelled' });
  const order = await system('GET', (await taskOf('later-order')).focus!.reference!);
  await system('PUT', `ServiceRequest/${order.id}`, { ...order, status: 'revoked' });
  expect(await once()).toMatchObject({ status: 0, err: '' });
  expect((await taskOf('later-task')).status).toBe('cancelled');
  expect(await taskOf('later-order')).toMatchObject({
    status: 'cancelled',
    statusReason: { text: 'The order was taken back.' },
  });
  for (const one of [task, await taskOf('later-order')]) expect(await resultsOf(one)).toEqual([]);
});

test('what it cannot do is said in a line', { timeout: 30_000 }, async () => {
  const run = (args: string[], env: Record<string, string> = {}) => throughlineDone(['partners', ...args], env);
  const whole = ['--url', url, '--kind', 'laboratory', '--organization', 'lab', '--once'];
  const table: [string[], Record<string, string>, RegExp][] = [
    [['--url', 'there'], {}, /--url is "there"/],
    [['--url', url, '--kind', 'bakery'], {}, /--kind must be one of laboratory/],
    [['--url', url, '--kind', 'pharmacy'], {}, /--organization/],
    [[...whole, '--speed', 'fast'], { THROUGHLINE_TOKEN: 'x' }, /--speed is "fast"/],
    [whole, {}, /THROUGHLINE_TOKEN/],
    [whole, { THROUGHLINE_TOKEN_FILE: '/no/such/file' }, /THROUGHLINE_TOKEN_FILE is "\/no\/such\/file"/],
    [whole, { THROUGHLINE_TOKEN: 'not-one-of-ours' }, /does not answer: 401/],
  ];
  for (const [args, env, words] of table) {
    const { status, err } = await run(args, env);
    expect([status, err.trim().split('\n').length], err).toEqual([1, 1]);
    expect(err).toMatch(words);
    expect(err).not.toContain('not-one-of-ours');
  }
});
