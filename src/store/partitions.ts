import type { Log } from '../base/index.ts';
import { codeOf } from './failure.ts';
import type { Db } from './open-store.ts';

/** Tables that grow for ever and are partitioned by month. */
const BY_MONTH = ['change', 'audit'];
const MONTHS_AHEAD = 3;

/** `change_2026_11` and its bounds, for each month from `now`'s to three ahead. */
export function monthsFrom(now: number): { suffix: string; from: string; to: string }[] {
  const start = new Date(now);
  return Array.from({ length: MONTHS_AHEAD + 1 }, (_, ahead) => {
    const from = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + ahead, 1));
    const to = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + ahead + 1, 1));
    return { suffix: from.toISOString().slice(0, 7).replace('-', '_'), from: from.toISOString(), to: to.toISOString() };
  });
}

/**
 * Makes the partitions of the months to come. A month whose rows are in the default partition already stays there: PostgreSQL
 * refuses the partition and nothing is lost.
 */
export async function makePartitions(db: Db, now: number, log: Log): Promise<void> {
  for (const table of BY_MONTH) {
    for (const { suffix, from, to } of monthsFrom(now)) {
      const name = `${table}_${suffix}`;
      const { rows } = await db.query<{ there: boolean }>('select to_regclass($1) is not null as there', [name]);
      if (rows[0]!.there) continue;
      try {
        await db.query(`create table ${name} partition of ${table} for values from ('${from}') to ('${to}')`);
      } catch (error) {
        if (codeOf(error) !== '23514' && codeOf(error) !== '42P07') throw error;
        log.warn(
          { partition: name, code: codeOf(error) },
          'a partition could not be made; its rows are in the default',
        );
      }
    }
  }
}
