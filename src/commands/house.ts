import { type Config, type Log, configFrom, openLog, systemClock } from '../base/index.ts';
import { type Access, openAccess } from '../access/index.ts';
import { type FhirRecord, openRecord } from '../record/index.ts';
import { type Store, checkDatabase, keepAuditApart, migrate, openStore, startEmbedded } from '../store/index.ts';

/** Everything a command works with, put together in one place. */
export type House = {
  config: Config;
  log: Log;
  store: Store;
  access: Access;
  record: FhirRecord;
  /** What the migration just applied. */
  migrated: string[];
  database: 'created' | 'started' | 'reused' | 'given';
  /** As the login that owns the tables. */
  ownerUrl: string;
  /** As the login that may seal the audit. */
  sealerUrl: string;
  /** Why the application works as the owner of the audit; null where it does not. */
  auditNotApart: string | null;
  close(): Promise<void>;
};

/** Opens the database (embedded, or the one that DATABASE_URL names), migrates it, and opens the services over it. */
export async function openHouse(options: { logLevel?: string } = {}): Promise<House> {
  const config = configFrom(process.env);
  const log = openLog(process.env['LOG_LEVEL'] || options.logLevel || config.logLevel);
  if (config.databaseUrl) await checkDatabase(config.databaseUrl);
  const embedded = config.databaseUrl ? null : await startEmbedded({ folder: config.dataFolder, log });
  const ownerUrl = config.databaseOwnerUrl ?? config.databaseUrl ?? embedded!.url;
  let store: Store | undefined;
  try {
    const { migrated, ...apart } = await prepareDatabase(ownerUrl, config, log);
    store = await openStore({ databaseUrl: apart.appUrl, log });
    const access = openAccess({ store, clock: systemClock, log });
    const record = await openRecord({ store, log, clock: systemClock, updateCreate: config.updateCreate });
    const opened = store;
    return {
      config,
      log,
      store,
      access,
      record,
      migrated,
      database: embedded?.how ?? 'given',
      ownerUrl,
      sealerUrl: apart.sealerUrl,
      auditNotApart: apart.why,
      async close() {
        await record.close();
        await opened.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await store?.close();
    await embedded?.stop();
    throw error;
  }
}

type Prepared = { migrated: string[]; appUrl: string; sealerUrl: string; why: string | null };

/** As the owner: migrates, and makes the logins as which all else is done. */
async function prepareDatabase(ownerUrl: string, config: Config, log: Log): Promise<Prepared> {
  const owner = await openStore({ databaseUrl: ownerUrl, log });
  try {
    const migrated = await migrate(owner);
    const apart = await keepAuditApart(owner, config.databaseOwnerUrl ? config.databaseUrl : undefined);
    if ('why' in apart)
      return { migrated, appUrl: config.databaseUrl ?? ownerUrl, sealerUrl: ownerUrl, why: apart.why };
    return { migrated, ...apart, why: null };
  } finally {
    await owner.close();
  }
}

/** Opens the house for one piece of work and closes it whatever happens. */
export async function withHouse<T>(options: { logLevel?: string }, work: (house: House) => Promise<T>): Promise<T> {
  const house = await openHouse(options);
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}
