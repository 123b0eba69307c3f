/** Clients that are slow on purpose: to send, to take, or to leave. */
import { type Socket, connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openTestHouse } from '../house.ts';
import { type Loaded, comesTrue, openLoaded } from './loaded-server.ts';

let loaded: Loaded;
let house: House;
let authorization: string;
let port: number;
const COUNT = 2400;
const PARTS = 12;

beforeAll(async () => {
  loaded = await openLoaded({ THROUGHLINE_REQUEST_TIMEOUT_MS: '1000', THROUGHLINE_STALL_TIMEOUT_MS: '3000' });
  house = await openTestHouse();
  authorization = (await house.as('system')).authorization;
  const text = 'x'.repeat(10_000);
  for (let part = 0; part < PARTS; part += 1) {
    const entry = Array.from({ length: COUNT / PARTS }, () => ({
      resource: {
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'Large' },
        subject: { reference: 'Patient/p' },
        note: [{ text }],
      },
      request: { method: 'POST', url: 'Observation' },
    }));
    const patient = { resource: { resourceType: 'Patient', id: 'p' }, request: { method: 'PUT', url: 'Patient/p' } };
    const answer = await house.ask({
      method: 'POST',
      url: '/fhir',
      headers: { authorization, 'content-type': 'application/fhir+json' },
      payload: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry: [patient, ...entry] }),
    });
    if (answer.statusCode !== 200) throw new Error(answer.body);
  }
  await house.server.listen({ port: 0, host: '127.0.0.1' });
  port = (house.server.server.address() as { port: number }).port;
}, 120_000);
afterAll(async () => {
  await loaded.close();
  await house.close();
});

/** All that comes until the connection closes. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.on('error', () => {});
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return text;
}

test.each<[string, string, string]>([
  ['headers that do not end', 'POST /fhir/Patient HTTP/1.1\r\nhost: x\r\n', 'a'],
  [
    'a body that does not end',
    'POST /fhir/Patient HTTP/1.1\r\nhost: x\r\nauthorization: @\r\ncontent-type: application/fhir+json\r\ncontent-length: 500\r\n\r\n{"resourceType":',
    'x',
  ],
  [
    'a chunked body that does not end',
    'POST /fhir/Patient HTTP/1.1\r\nhost: x\r\nauthorization: @\r\ncontent-type: application/fhir+json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"res\r\n',
    '1\r\nx\r\n',
  ],
])('%s is cut, with 408', { timeout: 30_000 }, async (_what, bytes, more) => {
  const socket = connect(loaded.port, '127.0.0.1');
  socket.write(bytes.replace('@', `Bearer ${loaded.token}`));
  // A little more every now and then keeps no connection open.
  const trickle = setInterval(() => socket.writable && socket.write(more), 200);
  const answer = await untilClosed(socket);
  clearInterval(trickle);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)).issue[0].code).toBe('timeout');
});

test('an answer that nobody takes is given up, and its connection closed', { timeout: 30_000 }, async () => {
  const before = loaded.openFiles();
  await loaded.ask('PUT', 'Binary/b', {
    resourceType: 'Binary',
    id: 'b',
    contentType: 'x/y',
    data: 'AAAA'.repeat(5_000_000),
  });
  const socket = await loaded.stalled('Binary/b');
  expect(loaded.openFiles()).toBeGreaterThan(before);
  const closed = await comesTrue(() => loaded.openFiles() <= before + 1, 15_000);
  socket.destroy();
  expect(closed).toBe(true);
});

/** Counts the statements that go to the database. */
function counted(): { now(): number; end(): void } {
  const { pool } = house.record.store;
  const query = pool.query.bind(pool) as (...given: unknown[]) => unknown;
  let count = 0;
  const counting = (...given: unknown[]) => {
    if (JSON.stringify(given[0])?.includes('compartment')) count += 1;
    return query(...given);
  };
  pool.query = counting as unknown as typeof pool.query;
  return { now: () => count, end: () => void (pool.query = query as unknown as typeof pool.query) };
}

test.each(['identity', 'gzip'])(
  '$everything (%s) reads no further while its client does not, and not at all when it is gone',
  { timeout: 60_000 },
  async (encoding) => {
    const statements = counted();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      `GET /fhir/Patient/p/$everything HTTP/1.1\r\nhost: x\r\naccept-encoding: ${encoding}\r\nauthorization: ${authorization}\r\n\r\n`,
    );
    await new Promise<void>((resolve) => socket.once('data', () => resolve()));
    socket.pause();
    const settled = async () => {
      for (let last = -1; last !== statements.now(); await new Promise((resolve) => setTimeout(resolve, 300))) {
        last = statements.now();
      }
      return statements.now();
    };
    const whileStalled = await settled();
    expect(whileStalled, 'of thirteen').toBeLessThan(encoding === 'gzip' ? 14 : 9);
    socket.destroy();
    expect(await settled(), 'one that was under way may end').toBeLessThanOrEqual(whileStalled + 1);
    statements.end();
    const whole = await fetch(`http://127.0.0.1:${port}/fhir/Patient/p/$everything`, { headers: { authorization } });
    expect(((await whole.json()) as { entry: unknown[] }).entry.length).toBe(COUNT + 1);
  },
);
