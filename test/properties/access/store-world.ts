import type { Store } from '../../../src/store/index.ts';
import type { World } from './make-world.ts';

/** Stores a world as it is, in the place of the one before. */
export async function storeWorld(store: Store, world: World): Promise<void> {
  const { pool } = store;
  await pool.query('truncate resource, access_rule, access_relation, access_glass');
  await pool.query(
    `insert into resource (shard, type, id, patient, patients, version, updated, deleted, action, agent, body, tokens_all, labels)
      select 0, k.type, k.id, k.patients ->> 0, array(select jsonb_array_elements_text(k.patients)), 1, now(), false, 'create', '{}', '{}', '{}',
        array(select jsonb_array_elements_text(k.labels)) from jsonb_to_recordset($1) k(type text, id text, patients jsonb, labels jsonb)`,
    [JSON.stringify(world.rows)],
  );
  await pool.query(
    `insert into access_rule (shard, type, id, patient, depth, effect, actors, labels, unlocks, types, purposes, data, starts, ends)
      select 0, split_part(source, '/', 1), split_part(source, '/', 2), patient, depth, effect, actors, labels, unlocks, types, purposes, data,
        starts, ends from jsonb_to_recordset($1) k(source text, patient text, depth smallint, effect text, actors text[], labels text[],
        unlocks text[], types text[], purposes text[], data text[], starts bigint, ends bigint)`,
    [JSON.stringify(world.rules)],
  );
  await pool.query(
    `insert into access_relation (shard, type, id, patient, agent, kind, starts, ends)
      select 0, split_part(source, '/', 1), split_part(source, '/', 2), patient, agent, kind, starts, ends
        from jsonb_to_recordset($1) k(source text, patient text, agent text, kind text, starts bigint, ends bigint)`,
    [JSON.stringify(world.relations)],
  );
  await pool.query(
    `insert into access_glass (id, account, account_name, role, patient, reason, starts, ends)
      select gen_random_uuid(), account, account, 'nurse', patient, 'a reason', starts, ends
        from jsonb_to_recordset($1) k(account text, patient text, starts bigint, ends bigint)`,
    [JSON.stringify(world.glass)],
  );
}
