import { setTimeout as sleep } from 'node:timers/promises';
import type { FhirRecord } from './model.ts';

const PAUSE_MS = 5;
const SOON_MS = 50;
const AGAIN_MS = 2000;

/** Where a work behind the feed stands: there is more; that was all; or something there waits for an older transaction to end. */
export type Progress = 'more' | 'end' | 'waiting';

/**
 * Keeps a work behind the change feed: on every wake-up `once` is called until it says that there is no more. What failed is
 * logged with these words and tried again. Returns what stops it and waits for what is under way.
 */
export function keepBehind(record: FhirRecord, broken: string, once: () => Promise<Progress>): () => Promise<void> {
  const stop = new AbortController();
  let isWoken = false;
  let running: Promise<void> | null = null;
  let again: NodeJS.Timeout | null = null;
  async function catchUp(): Promise<void> {
    while (isWoken && !stop.signal.aborted) {
      isWoken = false;
      let progress: Progress = 'more';
      while (progress === 'more' && !stop.signal.aborted) {
        progress = await once();
        await sleep(PAUSE_MS);
      }
      // Nobody announces the end of the transaction that it waits for: it may have written nothing.
      if (progress === 'waiting') lookAgain(SOON_MS);
    }
  }
  const lookAgain = (afterMs: number): void => {
    again ??= setTimeout(() => {
      again = null;
      wake();
    }, afterMs);
    again.unref();
  };
  const wake = (): void => {
    isWoken = true;
    if (stop.signal.aborted) return;
    running ??= catchUp()
      .catch((error: unknown) => {
        record.log.warn({ code: (error as { code?: string }).code }, broken);
        isWoken = false;
        if (!stop.signal.aborted) lookAgain(AGAIN_MS);
      })
      .finally(() => {
        running = null;
        // A wake-up that came after the last look.
        if (isWoken) wake();
      });
  };
  const stopWaking = record.waker.onWake(wake);
  wake();
  return async () => {
    stop.abort();
    if (again) clearTimeout(again);
    stopWaking();
    await running;
  };
}
