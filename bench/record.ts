import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { SYSTEM, silentLog, systemClock } from '../src/base/index.ts';
import { generateDemo } from '../src/demo/index.ts';
import { type Resource, stringify } from '../src/fhir/index.ts';
import { type FhirRecord, bundle, findPatients, openRecord, patientRecord, read, search } from '../src/record/index.ts';
import { migrate, openStore, startEmbedded } from '../src/store/index.ts';

/**
 * The record's speed, each figure beside its ceiling in the same run: writes beside the same bodies put into a bare table,
 * reads and searches beside the same number of bare primary-key reads. Usage: node bin/run.mjs bench/record.ts
 */
const PATIENTS = 60;
const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
const database = await startEmbedded({ folder, log: silentLog });
const store = await openStore({ databaseUrl: database.url, log: silentLog });

/** Seconds that the work took. */
async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

function line(what: string, figure: string, beside: string): void {
  process.stdout.write(`${what.padEnd(44)} ${figure.padStart(16)}   ${beside}\n`);
}

async function bareInserts(bodies: string[]): Promise<number> {
  const sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
  await sql.query('create table bare (id text primary key, body text not null)');
  const took = await seconds(async () => {
    for (let from = 0; from < bodies.length; from += 200) {
      const part = bodies.slice(from, from + 200);
      await sql.query('insert into bare select * from unnest($1::text[], $2::text[])', [
        part.map((_, index) => String(from + index)),
        part,
      ]);
    }
  });
  await sql.end();
  return bodies.length / took;
}

async function eachOf<T>(items: T[], width: number, work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item);
    }),
  );
}

async function writes(record: FhirRecord, parts: { bundle: unknown }[], resources: Resource[]): Promise<void> {
  const ceiling = await bareInserts(resources.map((resource) => stringify(resource)));
  const took = await seconds(async () => {
    for (const part of parts) await bundle(record, SYSTEM, part.bundle as Resource);
  });
  const rate = resources.length / took;
  const share = ((rate / ceiling) * 100).toFixed(1);
  line('transactions, resources a second', rate.toFixed(0), `${share} % of bare inserts (${ceiling.toFixed(0)}/s)`);
}

async function reads(record: FhirRecord, resources: Resource[]): Promise<void> {
  const some = resources.filter((_, index) => index % 3 === 0);
  const bare = await seconds(() =>
    eachOf([...some.keys()], 16, (n) => store.pool.query('select body from bare where id = $1', [String(n)])),
  );
  const took = await seconds(() =>
    eachOf(some, 16, (resource) => read(record, SYSTEM, resource.resourceType, resource.id!)),
  );
  line(
    'reads a second, 16 at once',
    (some.length / took).toFixed(0),
    `${((bare / took) * 100).toFixed(0)} % of bare reads`,
  );
}

/** The median, in ms, of a call on each of the items, one after another. */
async function medianMs<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (const item of items) times.push((await seconds(async () => void (await work(item)))) * 1000);
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

async function searches(record: FhirRecord, resources: Resource[]): Promise<void> {
  const patients = resources.filter((resource) => resource.resourceType === 'Patient');
  const bare = await medianMs(patients, () => store.pool.query('select body from bare where id = $1', ['1']));
  const beside = (ms: number) => `${(ms / bare).toFixed(1)} bare reads`;
  const ask = (type: string, ...params: [string, string][]) => search(record, SYSTEM, type, params, { strict: true });
  const rows: [string, (patient: Resource) => Promise<unknown>][] = [
    ['patient + code by date', (p) => ask('Observation', ['patient', p.id!], ['code', '4548-4'], ['_sort', '-date'])],
    ['code over everyone, 20 of them', () => ask('Observation', ['code', '8480-6,85354-9'], ['_count', '20'])],
    ['conditions of a patient', (p) => ask('Condition', ['patient', p.id!])],
    ['a patient by the start of a name', (p) => findPatients(record, SYSTEM, familyOf(p).slice(0, 4), 20)],
    ['the whole chart', (p) => patientRecord(record, SYSTEM, p.id!)],
  ];
  for (const [what, work] of rows) {
    const ms = await medianMs(patients, work);
    line(`${what}, median ms`, ms.toFixed(2), beside(ms));
  }
}

function familyOf(patient: Resource): string {
  return (patient['name'] as { family?: string }[])[0]?.family ?? '';
}

try {
  await migrate(store);
  const record = await openRecord({ store, log: silentLog, clock: systemClock });
  const parts = [...generateDemo({ seed: 1, patients: PATIENTS, today: '2026-11-22' })];
  const resources = parts.flatMap((part) =>
    (part.bundle.entry ?? []).map((entry) => entry.resource as unknown as Resource),
  );
  process.stdout.write(`${PATIENTS} people, ${resources.length} resources\n`);
  await writes(record, parts, resources);
  await store.pool.query('analyze');
  await reads(record, resources);
  await searches(record, resources);
  await record.close();
} finally {
  await store.close();
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
}
