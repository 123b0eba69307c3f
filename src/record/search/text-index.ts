import { Fault } from '../../base/index.ts';
import { type Resource, parseJson, wordsOf } from '../../fhir/index.ts';
import {
  BEGINNING,
  type ChangeRow,
  type Key,
  type TextRow,
  type Tx,
  changesAfter,
  consumerPosition,
  countText,
  noteConsumer,
  readRows,
  transaction,
  writeTexts,
} from '../../store/index.ts';
import { keepBehind } from '../keep-behind.ts';
import type { FhirRecord } from '../model.ts';

/** The name under which the index keeps its position in the change feed. */
const CONSUMER = 'text';
const CHANGES_AT_ONCE = 500;
/** A search waits for so many changes to be indexed; whoever asks first over much more is told to come back. */
const MOST_WAITED_FOR = 10_000;

/** True for a parameter that looks into words, on its own or at the end of a chain. */
export function looksIntoText(name: string): boolean {
  return /(?:^|[.:])_(?:text|content)$/.test(name);
}

function keysOf(changes: readonly ChangeRow[]): Key[] {
  return [...new Map(changes.map(({ type, id }) => [`${type}/${id}`, { type, id }])).values()];
}

async function indexChanges(tx: Tx, changes: readonly ChangeRow[]): Promise<void> {
  const rows = await readRows(tx, keysOf(changes));
  const texts = rows
    .filter((row) => !row.deleted)
    .map(({ shard, type, id, body }): TextRow => {
      return { shard, type, id, ...wordsOf(parseJson(body) as Resource) };
    });
  await writeTexts(
    tx,
    texts,
    rows.filter((row) => row.deleted),
  );
}

/**
 * Indexes the changes after a position, those too whose place in the feed is not settled yet, so that whatever a reader sees it also
 * finds; the position that is kept goes only as far as what is settled. Gives where to go on; null at the end.
 */
async function indexOnce(record: FhirRecord, from: string | null): Promise<string | null> {
  return transaction(record.store, { claims: [BigInt(record.hash('text index'))] }, async (tx) => {
    const kept = await consumerPosition(tx, CONSUMER);
    const { changes, waiting } = await changesAfter(tx, from ?? kept ?? BEGINNING, CHANGES_AT_ONCE);
    const all = [...changes, ...waiting];
    await indexChanges(tx, all);
    const settled = changes.at(-1)?.position;
    if (settled !== undefined || kept === null) await noteConsumer(tx, CONSUMER, settled ?? BEGINNING);
    return all.length < CHANGES_AT_ONCE ? null : all.at(-1)!.position;
  });
}

/** Brings the index up to everything that is there now. Faults: too-costly while it is being built over a large record. */
export async function bringTextsUpToDate(record: FhirRecord): Promise<void> {
  let from: string | null = null;
  for (let done = 0; done < MOST_WAITED_FOR; done += CHANGES_AT_ONCE) {
    from = await indexOnce(record, from);
    if (from === null) return;
  }
  const { indexed, total } = await countText(record.store.pool);
  throw new Fault(
    'too-costly',
    'too-costly',
    `The index of words is being built: ${indexed} of ${total} resources are in it. Ask again in a minute.`,
    { retryAfterSeconds: 30 },
  );
}

/** Keeps the index behind the feed in a server, once somebody has asked by words. Returns what stops it. */
export function keepTextsIndexed(record: FhirRecord): () => Promise<void> {
  let from: string | null = null;
  return keepBehind(record, 'the index of words fell behind; it goes on later', async () => {
    if (from === null && (await consumerPosition(record.store.pool, CONSUMER)) === null) return 'end';
    from = await indexOnce(record, from);
    return from === null ? 'end' : 'more';
  });
}
