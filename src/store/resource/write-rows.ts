import { assert, shardHint } from '../../base/index.ts';
import { type AuditRow, insertAudit } from '../audit.ts';
import type { Tx } from '../open-store.ts';
import { together } from '../transaction.ts';
import { type StoredRow, placeOf, shardOfPatient } from './rows.ts';

/** A range in the base unit of what is measured; `unit` names it. */
export type CanonicalRange = { unit: string; low: number; high: number };

/** What search finds a resource by. Hashes are the text of bigints. */
export type IndexRow = {
  /** Of the definitions that it was made by. */
  edition: number;
  tokens: string[];
  code: string | null;
  date: number | null;
  value: number | null;
  dates: { param: string; low: number; high: number }[];
  quantities: {
    param: string;
    value: number;
    low: number;
    high: number;
    system?: string;
    code?: string;
    unit?: string;
    canonical?: CanonicalRange;
  }[];
  strings: { param: string; value: string; exact: string | null }[];
};

/** A new version, and the version that it replaces. */
export type RowWrite = {
  row: StoredRow;
  index: IndexRow;
  before: StoredRow | null;
  /** True when the client chose the id: two that choose the same one must meet in the locator. */
  isChosen: boolean;
};

type Column = { type: string; values: unknown[] };

/**
 * Writes new versions with all that belongs to them, in multi-row statements sent without waiting for one another: moves what
 * they replace to `history`, inserts rows, search rows, memberships, locator rows, changes and audit rows.
 * The caller has read `before` in this transaction.
 */
export async function writeRows(tx: Tx, epoch: number, writes: readonly RowWrite[], audit: AuditRow[]): Promise<void> {
  const replaced = writes.flatMap((write) => (write.before ? [{ before: write.before, row: write.row }] : []));
  const sent = together(tx, () => [
    ...(replaced.length > 0 ? retire(tx, replaced) : []),
    ...insertAll(tx, epoch, writes),
    ...(audit.length > 0 ? [insertAudit(tx, audit)] : []),
  ]);
  // All must have been answered before the caller may roll back or go on, or a late failure would be nobody's.
  const failed = (await Promise.allSettled(sent)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** `insert into t (a, b) select * from unnest($1::x[], $2::y[])`; columns whose type ends in [] come as array literals. */
function insert(tx: Tx, table: string, columns: { [name: string]: Column }, after = ''): Promise<unknown> {
  const names = Object.keys(columns);
  const typed = names.map((name, place) => {
    const { type } = columns[name]!;
    return `$${place + 1}::${type.endsWith('[]') ? 'text' : type}[]`;
  });
  const selected = names.map((name) => (columns[name]!.type.endsWith('[]') ? `${name}::${columns[name]!.type}` : name));
  return tx.query({
    name: `insert-${table}`,
    text: `insert into ${table} (${names.join(', ')}) select ${selected.join(', ')}
      from unnest(${typed.join(', ')}) t(${names.join(', ')}) ${after}`,
    values: names.map((name) => columnLiteral(columns[name]!)),
  });
}

/**
 * The array literal of a column, made here because the driver's own looks at each value three times (a tenth of the server's
 * time in a large transaction).
 */
function columnLiteral({ type, values }: Column): string {
  const write = type === 'text' || type.endsWith('[]') || type === 'timestamptz' ? quoted : String;
  let text = '{';
  for (const value of values) {
    if (text.length > 1) text += ',';
    text += value === null ? 'NULL' : write(value as string);
  }
  return `${text}}`;
}

const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** JSON's escapes are those of an array literal but for control characters, and lone halves of surrogate pairs. */
function quoted(value: string): string {
  return CONTROL.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : JSON.stringify(value);
}

const TYPES = {
  text: 'text',
  small: 'smallint',
  int: 'int',
  big: 'bigint',
  float: 'double precision',
  bool: 'boolean',
};

function column<T>(type: string, from: readonly T[], value: (one: T) => unknown): Column {
  return { type, values: from.map(value) };
}

/** Ids hold no character that an array literal would have to quote. */
function arrayLiteral(values: readonly string[]): string {
  return `{${values.join(',')}}`;
}

/** Moves the versions that are replaced to `history` and removes what they were found by. */
function retire(tx: Tx, replaced: { before: StoredRow; row: StoredRow }[]): Promise<unknown>[] {
  const befores = replaced.map((one) => one.before);
  const keys = [befores.map((row) => row.shard), befores.map((row) => row.type), befores.map((row) => row.id)];
  const using = 'using unnest($1::smallint[], $2::text[], $3::text[]) k(shard, type, id)';
  const same = (alias: string) => `${alias}.shard = k.shard and ${alias}.type = k.type and ${alias}.id = k.id`;
  const columns = 'shard, type, id, patient, patients, version, updated, txid, deleted, action, agent, body';
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
  const keys = [rows.map((row) => row.shard), rows.map((row) => row.type), rows.map((row) => row.id)];
  return ['search_date', 'search_quantity', 'search_string'].map((table) =>
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

function insertAll(tx: Tx, epoch: number, writes: readonly RowWrite[]): Promise<unknown>[] {
  const { text, small, int, big, float, bool } = TYPES;
  const sent: Promise<unknown>[] = [
    insert(tx, 'resource', {
      shard: column(small, writes, (write) => write.row.shard),
      type: column(text, writes, (write) => write.row.type),
      id: column(text, writes, (write) => write.row.id),
      patient: column(text, writes, (write) => write.row.patients[0] ?? null),
      patients: column('text[]', writes, (write) => arrayLiteral(write.row.patients)),
      version: column(int, writes, (write) => write.row.version),
      updated: column('timestamptz', writes, (write) => write.row.updated),
      deleted: column(bool, writes, (write) => write.row.deleted),
      action: column(text, writes, (write) => write.row.action),
      agent: column(text, writes, (write) => write.row.agent),
      body: column(text, writes, (write) => write.row.body),
      tokens_all: column('bigint[]', writes, (write) => arrayLiteral(write.index.tokens)),
      code: column(big, writes, (write) => write.index.code),
      date: column(big, writes, (write) => write.index.date),
      value: column(float, writes, (write) => write.index.value),
      indexed: column(int, writes, (write) => write.index.edition),
    }),
    ...insertSearchRows(tx, writes),
    ...insertPlaces(tx, writes),
    insert(tx, 'change', {
      epoch: column(int, writes, () => epoch),
      at: column('timestamptz', writes, (write) => write.row.updated),
      shard: column(small, writes, (write) => write.row.shard),
      type: column(text, writes, (write) => write.row.type),
      id: column(text, writes, (write) => write.row.id),
      version: column(int, writes, (write) => write.row.version),
      action: column(text, writes, (write) => write.row.action),
      patients: column('text[]', writes, (write) =>
        arrayLiteral([...new Set([...write.row.patients, ...(write.before?.patients ?? [])])]),
      ),
      agent: column(text, writes, (write) => write.row.agent),
    }),
  ];
  return sent;
}

/** A resource and what it is found by. */
type Indexed = { row: StoredRow; index: IndexRow };

/** Pairs each search row with the resource that it is of. */
function pairs<T>(writes: readonly Indexed[], of: (index: IndexRow) => T[]): { row: StoredRow; one: T }[] {
  return writes.flatMap((write) => of(write.index).map((one) => ({ row: write.row, one })));
}

/** The rows of the side tables. */
export function insertSearchRows(tx: Tx, writes: readonly Indexed[]): Promise<unknown>[] {
  const { text, small, big, float } = TYPES;
  const sent: Promise<unknown>[] = [];
  const keyed = <T extends { param: string }>(from: { row: StoredRow; one: T }[]) => ({
    shard: column(small, from, ({ row }) => row.shard),
    type: column(text, from, ({ row }) => row.type),
    id: column(text, from, ({ row }) => row.id),
    param: column(text, from, ({ one }) => one.param),
  });
  const dates = pairs(writes, (index) => index.dates);
  if (dates.length > 0) {
    const low = column(big, dates, ({ one }) => one.low);
    const high = column(big, dates, ({ one }) => one.high);
    sent.push(insert(tx, 'search_date', { ...keyed(dates), low, high }));
  }
  const strings = pairs(writes, (index) => index.strings);
  if (strings.length > 0) {
    const value = column(text, strings, ({ one }) => one.value);
    const exact = column(text, strings, ({ one }) => one.exact);
    sent.push(insert(tx, 'search_string', { ...keyed(strings), value, exact }));
  }
  const quantities = pairs(writes, (index) => index.quantities);
  if (quantities.length > 0) {
    sent.push(
      insert(tx, 'search_quantity', {
        ...keyed(quantities),
        value: column(float, quantities, ({ one }) => one.value),
        low: column(float, quantities, ({ one }) => one.low),
        high: column(float, quantities, ({ one }) => one.high),
        system: column(text, quantities, ({ one }) => one.system ?? null),
        code: column(text, quantities, ({ one }) => one.code ?? null),
        unit: column(text, quantities, ({ one }) => one.unit ?? null),
        canonical_unit: column(text, quantities, ({ one }) => one.canonical?.unit ?? null),
        canonical_low: column(float, quantities, ({ one }) => one.canonical?.low ?? null),
        canonical_high: column(float, quantities, ({ one }) => one.canonical?.high ?? null),
      }),
    );
  }
  return sent;
}

/** Memberships beyond the home patient's, and the locator rows of whatever is not where its id says. */
function insertPlaces(tx: Tx, writes: readonly RowWrite[]): Promise<unknown>[] {
  const { text, small } = TYPES;
  const sent: Promise<unknown>[] = [];
  const guests = writes.flatMap(({ row }) => row.patients.slice(1).map((patient) => ({ row, patient })));
  if (guests.length > 0) {
    sent.push(
      insert(tx, 'compartment', {
        shard: column(small, guests, ({ patient }) => shardOfPatient(patient)),
        patient: column(text, guests, ({ patient }) => patient),
        type: column(text, guests, ({ row }) => row.type),
        id: column(text, guests, ({ row }) => row.id),
        home: column(small, guests, ({ row }) => row.shard),
      }),
    );
  }
  const strangers = writes.filter(needsLocator).map((write) => write.row);
  if (strangers.length > 0) {
    sent.push(
      insert(
        tx,
        'locator',
        {
          shard: column(small, strangers, placeOf),
          type: column(text, strangers, (row) => row.type),
          id: column(text, strangers, (row) => row.id),
          home: column(small, strangers, (row) => row.shard),
        },
        'on conflict (shard, type, id) do update set home = excluded.home',
      ),
    );
  }
  return sent;
}

/** New rows whose id does not say where they are, and rows that move (back too: an older locator row would mislead). */
function needsLocator({ row, before, isChosen }: RowWrite): boolean {
  if (before) return before.shard !== row.shard;
  return isChosen || shardHint(row.id) !== row.shard;
}
