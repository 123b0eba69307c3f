import { plainArray } from '../array-literal.ts';
import type { Tx } from '../open-store.ts';

/** A column of rows: how its parameter becomes an array, and what the parameter is. */
export type Column<T> = { name: string; array(place: string): string; literal(rows: readonly T[]): string };

/** A part of a statement: a `with` query, made of the places that its columns' parameters have in the whole. */
export type Part<T> = { name: string; columns: readonly Column<T>[]; sql(places: readonly string[]): string };

/** What stands between texts, and for none: no string of FHIR holds them (http://hl7.org/fhir/R4/datatypes.html#string), nor does JSON. */
const [BETWEEN, NONE] = ['\x1e', '\x1f'];
// oxlint-disable-next-line no-control-regex -- these two and no other
const EITHER = /[\x1e\x1f]/g;

/**
 * A column of texts. They travel joined and not as an array literal, in which every quote of a body would be escaped here and
 * unescaped there. An empty text is stored as none.
 */
export function text<T>(name: string, of: (row: T) => string | null | undefined): Column<T> {
  return {
    name,
    array: (place) => `string_to_array(${place}, E'\\x1e', E'\\x1f')`,
    literal: (rows) => rows.map((row) => of(row) || NONE).join(BETWEEN),
  };
}

/** A column of texts into which somebody may have put what stands between them (a uri's rules let it be): it is left out. */
export function anyText<T>(name: string, of: (row: T) => string | null | undefined): Column<T> {
  return text(name, (row) => of(row)?.replaceAll(EITHER, ''));
}

/** A column of what needs no quotes: numbers, booleans, instants. */
export function plain<T>(name: string, type: string, of: (row: T) => unknown): Column<T> {
  return { name, array: (place) => `${place}::${type}[]`, literal: (rows) => plainArray(rows.map(of)) };
}

/** `unnest($1::smallint[], ...) t(shard, ...)` */
export function unnested<T>(columns: readonly Column<T>[], places: readonly string[]): string {
  const arrays = columns.map((column, at) => column.array(places[at]!));
  return `unnest(${arrays.join(', ')}) t(${columns.map(({ name }) => name).join(', ')})`;
}

/** A part that inserts its rows as they come. */
export function insertion<T>(table: string, columns: readonly Column<T>[], after = ''): Part<T> {
  const names = columns.map(({ name }) => name).join(', ');
  const sql = (places: readonly string[]) =>
    `insert into ${table} (${names}) select ${names} from ${unnested(columns, places)} ${after}`;
  return { name: table, columns, sql };
}

/** A part with the rows that are for it. */
export type Filled = { name: string; values: string[]; sql(places: readonly string[]): string };

export function filled<T>({ name, columns, sql }: Part<T>, rows: readonly T[]): Filled[] {
  return rows.length === 0 ? [] : [{ name, sql, values: columns.map((column) => column.literal(rows)) }];
}

const texts = new Map<string, string>();

/** Sends the parts as one statement, prepared by their names. */
export async function sendParts(tx: Tx, parts: readonly Filled[]): Promise<void> {
  if (parts.length === 0) return;
  // PostgreSQL looks at the first 63 characters of a name alone.
  const name = `insert-${parts.map((part) => part.name.replace(/search_|access_/, '').slice(0, 3)).join('-')}`;
  const values = parts.flatMap((part) => part.values);
  let known = texts.get(name);
  if (known === undefined) {
    let place = 1;
    const queries = parts.map((part) => `${part.name} as (${part.sql(part.values.map(() => `$${place++}`))})`);
    known = `with ${queries.join(',\n')} select 1`;
    texts.set(name, known);
  }
  await tx.query({ name, text: known, values });
}
