import type { Db, Store } from './open-store.ts';
import { asFault } from './failure.ts';

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

const INSERT = `
  insert into audit (at, agent, agent_name, role, reference, action, type, id, version, patient, outcome, detail, request)
  select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::int[], $10::text[], $11::text[], $12::text[], $13::text[])`;

/** Inserts audit rows, on a transaction of its caller or on its own. */
export async function insertAudit(db: Db, rows: readonly AuditRow[]): Promise<void> {
  await db.query({
    name: 'insert-audit',
    text: INSERT,
    values: [
      rows.map((row) => row.at),
      rows.map((row) => row.agent),
      rows.map((row) => row.agentName),
      rows.map((row) => row.role),
      rows.map((row) => row.reference ?? null),
      rows.map((row) => row.action),
      rows.map((row) => row.type ?? null),
      rows.map((row) => row.id ?? null),
      rows.map((row) => row.version ?? null),
      rows.map((row) => row.patient ?? null),
      rows.map((row) => row.outcome),
      rows.map((row) => row.detail ?? null),
      rows.map((row) => row.request ?? null),
    ],
  });
}

/** Writes the audit of reads. */
export type ReadAudit = {
  /** Resolves when the rows are committed: the answer to the read may then be sent. */
  write(rows: readonly AuditRow[]): Promise<void>;
  /** Waits for what is on its way. */
  settle(): Promise<void>;
};

/**
 * Group commit without a timer: while one group is being written the next gathers, and starts as soon as the first is done.
 * A lone reader waits for one small insert; a thousand share a few.
 */
export function openReadAudit(store: Store): ReadAudit {
  type Group = { rows: AuditRow[]; done: Promise<void>; start: () => void };
  let gathering: Group | null = null;
  let running: Promise<void> = Promise.resolve();
  let isRunning = false;

  function newGroup(): Group {
    const rows: AuditRow[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const start = () => {
      gathering = null;
      isRunning = true;
      running = insertAudit(store.apart, rows)
        .then(resolve, (error: unknown) => reject(asFault(error)))
        .finally(() => {
          isRunning = false;
          gathering?.start();
        });
    };
    return { rows, done: promise, start };
  }

  async function settle(): Promise<void> {
    await running;
    if (isRunning) await settle();
  }

  return {
    write(rows) {
      if (rows.length === 0) return Promise.resolve();
      const group = (gathering ??= newGroup());
      group.rows.push(...rows);
      if (!isRunning) group.start();
      return group.done;
    },
    settle,
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
