import { followChanges, type Change, type FhirRecord } from '../../record/index.ts';

type Deliver = (change: Change) => void;

/** One follower of the change feed for the whole process, fanned out to whoever listens. */
export type ChangeHub = {
  /**
   * Delivers from now on; with `after`, everything since that position first, or `onLost` where that is too much to tell: read
   * again then. Returns what ends it.
   */
  listen(deliver: Deliver, resume?: { after: string; onLost: () => void }): () => void;
  close(): void;
};

/** Enough for every browser that reconnects within minutes to be resumed without asking the database. */
const REMEMBERED = 5_000;
/** Who was away for longer than this reads the chart again: that is less than to read so much of the feed. */
const MOST_TO_CATCH_UP = 20_000;

/**
 * Whoever resumes at a position that is remembered gets the rest from memory. Any other gets a follower of its own, until that
 * meets a change that the shared one has seen too; there it is handed over, with nothing lost and nothing twice.
 */
export function openChangeHub(record: FhirRecord): ChangeHub {
  const listeners = new Set<Deliver>();
  const recent: Change[] = [];
  let follower: (() => void) | null = null;

  const start = () => {
    follower ??= followChanges(record, {}, (change) => {
      recent.push(change);
      if (recent.length > REMEMBERED * 1.2) recent.splice(0, recent.length - REMEMBERED);
      for (const deliver of listeners) deliver(change);
    });
  };

  const placeOf = (position: string) => recent.findLastIndex((change) => change.position === position);

  function join(deliver: Deliver, place: number): () => void {
    for (const change of recent.slice(place + 1)) deliver(change);
    listeners.add(deliver);
    return () => listeners.delete(deliver);
  }

  function catchUp(deliver: Deliver, after: string, onLost: () => void): () => void {
    let stop = () => {};
    let told = 0;
    let isDone = false;
    const own = followChanges(record, { from: after }, (change) => {
      if (isDone) return;
      deliver(change);
      const place = placeOf(change.position);
      told += 1;
      if (place < 0 && told < MOST_TO_CATCH_UP) return;
      isDone = true;
      if (place < 0) onLost();
      stop = join(deliver, place < 0 ? recent.length : place);
      // Not from within its own listener: it may still be starting.
      setImmediate(own);
    });
    stop = own;
    return () => {
      isDone = true;
      stop();
    };
  }

  return {
    listen(deliver, resume) {
      start();
      if (!resume) return join(deliver, recent.length);
      const place = placeOf(resume.after);
      return place < 0 ? catchUp(deliver, resume.after, resume.onLost) : join(deliver, place);
    },
    close() {
      follower?.();
      follower = null;
      listeners.clear();
    },
  };
}
