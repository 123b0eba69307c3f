import { assert } from '../../base/index.ts';
import { plainArray, textArray } from '../array-literal.ts';
import type { Tx } from '../open-store.ts';
import { together } from '../transaction.ts';
import { type Author, insertRows } from './insert-rows.ts';
import { type StoredRow, shardOfPatient } from './rows.ts';
import type { RowWrite } from './write-model.ts';

/**
 * Writes new versions with all that belongs to them, in a few multi-row statements sent without waiting for one another: moves what
 * they replace to `history`, and inserts. The caller has read `before` in this transaction, and all are by one author.
 */
export async function writeRows(tx: Tx, author: Author, writes: readonly RowWrite[]): Promise<void> {
  const replaced = writes.flatMap((write) => (write.before ? [{ before: write.before, row: write.row }] : []));
  const sent = together(tx, () => [
    ...(replaced.length > 0 ? retire(tx, replaced) : []),
    insertRows(tx, author, writes),
  ]);
  // All must have been answered before the caller may roll back or go on, or a late failure would be nobody's.
  const failed = (await Promise.allSettled(sent)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** The keys of rows, as three array literals. */
function keysOf(rows: readonly Pick<StoredRow, 'shard' | 'type' | 'id'>[]): string[] {
  return [
    plainArray(rows.map((row) => row.shard)),
    textArray(rows.map((row) => row.type)),
    textArray(rows.map((row) => row.id)),
  ];
}

/** Moves the versions that are replaced to `history` and removes what they were found by. */
function retire(tx: Tx, replaced: { before: StoredRow; row: StoredRow }[]): Promise<unknown>[] {
  const befores = replaced.map((one) => one.before);
  const keys = keysOf(befores);
  const using = 'using unnest($1::smallint[], $2::text[], $3::text[]) k(shard, type, id)';
  const same = (alias: string) => `${alias}.shard = k.shard and ${alias}.type = k.type and ${alias}.id = k.id`;
  const columns = 'shard, type, id, patient, patients, version, updated, txid, deleted, action, agent, body, labels';
  const sent: Promise<unknown>[] = [
    tx
      .query({
        name: 'retire',
        text: `with gone as (delete from resource r ${using} where ${same('r')} returning r.*)
          insert into history (${columns}) select ${columns} from gone`,
        values: keys,
      })
      .then((result) => assert(result.rowCount === befores.length, 'every row that was read is there to be replaced')),
  ];
  sent.push(...clearSearchRows(tx, befores));
  const guests = befores.flatMap((row) => row.patients.slice(1).map((patient) => ({ row, patient })));
  if (guests.length > 0) {
    sent.push(
      tx.query({
        name: 'clear-compartment',
        text: `delete from compartment c using unnest($1::smallint[], $2::text[], $3::text[], $4::text[]) k(shard, patient, type, id)
          where c.patient = k.patient and ${same('c')}`,
        values: [
          guests.map((guest) => shardOfPatient(guest.patient)),
          guests.map((guest) => guest.patient),
          guests.map((guest) => guest.row.type),
          guests.map((guest) => guest.row.id),
        ],
      }),
    );
  }
  const moved = replaced.filter((one) => one.before.shard !== one.row.shard);
  if (moved.length > 0) sent.push(moveHistory(tx, moved));
  return sent;
}

/** Removes what rows are found by from the side tables. */
export function clearSearchRows(tx: Tx, rows: readonly Pick<StoredRow, 'shard' | 'type' | 'id'>[]): Promise<unknown>[] {
  const keys = keysOf(rows);
  return ['search_date', 'search_quantity', 'search_string', 'access_relation', 'access_rule'].map((table) =>
    tx.query({
      name: `clear-${table}`,
      text: `delete from ${table} s using unnest($1::smallint[], $2::text[], $3::text[]) k(shard, type, id)
        where s.shard = k.shard and s.type = k.type and s.id = k.id`,
      values: keys,
    }),
  );
}

/** Earlier versions go where the resource goes, so that all of it is found in one shard. */
function moveHistory(tx: Tx, moved: { before: StoredRow; row: StoredRow }[]): Promise<unknown> {
  return tx.query({
    name: 'move-history',
    text: `update history h set shard = k.home from unnest($1::smallint[], $2::text[], $3::text[], $4::smallint[]) k(shard, type, id, home)
      where h.shard = k.shard and h.type = k.type and h.id = k.id`,
    values: [
      moved.map((one) => one.before.shard),
      moved.map((one) => one.before.type),
      moved.map((one) => one.before.id),
      moved.map((one) => one.row.shard),
    ],
  });
}
