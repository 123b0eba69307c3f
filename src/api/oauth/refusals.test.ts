import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  allow,
  authorizeUrl,
  beginStep,
  exchange,
  newVerifier,
  obtain,
  openSmartHouse,
  post,
  readAs,
  returned,
  type SmartHouse,
  type Visitor,
} from '../../../test/smart/flow.ts';

/** A clock that can be put forward. */
const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
const HOUR = 3_600_000;

let house: SmartHouse;
let ada: Visitor;
let client: string;
let other: string;
beforeAll(async () => {
  house = await openSmartHouse({ clock });
  ada = house.visitor();
  await ada.signIn('ada');
  client = (await house.register({})).app.id;
  other = (await house.register({ name: 'Another' })).app.id;
});
afterAll(() => house?.close());

const SCOPE = 'offline_access launch/patient patient/*.rs';
const seen = async (token: string | undefined) => (await readAs(house, token, 'Observation/weight-ada')).status;
const refresh = (token: string | undefined, more: Record<string, string> = {}) =>
  post(house, '/oauth/token', { grant_type: 'refresh_token', refresh_token: token ?? '', client_id: client, ...more });

/** Puts the clock forward for as long as `work` takes. */
async function later<T>(ms: number, work: () => Promise<T>): Promise<T> {
  clock.ahead += ms;
  try {
    return await work();
  } finally {
    clock.ahead -= ms;
  }
}

describe('a question that is refused', () => {
  test.each<[string, Record<string, string | undefined>, string]>([
    ['without aud', { aud: undefined }, 'invalid_request'],
    ['with the aud of another server', { aud: 'https://elsewhere.example.org/fhir' }, 'invalid_request'],
    ['with an aud that only begins like ours', { aud: 'BASE.example.org' }, 'invalid_request'],
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['with PKCE of no method', { code_challenge_method: undefined }, 'invalid_request'],
    ['with a challenge that is no hash', { code_challenge: 'short' }, 'invalid_request'],
    ['for a token at once', { response_type: 'token' }, 'unsupported_response_type'],
    [
      'for an id_token at once',
      { response_type: 'id_token', nonce: 'n', scope: 'openid' },
      'unsupported_response_type',
    ],
    ['to be answered by a form', { response_mode: 'form_post' }, 'unsupported_response_mode'],
    ['to be answered behind the #', { response_mode: 'fragment' }, 'unsupported_response_mode'],
    ['for launch without an opening', { scope: 'launch patient/*.rs' }, 'invalid_request'],
    ['with a launch that nobody made', { launch: 'made-up' }, 'invalid_request'],
    ['for scopes that the app is not registered for', { scope: 'patient/*.cud' }, 'invalid_scope'],
    ['for system scopes', { scope: 'system/*.rs' }, 'invalid_scope'],
    ['for no scope', { scope: undefined }, 'invalid_scope'],
    [
      'for a scope that cannot be held against one resource',
      { scope: 'patient/Observation.rs?date=ge2020' },
      'invalid_scope',
    ],
    ['for another resource', { resource: 'https://elsewhere.example.org' }, 'invalid_target'],
    ['by a request object', { request: 'e30.e30.' }, 'request_not_supported'],
    ['by a registration of its own', { registration: '{}' }, 'registration_not_supported'],
  ])('%s', async (_what, more, error) => {
    const given = Object.fromEntries(
      Object.entries(more).map(([name, value]) => [name, value?.replace('BASE', house.base)]),
    );
    const answer = await ada.get(authorizeUrl(house, { client, scope: SCOPE, more: given }));
    expect(returned(answer)).toMatchObject({ error, state: 'a-state', iss: `${house.origin}/oauth` });
  });

  test.each<[string, Record<string, string | undefined>]>([
    ['an app that is not registered', { client_id: 'nobody' }],
    ['another address to be returned to', { redirect_uri: 'https://elsewhere.example.org/back' }],
    ['a longer address', { redirect_uri: 'https://app.example.org/back/../else' }],
    ['the address with a query', { redirect_uri: 'https://app.example.org/back?x=1' }],
    ['the address with a port', { redirect_uri: 'https://app.example.org:444/back' }],
    ['the address in other letters', { redirect_uri: 'https://APP.example.org/back' }],
    ['no address', { redirect_uri: undefined }],
  ])('goes nowhere: %s', async (_what, more) => {
    const answer = await ada.get(authorizeUrl(house, { client, scope: SCOPE, more }));
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    const page = await fetch(new URL(authorizeUrl(house, { client, scope: SCOPE, more }), house.origin), {
      redirect: 'manual',
      headers: { accept: 'text/html' },
    });
    expect(page.headers.get('location')).toMatch(/^\/authorize\/failed\?error=[a-z_]+$/);
  });
});

describe('a code', () => {
  async function code(verifier: string): Promise<string> {
    return (await allow(ada, authorizeUrl(house, { client, scope: SCOPE, verifier })))['code'] ?? '';
  }

  test.each<[string, Record<string, string>]>([
    ['of another app', { client_id: 'OTHER' }],
    ['with another verifier', { code_verifier: newVerifier() }],
    ['with no verifier', { code_verifier: '' }],
    ['with another address', { redirect_uri: 'https://app.example.org/elsewhere' }],
    ['that is none', { code: 'made-up' }],
  ])('%s is refused, and stays good for whose it is', async (_what, more) => {
    const verifier = newVerifier();
    const given = await code(verifier);
    const changed = Object.fromEntries(
      Object.entries(more).map(([name, value]) => [name, value.replace('OTHER', other)]),
    );
    expect(await exchange(house, { client, code: given, verifier, more: changed })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect((await exchange(house, { client, code: given, verifier })).status).toBe(200);
  });

  test('used twice ends all that the first use gave', async () => {
    const verifier = newVerifier();
    const given = await code(verifier);
    const first = await exchange(house, { client, code: given, verifier });
    expect(await seen(first.body.access_token)).toBe(200);
    expect((await exchange(house, { client, code: given, verifier })).body.error).toBe('invalid_grant');
    expect(await seen(first.body.access_token)).toBe(401);
    expect((await refresh(first.body.refresh_token)).body.error).toBe('invalid_grant');
    expect((await exchange(house, { client, code: given, verifier })).body.error).toBe('invalid_grant');
  });

  test('is good for a minute', async () => {
    const verifier = newVerifier();
    const given = await code(verifier);
    await later(61_000, async () => {
      expect((await exchange(house, { client, code: given, verifier })).body.error).toBe('invalid_grant');
    });
  });

  test('brought by sixteen at once is exchanged once, and what was copied opens nothing', async () => {
    for (let round = 0; round < 8; round += 1) {
      const verifier = newVerifier();
      const given = await code(verifier);
      const all = await Promise.all(
        Array.from({ length: 16 }, () => exchange(house, { client, code: given, verifier })),
      );
      const won = all.filter(({ status }) => status === 200);
      const refused = all.filter(({ status }) => status !== 200);
      expect(won.length).toBeLessThanOrEqual(1);
      expect(new Set(refused.map(({ body }) => body.error))).toEqual(new Set(['invalid_grant']));
      for (const { body } of won) expect(await seen(body.access_token)).toBe(401);
    }
  });
});

test('of sixteen that use up one thing at once one has it', async () => {
  const { flows } = house.access;
  const told = await obtain(house, ada, { client, scope: SCOPE });
  const [{ id: grant } = {}] = await house.rows(`select id from access_grant order by created desc limit 1`);
  expect(told.status).toBe(200);
  await flows.keep('AuthorizationCode', 'one-of-a-kind', { grantId: String(grant) }, 60);
  const used = await Promise.all(
    Array.from({ length: 16 }, () => flows.use('AuthorizationCode', 'one-of-a-kind', String(grant))),
  );
  expect(used.filter(Boolean)).toHaveLength(1);
  const kept = await Promise.all(
    Array.from({ length: 16 }, () => flows.keepOnce('ReplayDetection', 'one-jti', {}, 60)),
  );
  expect(kept.filter(Boolean)).toHaveLength(1);
});

describe('a refresh token', () => {
  test('used twice ends all that came of it', async () => {
    const first = await obtain(house, ada, { client, scope: SCOPE });
    const second = await refresh(first.body.refresh_token);
    expect(await seen(second.body.access_token)).toBe(200);
    expect((await refresh(first.body.refresh_token)).body.error).toBe('invalid_grant');
    expect(await seen(second.body.access_token)).toBe(401);
    expect(await seen(first.body.access_token)).toBe(401);
    expect((await refresh(second.body.refresh_token)).body.error).toBe('invalid_grant');
  });

  test('brought by sixteen at once is exchanged once at most, and what was copied opens nothing', async () => {
    const first = await obtain(house, ada, { client, scope: SCOPE });
    const all = await Promise.all(Array.from({ length: 16 }, () => refresh(first.body.refresh_token)));
    expect(all.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    for (const { body } of all) expect(await seen(body.access_token)).toBe(401);
    expect(await seen(first.body.access_token)).toBe(401);
  });

  test.each<[string, Record<string, string>, string]>([
    ['of another app', { client_id: 'OTHER' }, 'invalid_grant'],
    ['that asks for more', { scope: `${SCOPE} user/*.rs` }, 'invalid_scope'],
    ['that asks for the same wider', { scope: 'patient/*.cruds' }, 'invalid_scope'],
  ])('%s is refused, and stays good', async (_what, more, error) => {
    const first = await obtain(house, ada, { client, scope: SCOPE });
    const changed = Object.fromEntries(
      Object.entries(more).map(([name, value]) => [name, value.replace('OTHER', other)]),
    );
    expect((await refresh(first.body.refresh_token, changed)).body.error).toBe(error);
    expect((await refresh(first.body.refresh_token)).status).toBe(200);
  });

  test('that nobody used for 90 days is over', async () => {
    const first = await obtain(house, ada, { client, scope: SCOPE });
    await later(91 * 24 * HOUR, async () =>
      expect((await refresh(first.body.refresh_token)).body.error).toBe('invalid_grant'),
    );
  });
});

test('an access token is good for an hour', async () => {
  const { body } = await obtain(house, ada, { client, scope: SCOPE });
  await later(HOUR - 5000, async () => expect(await seen(body.access_token)).toBe(200));
  await later(HOUR + 1000, async () => expect(await seen(body.access_token)).toBe(401));
});

describe('an opening from a chart', () => {
  async function opening(visitor: Visitor, app: string): Promise<string> {
    const opened = await visitor.send('/app/launches', { app, patient: 'ada' });
    return new URL(((await opened.json()) as { url: string }).url).searchParams.get('launch')!;
  }
  const asking = (app: string, launch: string) =>
    authorizeUrl(house, { client: app, scope: 'launch patient/*.rs', more: { launch } });

  test('used twice is refused, before and after anybody is asked', async () => {
    const launch = await opening(ada, client);
    const step = await beginStep(ada, asking(client, launch));
    expect(await allow(ada, asking(client, launch))).toHaveProperty('code');
    expect(returned(await ada.get(asking(client, launch)))).toMatchObject({ error: 'invalid_request' });
    expect((await ada.send(`${step}/allow`, { scopes: ['launch', 'patient/*.rs'] })).status).toBe(403);
  });

  test('allowed twice at once is allowed once', async () => {
    const launch = await opening(ada, client);
    const steps = [ada, house.visitor(), house.visitor()];
    for (const visitor of steps.slice(1)) await visitor.signIn('ada');
    const begun = await Promise.all(steps.map((visitor) => beginStep(visitor, asking(client, launch))));
    const answers = await Promise.all(
      steps.map((visitor, at) => visitor.send(`${begun[at]}/allow`, { scopes: ['launch', 'patient/*.rs'] })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('of another app is refused', async () => {
    expect(returned(await ada.get(asking(other, await opening(ada, client))))).toMatchObject({
      error: 'invalid_request',
    });
  });

  test('of another person is refused', async () => {
    const launch = await opening(ada, client);
    const ben = house.visitor();
    await ben.signIn('ben');
    const step = await beginStep(ben, asking(client, launch));
    expect((await ben.get(`${step}/details`)).status).toBe(403);
    expect((await ben.send(`${step}/allow`, { scopes: ['patient/*.rs'] })).status).toBe(403);
    expect(await allow(ada, asking(client, launch))).toHaveProperty('code');
  });

  test('is good for five minutes', async () => {
    const launch = await opening(ada, client);
    await later(5 * 60_000 + 1000, async () =>
      expect(returned(await ada.get(asking(client, launch)))).toMatchObject({ error: 'invalid_request' }),
    );
  });
});

describe('the page that asks', () => {
  const url = () => authorizeUrl(house, { client, scope: SCOPE });

  test('answers the browser that began alone, signed in, from its own page', async () => {
    const step = await beginStep(ada, url());
    const thief = house.visitor();
    await thief.signIn('ben');
    expect((await thief.get(`${step}/details`)).status).toBe(410);
    expect((await thief.send(`${step}/allow`, { scopes: ['patient/*.rs'] })).status).toBe(410);
    const nobody = house.visitor();
    const began = await beginStep(nobody, url());
    expect((await nobody.get(`${began}/details`)).status).toBe(401);
    const other_ = await beginStep(ada, url());
    expect((await ada.get(`${other_}x/details`)).status).toBe(410);
    const { body } = await obtain(house, ada, { client, scope: 'patient/*.rs user/*.rs' });
    const byToken = await fetch(`${house.origin}${step}/details`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect(byToken.status).toBe(403);
    const foreign = await house.ask({
      method: 'POST',
      url: `${step}/allow`,
      headers: {
        origin: 'https://elsewhere.example.org',
        cookie: 'throughline_session=x',
        'content-type': 'application/json',
      },
      payload: '{"scopes":[]}',
    });
    expect([401, 403]).toContain(foreign.statusCode);
  });

  test('grants no scope that was not asked, nor another’s record', async () => {
    const verifier = newVerifier();
    const asked = authorizeUrl(house, { client, scope: 'launch/patient patient/Observation.rs', verifier });
    const { code = '' } = await allow(ada, asked, {
      scopes: ['patient/Observation.rs', 'user/*.rs', 'patient/*.cruds'],
    });
    const told = await exchange(house, { client, code, verifier });
    expect(told.body.scope).toBe('launch/patient patient/Observation.rs');
    const step = await beginStep(ada, url());
    expect((await ada.send(`${step}/allow`, { scopes: ['patient/*.rs'], patient: 'ben' })).status).toBe(403);
    expect((await ada.send(`${step}/allow`, { scopes: 'all' })).status).toBe(400);
  });

  test('is over after half an hour', async () => {
    const step = await beginStep(ada, url());
    await later(31 * 60_000, async () => expect((await ada.get(`${step}/details`)).status).toBe(410));
  });

  test('lets nobody go on whose step was answered in another browser', async () => {
    const attacker = house.visitor();
    const begun = await beginStep(attacker, url());
    // The victim is given the address of the step and allows it: their browser never began it.
    expect((await ada.send(`${begun}/allow`, { scopes: ['patient/*.rs'] })).status).toBe(410);
    const uid = begun.split('/').at(-1);
    expect((await attacker.get(`/oauth/authorize/${uid}`)).headers.get('location')).not.toMatch(/code=/);
  });
});
