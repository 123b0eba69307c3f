import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SYSTEM } from '../../base/index.ts';
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

describe('what ends it', () => {
  const scope = 'offline_access launch/patient patient/*.rs';
  const refreshWith = (client: string, token: string | undefined) =>
    post(house, '/oauth/token', { grant_type: 'refresh_token', refresh_token: token!, client_id: client });

  test('the person, on their page: at once, and they are asked again', async () => {
    const { app } = await house.register({ name: 'A diary' });
    const { body } = await obtain(house, ada, { client: app.id, scope });
    const listed = ((await (await ada.get('/app/consents')).json()) as { consents: { app: { id: string } }[] })
      .consents;
    expect(listed.find((one) => one.app.id === app.id)).toMatchObject({
      app: { id: app.id, name: 'A diary' },
      patient: 'ada',
      scopes: scope.split(' '),
      since: expect.any(String),
      lastUsed: expect.any(String),
    });
    const ben = house.visitor();
    await ben.signIn('ben');
    expect((await ben.send('/app/consents/end', { app: app.id, patient: 'ada' })).status).toBe(204);
    expect(await status(body.access_token, 'Observation/weight-ada')).toBe(200);
    expect((await ada.send('/app/consents/end', { app: app.id, patient: 'ada' })).status).toBe(204);
    expect(await status(body.access_token, 'Observation/weight-ada')).toBe(401);
    expect((await refreshWith(app.id, body.refresh_token)).body.error).toBe('invalid_grant');
    const step = await beginStep(ada, authorizeUrl(house, { client: app.id, scope }));
    expect(await (await ada.get(`${step}/details`)).json()).not.toHaveProperty('remembered');
  });

  test('the administrator, who shuts the app out', async () => {
    const { app } = await house.register({});
    const { body } = await obtain(house, ada, { client: app.id, scope });
    const step = await beginStep(ada, authorizeUrl(house, { client: app.id, scope }));
    const admin = house.visitor();
    await admin.signIn('admin');
    expect((await ada.send(`/app/apps/${app.id}/disable`, { disabled: true })).status).toBe(403);
    expect((await admin.send(`/app/apps/${app.id}/disable`, { disabled: true })).status).toBe(200);
    expect(await status(body.access_token, 'Observation/weight-ada')).toBe(401);
    expect((await refreshWith(app.id, body.refresh_token)).body.error).toBe('invalid_client');
    expect((await ada.send(`${step}/allow`, { scopes: scope.split(' ') })).status).toBe(403);
    expect((await ada.get(authorizeUrl(house, { client: app.id, scope }))).status).toBe(400);
    expect((await admin.send(`/app/apps/${app.id}/disable`, { disabled: false })).status).toBe(200);
    expect((await obtain(house, ada, { client: app.id, scope })).status).toBe(200);
  });

  test('the administrator, who disables the account or ends what it was', async () => {
    const { app } = await house.register({});
    const make = (username: string) =>
      house.access.createAccount({ username, password: PASSWORD, name: 'N', role: 'patient', patient: 'ada' });
    const [closed, changed] = [await make('to.be.closed'), await make('to.be.changed')];
    const allow = async (username: string) => {
      const visitor = house.visitor();
      await visitor.signIn(username);
      return (await obtain(house, visitor, { client: app.id, scope })).body;
    };
    const [first, second] = [await allow('to.be.closed'), await allow('to.be.changed')];
    for (const { access_token } of [first, second])
      expect(await status(access_token, 'Observation/weight-ada')).toBe(200);
    await house.access.manage.disable(SYSTEM, closed.id);
    await house.access.manage.endAssignment(SYSTEM, changed.id, changed.assignment, null);
    for (const { access_token, refresh_token } of [first, second]) {
      expect(await status(access_token, 'Observation/weight-ada')).toBe(401);
      expect((await refreshWith(app.id, refresh_token)).body.error).toBe('invalid_grant');
    }
    await house.access.manage.enable(SYSTEM, closed.id);
    expect(await status(first.access_token, 'Observation/weight-ada'), 'and stays so').toBe(401);
  });

  test.each(['disables the account', 'resets its password', 'takes its second factors', 'ends its role'])(
    'the administrator, who %s',
    async (how) => {
      const username = `someone-${how.replaceAll(' ', '-')}`;
      const made = { username, password: PASSWORD, name: 'Some One', role: 'patient', patient: 'Patient/ada' } as const;
      const { id } = await house.access.createAccount(made);
      const someone = house.visitor();
      await someone.signIn(username);
      const { app } = await house.register({});
      const { body } = await obtain(house, someone, { client: app.id, scope });
      expect(await status(body.access_token, 'Observation/weight-ada')).toBe(200);
      const { manage } = house.access;
      const [assignment] = await house.access.assignments(id);
      if (how === 'disables the account') await manage.disable(SYSTEM, id);
      else if (how === 'resets its password') await manage.resetPassword(SYSTEM, id);
      else if (how === 'takes its second factors') await manage.removeFactors(SYSTEM, id);
      else await manage.endAssignment(SYSTEM, id, assignment!.id, null);
      expect(await status(body.access_token, 'Observation/weight-ada')).toBe(401);
      expect((await refreshWith(app.id, body.refresh_token)).body.error).toBe('invalid_grant');
    },
  );

  test('a role that ends by itself', async () => {
    const made = {
      username: 'for-a-while',
      password: PASSWORD,
      name: 'Some One',
      role: 'patient',
      patient: 'Patient/ada',
    } as const;
    const { id } = await house.access.createAccount(made);
    const someone = house.visitor();
    await someone.signIn('for-a-while');
    const { app } = await house.register({});
    const { body } = await obtain(house, someone, { client: app.id, scope });
    await house.rows(`update access_assignment set ends = now() - interval '1 second' where account = '${id}'`);
    expect(await status(body.access_token, 'Observation/weight-ada')).toBe(401);
    expect((await refreshWith(app.id, body.refresh_token)).body.error).toBe('invalid_grant');
  });

  test('the app itself (RFC 7009), and no other', async () => {
    const { app } = await house.register({});
    const { app: other } = await house.register({});
    const { body } = await obtain(house, ada, { client: app.id, scope });
    await post(house, '/oauth/revoke', { token: body.refresh_token!, client_id: other.id });
    expect(await status(body.access_token, 'Observation/weight-ada')).toBe(200);
    expect((await post(house, '/oauth/revoke', { token: 'unknown', client_id: app.id })).status).toBe(200);
    expect((await post(house, '/oauth/revoke', { token: body.refresh_token!, client_id: app.id })).status).toBe(200);
    expect(await status(body.access_token, 'Observation/weight-ada')).toBe(401);
    expect((await refreshWith(app.id, body.refresh_token)).body.error).toBe('invalid_grant');
  });
});

test('a token is told about to its app and to who may ask (RFC 7662)', async () => {
  const { app } = await house.register({});
  const { app: asker, secret = '' } = await house.register({ kind: 'confidential-symmetric', introspects: true });
  const { app: stranger, secret: strange = '' } = await house.register({ kind: 'confidential-symmetric' });
  const { body } = await obtain(house, ada, {
    client: app.id,
    scope: 'openid fhirUser launch/patient patient/Observation.rs',
  });
  const ask = (client: string, by: string, token: string) =>
    post(house, '/oauth/introspect', { token, client_id: client, client_secret: by });
  const told = (await ask(asker.id, secret, body.access_token!)).body;
  expect(told).toMatchObject({
    active: true,
    scope: 'openid fhirUser launch/patient patient/Observation.rs',
    client_id: app.id,
    patient: 'ada',
    fhirUser: `${house.base}/Patient/ada`,
    aud: house.base,
    iss: `${house.origin}/oauth`,
    exp: expect.any(Number),
  });
  expect((await ask(stranger.id, strange, body.access_token!)).body).toEqual({ active: false });
  expect((await ask(asker.id, secret, 'unknown')).body).toEqual({ active: false });
  expect((await ask(asker.id, 'wrong', body.access_token!)).status).toBe(401);
  expect(
    (await post(house, '/oauth/introspect', { token: body.access_token!, client_id: app.id })).body['active'],
  ).toBe(true);
});

test('every act is in the audit, and of no secret more than a hash is kept', async () => {
  const { app: opened } = await house.register({});
  expect((await ada.send('/app/launches', { app: opened.id, patient: 'ada' })).status).toBe(200);
  const { app, secret = '' } = await house.register({ kind: 'confidential-symmetric' });
  const verifier = newVerifier();
  const step = await beginStep(
    ada,
    authorizeUrl(house, { client: app.id, scope: 'offline_access patient/*.rs', verifier }),
  );
  const allowed = await ada.send(`${step}/allow`, { scopes: ['offline_access', 'patient/*.rs'] });
  const { location } = (await allowed.json()) as { location: string };
  const { code = '' } = returned(await ada.get(location));
  const { body } = await exchange(house, { client: app.id, code, verifier, more: { client_secret: secret } });
  const rows = await house.rows(
    `select action, agent_name, id, patient from audit where action like 'app-%' order by sequence`,
  );
  const actions = new Set(rows.map((row) => row['action']));
  for (const action of ['register', 'launch', 'allow', 'token', 'end', 'disable', 'enable', 'revoke']) {
    expect([...actions], action).toContain(`app-${action}`);
  }
  expect(rows.slice(-3)).toMatchObject([
    { action: 'app-register', agent_name: 'Throughline', id: app.id },
    { action: 'app-allow', agent_name: 'The ada', id: app.id, patient: 'ada' },
    { action: 'app-token', agent_name: 'The ada', id: app.id, patient: 'ada' },
  ]);
  const tables = [
    'audit',
    'access_artifact',
    'access_token',
    'access_grant',
    'access_consent',
    'access_app',
    'access_launch',
  ];
  const kept = (await Promise.all(tables.map((table) => house.rows(`select t::text as row from ${table} t`)))).flat();
  const text = kept.map((row) => String(row['row'])).join('\n');
  expect(text).toContain(app.id);
  for (const one of [secret, verifier, code, body.access_token!, body.refresh_token!, step.split('/').at(-1)!]) {
    expect(one).not.toBe('');
    expect(text).not.toContain(one);
  }
});
