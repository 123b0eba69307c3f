import type { Clock, Log } from '../base/index.ts';
import { type Store, openAnnouncer, openReadAudit, openWaker, readSettings, tokenHasher } from '../store/index.ts';
import type { FhirRecord } from './model.ts';

/** Opens the record over a migrated store. Closing it leaves the store open. */
export async function openRecord(options: { store: Store; log: Log; clock: Clock }): Promise<FhirRecord> {
  const { store, log, clock } = options;
  const settings = await readSettings(store);
  const reads = openReadAudit(store);
  const announcer = openAnnouncer(store);
  const waker = openWaker(store);
  return {
    store,
    log,
    clock,
    settings,
    hash: tokenHasher(settings.tokenKey),
    reads,
    announcer,
    waker,
    async close() {
      announcer.close();
      await waker.close();
      await reads.settle();
    },
  };
}
