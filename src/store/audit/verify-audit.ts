import { hash } from 'node:crypto';
import type { Db } from '../open-store.ts';
import { type Anchor, type AnchorFile, readAnchors } from './anchors.ts';
import { FIRST_HEAD, SEAL_TEXT, rowText } from './row-text.ts';

/** What was found wrong: `said` names it in words; `sequence` is the row's number where one row is meant. */
export type Tampering = {
  kind: 'changed' | 'removed' | 'inserted' | 'reordered' | 'seal' | 'partition' | 'anchor';
  partition: string;
  sequence?: string;
  said: string;
};

export type VerifyOptions = {
  installation: string;
  anchorFile: string;
  /** Instants: only seals with rows of this time, and the tail. */
  from?: string;
  to?: string;
  /** Findings are told as they come; beyond this many they are only counted. */
  most?: number;
};

export type Verification = {
  rows: number;
  seals: number;
  partitions: number;
  found: Tampering[];
  /** Of all that was found, told or not. */
  count: number;
  /** What no seal covers yet. */
  tail: { rows: number; since: string | null };
  /** How many heads the file holds of this database, the last of when, and how many seals came after them; null where there is no file. */
  anchors: { heads: number; last: string | null; after: number } | null;
  /** Partitions that went with their time, as the retention's policy says. */
  retained: { partition: string; rows: string; at: string }[];
};

type Seal = {
  number: number;
  form: number;
  epoch: number;
  txid: string;
  sequence: string;
  rows: number;
  sequences: string[];
  hashes: Buffer;
  previous: Buffer;
  head: Buffer;
  /** As it is when made again of the seal's own columns. */
  made: Buffer;
  /** Of the seal before, null where it is not there. */
  before: Buffer | null;
  start_epoch: number;
  start_txid: string;
  start_sequence: string;
};

type Row = { epoch: number; txid: string; sequence: string; text: string };

const SEALS_AT_ONCE = 200;
const HASH_BYTES = 32;
const MOST_TOLD = 200;

const SEALS = `
  select n.number, n.form, n.epoch, n.txid::text as txid, n.sequence::text as sequence, n.rows, n.sequences::text[] as sequences, n.hashes,
      n.previous, n.head, sha256(convert_to(${SEAL_TEXT}, 'UTF8') || n.previous || n.hashes) as made,
      case when n.number = 1 then ${FIRST_HEAD} else b.head end as before,
      coalesce(b.epoch, -1) as start_epoch, coalesce(b.txid, '0')::text as start_txid, coalesce(b.sequence, -1)::text as start_sequence
    from audit_seal n left join audit_seal b on b.partition = n.partition and b.number = n.number - 1
    where n.partition = $1 and n.number > $2 and ($3::timestamptz is null or n.last_at >= $3) and ($4::timestamptz is null or n.first_at <= $4)
    order by n.number limit ${SEALS_AT_ONCE}`;

const rowsBetween = (table: string, form: number) => `
  select a.epoch, a.txid::text as txid, a.sequence::text as sequence, ${rowText(form)} as text from ${table} a
    where (a.epoch, a.txid, a.sequence) > ($1::int, $2::xid8, $3::bigint) and (a.epoch, a.txid, a.sequence) <= ($4::int, $5::xid8, $6::bigint)
    order by a.epoch, a.txid, a.sequence`;

/**
 * Holds the audit against its seals, and the seals against the heads in the file outside the database. Finds every row that was
 * changed, removed, put in or put elsewhere, every seal that does not follow from the one before, every chain that is not the one that
 * was anchored, and every partition that is gone without the retention's leave; says how much is not sealed yet.
 */
export async function verifyAudit(db: Db, options: VerifyOptions): Promise<Verification> {
  const result: Verification = {
    rows: 0,
    seals: 0,
    partitions: 0,
    found: [],
    count: 0,
    tail: { rows: 0, since: null },
    anchors: null,
    retained: await retainedIn(db),
  };
  const tell = (one: Tampering) => {
    result.count += 1;
    if (result.found.length < (options.most ?? MOST_TOLD)) result.found.push(one);
  };
  const file = await readAnchors(options.anchorFile);
  const there = await partitionsOf(db);
  for (const { partition, table } of there) {
    if (table === null) {
      tell({ kind: 'partition', partition, said: `The partition ${partition} is gone, and its seals are there.` });
      continue;
    }
    result.partitions += 1;
    await verifyPartition(db, { partition, table, options, result, tell });
  }
  await findUnsealed(db, there, tell);
  result.tail = await tailOf(db);
  if (file) await verifyAnchors(db, { file, options, result, tell });
  return result;
}

type Tell = (one: Tampering) => void;

async function retainedIn(db: Db): Promise<Verification['retained']> {
  const { rows } = await db.query<{ partition: string; rows: string; at: Date }>(
    'select partition, rows::text as rows, at from audit_retained order by partition',
  );
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}

type Part = { partition: string; table: string | null };

/** Every partition that has rows or seals; `table` as it is named in a statement. */
async function partitionsOf(db: Db): Promise<Part[]> {
  const { rows } = await db.query<Part>(`
    select coalesce(s.partition, t.name) as partition, t.name as table
      from (select distinct partition from audit_seal) s
      full join (select inhrelid::regclass::text as name from pg_inherits where inhparent = 'audit'::regclass) t on t.name = s.partition
      order by 1`);
  return rows;
}

type Verifying = { partition: string; table: string; options: VerifyOptions; result: Verification; tell: Tell };

async function verifyPartition(db: Db, { partition, table, options, result, tell }: Verifying): Promise<void> {
  const isWhole = options.from === undefined && options.to === undefined;
  for (let after = 0; ;) {
    const found = await db.query<Seal>(SEALS, [partition, after, options.from ?? null, options.to ?? null]);
    const [first] = found.rows;
    const other = found.rows.findIndex((seal) => seal.form !== first?.form);
    // The rows of one form are read together.
    const seals = found.rows.slice(0, other < 0 ? found.rows.length : other);
    const last = seals.at(-1);
    if (!first || !last) return;
    const range = [first.start_epoch, first.start_txid, first.start_sequence, last.epoch, last.txid, last.sequence];
    const { rows } = await db.query<Row>(rowsBetween(table, first.form), range);
    let at = 0;
    for (const seal of seals) {
      if (isWhole && seal.number !== after + 1) {
        tell({
          kind: 'seal',
          partition,
          said: `The seals ${after + 1} to ${seal.number - 1} of ${partition} are gone.`,
        });
      }
      after = seal.number;
      verifySeal(partition, seal, tell);
      const end = rows.findIndex((row, place) => place >= at && isBeyond(row, seal));
      const own = rows.slice(at, end < 0 ? rows.length : end);
      at += own.length;
      verifyRows(partition, seal, own, tell);
      result.seals += 1;
      result.rows += own.length;
    }
  }
}

function isBeyond(row: Row, seal: Seal): boolean {
  if (row.epoch !== seal.epoch) return row.epoch > seal.epoch;
  if (row.txid !== seal.txid) return BigInt(row.txid) > BigInt(seal.txid);
  return BigInt(row.sequence) > BigInt(seal.sequence);
}

function verifySeal(partition: string, seal: Seal, tell: Tell): void {
  const name = `The seal ${seal.number} of ${partition}`;
  const isItself = seal.made.equals(seal.head) && seal.hashes.length === seal.rows * HASH_BYTES;
  if (!isItself || seal.sequences.length !== seal.rows) {
    tell({ kind: 'seal', partition, said: `${name} was changed: its head is not that of what it holds.` });
  }
  if (!seal.before?.equals(seal.previous)) {
    tell({ kind: 'seal', partition, said: `${name} does not follow from the one before.` });
  }
}

/** The rows in a seal's reach against the hashes that it holds. */
function verifyRows(partition: string, seal: Seal, rows: readonly Row[], tell: Tell): void {
  const sealed = new Map(
    seal.sequences.map((sequence, at) => [sequence, seal.hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)]),
  );
  const seen = new Set<string>();
  for (const { sequence, text } of rows) {
    const was = sealed.get(sequence);
    const about = { partition, sequence };
    if (!was)
      tell({
        ...about,
        kind: 'inserted',
        said: `Row ${sequence} of ${partition} was put in after its time was sealed.`,
      });
    else if (seen.has(sequence))
      tell({ ...about, kind: 'inserted', said: `Row ${sequence} of ${partition} is there twice.` });
    else if (!hash('sha256', text, 'buffer').equals(was)) {
      tell({ ...about, kind: 'changed', said: `Row ${sequence} of ${partition} was changed.` });
    }
    seen.add(sequence);
  }
  for (const sequence of sealed.keys()) {
    if (seen.has(sequence)) continue;
    tell({ kind: 'removed', partition, sequence, said: `Row ${sequence} of ${partition} was removed.` });
  }
  const order = [...seen].filter((sequence) => sealed.has(sequence));
  const wanted = seal.sequences.filter((sequence) => seen.has(sequence));
  const at = order.findIndex((sequence, place) => sequence !== wanted[place]);
  if (at < 0) return;
  const sequence = order[at]!;
  tell({ kind: 'reordered', partition, sequence, said: `Row ${sequence} of ${partition} is not where it was sealed.` });
}

/** Rows of a partition that its last seal does not reach, though what came after them is sealed. */
async function findUnsealed(db: Db, parts: readonly Part[], tell: Tell): Promise<void> {
  for (const { partition, table } of parts) {
    if (table === null) continue;
    const { rows } = await db.query<{ sequence: string }>(
      `select a.sequence::text as sequence from ${table} a,
          (select epoch, txid, sequence from audit_seal order by epoch desc, txid desc, sequence desc limit 1) all_sealed
        where (a.epoch, a.txid, a.sequence) <= (all_sealed.epoch, all_sealed.txid, all_sealed.sequence)
          and (a.epoch, a.txid, a.sequence) > coalesce(
            (select row(s.epoch, s.txid, s.sequence) from audit_seal s where s.partition = $1 order by s.number desc limit 1),
            row(-1, '0'::xid8, (-1)::bigint))
        order by a.sequence limit 1000`,
      [partition],
    );
    for (const { sequence } of rows) {
      const said = `Row ${sequence} of ${partition} was put in after its time was sealed.`;
      tell({ kind: 'inserted', partition, sequence, said });
    }
  }
}

async function tailOf(db: Db): Promise<Verification['tail']> {
  const { rows } = await db.query<{ rows: number; since: Date | null }>(`
    select count(*)::int as rows, min(a.at) as since from audit a
      where (a.epoch, a.txid, a.sequence) > coalesce(
        (select row(s.epoch, s.txid, s.sequence) from audit_seal s order by s.epoch desc, s.txid desc, s.sequence desc limit 1),
        row(-1, '0'::xid8, (-1)::bigint))`);
  return { rows: rows[0]!.rows, since: rows[0]!.since?.toISOString() ?? null };
}

type Anchoring = { file: AnchorFile; options: VerifyOptions; result: Verification; tell: Tell };

const HEADS_AT_ONCE = 5000;

async function verifyAnchors(db: Db, { file, options, result, tell }: Anchoring): Promise<void> {
  for (const line of file.broken) {
    const said = `Line ${line} of the anchor file does not follow from the line before.`;
    tell({ kind: 'anchor', partition: '', said });
  }
  const own = file.anchors.filter((anchor) => anchor.of === options.installation);
  const dropped = new Map(own.filter(({ kind }) => kind === 'dropped').map((anchor) => [anchor.partition, anchor]));
  const retained = new Set(result.retained.map(({ partition }) => partition));
  for (const partition of retained) {
    if (dropped.has(partition)) continue;
    const said = `The database says that ${partition} went with its time; the anchor file does not.`;
    tell({ kind: 'partition', partition, said });
  }
  const heads = own.filter(
    ({ kind, partition }) => kind === 'head' && !(dropped.has(partition) && retained.has(partition)),
  );
  const missing = new Map<string, Anchor>();
  for (let from = 0; from < heads.length; from += HEADS_AT_ONCE) {
    const some = heads.slice(from, from + HEADS_AT_ONCE);
    for (const [anchor, head] of await headsOf(db, some)) {
      if (head === null) missing.set(anchor.partition, anchor);
      else if (head !== anchor.head) {
        const said = `The chain of ${anchor.partition} is not the one that was anchored on ${anchor.at}: it was made again (seal ${anchor.number}).`;
        tell({ kind: 'anchor', partition: anchor.partition, said });
      }
    }
  }
  for (const [partition, { number, at }] of missing) {
    const said = `The seal ${number} of ${partition}, anchored on ${at}, is gone with the rows that it was of.`;
    tell({ kind: 'partition', partition, said });
  }
  result.anchors = { heads: heads.length, last: own.at(-1)?.at ?? null, after: await sealsAfter(db, heads) };
}

async function headsOf(db: Db, anchors: readonly Anchor[]): Promise<[Anchor, string | null][]> {
  const { rows } = await db.query<{ at: number; head: string | null }>(
    `select k.at::int as at, encode(s.head, 'hex') as head
      from unnest($1::text[], $2::int[]) with ordinality k(partition, number, at)
      left join audit_seal s on s.partition = k.partition and s.number = k.number`,
    [anchors.map(({ partition }) => partition), anchors.map(({ number }) => number)],
  );
  return rows.map(({ at, head }) => [anchors[at - 1]!, head]);
}

/** Seals beyond the last that the file holds of their partition. */
async function sealsAfter(db: Db, heads: readonly Anchor[]): Promise<number> {
  const last = new Map<string, number>();
  for (const { partition, number } of heads) last.set(partition, Math.max(number, last.get(partition) ?? 0));
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from audit_seal s left join unnest($1::text[], $2::int[]) k(partition, number) on k.partition = s.partition
      where s.number > coalesce(k.number, 0)`,
    [[...last.keys()], [...last.values()]],
  );
  return rows[0]!.n;
}
