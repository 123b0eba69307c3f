import { parseArgs } from 'node:util';
import { holdConnections } from '../test/load/connections.ts';
import setup from '../test/setup-database.ts';

/** `npm run connections -- --seconds 60`: a thousand idle and a hundred busy connections. Ends with 1 where something went wrong. */
const { values } = parseArgs({ options: { seconds: { type: 'string' } } });
const end = await setup();
const report = await holdConnections(Number(values.seconds ?? 60));
await end();
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.errors.length > 0 ? 1 : 0;
