import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';
import { SYSTEM } from '../../base/index.ts';
import { bundle, create } from '../../record/index.ts';

let house: House;
let base: string;

beforeAll(async () => {
  house = await openTestHouse();
  const people = ['anna', 'bert'].map((id) => ({
    resource: { resourceType: 'Patient', id },
    request: { method: 'PUT', url: `Patient/${id}` },
  }));
  await bundle(house.record, SYSTEM, { resourceType: 'Bundle', type: 'transaction', entry: people });
  await house.server.listen({ port: 0, host: '127.0.0.1' });
  base = `http://127.0.0.1:${(house.server.server.address() as AddressInfo).port}`;
});
afterAll(() => house.close());

type Event = {
  id: string;
  data: { type: string; id: string; version: number; action: string; by: { name: string; role: string } };
};
type Stream = {
  status: number;
  type: string | null;
  events: Event[];
  text: () => string;
  isEnded: () => boolean;
  close(): void;
};

async function listen(query: string, headers: Record<string, string>): Promise<Stream> {
  const aborter = new AbortController();
  const response = await fetch(`${base}/app/events${query}`, { headers, signal: aborter.signal });
  let text = '';
  let ended = false;
  const events: Event[] = [];
  const pump = async () => {
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const parts = (rest + chunk).split('\n\n');
      rest = parts.pop()!;
      for (const part of parts) {
        const field = (name: string) =>
          part
            .split('\n')
            .find((line) => line.startsWith(`${name}: `))
            ?.slice(name.length + 2);
        if (field('event') === 'change') events.push({ id: field('id')!, data: JSON.parse(field('data')!) });
      }
    }
  };
  void pump().then(
    () => (ended = true),
    () => (ended = true),
  );
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    events,
    text: () => text,
    isEnded: () => ended,
    close: () => aborter.abort(),
  };
}

async function until(check: () => boolean, withinMs: number): Promise<void> {
  const started = performance.now();
  while (!check() && performance.now() - started < withinMs) await sleep(5);
}

const observe = (patient: string, text: string) =>
  create(house.record, SYSTEM, {
    resourceType: 'Observation',
    status: 'final',
    code: { text },
    subject: { reference: `Patient/${patient}` },
  });

test('what another commits arrives within a second, of this patient alone', async () => {
  const stream = await listen('?patient=anna', await house.as('physician'));
  expect([stream.status, stream.type]).toEqual([200, 'text/event-stream; charset=utf-8']);
  await until(() => stream.text().includes(': open'), 2000);
  await observe('bert', 'not this one');
  const started = performance.now();
  const { answer } = await observe('anna', 'this one');
  // A stream may begin a little before it was opened, and tell of the person once more.
  const observed = () => stream.events.map((event) => event.data).filter(({ type }) => type === 'Observation');
  await until(() => observed().length > 0, 3000);
  expect(performance.now() - started).toBeLessThan(1000);
  expect(observed()).toEqual([
    {
      type: 'Observation',
      id: answer.id,
      version: 1,
      action: 'create',
      at: expect.any(String),
      by: { name: 'Throughline', role: 'system' },
    },
  ]);
  stream.close();
});

test('whoever is let out hears of nothing more, from that moment on', async () => {
  const password = 'correct horse battery';
  const { id } = await house.access.createAccount({ username: 'listener', password, name: 'L', role: 'physician' });
  const entered = await house.access.signIn({ username: 'listener', password, address: '127.0.0.1' });
  const stream = await listen('?patient=anna', { cookie: `throughline_session=${entered.secret}` });
  await until(() => stream.text().includes(': open'), 2000);
  const { answer } = await observe('anna', 'before');
  await until(() => stream.events.some(({ data }) => data.id === answer.id), 5000);
  const heard = stream.events.length;
  expect(heard).toBeGreaterThan(0);
  await house.access.manage.disable(SYSTEM, id);
  await observe('anna', 'after');
  await until(() => stream.isEnded(), 5000);
  expect([stream.isEnded(), stream.events.length]).toEqual([true, heard]);
});

test('a reconnection resumes where it was, without loss or repetition, again and again', async () => {
  const headers = await house.as('physician');
  const all = await listen('?patient=anna', headers);
  await until(() => all.text().includes(': open'), 2000);
  for (let round = 0; round < 3; round += 1) await observe('anna', `before ${round}`);
  await until(() => all.events.length === 3, 3000);
  const resumed = await listen('?patient=anna', { ...headers, 'last-event-id': all.events[0]!.id });
  await observe('anna', 'after');
  await until(() => resumed.events.length === 3 && all.events.length === 4, 3000);
  expect(resumed.events.map((event) => event.id)).toEqual(all.events.slice(1).map((event) => event.id));
  all.close();
  resumed.close();
});

test('a position that this process never saw is read from the database, then handed over', async () => {
  const headers = await house.as('physician');
  const record = await house.ask({ url: '/app/patients/bert/record', headers });
  const { position } = record.json();
  const { answer } = await observe('bert', 'missed');
  const stream = await listen(`?patient=bert&from=${encodeURIComponent(position)}`, headers);
  await until(() => stream.events.length === 1, 3000);
  const second = await observe('bert', 'then');
  await until(() => stream.events.length === 2, 3000);
  const third = await observe('bert', 'and then');
  await until(() => stream.events.length === 3, 3000);
  await sleep(100);
  expect(stream.events.map((event) => event.data.id)).toEqual([answer.id, second.answer.id, third.answer.id]);
  stream.close();
});

test('who may not see the patient gets no stream, and a patient sees only their own changes', async () => {
  expect((await listen('?patient=anna', {})).status).toBe(401);
  expect((await listen('?patient=anna', await house.as('biller', { scopes: ['user/Claim.rs'] }))).status).toBe(403);
  const bert = await house.as('patient', { patient: 'bert' });
  expect((await listen('?patient=anna', bert)).status).toBe(404);
  expect((await listen('?patient=nobody', bert)).status).toBe(404);
  expect((await listen('?patient=a_b', bert)).status).toBe(400);
  expect((await listen('?patient=bert', { ...bert, 'last-event-id': 'nonsense position' })).status).toBe(400);
  const everything = await listen('', bert);
  await until(() => everything.text().includes(': open'), 2000);
  await observe('anna', 'hidden');
  const { answer } = await observe('bert', 'own');
  await until(() => everything.events.length > 0, 3000);
  await sleep(100);
  expect(everything.events.map((event) => event.data.id)).toEqual([answer.id]);
  everything.close();
});

test('a registrar’s stream tells of visits and not of results', async () => {
  const stream = await listen('?patient=anna', await house.as('registrar'));
  await until(() => stream.text().includes(': open'), 2000);
  await observe('anna', 'not theirs to know');
  await create(house.record, SYSTEM, {
    resourceType: 'Encounter',
    status: 'planned',
    class: { code: 'AMB' },
    subject: { reference: 'Patient/anna' },
  });
  await until(() => stream.events.length > 0, 3000);
  expect(stream.events.map((event) => event.data.type)).toEqual(['Encounter']);
  stream.close();
});

test('a hundred listeners share one follower, and closing the server ends them', async () => {
  const headers = await house.as('physician');
  const streams = await Promise.all(Array.from({ length: 100 }, () => listen('?patient=anna', headers)));
  await until(() => streams.every((stream) => stream.text().includes(': open')), 5000);
  const { answer } = await observe('anna', 'to all');
  await until(() => streams.every((stream) => stream.events.length === 1), 3000);
  expect(streams.every((stream) => stream.events[0]?.data.id === answer.id)).toBe(true);
  const connections = await house.rows(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and query ilike 'listen%'`,
  );
  expect(connections).toEqual([{ n: 1 }]);
  const started = performance.now();
  await house.server.close();
  await until(() => streams.every((stream) => stream.isEnded()), 3000);
  expect(streams.every((stream) => stream.isEnded())).toBe(true);
  expect(performance.now() - started).toBeLessThan(3000);
});
