import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { silentLog } from '../src/base/index.ts';
import { startEmbedded } from '../src/store/index.ts';
import { casesOf } from './cases.ts';
import { type Generator, startCeilings, startGenerator, startServer, tokenFor } from './children.ts';
import { type Run, commitOf, keep, keptOf, machineOf } from './history.ts';
import { importFolder, writeBulkFiles } from './import-files.ts';
import { type Door, type Stored, loadRecord } from './load-record.ts';
import { type Measured, type Pace, type Side, measure } from './measure.ts';
import type { Case, Target } from './model.ts';
import { peakMb } from './processes.ts';
import { heading, lineOf, publish, verdict } from './report.ts';
import { measureScale } from './scale.ts';

const HELP = `
npm run bench [-- OPTIONS]

Without --peer: our server, the ceilings and the load on this machine, over an embedded PostgreSQL with the settings that it
always has. The figures go to docs/performance/history.json, and from there to docs/performance.md and its plot.

  --peer URL --token TOKEN   the same cases against another FHIR server, by its base URL; nothing is kept
  --only TEXT,TEXT           cases whose name holds one of these ("import" is one); nothing is kept
  --connections N,N          how many at once (16,64)
  --pairs N                  slices of each side (5)
  --slice MS                 how long a slice lasts (1000)
  --people N                 people of 240 resources each (200)
  --port N                   the server's (8190)
  --scale                    also 1 million Observations beside 100,000, which takes some minutes
  --dry                      keeps nothing
  --profile FOLDER           the server writes a CPU profile there (node --cpu-prof)
`;

const { values } = parseArgs({
  options: {
    peer: { type: 'string' },
    token: { type: 'string' },
    only: { type: 'string' },
    connections: { type: 'string', default: '16,64' },
    pairs: { type: 'string', default: '5' },
    slice: { type: 'string', default: '1000' },
    people: { type: 'string', default: '200' },
    port: { type: 'string', default: '8190' },
    scale: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const pace: Pace = { pairs: Number(values.pairs), sliceMs: Number(values.slice), warmMs: Number(values.slice) / 2 };
const connections = values.connections.split(',').map(Number);
const wanted = values.only?.split(',');
const isWanted = (name: string) => !wanted || wanted.some((text) => name.includes(text));
const say = (text: string) => process.stdout.write(`${text}\n`);

/** Every case at each of its numbers of connections, told as it is done. */
async function measureAll(
  generator: Generator,
  sides: { ours: Side; ceiling: Side | null },
  cases: readonly Case[],
): Promise<Measured[]> {
  const done: Measured[] = [];
  say(heading());
  for (const one of cases) {
    for (const count of one.connections ?? connections) {
      const measured = await measure(generator, sides, one, count, pace);
      done.push(measured);
      say(lineOf(measured));
    }
  }
  return done;
}

async function generatorFor(folder: string, stored: Stored, cases: readonly Case[]): Promise<Generator> {
  const file = join(folder, 'truth.json');
  writeFileSync(file, JSON.stringify({ truth: stored.truth, cases }));
  return startGenerator(file);
}

async function benchPeer(folder: string, base: string, token: string): Promise<void> {
  const door: Door = { base: base.replace(/\/$/, ''), token, directoryToken: token };
  const stored = await loadRecord(door, Number(values.people));
  const cases = casesOf(stored).filter(({ name }) => isWanted(name));
  const generator = await generatorFor(folder, stored, cases);
  const { hostname, port, pathname } = new URL(door.base);
  const target: Target = { host: hostname, port: Number(port || 80), prefix: pathname, token, isBare: false };
  await measureAll(generator, { ours: { target }, ceiling: null }, cases);
  await generator.stop();
}

/** An empty database beside the server's, on the same PostgreSQL. */
async function freshDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

async function exampleOf(door: Door, stored: Stored): Promise<{ type: string; id: string; body: string }> {
  const ref = stored.compartments.get(stored.people[0]!)!.find((one) => one.startsWith('Observation/'))!;
  const answer = await fetch(`${door.base}/${ref}`, { headers: { authorization: `Bearer ${door.token}` } });
  return { type: 'Observation', id: ref.slice('Observation/'.length), body: await answer.text() };
}

async function benchServer(
  folder: string,
  database: { url: string; pid: number },
): Promise<Omit<Run, 'date' | 'commit' | 'machine'>> {
  const log = openSync(join(folder, 'server.log'), 'a');
  const flags = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [];
  const server = await startServer(database.url, Number(values.port), log, flags);
  const [token, directoryToken] = await Promise.all([
    tokenFor('physician', database.url),
    tokenFor('administrator', database.url),
  ]);
  const door: Door = { base: `http://127.0.0.1:${server.port}/fhir`, token, directoryToken };
  const stored = await loadRecord(door, Number(values.people));
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
  const ceilings = await startCeilings(database.url, await exampleOf(door, stored));
  const cases = casesOf(stored).filter(({ name }) => isWanted(name));
  const generator = await generatorFor(folder, stored, cases);
  const host = '127.0.0.1';
  const ours: Side = {
    target: { host, port: server.port, prefix: '/fhir', token, isBare: false },
    pids: { server: server.pid, database: database.pid },
  };
  const ceiling: Side = {
    target: { host, port: ceilings.port, prefix: '', token, isBare: true },
    pids: { server: ceilings.pid, database: database.pid },
  };
  const measured = await measureAll(generator, { ours, ceiling }, cases);
  const serverPeakMb = Math.round(peakMb(server.pid));
  say(`server memory: ${serverPeakMb} MB at most; ceilings ${Math.round(peakMb(ceilings.pid))} MB`);
  await generator.stop();
  await ceilings.stop();
  await server.stop();
  return { figures: measured.map(keptOf), serverPeakMb };
}

const IMPORTED_PEOPLE = 250;

async function benchImport(folder: string, database: { url: string }): Promise<Run['import']> {
  const files = join(folder, 'bulk');
  const resources = writeBulkFiles(files, IMPORTED_PEOPLE);
  const imported = await importFolder(files, resources, await freshDatabase(database.url, 'imported'));
  const { perSecond, earlyMb, lateMb, peakMb: peak } = imported;
  say(
    `import of ${resources} resources: ${perSecond.toFixed(0)}/s; memory ${earlyMb.toFixed(0)} MB early, ${lateMb.toFixed(0)} late, ${peak.toFixed(0)} at most`,
  );
  rmSync(files, { recursive: true });
  return imported;
}

async function benchOurs(folder: string): Promise<void> {
  const run: Run = {
    date: new Date().toISOString(),
    commit: commitOf(),
    machine: machineOf(),
    figures: [],
    serverPeakMb: 0,
  };
  say(`${run.machine}; commit ${run.commit}; slices of ${pace.sliceMs} ms, ${pace.pairs} of each side in turns`);
  const database = await startEmbedded({ folder: join(folder, 'data'), log: silentLog });
  try {
    if (casesOfName(isWanted)) Object.assign(run, await benchServer(folder, database));
    if (isWanted('import')) run.import = (await benchImport(folder, database))!;
    if (values.scale) run.scale = await measureScale(folder, database, Number(values.port), say);
  } finally {
    await database.stop();
  }
  say(verdict(run));
  if (values.only || values.dry) return;
  publish(keep(run));
}

/** False where only what needs no server is asked for. */
function casesOfName(is: (name: string) => boolean): boolean {
  return !wanted || wanted.some((text) => text !== 'import') || !is('import');
}

if (values.help) say(HELP.trim());
else {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  try {
    if (values.peer) await benchPeer(folder, values.peer, values.token ?? '');
    else await benchOurs(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
