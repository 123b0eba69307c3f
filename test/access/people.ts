import type { LightMyRequestResponse } from 'fastify';
import type { Role } from '../../src/base/index.ts';
import type { Resource } from '../../src/fhir/index.ts';
import type { House } from '../house.ts';

/** Somebody who has signed in, and asks as a page of the app would. */
export type Person = {
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  send(
    method: 'POST' | 'PUT' | 'DELETE' | 'PATCH',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  /** Ids (`Type/id`) of a bundle that an address answers with. */
  ids(url: string): Promise<string[]>;
  cookie: string;
  accountId: string;
};

const PASSWORD = 'a long enough phrase of words';

/** An account with its person and site, signed in. */
export async function signedIn(
  house: House,
  who: { username: string; role: Role; practitioner?: string; patient?: string; proxy?: string; site?: string },
): Promise<Person> {
  const account = await house.access.createAccount({ password: PASSWORD, name: who.username, ...who });
  const answer = await house.ask({
    method: 'POST',
    url: '/app/sign-in',
    headers: { 'sec-fetch-site': 'same-origin' },
    payload: { username: who.username, password: PASSWORD },
  });
  const cookie = String(answer.headers['set-cookie']).split(';')[0]!;
  const own = { cookie, 'sec-fetch-site': 'same-origin' };
  const get = (url: string, headers: Record<string, string> = {}) =>
    house.ask({ method: 'GET', url, headers: { ...own, ...headers } });
  return {
    cookie,
    accountId: account.id,
    get,
    send: (method, url, body, headers = {}) =>
      house.ask({
        method,
        url,
        headers: { ...own, ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }), ...headers },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      }),
    async ids(url) {
      const answered = await get(url);
      if (answered.statusCode !== 200) throw new Error(`${url}: ${answered.statusCode} ${answered.body}`);
      const { entry = [] } = answered.json<{ entry?: { resource: Resource }[] }>();
      return entry.map(({ resource }) => `${resource.resourceType}/${resource.id}`).sort();
    },
  };
}
