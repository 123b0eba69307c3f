import { setTimeout as sleep } from 'node:timers/promises';
import { decide, labelsOf } from '../../access/index.ts';
import { type Caller, Fault } from '../../base/index.ts';
import { type Resource, isResourceType, parseJson } from '../../fhir/index.ts';
import {
  type Edition,
  noteReindexed,
  readEditions,
  reopenEditions,
  rewriteIndex,
  rowsToReindex,
  transaction,
  whileOnlyOne,
} from '../../store/index.ts';
import { auditOf } from '../audit-of.ts';
import { indexOf } from './index-resource.ts';
import type { FhirRecord } from '../model.ts';
import { followDefinitions, refreshPending, reloadSearching } from './searching.ts';

const ROWS_AT_ONCE = 200;
/** A breath between two batches, so that whoever uses the record meanwhile is not kept waiting. */
const PAUSE_MS = 2;
/**
 * How often a server looks whether anything is to be indexed. A type that was done is then looked at once more: a server that had not
 * heard of the change yet may have written to it.
 */
const LOOK_EVERY_MS = 5000;

/** How far indexing a type again is, in rows. */
export type ReindexProgress = { type: string; total: number; done: number; isFinished: boolean };

type Watch = { onProgress?: (progress: ReindexProgress) => void; isStopped?: () => boolean };

/**
 * Indexes again every row of an older edition, while the record is read and written as ever. What was done stays done: whoever takes
 * it up after an interruption goes on behind the last row. Returns the types that it did; null where another process is at it,
 * or is of a newer program.
 */
export async function reindex(record: FhirRecord, watch: Watch = {}): Promise<string[] | null> {
  if (!record.searching.isCurrent) return null;
  const types = new Set<string>();
  const isMine = await whileOnlyOne(record.store, 'reindex', async () => {
    for (;;) {
      const next = (await readEditions(record.store.pool)).find((one) => !one.isFinished);
      if (!next || watch.isStopped?.()) break;
      await reindexType(record, next, watch);
      types.add(next.type);
    }
    await refreshPending(record, record.store.pool);
  });
  return isMine ? [...types] : null;
}

async function reindexType(record: FhirRecord, edition: Edition, watch: Watch): Promise<void> {
  // The definitions of this edition may have been made by another server just now.
  if (record.searching.editions.get(edition.type) !== edition.edition) await reloadSearching(record);
  const { edition: number, type } = edition;
  let { after, done } = edition;
  for (;;) {
    if (watch.isStopped?.()) return;
    const more = await transaction(record.store, {}, async (tx) => {
      const rows = await rowsToReindex(tx, { type, edition: number, after }, ROWS_AT_ONCE);
      const indexed = rows.map((row) => {
        const resource = parseJson(row.body) as Resource;
        const index = indexOf(record.searching, resource, record.hash, row.patients);
        return { row: { ...row, labels: labelsOf(resource) }, index: { ...index, edition: number } };
      });
      if (rows.length > 0) await rewriteIndex(tx, indexed);
      const last = rows.at(-1)?.id ?? after;
      const isFinished = rows.length < ROWS_AT_ONCE;
      await noteReindexed(tx, edition, { after: last, done: rows.length, isFinished });
      return { last, count: rows.length, isFinished };
    });
    after = more.last;
    done += more.count;
    watch.onProgress?.({ type, total: Math.max(edition.total, done), done, isFinished: more.isFinished });
    if (more.isFinished) return;
    await sleep(PAUSE_MS);
  }
}

/** Keeps the index of a server's record to the definitions: now, when they change, and when somebody asks. Returns what stops it. */
export function keepIndexed(record: FhirRecord): () => Promise<void> {
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  let done: string[] = [];
  async function look(): Promise<void> {
    if (isStopped) return;
    try {
      await reopenEditions(record.store.pool, done);
      done = [];
      if (await refreshPending(record, record.store.pool)) await reloadSearching(record);
      if (record.searching.pending.size > 0) {
        done = (await reindex(record, { isStopped: () => isStopped })) ?? [];
      }
    } catch (error) {
      record.log.warn({ code: (error as { code?: string }).code }, 'indexing again broke off; it goes on later');
    }
  }
  const run = (): void => {
    running = running.then(look);
  };
  const again = setInterval(run, LOOK_EVERY_MS);
  again.unref();
  const stopFollowing = followDefinitions(record, run);
  run();
  return async () => {
    isStopped = true;
    clearInterval(again);
    stopFollowing();
    await running;
  };
}

async function refuseUnlessMay(record: FhirRecord, caller: Caller): Promise<void> {
  const may = decide(caller, 'update', 'SearchParameter');
  if (may.allowed) return;
  await record.reads.write([auditOf(record, caller, { action: 'reindex', outcome: 'refused', detail: may.why })]);
  throw new Fault('forbidden', 'forbidden', `Not allowed: ${may.why}.`);
}

/** How far indexing again is: for each type that is under way, and in all. Faults: forbidden. */
export async function reindexProgress(record: FhirRecord, caller: Caller): Promise<ReindexProgress[]> {
  await refuseUnlessMay(record, caller);
  const editions = await readEditions(record.store.pool);
  return editions.map(({ type, total, done, isFinished }) => ({ type, total, done, isFinished }));
}

/** Asks that types be indexed again although their definitions are the same; `keepIndexed` or the command does it. Faults: forbidden, invalid. */
export async function requestReindex(record: FhirRecord, caller: Caller, types: readonly string[]): Promise<void> {
  await refuseUnlessMay(record, caller);
  const wrong = types.find((type): boolean => !isResourceType(type));
  if (wrong !== undefined) {
    throw new Fault('invalid', 'value', `"${wrong.slice(0, 60)}" is not a resource type of FHIR R4.`);
  }
  await record.reads.write([auditOf(record, caller, { action: 'reindex', detail: types.join(',') })]);
  await reloadSearching(record, types);
}
