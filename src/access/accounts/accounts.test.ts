import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORIGIN, PASSWORD, faultOf, openDoor, reasonOf, signedIn, stepIn, type Door } from '../../../test/door.ts';
import { SYSTEM, type Caller } from '../../base/index.ts';
import type { NewAccount } from './create-account.ts';

const HOUR = 3_600_000;

let door: Door;
let admin: Caller;
beforeAll(async () => {
  door = await openDoor();
  admin = (await door.enter((await door.make({ role: 'administrator' })).username)).caller;
});
afterAll(() => door.close());

const later = (ms: number) => new Date(door.clock.at + ms).toISOString();
const TWO: Partial<NewAccount> = {
  role: 'nurse',
  site: 'Organization/a',
  also: [{ role: 'transitional-care-nurse', site: 'Organization/b' }],
};

test('changing one’s password needs the present one, ends the other sessions, and leaves this one', async () => {
  const { username } = await door.make();
  const other = await door.enter(username);
  const self = await door.enter(username);
  const change = (present: string, password: string) => door.access.own.changePassword(self, { present, password });
  expect(await reasonOf(change('not it at all', 'four other words here'))).toBe('invalid wrong-present-password');
  expect(await reasonOf(change(PASSWORD, 'password1234'))).toBe('invalid password-common');
  expect(await reasonOf(change(PASSWORD, PASSWORD))).toBe('invalid password-same');
  expect(await door.access.sessionCaller(other.secret), 'nothing happened yet').not.toBeNull();
  expect(await change(PASSWORD, 'four other words here')).toEqual({ ended: 1 });
  expect(await door.access.sessionCaller(other.secret)).toBeNull();
  expect(await door.access.sessionCaller(self.secret)).not.toBeNull();
  expect(await reasonOf(door.knock(username))).toBe('unauthenticated');
  signedIn(await door.knock(username, 'four other words here'));
});

test('the present password is throttled as a sign-in is', async () => {
  const { username } = await door.make();
  const self = await door.enter(username);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect(await reasonOf(door.access.own.confirm(self, 'wrong password'))).toBe('invalid wrong-present-password');
  }
  expect((await faultOf(door.access.own.confirm(self, PASSWORD))).kind).toBe('throttled');
});

test('a reset gives a password for one sign-in, at which it is changed; the old one and all sessions are over', async () => {
  const { username, id } = await door.make();
  const before = await door.enter(username);
  const { password } = await door.access.manage.resetPassword(admin, id);
  expect(await door.access.sessionCaller(before.secret)).toBeNull();
  expect(await reasonOf(door.knock(username))).toBe('unauthenticated');
  const step = stepIn(await door.knock(username, password));
  expect(step.step).toEqual({ kind: 'new-password' });
  expect(await door.access.sessionCaller(step.secret)).toBeNull();
  const choose = (next: string) => door.access.steps.newPassword(step.secret, next, ORIGIN);
  expect(await reasonOf(choose('password1234'))).toBe('invalid password-common');
  expect(await reasonOf(choose(password))).toBe('invalid password-same');
  const done = signedIn(await choose('four other words here'));
  expect(await door.access.sessionCaller(done.secret)).toMatchObject({ id });
  expect(await reasonOf(door.knock(username, password))).toBe('unauthenticated');
  signedIn(await door.knock(username, 'four other words here'));
});

test('a one-time password is over after three days', async () => {
  const { username, id } = await door.make();
  const { password } = await door.access.manage.resetPassword(admin, id);
  door.clock.at += 72 * HOUR;
  expect(await reasonOf(door.knock(username, password))).toBe('forbidden one-time-over');
});

test('an account is opened with a one-time password, which is in no table and no audit', async () => {
  const asked = { username: 'opened.one', name: 'Opened One', role: 'scheduler', site: 'Organization/a' } as const;
  const { id, oneTime } = await door.access.manage.open(admin0(), asked);
  expect(oneTime.password).toMatch(/^([a-z2-7]{5}-){3}[a-z2-7]{5}$/);
  expect(stepIn(await door.knock('opened.one', oneTime.password)).step.kind).toBe('new-password');
  const rows = await door.rows(`select a::text from access_account a union all select u::text from audit u`);
  expect(JSON.stringify(rows)).not.toContain(oneTime.password);
  const [audited] = await door.rows(`select agent, detail from audit where action = 'create-account' and id = $1`, [
    id,
  ]);
  expect(audited).toEqual({ agent: SYSTEM.id, detail: 'scheduler' });
  expect(await reasonOf(door.access.manage.open(admin0(), asked))).toBe('conflict username-taken');
});

/** The system may do what administrators do: the command line. */
const admin0 = () => SYSTEM;

test('only a signed-in administrator manages accounts: no other role, and no token', async () => {
  const { id } = await door.make();
  const nurse = (await door.enter((await door.make()).username)).caller;
  for (const caller of [nurse, { ...admin, kind: 'token' as const }]) {
    for (const act of [
      () => door.access.manage.find(caller, { text: '' }),
      () => door.access.manage.read(caller, id),
      () => door.access.manage.open(caller, { username: 'x.y', name: 'X', role: 'administrator' }),
      () => door.access.manage.change(caller, id, { name: 'X' }),
      () => door.access.manage.resetPassword(caller, id),
      () => door.access.manage.removeFactors(caller, id),
      () => door.access.manage.disable(caller, id),
      () => door.access.manage.enable(caller, id),
      () => door.access.manage.assign(caller, id, { role: 'physician' }),
      () => door.access.manage.endAssignment(caller, id, id, null),
      () => door.access.manage.demandSecondFactor(caller, []),
    ] as (() => Promise<unknown>)[]) {
      expect((await faultOf(act())).kind).toBe('forbidden');
    }
  }
});

test('a disabled account opens nothing from that moment, and is let in again', async () => {
  const { username, id } = await door.make();
  const { secret } = await door.enter(username);
  await door.access.manage.disable(admin, id);
  expect(await door.access.sessionCaller(secret)).toBeNull();
  expect(await door.access.account(id)).toBeNull();
  expect(await reasonOf(door.knock(username))).toBe('forbidden account-disabled');
  expect(await reasonOf(door.knock(username, 'wrong password')), 'told to nobody else').toBe('unauthenticated');
  await door.access.manage.enable(admin, id);
  expect(await door.access.sessionCaller(secret), 'its sessions stay over').toBeNull();
  signedIn(await door.knock(username));
});

test('nobody disables themselves, nor their own role of administrator; of two who disable each other one is left', async () => {
  expect(await reasonOf(door.access.manage.disable(admin, admin.id))).toBe('conflict own-account');
  const [own] = await door.access.assignments(admin.id);
  expect(await reasonOf(door.access.manage.endAssignment(admin, admin.id, own!.id, null))).toBe('conflict own-account');
  const other = (await door.enter((await door.make({ role: 'administrator' })).username)).caller;
  const outcomes = await Promise.allSettled([
    door.access.manage.disable(admin, other.id),
    door.access.manage.disable(other, admin.id),
  ]);
  expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  const left = outcomes[0]!.status === 'fulfilled' ? admin : other;
  await door.access.manage.enable(left, left === admin ? other.id : admin.id);
});

test('a session that begins while its account is disabled does not outlive it', async () => {
  for (let round = 0; round < 8; round += 1) {
    const { username, id } = await door.make();
    const [entered] = await Promise.allSettled([door.knock(username), door.access.manage.disable(admin, id)]);
    const secret = entered.status === 'fulfilled' ? entered.value.secret : '';
    await door.access.manage.enable(admin, id);
    expect(await door.access.sessionCaller(secret)).toBeNull();
  }
});

test('who is several things chooses one at the door, and goes on as another inside', async () => {
  const { username } = await door.make(TWO);
  const { step, secret } = stepIn(await door.knock(username));
  expect(step).toMatchObject({
    kind: 'assignment',
    assignments: [
      { role: 'nurse', site: 'Organization/a' },
      { role: 'transitional-care-nurse', site: 'Organization/b' },
    ],
  });
  if (step.kind !== 'assignment') throw new Error('no choice');
  const [first, second] = step.assignments;
  const foreign = (await door.access.assignments((await door.make()).id))[0]!;
  expect((await faultOf(door.access.steps.assignment(secret, foreign.id, ORIGIN))).kind).toBe('invalid');
  const both = await Promise.allSettled(
    [second!, second!].map((one) => door.access.steps.assignment(secret, one.id, ORIGIN)),
  );
  expect(
    both.filter((one) => one.status === 'fulfilled'),
    'one step makes one session',
  ).toHaveLength(1);
  const done = both.find((one) => one.status === 'fulfilled')!;
  const session = signedIn((done as PromiseFulfilledResult<Awaited<ReturnType<typeof door.knock>>>).value).secret;
  const as = () => door.access.sessionCaller(session);
  expect(await as()).toMatchObject({ role: 'transitional-care-nurse', site: 'Organization/b' });
  await door.access.own.changeRole(await door.self(session), first!.id);
  expect(await as()).toMatchObject({ role: 'nurse', site: 'Organization/a' });
  expect((await faultOf(door.access.own.changeRole(await door.self(session), foreign.id))).kind).toBe('invalid');
});

test('an assignment gives nothing before it begins and nothing from the moment it ended', async () => {
  const { username, id } = await door.make({ role: 'nurse', site: 'Organization/a' });
  const { secret } = await door.enter(username);
  const coming = await door.access.manage.assign(admin, id, {
    role: 'physician',
    site: 'Organization/a',
    from: later(2 * HOUR),
    until: later(3 * HOUR),
  });
  const self = await door.self(secret);
  expect((await faultOf(door.access.own.changeRole(self, coming.id))).kind, 'not yet').toBe('invalid');
  for (const minutes of [40, 80, 119]) {
    door.clock.at = Date.parse(coming.from) - 2 * HOUR + minutes * 60_000;
    expect(await door.access.sessionCaller(secret)).not.toBeNull();
  }
  door.clock.at = Date.parse(coming.from);
  await door.access.own.changeRole(self, coming.id);
  expect(await door.access.sessionCaller(secret)).toMatchObject({ role: 'physician' });
  door.clock.at = Date.parse(coming.from) + 30 * 60_000;
  expect(await door.access.sessionCaller(secret)).not.toBeNull();
  door.clock.at = Date.parse(coming.until!) - 1;
  expect(await door.access.sessionCaller(secret)).not.toBeNull();
  door.clock.at = Date.parse(coming.until!);
  expect(await door.access.sessionCaller(secret), 'over').toBeNull();
  expect(await door.access.account(id, coming.id)).toBeNull();
  signedIn(await door.knock(username));
});

test('ending the last assignment now ends the session, and lets nobody in', async () => {
  const { username, id } = await door.make();
  const { secret } = await door.enter(username);
  const [only] = await door.access.assignments(id);
  await door.access.manage.endAssignment(admin, id, only!.id, null);
  expect(await door.access.sessionCaller(secret)).toBeNull();
  expect(await reasonOf(door.knock(username))).toBe('forbidden no-role');
  const next = await door.access.manage.assign(admin, id, { role: 'biller', site: 'Organization/a' });
  expect(await reasonOf(door.access.manage.assign(admin, id, { role: 'biller', site: 'Organization/a' }))).toBe(
    'conflict role-held',
  );
  expect(signedIn(await door.knock(username)).account).toMatchObject({ role: 'biller', assignment: next.id });
});

test('who acts for patients is one of them at a time, as the patient’s proxy', async () => {
  const { username } = await door.make({
    role: 'patient',
    patient: 'Patient/child-1',
    proxy: 'RelatedPerson/parent-1',
    also: [{ role: 'patient', patient: 'child-2', proxy: 'parent-2' }],
  });
  const { step, secret } = stepIn(await door.knock(username));
  if (step.kind !== 'assignment') throw new Error('no choice');
  const done = signedIn(await door.access.steps.assignment(secret, step.assignments[1]!.id, ORIGIN));
  expect(await door.access.sessionCaller(done.secret)).toEqual({
    kind: 'account',
    id: done.account.id,
    name: 'Ann Lee',
    role: 'patient',
    patient: 'child-2',
    proxy: 'RelatedPerson/parent-2',
  });
  const [row] = await door.rows(`select reference, role from audit where action = 'sign-in' and agent = $1`, [
    done.account.id,
  ]);
  expect(row).toEqual({ reference: 'RelatedPerson/parent-2', role: 'patient' });
});

test('a role that must have a second factor is not gone on as without one', async () => {
  const { username, id } = await door.make({ role: 'nurse' });
  const { secret } = await door.enter(username);
  await door.access.manage.demandSecondFactor(SYSTEM, ['pharmacist']);
  const strong = await door.access.manage.assign(admin, id, { role: 'pharmacist' });
  expect(await reasonOf(door.access.own.changeRole(await door.self(secret), strong.id))).toBe('forbidden needs-factor');
  await door.access.manage.demandSecondFactor(SYSTEM, []);
  await door.access.own.changeRole(await door.self(secret), strong.id);
});

test.each<[string, Partial<NewAccount>, string]>([
  ['a role that is none', { role: 'wizard' as 'nurse' }, 'role'],
  ['the system', { role: 'system' }, 'role'],
  ['a patient without a record', { role: 'patient' }, 'patient'],
  ['staff with a patient', { role: 'nurse', patient: 'p' }, 'patient'],
  ['staff who act for a patient', { role: 'nurse', proxy: 'rp' }, 'proxy'],
  ['a site that is none', { site: 'Practitioner/x' }, 'site'],
  ['a patient that is none', { role: 'patient', patient: 'a b' }, 'patient'],
  ['an end before the beginning', { from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' }, 'until'],
  ['a beginning that is no moment', { from: 'soon' }, 'from'],
  ['a second assignment that is none', { also: [{ role: 'patient' }] }, 'patient'],
])('%s is refused by field, and nothing is stored', async (_what, more, field) => {
  const count = async () => (await door.rows('select count(*)::int as n from access_account'))[0]!['n'];
  const before = await count();
  const fault = await faultOf(door.make(more));
  expect([fault.kind, fault.issues[0]?.expression]).toEqual(['invalid', field]);
  expect(await count()).toBe(before);
});

test('ensuring an account again ends what it is no longer, adds what it is, and keeps what stays', async () => {
  const account = { username: 'ensured.two', password: PASSWORD, name: 'E', ...TWO } as NewAccount;
  const made = await door.access.ensureAccount(account);
  await door.access.ensureAccount({ ...account, also: [{ role: 'biller', site: 'Organization/b' }] });
  const held = await door.access.assignments(made.id);
  expect(held.map(({ role }) => role).sort()).toEqual(['biller', 'nurse']);
  expect(held.some(({ id }) => id === made.assignment)).toBe(true);
});

test('accounts are found by name and user name, in pages, with what one signs in with', async () => {
  for (let at = 0; at < 105; at += 1) {
    await door.store.pool.query(
      `insert into access_account (id, username, username_folded, name, password_hash, created, password_changed)
       values (gen_random_uuid(), $1, $1, $2, '', now(), now())`,
      [`many.${at}`, `Many ${String(at).padStart(3, '0')}`],
    );
  }
  const first = await door.access.manage.find(admin, { text: 'MANY' });
  expect([first.accounts.length, first.isMore]).toEqual([100, true]);
  const rest = await door.access.manage.find(admin, { text: 'many', after: first.accounts.at(-1)! });
  expect([rest.accounts.map((one) => one.name), rest.isMore]).toEqual([
    ['Many 100', 'Many 101', 'Many 102', 'Many 103', 'Many 104'],
    false,
  ]);
  const { username, id } = await door.make();
  await door.enter(username);
  const [found] = (await door.access.manage.find(admin, { text: username })).accounts;
  expect(found).toMatchObject({ id, totp: false, passkeys: 0, sessions: 1, oneTime: false });
  expect(JSON.stringify(found)).not.toContain('scrypt');
  expect((await door.access.manage.read(admin, id)).open).toMatchObject([{ device: ORIGIN.device }]);
  expect((await door.access.manage.find(admin, { text: '%' })).accounts, 'nothing is a pattern').toEqual([]);
});
