import type { Access } from '../access/index.ts';
import type { Caller, Clock, Config, Log } from '../base/index.ts';
import type { FhirRecord } from '../record/index.ts';
import type { Rates } from './rates.ts';

/** What every door of the house is built with. */
export type Doors = {
  config: Config;
  record: FhirRecord;
  access: Access;
  log: Log;
  clock: Clock;
  rates: Rates;
  /** Where the built web app lies. */
  webFolder: string;
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling; null where nobody said, or before the door asked. */
    caller: Caller | null;
    /** Resolves when it is sure that the caller is who they were taken for; no answer goes out before. */
    confirmed: Promise<void> | null;
  }
}
