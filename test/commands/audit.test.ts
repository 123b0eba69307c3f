import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, startServer, throughlineDone } from '../server.ts';

let folder: string;
let env: Record<string, string>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-audit-'));
  env = { THROUGHLINE_DATA: join(folder, 'data') };
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As the superuser that the embedded server was made with, while the server runs. */
async function asSuperuser<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
  const [, , , port] = readFileSync(join(folder, 'data', 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  const password = readFileSync(join(folder, 'data', 'postgres.password'), 'utf8').trim();
  const client = new pg.Client({
    connectionString: `postgresql://throughline:${password}@127.0.0.1:${port}/throughline`,
  });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const verify = () => throughlineDone(['audit', 'verify'], env);

test('what a server answered is sealed and verified; what was changed then is named, with an exit status of its own', async () => {
  const token = (await throughlineDone(['token', '--role', 'physician'], env)).out.trim();
  const server = await startServer(env, await freePort());
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' };
  const body = JSON.stringify({ resourceType: 'Observation', status: 'final', code: { text: 'Weight' } });
  const created = await fetch(`${server.base}/fhir/Observation`, { method: 'POST', headers, body });
  expect(created.status).toBe(201);
  expect((await fetch(created.headers.get('location')!, { headers })).status).toBe(200);
  await asSuperuser(async (client) => {
    const sealed = async () => (await client.query('select from audit_seal')).rowCount! > 0;
    for (let attempt = 0; attempt < 400 && !(await sealed()); attempt += 1) await sleep(25);
    expect(await sealed()).toBe(true);
  });
  const works = await asSuperuser((client) =>
    client.query(`select distinct usename from pg_stat_activity where application_name = 'throughline' order by 1`),
  );
  expect(works.rows.map((row) => row.usename)).toEqual(['throughline_app', 'throughline_sealer']);
  await server.stop();

  expect(await verify()).toMatchObject({ status: 0, out: expect.stringMatching(/2 rows under .*nothing was changed/) });
  expect((await verify()).out).toMatch(/held against \d+ heads? outside the database/);
  const none = await throughlineDone(['audit', 'verify'], { ...env, THROUGHLINE_AUDIT_ANCHORS: join(folder, 'none') });
  expect(none).toMatchObject({ status: 4, out: expect.stringContaining('is not there') });
  expect(await throughlineDone(['audit', 'retain'], env)).toMatchObject({
    status: 0,
    out: expect.stringContaining('Nothing is older than 7 years'),
  });

  const again = await startServer(env, await freePort());
  await asSuperuser((client) =>
    client.query(
      `set session_replication_role = replica; update audit set agent_name = 'Nobody' where action = 'vread'`,
    ),
  );
  await again.stop();
  const tampered = await verify();
  expect(tampered.status).toBe(3);
  expect(tampered.out).toMatch(/WRONG {2}Row \d+ of audit_\d{4}_\d\d was changed\./);
});

test('an accounting of one patient, for a program and for a spreadsheet', async () => {
  const bundles = join(folder, 'one.ndjson');
  writeFileSync(bundles, JSON.stringify({ resourceType: 'Patient', id: 'anna', name: [{ family: 'Ruiz' }] }));
  expect((await throughlineDone(['import', bundles], env)).status).toBe(0);
  const asked = ['audit', 'export', '--patient', 'anna'];
  const { accesses } = JSON.parse((await throughlineDone(asked, env)).out);
  expect(accesses).toMatchObject([{ name: 'Throughline', things: [{ action: 'create', type: 'Patient', count: 1 }] }]);
  const [head, ...lines] = (await throughlineDone([...asked, '--csv'], env)).out.trimEnd().split('\r\n');
  expect(head).toBe('day,first,last,name,role,site,decision,count,things,purposes,bases,clients');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(',Throughline,system,,allowed,2,');
  expect(lines[0]).toContain('create Patient (1)');
  expect(lines[0]).toContain('export AuditEvent (1)');
});

test('the doctor says whether the audit is kept apart', async () => {
  const { out } = await throughlineDone(['doctor'], { ...env, PORT: String(await freePort()) });
  expect(out).toMatch(/ok {4}audit {5}kept apart/);
});

test('what cannot be meant is one line', async () => {
  for (const args of [
    ['audit'],
    ['audit', 'burn'],
    ['audit', 'verify', '--from', 'yesterday'],
    ['audit', 'retain', '--years', '0'],
    ['audit', 'export'],
  ]) {
    const { status, err } = await throughlineDone(args, env);
    expect(status, args.join(' ')).toBe(1);
    expect(err.trim().split('\n')).toHaveLength(1);
  }
});
