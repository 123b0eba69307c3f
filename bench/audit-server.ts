import { join } from 'node:path';
import { openAccess } from '../src/access/index.ts';
import { buildServer } from '../src/api/index.ts';
import { configFrom, openLog, systemClock } from '../src/base/index.ts';
import { openRecord } from '../src/record/index.ts';
import { openSealer, openStore } from '../src/store/index.ts';

/**
 * The product's server with a part of what guards it left out, which the product itself can't do: for `audit.ts`, which measures what
 * that part costs. AUDIT is none, unsealed or sealed. Started with an IPC channel, over which it says its port.
 */
const { DATABASE_URL = '', AUDIT = 'sealed', ANCHORS = '' } = process.env;

const log = openLog('warn');
const store = await openStore({ databaseUrl: DATABASE_URL, log });
const opened = await openRecord({ store, log, clock: systemClock });
const record = AUDIT === 'none' ? { ...opened, reads: { write: async () => {}, close: async () => {} } } : opened;
const server = await buildServer({
  config: configFrom({}),
  record,
  access: openAccess({ store, clock: systemClock, log }),
  log,
  webFolder: join(import.meta.dirname, 'no-such-folder'),
});
const { installation } = record.settings;
const sealer =
  AUDIT === 'sealed' ? openSealer({ databaseUrl: DATABASE_URL, installation, anchorFile: ANCHORS, log }) : null;
await server.listen({ port: 0, host: '127.0.0.1' });
process.send!({ port: (server.server.address() as { port: number }).port });

async function end(): Promise<void> {
  await server.close();
  await sealer?.close();
  await opened.close();
  await store.close();
  process.exit(0);
}
process.once('SIGTERM', () => void end());
