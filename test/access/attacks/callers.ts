import { join } from 'node:path';
import { buildServer } from '../../../src/api/index.ts';
import { type Caller, configFrom, silentLog } from '../../../src/base/index.ts';
import type { LightMyRequestResponse } from 'fastify';
import type { House } from '../../house.ts';
import { signedIn } from '../people.ts';
import type { Ask } from './attack.ts';
import { BORN, TWINS } from './twins.ts';

export type Asking = (ask: Ask) => Promise<LightMyRequestResponse>;

/** Somebody who may not see what is hidden of the twin that is asked about. */
export type Kind = { kind: string; isKnown: boolean; of(who: string): Asking };

type Headers = Record<string, string>;
type Inject = (ask: Ask, headers: Headers) => Promise<LightMyRequestResponse>;

/** Everybody who must not get through, and the software itself, which sees all. */
export async function everyKind(house: House): Promise<{ kinds: Kind[]; all: Asking; close(): Promise<void> }> {
  const proxies = new Map(TWINS.map((who) => [`proxy-of-${who}`, proxyOf(who)]));
  const server = await buildServer({
    config: configFrom({}),
    record: house.record,
    // A proxy's account is made elsewhere: here is whom the door would let in for it.
    access: {
      ...house.access,
      tokenCaller: (bearer) => {
        const proxy = proxies.get(bearer);
        return proxy ? { known: null, caller: Promise.resolve(proxy) } : house.access.tokenCaller(bearer);
      },
    },
    log: silentLog,
    webFolder: join(import.meta.dirname, 'no-such-folder'),
  });
  const inject: Inject = ({ method = 'GET', url, body, headers }, own) =>
    server.inject({
      method,
      url,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }), ...own, ...headers },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const as =
    (headers: Headers): Asking =>
    (ask) =>
      inject(ask, headers);
  const same = (kind: string, headers: Headers, isKnown = true): Kind => ({ kind, isKnown, of: () => as(headers) });
  const each = (kind: string, headers: Record<string, Headers>): Kind => ({
    kind,
    isKnown: true,
    of: (who) => as(headers[who]!),
  });
  const cookie = async (who: Parameters<typeof signedIn>[1]): Promise<Headers> => ({
    cookie: (await signedIn(house, who)).cookie,
    'sec-fetch-site': 'same-origin',
  });
  const eachTwin = async (make: (who: string) => Promise<Headers>): Promise<Record<string, Headers>> =>
    Object.fromEntries(await Promise.all(TWINS.map(async (who) => [who, await make(who)] as const)));

  const heart = 'Organization/heart';
  const kinds: Kind[] = [
    same(
      'staff without a consent',
      await cookie({ username: 'cardiologist', role: 'physician', practitioner: 'cardiologist', site: heart }),
    ),
    same('the desk', await cookie({ username: 'registrar', role: 'registrar', site: heart })),
    same('the administrator', await cookie({ username: 'admin', role: 'administrator', site: heart })),
    each('the patient', await eachTwin((who) => cookie({ username: who, role: 'patient', patient: who }))),
    same('another patient', await cookie({ username: 'lee', role: 'patient', patient: 'lee' })),
    each('the proxy of an adolescent', await eachTwin(async (who) => ({ authorization: `Bearer proxy-of-${who}` }))),
    each('a token bound to the patient', await eachTwin((who) => house.as('physician', { patient: who }))),
    each(
      'a token with the scopes of the patient',
      await eachTwin((who) => house.as('physician', { patient: who, scopes: ['patient/*.cruds'] })),
    ),
    same('a token with every scope', await house.as('physician', { scopes: ['user/*.cruds', 'system/*.cruds'] })),
    same(
      'a token with few scopes',
      await house.as('physician', { scopes: ['user/Patient.rs', 'user/Observation.rs'] }),
    ),
    same('nobody', {}, false),
    same('somebody whose token is over', await expired(house), false),
  ];
  return { kinds, all: as(await house.as('system')), close: () => server.close() };
}

function proxyOf(who: string): Caller {
  return {
    kind: 'account',
    id: `account-of-${who}`,
    name: 'Parent Bird',
    role: 'patient',
    patient: who,
    proxy: `RelatedPerson/${who}-parent`,
    born: BORN,
  };
}

/** One that was known a moment ago, which the door remembers. */
async function expired(house: House): Promise<Headers> {
  const headers = await house.as('physician');
  await house.ask({ url: '/fhir/Patient', headers });
  await house.rows(`update access_token set expires = now() - interval '1 second'
    where created = (select max(created) from access_token)`);
  return headers;
}
