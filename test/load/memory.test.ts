/** What clients can make the server hold: each figure is the resident memory of a server in a process of its own. */
import { type Socket, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Loaded, MEGABYTE, comesTrue, openLoaded } from './loaded-server.ts';

const STALLED = 10;
const MILLION = 1_000_000;
/** Ten stalled answers of 50 MB, or one body of a million elements, must not add a gigabyte. */
const MOST_GROWTH = 1000 * MEGABYTE;

let loaded: Loaded;

beforeAll(async () => {
  loaded = await openLoaded();
  await mustPut({ resourceType: 'Patient', id: 'p' });
  await mustPut({ resourceType: 'Binary', id: 'b', contentType: 'application/pdf', data: 'AAAA'.repeat(12_500_000) });
  const text = 'x'.repeat(50_000);
  for (let part = 0; part < 10; part += 1) {
    const entry = Array.from({ length: 100 }, () => ({
      resource: {
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'Large' },
        subject: { reference: 'Patient/p' },
        note: [{ text }],
      },
      request: { method: 'POST', url: 'Observation' },
    }));
    const answer = await loaded.ask('POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
    if (answer.status !== 200) throw new Error(answer.text);
  }
}, 120_000);
afterAll(() => loaded.close());

async function mustPut(resource: { resourceType: string; id: string; [element: string]: unknown }): Promise<void> {
  const answer = await loaded.ask('PUT', `${resource.resourceType}/${resource.id}`, resource);
  expect(answer.status).toBe(201);
}

/** Asks ten times for an answer that nobody takes, lets them stand for a moment, and goes away. */
async function stall(path: string, headers: Record<string, string>): Promise<void> {
  const sockets: Socket[] = await Promise.all(Array.from({ length: STALLED }, () => loaded.stalled(path, headers)));
  await sleep(700);
  // They go on not reading: a transaction that waited for them would wait as long as they do.
  const isFree = await comesTrue(async () => ((await loaded.connections())['idle in transaction'] ?? 0) === 0, 4000);
  expect(isFree, 'no transaction waits for a client').toBe(true);
  for (const socket of sockets) socket.destroy();
}

test.each<[string, string, Record<string, string>]>([
  ['one resource of 50 MB', 'Binary/b', {}],
  ['a search of 50 MB', 'Observation?_count=1000', {}],
  ['the same, packed', 'Observation?_count=1000', { 'accept-encoding': 'gzip' }],
  ['$everything of 50 MB', 'Patient/p/$everything', {}],
  ['$everything, packed', 'Patient/p/$everything', { 'accept-encoding': 'gzip' }],
  ['a history of 50 MB', 'Observation/_history?_count=1000', {}],
])('ten clients that stop reading %s', { timeout: 60_000 }, async (_what, path, headers) => {
  const filesBefore = loaded.openFiles();
  const grown = await loaded.growthDuring(() => stall(path, headers));
  expect(grown).toBeLessThan(MOST_GROWTH);
  const isFreed = await comesTrue(() => loaded.openFiles() <= filesBefore + 12, 20_000);
  expect(isFreed, 'their sockets are closed; what stays are connections to the database').toBe(true);
  const isQuiet = await comesTrue(async () => ((await loaded.connections())['active'] ?? 0) === 0, 20_000);
  expect(isQuiet, 'nothing is asked for them any more').toBe(true);
});

test('who comes and vanishes again and again takes no more than who did so once', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 2; round += 1) await stall('Observation?_count=1000', {});
  const before = loaded.memory();
  for (let round = 0; round < 4; round += 1) await stall('Observation?_count=1000', {});
  expect(loaded.memory() - before).toBeLessThan(600 * MEGABYTE);
});

const list = (item: string, count = MILLION) => `${`${item},`.repeat(count - 1)}${item}`;

test.each<[string, string, string, number[]]>([
  ['empty objects', 'Patient', `{"resourceType":"Patient","name":[${list('{}')}]}`, [422]],
  ['numbers', 'Patient', `{"resourceType":"Patient","name":[${list('1')}]}`, [422]],
  ['names', 'Patient', `{"resourceType":"Patient","name":[{"given":[${list('"a"')}]}]}`, [413]],
  [
    'extensions',
    'Basic',
    `{"resourceType":"Basic","code":{},"extension":[${list('{"url":"u","valueInteger":1}')}]}`,
    [422],
  ],
  ['identifiers', 'Patient', `{"resourceType":"Patient","identifier":[${list('{"value":"1"}')}]}`, [413]],
  ['entries', '', `{"resourceType":"Bundle","type":"transaction","entry":[${list('{}')}]}`, [413]],
  ['operations', 'Patient/p', `[${list('{"op":"test","path":"/id","value":"p"}')}]`, [400, 413, 415]],
  ['lists in lists', 'Patient', '['.repeat(MILLION), [400]],
])('a body of a million %s', { timeout: 60_000 }, async (_what, path, body, statuses) => {
  const grown = await loaded.growthDuring(async () => {
    const answer = await loaded.ask(path.includes('/') ? 'PATCH' : 'POST', path, body);
    expect(statuses).toContain(answer.status);
    expect(answer.text.length).toBeLessThan(200_000);
  });
  expect(grown).toBeLessThan(MOST_GROWTH);
});

test(
  'half a gigabyte in a packed body of half a megabyte is unpacked up to the limit alone',
  { timeout: 60_000 },
  async () => {
    const bomb = gzipSync(Buffer.alloc(512 * MEGABYTE, 32), { level: 6 });
    const grown = await loaded.growthDuring(async () => {
      const answer = await fetch(`${loaded.server.base}/fhir/Patient`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${loaded.token}`,
          'content-type': 'application/fhir+json',
          'content-encoding': 'gzip',
        },
        body: bomb,
      });
      expect([answer.status, (await answer.json()).issue[0].code]).toEqual([413, 'too-long']);
    });
    expect(grown).toBeLessThan(300 * MEGABYTE);
  },
);

test('who says that a gigabyte follows is refused before it does', async () => {
  const socket = connect(loaded.port, '127.0.0.1');
  const grown = await loaded.growthDuring(async () => {
    socket.write(
      `POST /fhir/Patient HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${loaded.token}\r\ncontent-type: application/fhir+json\r\ncontent-length: 1073741824\r\n\r\n{`,
    );
    const first = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    expect(first.toString()).toMatch(/^HTTP\/1\.1 413 /);
  });
  socket.destroy();
  expect(grown).toBeLessThan(50 * MEGABYTE);
});
