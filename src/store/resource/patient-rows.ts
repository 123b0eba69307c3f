import { Fault } from '../../base/index.ts';
import { asFault } from '../failure.ts';
import type { Db } from '../open-store.ts';
import { prepared } from '../prepared.ts';
import type { Row, Sight } from './sight-model.ts';
import { shownBody, shownSql, sightSql } from './sight-sql.ts';
import { AS_TEXT, FOUND_COLUMNS, type FoundRow, type FoundText, type Key, foundOf, shardOfPatient } from './rows.ts';

/** The bodies of everything in a patient's compartment, the patient first, except the types left out. */
export async function compartmentBodies(
  db: Db,
  patient: string,
  types: { only?: readonly string[]; except?: readonly string[]; sight: Sight },
): Promise<{ type: string; id: string; body: string }[]> {
  const values: unknown[] = [shardOfPatient(patient), patient, types.only ?? null, types.except ?? []];
  const place = (value: unknown) => `$${values.push(value)}`;
  const wanted = (alias: string) =>
    `not ${alias}.deleted and ($3::text[] is null or ${alias}.type = any ($3)) and ${alias}.type <> all ($4::text[])
      and ${sightSql(types.sight, alias, place)}`;
  const shown = (alias: string) => shownSql(types.sight, alias, place) ?? 'null';
  const text = `select o.type, o.id, o.body, ${shown('o')} as shown, o.type <> 'Patient' as later, o.date from resource o
          where o.shard = $1 and o.patient = $2 and ${wanted('o')}
        union all
        select g.type, g.id, g.body, ${shown('g')}, true, g.date from compartment c join resource g on g.shard = c.home and g.type = c.type and g.id = c.id
          where c.shard = $1 and c.patient = $2 and ${wanted('g')}
        order by later, type, date desc nulls last`;
  const { rows } = await db
    .query<{ type: string; id: string; body: string; shown: string | null }>(prepared(text, values))
    .catch((error: unknown) => {
      throw asFault(error);
    });
  // By when it was, what is masked would tell that.
  const masked = rows.filter((row) => row.shown !== null).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return [...rows.filter((row) => row.shown === null), ...masked].map(({ type, id, body, shown: names }) => ({
    type,
    id,
    body: shownBody(body, names),
  }));
}

/** Different metas with a label that are told of in one answer. */
const MOST_METAS = 5000;

/**
 * The metas in which a profile, a tag or a security label stands, each once, without what differs from version to version: of types,
 * in one patient's compartment where it is given. Reads all of the rows. Faults: too-costly.
 */
export async function metasStored(
  db: Db,
  types: readonly string[],
  how: { sight: Sight; patient?: string },
): Promise<string[]> {
  if (types.length === 0) return [];
  const { patient } = how;
  const values: unknown[] = patient === undefined ? [types] : [types, shardOfPatient(patient), patient];
  const inSight = sightSql(how.sight, 'r', (value) => `$${values.push(value)}`);
  const ofType = `r.type = any ($1) and not r.deleted and left(r.body, 4000) ~ '"(profile|tag|security)":' and ${inSight}`;
  const bodies =
    patient === undefined
      ? `select r.body from resource r where ${ofType}`
      : `select r.body from resource r where r.shard = $2 and r.patient = $3 and ${ofType}
        union all select r.body from compartment c join resource r on r.shard = c.home and r.type = c.type and r.id = c.id
          where c.shard = $2 and c.patient = $3 and ${ofType}`;
  const { rows } = await db
    .query<{ meta: string }>(
      `select distinct ((b.body::jsonb -> 'meta') - array['versionId', 'lastUpdated', 'source'])::text as meta
        from (${bodies}) b limit ${MOST_METAS + 1}`,
      values,
    )
    .catch((error: unknown) => {
      throw asFault(error);
    });
  if (rows.length <= MOST_METAS) return rows.map((row) => row.meta);
  throw new Fault(
    'too-costly',
    'too-costly',
    'So many different labels are in use that they cannot be listed: ask of a type.',
  );
}

export type CompartmentPage = {
  /** Types to give, and among those types to leave out. */
  only: readonly string[] | null;
  except: readonly string[];
  /** Only what was written at this instant or later. */
  since: string | null;
  sight: Sight;
  /** The last of the page before. */
  after: Key | null;
  limit: number;
};

/** A page of what is in a patient's compartment, the patient first and then by type and id. */
export async function compartmentPage(db: Db, patient: string, page: CompartmentPage): Promise<FoundRow[]> {
  const values: unknown[] = [
    shardOfPatient(patient),
    patient,
    page.only,
    page.except,
    page.since,
    page.after?.type ?? null,
    page.after?.id ?? null,
    page.limit,
  ];
  const place = (value: unknown) => `$${values.push(value)}`;
  const inSight = sightSql(page.sight, 'r', place);
  const columns = `${FOUND_COLUMNS}, ${shownSql(page.sight, 'r', place) ?? 'null'} as shown`;
  const wanted = `not r.deleted and ${inSight} and ($3::text[] is null or r.type = any ($3)) and r.type <> all ($4::text[])
    and ($5::timestamptz is null or r.updated >= $5)
    and ($6::text is null or (r.type <> 'Patient', r.type, r.id) > ($6 <> 'Patient', $6, $7))`;
  const order = `order by r.type <> 'Patient', r.type, r.id limit $8`;
  const { rows } = await db
    .query<FoundText>({
      ...prepared(
        `select * from (
          (select ${columns} from resource r where r.shard = $1 and r.patient = $2 and ${wanted} ${order})
          union all
          (select ${columns} from compartment c join resource r on r.shard = c.home and r.type = c.type and r.id = c.id
            where c.shard = $1 and c.patient = $2 and ${wanted} ${order})
        ) r ${order}`,
        values,
      ),
      types: AS_TEXT,
    })
    .catch((error: unknown) => {
      throw asFault(error);
    });
  return rows.map(foundOf);
}

/** The parameters under which a patient's words, identifiers and telephone numbers are kept for the search as one types. */
export const TYPED = { name: '~name', identifier: '~identifier', phone: '~phone' } as const;

/** Something typed: it must be found in one of these ways. */
export type Typed = { word?: string; digits?: string; days?: { low: number; high: number }[] };

/**
 * The ids of patients for which everything typed is found: a word at the beginning of any word of a name or of an identifier,
 * digits at the beginning of a telephone number or an identifier, a day as the day of birth.
 */
export async function findPatientKeys(
  db: Db,
  typed: Typed[],
  limit: number,
  how: { sight: Sight; within?: string | undefined },
): Promise<Key[]> {
  const values: unknown[] = [];
  const place = (value: unknown) => `$${values.push(value)}`;
  const starts = (params: string[], text: string) =>
    `select s.id from search_string s where s.type = 'Patient' and s.param in (${params.map((param) => `'${param}'`).join(', ')})
      and s.value >= ${place(text)} and s.value <= ${place(`${text}\u{10FFFF}`)}`;
  const ways = typed.map(({ word, digits, days }) =>
    [
      ...(word ? [starts([TYPED.name, TYPED.identifier], word)] : []),
      ...(digits ? [starts([TYPED.phone, TYPED.identifier], digits)] : []),
      ...(days ?? []).map(
        (day) => `select s.id from search_date s where s.type = 'Patient' and s.param = 'birthdate'
          and s.low >= ${place(day.low)}::bigint and s.low < ${place(day.high)}::bigint`,
      ),
    ].join(' union all '),
  );
  const where = ways.map((way) => `r.id in (${way})`);
  if (how.within !== undefined) where.push(`r.id = ${place(how.within)}`);
  where.push(sightSql(how.sight, 'r', place));
  const { rows } = await db
    .query<Key>(
      `select r.type, r.id from resource r where r.type = 'Patient' and not r.deleted and ${where.join(' and ')} limit ${place(limit)}`,
      values,
    )
    .catch((error: unknown) => {
      throw asFault(error);
    });
  return rows;
}

/** Everything in a patient's compartment as a decision looks at it, without bodies. */
export async function compartmentRows(db: Db, patient: string): Promise<Row[]> {
  const { rows } = await db.query<Row>({
    name: 'compartment-rows',
    text: `select o.type, o.id, o.patients, o.labels from resource o where o.shard = $1 and o.patient = $2 and not o.deleted
      union all
      select g.type, g.id, g.patients, g.labels from compartment c join resource g on g.shard = c.home and g.type = c.type and g.id = c.id
        where c.shard = $1 and c.patient = $2 and not g.deleted`,
    values: [shardOfPatient(patient), patient],
  });
  return rows;
}
