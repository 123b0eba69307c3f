import { parseArgs } from 'node:util';
import { runStorm } from '../test/crash/storm.ts';

/**
 * `npm run storm -- --minutes 10 --seed N`: two servers over one database, killed at random with it under mixed load; says what was
 * done, and what promise was not kept. Ends with 1 where there was one.
 */
const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
const seconds = Number(values.minutes ?? 1) * 60;
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
process.stdout.write(`${seconds} s, seed ${seed}\n`);
const report = await runStorm({ seed, seconds });
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = Object.values(report.faults).some((faults) => faults.length > 0) ? 1 : 0;
