import pg from 'pg';
import { Fault } from '../../base/index.ts';
import { type Store, connectionOptions } from '../open-store.ts';
import { openAnchors } from './anchors.ts';

export type RetainOptions = {
  installation: string;
  anchorFile: string;
  /** Instant: a partition goes when all of its time is before this. */
  before: string;
  now: number;
};

type Due = { partition: string; seals: number; rows: string; head: Buffer | null };

/** Whole months alone, by the name that `make_month_partition` gives. */
const DUE = `
  select p.partition, coalesce(s.number, 0) as seals, coalesce(t.rows, 0)::text as rows, s.head
    from (select inhrelid::regclass::text as partition from pg_inherits where inhparent = 'audit'::regclass) p
    left join lateral (select number, head from audit_seal where partition = p.partition order by number desc limit 1) s on true
    left join lateral (select sum(rows) as rows from audit_seal where partition = p.partition) t on true
    where p.partition ~ '^audit_[0-9]{4}_[0-9]{2}$'
      and (to_date(substr(p.partition, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= $1::timestamptz
    order by p.partition`;

/**
 * Lets go of the audit whose time is over: whole partitions, with their seals. The head of each one's chain goes to the anchor file
 * first and stays in the database, so that a verification knows that it went as it should. Only as the owner of the tables.
 * Faults: conflict for a partition that is not sealed to its end.
 */
export async function retainAudit(
  store: Store,
  options: RetainOptions,
): Promise<{ partition: string; rows: string }[]> {
  const client = new pg.Client({ ...connectionOptions(store), statement_timeout: 0 });
  await client.connect();
  const anchors = await openAnchors(options.anchorFile);
  try {
    const { rows: due } = await client.query<Due>(DUE, [options.before]);
    for (const one of due) await refuseUnsealed(client, one);
    const at = new Date(options.now).toISOString();
    for (const { partition, seals, rows, head } of due) {
      const last = head?.toString('hex') ?? '';
      await anchors.append([{ kind: 'dropped', of: options.installation, partition, number: seals, head: last, at }]);
      await client.query('begin');
      await client.query(`drop table ${client.escapeIdentifier(partition)}`);
      await client.query('delete from audit_seal where partition = $1', [partition]);
      await client.query(
        'insert into audit_retained (partition, seals, rows, head, before, at) values ($1, $2, $3, $4, $5, $6)',
        [partition, seals, rows, head ?? Buffer.alloc(0), options.before, at],
      );
      await client.query('commit');
    }
    return due.map(({ partition, rows }) => ({ partition, rows }));
  } finally {
    await client.end();
    await anchors.close();
  }
}

async function refuseUnsealed(client: pg.Client, { partition, rows }: Due): Promise<void> {
  const counted = await client.query<{ n: string }>(
    `select count(*)::text as n from ${client.escapeIdentifier(partition)}`,
  );
  if (counted.rows[0]!.n === rows) return;
  const detail = `${partition} does not hold the rows that were sealed: see "throughline audit verify". Nothing was dropped.`;
  throw new Fault('conflict', 'conflict', detail);
}
