import type { Db } from '../open-store.ts';
import type { Facts } from './sight-model.ts';

type Raw = { rules: Facts['rules'] | null; relations: Facts['relations'] | null; glass: Facts['glass'] | null };

const NONE: Facts = { rules: [], relations: [], glass: [] };

/** What decides on patients' records for a caller, or for anybody: what consents say, who the caller is to them, which glass they have broken. */
export async function factsOf(
  db: Db,
  patients: readonly string[],
  caller: { account: string; agents: readonly string[] } | null,
): Promise<Facts> {
  if (patients.length === 0) return NONE;
  const { rows } = await db.query<Raw>({
    name: 'access-facts',
    text: `select
      (select json_agg(json_build_object('source', f.type || '/' || f.id, 'patient', f.patient, 'depth', f.depth, 'effect', f.effect,
          'actors', f.actors, 'labels', f.labels, 'unlocks', f.unlocks, 'types', f.types, 'purposes', f.purposes, 'data', f.data,
          'starts', f.starts, 'ends', f.ends)) from access_rule f where f.patient = any ($1)) as rules,
      (select json_agg(json_build_object('source', e.type || '/' || e.id, 'patient', e.patient, 'agent', e.agent, 'kind', e.kind,
          'starts', e.starts, 'ends', e.ends)) from access_relation e where e.patient = any ($1) and ($2::text[] is null or e.agent = any ($2))) as relations,
      (select json_agg(json_build_object('patient', g.patient, 'account', g.account, 'starts', g.starts, 'ends', g.ends))
        from access_glass g where g.patient = any ($1) and ($3::text is null or g.account = $3)) as glass`,
    values: [patients, caller?.agents ?? null, caller?.account ?? null],
  });
  const [raw] = rows;
  return { rules: raw?.rules ?? [], relations: raw?.relations ?? [], glass: raw?.glass ?? [] };
}
