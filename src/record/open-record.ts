import { type Clock, type Log, systemClock } from '../base/index.ts';
import {
  type Store,
  makePartitions,
  openAnnouncer,
  openReadAudit,
  openWaker,
  readSettings,
  settledUntil,
  stampOf,
  tokenHasher,
} from '../store/index.ts';
import type { FhirRecord } from './model.ts';
import { noteNothingToLabel } from './deciding/keep-labelled.ts';
import { loadInForce } from './deciding/in-force.ts';
import { loadSearching } from './indexing/searching.ts';

const DAY_MS = 24 * 3600_000;

/** Opens the record over a migrated store. Closing it leaves the store open. */
export async function openRecord(options: {
  store: Store;
  log: Log;
  clock: Clock;
  updateCreate?: boolean;
}): Promise<FhirRecord> {
  const { store, log, clock, updateCreate = true } = options;
  const settings = await readSettings(store);
  const hash = tokenHasher(settings.tokenKey);
  const reads = openReadAudit(store, settings.epoch);
  const announcer = openAnnouncer(store);
  const waker = openWaker(store);
  // A server that runs for months must not run out of partitions; `migrate` makes the first ones.
  const upkeep = setInterval(() => {
    makePartitions(store.pool, clock.now(), log).catch((error: unknown) => {
      log.warn({ code: (error as { code?: string }).code }, "next months' partitions could not be made");
    });
  }, DAY_MS);
  upkeep.unref();
  const record: FhirRecord = {
    store,
    log,
    clock,
    ...timesOf(clock),
    settings,
    hash,
    updateCreate,
    searching: await loadSearching(store, hash),
    inForce: await loadInForce({ store, hash, log }),
    reads,
    announcer,
    waker,
    async close() {
      clearInterval(upkeep);
      announcer.close();
      await waker.close();
      await reads.close();
    },
  };
  await noteNothingToLabel(record);
  return record;
}

/** What servers on several machines write is of one clock, the database's. */
function timesOf(clock: Clock): Pick<FhirRecord, 'stamp' | 'settledUntil'> {
  if (clock === systemClock) return { stamp: stampOf, settledUntil };
  return { stamp: async () => clock.now(), settledUntil: async () => undefined };
}
