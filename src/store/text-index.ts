import type { Db, Tx } from './open-store.ts';
import type { StoredRow } from './resource/rows.ts';

/** A resource's words in their order: letters and digits alone, so that nothing in them needs an escape. */
export type TextRow = Pick<StoredRow, 'shard' | 'type' | 'id'> & { narrative: string[]; content: string[] };

/** Limits of PostgreSQL's tsvector: https://www.postgresql.org/docs/current/textsearch-limitations.html */
const LAST_POSITION = 16_383;
const MOST_POSITIONS = 255;
const LONGEST_WORD = 200;
/** Of words and their places together it holds a megabyte: those that come after are not found by their text. */
const MOST_BYTES = 1_000_000;
/** What a word takes besides its letters, at the most; and each of its places. */
const BYTES_A_WORD = 4;
const BYTES_A_PLACE = 2;

/** The literal of a tsvector: `'word':1,5`. */
function vectorOf(words: readonly string[]): string {
  const places = new Map<string, number[]>();
  let bytes = 0;
  words.forEach((word, at) => {
    if (word.length > LONGEST_WORD || bytes > MOST_BYTES) return;
    let known = places.get(word);
    if (!known) {
      places.set(word, (known = []));
      bytes += Buffer.byteLength(word) + BYTES_A_WORD;
    }
    if (known.length >= MOST_POSITIONS) return;
    known.push(Math.min(at + 1, LAST_POSITION));
    bytes += BYTES_A_PLACE;
  });
  return [...places].map(([word, at]) => `'${word}':${[...new Set(at)].join(',')}`).join(' ');
}

/** Puts the words of resources in the place of what was there, and takes out those of resources that are gone. */
export async function writeTexts(
  tx: Tx,
  rows: readonly TextRow[],
  gone: readonly Pick<StoredRow, 'shard' | 'type' | 'id'>[],
): Promise<void> {
  if (gone.length > 0) {
    await tx.query({
      name: 'clear-texts',
      text: `delete from search_text s using unnest($1::smallint[], $2::text[], $3::text[]) k(shard, type, id)
        where s.shard = k.shard and s.type = k.type and s.id = k.id`,
      values: [gone.map((row) => row.shard), gone.map((row) => row.type), gone.map((row) => row.id)],
    });
  }
  if (rows.length === 0) return;
  await tx.query({
    name: 'write-texts',
    text: `insert into search_text (shard, type, id, narrative, content)
      select shard, type, id, narrative::tsvector, content::tsvector
        from unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[]) t(shard, type, id, narrative, content)
      on conflict (shard, type, id) do update set narrative = excluded.narrative, content = excluded.content`,
    values: [
      rows.map((row) => row.shard),
      rows.map((row) => row.type),
      rows.map((row) => row.id),
      rows.map((row) => vectorOf(row.narrative)),
      rows.map((row) => vectorOf(row.content)),
    ],
  });
}

/** About how many resources there are, and how many of them have their words in the index. */
export async function countText(db: Db): Promise<{ indexed: number; total: number }> {
  const { rows } = await db.query<{ indexed: number; total: number }>(
    `select (select count(*) from search_text)::int as indexed, (select count(*) from resource where not deleted)::int as total`,
  );
  return rows[0]!;
}
