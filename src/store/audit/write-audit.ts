import { plainArray, textArray } from '../array-literal.ts';
import type { Db, Store } from '../open-store.ts';
import { type FoldedRow, foldReads } from './fold-audit.ts';

/** Who did what to whose record, once. */
export type AuditRow = {
  at: string;
  agent: string;
  agentName: string;
  role: string;
  reference?: string | undefined;
  action: string;
  type?: string | undefined;
  id?: string | undefined;
  version?: number | undefined;
  patient?: string | undefined;
  outcome: 'success' | 'refused' | 'failed';
  detail?: string | undefined;
  request?: string | undefined;
  /** Why: a code of v3-PurposeOfUse. */
  purpose?: string | undefined;
  /** Id of the app that asked. */
  client?: string | undefined;
  /** Network address. */
  address?: string | undefined;
  /** Reference of the caller's site. */
  site?: string | undefined;
  /** The rule that let in or kept out. */
  basis?: string | undefined;
  decision?: 'allowed' | 'denied' | 'broken-glass' | undefined;
  /** Where several people are concerned, all of them, up to MOST_PATIENTS. */
  patients?: readonly string[] | undefined;
  /** There were more people than `patients` names. */
  more?: boolean | undefined;
};

/** So many people a row names; of more it says that there were. */
export const MOST_PATIENTS = 500;

const TEXTS = [
  'agent',
  'agent_name',
  'role',
  'reference',
  'action',
  'type',
  'id',
  'patient',
  'outcome',
  'detail',
].concat(['request', 'purpose', 'client', 'address', 'site', 'basis', 'decision', 'patients']);
const COLUMNS = [...TEXTS, 'at', 'version', 'more', 'others', 'about'];
/** Of columns that come as one text a row. */
const MADE_OF: Record<string, string> = {
  patients: "string_to_array(patients, ',')",
  about: 'string_to_array(about, chr(31))',
};
const [ROWS, ITEMS] = ['\x1e', '\x1f'];
const place = (at: number) => `$${TEXTS.length + 2 + at}`;
// The further events travel as they are: in an array's literal every quote of theirs would be escaped.
const FROM = `from unnest(${TEXTS.map((_name, at) => `$${at + 2}::text[]`).join(', ')},
    ${place(0)}::timestamptz[], ${place(1)}::int[], ${place(2)}::boolean[], string_to_array(${place(3)}::text, chr(30), ''),
    string_to_array(${place(4)}::text, chr(30), '')) t(${COLUMNS.join(', ')})`;
const INSERT = `insert into audit (epoch, ${COLUMNS.join(', ')})
  select $1::int, ${COLUMNS.map((name) => MADE_OF[name] ?? name).join(', ')} ${FROM}`;
const INSERT_MISSING = `${INSERT} where not exists (select 1 from audit a where a.agent = t.agent and a.at = t.at
    and a.action = t.action and a.id is not distinct from t.id and a.request is not distinct from t.request
    and a.others is not distinct from t.others)`;

/** A column of texts; of one in which nothing is, nothing is sent: `unnest` fills it with nulls. */
function column(rows: readonly AuditRow[], of: (row: AuditRow) => string | undefined): string | null {
  const values = rows.map(of);
  return values.some((value) => value !== undefined) ? textArray(values) : null;
}

function literalsOf(epoch: number, rows: readonly FoldedRow[]): unknown[] {
  const isFolded = rows.some((row) => row.others !== undefined);
  const texts = (of: (row: AuditRow) => string | undefined) => column(rows, of);
  return [
    epoch,
    texts((row) => row.agent),
    texts((row) => row.agentName),
    texts((row) => row.role),
    texts((row) => row.reference),
    texts((row) => row.action),
    texts((row) => row.type),
    texts((row) => row.id),
    texts((row) => row.patient),
    texts((row) => row.outcome),
    texts((row) => row.detail),
    texts((row) => row.request),
    texts((row) => row.purpose),
    texts((row) => row.client),
    texts((row) => row.address),
    texts((row) => row.site),
    texts((row) => row.basis),
    texts((row) => row.decision),
    texts((row) => row.patients?.join()),
    texts((row) => row.at),
    plainArray(rows.map((row) => row.version)),
    plainArray(rows.map((row) => row.more)),
    isFolded ? rows.map((row) => row.others ?? '').join(ROWS) : null,
    isFolded ? rows.map((row) => row.about?.join(ITEMS) ?? '').join(ROWS) : null,
  ];
}

/** Rows in the transaction of what they tell of. */
export async function insertAudit(db: Db, epoch: number, rows: readonly AuditRow[]): Promise<void> {
  await db.query({ name: 'insert-audit', text: INSERT, values: literalsOf(epoch, rows) });
}

/** Writes the audit of reads. */
export type ReadAudit = {
  /** Resolves when the rows are committed: the answer to the read may then be sent. */
  write(rows: readonly AuditRow[]): Promise<void>;
  /** Waits for what is on its way. */
  close(): Promise<void>;
};

/** More than three times PostgreSQL's wal_writer_delay: by then what was committed without waiting is on the disk. */
const REMEMBERED_MS = 2000;

/**
 * The audit of reads goes in groups, the next as soon as the last is done, reads and searches of a group in one row. A group's commit is
 * seen by all at once and outlives this process, but is not waited for on the disk (docs/decisions/0016-audit-of-reads.md): what a crash
 * of the database may have lost is remembered here and written again, where it is missing, before anything else is.
 */
export function openReadAudit(store: Store, epoch: number): ReadAudit {
  const { wire } = store;
  const remembered: { at: number; values: unknown[] }[] = [];
  const write = wire.add<readonly AuditRow[], void>({
    of: (groups) => ({ name: 'insert-audit', text: INSERT, values: literalsOf(epoch, foldReads(groups.flat())) }),
    answers(_texts, groups, values) {
      const now = performance.now();
      while (remembered[0] && remembered[0].at < now - REMEMBERED_MS) remembered.shift();
      remembered.push({ at: now, values });
      return groups.map(() => undefined);
    },
  });
  // The connection is a new one: then the database may have been another moment ago.
  wire.whenOpened(async (client) => {
    for (const { values } of remembered) await client.query({ name: 'insert-missing', text: INSERT_MISSING, values });
  });
  return {
    async write(rows) {
      if (rows.length > 0) await write(rows);
    },
    close: () => wire.settle(),
  };
}

/** The patients whose charts somebody opened last, latest first. */
export async function recentlyRead(db: Db, agent: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ patient: string }>(
    `select patient from (select patient, at from audit
        where agent = $1 and action = 'chart' and patient is not null order by at desc limit 500) a
      group by patient order by max(at) desc limit $2`,
    [agent, limit],
  );
  return rows.map((row) => row.patient);
}
