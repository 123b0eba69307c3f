import pg from 'pg';
import { Fault, type Log } from '../base/index.ts';
import { asFault } from './failure.ts';
import { type Db, type Store, type Tx, connectionOptions } from './open-store.ts';
import type { HistoryFilter } from './resource/rows.ts';

/** One row of the change feed. */
export type ChangeRow = {
  position: string;
  type: string;
  id: string;
  version: number;
  action: 'create' | 'update' | 'delete';
  patients: string[];
  labels: string[];
  at: string;
  agent: string;
};

const CHANNEL = 'throughline_change';
const NOTIFY_EVERY_MS = 20;
/** The feed does not lean on NOTIFY: what a lost wake-up leaves is read at the latest then. */
const SAFETY_POLL_MS = 5000;

const POSITION = /^(\d{1,9})-(\d{1,19})-(-?\d{1,19})$/;
const position = (epoch: number, txid: string, sequence: string) => `${epoch}-${txid}-${sequence}`;

function partsOf(text: string): [string, string, string] {
  const found = POSITION.exec(text);
  if (!found) throw new Fault('invalid', 'value', `"${text}" is not a position of the change feed.`);
  return [found[1]!, found[2]!, found[3]!];
}

/** The position after everything that is visible now: what commits from now on comes after it. */
export async function currentPosition(db: Db, epoch: number): Promise<string> {
  // The oldest transaction still running may yet write; whatever it and later ones write is after this.
  const { rows } = await db.query<{ xmin: string }>('select pg_snapshot_xmin(pg_current_snapshot())::text as xmin');
  return position(epoch, rows[0]!.xmin, '-1');
}

type RawChange = Omit<ChangeRow, 'at' | 'position'> & { at: Date; epoch: number; txid: string; sequence: string };

function changeOf(raw: RawChange): ChangeRow {
  const { type, id, version, action, patients, labels, agent } = raw;
  const place = position(raw.epoch, raw.txid, raw.sequence);
  return { type, id, version, action, patients, labels, agent, at: raw.at.toISOString(), position: place };
}

const COLUMNS =
  'c.epoch, c.txid::text as txid, c.sequence, c.type, c.id, c.version, c.action, c.patients, c.labels, c.at, c.agent';

/** Changes that may be read, and those there that must wait for an older transaction to end: their place in the order is not settled. */
export type ChangesAfter = { changes: ChangeRow[]; waiting: ChangeRow[] };

/**
 * The changes after a position, in the feed's order, and only those below the oldest transaction still running: one that
 * commits later may have a lower txid, and would be skipped.
 */
export async function changesAfter(db: Db, after: string, limit: number): Promise<ChangesAfter> {
  const { rows } = await db.query<RawChange & { isSettled: boolean }>({
    name: 'changes-after',
    text: `select ${COLUMNS}, c.txid < pg_snapshot_xmin(pg_current_snapshot()) as "isSettled" from change c
      where (c.epoch, c.txid, c.sequence) > ($1::int, $2::xid8, $3::bigint)
      order by c.epoch, c.txid, c.sequence limit $4`,
    values: [...partsOf(after), limit],
  });
  const end = rows.findIndex((row) => !row.isSettled);
  const settled = end < 0 ? rows : rows.slice(0, end);
  return { changes: settled.map(changeOf), waiting: rows.slice(settled.length).map(changeOf) };
}

/** The position before everything. */
export const BEGINNING = position(0, '0', '-1');

/** How far a consumer of the feed has come; null for one that has not begun. */
export async function consumerPosition(db: Db, name: string): Promise<string | null> {
  const { rows } = await db.query<{ epoch: number; txid: string; sequence: string }>({
    name: 'consumer-position',
    text: 'select epoch, txid::text as txid, sequence from consumer where name = $1',
    values: [name],
  });
  const [row] = rows;
  return row ? position(row.epoch, row.txid, row.sequence) : null;
}

/** Notes how far a consumer has come, in the transaction of its effect. */
export async function noteConsumer(tx: Tx, name: string, at: string): Promise<void> {
  await tx.query({
    name: 'note-consumer',
    text: `insert into consumer (name, epoch, txid, sequence, updated) values ($1, $2::int, $3::xid8, $4::bigint, now())
      on conflict (name) do update set epoch = excluded.epoch, txid = excluded.txid, sequence = excluded.sequence, updated = now()`,
    values: [name, ...partsOf(at)],
  });
}

export type ChangePage = HistoryFilter & {
  type?: string;
  patient?: string;
  before?: string;
  /** Of a time (ms since 1970) before this. */
  until?: number;
  limit: number;
};

/** The changes before a position, latest first: what the history of a type or of the whole system lists. */
export async function changesBefore(db: Db, page: ChangePage): Promise<ChangeRow[]> {
  const values: unknown[] = [];
  const place = (value: unknown) => `$${values.push(value)}`;
  const where: string[] = [];
  if (page.type) where.push(`c.type = ${place(page.type)}`);
  if (page.patient) where.push(`c.patients @> array[${place(page.patient)}::text]`);
  if (page.since) where.push(`c.at >= ${place(page.since)}::timestamptz`);
  if (page.until !== undefined) where.push(`c.at < to_timestamp(${place(page.until)}::float8 / 1000)`);
  if (page.during) {
    where.push(`c.at < ${place(page.during.high)}::timestamptz`);
    // What was current then was not yet followed by its next version.
    where.push(`not exists (select 1 from change n where n.type = c.type and n.id = c.id and n.version = c.version + 1
      and n.at <= ${place(page.during.low)}::timestamptz)`);
  }
  if (page.named) {
    const columns = (['type', 'id', 'version'] as const).map((name) => page.named!.map((one) => one[name]));
    const [types, ids, versions] = columns.map(place);
    where.push(`exists (select 1 from unnest(${types}::text[], ${ids}::text[], ${versions}::int[]) k(type, id, version)
      where k.type = c.type and k.id = c.id and (k.version is null or k.version = c.version))`);
  }
  if (page.before) {
    const [epoch, txid, sequence] = partsOf(page.before).map(place);
    where.push(`(c.epoch, c.txid, c.sequence) < (${epoch}::int, ${txid}::xid8, ${sequence}::bigint)`);
  }
  const { rows } = await db
    .query<RawChange>(
      `select ${COLUMNS} from change c ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
     order by c.epoch desc, c.txid desc, c.sequence desc limit ${place(page.limit)}`,
      values,
    )
    .catch((error: unknown) => {
      throw asFault(error);
    });
  return rows.map(changeOf);
}

/** After commits, tells the listeners that there is something to read: once in 20 ms, never inside a write. */
export type Announcer = { announce(): void; close(): void };

export function openAnnouncer(store: Store): Announcer {
  let timer: NodeJS.Timeout | null = null;
  return {
    announce() {
      timer ??= setTimeout(() => {
        timer = null;
        store.pool.query(`notify ${CHANNEL}`).catch((error: unknown) => {
          store.log.warn({ code: (error as { code?: string }).code }, 'followers could not be woken; they will poll');
        });
      }, NOTIFY_EVERY_MS);
    },
    close() {
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}

/** Wakes whoever follows the feed: on a notification, on reconnecting, and every 5 seconds in any case. */
export type Waker = { onWake(wake: () => void): () => void; close(): Promise<void> };

/** One listening connection for all followers of the process, opened for the first of them and mended when it breaks. */
export function openWaker(store: Store): Waker {
  const sleepers = new Set<() => void>();
  let client: pg.Client | null = null;
  let isClosed = false;
  const wakeAll = () => sleepers.forEach((wake) => wake());
  let poll: NodeJS.Timeout | null = null;

  async function listen(): Promise<void> {
    if (client || isClosed) return;
    const opened = new pg.Client({ ...connectionOptions(store), statement_timeout: 5000 });
    client = opened;
    const lost = () => {
      if (client === opened) client = null;
    };
    opened.on('error', lost);
    opened.on('end', lost);
    opened.on('notification', wakeAll);
    try {
      await opened.connect();
      await opened.query(`listen ${CHANNEL}`);
      wakeAll();
    } catch (error) {
      lost();
      logLost(store.log, error);
    }
  }

  return {
    onWake(wake) {
      sleepers.add(wake);
      void listen();
      poll ??= setInterval(() => {
        void listen();
        wakeAll();
      }, SAFETY_POLL_MS);
      poll.unref();
      return () => sleepers.delete(wake);
    },
    async close() {
      isClosed = true;
      if (poll) clearInterval(poll);
      sleepers.clear();
      await client?.end().catch(() => {});
    },
  };
}

function logLost(log: Log, error: unknown): void {
  log.warn({ code: (error as { code?: string }).code }, 'cannot listen for changes; polling until it is mended');
}
