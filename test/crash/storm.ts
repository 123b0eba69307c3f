/** Two servers over one database, and whatever goes wrong: servers and PostgreSQL are killed at random while clients write and read. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '../../src/base/index.ts';
import { startEmbedded } from '../../src/store/index.ts';
import { type Running, freePort, startServer, throughlineDone } from '../server.ts';
import { type Client, type Ledger, newLedger, runClient } from './storm-clients.ts';
import { type Follower, follow } from './storm-follower.ts';
import { type Faults, findFaults } from './storm-truth.ts';

const CLIENTS = 16;
const SERVERS = 2;

/** The days of a storm, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

export type StormReport = {
  kills: { servers: number[]; database: number };
  /** Acknowledged, by what was done. */
  done: Record<string, number>;
  /** Acknowledged versions. */
  versions: number;
  /** Answers that say that it cannot be done just now, and requests that were cut. */
  away: number;
  changes: number;
  /** From a kill to the first answer of the same server: least, median, most, ms. */
  backAfterMs: { least: number; median: number; most: number };
  faults: Faults;
};

type Sky = {
  servers: { now: Running; port: number; env: Record<string, string> }[];
  databaseFolder: string;
  kills: StormReport['kills'];
  backAfterMs: number[];
};

/** What is done in a storm. */
export const KINDS = [
  'create',
  'update',
  'patch',
  'delete',
  'transaction',
  'conditional create',
  'read',
  'search',
  'history',
];
/** So often each of them is done, so often each server and the database killed, and so many versions are acknowledged, however slow the machine: within so many times the seconds. */
export const ENOUGH = { done: 20, kills: 2, versions: 5000 };
const MOST_TIMES_AS_LONG = 3;

/** Runs a storm for so long, or until enough was done, waits until all is calm, and compares what was promised with what is there. */
export async function runStorm(options: { seed: number; seconds: number }): Promise<StormReport> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-storm-'));
  const database = await startEmbedded({ folder, log: silentLog });
  const sky: Sky = {
    servers: [],
    databaseFolder: folder,
    kills: { servers: Array.from({ length: SERVERS }, () => 0), database: 0 },
    backAfterMs: [],
  };
  const followers: Follower[] = [];
  try {
    const env = { DATABASE_URL: database.url, LOG_LEVEL: 'warn' };
    for (let number = 0; number < SERVERS; number += 1) {
      const port = await freePort();
      sky.servers.push({ now: await startServer(env, port), port, env });
    }
    const token = (await throughlineDone(['token', '--role', 'system'], env)).out.trim();
    const bases = sky.servers.map((one) => `http://127.0.0.1:${one.port}`);
    followers.push(...bases.map((base) => follow(base, token)));
    const ledger = newLedger();
    await pour(sky, { bases, token, ledger, ...options });
    const faults = await findFaults({ databaseUrl: database.url, bases, token, ledger, followers });
    const back = sky.backAfterMs.toSorted((a, b) => a - b);
    return {
      kills: sky.kills,
      done: ledger.done,
      versions: ledger.versions.length,
      away: ledger.away,
      changes: followers[0]!.changes().length,
      backAfterMs: { least: back[0] ?? 0, median: back[back.length >> 1] ?? 0, most: back.at(-1) ?? 0 },
      faults,
    };
  } finally {
    for (const follower of followers) follower.stop();
    await Promise.all(sky.servers.map((one) => one.now.stop()));
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Rain = { bases: string[]; token: string; ledger: Ledger; seed: number; seconds: number };

async function pour(sky: Sky, { bases, token, ledger, seed, seconds }: Rain): Promise<void> {
  const begun = Date.now();
  const isOver = () => {
    const ranFor = (Date.now() - begun) / 1000;
    if (ranFor < seconds) return false;
    const kills = Math.min(...sky.kills.servers, sky.kills.database);
    const least = Math.min(...KINDS.map((kind) => ledger.done[kind] ?? 0));
    const isEnough = kills >= ENOUGH.kills && least >= ENOUGH.done && ledger.versions.length >= ENOUGH.versions;
    return isEnough || ranFor > seconds * MOST_TIMES_AS_LONG;
  };
  const clients = Array.from({ length: CLIENTS }, (_, number): Promise<void> => {
    const client: Client = { number, bases, token, ledger, random: randomFrom(seed * 1000 + number), isOver };
    return runClient(client);
  });
  await Promise.all([killer(sky, randomFrom(seed), isOver), ...clients]);
  // The last to be killed comes back before anybody looks.
  for (const server of sky.servers) await awake(server.now);
}

/** Kills one of them every few seconds, never waiting for the others to be back. */
async function killer(sky: Sky, random: () => number, isOver: () => boolean): Promise<void> {
  const rising = new Map<number, Promise<void>>();
  while (!isOver()) {
    await sleep(1200 + random() * 2200);
    const target = Math.floor(random() * (SERVERS + 1));
    if (target === SERVERS) killDatabase(sky);
    else if (!rising.has(target)) {
      rising.set(
        target,
        killServer(sky, target).finally(() => rising.delete(target)),
      );
    }
  }
  await Promise.all(rising.values());
}

async function killServer(sky: Sky, number: number): Promise<void> {
  const server = sky.servers[number]!;
  // One that went down by itself is a failure of its own, not one more kill.
  if (server.now.child.exitCode !== null) throw new Error(`a server ended by itself: ${server.now.said()}`);
  const begun = Date.now();
  await server.now.stop('SIGKILL');
  sky.kills.servers[number]! += 1;
  for (;;) {
    try {
      server.now = await startServer(server.env, server.port);
      break;
    } catch (error) {
      // It refuses to start while the database is down, as it should.
      if (Date.now() - begun > 30_000) throw error;
      await sleep(100);
    }
  }
  sky.backAfterMs.push(Date.now() - begun);
}

function killDatabase(sky: Sky): void {
  try {
    const pid = readFileSync(join(sky.databaseFolder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0];
    process.kill(Number(pid), 'SIGKILL');
    sky.kills.database += 1;
  } catch {
    // it is just being brought back: nothing to kill
  }
}

async function awake(server: Running): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const answer = await fetch(`${server.base}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error(`a server does not come back: ${server.said()}`);
}
