import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';
import { SYSTEM, type Log } from '../../base/index.ts';
import type { Resource } from '../../fhir/index.ts';
import { update } from '../../record/index.ts';

let house: House;
const PASSWORD = 'correct horse battery';
const OURS = { host: 'localhost:8100', origin: 'http://localhost:8100' };

type Said = { status: number; body: Record<string, unknown>; cookies: Record<string, string> };
type Asked = { method?: 'GET' | 'POST' | 'PUT' | 'DELETE'; body?: object; headers?: Record<string, string> };

/** A browser: keeps its cookies, and asks from a page of ours. */
function browser() {
  const jar: Record<string, string> = {};
  return {
    jar,
    async ask(url: string, { method = 'GET', body, headers = {} }: Asked = {}): Promise<Said> {
      const cookie = Object.entries(jar)
        .map(([name, value]) => `${name}=${value}`)
        .join('; ');
      const answer = await house.ask({
        method,
        url: `/app${url}`,
        headers: { ...OURS, ...(cookie ? { cookie } : {}), ...headers },
        ...(body ? { payload: body } : {}),
      });
      for (const { name, value } of answer.cookies) {
        if (value === '') delete jar[name];
        else jar[name] = value;
      }
      const cookies = Object.fromEntries(answer.cookies.map((one) => [one.name, JSON.stringify(one)]));
      return { status: answer.statusCode, body: answer.body ? answer.json() : {}, cookies };
    },
    post(url: string, body: object = {}): Promise<Said> {
      return this.ask(url, { method: 'POST', body });
    },
    signIn(username: string, password = PASSWORD): Promise<Said> {
      return this.post('/sign-in', { username, password });
    },
  };
}

async function signedIn(username: string, password?: string) {
  const page = browser();
  const said = await page.signIn(username, password);
  expect(said.body, JSON.stringify(said.body)).toHaveProperty('account');
  return page;
}

const put = (resource: Resource) => update(house.record, SYSTEM, resource.resourceType, resource.id!, resource);

const lines: string[] = [];
const log = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((level) => [
    level,
    (fields: object, message: string) => void lines.push(JSON.stringify([fields, message])),
  ]),
) as unknown as Log;

beforeAll(async () => {
  house = await openTestHouse({ log });
  await put({ resourceType: 'Organization', id: 'a', name: 'Mill Street Clinic' });
  await put({ resourceType: 'Organization', id: 'b', name: 'Eastgate Clinic' });
  await put({ resourceType: 'Practitioner', id: 'pr', name: [{ family: 'Lee' }] });
  await put({ resourceType: 'Patient', id: 'child', name: [{ family: 'Quill', given: ['Wren'] }] });
  await put({ resourceType: 'Patient', id: 'other', name: [{ family: 'Quill', given: ['Rook'] }] });
  await put({ resourceType: 'RelatedPerson', id: 'mother', patient: { reference: 'Patient/child' } });
  const make = (username: string, more: object) =>
    house.access.createAccount({ username, password: PASSWORD, name: 'Ann Lee', role: 'nurse', ...more });
  await make('boss', { role: 'administrator' });
  await make('nurse', { site: 'Organization/a' });
  await make('both', { site: 'Organization/a', also: [{ role: 'biller', site: 'Organization/b' }] });
  await make('parent', { role: 'patient', patient: 'child', proxy: 'mother' });
});
afterAll(() => house.close());

test('a sign-in in steps: the step’s cookie opens its step alone, and nothing of the app or of FHIR', async () => {
  const page = browser();
  const first = await page.signIn('both');
  expect(first.body['step']).toMatchObject({
    kind: 'assignment',
    name: 'Ann Lee',
    assignments: [
      { roleName: 'Nurse', site: { name: 'Mill Street Clinic' } },
      { roleName: 'Biller', site: { name: 'Eastgate Clinic' } },
    ],
  });
  expect(Object.keys(page.jar)).toEqual(['throughline_step']);
  expect(JSON.parse(first.cookies['throughline_step']!)).toMatchObject({
    httpOnly: true,
    sameSite: 'Strict',
    path: '/app/sign-in',
    maxAge: 600,
  });
  const stolen = { cookie: `throughline_session=${page.jar['throughline_step']}` };
  for (const url of ['/app/me', '/app/account', '/app/home', '/fhir/Patient/child']) {
    expect((await house.ask({ url, headers: { ...OURS, ...stolen } })).statusCode, url).toBe(401);
  }
  expect((await page.ask('/sign-in/step')).body['step'], 'a reload goes on').toMatchObject({ kind: 'assignment' });
  const assignments = (first.body['step'] as { assignments: { id: string }[] }).assignments;
  const done = await page.post('/sign-in/step/assignment', { assignment: assignments[1]!.id });
  expect(done.body['account']).toMatchObject({
    role: 'biller',
    site: { name: 'Eastgate Clinic' },
    assignment: assignments[1]!.id,
    assignments: [{ role: 'nurse' }, { role: 'biller' }],
  });
  expect(Object.keys(page.jar)).toEqual(['throughline_session']);
  expect((await page.ask('/sign-in/step')).body).toEqual({ step: null });
  const changed = await page.post('/account/assignment', { assignment: assignments[0]!.id });
  expect(changed.status).toBe(204);
  expect((await page.ask('/me')).body['account']).toMatchObject({
    role: 'nurse',
    site: { name: 'Mill Street Clinic' },
  });
});

test('a step comes from a page of ours, and in its turn', async () => {
  const page = browser();
  expect((await page.post('/sign-in/step/totp', { code: '123456' })).body).toMatchObject({
    error: { code: 'unauthenticated', reason: 'step-over' },
  });
  await page.signIn('both');
  const foreign = { origin: 'https://evil.example' };
  for (const path of ['totp', 'recovery-code', 'new-password', 'new-totp/ask', 'assignment', 'passkey/ask']) {
    const said = await page.ask(`/sign-in/step/${path}`, { method: 'POST', body: {}, headers: foreign });
    expect(said.status, path).toBe(403);
  }
  expect((await page.post('/sign-in/step/totp', { code: '123456' })).status).toBe(409);
  expect((await page.post('/sign-in/step/new-password', { password: 'four other words here' })).status).toBe(409);
  expect((await page.post('/sign-in/step/new-totp/ask')).status).toBe(409);
  expect((await page.post('/sign-in/step/totp', {})).body).toMatchObject({ error: { field: 'code' } });
});

test('one’s own account: what it is, its sessions, and how they end', async () => {
  const [page, other] = [await signedIn('nurse'), await signedIn('nurse')];
  const seen = (await page.ask('/account')).body;
  expect(seen).toMatchObject({ demanded: false, totp: null, passkeys: [], recoveryCodes: { given: 0, left: 0 } });
  const sessions = seen['sessions'] as { id: string; isThis: boolean; address: string }[];
  expect(sessions.filter((one) => one.isThis)).toHaveLength(1);
  expect(sessions).toHaveLength(2);
  const theirs = sessions.find((one) => !one.isThis)!;
  expect((await page.ask(`/account/sessions/${theirs.id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await other.ask('/me')).status).toBe(401);
  await signedIn('nurse');
  expect((await page.ask('/account/sessions', { method: 'DELETE' })).body).toEqual({ ended: 1 });
  expect((await page.ask('/me')).status).toBe(200);
  const foreign = await (await signedIn('boss')).ask('/account');
  const boss = (foreign.body['sessions'] as { id: string }[])[0]!;
  expect((await page.ask(`/account/sessions/${boss.id}`, { method: 'DELETE' })).status, 'nobody else’s').toBe(404);
});

test('a token has no account of its own, and manages none', async () => {
  const token = await house.as('administrator');
  const page = await signedIn('boss');
  for (const url of ['/account', '/admin/accounts/00000000-0000-4000-8000-000000000000', '/admin/second-factor']) {
    expect((await page.ask(url, { headers: token })).status, url).toBe(403);
  }
});

test('an administrator opens an account, which its owner then makes their own', async () => {
  const boss = await signedIn('boss');
  const refused = async (more: object) =>
    (await boss.post('/admin/accounts', { username: 'new.one', name: 'New One', role: 'nurse', ...more })).body;
  expect(await refused({ site: 'Organization/none' })).toMatchObject({
    error: { field: 'site', reason: 'no-such-person' },
  });
  expect(await refused({ practitioner: 'Practitioner/none' })).toMatchObject({ error: { field: 'practitioner' } });
  expect(await refused({ role: 'patient', patient: 'other', proxy: 'mother' })).toMatchObject({
    error: { field: 'proxy', reason: 'not-related' },
  });
  expect(await refused({ role: 'wizard' })).toMatchObject({ error: { field: 'role' } });
  const made = await refused({ site: 'Organization/a', practitioner: 'Practitioner/pr' });
  const { id, oneTime } = made as { id: string; oneTime: { password: string } };
  expect(await refused({})).toMatchObject({ error: { reason: 'username-taken' } });

  const page = browser();
  const step = await page.signIn('new.one', oneTime.password);
  expect(step.body['step']).toMatchObject({ kind: 'new-password' });
  const weak = await page.post('/sign-in/step/new-password', { password: 'password1234' });
  expect(weak.body).toMatchObject({ error: { field: 'password', reason: 'password-common' } });
  const done = await page.post('/sign-in/step/new-password', { password: 'four other words here' });
  expect(done.body['account']).toMatchObject({ username: 'new.one', practitioner: 'Practitioner/pr' });

  const found = await boss.post('/admin/accounts/find', { text: 'NEW.one' });
  expect(found.body).toMatchObject({
    isMore: false,
    accounts: [
      { id, sessions: 1, oneTime: false, assignments: [{ roleName: 'Nurse', site: { name: 'Mill Street Clinic' } }] },
    ],
  });
  const added = await boss.post(`/admin/accounts/${id}/assignments`, { role: 'pharmacist', site: 'Organization/b' });
  const { assignment } = added.body as { assignment: { id: string } };
  await boss.ask(`/admin/accounts/${id}/assignments/${assignment.id}`, { method: 'PUT', body: { until: null } });
  expect((await boss.post(`/admin/accounts/${id}/disable`)).status).toBe(204);
  expect((await page.ask('/me')).status).toBe(401);
  expect((await boss.post(`/admin/accounts/${id}/enable`)).status).toBe(204);
  expect((await page.signIn('new.one', 'four other words here')).status).toBe(200);
  expect((await boss.post(`/admin/accounts/${id}/end-sessions`)).status).toBe(204);
  expect((await page.ask('/me')).status).toBe(401);
  const reset = (await boss.post(`/admin/accounts/${id}/password`)).body as { password: string };
  expect((await page.signIn('new.one', reset.password)).body['step']).toMatchObject({ kind: 'new-password' });
  expect((await boss.post(`/admin/accounts/${id}/remove-factors`)).status).toBe(204);
  const renamed = await boss.ask(`/admin/accounts/${id}`, { method: 'PUT', body: { name: 'Another Name' } });
  expect(renamed.status).toBe(204);
  expect((await boss.ask(`/admin/accounts/${id}`)).body['account']).toMatchObject({ name: 'Another Name', open: [] });
  const acts = await house.rows(`select action from audit where id = '${id}' and agent <> id order by sequence`);
  expect(acts.map((one) => one['action'])).toEqual([
    'create-account',
    'change-account',
    'change-account',
    'disable-account',
    'enable-account',
    'end-session',
    'reset-password',
    'remove-factor',
    'change-account',
  ]);
});

test('what is done with accounts is read as AuditEvents', async () => {
  const officer = await house.as('privacy-officer');
  const found = async (type: string) =>
    (await house.ask({ url: `/fhir/AuditEvent?type=${type}&_count=200`, headers: officer })).json<{
      entry?: { resource: { entity: { what?: { identifier?: { value: string } }; description?: string }[] } }[];
    }>().entry ?? [];
  const changes = (await found('110137')).map(({ resource }) => resource.entity.at(-1)!);
  const [made] = await house.rows(`select id from audit where action = 'create-account'`);
  expect(changes).toContainEqual(
    expect.objectContaining({
      what: { identifier: { system: 'urn:throughline:caller', value: made!['id'] } },
      description: 'nurse',
    }),
  );
  const signIns = (await found('110114')).map(({ resource }) => resource.entity.at(-1)!.description);
  expect(signIns).toContain('by pwd');
});

test('accounts are closed to everyone who is no administrator', async () => {
  const page = await signedIn('nurse');
  const some = '00000000-0000-4000-8000-000000000000';
  const acts: [string, Asked][] = [
    ['/admin/accounts/find', { method: 'POST', body: { text: '' } }],
    ['/admin/accounts', { method: 'POST', body: { username: 'x.y', name: 'X', role: 'administrator' } }],
    [`/admin/accounts/${some}`, {}],
    [`/admin/accounts/${some}`, { method: 'PUT', body: { name: 'X', practitioner: 'Practitioner/none' } }],
    [`/admin/accounts/${some}/assignments`, { method: 'POST', body: { role: 'nurse', site: 'Organization/none' } }],
    [`/admin/accounts/${some}/assignments/${some}`, { method: 'PUT', body: { until: null } }],
    ...['password', 'disable', 'enable', 'remove-factors', 'end-sessions'].map((act): [string, Asked] => [
      `/admin/accounts/${some}/${act}`,
      { method: 'POST', body: {} },
    ]),
    ['/admin/second-factor', {}],
    ['/admin/second-factor', { method: 'PUT', body: { roles: [] } }],
  ];
  for (const [url, asked] of acts) expect((await page.ask(url, asked)).status, `${asked.method} ${url}`).toBe(403);
});

test('whoever acts for a patient reads that record, as who they are', async () => {
  const page = await signedIn('parent');
  expect((await page.ask('/me')).body['account']).toMatchObject({
    role: 'patient',
    patient: 'Patient/child',
    patientName: 'Wren Quill',
    proxy: 'RelatedPerson/mother',
  });
  const headers = { ...OURS, cookie: `throughline_session=${page.jar['throughline_session']}` };
  expect((await house.ask({ url: '/fhir/Patient/child', headers })).statusCode).toBe(200);
  expect((await house.ask({ url: '/fhir/Patient/other', headers })).statusCode).toBe(404);
  const rows = await house.rows(`select distinct reference from audit where patient = 'child' and role = 'patient'`);
  expect(rows).toEqual([{ reference: 'RelatedPerson/mother' }]);
});

test('passkeys need a name in the address', async () => {
  const said = await browser().ask('/sign-in/passkey/ask', {
    method: 'POST',
    body: {},
    headers: { host: '127.0.0.1:8100', origin: 'http://127.0.0.1:8100' },
  });
  expect([said.status, said.body]).toMatchObject([409, { error: { reason: 'passkey-needs-name' } }]);
  const asked = await browser().post('/sign-in/passkey/ask');
  expect(asked.body['options']).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
});

test('no password, cookie or name is in a line of the log', async () => {
  const page = browser();
  await page.signIn('both');
  await page.signIn('nurse', 'a wrong password of mine');
  const signed = await signedIn('nurse');
  const token = await house.as('nurse');
  await house.ask({ url: '/app/me', headers: { ...OURS, ...token } });
  expect(lines.length).toBeGreaterThan(50);
  const all = lines.join('\n');
  const secrets = [...Object.values(page.jar), ...Object.values(signed.jar), token.authorization.slice(7)];
  for (const kept of [
    ...secrets,
    PASSWORD,
    'a wrong password of mine',
    'four other words here',
    'Ann Lee',
    'new.one',
  ]) {
    expect(all).not.toContain(kept);
  }
});
