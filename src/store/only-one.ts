import { asFault } from './failure.ts';
import type { Store } from './open-store.ts';

/** The class of our own advisory locks and, in it, the number of each work that one process alone does. */
const LOCKS = { reindex: [7301, 3], label: [7301, 4] } as const;

/** Does a work unless another process is at it: of all servers of a database one does it at a time. False where another does. */
export async function whileOnlyOne(
  store: Store,
  what: keyof typeof LOCKS,
  work: () => Promise<void>,
): Promise<boolean> {
  const client = await store.pool.connect().catch((error: unknown) => {
    throw asFault(error);
  });
  try {
    const lock = [...LOCKS[what]];
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', lock);
    if (!rows[0]!.mine) return false;
    await work();
    await client.query('select pg_advisory_unlock($1, $2)', lock);
    return true;
  } finally {
    // Whatever went wrong, the lock goes with the connection.
    client.release(true);
  }
}
