import { afterEach, beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '../../../test/database.ts';
import { silentLog } from '../../base/index.ts';
import {
  type AuditRow,
  type ReadAudit,
  type Store,
  countAudit,
  findAccesses,
  findAudit,
  migrate,
  openReadAudit,
  openStore,
} from '../index.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let reads: ReadAudit;

beforeEach(async () => {
  database = await freshDatabase();
  store = await openStore({ databaseUrl: database.url, log: silentLog });
  await migrate(store);
  reads = openReadAudit(store, 1);
});

afterEach(async () => {
  await reads.close();
  await store.close();
  await database.drop();
});

function rowOf(id: string): AuditRow {
  return {
    at: new Date().toISOString(),
    agent: 'a1',
    agentName: 'Ada',
    role: 'physician',
    action: 'read',
    type: 'Patient',
    id,
    version: 1,
    patient: id,
    outcome: 'success',
    detail: 'a "quoted" \\ one\nand another',
    request: `r-${id}`,
  };
}

/** Ends the connection of the audit, as a crash of the database would. */
async function cutOff(): Promise<void> {
  const gone = await store.pool.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and query like 'insert into audit%' and pid <> pg_backend_pid()`,
  );
  expect(gone.rowCount).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
}

const told = async () => (await findAudit(store.pool, { tests: [], isForward: true, limit: 100 })).entries;

test('events are there when the write resolves, word for word', async () => {
  await Promise.all([reads.write([rowOf('p1'), rowOf('p2')]), reads.write([rowOf('p3')])]);
  const events = await told();
  expect(events.map((event) => event.id)).toEqual(['p1', 'p2', 'p3']);
  for (const event of events) {
    const { at: _at, ...row } = rowOf(event.id!);
    expect(event).toMatchObject(row);
    expect(event).not.toHaveProperty('reference');
  }
});

test('an event alone, and those that have what others have not, keep every word as it was', async () => {
  const rows: AuditRow[] = [
    { ...rowOf('p1'), detail: '', client: 'app' },
    { ...rowOf('p2'), detail: 'a\x1eb\x1fc', patients: ['p2', 'p3'], more: true },
    rowOf('p3'),
    { ...rowOf('p4'), detail: 'a half \ud800 of a pair' },
    {
      ...rowOf('p5'),
      agentName: 'Zoë "Z" O’Brien \u{1f600}',
      version: undefined,
      decision: 'denied',
      outcome: 'refused',
    },
  ];
  await reads.write([rows[0]!]);
  await reads.write(rows.slice(1));
  const events = await told();
  for (const [at, { at: _at, ...row }] of rows.entries()) {
    const { position: _position, at: _when, ...event } = events[at]!;
    // PostgreSQL's texts have no halves.
    const given = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
    expect(event).toEqual({ ...given, detail: row.detail?.replace('\ud800', '\ufffd') });
  }
  const { rows: kept } = await store.pool.query('select epoch, others from audit order by sequence');
  expect(kept.map(({ epoch }) => epoch)).toEqual([1, 1, 1, 1, 1]);
});

test('reads and searches of one moment are one row, whatever else is done then stands by itself', async () => {
  const opened: AuditRow = { ...rowOf('p4'), action: 'chart' };
  const long = new Date(Date.now() - 5000).toISOString();
  await reads.write([
    rowOf('p1'),
    opened,
    { ...rowOf('p2'), action: 'search' },
    rowOf('p3'),
    { ...rowOf('p5'), at: long },
  ]);
  const { rows } = await store.pool.query<{ id: string; others: string | null; about: string[] | null }>(
    'select id, others, about from audit order by sequence',
  );
  expect(rows.map(({ id, about }) => [id, about])).toEqual([
    ['p4', null],
    ['p1', ['agent:a1', 'Patient/p2', 'Patient/p3']],
    ['p5', null],
  ]);
  expect((await told()).map((event) => event.id)).toEqual(['p5', 'p4', 'p1', 'p2', 'p3']);
});

test('of many at once a page goes on in the middle of a row, each event is once in them, and is found by its position', async () => {
  const rows = Array.from({ length: 250 }, (_, at) => ({
    ...rowOf(`p${at % 7}`),
    agent: `a${at % 3}`,
    request: `r${at}`,
  }));
  await Promise.all(rows.map((row) => reads.write([row])));
  for (const isForward of [true, false]) {
    for (const search of [
      { tests: [], of: () => true },
      { tests: [], patient: 'p3', of: (row: AuditRow) => row.patient === 'p3' },
      { tests: [{ kind: 'any', column: 'agent', values: ['a1'] }] as const, of: (row: AuditRow) => row.agent === 'a1' },
      {
        tests: [{ kind: 'any', column: 'agent', values: ['a1', 'a2'] }] as const,
        patient: 'p5',
        of: (row: AuditRow) => row.agent !== 'a0' && row.patient === 'p5',
      },
    ]) {
      const { of, ...asked } = search;
      const seen: string[] = [];
      let after: Awaited<ReturnType<typeof findAudit>>['after'] = null;
      do {
        const page: Awaited<ReturnType<typeof findAudit>> = await findAudit(store.pool, {
          ...asked,
          isForward,
          limit: 9,
          ...(after ? { after } : {}),
        });
        seen.push(...page.entries.map((entry) => entry.request!));
        ({ after } = page);
      } while (after);
      const wanted = rows.filter(of).map((row) => row.request);
      expect(seen.toSorted()).toEqual(wanted.toSorted());
      expect(await countAudit(store.pool, asked)).toBe(wanted.length);
    }
  }
  const { groups } = await findAccesses(store.pool, {
    patient: 'p3',
    zone: 'UTC',
    from: new Date(Date.now() - 3_600_000).toISOString(),
    to: new Date(Date.now() + 3_600_000).toISOString(),
    withDenied: false,
    limit: 50,
  });
  for (const agent of ['a0', 'a1', 'a2']) {
    const counted = groups.filter((group) => group.agent === agent).reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBe(rows.filter((row) => row.agent === agent && row.patient === 'p3').length);
  }
  const entries = await told();
  expect(new Set(entries.map(({ position }) => position)).size).toBe(entries.length);
  for (const { position, request } of entries.slice(0, 30)) {
    const { entries: same } = await findAudit(store.pool, { tests: [{ kind: 'position', any: [position] }], limit: 5 });
    expect(same.map((entry) => entry.request)).toEqual([request]);
  }
});

test('what a crash of the database may have lost is written again where it is missing, and nothing twice', async () => {
  await reads.write([rowOf('kept'), rowOf('kept too')]);
  await reads.write([rowOf('lost'), rowOf('lost too')]);
  // A commit that was not waited for on the disk is gone after a crash.
  await store.pool.query(
    `begin; set local session_replication_role = replica; delete from audit where id = 'lost'; commit`,
  );
  await cutOff();
  await reads.write([rowOf('next')]);
  const ids = (await told()).map((event) => event.id);
  expect(new Set(ids)).toEqual(new Set(['kept', 'kept too', 'lost', 'lost too', 'next']));
  expect(ids).toHaveLength(5);
});

test('the audit of reads alone is not waited for on the disk: every other connection commits as the server is set', async () => {
  const text = `select source from pg_settings where name = 'synchronous_commit'`;
  const { rows } = await store.pool.query(text);
  const [line] = await store.lines.query<{ source: string }>({ name: 'source', text, values: [] });
  for (const source of [rows[0].source, line?.source]) expect(['default', 'command line']).toContain(source);
});
