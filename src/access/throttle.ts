import { createHash } from 'node:crypto';
import { Fault } from '../base/index.ts';
import { transaction, type Store } from '../store/index.ts';
import { THROTTLE, waitAfter } from './model.ts';
import { forgiveFailures, putFailures, selectFailures, type FailureKind } from './sql.ts';

type Attempt = { username: string; address: string };

function claimOf(kind: FailureKind, key: string): bigint {
  return createHash('sha256').update(`sign-in ${kind} ${key}`).digest().readBigInt64BE(0);
}

function claimsOf(attempt: Attempt): bigint[] {
  return [claimOf('username', attempt.username), claimOf('address', attempt.address)];
}

/**
 * Counts an attempt as failed before its password is looked at, so that a hundred sent at once are a hundred failures and not
 * one; `forgive` takes it back. Faults: `throttled`, with how long to wait.
 */
export async function countAttempt(store: Store, attempt: Attempt, now: number): Promise<void> {
  await transaction(store, { claims: claimsOf(attempt) }, async (tx) => {
    const counts: { kind: FailureKind; failures: number }[] = [];
    for (const kind of ['username', 'address'] as const) {
      const rule = THROTTLE[kind];
      const row = await selectFailures(tx, kind, attempt[kind]);
      const failures = row && row.lastFailure + rule.forgetAfterMs > now ? row.failures : 0;
      const waitMs = row ? row.lastFailure + waitAfter(failures, rule) - now : 0;
      if (waitMs > 0) {
        const seconds = Math.ceil(waitMs / 1000);
        throw new Fault('throttled', 'throttled', `Too many failed sign-ins: wait ${plain(seconds)} and try again.`, {
          retryAfterSeconds: seconds,
        });
      }
      counts.push({ kind, failures: failures + 1 });
    }
    for (const { kind, failures } of counts) await putFailures(tx, kind, attempt[kind], failures, new Date(now));
  });
}

/** The attempt was the right person's after all. */
export async function forgive(store: Store, attempt: Attempt): Promise<void> {
  await transaction(store, { claims: claimsOf(attempt) }, (tx) =>
    forgiveFailures(tx, attempt.username, attempt.address),
  );
}

function plain(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
