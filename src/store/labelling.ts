import type { Db } from './open-store.ts';
import { COLUMNS, type RawRow, type StoredRow, rowOf } from './resource/rows.ts';

/** By which rules what is stored was labelled, and how far labelling it again is: after which id of which type; done where there is none. */
export type Labelling = { digest: string; at?: { type: string; after: string } };

const NAME = 'labelling';

export async function readLabelling(db: Db): Promise<Labelling | null> {
  const { rows } = await db.query<{ value: string }>('select value from setting where name = $1', [NAME]);
  return rows[0] ? (JSON.parse(rows[0].value) as Labelling) : null;
}

export async function noteLabelling(db: Db, labelling: Labelling): Promise<void> {
  await db.query({
    name: 'note-labelling',
    text: 'insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value',
    values: [NAME, JSON.stringify(labelling)],
  });
}

/** The rows of a type after an id, in the order of their ids. */
export async function rowsAfter(db: Db, type: string, after: string, limit: number): Promise<StoredRow[]> {
  const { rows } = await db.query<RawRow>({
    name: 'rows-after',
    text: `select ${COLUMNS} from resource r where r.type = $1 and not r.deleted and r.id > $2 order by r.id limit $3`,
    values: [type, after, limit],
  });
  return rows.map((raw) => rowOf(raw));
}
