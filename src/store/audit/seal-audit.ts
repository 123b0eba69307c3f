import pg from 'pg';
import type { Log } from '../../base/index.ts';
import { connectionOptions } from '../open-store.ts';
import { type Anchor, type Anchors, openAnchors } from './anchors.ts';
import { FIRST_HEAD, FORM, ROW_TEXT, SEAL_TEXT } from './row-text.ts';

/** One sealer a database: whoever holds this lock. */
const SEALER_LOCK = [7301, 5];
const ROWS_AT_ONCE = 5000;
const SEAL_EVERY_MS = 1000;
const ANCHOR_EVERY_MS = 60_000;

export type SealerOptions = {
  databaseUrl: string;
  /** Of the anchors: which database they are of. */
  installation: string;
  /** The file outside the database to which the heads of the chains are appended. */
  anchorFile: string;
  log: Log;
  /** How often what is there is sealed, and how often the heads go to the file, in ms. */
  sealEveryMs?: number;
  anchorEveryMs?: number;
};

export type Sealer = {
  /** Seals all that is settled and anchors it; false where another process is the sealer. */
  sealNow(): Promise<boolean>;
  /** Seals and anchors what is there, and ends. */
  close(): Promise<void>;
};

/** Up to where the audit is sealed, in its order. */
type Position = { epoch: number; txid: string; sequence: string };

type Sealed = Position & { partition: string; number: number; rows: number; head: Buffer };

/**
 * Rows after the position, in the order (epoch, transaction, sequence), and only those of transactions older than any that still
 * runs: nothing can come before them any more. One seal a partition, each going on from the partition's last.
 */
const SEAL = `
  with settled as (
    select a.tableoid as part, a.epoch, a.txid, a.sequence, a.at,
        sha256(convert_to(${ROW_TEXT}, 'UTF8')) as hash
      from audit a
      where (a.epoch, a.txid, a.sequence) > ($1::int, $2::xid8, $3::bigint)
        and a.txid < pg_snapshot_xmin(pg_current_snapshot())
      order by a.epoch, a.txid, a.sequence limit $4),
  batch as (
    select part::regclass::text as partition, ${FORM}::smallint as form, count(*)::int as rows, min(at) as first_at, max(at) as last_at,
        (array_agg(epoch order by epoch, txid, sequence))[count(*)] as epoch,
        (array_agg(txid order by epoch, txid, sequence))[count(*)] as txid,
        (array_agg(sequence order by epoch, txid, sequence))[count(*)] as sequence,
        array_agg(sequence order by epoch, txid, sequence) as sequences,
        string_agg(hash, ''::bytea order by epoch, txid, sequence) as hashes
      from settled group by part),
  n as (
    select n.*, coalesce(last.number, 0) + 1 as number, coalesce(last.head, ${FIRST_HEAD}) as previous
      from batch n left join lateral (
        select s.number, s.head from audit_seal s where s.partition = n.partition order by s.number desc limit 1) last on true)
  insert into audit_seal (partition, number, form, epoch, txid, sequence, first_at, last_at, rows, sequences, hashes, previous, head, sealed)
  select n.partition, n.number, n.form, n.epoch, n.txid, n.sequence, n.first_at, n.last_at, n.rows, n.sequences, n.hashes, n.previous,
      sha256(convert_to(${SEAL_TEXT}, 'UTF8') || n.previous || n.hashes), clock_timestamp()
    from n
  returning partition, number, epoch, txid::text as txid, sequence::text as sequence, rows, head`;

const LAST = `select epoch, txid::text as txid, sequence::text as sequence from audit_seal
  order by epoch desc, txid desc, sequence desc limit 1`;

const HEADS = 'select distinct on (partition) partition, number, head from audit_seal order by partition, number desc';

const BEFORE_ALL: Position = { epoch: -1, txid: '0', sequence: '-1' };

function isAfter(one: Position, other: Position): boolean {
  if (one.epoch !== other.epoch) return one.epoch > other.epoch;
  if (one.txid !== other.txid) return BigInt(one.txid) > BigInt(other.txid);
  return BigInt(one.sequence) > BigInt(other.sequence);
}

/** The connection that holds the sealer's lock, and what is known while it does. */
type Post = { client: pg.Client; last: Position; anchors: Anchors; unanchored: Map<string, Sealed> };

async function takePost(options: SealerOptions): Promise<Post | null> {
  // By the index of the order, whatever the statistics say of a table that grows by thousands a second: read otherwise, a batch
  // costs as much as all that is there.
  const planning = '-c enable_seqscan=off -c enable_bitmapscan=off -c plan_cache_mode=force_custom_plan';
  const client = new pg.Client({ ...connectionOptions(options), options: planning });
  client.on('error', (error) => {
    options.log.warn({ code: (error as { code?: string }).code }, "the sealer's connection was lost");
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', SEALER_LOCK);
    if (!rows[0]!.mine) {
      await client.end();
      return null;
    }
    const last = (await client.query<Position>(LAST)).rows[0] ?? BEFORE_ALL;
    // What an earlier sealer sealed and did not come to anchor is anchored with the rest.
    const heads = (await client.query<Sealed>(HEADS)).rows;
    const anchors = await openAnchors(options.anchorFile);
    return { client, last, anchors, unanchored: new Map(heads.map((head) => [head.partition, head])) };
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** Seals until nothing is left that is settled. */
async function sealAll(post: Post): Promise<void> {
  for (;;) {
    const { epoch, txid, sequence } = post.last;
    const values = [epoch, txid, sequence, ROWS_AT_ONCE];
    const { rows } = await post.client.query<Sealed>({ name: 'seal-audit', text: SEAL, values });
    for (const sealed of rows) {
      if (isAfter(sealed, post.last)) post.last = sealed;
      post.unanchored.set(sealed.partition, sealed);
    }
    if (rows.reduce((sum, one) => sum + one.rows, 0) < ROWS_AT_ONCE) return;
  }
}

async function anchorAll(post: Post, installation: string): Promise<void> {
  if (post.unanchored.size === 0) return;
  const at = new Date().toISOString();
  const anchors = [...post.unanchored.values()].map(({ partition, number, head }): Anchor => ({
    kind: 'head',
    of: installation,
    partition,
    number,
    head: head.toString('hex'),
    at,
  }));
  await post.anchors.append(anchors);
  post.unanchored.clear();
}

async function leavePost(post: Post): Promise<void> {
  await post.client.end().catch(() => {});
  await post.anchors.close().catch(() => {});
}

/**
 * Follows the audit and seals it (docs/decisions/0020-sealed-audit.md): once a second what has been settled, and once a minute the
 * heads of the chains to a file outside the database. Of several servers one does it; another takes over when it ends.
 */
export function openSealer(options: SealerOptions): Sealer {
  const { log, sealEveryMs = SEAL_EVERY_MS, anchorEveryMs = ANCHOR_EVERY_MS } = options;
  let post: Post | null = null;
  let anchoredAt = Number.NEGATIVE_INFINITY;
  let isClosed = false;
  let timer: NodeJS.Timeout | null = null;

  async function round(mustAnchor: boolean): Promise<boolean> {
    post ??= await takePost(options);
    if (!post) return false;
    try {
      await sealAll(post);
      if (mustAnchor || performance.now() - anchoredAt >= anchorEveryMs) {
        await anchorAll(post, options.installation);
        anchoredAt = performance.now();
      }
      return true;
    } catch (error) {
      // Another may hold the lock by now: the post is taken anew.
      const left = post;
      post = null;
      await leavePost(left);
      throw error;
    }
  }

  // One round after the other, whoever asks for it.
  let under: Promise<unknown> = Promise.resolve();
  const queued = (mustAnchor: boolean): Promise<boolean> => {
    const next = under.then(() => round(mustAnchor));
    under = next.catch(() => {});
    return next;
  };

  const beat = async () => {
    await queued(false).catch((error: unknown) => {
      const { code, message } = error as { code?: string; message?: string };
      log.warn({ code: code ?? message }, 'the audit could not be sealed; it is tried again');
    });
    if (!isClosed) timer = setTimeout(() => void beat(), sealEveryMs).unref();
  };
  timer = setTimeout(() => void beat(), sealEveryMs).unref();

  return {
    sealNow: () => queued(true),
    async close() {
      isClosed = true;
      if (timer) clearTimeout(timer);
      await queued(true).catch((error: unknown) => {
        log.warn({ code: (error as { code?: string }).code }, 'the audit could not be sealed at the end');
      });
      if (post) await leavePost(post);
      post = null;
    },
  };
}
