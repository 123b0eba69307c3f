/** Bytes of bundles under way at once. Parsed and made ready a bundle takes some fifteen times its text. */
const MOST_BYTES = 1.5 * 1024 * 1024;

export type Admit = <T>(bytes: number, work: () => Promise<T>) => Promise<T>;

/**
 * Lets bundles in by their size, first come first in, so that however many arrive at once memory stays flat: those that wait are held as
 * the bytes that came. One larger than all that may be under way goes alone.
 */
export function admitBundles(mostBytes = MOST_BYTES): Admit {
  const waiting: { bytes: number; enter: () => void }[] = [];
  let underWay = 0;

  function letIn(): void {
    for (let next = waiting[0]; next && (underWay === 0 || underWay + next.bytes <= mostBytes); next = waiting[0]) {
      waiting.shift();
      underWay += next.bytes;
      next.enter();
    }
  }

  return async (bytes, work) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push({ bytes, enter: resolve });
    letIn();
    await promise;
    try {
      return await work();
    } finally {
      underWay -= bytes;
      letIn();
    }
  };
}
