import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, assert } from '../base/index.ts';
import { asFault, isConnectionLost, isFromServer, isRetryable } from './failure.ts';
import type { Store, Tx } from './open-store.ts';

export type TransactionOptions = {
  /** Keys of what is decided on, such as an identifier that must not come twice: nobody else may hold them. */
  claims?: readonly bigint[];
  /** Keys of what is brought without deciding on it: many may share one, but not beside whoever claims it. */
  shares?: readonly bigint[];
  /** Keys that are claimed besides once it had to be done again: those who write the same then wait for one another. */
  contended?: () => readonly bigint[];
  readOnly?: boolean;
  serializable?: boolean;
};

/** Past so many claims one lock over all is taken instead: locks live in a table of fixed size in shared memory. */
const MOST_CLAIMS = 1000;
const MOST_RETRIES = 12;

/** The class of our own advisory locks with two keys; claims use the space of one key, which is apart. */
const LOCK_CLASS = 7301;
const LOCK_OF_ALL_CLAIMS = 1;

/** Takes what was sent and need not be waited for before the next is: it must have gone well before the transaction has. */
export type Alongside = (sent: Promise<unknown>) => void;

/**
 * The one function that opens transactions. REPEATABLE READ or stricter; claims are taken before BEGIN, so that the snapshot
 * is younger than the lock (a lock taken inside would decide on a stale snapshot). `work` may run several times: it is
 * repeated, with jitter, on serialization failures and deadlocks, so it must have no effect outside the transaction.
 */
export async function transaction<T>(
  store: Store,
  options: TransactionOptions,
  work: (tx: Tx, alongside: Alongside) => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    const claims = sortedClaims(options, attempt > 0 ? (options.contended?.() ?? []) : []);
    try {
      return await attemptOnce(store, options, claims, work);
    } catch (error) {
      if (!isRetryable(error) || attempt >= MOST_RETRIES) throw asFault(error);
      store.log.debug({ attempt, code: (error as { code: string }).code }, 'a transaction is tried again');
      await sleep(Math.random() * Math.min(2 ** attempt * 4, 250));
    }
  }
}

type Claim = { key: bigint; isShared: boolean };

/** Sorted, so that two that claim the same keys cannot wait for each other in a ring. */
function sortedClaims({ claims = [], shares = [] }: TransactionOptions, contended: readonly bigint[]): Claim[] {
  const modes = new Map<bigint, boolean>(shares.map((key) => [key, true]));
  for (const key of [...claims, ...contended]) modes.set(key, false);
  return [...modes].map(([key, isShared]) => ({ key, isShared })).sort((a, b) => (a.key < b.key ? -1 : 1));
}

async function attemptOnce<T>(
  store: Store,
  options: TransactionOptions,
  claims: Claim[],
  work: (tx: Tx, alongside: Alongside) => Promise<T>,
): Promise<T> {
  const client = await store.pool.connect();
  let isSound = false;
  // A connection that dies while nothing is being asked says so by an event; the next statement then fails.
  const ignore = () => {};
  client.on('error', ignore);
  const sent: Promise<unknown>[] = [];
  let committed: Promise<void> | null = null;
  const alongside: Alongside = (one) => {
    // Until it is looked at below its failure is known to be somebody's.
    one.catch(ignore);
    sent.push(one);
  };
  try {
    // Claims, BEGIN and what the work asks first travel together and are done in this order. Without its claims a work decides
    // nothing: what it did is rolled back.
    const opened = together(client, () => {
      const claimed = claims.length > 0 ? [claim(client, claims)] : [];
      const level = options.serializable ? 'serializable' : 'repeatable read';
      const begun = client.query(`begin isolation level ${level}${options.readOnly ? ' read only' : ''}`);
      return Promise.all([...claimed, begun]);
    });
    alongside(opened);
    const result = await work(client, alongside);
    if (claims.length > 0) await opened;
    // The commit goes right behind what was sent alongside: if any of that failed, it is answered with a rollback.
    committed = commit(client, claims.length > 0);
    alongside(committed);
    await Promise.all(sent);
    isSound = true;
    return result;
  } catch (error) {
    isSound = !isConnectionLost(error) && (await rollBack(client, claims.length > 0));
    // The first that failed is the reason for whatever failed after it.
    const first = (await Promise.allSettled(sent)).find((one) => one.status === 'rejected');
    const reason: unknown = first ? first.reason : error;
    // A commit may have been done although the answers never came.
    if (isConnectionLost(reason)) await committed;
    throw reason;
  } finally {
    client.off('error', ignore);
    client.release(!isSound);
  }
}

/** Sends all that `send` and what follows it in this turn of the loop ask in one write to the socket: a system call is dear. */
export function together<T>(client: Tx, send: () => T): T {
  const { stream } = client.connection;
  stream.cork();
  setImmediate(() => stream.uncork());
  return send();
}

/** Takes the claims, all in one statement and in their order. Whoever takes the lock of all waits for every claimer, and they for it. */
async function claim(client: Tx, claims: Claim[]): Promise<void> {
  if (claims.length > MOST_CLAIMS) {
    await client.query({
      name: 'claim-all',
      text: 'select pg_advisory_lock($1, $2)',
      values: [LOCK_CLASS, LOCK_OF_ALL_CLAIMS],
    });
    return;
  }
  await client.query({
    name: 'claim',
    text: `select pg_advisory_lock_shared($1, $2), (select count(
        case when c.shared then pg_advisory_lock_shared(c.key)::text else pg_advisory_lock(c.key)::text end)
      from unnest($3::bigint[], $4::boolean[]) c(key, shared))`,
    values: [LOCK_CLASS, LOCK_OF_ALL_CLAIMS, claims.map((one) => one.key), claims.map((one) => one.isShared)],
  });
}

/** A connection that breaks during the commit leaves it unknown whether it took place: never reported as success. */
async function commit(client: Tx, hasClaims: boolean): Promise<void> {
  const unlocked = hasClaims ? '; select pg_advisory_unlock_all()' : '';
  let answer: unknown;
  try {
    answer = await client.query(`commit${unlocked}`);
  } catch (error) {
    if (isFromServer(error) && !isConnectionLost(error)) throw error;
    throw new Fault(
      'unavailable',
      'transient',
      'The database broke off while this was being stored; it may or may not have been. Read before trying again.',
      { retryAfterSeconds: 2 },
    );
  }
  const first = Array.isArray(answer) ? answer[0] : answer;
  assert((first as { command: string }).command === 'COMMIT', 'a transaction whose statement failed is not committed');
}

/** False when the connection is of no more use. */
async function rollBack(client: Tx, hasClaims: boolean): Promise<boolean> {
  try {
    await client.query('rollback');
    if (hasClaims) await client.query('select pg_advisory_unlock_all()');
    return true;
  } catch {
    return false;
  }
}
