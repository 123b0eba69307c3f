import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { silentLog } from '../../src/base/index.ts';
import { startEmbedded } from '../../src/store/index.ts';
import { type Running, freePort, startServer, throughlineDone } from '../server.ts';

const WRITES = 5000;
const CLIENTS = 16;
const SYSTEM = 'urn:throughline:storm';

type Acknowledged = { id: string; version: number; note: string; digest: string };

/** A number generator with a seed, so that a storm that fails can be had again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

function observation(patient: string, key: string, note: string): Record<string, unknown> {
  return {
    resourceType: 'Observation',
    status: 'final',
    identifier: [{ system: SYSTEM, value: key }],
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }] },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: '2026-03-01T09:00:00Z',
    valueQuantity: { value: 72, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
    note: [{ text: note }],
  };
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

type Storm = {
  base: string;
  token: string;
  patients: string[];
  acknowledged: Acknowledged[];
  refused: string[];
  kills: { server: number; database: number };
};

async function send(storm: Storm, method: string, path: string, body: unknown): Promise<Response | null> {
  return fetch(`${storm.base}/fhir/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${storm.token}`,
      'content-type': 'application/fhir+json',
      prefer: 'return=representation',
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  }).catch(() => null);
}

/** One client: creates an Observation, then updates it a few times, and goes on with another; remembers what was acknowledged. */
async function client(storm: Storm, number: number, isOver: () => boolean): Promise<void> {
  const patient = storm.patients[number % storm.patients.length]!;
  for (let round = 0; storm.acknowledged.length < WRITES && !isOver(); round += 1) {
    const key = `c${number}-${round}`;
    let id: string | undefined;
    for (let edit = 0; edit < 4; edit += 1) {
      const note = `${key}-${edit}`;
      const body = { ...observation(patient, key, note), ...(id ? { id } : {}) };
      const answer = await send(storm, id ? 'PUT' : 'POST', id ? `Observation/${id}` : 'Observation', body);
      const text = answer?.ok ? await answer.text().catch(() => null) : null;
      if (answer && answer.status < 500 && !answer.ok) storm.refused.push(`${answer.status} ${await answer.text()}`);
      if (!text) {
        await sleep(50);
        break; // unknown, or not written: go on with another resource
      }
      const stored = JSON.parse(text) as { id: string; meta: { versionId: string } };
      id = stored.id;
      storm.acknowledged.push({ id, version: Number(stored.meta.versionId), note, digest: digestOf(text) });
    }
  }
}

/** Kills the server or the database, at random, each time after some more writes, until they are done. */
async function killer(
  storm: Storm,
  env: Record<string, string>,
  port: number,
  server: { now: Running },
): Promise<void> {
  const chance = random(Number(process.env['STORM_SEED'] ?? 20261122));
  while (storm.acknowledged.length < WRITES) {
    const next = storm.acknowledged.length + 150 + chance() * 500;
    while (storm.acknowledged.length < Math.min(next, WRITES)) {
      // A server that went down by itself is a failure of its own, not one more kill.
      if (server.now.child.exitCode !== null) throw new Error(`the server ended by itself: ${server.now.said()}`);
      await sleep(5);
    }
    if (storm.acknowledged.length >= WRITES) return;
    if (chance() < 0.5) {
      await server.now.stop('SIGKILL');
      storm.kills.server += 1;
      server.now = await startServer(env, port);
    } else {
      const file = join(env['THROUGHLINE_DATA']!, 'postgres', 'postmaster.pid');
      try {
        process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGKILL');
        storm.kills.database += 1;
      } catch {
        // it is just being brought back: nothing to kill
      }
    }
  }
}

async function openPatients(storm: Storm): Promise<void> {
  for (let n = 0; n < CLIENTS / 2; n += 1) {
    const answer = await send(storm, 'POST', 'Patient', { resourceType: 'Patient', name: [{ family: `Storm${n}` }] });
    storm.patients.push(((await answer!.json()) as { id: string }).id);
  }
}

test(
  `a storm by ${CLIENTS} clients, server and PostgreSQL killed at random, loses none of ${WRITES} acknowledged writes`,
  { timeout: 240_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'throughline-storm-'));
    const env = { THROUGHLINE_DATA: folder, LOG_LEVEL: 'warn' };
    const port = await freePort();
    const server = { now: await startServer(env, port) };
    try {
      const token = (await throughlineDone(['token', '--role', 'system'], env)).out.trim();
      const kills = { server: 0, database: 0 };
      const storm: Storm = { base: server.now.base, token, patients: [], acknowledged: [], refused: [], kills };
      await openPatients(storm);
      let isOver = false;
      const kill = killer(storm, env, port, server).finally(() => (isOver = true));
      await Promise.all([kill, ...Array.from({ length: CLIENTS }, (_, number) => client(storm, number, () => isOver))]);
      await server.now.stop('SIGKILL');
      expect(storm.refused).toEqual([]);
      expect(Math.min(kills.server, kills.database), JSON.stringify(kills)).toBeGreaterThanOrEqual(2);
      await compare(storm, folder);
      await compareOverHttp(storm, await startServer(env, port).then((again) => (server.now = again)));
    } finally {
      await server.now.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/** Version, body, index, audit and feed of everything acknowledged; and that nothing stands without the others. */
async function compare(storm: Storm, folder: string): Promise<void> {
  const database = await startEmbedded({ folder, log: silentLog });
  const sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
  try {
    const rows = await sql.query<{ id: string; version: number; body: string }>(
      `select id, version, body from resource where type = 'Observation'
       union all select id, version, body from history where type = 'Observation'`,
    );
    const stored = new Map(rows.rows.map((row) => [`${row.id}/${row.version}`, digestOf(row.body)]));
    const lost = storm.acknowledged.filter((one) => stored.get(`${one.id}/${one.version}`) !== one.digest);
    expect(lost, 'acknowledged, but missing or different').toEqual([]);

    const versions = `(select type, id, version from resource union all select type, id, version from history)`;
    const feed = await sql.query(
      `select count(*)::int as n from ${versions} v
        full join change c using (type, id, version) where v.id is null or c.id is null`,
    );
    expect(feed.rows[0], 'versions and feed, one for one').toEqual({ n: 0 });
    const twice = await sql.query(`select 1 from change group by type, id, version having count(*) > 1`);
    expect(twice.rowCount, 'in the feed once').toBe(0);
    const audit = await sql.query(
      `select count(*)::int as n from ${versions} v
        where not exists (select from audit a where a.type = v.type and a.id = v.id and a.version = v.version
                            and a.action in ('create', 'update', 'delete'))`,
    );
    expect(audit.rows[0], 'versions without an audit row').toEqual({ n: 0 });
    const dates = await sql.query(
      `select count(*)::int as n from resource r where r.type = 'Observation'
        and (select count(*) from search_date d where (d.shard, d.type, d.id, d.param) = (r.shard, r.type, r.id, 'date')) <> 1`,
    );
    expect(dates.rows[0], 'Observations without their one date').toEqual({ n: 0 });
    const values = await sql.query(
      `select count(*)::int as n from resource r where r.type = 'Observation'
        and (select count(*) from search_quantity q where (q.shard, q.type, q.id, q.param) = (r.shard, r.type, r.id, 'value-quantity')) <> 1`,
    );
    expect(values.rows[0], 'Observations without their one value').toEqual({ n: 0 });
  } finally {
    await sql.end();
    await database.stop();
  }
}

/** The token index, asked as a client would: each resource is found by its identifier, once, in its newest version. */
async function compareOverHttp(storm: Storm, server: Running): Promise<void> {
  const newest = new Map<string, Acknowledged>();
  for (const one of storm.acknowledged) {
    if ((newest.get(one.id)?.version ?? 0) < one.version) newest.set(one.id, one);
  }
  const all = [...newest.values()];
  for (let from = 0; from < all.length; from += 40) {
    const part = all.slice(from, from + 40);
    const keys = part.map((one) => `${SYSTEM}|${one.note.slice(0, one.note.lastIndexOf('-'))}`).join(',');
    const answer = await fetch(`${server.base}/fhir/Observation?_count=200&identifier=${encodeURIComponent(keys)}`, {
      headers: { authorization: `Bearer ${storm.token}` },
    });
    const found = ((await answer.json()) as { entry?: { resource: { id: string; meta: { versionId: string } } }[] })
      .entry;
    const versions = new Map((found ?? []).map(({ resource }) => [resource.id, Number(resource.meta.versionId)]));
    // A write whose acknowledgment was lost may have made a version beyond the last that we know of.
    const wrong = part.filter((one) => !((versions.get(one.id) ?? 0) >= one.version));
    expect(wrong, 'not found by identifier').toEqual([]);
  }
}
