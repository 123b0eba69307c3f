import type { Log } from '../base/index.ts';
import type { Db } from './open-store.ts';

/** Tables that grow for ever and are partitioned by month. */
const BY_MONTH = ['change', 'audit'];
const MONTHS_AHEAD = 3;

/** `2026_11` and its first moment, for each month from `now`'s to three ahead. */
export function monthsFrom(now: number): { suffix: string; from: string }[] {
  const start = new Date(now);
  return Array.from({ length: MONTHS_AHEAD + 1 }, (_, ahead) => {
    const from = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + ahead, 1));
    return { suffix: from.toISOString().slice(0, 7).replace('-', '_'), from: from.toISOString() };
  });
}

/**
 * Makes the partitions of the months to come. A month whose rows are in the default partition already stays there: PostgreSQL
 * refuses the partition and nothing is lost. It is the owner of the tables who makes them, whoever asks.
 */
export async function makePartitions(db: Db, now: number, log: Log): Promise<void> {
  for (const table of BY_MONTH) {
    for (const { suffix, from } of monthsFrom(now)) {
      const { rows } = await db.query<{ made: boolean }>('select make_month_partition($1, $2::date) as made', [
        table,
        from.slice(0, 10),
      ]);
      if (rows[0]!.made) continue;
      log.warn({ partition: `${table}_${suffix}` }, 'a partition could not be made; its rows are in the default');
    }
  }
}
