import { setTimeout as sleep } from 'node:timers/promises';
import type { Db, Tx } from './open-store.ts';

/** The advisory lock that every write holds, shared, from before its time is told until it has ended. */
const LOCK_CLASS = 7301;
const LOCK_OF_WRITERS = 2;

/**
 * The time that what this transaction writes is of, ms since 1970: the database's own, whatever server writes. It is told once the
 * lock of writers is held, so that `settledUntil` sees this transaction or is asked before its time.
 */
export async function stampOf(tx: Tx): Promise<number> {
  const { rows } = await tx.query<{ now: string }>({
    name: 'stamp',
    text: `select pg_advisory_xact_lock_shared($1, $2),
      floor(extract(epoch from clock_timestamp()) * 1000)::bigint::text as now`,
    values: [LOCK_CLASS, LOCK_OF_WRITERS],
  });
  return Number(rows[0]!.now);
}

/** The time is told first and the writers are looked for after it: one that begins in between is of a later time. */
const SETTLED = `
  select floor(extract(epoch from t.now) * 1000)::bigint::text as now,
    floor(extract(epoch from w.oldest) * 1000)::bigint::text as oldest
  from (select clock_timestamp() as now offset 0) t,
    lateral (select min(a.xact_start) as oldest from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and l.objsubid = 2
        and l.database = (select oid from pg_database where datname = current_database()) and t.now is not null) w`;

/** How long is waited for writers that began before. */
const PATIENCE_MS = 1000;
const LONGEST_PAUSE_MS = 50;

/**
 * A moment (ms since 1970) before which nothing will be written any more: all that is of an earlier time is committed. Waits for the
 * writers of now, so that what was acknowledged before is of an earlier time; past a second it gives the moment at which the oldest
 * of them began.
 */
export async function settledUntil(db: Db): Promise<number> {
  const begun = Date.now();
  let wanted: number | null = null;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const { rows } = await db.query<{ now: string; oldest: string | null }>({
      name: 'settled',
      text: SETTLED,
      values: [LOCK_CLASS, LOCK_OF_WRITERS],
    });
    const { now, oldest } = rows[0]!;
    // Times are told in whole milliseconds: that of now is still being written in.
    wanted ??= Number(now) + 1;
    const settled = Math.min(Number(now), Number(oldest ?? now));
    if (settled >= wanted) return wanted;
    if (Date.now() - begun > PATIENCE_MS) return settled;
    await sleep(pauseMs);
  }
}
