import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORIGIN, PASSWORD, faultOf, openDoor, reasonOf, signedIn, stepIn, type Door } from '../../test/door.ts';
import { SYSTEM, type Log } from '../base/index.ts';
import { hotp } from './factors/totp.ts';

const MINUTE = 60_000;
const lines: string[] = [];
const log = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((level) => [
    level,
    (fields: object, message: string) => void lines.push(JSON.stringify([fields, message])),
  ]),
) as unknown as Log;

let door: Door;
beforeAll(async () => {
  door = await openDoor({ log });
});
afterAll(() => door.close());

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An authenticator app: what it shows for a secret at a time, by RFC 4648 and 6238 and nothing of ours but HOTP, which the RFC's vectors test. */
function appOf(secret: string) {
  const bits = [...secret].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
  return { code: (skewSteps = 0) => hotp(bytes, Math.floor(door.clock.at / 30_000) + skewSteps) };
}

/** An account with an authenticator app, its recovery codes, and the clock a minute later. */
async function withApp() {
  const { username, id } = await door.make();
  const self = await door.enter(username);
  const { secret } = await door.access.own.proposeTotp(self);
  const app = appOf(secret);
  const codes = await door.access.own.addTotp(self, app.code());
  door.clock.at += MINUTE;
  return { username, id, self, app, codes: codes!, secret };
}

const byCode = (secret: string, code: string) => door.access.steps.totp(secret, code, ORIGIN);
const byRecovery = (secret: string, code: string) => door.access.steps.recoveryCode(secret, code, ORIGIN);
const wins = (outcomes: PromiseSettledResult<unknown>[]) => outcomes.filter((one) => one.status === 'fulfilled').length;

test('an app counts once a code of it was shown, and its secret is sealed', async () => {
  const { username, id } = await door.make();
  const self = await door.enter(username);
  const proposed = await door.access.own.proposeTotp(self);
  expect(proposed.uri).toContain(`secret=${proposed.secret}&`);
  expect((await door.knock(username)).kind, 'not yet').toBe('signed-in');
  expect(await reasonOf(door.access.own.addTotp(self, '000000'))).toBe('invalid wrong-code');
  expect((await door.knock(username)).kind, 'not by a wrong code').toBe('signed-in');
  const codes = await door.access.own.addTotp(self, appOf(proposed.secret).code());
  expect(codes).toHaveLength(10);
  expect(stepIn(await door.knock(username)).step).toEqual({
    kind: 'second-factor',
    ways: ['totp', 'recovery-code'],
  });
  const [row] = await door.rows('select secret, proposed from access_totp where account = $1', [id]);
  expect(row!['proposed']).toBeNull();
  expect((row!['secret'] as Buffer).length).toBe(12 + 16 + 20);
  const kept = await door.rows('select code_hash from access_recovery_code where account = $1', [id]);
  expect(JSON.stringify(kept)).not.toContain(codes![0]);
  expect(kept).toHaveLength(10);
});

test('password and code make a session; before the code nothing is open', async () => {
  const { username, app } = await withApp();
  const { secret } = stepIn(await door.knock(username));
  expect(await door.access.sessionCaller(secret), 'the step is no session').toBeNull();
  const done = signedIn(await byCode(secret, app.code()));
  expect(await door.access.sessionCaller(done.secret)).toMatchObject({ role: 'nurse' });
  expect(await reasonOf(byCode(secret, app.code())), 'the step is over').toBe('unauthenticated step-over');
  const [row] = await door.rows('select amr, device from access_session where account = $1 order by created desc', [
    done.account.id,
  ]);
  expect(row).toEqual({ amr: ['pwd', 'otp'], device: 'Chrome on Linux' });
});

test('a code is good once, one step early or late, and none that is older than the last', async () => {
  const { username, app } = await withApp();
  const knock = async () => stepIn(await door.knock(username)).secret;
  signedIn(await byCode(await knock(), app.code()));
  expect(await reasonOf(byCode(await knock(), app.code()))).toBe('unauthenticated used-code');
  expect(await reasonOf(byCode(await knock(), app.code(-1)))).toBe('unauthenticated used-code');
  signedIn(await byCode(await knock(), app.code(1)));
  expect(await reasonOf(byCode(await knock(), app.code(1)))).toBe('unauthenticated used-code');
  door.clock.at += 10 * MINUTE;
  expect(await reasonOf(byCode(await knock(), app.code(2)))).toBe('unauthenticated wrong-code');
  expect(await reasonOf(byCode(await knock(), app.code(-2)))).toBe('unauthenticated wrong-code');
  signedIn(await byCode(await knock(), app.code(-1)));
});

test('of two uses of one code at once one wins', async () => {
  const { username, app } = await withApp();
  const steps = [stepIn(await door.knock(username)), stepIn(await door.knock(username))];
  const outcomes = await Promise.allSettled(steps.map(({ secret }) => byCode(secret, app.code())));
  expect(wins(outcomes)).toBe(1);
  const one = stepIn(await door.knock(username)).secret;
  door.clock.at += MINUTE;
  const again = await Promise.allSettled([byCode(one, app.code()), byCode(one, app.code()), byCode(one, app.code(1))]);
  expect(wins(again), 'and one step makes one session').toBe(1);
});

test('wrong codes are throttled as wrong passwords are, whatever passwords are right meanwhile', async () => {
  const { username, app } = await withApp();
  const wrong = app.code() === '123456' ? '654321' : '123456';
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const { secret } = stepIn(await door.knock(username));
    expect(await reasonOf(byCode(secret, wrong))).toBe('unauthenticated wrong-code');
  }
  const { secret } = stepIn(await door.knock(username));
  const held = await faultOf(byCode(secret, app.code()));
  expect([held.kind, held.retryAfterSeconds]).toEqual(['throttled', 30]);
  door.clock.at += 31_000;
  signedIn(await byCode(secret, app.code()));
});

test('a recovery code is good once, also of two uses at once, and stands in for the app', async () => {
  const { username, id, codes } = await withApp();
  signedIn(await byRecovery(stepIn(await door.knock(username)).secret, codes[0]!.toLowerCase().replaceAll('-', ' ')));
  const again = stepIn(await door.knock(username)).secret;
  expect(await reasonOf(byRecovery(again, codes[0]!))).toBe('unauthenticated wrong-recovery-code');
  const steps = [stepIn(await door.knock(username)), stepIn(await door.knock(username))];
  expect(wins(await Promise.allSettled(steps.map(({ secret }) => byRecovery(secret, codes[1]!))))).toBe(1);
  const left = await door.rows(
    'select count(*)::int as n from access_recovery_code where account = $1 and used is null',
    [id],
  );
  expect(left).toEqual([{ n: 8 }]);
  const other = await withApp();
  const theirs = stepIn(await door.knock(other.username)).secret;
  expect(await reasonOf(byRecovery(theirs, codes[2]!)), 'of another account').toBe(
    'unauthenticated wrong-recovery-code',
  );
});

test('new recovery codes take the place of the old; without a factor there are none', async () => {
  const { username, self, codes } = await withApp();
  const fresh = await door.access.own.renewRecoveryCodes(self);
  expect(fresh).toHaveLength(10);
  const { secret } = stepIn(await door.knock(username));
  expect(await reasonOf(byRecovery(secret, codes[0]!))).toBe('unauthenticated wrong-recovery-code');
  signedIn(await byRecovery(secret, fresh[0]!));
  const bare = await door.enter((await door.make()).username);
  expect(await reasonOf(door.access.own.renewRecoveryCodes(bare))).toBe('conflict no-factor');
});

test('an app is replaced by another only once a code of the new was shown', async () => {
  const { username, self, app } = await withApp();
  const { secret } = await door.access.own.proposeTotp(self);
  signedIn(await byCode(stepIn(await door.knock(username)).secret, app.code()));
  door.clock.at += MINUTE;
  expect(await door.access.own.addTotp(self, appOf(secret).code()), 'codes are there already').toBeNull();
  door.clock.at += MINUTE;
  const step = stepIn(await door.knock(username)).secret;
  expect(await reasonOf(byCode(step, app.code()))).toBe('unauthenticated wrong-code');
  signedIn(await byCode(step, appOf(secret).code()));
});

test('after ten minutes a change of factors asks first who it is', async () => {
  const { self, secret } = await withApp().then(async ({ username, app }) => {
    const done = signedIn(await byCode(stepIn(await door.knock(username)).secret, app.code()));
    return { self: await door.self(done.secret), secret: done.secret };
  });
  door.clock.at += 10 * MINUTE;
  for (const act of [
    () => door.access.own.proposeTotp(self),
    () => door.access.own.removeTotp(self),
    () => door.access.own.renewRecoveryCodes(self),
    () => door.access.own.askPasskey(self, { rpId: 'localhost', origin: 'http://localhost' }),
  ]) {
    expect(await reasonOf(act())).toBe('forbidden confirm-first');
  }
  expect(await reasonOf(door.access.own.confirm(self, 'wrong password'))).toBe('invalid wrong-present-password');
  await door.access.own.confirm(self, PASSWORD);
  await door.access.own.removeTotp(await door.self(secret));
  expect((await door.knock(self.session.account.username)).kind).toBe('signed-in');
});

test('where a role must have a second factor it is added at the door, and the last is not taken away', async () => {
  const { username } = await door.make({ role: 'pharmacist' });
  const weak = await door.enter(username);
  await door.access.manage.demandSecondFactor(SYSTEM, ['pharmacist']);
  expect(await door.access.sessionCaller(weak.secret), 'a session without one ends').toBeNull();
  const step = stepIn(await door.knock(username));
  expect(step.step).toEqual({ kind: 'add-factor' });
  expect(await reasonOf(byCode(step.secret, '123456'))).toBe('conflict begin-again');
  const { secret } = await door.access.steps.proposeTotp(step.secret);
  expect(await reasonOf(door.access.steps.addTotp(step.secret, '', ORIGIN))).toBe('unauthenticated wrong-code');
  const done = await door.access.steps.addTotp(step.secret, appOf(secret).code(), ORIGIN);
  expect(done.recoveryCodes).toHaveLength(10);
  const self = await door.self(signedIn(done).secret);
  expect(await reasonOf(door.access.own.removeTotp(self))).toBe('conflict last-factor');
  await door.access.manage.demandSecondFactor(SYSTEM, []);
  await door.access.own.removeTotp(self);
});

test('a step lasts ten minutes, and survives a page that is loaded again', async () => {
  const { username, app } = await withApp();
  const { secret } = stepIn(await door.knock(username));
  door.clock.at += 9 * MINUTE;
  expect((await door.access.steps.current(secret)).step.kind).toBe('second-factor');
  door.clock.at += MINUTE;
  expect(await reasonOf(door.access.steps.current(secret))).toBe('unauthenticated step-over');
  expect(await reasonOf(byCode(secret, app.code()))).toBe('unauthenticated step-over');
});

test('sign-ins that failed, and each change of a factor, leave a row in the audit', async () => {
  const { username, id, self, app, codes } = await withApp();
  await faultOf(door.knock(username, 'wrong password'));
  await faultOf(door.knock('nobody at all', 'wrong password'));
  const { secret } = stepIn(await door.knock(username));
  await faultOf(byCode(secret, app.code(5)));
  signedIn(await byRecovery(secret, codes[0]!));
  await door.access.own.renewRecoveryCodes(self);
  await door.access.own.removeTotp(self);
  const rows = await door.rows('select action, outcome, agent, detail from audit where id = $1 order by sequence', [
    id,
  ]);
  expect(rows.map(({ action, outcome, detail }) => `${action} ${outcome}: ${detail}`)).toEqual([
    'sign-in success: by pwd',
    'add-factor success: authenticator app',
    'sign-in refused: wrong password',
    'sign-in refused: wrong-code',
    'use-recovery-code success: null',
    'sign-in success: by pwd, otp',
    'make-recovery-codes success: ten new',
    'remove-factor success: authenticator app',
  ]);
  expect(new Set(rows.map((row) => row['agent']))).toEqual(new Set([id]));
  const unknown = await door.rows(`select agent_name, role from audit where agent = 'unknown'`);
  expect(unknown).toEqual([{ agent_name: 'Unknown', role: 'none' }]);
});

test('no secret, code or password is in a log line, in the audit or in a table as it was', async () => {
  const { username, app, codes, secret } = await withApp();
  const step = stepIn(await door.knock(username)).secret;
  const code = app.code();
  const session = signedIn(await byCode(step, code)).secret;
  await faultOf(door.knock(username, 'a wrong password of mine'));
  expect(lines.length, 'something was logged').toBeGreaterThan(5);
  const tables = await door.rows(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_name ~ '^(access|audit)'`,
  );
  const stored = await Promise.all(tables.map(({ name }) => door.rows(`select t::text from ${String(name)} t`)));
  const all = [...lines, JSON.stringify(stored)].join('\n');
  for (const kept of [secret, ...codes, step, session, PASSWORD, 'a wrong password of mine']) {
    expect(all).not.toContain(kept);
  }
  expect(lines.join('\n')).not.toContain(code);
  expect(lines.join('\n'), 'nor who it was').not.toContain(username);
});
