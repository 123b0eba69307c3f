import { type ChangeRow, changesAfter, currentPosition } from '../store/index.ts';
import type { Actor, Change, FhirRecord } from './model.ts';

/** How many changes are read at a time. */
const BATCH = 200;
const MEND_MS = 1000;
/** How soon to look again for what waits behind a transaction that is still running: at first, and at most. */
const SOONEST_MS = 10;
const LATEST_MS = 320;

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
  let again: NodeJS.Timeout | null = null;
  let pauseMs = SOONEST_MS;

  async function readOn(): Promise<void> {
    const { pool } = record.store;
    position ??= await currentPosition(pool, record.settings.epoch);
    for (;;) {
      isWoken = false;
      const { changes, waiting } = await changesAfter(pool, position, BATCH);
      const isWaiting = waiting.length > 0;
      for (const row of changes) {
        if (isStopped) return;
        await listener(changeOf(row));
        position = row.position;
      }
      // Nobody announces the end of the transaction that they wait for: it may have written nothing.
      if (isWaiting) lookAgain(pauseMs);
      pauseMs = isWaiting ? Math.min(pauseMs * 2, LATEST_MS) : SOONEST_MS;
      if (isStopped || isWaiting || (changes.length < BATCH && !isWoken)) return;
    }
  }

  function lookAgain(afterMs: number): void {
    if (again) clearTimeout(again);
    if (!isStopped) again = setTimeout(wake, afterMs);
  }

  function wake(): void {
    isWoken = true;
    if (isRunning || isStopped) return;
    isRunning = true;
    readOn()
      .catch((error: unknown) => {
        record.log.warn({ code: (error as { code?: string }).code }, 'the change feed could not be read; trying again');
        lookAgain(MEND_MS);
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
    if (again) clearTimeout(again);
    stopWaking();
  };
}

function changeOf({ agent, ...row }: ChangeRow): Change {
  return { ...row, by: JSON.parse(agent) as Actor };
}
