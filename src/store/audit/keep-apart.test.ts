import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../../test/database.ts';
import { type Caller, silentLog, systemClock } from '../../base/index.ts';
import { create, openRecord, read, remove } from '../../record/index.ts';
import { type Store, keepAuditApart, migrate, openSealer, openStore, readSettings, verifyAudit } from '../index.ts';

const NURSE: Caller = { kind: 'account', id: 'a1', name: 'Ada', role: 'nurse' };

let database: Awaited<ReturnType<typeof freshDatabase>>;
let owner: Store;
let app: Store;
let sealerUrl: string;

beforeAll(async () => {
  database = await freshDatabase();
  owner = await openStore({ databaseUrl: database.url, log: silentLog });
  await migrate(owner);
  const apart = await keepAuditApart(owner);
  if ('why' in apart) throw new Error(apart.why);
  ({ sealerUrl } = apart);
  app = await openStore({ databaseUrl: apart.appUrl, log: silentLog });
});
afterAll(async () => {
  const logins = await owner.pool.query<{ name: string }>(
    `select quote_ident(rolname) as name from pg_roles where rolname like current_database() || '\\_%'`,
  );
  await app.close();
  for (const { name } of logins.rows) await owner.pool.query(`drop owned by ${name}; drop role ${name}`);
  await owner.close();
  await database.drop();
});

test('the record works as a login that does not own it: written, read, deleted, audited, and a month is made', async () => {
  const record = await openRecord({ store: app, log: silentLog, clock: systemClock });
  const { answer } = await create(record, NURSE, {
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'x' },
  } as never);
  await read(record, NURSE, 'Observation', answer.id);
  await remove(record, { ...NURSE, role: 'system' }, 'Observation', answer.id);
  await record.close();
  const { rows } = await app.pool.query<{ action: string }>('select action from audit order by sequence');
  expect(rows.map(({ action }) => action)).toEqual(['create', 'read', 'delete']);
  const made = await app.pool.query(`select make_month_partition('audit', '2031-01-01') as made`);
  expect(made.rows[0]).toEqual({ made: true });
});

describe('who may delete from the record', () => {
  test('may delete there', async () => {
    await expect(app.pool.query('delete from resource')).resolves.toBeDefined();
  });

  test.each([
    `update audit set outcome = 'x'`,
    'delete from audit',
    'truncate audit',
    'drop table audit',
    'alter table audit disable trigger all',
    'drop trigger audit_is_kept on audit',
    'alter table audit drop column detail',
    'delete from audit_default',
    'drop table audit_default',
    `insert into audit_default (at, agent, agent_name, role, action, outcome) values ('1970-01-01', 'a', 'a', 'a', 'a', 'a')`,
    'set session_replication_role = replica',
    'set role throughline',
    'reset role; delete from audit',
    'delete from audit_seal',
    `update audit_seal set rows = 0`,
    'delete from audit_retained',
    'delete from migration',
    `create or replace function refuse_audit_change() returns trigger language plpgsql as 'begin return old; end'`,
  ])('may not %s', async (statement) => {
    await expect(app.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

test('the sealer may seal, and neither change the audit nor look into the record', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-anchors-'));
  const { installation } = await readSettings(app);
  const anchorFile = join(folder, 'audit.anchors');
  const sealer = openSealer({ databaseUrl: sealerUrl, installation, anchorFile, log: silentLog });
  for (let attempt = 0; attempt < 200; attempt += 1) {
    expect(await sealer.sealNow()).toBe(true);
    if ((await verifyAudit(owner.pool, { installation, anchorFile })).tail.rows === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await verifyAudit(owner.pool, { installation, anchorFile })).toMatchObject({ rows: 3, count: 0 });
  await sealer.close();
  rmSync(folder, { recursive: true });
  const asSealer = await openStore({ databaseUrl: sealerUrl, log: silentLog });
  for (const statement of [
    'delete from audit',
    'update audit_seal set rows = 0',
    'select body from resource',
    'select value from setting',
  ]) {
    await expect(asSealer.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
  }
  await asSealer.close();
});

test('a second server that starts finds the same logins', async () => {
  const [one, two] = await Promise.all([keepAuditApart(owner), keepAuditApart(owner)]);
  expect(one).toEqual(two);
  expect(one).toMatchObject({ sealerUrl });
});

test('a login that may make none is told so, and one that is there already is given its rights', async () => {
  const { appUrl } = (await keepAuditApart(owner)) as { appUrl: string };
  expect(await keepAuditApart(app)).toEqual({ why: 'its login may make no further logins' });
  expect(await keepAuditApart(owner, appUrl)).toEqual({ appUrl: new URL(appUrl).href, sealerUrl });
});
