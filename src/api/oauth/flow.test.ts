import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  PASSWORD,
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
import { verified } from '../../../test/smart/jwt.ts';

let house: SmartHouse;
let ada: Visitor;
let physician: Visitor;
beforeAll(async () => {
  house = await openSmartHouse();
});
beforeEach(async () => {
  ada = house.visitor();
  await ada.signIn('ada');
  physician = house.visitor();
  await physician.signIn('physician');
});
afterAll(() => house?.close());

const status = async (token: string | undefined, path: string) => (await readAs(house, token, path)).status;

/** Opens an app on a chart, as the page of the chart does. */
async function open(visitor: Visitor, app: string, more: object): Promise<URL> {
  const opened = await visitor.send('/app/launches', { app, ...more });
  expect(opened.status).toBe(200);
  return new URL(((await opened.json()) as { url: string }).url);
}

describe('a patient’s app that comes by itself', () => {
  test('reads their record and nobody else’s', async () => {
    const { app } = await house.register({});
    const scope = 'openid fhirUser launch/patient patient/Observation.rs';
    const told = await obtain(house, ada, { client: app.id, scope });
    expect(told).toMatchObject({
      status: 200,
      body: {
        token_type: 'Bearer',
        expires_in: 3600,
        patient: 'ada',
        need_patient_banner: true,
        smart_style_url: `${house.origin}/oauth/style.json`,
        scope,
      },
    });
    expect(told.body.refresh_token).toBeUndefined();
    const token = told.body.access_token;
    expect(await status(token, 'Observation/weight-ada')).toBe(200);
    expect(await status(token, 'Observation/weight-ben')).toBe(404);
    expect(await status(token, 'Condition/problem-ada')).toBe(403);
    const found = (await (await readAs(house, token, 'Observation')).json()) as { entry: unknown[] };
    expect(found.entry).toHaveLength(1);
    for (const url of ['/app/me', '/app/home', '/app/apps', '/app/consents', '/app/patients/ada/record']) {
      expect((await house.ask({ url, headers: { authorization: `Bearer ${token}` } })).statusCode, url).toBe(403);
    }
  });

  test('is told who signed in by a signed token', async () => {
    const { app } = await house.register({});
    const asked = { client: app.id, scope: 'openid fhirUser profile', more: { nonce: 'n-1' } };
    const { body } = await obtain(house, ada, asked);
    const jwks = (await (await fetch(`${house.origin}/oauth/jwks`)).json()) as Parameters<typeof verified>[1];
    for (const key of jwks.keys) expect(key).not.toHaveProperty('d');
    expect(verified(body.id_token!, jwks)).toMatchObject({
      iss: `${house.origin}/oauth`,
      aud: app.id,
      nonce: 'n-1',
      fhirUser: `${house.base}/Patient/ada`,
      name: 'The ada',
    });
  });

  test('gets what was left in, and asks again for more alone', async () => {
    const { app } = await house.register({});
    const asked = { client: app.id, scope: 'launch/patient patient/Observation.rs patient/Condition.rs' };
    const told = await obtain(house, ada, asked, { scopes: ['patient/Condition.rs'] });
    expect(told.body.scope).toBe('launch/patient patient/Condition.rs');
    expect(await status(told.body.access_token, 'Observation/weight-ada')).toBe(403);
    const details = async (scope: string, more = {}) => {
      const step = await beginStep(ada, authorizeUrl(house, { client: app.id, scope, more }));
      return (await (await ada.get(`${step}/details`)).json()) as object;
    };
    expect(await details(asked.scope)).toMatchObject({ remembered: ['launch/patient', 'patient/Condition.rs'] });
    expect(await details(asked.scope, { prompt: 'consent' })).not.toHaveProperty('remembered');
    expect(await details(`${asked.scope} patient/Encounter.rs`)).not.toHaveProperty('remembered');
    expect(await details('launch/patient patient/Observation.rs')).not.toHaveProperty('remembered');
  });

  test('that is returned to on the own machine is asked about every time', async () => {
    const redirect = 'http://127.0.0.1:9999/back';
    const { app } = await house.register({ redirectUris: [redirect] });
    const url = authorizeUrl(house, { client: app.id, scope: 'patient/*.rs', more: { redirect_uri: redirect } });
    for (let time = 0; time < 2; time += 1) {
      const step = await beginStep(ada, url);
      const details = (await (await ada.get(`${step}/details`)).json()) as { scopes: string[] };
      expect(details).not.toHaveProperty('remembered');
      expect((await ada.send(`${step}/allow`, { scopes: details.scopes })).status).toBe(200);
    }
  });

  test('is not asked about for what its person may not do either', async () => {
    const { app } = await house.register({ scopes: ['patient/*.cruds', 'user/AuditEvent.rs'] });
    const step = await beginStep(
      ada,
      authorizeUrl(house, { client: app.id, scope: 'patient/*.cruds user/AuditEvent.rs' }),
    );
    expect(await (await ada.get(`${step}/details`)).json()).toMatchObject({
      scopes: ['patient/*.rs'],
    });
    const none = await beginStep(ada, authorizeUrl(house, { client: app.id, scope: 'user/AuditEvent.rs' }));
    expect((await ada.get(`${none}/details`)).status).toBe(403);
  });

  test('is let in by who acts for them, in that person’s own name', async () => {
    const { app } = await house.register({});
    const acting = { role: 'patient', patient: 'Patient/ada', proxy: 'RelatedPerson/mother' } as const;
    await house.access.createAccount({ username: 'mother', password: PASSWORD, name: 'The mother', ...acting });
    const mother = house.visitor();
    await mother.signIn('mother');
    const told = await obtain(house, mother, { client: app.id, scope: 'openid fhirUser launch/patient patient/*.rs' });
    const jwks = (await (await fetch(`${house.origin}/oauth/jwks`)).json()) as Parameters<typeof verified>[1];
    expect(verified(told.body.id_token!, jwks)).toMatchObject({ fhirUser: `${house.base}/RelatedPerson/mother` });
    expect(told.body['patient']).toBe('ada');
    expect(await status(told.body.access_token, 'Observation/weight-ada')).toBe(200);
    expect(await status(told.body.access_token, 'Observation/weight-ben')).toBe(404);
    const mine = (await (await ada.get('/app/consents')).json()) as { consents: { app: { id: string } }[] };
    expect(mine.consents.map((one) => one.app.id)).not.toContain(app.id);
  });

  test('says no in the person’s name', async () => {
    const { app } = await house.register({});
    const step = await beginStep(ada, authorizeUrl(house, { client: app.id, scope: 'patient/*.rs' }));
    const { location } = (await (await ada.send(`${step}/deny`, {})).json()) as { location: string };
    expect(returned(await ada.get(location))).toMatchObject({ error: 'access_denied', state: 'a-state' });
  });
});

describe('an app that is opened from a chart', () => {
  test('has its patient and visit, and what its opener may read', async () => {
    const { app } = await house.register({ users: 'staff' });
    const url = await open(physician, app.id, { patient: 'ben', encounter: 'visit-ben' });
    expect(url.origin + url.pathname).toBe('https://app.example.org/launch');
    expect(url.searchParams.get('iss')).toBe(house.base);
    const scope = 'openid fhirUser launch patient/Observation.rs user/Condition.rs';
    const asked = { client: app.id, scope, more: { launch: url.searchParams.get('launch')! } };
    const { status: code, body } = await obtain(house, physician, asked);
    expect({ code, patient: body['patient'], encounter: body['encounter'], scope: body.scope }).toEqual({
      code: 200,
      patient: 'ben',
      encounter: 'visit-ben',
      scope,
    });
    expect(await status(body.access_token, 'Observation/weight-ben')).toBe(200);
    expect(await status(body.access_token, 'Observation/weight-ada')).toBe(404);
    expect(await status(body.access_token, 'Condition/problem-ada')).toBe(200);
    const known = await house.access.tokenCaller(body.access_token!).caller;
    expect(known).toMatchObject({
      kind: 'token',
      name: 'The physician',
      role: 'physician',
      practitioner: 'Practitioner/doc',
      patient: 'ben',
      client: app.id,
      scopes: scope.split(' '),
    });
  });

  test('is listed for those it is for, and opens on no record that they cannot', async () => {
    const { app } = await house.register({ users: 'staff', name: 'For staff alone' });
    const names = async (visitor: Visitor) =>
      ((await (await visitor.get('/app/launchable')).json()) as { apps: { name: string }[] }).apps.map(
        ({ name }) => name,
      );
    expect(await names(physician)).toContain('For staff alone');
    expect(await names(ada)).not.toContain('For staff alone');
    expect((await ada.send('/app/launches', { app: app.id, patient: 'ada' })).status).toBe(403);
    const { app: other } = await house.register({});
    expect((await ada.send('/app/launches', { app: other.id, patient: 'ben' })).status).toBe(404);
    expect(
      (await physician.send('/app/launches', { app: other.id, patient: 'ada', encounter: 'visit-ben' })).status,
    ).toBe(400);
  });
});

test('of staff an app that comes by itself is for whom they choose', async () => {
  const { app } = await house.register({});
  const verifier = newVerifier();
  const url = authorizeUrl(house, { client: app.id, scope: 'launch/patient launch/encounter patient/*.rs', verifier });
  const step = await beginStep(physician, url);
  const details = (await (await physician.get(`${step}/details`)).json()) as { scopes: string[] };
  expect(details).toMatchObject({ picks: true, picksEncounter: true });
  const visits = await (await physician.send(`${step}/encounters`, { patient: 'ada' })).json();
  expect(visits).toMatchObject({ encounters: [{ id: 'visit-ada', at: '2026-01-02T09:00:00Z' }] });
  const refused = [
    { scopes: details.scopes },
    { scopes: details.scopes, patient: 'ada', encounter: 'visit-ben' },
    { scopes: details.scopes, patient: 'nobody' },
    { scopes: details.scopes, patient: '../x' },
  ];
  for (const answer of refused) {
    expect((await physician.send(`${step}/allow`, answer)).status, JSON.stringify(answer)).toBeGreaterThanOrEqual(400);
  }
  const allowed = await physician.send(`${step}/allow`, {
    scopes: details.scopes,
    patient: 'ada',
    encounter: 'visit-ada',
  });
  const { location } = (await allowed.json()) as { location: string };
  const { code = '' } = returned(await physician.get(location));
  const { body } = await exchange(house, { client: app.id, code, verifier });
  expect(body).toMatchObject({ patient: 'ada', encounter: 'visit-ada' });
});

test('the question may be posted', async () => {
  const { app } = await house.register({});
  const url = new URL(authorizeUrl(house, { client: app.id, scope: 'patient/*.rs' }), house.origin);
  const answer = await fetch(new URL(url.pathname, house.origin), {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: url.searchParams.toString(),
  });
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    expect.stringMatching(/^\/oauth\/interaction\//),
  ]);
});

describe('refreshing', () => {
  test('gives a new token each time, narrower where that is asked', async () => {
    const { app } = await house.register({});
    const scope = 'offline_access launch/patient patient/Observation.rs patient/Condition.rs';
    const first = await obtain(house, ada, { client: app.id, scope });
    const refresh = (token: string | undefined, more: Record<string, string> = {}) =>
      post(house, '/oauth/token', { grant_type: 'refresh_token', refresh_token: token!, client_id: app.id, ...more });
    const second = await refresh(first.body.refresh_token, { scope: 'patient/Observation.rs' });
    expect(second).toMatchObject({ status: 200, body: { scope: 'patient/Observation.rs', patient: 'ada' } });
    expect(second.body.refresh_token).not.toBe(first.body.refresh_token);
    expect(await status(second.body.access_token, 'Condition/problem-ada')).toBe(403);
    const third = await refresh(second.body.refresh_token);
    expect(third.body.scope).toBe(scope);
    expect(await status(third.body.access_token, 'Condition/problem-ada')).toBe(200);
  });

  test('offline outlives the session, online and neither end with it', async () => {
    const { app } = await house.register({});
    const tokens: Record<string, Awaited<ReturnType<typeof obtain>>['body']> = {};
    for (const kind of ['offline_access', 'online_access', 'launch/patient']) {
      tokens[kind] = (
        await obtain(house, ada, { client: app.id, scope: `${kind} patient/*.rs`, more: { prompt: 'consent' } })
      ).body;
      expect(await status(tokens[kind].access_token, 'Observation/weight-ada')).toBe(200);
    }
    expect(tokens['launch/patient']!.refresh_token).toBeUndefined();
    expect((await ada.send('/app/sign-out', {})).status).toBe(204);
    const after = async (kind: string) => {
      const refreshed = await post(house, '/oauth/token', {
        grant_type: 'refresh_token',
        refresh_token: tokens[kind]!.refresh_token ?? '',
        client_id: app.id,
      });
      return [await status(tokens[kind]!.access_token, 'Observation/weight-ada'), refreshed.status];
    };
    expect(await after('offline_access')).toEqual([200, 200]);
    expect(await after('online_access')).toEqual([401, 400]);
    expect(await after('launch/patient')).toEqual([401, 400]);
  });
});

test('prompt=login asks for a sign-in that is younger than the question', async () => {
  const { app } = await house.register({});
  await new Promise((done) => setTimeout(done, 1100));
  const step = await beginStep(
    ada,
    authorizeUrl(house, { client: app.id, scope: 'openid', more: { prompt: 'login' } }),
  );
  expect((await ada.get(`${step}/details`)).status).toBe(401);
  await ada.signIn('ada');
  expect((await ada.get(`${step}/details`)).status).toBe(200);
});
