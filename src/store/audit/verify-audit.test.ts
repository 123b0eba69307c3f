import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../../test/database.ts';
import { silentLog } from '../../base/index.ts';
import {
  type AuditRow,
  type ReadAudit,
  type Sealer,
  type Store,
  migrate,
  openReadAudit,
  openSealer,
  openStore,
  readSettings,
  retainAudit,
  verifyAudit,
} from '../index.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let reads: ReadAudit;
let folder: string;
let anchorFile: string;
let installation: string;
const open: Sealer[] = [];

beforeEach(async () => {
  database = await freshDatabase();
  store = await openStore({ databaseUrl: database.url, log: silentLog });
  await migrate(store);
  reads = openReadAudit(store, 1);
  folder = mkdtempSync(join(tmpdir(), 'throughline-anchors-'));
  anchorFile = join(folder, 'audit.anchors');
  ({ installation } = await readSettings(store));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((sealer) => sealer.close()));
  await reads.close();
  await store.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** A sealer that works only when it is asked to. */
function sealerAt(file: string, databaseUrl = database.url): Sealer {
  const sealer = openSealer({ databaseUrl, installation, anchorFile: file, log: silentLog, sealEveryMs: 3_600_000 });
  open.push(sealer);
  return sealer;
}

/** Transactions of other tests on the same server hold up what may be sealed. */
async function sealed(sealer: Sealer): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    await sealer.sealNow();
    if ((await verify()).tail.rows === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the audit is not sealed after 10 seconds');
}

const rowOf = (id: string, at = new Date().toISOString()): AuditRow => ({
  at,
  agent: 'a1',
  agentName: 'Ada "the" Nurse',
  role: 'nurse',
  action: 'read',
  type: 'Patient',
  id,
  version: 1,
  patient: id,
  outcome: 'success',
  decision: 'allowed',
});

/** Each by itself: what is recorded together is one row. */
async function write(...ids: string[]): Promise<void> {
  for (const id of ids) await reads.write([rowOf(id)]);
}
const verify = (file = anchorFile, more: { from?: string; to?: string } = {}) =>
  verifyAudit(store.pool, { installation, anchorFile: file, ...more });
const kinds = (found: Awaited<ReturnType<typeof verify>>) =>
  [...new Set(found.found.map(({ kind }) => kind))].toSorted();

/** As a superuser who puts the guards out of the way. */
async function asSuperuser(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('set session_replication_role = replica');
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const sequenceOf = async (id: string): Promise<string> =>
  (await store.pool.query<{ sequence: string }>('select sequence::text from audit where id = $1', [id])).rows[0]!
    .sequence;

describe('an audit that nobody touched', () => {
  test('is found whole, and the tail that is not sealed yet is named', async () => {
    await write('p1', 'p2');
    await sealed(sealerAt(anchorFile));
    await write('p3');
    const found = await verify();
    expect(found).toMatchObject({ rows: 2, seals: 1, count: 0, tail: { rows: 1 }, anchors: { heads: 1, after: 0 } });
    expect(Date.parse(found.tail.since!)).toBeGreaterThan(Date.now() - 60_000);
  });

  test('a number of a transaction that was rolled back is no gap', async () => {
    await write('p1');
    await store.pool.query(`select nextval('audit_sequence'), nextval('audit_sequence')`);
    await write('p2');
    await sealed(sealerAt(anchorFile));
    expect(await verify()).toMatchObject({ rows: 2, count: 0 });
  });

  test('a row of a transaction that began before and commits after another is sealed was waited for', async () => {
    const late = new pg.Client({ connectionString: database.url });
    await late.connect();
    await late.query('begin');
    await late.query(
      `insert into audit (epoch, at, agent, agent_name, role, action, id, outcome) values (1, now(), 'a2', 'Bo', 'nurse', 'create', 'late', 'success')`,
    );
    await write('p1', 'p2');
    const sealer = sealerAt(anchorFile);
    await sealer.sealNow();
    expect(await verify()).toMatchObject({ rows: 0, count: 0, tail: { rows: 2 } });
    await late.query('commit');
    await late.end();
    await sealed(sealer);
    expect(await verify()).toMatchObject({ rows: 3, count: 0, tail: { rows: 0 } });
  });

  test('rows of two months are two chains, and a sealer that comes later goes on with them', async () => {
    const next = new Date();
    next.setUTCMonth(next.getUTCMonth() + 1, 2);
    await reads.write([rowOf('p1'), rowOf('p2', next.toISOString())]);
    await sealed(sealerAt(anchorFile));
    await Promise.all(open.splice(0).map((sealer) => sealer.close()));
    await reads.write([rowOf('p3'), rowOf('p4', next.toISOString())]);
    await sealed(sealerAt(anchorFile));
    expect(await verify()).toMatchObject({ rows: 4, seals: 4, count: 0, anchors: { after: 0 } });
  });

  test('of two servers one is the sealer, and the other when the first has ended', async () => {
    await write('p1');
    const [first, second] = [sealerAt(anchorFile), sealerAt(anchorFile)];
    expect(await first.sealNow()).toBe(true);
    expect(await second.sealNow()).toBe(false);
    await first.close();
    expect(await second.sealNow()).toBe(true);
  });

  test('a part of the time is verified by itself', async () => {
    await write('p1');
    const sealer = sealerAt(anchorFile);
    await sealed(sealer);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const between = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await write('p2', 'p3');
    await sealed(sealer);
    expect(await verify(anchorFile, { to: between })).toMatchObject({ rows: 1, seals: 1, count: 0 });
    expect(await verify(anchorFile, { from: between })).toMatchObject({ rows: 2, seals: 1, count: 0 });
  });
});

describe('with the guards out of the way, by SQL', () => {
  beforeEach(async () => {
    await write('p1', 'p2', 'p3');
    const sealer = sealerAt(anchorFile);
    await sealed(sealer);
    await write('p4', 'p5');
    await sealed(sealer);
  });

  test('what nobody touched is whole', async () => {
    expect(await verify()).toMatchObject({ rows: 5, seals: 2, count: 0 });
  });

  test.each([
    ['agent_name', `'Somebody Else'`],
    ['patient', `'p9'`],
    ['at', `at + interval '1 millisecond'`],
    ['detail', `''`],
    ['patients', `array['p1','p2']`],
    ['purpose', `'TREAT'`],
    ['outcome', `'refused'`],
    ['more', 'false'],
  ])('a row whose %s was changed is named', async (column, value) => {
    await asSuperuser(`update audit set ${column} = ${value} where id = 'p2'`);
    const sequence = await sequenceOf('p2');
    expect((await verify()).found).toMatchObject([{ kind: 'changed', sequence }]);
    expect((await verify(join(folder, 'none'))).found).toMatchObject([{ kind: 'changed', sequence }]);
  });

  test.each([
    ['others', `replace(others, '"id":"p7"', '"id":"p9"')`],
    ['others', 'null'],
    ['about', `array['agent:a1']`],
    ['agent_name', `'Somebody Else'`],
  ])('a row that tells of several reads and whose %s was changed is named', async (column, value) => {
    await reads.write([rowOf('p6'), rowOf('p7'), rowOf('p8')]);
    await sealed(open[0]!);
    expect(await verify()).toMatchObject({ rows: 6, count: 0 });
    await asSuperuser(`update audit set ${column} = ${value} where id = 'p6'`);
    expect((await verify()).found).toMatchObject([{ kind: 'changed', sequence: await sequenceOf('p6') }]);
  });

  test('to a row that was sealed before rows told of others nothing can be added', async () => {
    const { rows } = await store.pool.query<{ sequence: string }>(
      'select sequence::text from audit a order by a.epoch, a.txid, a.sequence',
    );
    // As a sealer made it that did not know of them: made again here by the words of the first form.
    const hashes = rows.map(
      ({ sequence }) =>
        `(select sha256(convert_to(json_build_array(a.epoch, a.txid::text, a.sequence, floor(extract(epoch from a.at) * 1000)::bigint,
          a.agent, a.agent_name, a.role, a.reference, a.action, a.type, a.id, a.version, a.patient, a.outcome, a.detail, a.request,
          a.purpose, a.client, a.address, a.site, a.basis, a.decision, a.patients, a.more)::text, 'UTF8')) from audit a where sequence = ${sequence})`,
    );
    const [first, second] = [hashes.slice(0, 3).join(' || '), hashes.slice(3).join(' || ')];
    const head = (previous: string) =>
      `sha256(convert_to(json_build_array(n.form, n.partition, n.number, n.epoch, n.txid::text, n.sequence, n.rows, n.sequences)::text, 'UTF8') || ${previous} || n.hashes)`;
    await asSuperuser(
      `update audit_seal set form = 1, hashes = case number when 1 then ${first} else ${second} end`,
      `update audit_seal n set head = ${head('n.previous')} where number = 1`,
      `update audit_seal n set previous = (select head from audit_seal where number = 1) where number = 2`,
      `update audit_seal n set head = ${head('n.previous')} where number = 2`,
    );
    const none = join(folder, 'none');
    expect(await verify(none)).toMatchObject({ rows: 5, count: 0 });
    await write('p6');
    await sealed(open[0]!);
    expect(await verify(none)).toMatchObject({ rows: 6, seals: 3, count: 0 });
    await asSuperuser(`update audit set others = '[]' where id = 'p2'`);
    expect((await verify(none)).found).toMatchObject([{ kind: 'changed', sequence: await sequenceOf('p2') }]);
  });

  test('a row that was removed is named', async () => {
    const sequence = await sequenceOf('p3');
    await asSuperuser(`delete from audit where id = 'p3'`);
    expect((await verify()).found).toMatchObject([{ kind: 'removed', sequence }]);
  });

  test('rows of the last seal that were removed with it are missed by the file alone', async () => {
    await asSuperuser(`delete from audit where id in ('p4', 'p5')`, 'delete from audit_seal where number = 2');
    expect((await verify(join(folder, 'none'))).count).toBe(0);
    expect(kinds(await verify())).toEqual(['partition']);
  });

  test('a seal that was removed from between is missed', async () => {
    await asSuperuser('delete from audit_seal where number = 1');
    expect(kinds(await verify(join(folder, 'none')))).toContain('seal');
    expect(kinds(await verify())).toContain('partition');
  });

  test('a row that was put in among the sealed is named', async () => {
    await asSuperuser(
      `insert into audit (sequence, epoch, txid, at, agent, agent_name, role, action, id, outcome)
        select 90001, epoch, txid, at, 'a1', 'Ada', 'nurse', 'read', 'invented', 'success' from audit where id = 'p1'`,
    );
    expect((await verify()).found).toMatchObject([{ kind: 'inserted', sequence: '90001' }]);
  });

  test('a copy of a row is named', async () => {
    await asSuperuser(`insert into audit select * from audit where id = 'p1'`);
    expect((await verify()).found).toMatchObject([{ kind: 'inserted', sequence: await sequenceOf('p1') }]);
  });

  test('rows that changed places are named', async () => {
    const [first, second] = [await sequenceOf('p1'), await sequenceOf('p2')];
    await asSuperuser(
      `update audit set sequence = case id when 'p1' then ${second} else ${first} end where id in ('p1', 'p2')`,
    );
    const found = await verify();
    expect(new Set(found.found.map(({ sequence }) => sequence))).toEqual(new Set([first, second]));
  });

  test('a row that was moved behind others is found changed and out of its place', async () => {
    await asSuperuser(`update audit set txid = (select txid from audit where id = 'p4') where id = 'p1'`);
    expect((await verify()).count).toBeGreaterThan(0);
  });

  test('a seal that was rewritten to match a changed row is not that of its chain', async () => {
    await asSuperuser(
      `update audit set agent_name = 'Somebody Else' where id = 'p1'`,
      `update audit_seal set hashes = overlay(hashes placing sha256('other') from 1) where number = 1`,
    );
    expect(kinds(await verify())).toEqual(['changed', 'seal']);
  });

  test('a chain that was made again to match is not the one that was anchored', async () => {
    await Promise.all(open.splice(0).map((sealer) => sealer.close()));
    await asSuperuser(`update audit set agent_name = 'Somebody Else' where id = 'p1'`, 'delete from audit_seal');
    await sealed(sealerAt(join(folder, 'own.anchors')));
    // By itself it is whole: this is what the file outside is for.
    expect((await verify(join(folder, 'none'))).count).toBe(0);
    expect(kinds(await verify())).toContain('anchor');
  });

  test('a partition that was dropped is missed, and with its seals by the file alone', async () => {
    const { rows } = await store.pool.query<{ partition: string }>('select distinct partition from audit_seal');
    await asSuperuser(`drop table ${rows[0]!.partition}`);
    expect((await verify(join(folder, 'none'))).found).toMatchObject([{ kind: 'partition' }]);
    await asSuperuser('delete from audit_seal');
    expect((await verify(join(folder, 'none'))).count).toBe(0);
    expect(kinds(await verify())).toEqual(['partition']);
    // Nor does it help to say that it went with its time.
    await asSuperuser(`insert into audit_retained values ('${rows[0]!.partition}', 2, 5, 'x', now(), now())`);
    expect(kinds(await verify())).toEqual(['partition']);
  });

  test('a line of the file that was changed or taken out is named, and one that a crash cut off', async () => {
    await Promise.all(open.splice(0).map((sealer) => sealer.close()));
    const text = readFileSync(anchorFile, 'utf8');
    const [first = '', ...others] = text.split('\n');
    writeFileSync(anchorFile, others.join('\n'));
    expect(kinds(await verify())).toEqual(['anchor']);
    writeFileSync(anchorFile, [first.replace('"number":1', '"number":2'), ...others].join('\n'));
    expect(kinds(await verify())).toContain('anchor');
    writeFileSync(anchorFile, text);
    appendFileSync(anchorFile, '{"kind":"he');
    expect((await verify()).found).toMatchObject([{ kind: 'anchor', said: expect.stringContaining('Line 3') }]);
  });
});

describe('the guards', () => {
  test.each([
    `update audit set outcome = 'refused'`,
    'delete from audit',
    'truncate audit',
    'truncate audit_default',
    `update audit_seal set head = 'x'`,
    'delete from audit_seal',
    'truncate audit_seal',
  ])('%s is refused', async (statement) => {
    await write('p1');
    await sealed(sealerAt(anchorFile));
    await expect(store.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
    const { rows } = await store.pool.query<{ name: string }>('select tableoid::regclass::text as name from audit');
    const direct = statement.replace(/\baudit\b/, rows[0]!.name);
    await expect(store.pool.query(direct)).rejects.toMatchObject({ code: '42501' });
    expect(await verify()).toMatchObject({ rows: 1, count: 0 });
  });
});

describe('retention', () => {
  const LONG_AGO = '2018-03-14T10:00:00.000Z';

  test('drops whole months that are sealed, and a verification says so and passes', async () => {
    await store.pool.query(`select make_month_partition('audit', '2018-03-01')`);
    for (const row of [rowOf('p1', LONG_AGO), rowOf('p2', LONG_AGO), rowOf('p3')]) await reads.write([row]);
    const options = { installation, anchorFile, before: '2019-01-01T00:00:00Z', now: Date.now() };
    await expect(retainAudit(store, options)).rejects.toMatchObject({ kind: 'conflict' });
    await sealed(sealerAt(anchorFile));
    await Promise.all(open.splice(0).map((sealer) => sealer.close()));
    expect(await retainAudit(store, options)).toEqual([{ partition: 'audit_2018_03', rows: '2' }]);
    const found = await verify();
    expect(found).toMatchObject({ rows: 1, count: 0, retained: [{ partition: 'audit_2018_03', rows: '2' }] });
    expect(await retainAudit(store, options)).toEqual([]);
  });

  test('a month that is not over by then stays', async () => {
    await store.pool.query(`select make_month_partition('audit', '2018-03-01')`);
    await reads.write([rowOf('p1', LONG_AGO)]);
    await sealed(sealerAt(anchorFile));
    const options = { installation, anchorFile, before: '2018-03-31T23:59:59Z', now: Date.now() };
    expect(await retainAudit(store, options)).toEqual([]);
    expect(await verify()).toMatchObject({ rows: 1, count: 0 });
  });
});
