import { plainArray, textArray } from './array-literal.ts';
import { gather } from './gather.ts';
import { type Db, type Store, connectionOptions } from './open-store.ts';
import { openLines } from './read-lines.ts';

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
};

const COLUMNS = 'at, agent, agent_name, role, reference, action, type, id, version, patient, outcome, detail, request';
const FROM = `from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::int[], $10::text[], $11::text[], $12::text[], $13::text[]) t(${COLUMNS})`;
const INSERT = `insert into audit (${COLUMNS}) select ${COLUMNS} ${FROM}`;
const INSERT_MISSING = `${INSERT} where not exists (select 1 from audit a where a.agent = t.agent and a.at = t.at
    and a.action = t.action and a.id is not distinct from t.id and a.request is not distinct from t.request)`;

function literalsOf(rows: readonly AuditRow[]): string[] {
  const texts = (of: (row: AuditRow) => string | undefined) => textArray(rows.map(of));
  return [
    texts((row) => row.at),
    texts((row) => row.agent),
    texts((row) => row.agentName),
    texts((row) => row.role),
    texts((row) => row.reference),
    texts((row) => row.action),
    texts((row) => row.type),
    texts((row) => row.id),
    plainArray(rows.map((row) => row.version)),
    texts((row) => row.patient),
    texts((row) => row.outcome),
    texts((row) => row.detail),
    texts((row) => row.request),
  ];
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
 * The audit of reads goes in groups, the next as soon as the last is done. A group's commit is seen by all at once and outlives this
 * process, but is not waited for on the disk (docs/decisions/0016-audit-of-reads.md): what a crash of the database may have lost is
 * remembered here and written again, where it is missing, before anything else is.
 */
export function openReadAudit(store: Store): ReadAudit {
  const settings = { ...connectionOptions(store), options: '-c synchronous_commit=off' };
  let remembered: { at: number; rows: AuditRow[] }[] = [];
  let isSuspect = false;
  const line = openLines(settings, 1, store.log, () => {
    isSuspect = remembered.length > 0;
  });

  async function writeGroup(groups: (readonly AuditRow[])[]): Promise<void[]> {
    const rows = groups.flat();
    const values = literalsOf(rows);
    await line.query({ name: 'insert-audit', text: INSERT, values });
    // The connection may be a new one: then the database may have been another moment ago.
    if (isSuspect) {
      isSuspect = false;
      const lost = literalsOf(remembered.flatMap((one) => one.rows));
      await line.query({ name: 'insert-missing-audit', text: INSERT_MISSING, values: lost });
    }
    const now = performance.now();
    remembered = remembered.filter((one) => one.at > now - REMEMBERED_MS);
    remembered.push({ at: now, rows });
    return groups.map(() => undefined);
  }

  const gathered = gather(writeGroup);
  return {
    async write(rows) {
      if (rows.length > 0) await gathered.ask(rows);
    },
    async close() {
      await gathered.settle();
      await line.close();
    },
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
