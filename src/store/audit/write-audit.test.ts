import { afterEach, beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '../../../test/database.ts';
import { silentLog } from '../../base/index.ts';
import { type AuditRow, type ReadAudit, type Store, migrate, openReadAudit, openStore } from '../index.ts';

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

const stored = async () =>
  (await store.pool.query('select id, detail, reference, request from audit order by sequence')).rows as AuditRow[];

/** Ends the connection of the audit, as a crash of the database would. */
async function cutOff(): Promise<void> {
  const gone = await store.pool.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and query like 'insert into audit%' and pid <> pg_backend_pid()`,
  );
  expect(gone.rowCount).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
}

test('rows are there when the write resolves, word for word', async () => {
  await Promise.all([reads.write([rowOf('p1'), rowOf('p2')]), reads.write([rowOf('p3')])]);
  expect((await stored()).map((row) => row.id)).toEqual(['p1', 'p2', 'p3']);
  expect((await stored())[0]).toMatchObject({
    detail: 'a "quoted" \\ one\nand another',
    reference: null,
    request: 'r-p1',
  });
});

test('a row alone, and those that have what others have not, keep every column as it was', async () => {
  await reads.write([{ ...rowOf('p1'), detail: '', client: 'app' }]);
  await reads.write([{ ...rowOf('p2'), detail: 'a\x1eb\x1fc', patients: ['p2', 'p3'], more: true }, rowOf('p3')]);
  const { rows } = await store.pool.query(
    'select id, detail, client, patients, more, agent_name, epoch from audit order by sequence',
  );
  const by = { agent_name: 'Ada', epoch: 1 };
  expect(rows).toEqual([
    { id: 'p1', detail: '', client: 'app', patients: null, more: null, ...by },
    { id: 'p2', detail: 'a\x1eb\x1fc', client: null, patients: ['p2', 'p3'], more: true, ...by },
    { id: 'p3', detail: rowOf('p3').detail, client: null, patients: null, more: null, ...by },
  ]);
});

test('what a crash of the database may have lost is written again where it is missing, and nothing twice', async () => {
  await reads.write([rowOf('kept')]);
  await reads.write([rowOf('lost')]);
  // A commit that was not waited for on the disk is gone after a crash.
  await store.pool.query(
    `begin; set local session_replication_role = replica; delete from audit where id = 'lost'; commit`,
  );
  await cutOff();
  await reads.write([rowOf('next')]);
  expect(new Set((await stored()).map((row) => row.id))).toEqual(new Set(['kept', 'lost', 'next']));
  expect(await stored()).toHaveLength(3);
});

test('the audit of reads alone is not waited for on the disk: every other connection commits as the server is set', async () => {
  const text = `select source from pg_settings where name = 'synchronous_commit'`;
  const { rows } = await store.pool.query(text);
  const [line] = await store.lines.query<{ source: string }>({ name: 'source', text, values: [] });
  for (const source of [rows[0].source, line?.source]) expect(['default', 'command line']).toContain(source);
});
