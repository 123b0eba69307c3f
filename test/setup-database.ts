import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../src/base/index.ts';
import { startEmbedded } from '../src/store/embedded.ts';

/**
 * One PostgreSQL for the whole run, in a folder of its own, so that no test touches `.data`. It need not survive a crash
 * (the crash tests start their own), so fsync is off. TEST_DATABASE_URL names another server instead.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env['TEST_DATABASE_URL']) return async () => {};
  const folder = mkdtempSync(join(tmpdir(), 'throughline-test-'));
  const server = await startEmbedded({
    folder,
    log: silentLog,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
  });
  process.env['TEST_DATABASE_URL'] = server.url;
  process.env['TEST_FOLDER'] = folder;
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
