/** A server whose database goes away and comes back: it says so meanwhile, and goes on afterwards. */
import { type Server, type Socket, connect, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../database.ts';
import { comesTrue } from '../load/loaded-server.ts';
import { type Running, freePort, startServer, throughlineDone } from '../server.ts';

/** What stands between server and database, and can be taken away. */
type Road = { url: string; cut(): void; mend(): Promise<void>; close(): void };

async function openRoad(databaseUrl: string): Promise<Road> {
  const there = new URL(databaseUrl);
  const port = await freePort();
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  const mend = () =>
    new Promise<void>((resolve) => {
      server = createServer((near) => {
        const far = connect(Number(there.port), there.hostname);
        for (const socket of [near, far]) {
          sockets.add(socket);
          socket.on('error', () => {});
          socket.on('close', () => {
            near.destroy();
            far.destroy();
          });
        }
        near.pipe(far).pipe(near);
      }).listen(port, '127.0.0.1', () => resolve());
    });
  const cut = () => {
    server?.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  await mend();
  const url = new URL(databaseUrl);
  url.port = String(port);
  url.hostname = '127.0.0.1';
  return { url: url.href, cut, mend, close: cut };
}

let database: Awaited<ReturnType<typeof freshDatabase>>;
let road: Road;
let server: Running;
let token: string;

beforeAll(async () => {
  database = await freshDatabase();
  road = await openRoad(database.url);
  const env = { DATABASE_URL: road.url };
  server = await startServer(env, await freePort());
  token = (await throughlineDone(['token', '--role', 'system'], env)).out.trim();
}, 60_000);
afterAll(async () => {
  await server.stop();
  road.close();
  await database.drop();
});

function ask(method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${server.base}/fhir/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

const PATIENT = { resourceType: 'Patient', id: 'away', name: [{ family: 'Away' }] };
const ASKED: [string, string, object?][] = [
  ['GET', 'Patient/away'],
  ['GET', 'Patient?name=away'],
  ['GET', 'Patient/away/_history'],
  ['GET', 'Patient/away/$everything'],
  ['PUT', 'Patient/away', PATIENT],
  [
    'POST',
    '',
    { resourceType: 'Bundle', type: 'transaction', entry: [{ request: { method: 'GET', url: 'Patient/away' } }] },
  ],
];

test(
  'a server survives its database, says 503 meanwhile, and goes on when it is back, time after time',
  { timeout: 120_000 },
  async () => {
    expect((await ask('PUT', 'Patient/away', PATIENT)).status).toBe(201);
    for (let round = 0; round < 2; round += 1) {
      road.cut();
      for (const [method, path, body] of ASKED) {
        const answer = await ask(method, path, body);
        const told = (await answer.json()) as fhir4.OperationOutcome;
        expect([answer.status, told.resourceType], `${method} ${path}`).toEqual([503, 'OperationOutcome']);
        expect(Number(answer.headers.get('retry-after')), `${method} ${path}`).toBeGreaterThan(0);
      }
      expect((await fetch(`${server.base}/readyz`)).status).toBe(503);
      expect((await fetch(`${server.base}/healthz`)).status).toBe(200);
      await road.mend();
      expect(await comesTrue(async () => (await fetch(`${server.base}/readyz`)).ok, 15_000)).toBe(true);
      for (const [method, path, body] of ASKED) {
        expect((await ask(method, path, body)).status, `${method} ${path}`).toBe(200);
      }
    }
    expect(server.child.exitCode).toBeNull();
  },
);

test(
  'requests that are under way when it goes are answered too, none twice and none never',
  { timeout: 60_000 },
  async () => {
    const under = Array.from({ length: 40 }, (_, at) =>
      ask('POST', 'Basic', { resourceType: 'Basic', code: { text: `under way ${at}` } }).then(
        (answer) => answer.status,
      ),
    );
    setTimeout(() => road.cut(), 15);
    const statuses = await Promise.all(under);
    expect(statuses.filter((status) => status !== 201 && status !== 503)).toEqual([]);
    await road.mend();
    expect(await comesTrue(async () => (await fetch(`${server.base}/readyz`)).ok, 15_000)).toBe(true);
    const found = (await (await ask('GET', 'Basic?_summary=count')).json()) as { total: number };
    const acknowledged = statuses.filter((status) => status === 201).length;
    expect(found.total).toBeGreaterThanOrEqual(acknowledged);
    expect(found.total).toBeLessThanOrEqual(40);
  },
);
