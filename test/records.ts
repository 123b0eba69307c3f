import { type Clock, SYSTEM, silentLog, systemClock } from '../src/base/index.ts';
import type { Resource } from '../src/fhir/index.ts';
import { type FhirRecord, bundle, openRecord } from '../src/record/index.ts';
import { type Store, migrate, openStore } from '../src/store/index.ts';
import { freshDatabase } from './database.ts';

/** A record over a fresh database, or those of several servers over one. */
export type TestRecord = {
  store: Store;
  record: FhirRecord;
  /** One a server; the first is `record`. */
  records: FhirRecord[];
  databaseUrl: string;
  close(): Promise<void>;
};

/** Opens one for a test file, or one a test. */
export async function openTestRecord(
  options: { clock?: Clock; poolSize?: number; servers?: number } = {},
): Promise<TestRecord> {
  const { clock = systemClock, servers = 1, ...more } = options;
  const database = await freshDatabase();
  const stores: Store[] = [];
  const records: FhirRecord[] = [];
  for (let server = 0; server < servers; server += 1) {
    const store = await openStore({ databaseUrl: database.url, log: silentLog, ...more });
    if (server === 0) await migrate(store);
    stores.push(store);
    records.push(await openRecord({ store, log: silentLog, clock }));
  }
  return {
    store: stores[0]!,
    record: records[0]!,
    records,
    databaseUrl: database.url,
    async close() {
      for (const record of records) await record.close();
      for (const store of stores) await store.close();
      await database.drop();
    },
  };
}

/** Puts resources under their own ids, in one transaction since they refer to one another. */
export async function putAll(record: FhirRecord, resources: readonly Resource[]): Promise<void> {
  await bundle(record, SYSTEM, {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  });
}
