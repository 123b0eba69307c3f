import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isInForce, labelsOf, securityOf } from '../../access/index.ts';
import { SYSTEM } from '../../base/index.ts';
import { type Resource, parseJson, stringify } from '../../fhir/index.ts';
import {
  type StoredRow,
  type Tx,
  noteLabelling,
  readLabelling,
  readRows,
  rowsAfter,
  storedTypes,
  whileOnlyOne,
} from '../../store/index.ts';
import { passGate } from '../gate.ts';
import { type Draft } from '../refuse-write.ts';
import type { FhirRecord } from '../model.ts';
import { encounterOf } from './label.ts';

const ROWS_AT_ONCE = 200;
const PAUSE_MS = 2;
/** Rules also come into force and end by the clock. */
const LOOK_EVERY_MS = 60_000;

/** What of the rules labels depend on. */
function digestOf(record: FhirRecord): string {
  const at = record.clock.now();
  const { labels, programmes } = record.inForce.rulesAt(at);
  const text = JSON.stringify([
    labels.filter((one) => isInForce(one, at)),
    programmes.filter((one) => isInForce(one, at)),
    [...record.inForce.placesOf].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * Labels again what was stored under other rules than those in force, while the record is read and written as ever: whatever changes gets a
 * version of its own, so that who labelled what and when can be seen. A label that no rule asks for any more stays until a person
 * takes it away. Taken up where it was broken off. Returns how many resources it changed; null where another process is at it.
 */
export async function relabel(record: FhirRecord, isStopped: () => boolean = () => false): Promise<number | null> {
  let changed = 0;
  const isMine = await whileOnlyOne(record.store, 'label', async () => {
    const { pool } = record.store;
    const digest = digestOf(record);
    const known = await readLabelling(pool);
    if (known?.digest === digest && known.at === undefined) return;
    const types = inOrder(await storedTypes(pool));
    const from = known?.digest === digest ? known.at : undefined;
    for (const type of types.slice(from ? Math.max(types.indexOf(from.type), 0) : 0)) {
      let after = from?.type === type ? from.after : '';
      for (;;) {
        if (isStopped()) return;
        const done = await relabelSome(record, type, after);
        changed += done.changed;
        if (done.last === null) break;
        after = done.last;
        await noteLabelling(pool, { digest, at: { type, after } });
        await sleep(PAUSE_MS);
      }
    }
    await noteLabelling(pool, { digest });
  });
  return isMine ? changed : null;
}

/** Encounters first: what belongs to one is labelled by it. */
function inOrder(types: readonly string[]): string[] {
  return types.toSorted((a, b) => Number(b === 'Encounter') - Number(a === 'Encounter') || (a < b ? -1 : 1));
}

async function relabelSome(
  record: FhirRecord,
  type: string,
  after: string,
): Promise<{ changed: number; last: string | null }> {
  const rows = await rowsAfter(record.store.pool, type, after, ROWS_AT_ONCE);
  const wanting = await wantingOf(record, rows);
  if (wanting.length > 0) {
    await passGate(record, SYSTEM, {
      resources: [],
      changes: [type],
      as: 'label',
      // Read again: somebody may have changed it meanwhile.
      draft: async (tx: Tx) => draftsOf(await readRows(tx, wanting)),
      finish: async () => undefined,
    });
  }
  return { changed: wanting.length, last: rows.length < ROWS_AT_ONCE ? null : rows.at(-1)!.id };
}

/** The gate labels whatever passes it. */
function draftsOf(rows: readonly StoredRow[]): Draft[] {
  return rows
    .filter((row) => !row.deleted)
    .map((row) => ({ do: 'put', as: 'label', resource: parseJson(row.body) as Resource, id: row.id, isChosen: true }));
}

/** Those whose labels are not what the rules ask for. */
async function wantingOf(record: FhirRecord, rows: readonly StoredRow[]): Promise<StoredRow[]> {
  const at = record.clock.now();
  const { placesOf } = record.inForce;
  const rules = record.inForce.rulesAt(at);
  const resources = rows.map((row) => parseJson(row.body) as Resource);
  const keys = resources.flatMap((resource) => encounterOf(resource) ?? []);
  const unique = [...new Map(keys.map((key) => [key.id, key])).values()];
  const encounters = rules.programmes.length > 0 ? await readRows(record.store.pool, unique) : [];
  const labelsById = new Map(encounters.map((row) => [row.id, row.labels]));
  return rows.filter((row, index) => {
    const resource = resources[index]!;
    const encounter = labelsById.get(encounterOf(resource)?.id ?? '');
    const security = securityOf(resource, rules, { at, encounter, placesOf, mayDeclassify: true });
    const before = stringify({ list: resource.meta?.security ?? [] });
    return stringify({ list: security }) !== before || labelsOf(resource).join(' ') !== row.labels.join(' ');
  });
}

/** Notes for a record that is still empty that nothing in it is of older rules. */
export async function noteNothingToLabel(record: FhirRecord): Promise<void> {
  const { pool } = record.store;
  if (await readLabelling(pool)) return;
  if ((await storedTypes(pool)).length === 0) await noteLabelling(pool, { digest: digestOf(record) });
}

/** Keeps a server's record labelled by the rules in force. Returns what stops it. */
export function keepLabelled(record: FhirRecord): () => Promise<void> {
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  let known = record.inForce;
  const run = (): void => {
    running = running
      .then(async () => {
        if (!isStopped) await relabel(record, () => isStopped);
      })
      .catch((error: unknown) => {
        record.log.warn({ code: (error as { code?: string }).code }, 'labelling again broke off; it goes on later');
      });
  };
  const look = setInterval(run, LOOK_EVERY_MS);
  look.unref();
  const watch = setInterval(() => {
    if (record.inForce === known) return;
    known = record.inForce;
    run();
  }, 1000);
  watch.unref();
  run();
  return async () => {
    isStopped = true;
    clearInterval(look);
    clearInterval(watch);
    await running;
  };
}
