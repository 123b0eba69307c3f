import { createHash } from 'node:crypto';
import { Fault } from '../base/index.ts';
import { transaction, type Store } from '../store/index.ts';
import { THROTTLE, waitAfter, type FailureKind } from './model.ts';
import { forgiveFailures, putFailures, selectFailures } from './sql.ts';

/** What an attempt counts against: the address, and the name or the account. */
type Attempt = Partial<Record<FailureKind, string>>;

const KINDS = ['username', 'factor', 'address'] as const;

function keysOf(attempt: Attempt): { kind: FailureKind; key: string }[] {
  return KINDS.flatMap((kind) => (attempt[kind] === undefined ? [] : [{ kind, key: attempt[kind] }]));
}

function claimsOf(attempt: Attempt): bigint[] {
  return keysOf(attempt).map(({ kind, key }) =>
    createHash('sha256').update(`sign-in ${kind} ${key}`).digest().readBigInt64BE(0),
  );
}

/**
 * Counts an attempt as failed before what was given is looked at, so that a hundred sent at once are a hundred failures and not
 * one; `forgive` takes it back. Faults: `throttled`, with how long to wait.
 */
export async function countAttempt(store: Store, attempt: Attempt, now: number): Promise<void> {
  await transaction(store, { claims: claimsOf(attempt) }, async (tx) => {
    const counts: { kind: FailureKind; key: string; failures: number }[] = [];
    for (const { kind, key } of keysOf(attempt)) {
      const rule = THROTTLE[kind];
      const row = await selectFailures(tx, kind, key);
      const failures = row && row.lastFailure + rule.forgetAfterMs > now ? row.failures : 0;
      const wait = waitAfter(failures, rule);
      // Of two at once the later may be counted first: where there is nothing to wait for, their order is nothing either.
      const waitMs = row && wait > 0 ? row.lastFailure + wait - now : 0;
      if (waitMs > 0) {
        const seconds = Math.ceil(waitMs / 1000);
        throw new Fault('throttled', 'throttled', `Too many failed sign-ins: wait ${plain(seconds)} and try again.`, {
          retryAfterSeconds: seconds,
        });
      }
      counts.push({ kind, key, failures: failures + 1 });
    }
    for (const { kind, key, failures } of counts) await putFailures(tx, kind, key, failures, new Date(now));
  });
}

/** The attempt was the right person's after all: their own failures are forgotten, and one of the address's. */
export async function forgive(store: Store, attempt: Attempt): Promise<void> {
  await transaction(store, { claims: claimsOf(attempt) }, async (tx) => {
    for (const { kind, key } of keysOf(attempt)) await forgiveFailures(tx, kind, key);
  });
}

function plain(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
