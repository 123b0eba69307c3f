import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Resource } from '../../src/fhir/index.ts';
import { type Change, followChanges, seenChange } from '../../src/record/index.ts';
import { putAll } from '../records.ts';
import { type House, openTestHouse } from '../house.ts';
import { MASKED, MASK_ATTACKS, MASK_MARKER, type MaskAttack, SHOWS, maskedWorld } from './attacks/masked.ts';
import type { Ask } from './attacks/attack.ts';
import { plain } from './attacks/plain.ts';
import { type Person, signedIn } from './people.ts';

// Who runs a desk sees that somebody is booked, and not why: docs/access.md, "Masks".

const DESK = ['registrar', 'scheduler', 'biller'] as const;
let house: House;
let desk: Record<(typeof DESK)[number], Person>;
let physician: Person;

function policy(masks: object[], more: object = {}): Resource {
  return {
    resourceType: 'Library',
    id: 'desk',
    url: 'urn:example:desk',
    status: 'active',
    type: { coding: [{ system: 'urn:throughline:library-type', code: 'access-policy' }] },
    content: [
      { contentType: 'application/json', data: Buffer.from(JSON.stringify({ masks, ...more })).toString('base64') },
    ],
  };
}

const seals = ['MH', 'SUD'].map((label) => ({ label, roles: [...DESK], ways: ['break-glass'] }));
const masksOf = (label: string, shows: Record<string, string[]> = SHOWS) =>
  Object.entries(shows).map(([type, names]) => ({ label, roles: [...DESK], type, shows: names }));

beforeAll(async () => {
  house = await openTestHouse();
  await putAll(house.record, [policy(masksOf('MH'), { seals }), ...maskedWorld()]);
  const people = await Promise.all(DESK.map((role) => signedIn(house, { username: role, role })));
  desk = Object.fromEntries(DESK.map((role, at) => [role, people[at]!])) as typeof desk;
  physician = await signedIn(house, { username: 'physician', role: 'physician' });
});
afterAll(() => house.close());

function askAs(person: Person, { method = 'GET', url, body, headers = {} }: Ask): Promise<LightMyRequestResponse> {
  return method === 'GET' || method === 'HEAD'
    ? house.ask({ method, url, headers: { cookie: person.cookie, 'sec-fetch-site': 'same-origin', ...headers } })
    : person.send(method, url, body, headers);
}

const resourceOf = (answer: LightMyRequestResponse) => answer.json<Record<string, unknown>>();

test('a desk sees when and whose, and nothing of why, who and where', async () => {
  for (const role of DESK) {
    const visit = resourceOf(await desk[role].get('/fhir/Encounter/alder-visit'));
    expect(visit, role).toEqual({
      resourceType: 'Encounter',
      id: 'alder-visit',
      meta: { versionId: '1', lastUpdated: expect.any(String) },
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: { reference: 'Patient/alder' },
      period: { start: '2026-10-02T09:00:00Z', end: '2026-10-02T09:30:00Z' },
      length: { value: 30, unit: 'min' },
    });
    const slot = resourceOf(await desk[role].get('/fhir/Appointment/alder-slot'));
    expect(slot, role).toEqual({
      resourceType: 'Appointment',
      id: 'alder-slot',
      meta: { versionId: '1', lastUpdated: expect.any(String) },
      status: 'booked',
      start: '2026-12-02T09:00:00Z',
      end: '2026-12-02T09:30:00Z',
      minutesDuration: 30,
      participant: [{ actor: { reference: 'Patient/alder' }, status: 'accepted' }],
    });
    expect(await desk[role].ids('/fhir/Appointment?date=2026-12-02')).toEqual([
      'Appointment/alder-slot',
      'Appointment/birch-slot',
      'Appointment/cedar-slot',
    ]);
  }
  const whole = resourceOf(await physician.get('/fhir/Encounter/alder-visit'));
  expect(whole['reasonCode']).toBeDefined();
});

/** Each is tried by one of them, in turn: the rule is the same for all three. */
const ATTACKS = Object.values(MASK_ATTACKS)
  .flat()
  .map((attack, at) => ({ ...attack, role: DESK[at % DESK.length]! }));

/** What all three are told, as the software itself or as somebody of a desk. */
async function toldOf(attack: MaskAttack, ask: (one: Ask) => Promise<LightMyRequestResponse>) {
  const said = [];
  for (const who of MASKED) said.push(await ask(attack.ask(who)));
  const [one, other, open] = said.map((answer) => plain(answer, MASKED));
  return { one, other, open, text: said.map((answer) => `${JSON.stringify(answer.headers)}${answer.body}`).join('\n') };
}

// First, as what is tried later changes what is open. What asks for what is masked hears its own question again, and is told of nothing.
describe.each(ATTACKS.filter((one) => !one.apart))('$id', ({ role, ...attack }) => {
  test('what is masked is as if it were not there', async () => {
    const { one, open, text } = await toldOf(attack, (ask) => askAs(desk[role], ask));
    expect(one).toEqual(open);
    expect(text).not.toMatch(/F32|F41|ash"|yew"|grief/);
  });
});

describe.each(ATTACKS)('$id: $how', ({ role, ...attack }) => {
  test('what is masked makes no difference, and stands nowhere', async () => {
    const { one, other, text } = await toldOf(attack, (ask) => askAs(desk[role], ask));
    expect(one).toEqual(other);
    expect(text).not.toContain(MASK_MARKER);
  });
});

describe.each(ATTACKS.filter((one) => one.blind === undefined))('$id', (attack) => {
  test('there is something to be seen that way', async () => {
    const all = await house.as('system');
    const { one, other, open, text } = await toldOf(attack, ({ method = 'GET', url, body, headers }) =>
      house.ask({
        method,
        url,
        headers: { ...all, ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }), ...headers },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      }),
    );
    const isSame = attack.ask(MASKED[0]).url === attack.ask(MASKED[1]).url && attack.ask(MASKED[0]).body === undefined;
    // Where the same is asked of all, it stands in the answer.
    expect(isSame ? /ash|north|MH/.test(text) : JSON.stringify([one, one]) !== JSON.stringify([other, open])).toBe(
      true,
    );
  });
});

test('nothing that was tried has changed anything', async () => {
  const rows = await house.rows(
    `select id, version from resource where type in ('Encounter', 'Appointment') and (id like 'alder-%' or id like 'birch-%')`,
  );
  expect(rows.map(({ version }) => version)).toEqual([1, 1, 1, 1]);
});

test('a change is refused with who does it, and takes nothing away', async () => {
  const answer = await desk.scheduler.send('PUT', '/fhir/Appointment/alder-slot', {
    resourceType: 'Appointment',
    id: 'alder-slot',
    status: 'cancelled',
    participant: [{ actor: { reference: 'Patient/alder' }, status: 'accepted' }],
  });
  expect(answer.statusCode).toBe(403);
  expect(answer.json<{ issue: { details: { text: string } }[] }>().issue[0]!.details.text).toBe(
    'Not allowed: the role Scheduler may see Appointment/alder-slot and does not change it. Ask whoever treats the patient to do so.',
  );
  expect(resourceOf(await physician.get('/fhir/Appointment/alder-slot'))['serviceType']).toBeDefined();
});

test('a stream tells that something changed, and not who changed it', async () => {
  const told: string[] = [];
  const caller = (await house.access.callerNamed('scheduler'))!;
  const changes: Change[] = [];
  const stop = followChanges(house.record, {}, (change) => void changes.push(change));
  const counsellor = await signedIn(house, { username: 'counsellor-yew', role: 'physician' });
  const whole = resourceOf(await physician.get('/fhir/Encounter/birch-visit'));
  await counsellor.send('PUT', '/fhir/Encounter/birch-visit', { ...whole, status: 'cancelled' });
  await expect.poll(() => changes.some(({ id, version }) => id === 'birch-visit' && version === 2)).toBe(true);
  stop();
  for (const change of changes) told.push(JSON.stringify(await seenChange(house.record, caller, change)));
  expect(told.join()).toContain('"id":"birch-visit"');
  expect(told.join()).not.toContain('counsellor-yew');
  const history = (await desk.scheduler.get('/app/resources/Encounter/birch-visit/history')).body;
  expect(history).toContain('cancelled');
  expect(history).not.toContain('counsellor-yew');
});

test('a token narrowed by what is masked shows nothing of it', async () => {
  const headers = await house.as('scheduler', { scopes: ['user/Encounter.rs?reason-code=F32.1'] });
  expect((await house.ask({ url: '/fhir/Encounter/alder-visit', headers })).statusCode).toBe(404);
  const found = await house.ask({ url: '/fhir/Encounter?patient=alder', headers });
  expect(found.json<{ total?: number; entry?: unknown[] }>().entry).toBeUndefined();
  const open = await house.as('scheduler', { scopes: ['user/Encounter.rs?status=finished'] });
  expect((await house.ask({ url: '/fhir/Encounter/alder-visit', headers: open })).statusCode).toBe(200);
});

test('an emergency, where it is a way, shows it whole', async () => {
  const { accountId } = desk.scheduler;
  await house.rows(`insert into access_glass (id, account, account_name, role, patient, reason, starts, ends)
    values (gen_random_uuid(), '${accountId}', 'scheduler', 'scheduler', 'alder', 'a good reason', 0, 9000000000000)`);
  expect(resourceOf(await desk.scheduler.get('/fhir/Encounter/alder-visit'))['reasonCode']).toBeDefined();
  expect(await desk.scheduler.ids('/fhir/Encounter?reason-code=F32.1,F41.9')).toEqual(['Encounter/alder-visit']);
  await house.rows('delete from access_glass');
  expect(resourceOf(await desk.scheduler.get('/fhir/Encounter/alder-visit'))['reasonCode']).toBeUndefined();
});

test('of two labels what both show is shown; where one masks nothing, all is out of sight', async () => {
  const both = {
    resourceType: 'Encounter',
    id: 'both',
    status: 'finished',
    class: { code: 'AMB' },
    subject: { reference: 'Patient/alder' },
  };
  const reasonCode = ['F32.1', 'F10.20'].map((code) => ({
    coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }],
  }));
  await putAll(house.record, [{ ...both, reasonCode, period: { start: '2026-10-03' } }]);
  expect((await desk.registrar.get('/fhir/Encounter/both')).statusCode).toBe(404);
  const narrow = masksOf('SUD', { Encounter: ['status', 'type', 'subject'] });
  await putAll(house.record, [policy([...masksOf('MH'), ...narrow], { seals })]);
  const { meta: _meta, ...shown } = resourceOf(await desk.registrar.get('/fhir/Encounter/both'));
  expect(shown).toEqual({
    resourceType: 'Encounter',
    id: 'both',
    status: 'finished',
    subject: { reference: 'Patient/alder' },
  });
  // By the period only what shows it: that is the one label, and not the other.
  expect(await desk.registrar.ids('/fhir/Encounter?patient=alder&date=2026-10-03')).toEqual([]);
  expect(await desk.registrar.ids('/fhir/Encounter?patient=alder&status=finished')).toEqual([
    'Encounter/alder-visit',
    'Encounter/both',
  ]);
  await putAll(house.record, [policy(masksOf('MH'), { seals })]);
});

test('a mask has its days, as every rule has', async () => {
  const over = masksOf('MH').map((one) => ({ ...one, until: '2020-01-01' }));
  await putAll(house.record, [policy(over, { seals })]);
  expect((await desk.registrar.get('/fhir/Encounter/alder-visit')).statusCode).toBe(404);
  await putAll(house.record, [policy(masksOf('MH'), { seals })]);
  expect((await desk.registrar.get('/fhir/Encounter/alder-visit')).statusCode).toBe(200);
});

test.each([
  ['an element that is none', 'Encounter', 'reason', '"reason" is not an element at the root of Encounter'],
  ['labels', 'Encounter', 'meta', '"meta" is never shown where other elements are masked'],
  [
    'a type of reference that is none',
    'Appointment',
    'participant:Human',
    '"participant:Human" is not element or element:Type',
  ],
])('a policy that shows %s is refused, with the place', async (_what, type, name, detail) => {
  const answer = await house.ask({
    method: 'PUT',
    url: '/fhir/Library/desk',
    headers: { ...(await house.as('administrator')), 'content-type': 'application/fhir+json' },
    payload: JSON.stringify(policy(masksOf('MH', { [type]: [name] }))),
  });
  expect(answer.statusCode).toBe(422);
  expect(answer.json<{ issue: { details: { text: string } }[] }>().issue[0]!.details.text).toBe(
    `An access policy: masks.0.shows.0: ${detail}`,
  );
});
