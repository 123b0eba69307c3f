import { parseArgs } from 'node:util';
import { writeSync } from 'node:fs';
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { KINDS, openTarget, runAttacks, told } from '../test/properties/fuzz/run-attacks.ts';
import setup from '../test/setup-database.ts';

/**
 * `npm run fuzz -- --cases 100000 --seed N [--kind searches]`: attacks a server of its own over a database of its own, and says
 * what it did not stand, made small. The same seed makes the same attacks. Ends with 1 where something was found.
 */
const STUCK_MS = 60_000;

const HEAD_BYTES = 8;
const MOST_BYTES = 64 * 1024;

/** Where the main thread writes what it is about to do: how many it did, how long the text is, and the text. */
function tell(memory: SharedArrayBuffer, one: unknown): void {
  const head = new Int32Array(memory, 0, 2);
  const text = Buffer.from(JSON.stringify(one)).subarray(0, MOST_BYTES);
  new Uint8Array(memory, HEAD_BYTES).set(text);
  head[1] = text.length;
  head[0]! += 1;
}

/** Beside the main thread, which a case that never ends would keep from saying which it was. */
function watch(memory: SharedArrayBuffer): void {
  const head = new Int32Array(memory, 0, 2);
  let seen = -1;
  let at = Date.now();
  setInterval(() => {
    if (head[0] !== seen) {
      seen = head[0]!;
      at = Date.now();
    } else if (Date.now() - at > STUCK_MS) {
      writeSync(2, `HUNG: ${Buffer.from(memory, HEAD_BYTES, head[1]).toString()}\n`);
      process.kill(process.pid, 'SIGKILL');
    }
  }, 1000);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { cases: { type: 'string' }, seed: { type: 'string' }, kind: { type: 'string' } },
  });
  const cases = Number(values.cases ?? 100_000);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  process.stdout.write(`${cases} cases, seed ${seed}\n`);
  const end = await setup();
  const target = await openTarget();
  const memory = new SharedArrayBuffer(HEAD_BYTES + MOST_BYTES);
  const watcher = new Worker(new URL(import.meta.url), { workerData: memory });
  let failures = 0;
  for (const [kind, { share }] of Object.entries(KINDS)) {
    if (values.kind !== undefined && values.kind !== kind) continue;
    const begun = Date.now();
    const number = Math.round(values.kind === undefined ? cases * share : cases);
    const found = await runAttacks(target, kind, {
      cases: number,
      seed,
      told: (one) => tell(memory, one),
    });
    const took = ((Date.now() - begun) / 1000).toFixed(0);
    const held = Math.round(process.memoryUsage.rss() / 1024 / 1024);
    process.stdout.write(`${found ? 'FOUND' : 'ok   '} ${kind}: ${number} cases, ${took} s, ${held} MB\n`);
    if (found) process.stdout.write(`${told(found)}\n`);
    if (found) failures += 1;
  }
  await watcher.terminate();
  await target.close();
  await end();
  return failures;
}

if (isMainThread) process.exitCode = (await main()) > 0 ? 1 : 0;
else watch(workerData as SharedArrayBuffer);
