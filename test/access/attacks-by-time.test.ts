import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SYSTEM } from '../../src/base/index.ts';
import { bundle, remove } from '../../src/record/index.ts';
import { type House, openTestHouse } from '../house.ts';
import { MARKER, secret } from './attacks/attack.ts';
import { TWINS, putTwins } from './attacks/twins.ts';
import { type Person, signedIn } from './people.ts';

// What was, what comes, and where somebody else was: streams, histories and cursors tell nothing of what is hidden now. docs/attacks.md

const [robin, finch] = TWINS;
const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const SEALED = [{ system: ACT_CODE, code: '42CFRPart2' }];
let house: House;
let cardiologist: Person;
let counsellor: Person;
let other: Person;
let port: number;

beforeAll(async () => {
  house = await openTestHouse();
  await putTwins(house);
  const heart = { site: 'Organization/heart' } as const;
  cardiologist = await signedIn(house, {
    username: 'cardiologist',
    role: 'physician',
    practitioner: 'cardiologist',
    ...heart,
  });
  other = await signedIn(house, { username: 'other', role: 'physician', practitioner: 'other', ...heart });
  counsellor = await signedIn(house, {
    username: 'counsellor',
    role: 'psychologist',
    practitioner: 'counsellor',
    site: 'Organization/recovery',
  });
  await house.server.listen({ port: 0, host: '127.0.0.1' });
  port = (house.server.server.address() as AddressInfo).port;
});
afterAll(() => house.close());

/** What a stream tells until a moment after `meanwhile` is done. */
async function told(
  who: Person,
  address: string,
  meanwhile: () => Promise<unknown> = async () => undefined,
  headers: Record<string, string> = {},
): Promise<string> {
  const chunks: string[] = [];
  const own = { cookie: who.cookie, 'sec-fetch-site': 'same-origin', ...headers };
  const sent = request({ host: '127.0.0.1', port, path: address, headers: own }, (answer) => {
    answer.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    answer.on('error', () => {});
  });
  sent.on('error', () => {});
  sent.end();
  await expect.poll(() => chunks.join(''), { timeout: 5000 }).toContain(': open');
  await meanwhile();
  await sleep(700);
  sent.destroy();
  return chunks.join('');
}

const put = async (resource: { resourceType: string; id: string; [element: string]: unknown }): Promise<void> => {
  const entry = [{ resource, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` } }];
  await bundle(house.record, SYSTEM, { resourceType: 'Bundle', type: 'transaction', entry });
};
const observation = (id: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: `Craving ${MARKER}` },
  subject: { reference: `Patient/${robin}` },
  ...more,
});

const BEGINNING = '0-0--1';

test('a stream tells nobody of what they do not see, also from its beginning on', async () => {
  const live = async () => {
    await put(observation('streamed', { meta: { security: SEALED } }));
    await put(observation('open-one'));
    await remove(house.record, SYSTEM, 'Observation', 'streamed');
  };
  const seen = await told(cardiologist, `/app/events?patient=${robin}`, live);
  expect(seen).toContain('"open-one"');
  expect(seen).not.toContain('"streamed"');
  for (const address of [`/app/events?patient=${robin}`, '/app/events']) {
    const all = await told(cardiologist, address, undefined, { 'last-event-id': BEGINNING });
    expect(all).toContain(`"${robin}-pulse-1"`);
    expect(all).not.toMatch(new RegExp(`"${secret(robin)}"|"streamed"|"${robin}-gone"`));
  }
});

test('what was open when it was told of, and is hidden now, is not told again', async () => {
  // The feed keeps the labels of then.
  const all = await told(cardiologist, '/app/events', undefined, { 'last-event-id': BEGINNING });
  expect(all).not.toContain(`"${robin}-later"`);
  const { position } = (await cardiologist.get(`/app/patients/${robin}/record`)).json<{ position: string }>();
  await put(observation('soon-hidden'));
  await put(observation('soon-hidden', { meta: { security: SEALED } }));
  const since = await told(cardiologist, `/app/events?patient=${robin}`, undefined, { 'last-event-id': position });
  expect(since).not.toContain('soon-hidden');
});

const consent = (status: string) => ({
  resourceType: 'Consent',
  id: 'c1',
  status,
  scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
  category: [{ coding: [{ system: 'urn:throughline:consent-category', code: '42-CFR-2' }] }],
  patient: { reference: `Patient/${robin}` },
  dateTime: '2026-11-10T10:00:00Z',
  performer: [{ reference: `Patient/${robin}` }],
  organization: [{ reference: 'Organization/recovery' }],
  policyRule: { coding: [{ system: ACT_CODE, code: 'OPTIN' }] },
  provision: {
    type: 'permit',
    period: { start: '2020-11-10', end: '2036-11-10' },
    purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }],
    actor: [{ role: { coding: [{ code: 'IRCP' }] }, reference: { reference: 'Practitioner/cardiologist' } }],
  },
});

test('who resumes from before a revocation is told nothing of what they saw then', async () => {
  await put(consent('active'));
  const { position } = (await cardiologist.get(`/app/patients/${robin}/record`)).json<{ position: string }>();
  const during = await told(cardiologist, `/app/events?patient=${robin}`, async () => {
    await put(observation('shared', { meta: { security: SEALED } }));
  });
  expect(during).toContain('"shared"');
  await put(consent('inactive'));
  const after = await told(cardiologist, `/app/events?patient=${robin}`, undefined, { 'last-event-id': position });
  expect(after).not.toContain('"shared"');
  // That the rules changed is told, so that the chart is read again.
  expect(after).toContain('event: reset');
});

test('a position that is none is refused, and no stream is opened of whom one may not read', async () => {
  for (const position of ['1', 'x-1-1', '9-9', '1-1-1; drop table audit', '-1-1-1']) {
    const answer = await cardiologist.get(`/app/events?patient=${robin}`, { 'last-event-id': position });
    expect(answer.statusCode, position).toBe(400);
  }
  const lee = await signedIn(house, { username: 'lee', role: 'patient', patient: 'lee' });
  const [one, two] = [await lee.get(`/app/events?patient=${robin}`), await lee.get('/app/events?patient=nobody')];
  expect([one.statusCode, one.body]).toEqual([two.statusCode, two.body]);
  expect(one.statusCode).toBe(404);
});

test('a version that was hidden stays so when the label is taken away later', async () => {
  await put(observation('opened', { meta: { security: SEALED } }));
  const { meta: _meta, ...bare } = observation('opened', { status: 'amended', code: { text: 'Pulse' } }) as Record<
    string,
    unknown
  >;
  await put(bare as never);
  expect((await cardiologist.get('/fhir/Observation/opened')).statusCode).toBe(200);
  const [hidden, absent] = [
    await cardiologist.get('/fhir/Observation/opened/_history/1'),
    await cardiologist.get('/fhir/Observation/opened/_history/9'),
  ];
  expect(hidden.statusCode).toBe(404);
  expect(hidden.body.replace('version 1', 'version 9')).toBe(absent.body);
  const { entry, total } = (await cardiologist.get('/fhir/Observation/opened/_history')).json<{
    entry: unknown[];
    total?: number;
  }>();
  expect([entry.length, total]).toEqual([1, undefined]);
});

test('the history of a type has full pages and loses nothing, however much of it is hidden', async () => {
  const flag = (id: string, more: object = {}) => ({
    resourceType: 'Flag',
    id,
    status: 'active',
    code: { text: MARKER },
    subject: { reference: `Patient/${finch}` },
    ...more,
  });
  await put(flag('oldest'));
  for (let from = 0; from < 120; from += 60) {
    const entry = Array.from({ length: 60 }, (_, at) =>
      flag(`sealed-${from + at}`, { meta: { security: SEALED } }),
    ).map((resource) => ({
      resource,
      request: { method: 'PUT', url: `Flag/${resource.id}` },
    }));
    await bundle(house.record, SYSTEM, { resourceType: 'Bundle', type: 'transaction', entry });
  }
  await put(flag('newest'));
  type Page = { entry?: { fullUrl: string }[]; link: { relation: string; url: string }[] };
  const seen: string[][] = [];
  let url: string | undefined = '/fhir/Flag/_history?_count=1';
  while (url !== undefined && seen.length < 10) {
    const page: Page = (await cardiologist.get(url)).json<Page>();
    seen.push((page.entry ?? []).map(({ fullUrl }) => fullUrl.split('/').at(-1)!));
    url = page.link.find(({ relation }) => relation === 'next')?.url.replace(/^https?:\/\/[^/]+/, '');
  }
  expect(seen).toEqual([['newest'], ['oldest']]);
});

test('a cursor is of no use to anybody else, for another question, or changed', async () => {
  const url = `/fhir/Observation?patient=${finch}&_count=2`;
  const { link } = (await cardiologist.get(url)).json<{ link: { relation: string; url: string }[] }>();
  const next = new URL(link.find(({ relation }) => relation === 'next')!.url);
  const cursor = next.searchParams.get('_cursor')!;
  expect((await cardiologist.get(`${url}&_cursor=${cursor}`)).statusCode).toBe(200);
  const changed = `${cursor.slice(0, -2)}${cursor.endsWith('AA') ? 'BB' : 'AA'}`;
  const scoped = await house.as('physician', { scopes: ['user/*.rs'] });
  const refusals = [
    await other.get(`${url}&_cursor=${cursor}`),
    await house.ask({ url: `${url}&_cursor=${cursor}`, headers: scoped }),
    await cardiologist.get(`/fhir/Observation?patient=${robin}&_count=2&_cursor=${cursor}`),
    await cardiologist.get(`/fhir/Condition?patient=${finch}&_cursor=${cursor}`),
    await cardiologist.get(`/fhir/Observation/_history?_cursor=${cursor}`),
    await cardiologist.get(`/fhir/Patient/${finch}/$everything?_count=2&_cursor=${cursor}`),
    await cardiologist.get(`${url}&_cursor=${changed}`),
    await cardiologist.get(`${url}&_cursor=${Buffer.from('{"after":["x"]}').toString('base64url')}`),
    await cardiologist.get(`${url}&_cursor=`),
  ];
  expect(refusals.map((one) => one.statusCode)).toEqual(refusals.map(() => 400));
  expect(new Set(refusals.slice(0, 8).map((one) => one.body)).size).toBe(1);
  // Sort keys may be somebody's name: they do not stand in it.
  expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain(finch);
});

test('a cursor from before a revocation goes on without what is hidden since', async () => {
  await put(consent('active'));
  const url = `/fhir/Observation?patient=${robin}&_sort=_id&_count=2`;
  const { link } = (await cardiologist.get(url)).json<{ link: { relation: string; url: string }[] }>();
  const next = link.find(({ relation }) => relation === 'next')!.url.replace(/^https?:\/\/[^/]+/, '');
  expect(counsellor.cookie).not.toBe(cardiologist.cookie);
  await put(consent('inactive'));
  const ids = await cardiologist.ids(`${next}&_count=100`.replace('_count=2&', ''));
  expect(ids).not.toContain('Observation/shared');
});
