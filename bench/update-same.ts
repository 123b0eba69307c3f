import { shardHint } from '../src/base/index.ts';
import type { Store } from '../src/store/index.ts';
import { insertStatement, rowsOf } from './insert-same.ts';

const HISTORY = 'shard, type, id, patient, patients, version, updated, txid, deleted, action, agent, body';

/** A function that puts a body in the place of a resource's newest by one bare statement: history, the row, its change and its audit. */
export async function updateSame(
  store: Store,
  example: { type: string; id: string },
): Promise<(id: string, body: string) => Promise<void>> {
  const rows = (await rowsOf(store, example)).filter(({ table }) => table === 'change' || table === 'audit');
  const { text, values } = insertStatement(rows);
  const columns = rows.flatMap((row) => row.columns);
  const [id, shard, type, body] = [1, 2, 3, 4].map((more) => `$${values.length + more}`);
  const where = `shard = ${shard}::smallint and type = ${type} and id = ${id}`;
  const parts = `with old as (insert into history (${HISTORY}) select ${HISTORY} from resource where ${where}),
    new as (update resource set version = version + 1, body = ${body}, updated = now(), txid = pg_current_xact_id() where ${where})`;
  const statement = text.startsWith('with ') ? `${parts}, ${text.slice('with '.length)}` : `${parts} ${text}`;
  const idPlaces = [...values.keys()].filter((place) => columns[place] === 'id');
  return async (given, content) => {
    const all = [...values, given, shardHint(given), example.type, content];
    for (const place of idPlaces) all[place] = given;
    await store.pool.query({ name: 'update-same', text: statement, values: all });
  };
}
