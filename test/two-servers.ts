import { SYSTEM } from '../src/base/index.ts';
import type { Resource } from '../src/fhir/index.ts';
import { type FhirRecord, type SearchResult, bundle, search } from '../src/record/index.ts';
import type { Store } from '../src/store/index.ts';
import { openTestRecord } from './records.ts';

type Transacted = Resource & { entry: { resource?: Resource; response: { status: string; location?: string } }[] };

/** Two servers' records over one database; whoever has an even number speaks to the first, the others to the second. */
export type TwoServers = {
  store: Store;
  of(number: number): FhirRecord;
  ask(number: number, type: string, params: [string, string][]): Promise<SearchResult>;
  transact(number: number, entry: object[]): Promise<Transacted>;
  close(): Promise<void>;
};

/** Opens them for a test file. */
export async function openTwoServers(): Promise<TwoServers> {
  const { store, records, close } = await openTestRecord({ servers: 2 });
  const of = (number: number) => records[number % 2]!;
  return {
    store,
    of,
    ask: (number, type, params) => search(of(number), SYSTEM, type, params, { strict: true }),
    transact: async (number, entry) =>
      (await bundle(of(number), SYSTEM, { resourceType: 'Bundle', type: 'transaction', entry })) as Transacted,
    close,
  };
}

/** An entry that creates. */
export function post(resource: Resource, more: object = {}): object {
  return { resource, request: { method: 'POST', url: resource.resourceType, ...more } };
}

/** A small resource with an identifier. */
export function basic(key: string, more: object = {}): Resource {
  return {
    resourceType: 'Basic',
    code: { text: 'Raced' },
    identifier: [{ system: 'urn:race', value: key }],
    ...more,
  };
}
