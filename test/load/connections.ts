/** A thousand connections that do nothing and a hundred that do, for a while: what they were answered, and what the server held before and after. */
import { Agent, request } from 'node:http';
import { type Socket, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Loaded, MEGABYTE, comesTrue, openLoaded } from './loaded-server.ts';

const IDLE = 1000;
const BUSY = 100;
const PATIENTS = 50;

export type Held = { memoryMb: number; openFiles: number; databaseConnections: number };

export type ConnectionsReport = {
  idle: number;
  busy: number;
  seconds: number;
  requests: number;
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers that were not what was asked for, and idle connections that were closed. */
  errors: string[];
  before: Held;
  /** After a first part of the time, when everything that is kept has been made. */
  warm: Held;
  during: Held;
  /** When the clients are gone. */
  after: Held;
};

async function held(loaded: Loaded): Promise<Held> {
  const connections = Object.values(await loaded.connections()).reduce((sum, one) => sum + one, 0);
  return {
    memoryMb: Math.round(loaded.memory() / MEGABYTE),
    openFiles: loaded.openFiles(),
    databaseConnections: connections,
  };
}

async function prepare(loaded: Loaded): Promise<void> {
  const entry = Array.from({ length: PATIENTS }, (_, at) => [
    {
      resource: { resourceType: 'Patient', id: `p${at}`, name: [{ family: `Family${at}` }] },
      request: { method: 'PUT', url: `Patient/p${at}` },
    },
    {
      resource: {
        resourceType: 'Observation',
        id: `o${at}`,
        status: 'final',
        code: { text: 'x' },
        subject: { reference: `Patient/p${at}` },
      },
      request: { method: 'PUT', url: `Observation/o${at}` },
    },
  ]).flat();
  const answer = await loaded.ask('POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
  if (answer.status !== 200) throw new Error(answer.text);
}

/** Connections that have asked once, as browsers' do, and then wait. */
async function openIdle(loaded: Loaded, errors: string[]): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let from = 0; from < IDLE; from += 100) {
    await Promise.all(
      Array.from({ length: 100 }, async () => {
        const socket = connect(loaded.port, '127.0.0.1');
        socket.on('error', (error) => errors.push(`idle: ${error.message}`));
        socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
        await new Promise<void>((resolve) => socket.once('data', () => resolve()));
        sockets.push(socket);
      }),
    );
  }
  return sockets;
}

type Answer = { status: number; text: string };

function send(loaded: Loaded, agent: Agent, method: string, path: string, body?: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        agent,
        host: '127.0.0.1',
        port: loaded.port,
        method,
        path: `/fhir/${path}`,
        headers: { authorization: `Bearer ${loaded.token}`, 'content-type': 'application/fhir+json' },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** One that asks and asks again: mostly reads, some searches, now and then a write. */
async function busy(
  loaded: Loaded,
  number: number,
  isOver: () => boolean,
  told: { times: number[]; errors: string[] },
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let round = number; !isOver(); round += 1) {
    const at = round % PATIENTS;
    const [method, path, status, body] =
      round % 10 < 6
        ? (['GET', `Patient/p${at}`, 200, undefined] as const)
        : round % 10 < 9
          ? (['GET', `Observation?subject=Patient/p${at}`, 200, undefined] as const)
          : (['POST', 'Basic', 201, { resourceType: 'Basic', code: { text: 'busy' } }] as const);
    const begun = performance.now();
    try {
      const answer = await send(loaded, agent, method, path, body);
      if (answer.status !== status)
        told.errors.push(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 200)}`);
    } catch (error) {
      told.errors.push(`${method} ${path}: ${String(error)}`);
    }
    told.times.push(performance.now() - begun);
  }
  agent.destroy();
}

/** Holds the connections for so long. The busy ones pause in the middle, so that what is kept can be seen at rest. */
export async function holdConnections(seconds: number): Promise<ConnectionsReport> {
  const loaded = await openLoaded();
  try {
    await prepare(loaded);
    const before = await held(loaded);
    const told = { times: [] as number[], errors: [] as string[] };
    const sockets = await openIdle(loaded, told.errors);
    const round = async (forMs: number) => {
      const end = Date.now() + forMs;
      await Promise.all(
        Array.from({ length: BUSY }, (_, number) => busy(loaded, number, () => Date.now() > end, told)),
      );
    };
    await round((seconds * 1000) / 3);
    await sleep(300);
    const warm = await held(loaded);
    await round((seconds * 2000) / 3);
    const during = await held(loaded);
    const closed = sockets.filter((socket) => socket.readyState !== 'open').length;
    if (closed > 0) told.errors.push(`${closed} idle connections were closed`);
    for (const socket of sockets) socket.destroy();
    await comesTrue(() => loaded.openFiles() < before.openFiles + 20, 10_000);
    const times = told.times.toSorted((a, b) => a - b);
    return {
      idle: IDLE,
      busy: BUSY,
      seconds,
      requests: times.length,
      requestsPerSecond: Math.round(times.length / seconds),
      p50Ms: Math.round(times[times.length >> 1] ?? 0),
      p99Ms: Math.round(times[Math.floor(times.length * 0.99)] ?? 0),
      errors: told.errors.slice(0, 20),
      before,
      warm,
      during,
      after: await held(loaded),
    };
  } finally {
    await loaded.close();
  }
}
