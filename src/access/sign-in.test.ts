import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../test/database.ts';
import { Fault, silentLog } from '../base/index.ts';
import { migrate, openStore, type Store } from '../store/index.ts';
import { openAccess, type Access } from './index.ts';
import { waitAfter } from './model.ts';
import { hashPassword, verifyPassword } from './password.ts';

const HOUR = 60 * 60_000;
const CHEAP = { logN: 10, r: 8, p: 1 };
const PASSWORD = 'correct horse battery';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let access: Access;
let now = Date.parse('2026-11-22T09:00:00Z');
let names = 0;

beforeAll(async () => {
  database = await freshDatabase();
  store = await openStore({ databaseUrl: database.url, log: silentLog });
  await migrate(store);
  access = openAccess({ store, clock: { now: () => now }, log: silentLog, hashCost: CHEAP });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

async function newAccount(more: object = {}): Promise<{ username: string; id: string }> {
  names += 1;
  const username = `nurse.${names}`;
  const made = await access.createAccount({ username, password: PASSWORD, name: 'Ann Lee', role: 'nurse', ...more });
  return { username, id: made.id };
}

async function tryIn(username: string, password: string, address = '10.0.0.1') {
  const answer = await access.signIn({ username, password, address });
  if (answer.kind !== 'signed-in') throw new Error(`a step is next: ${answer.step.kind}`);
  return answer;
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Fault);
  return error as Fault;
}

test('scrypt keeps its parameters with the hash and tells right from wrong', async () => {
  const stored = await hashPassword(PASSWORD, CHEAP);
  expect(stored).toMatch(/^\$scrypt\$ln=10,r=8,p=1\$/);
  expect(stored).not.toBe(await hashPassword(PASSWORD, CHEAP));
  expect(await verifyPassword(PASSWORD, stored)).toBe(true);
  expect(await verifyPassword('wrong horse battery', stored)).toBe(false);
  // RFC 7914, section 12: scrypt("pleaseletmein", "SodiumChloride", 16384, 8, 1), its first 32 bytes.
  const salt = Buffer.from('SodiumChloride').toString('base64');
  const key = Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex').toString('base64');
  expect(await verifyPassword('pleaseletmein', `$scrypt$ln=14,r=8,p=1$${salt}$${key}`)).toBe(true);
});

test('signs in, whatever the case of the name, and the cookie’s secret is not in the database', async () => {
  const { username } = await newAccount({ practitioner: 'pr-1', site: 'Organization/clinic' });
  const { secret, account } = await tryIn(` ${username.toUpperCase()} `, PASSWORD);
  expect(account).toMatchObject({ username, role: 'nurse', practitioner: 'Practitioner/pr-1' });
  expect(await access.sessionCaller(secret)).toEqual({
    kind: 'account',
    id: account.id,
    name: 'Ann Lee',
    role: 'nurse',
    practitioner: 'Practitioner/pr-1',
    site: 'Organization/clinic',
  });
  const { rows } = await store.pool.query('select secret_hash, address from access_session');
  expect(JSON.stringify(rows)).not.toContain(secret);
  const hashes = await store.pool.query('select password_hash from access_account');
  expect(JSON.stringify(hashes.rows)).not.toContain(PASSWORD);
});

test('a session slides for an hour, lasts twelve, ends by signing out, and is listed by its account', async () => {
  const { username, id } = await newAccount();
  const { secret } = await tryIn(username, PASSWORD);
  const began = now;
  expect(await access.listSessions(id)).toMatchObject([{ address: '10.0.0.1' }]);
  now += HOUR - 1000;
  expect(await access.sessionCaller(secret)).not.toBeNull();
  now += HOUR - 1000;
  expect(await access.sessionCaller(secret), 'it slid').not.toBeNull();
  now += HOUR + 1000;
  expect(await access.sessionCaller(secret), 'idle for an hour').toBeNull();
  expect(await access.listSessions(id)).toEqual([]);

  now = began;
  const second = await tryIn(username, PASSWORD);
  for (let hour = 0; hour < 11.9; hour += 0.9) {
    now = began + hour * HOUR;
    expect(await access.sessionCaller(second.secret), `${hour}`).not.toBeNull();
  }
  now = began + 12 * HOUR + 1;
  expect(await access.sessionCaller(second.secret), 'twelve hours old').toBeNull();

  const third = await tryIn(username, PASSWORD);
  await access.signOut(third.secret);
  expect(await access.sessionCaller(third.secret)).toBeNull();
  const fourth = await tryIn(username, PASSWORD);
  const [listed] = await access.listSessions(id);
  const self = (await access.sessionCaller(fourth.secret))!;
  const other = '00000000-0000-0000-0000-000000000000';
  expect((await faultOf(access.endSession(self, other, listed!.id))).kind, 'of another account').toBe('not-found');
  await access.endSession(self, id, listed!.id);
  expect(await access.sessionCaller(fourth.secret)).toBeNull();
  expect((await faultOf(access.endSession(self, id, listed!.id))).kind, 'again').toBe('not-found');
});

test('a peek does not keep a session alive', async () => {
  const { username } = await newAccount();
  const { secret } = await tryIn(username, PASSWORD);
  now += HOUR - 1000;
  expect(await access.sessionCaller(secret, { peek: true })).not.toBeNull();
  now += 2000;
  expect(await access.sessionCaller(secret)).toBeNull();
});

test('five failures in a row make one wait, twice as long each time; the right password ends the count', async () => {
  const { username } = await newAccount();
  for (let attempt = 0; attempt < 4; attempt += 1)
    expect((await faultOf(tryIn(username, 'wrong password'))).kind).toBe('unauthenticated');
  await tryIn(username, PASSWORD);
  for (let attempt = 0; attempt < 5; attempt += 1)
    expect((await faultOf(tryIn(username, 'wrong password'))).kind).toBe('unauthenticated');
  const held = await faultOf(tryIn(username, PASSWORD));
  expect([held.kind, held.retryAfterSeconds]).toEqual(['throttled', 30]);
  now += 30_001;
  expect((await faultOf(tryIn(username, 'wrong password'))).kind).toBe('unauthenticated');
  expect((await faultOf(tryIn(username, PASSWORD, '10.9.9.9'))).retryAfterSeconds, 'from anywhere').toBe(60);
  now += 60_001;
  await tryIn(username, PASSWORD);
  await tryIn(username, PASSWORD);
});

test('the wait grows to a quarter of an hour and no further', () => {
  const rule = { freeFailures: 5, firstWaitMs: 30_000, longestWaitMs: 900_000, forgetAfterMs: HOUR };
  expect([0, 4, 5, 6, 7, 9, 10, 1000].map((failures) => waitAfter(failures, rule) / 1000)).toEqual([
    0, 0, 30, 60, 120, 480, 900, 900,
  ]);
});

test('many attempts at once count as many', async () => {
  const { username } = await newAccount();
  const kinds = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      faultOf(tryIn(username, `wrong password ${at}`, '10.0.0.2')).then((fault) => fault.kind),
    ),
  );
  expect(kinds.filter((kind) => kind === 'unauthenticated')).toHaveLength(5);
  expect(kinds.filter((kind) => kind === 'throttled')).toHaveLength(15);
});

test('an address that tries many names is held too', async () => {
  const kinds: string[] = [];
  for (let at = 0; at < 51; at += 1)
    kinds.push((await faultOf(tryIn(`nobody.${at}`, 'wrong password', '10.0.0.3'))).kind);
  expect(kinds.slice(0, 50).every((kind) => kind === 'unauthenticated')).toBe(true);
  expect(kinds[50]).toBe('throttled');
});

test('an unknown name takes as long as a wrong password, and is told the same', async () => {
  const slow = openAccess({ store, clock: { now: () => now }, log: silentLog, hashCost: { logN: 14, r: 8, p: 1 } });
  const username = 'timing.known';
  await slow.createAccount({ username, password: PASSWORD, name: 'Tim', role: 'nurse' });
  const time = async (name: string): Promise<number> => {
    const started = performance.now();
    const fault = await faultOf(slow.signIn({ username: name, password: 'wrong password', address: '10.0.0.4' }));
    expect(fault.message).toBe('The username or the password is wrong.');
    return performance.now() - started;
  };
  // In turns, so that whatever else the machine does meets both; the least of each is nearest to the work itself.
  let [known, unknown] = [Infinity, Infinity];
  for (const name of ['timing.a', 'timing.b', 'timing.c', 'timing.d']) {
    known = Math.min(known, await time(username));
    unknown = Math.min(unknown, await time(name));
  }
  expect(unknown / known).toBeGreaterThan(0.5);
  expect(unknown / known).toBeLessThan(2);
});

test('a hash made at another cost is renewed at the next sign-in', async () => {
  const { username } = await newAccount();
  const dearer = openAccess({ store, clock: { now: () => now }, log: silentLog, hashCost: { logN: 11, r: 8, p: 1 } });
  await dearer.signIn({ username, password: PASSWORD, address: '10.0.0.5' });
  const { rows } = await store.pool.query('select password_hash from access_account where username = $1', [username]);
  expect(rows[0].password_hash).toMatch(/^\$scrypt\$ln=11,/);
  await tryIn(username, PASSWORD);
});

test('accounts are refused by field, and a name is taken once', async () => {
  const { username } = await newAccount();
  const make = (more: object) =>
    access.createAccount({ username: 'new.one', password: PASSWORD, name: 'N', role: 'nurse', ...more });
  expect((await faultOf(make({ username: username.toUpperCase() }))).kind).toBe('conflict');
  for (const [more, field] of [
    [{ username: 'a b' }, 'username'],
    [{ password: 'short' }, 'password'],
    [{ name: ' ' }, 'name'],
    [{ role: 'system' }, 'role'],
    [{ role: 'patient' }, 'patient'],
  ] as const) {
    expect((await faultOf(make(more))).issues[0]?.expression).toBe(field);
  }
});

test('ensuring an account makes it once, then brings it up to date and leaves the password', async () => {
  const account = {
    username: 'ensured',
    password: PASSWORD,
    name: 'First',
    role: 'patient' as const,
    patient: 'Patient/p-1',
  };
  const first = await access.ensureAccount(account);
  expect(first.patient).toBe('p-1');
  const again = await access.ensureAccount({ ...account, password: 'another password', name: 'Second' });
  expect(again).toMatchObject({ id: first.id, name: 'Second' });
  await tryIn('ensured', PASSWORD);
});

test('a token lasts an hour, is kept as a hash, and says what it was made for', async () => {
  const { token } = await access.issueToken({ role: 'physician', patient: 'Patient/p', scopes: ['patient/*.rs'] });
  expect(await access.tokenCaller(token).caller).toMatchObject({
    kind: 'token',
    role: 'physician',
    patient: 'p',
    scopes: ['patient/*.rs'],
  });
  const { rows } = await store.pool.query('select * from access_token');
  expect(JSON.stringify(rows)).not.toContain(token);
  now += HOUR - 1000;
  expect(await access.tokenCaller(token).caller).not.toBeNull();
  now += 2000;
  expect(await access.tokenCaller(token).caller).toBeNull();
  expect(await access.tokenCaller('tl_nonsense').caller).toBeNull();
  expect((await faultOf(access.issueToken({ role: 'patient' }))).kind).toBe('invalid');
  expect((await faultOf(access.issueToken({ role: 'physician', scopes: ['patient/*.rs'] }))).kind).toBe('invalid');
  expect((await faultOf(access.issueToken({ role: 'physician', scopes: ['user/Nope'] }))).kind).toBe('invalid');
});
