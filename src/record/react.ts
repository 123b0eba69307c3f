import { type Caller, Fault } from '../base/index.ts';
import { type Resource, parseJson } from '../fhir/index.ts';
import {
  BEGINNING,
  type ChangeRow,
  type Tx,
  changesAfter,
  consumerPosition,
  noteConsumer,
  readRows,
} from '../store/index.ts';
import { passGate } from './gate.ts';
import { type Progress, keepBehind } from './keep-behind.ts';
import type { FhirRecord } from './model.ts';
import { refuseInvalid } from './refuse-invalid.ts';
import { matchesOfCondition } from './search/match-condition.ts';

const CHANGES_AT_ONCE = 200;
/** So many a search of a reaction finds: what belongs to one change, not a population. */
const MOST_FOUND = 200;

/** One resource to be written, over this version where one was read. */
export type Put = { resource: { resourceType: string; id: string }; ifMatch?: number };

/** What work of the house looks with, all of it in the transaction of its effect. Nobody is shown what it reads. */
export type Sighting = {
  /** ms since 1970 */
  now: number;
  /** Those that are there, by `Type/id`; what is no such reference is left out. */
  read<T = Resource>(references: readonly (string | undefined)[]): Promise<Map<string, T>>;
  /** What a search's query finds, up to 200. */
  find<T = Resource>(type: string, query: string): Promise<T[]>;
};

/** What a reaction looks with: besides, the latest change of each resource of its types, in the feed's order. */
export type Looking = Sighting & { changes: readonly ChangeRow[] };

/** Work that follows from the clock: done at least so often, by one server at a time. It must be the same done twice. */
export type Duty = {
  name: string;
  everyMs: number;
  /** Types that it writes. */
  writes: readonly string[];
  work(sighting: Sighting): Promise<Put[]>;
};

/**
 * Work that follows from changes. It is called at least once for each change of its types, in the feed's order and by one server at
 * a time, and what it writes is committed with its place in the feed: neither lost nor done twice when a server dies. It must
 * write the same whether it sees a change alone or among others.
 */
export type Reaction = {
  /** Under which its place in the feed is kept. */
  name: string;
  types: ReadonlySet<string>;
  /** Types that it writes. */
  writes: readonly string[];
  react(looking: Looking): Promise<Put[]>;
};

const REFERENCE = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/.*)?$/;

function sightingOf(record: FhirRecord, caller: Caller, tx: Tx): Sighting {
  return {
    now: record.clock.now(),
    async read<T>(references: readonly (string | undefined)[]) {
      const keys = new Map(
        references.flatMap((text) => {
          const found = REFERENCE.exec(text ?? '');
          return found ? [[`${found[1]}/${found[2]}`, { type: found[1]!, id: found[2]! }] as const] : [];
        }),
      );
      if (keys.size === 0) return new Map();
      const rows = await readRows(tx, [...keys.values()]);
      return new Map(
        rows.filter((row) => !row.deleted).map((row) => [`${row.type}/${row.id}`, parseJson(row.body) as T] as const),
      );
    },
    async find<T>(type: string, query: string) {
      const rows = await matchesOfCondition(record, caller, tx, type, query, MOST_FOUND);
      return rows.map((row) => parseJson(row.body) as T);
    },
  };
}

/** One passage of the gate in which the work looks and says what it writes. */
async function pass(
  record: FhirRecord,
  work: { name: string; writes: readonly string[] },
  draft: (tx: Tx, sighting: Sighting) => Promise<Put[]>,
): Promise<void> {
  const caller: Caller = { kind: 'system', id: work.name, name: 'Throughline', role: 'system' };
  await passGate(record, caller, {
    resources: [],
    changes: [...work.writes],
    claims: [BigInt(record.hash(`work ${work.name}`))],
    async draft(tx) {
      const puts = await draft(tx, sightingOf(record, caller, tx));
      const resources = puts.map(({ resource }) => ({ resource: resource as Resource }));
      refuseInvalid(record, resources);
      return puts.map(({ resource, ifMatch }) => ({
        do: 'put' as const,
        resource: resource as Resource,
        id: resource.id,
        isChosen: true,
        ...(ifMatch === undefined ? {} : { ifMatch }),
      }));
    },
    finish: async () => undefined,
  });
}

/** Reacts to the next changes. */
async function step(record: FhirRecord, reaction: Reaction, most: number): Promise<Progress> {
  let progress: Progress = 'end';
  await pass(record, reaction, async (tx, sighting) => {
    const from = (await consumerPosition(tx, reaction.name)) ?? BEGINNING;
    const { changes, waiting } = await changesAfter(tx, from, most);
    progress = waiting.length > 0 ? 'waiting' : changes.length < most ? 'end' : 'more';
    const last = changes.at(-1);
    if (!last) return [];
    await noteConsumer(tx, reaction.name, last.position);
    const own = changes.filter((change) => reaction.types.has(change.type));
    const latest = new Map(own.map((change) => [`${change.type}/${change.id}`, change]));
    return own.length > 0 ? reaction.react({ ...sighting, changes: [...latest.values()] }) : [];
  });
  return progress;
}

/** Passes over one change that a reaction cannot bear, and says so: one bad resource must not stop what concerns all others. */
async function passOver(record: FhirRecord, reaction: Reaction, error: Fault): Promise<void> {
  const blind: Reaction = { ...reaction, types: new Set() };
  record.log.error(
    { reaction: reaction.name, code: error.code },
    'a change could not be reacted to and was passed over',
  );
  await step(record, blind, 1);
}

/**
 * Reacts to what there is next in the feed, and says whether there may be more. A change that cannot be reacted to is passed over,
 * with an error in the log. Faults: unavailable and the like are thrown, to be tried again.
 */
export async function reactOnce(record: FhirRecord, reaction: Reaction): Promise<Progress> {
  try {
    return await step(record, reaction, CHANGES_AT_ONCE);
  } catch (error) {
    if (isPassing(error)) throw error;
  }
  // Some change of these cannot be borne: one at a time until it is found.
  for (let at = 0; at < CHANGES_AT_ONCE; at += 1) {
    try {
      const progress = await step(record, reaction, 1);
      if (progress !== 'more') return progress;
    } catch (error) {
      if (isPassing(error)) throw error;
      await passOver(
        record,
        reaction,
        error instanceof Fault ? error : new Fault('invalid', 'exception', String(error)),
      );
    }
  }
  return 'more';
}

/** What goes by itself: the database is away, or others were faster. */
function isPassing(error: unknown): boolean {
  return error instanceof Fault && (error.kind === 'unavailable' || error.kind === 'conflict');
}

/** Reacts to everything that is there now. */
export async function catchUp(record: FhirRecord, reaction: Reaction): Promise<void> {
  for (let progress: Progress = 'more'; progress !== 'end';) progress = await reactOnce(record, reaction);
}

/** Keeps reacting in a server. Returns what stops it. */
export function keepReacting(record: FhirRecord, reaction: Reaction): () => Promise<void> {
  return keepBehind(record, `the reaction "${reaction.name}" fell behind; it goes on later`, () =>
    reactOnce(record, reaction),
  );
}

/** Does a duty once. */
export async function doDuty(record: FhirRecord, duty: Duty): Promise<void> {
  await pass(record, duty, (_tx, sighting) => duty.work(sighting));
}

/** Does a duty again and again in a server. Returns what stops it. */
export function keepDuty(record: FhirRecord, duty: Duty): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    running = doDuty(record, duty)
      .catch((error: unknown) => {
        record.log.warn(
          { code: (error as { code?: string }).code },
          `the duty "${duty.name}" failed; it is tried again`,
        );
      })
      .finally(() => {
        isBusy = false;
      });
  }, duty.everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
