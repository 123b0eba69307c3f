import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { silentLog } from '../src/base/index.ts';
import { openSealer, startEmbedded } from '../src/store/index.ts';
import { casesOf } from './cases.ts';
import { type Generator, startAuditServer, startGenerator, startServer, tokenFor } from './children.ts';
import { loadRecord } from './load-record.ts';
import { type Measured, type Side, measure } from './measure.ts';

const HELP = `
node bin/run.mjs bench/audit.ts [OPTIONS]

What the guards cost: reads and searches of a physician, decided, audited and sealed, beside the same of the system's token by a server
that audits nothing, over the same database, slice by slice in turns; then beside the physician's own without the audit, which is what
the audit alone costs; and how long sealing takes, a row. The bars: at 64 connections 90 % of the throughput without; at 16 a median
that grows by no more than one commit.

  --connections N,N   how many at once (16,64)
  --pairs N           slices of each side (9)
  --slice MS          how long a slice lasts (1000)
  --people N          people of 240 resources each (60)
  --port N            of the server that stores them (8390)
`;

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '16,64' },
    pairs: { type: 'string', default: '9' },
    slice: { type: 'string', default: '1000' },
    people: { type: 'string', default: '60' },
    port: { type: 'string', default: '8390' },
    help: { type: 'boolean', default: false },
  },
});

const WANTED = ['read', 'search patient+code by date, 20 of 60', 'search by name prefix'];
const LEAST_SHARE = 0.9;
const say = (text: string) => process.stdout.write(`${text}\n`);

function line(what: string, { case: one, connections, ours, ceiling, share }: Measured): string {
  const without = ceiling!;
  const cells = [
    what.padEnd(26),
    one.name.padEnd(38),
    String(connections).padStart(3),
    `${ours.perSecond.toFixed(0)}/s of ${without.perSecond.toFixed(0)}/s`.padStart(20),
    `${(share! * 100).toFixed(0)} %`.padStart(6),
    `p50 ${ours.p50Ms.toFixed(2)} ms, without ${without.p50Ms.toFixed(2)}`.padStart(32),
    `CPU ${(ours.serverMs + ours.databaseMs).toFixed(3)} ms of ${(without.serverMs + without.databaseMs).toFixed(3)}`,
  ];
  return cells.join('  ');
}

/** The median time of a commit that is waited for on the disk, in ms. */
async function commitMs(url: string): Promise<number> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create table commits (n int)');
  const took: number[] = [];
  for (let round = 0; round < 200; round += 1) {
    const from = performance.now();
    await client.query('insert into commits values (1)');
    took.push(performance.now() - from);
  }
  await client.end();
  return took.toSorted((a, b) => a - b)[100]!;
}

/** What sealing costs by itself: of rows that a few seconds of reads left. */
async function sealing(generator: Generator, url: string, token: string, anchorFile: string): Promise<string> {
  const server = await startAuditServer(url, 'unsealed', anchorFile);
  const target = { host: '127.0.0.1', port: server.port, prefix: '/fhir', token, isBare: false };
  const { requests } = await generator.run({ name: 'read', connections: 64, durationMs: 4000, target });
  await server.stop();
  const sealer = openSealer({ databaseUrl: url, installation: 'bench', anchorFile, log: silentLog, sealEveryMs: 1e9 });
  const from = performance.now();
  await sealer.sealNow();
  const tookUs = (performance.now() - from) * 1000;
  await sealer.close();
  return `sealing: ${(tookUs / requests).toFixed(1)} us a row, over ${requests} rows`;
}

async function run(folder: string): Promise<void> {
  const database = await startEmbedded({ folder: join(folder, 'data'), log: silentLog });
  const { url, pid } = database;
  const server = await startServer(url, Number(values.port), openSync(join(folder, 'server.log'), 'a'));
  const [token, directoryToken, systemToken] = await Promise.all(
    ['physician', 'administrator', 'system'].map((role) => tokenFor(role, url)),
  );
  const door = { base: `http://127.0.0.1:${server.port}/fhir`, token: token!, directoryToken: directoryToken! };
  const stored = await loadRecord(door, Number(values.people));
  await server.stop();
  const cases = casesOf(stored).filter(({ name }) => WANTED.includes(name));
  const file = join(folder, 'truth.json');
  writeFileSync(file, JSON.stringify({ truth: stored.truth, cases }));
  const generator = await startGenerator(file);
  const anchors = join(folder, 'audit.anchors');
  const sliceMs = Number(values.slice);
  const pace = { pairs: Number(values.pairs), sliceMs, warmMs: sliceMs / 2 };
  const commit = await commitMs(url);
  say(`one commit: ${commit.toFixed(2)} ms`);
  const bars: boolean[] = [];
  for (const [what, other] of [
    ['guarded / without', systemToken!],
    ['audited / not audited', token!],
  ] as const) {
    const ours = await startAuditServer(url, 'sealed', anchors);
    const theirs = await startAuditServer(url, 'none', anchors);
    const sideOf = (one: typeof ours, bearer: string): Side => ({
      target: { host: '127.0.0.1', port: one.port, prefix: '/fhir', token: bearer, isBare: false },
      pids: { server: one.pid, database: pid },
    });
    for (const one of cases) {
      for (const connections of values.connections.split(',').map(Number)) {
        const sides = { ours: sideOf(ours, token!), ceiling: sideOf(theirs, other) };
        const measured = await measure(generator, sides, one, connections, pace);
        say(line(what, measured));
        if (other === token) continue;
        if (connections >= 64) bars.push(measured.share! >= LEAST_SHARE);
        else bars.push(measured.ours.p50Ms - measured.ceiling!.p50Ms <= commit);
      }
    }
    await Promise.all([ours.stop(), theirs.stop()]);
  }
  say(await sealing(generator, url, token!, anchors));
  await generator.stop();
  await database.stop();
  say(`${bars.filter(Boolean).length} of ${bars.length} bars met`);
}

if (values.help) say(HELP.trim());
else {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
