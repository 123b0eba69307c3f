import { type ChangeRow, changesAfter, currentPosition } from '../store/index.ts';
import type { Actor, Change, FhirRecord } from './model.ts';

/** How many changes are read at a time. */
const BATCH = 200;
const MEND_MS = 1000;

/**
 * Calls the listener with every change after `from` (or from now on), one at a time and in the feed's order: by epoch,
 * transaction and sequence. Nothing is left out; after a broken connection the same change may come again. A listener that
 * throws is called again with the same change. Returns what stops it.
 */
export function followChanges(
  record: FhirRecord,
  options: { from?: string | undefined },
  listener: (change: Change) => void | Promise<void>,
): () => void {
  let position = options.from;
  let isStopped = false;
  let isRunning = false;
  let isWoken = false;
  let mend: NodeJS.Timeout | null = null;

  async function readOn(): Promise<void> {
    const { pool } = record.store;
    position ??= await currentPosition(pool, record.settings.epoch);
    for (;;) {
      isWoken = false;
      const rows = await changesAfter(pool, position, BATCH);
      for (const row of rows) {
        if (isStopped) return;
        await listener(changeOf(row));
        position = row.position;
      }
      if (isStopped || (rows.length < BATCH && !isWoken)) return;
    }
  }

  function wake(): void {
    isWoken = true;
    if (isRunning || isStopped) return;
    isRunning = true;
    readOn()
      .catch((error: unknown) => {
        record.log.warn({ code: (error as { code?: string }).code }, 'the change feed could not be read; trying again');
        if (!isStopped) mend = setTimeout(wake, MEND_MS);
        isWoken = false;
      })
      .finally(() => {
        isRunning = false;
        // A wake-up that came after the last look.
        if (isWoken) wake();
      });
  }

  const stopWaking = record.waker.onWake(wake);
  wake();
  return () => {
    isStopped = true;
    if (mend) clearTimeout(mend);
    stopWaking();
  };
}

function changeOf({ agent, ...row }: ChangeRow): Change {
  return { ...row, by: JSON.parse(agent) as Actor };
}
