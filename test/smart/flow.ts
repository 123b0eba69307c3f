import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { NewApp, RegisteredApp } from '../../src/access/index.ts';
import { SYSTEM } from '../../src/base/index.ts';
import { openTestHouse, type House, type HouseOptions } from '../house.ts';

export const PASSWORD = 'long-enough-for-a-test';
export const REDIRECT = 'https://app.example.org/back';

/** A person's browser, as far as a flow needs one: it keeps cookies by their path, and follows nothing by itself. */
export type Visitor = {
  get(url: string): Promise<Response>;
  send(url: string, body: unknown): Promise<Response>;
  signIn(username: string): Promise<void>;
};

/** A house that listens, with a physician, a nurse and two patients. */
export type SmartHouse = House & {
  origin: string;
  base: string;
  register(app: Partial<NewApp>): Promise<RegisteredApp>;
  visitor(): Visitor;
};

export const PATIENTS = ['ada', 'ben'] as const;

export async function listen(server: FastifyInstance): Promise<string> {
  await server.listen({ port: 0, host: '127.0.0.1' });
  const address = server.server.address();
  if (typeof address !== 'object' || !address) throw new Error('it does not listen');
  return `http://127.0.0.1:${address.port}`;
}

export async function fill(house: Pick<House, 'ask' | 'as' | 'access'>): Promise<void> {
  const physician = await house.as('physician');
  const put = async (type: string, id: string, body: object) => {
    const answer = await house.ask({
      method: 'PUT',
      url: `/fhir/${type}/${id}`,
      headers: { ...physician, 'content-type': 'application/fhir+json' },
      payload: JSON.stringify({ resourceType: type, id, ...body }),
    });
    if (answer.statusCode !== 201) throw new Error(answer.body);
  };
  for (const id of PATIENTS) {
    await put('Patient', id, { name: [{ family: 'Example', given: [id] }], birthDate: '1980-02-03' });
    await put('Encounter', `visit-${id}`, {
      status: 'finished',
      class: { code: 'AMB' },
      subject: { reference: `Patient/${id}` },
      period: { start: '2026-01-02T09:00:00Z' },
    });
    await put('Observation', `weight-${id}`, {
      status: 'final',
      code: { text: 'Weight' },
      subject: { reference: `Patient/${id}` },
      valueQuantity: { value: 70, unit: 'kg' },
    });
    await put('Condition', `problem-${id}`, { code: { text: 'Asthma' }, subject: { reference: `Patient/${id}` } });
  }
  const account = (username: string, role: 'physician' | 'nurse' | 'administrator' | 'patient', more: object) =>
    house.access.createAccount({ username, password: PASSWORD, name: `The ${username}`, role, ...more });
  await account('physician', 'physician', { practitioner: 'Practitioner/doc' });
  await account('nurse', 'nurse', { practitioner: 'Practitioner/nurse' });
  await account('ada', 'patient', { patient: 'Patient/ada' });
  await account('ben', 'patient', { patient: 'Patient/ben' });
  await account('admin', 'administrator', {});
}

/** Opens it. */
export async function openSmartHouse(options: HouseOptions = {}): Promise<SmartHouse> {
  const house = await openTestHouse(options);
  if (options.databaseUrl === undefined) await fill(house);
  const origin = await listen(house.server);
  return {
    ...house,
    origin,
    base: `${options.env?.['THROUGHLINE_PUBLIC_URL'] ?? origin}/fhir`,
    register: (app) => register(house, app),
    visitor: () => openVisitor(origin),
  };
}

/** Registers an app of the tests; a public one for everyone where nothing else is said. */
export function register(house: Pick<House, 'access'>, app: Partial<NewApp>): Promise<RegisteredApp> {
  return house.access.apps.register(SYSTEM, {
    name: 'Growth charts',
    kind: 'public',
    users: 'everyone',
    redirectUris: [REDIRECT],
    launchUri: 'https://app.example.org/launch',
    scopes: [
      'openid',
      'fhirUser',
      'profile',
      'launch',
      'launch/patient',
      'launch/encounter',
      'offline_access',
      'online_access',
      'patient/*.rs',
      'user/*.rs',
    ],
    introspects: false,
    ...app,
  });
}

type Cookie = { name: string; value: string; path: string };

export function openVisitor(origin: string): Visitor {
  const jar = new Map<string, Cookie>();
  async function ask(url: string, init: RequestInit): Promise<Response> {
    const { pathname, search } = new URL(url, origin);
    const fitting = [...jar.values()].filter(
      ({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`),
    );
    const cookie = fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(cookie ? { cookie } : {}),
      'sec-fetch-site': 'same-origin',
    };
    // Where the house has a public address, it is reached at its own all the same.
    const answer = await fetch(new URL(pathname + search, origin), { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(/;\s*/);
      const at = pair.indexOf('=');
      const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
      const isGone = attributes.some((one) => /^expires=Thu, 01 Jan 1970/i.test(one) || /^max-age=0$/i.test(one));
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (isGone || value === '') jar.delete(`${name} ${path}`);
      else jar.set(`${name} ${path}`, { name, value, path });
    }
    return answer;
  }
  return {
    get: (url) => ask(url, { headers: { accept: 'application/json' } }),
    send: (url, body) =>
      ask(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    async signIn(username) {
      const answer = await ask('/app/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password: PASSWORD }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
  };
}

export type Asked = {
  client: string;
  scope: string;
  verifier?: string;
  /** Parameters beside, or in the place of, the ordinary ones; undefined leaves one out. */
  more?: Record<string, string | undefined>;
};

export const newVerifier = () => randomBytes(32).toString('base64url');
export const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

/** The address that an app sends a browser to. */
export function authorizeUrl(
  house: Pick<SmartHouse, 'base'>,
  { client, scope, verifier = newVerifier(), more = {} }: Asked,
): string {
  const params: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: client,
    redirect_uri: REDIRECT,
    scope,
    state: 'a-state',
    aud: house.base,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    ...more,
  };
  const given = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `/oauth/authorize?${new URLSearchParams(given)}`;
}

/** What an answer that leads back to the app says. */
export function returned(answer: Response): Record<string, string> {
  const location = answer.headers.get('location') ?? '';
  if (!location.startsWith(REDIRECT)) throw new Error(`${answer.status} ${location}`);
  const url = new URL(location);
  return Object.fromEntries(new URLSearchParams(url.search || url.hash.slice(1)));
}

/** Leads a browser to the app's own page, and gives the address of what that page asks. */
export async function beginStep(visitor: Visitor, url: string): Promise<string> {
  const begun = await visitor.get(url);
  const location = begun.headers.get('location') ?? '';
  if (!/^\/oauth\/interaction\/[\w-]+$/.test(location))
    throw new Error(`${begun.status} ${location} ${await begun.text()}`);
  return location;
}

/** Allows all or some of what is asked, and gives what the app is told. */
export async function allow(
  visitor: Visitor,
  url: string,
  answer: { patient?: string; encounter?: string; scopes?: string[] } = {},
): Promise<Record<string, string>> {
  const step = await beginStep(visitor, url);
  const details = (await (await visitor.get(`${step}/details`)).json()) as { scopes: string[] };
  const allowed = await visitor.send(`${step}/allow`, { scopes: details.scopes, ...answer });
  const { location } = (await allowed.json()) as { location?: string };
  if (!location) throw new Error(`not allowed: ${allowed.status}`);
  return returned(await visitor.get(location));
}

export type Told = {
  status: number;
  body: Record<string, unknown> & {
    access_token?: string;
    refresh_token?: string;
    id_token?: string;
    scope?: string;
    error?: string;
  };
};

/** Posts a form, as apps do. */
export async function post(
  house: Pick<SmartHouse, 'origin'>,
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Told> {
  const answer = await fetch(`${house.origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Told['body']) };
}

/** Exchanges a code. */
export function exchange(
  house: Pick<SmartHouse, 'origin'>,
  given: {
    client: string;
    code: string;
    verifier: string;
    more?: Record<string, string>;
    headers?: Record<string, string>;
  },
): Promise<Told> {
  const form = {
    grant_type: 'authorization_code',
    code: given.code,
    redirect_uri: REDIRECT,
    code_verifier: given.verifier,
    ...(given.headers ? {} : { client_id: given.client }),
    ...given.more,
  };
  return post(house, '/oauth/token', form, given.headers);
}

/** All of a flow of a public app: what it is given in the end. */
export async function obtain(
  house: SmartHouse,
  visitor: Visitor,
  asked: Omit<Asked, 'verifier'>,
  answer: { patient?: string; encounter?: string; scopes?: string[] } = {},
): Promise<Told> {
  const verifier = newVerifier();
  const { code = '' } = await allow(visitor, authorizeUrl(house, { ...asked, verifier }), answer);
  return exchange(house, { client: asked.client, code, verifier });
}

/** Reads as an app does. */
export async function readAs(
  house: Pick<SmartHouse, 'base'>,
  token: string | undefined,
  path: string,
): Promise<Response> {
  return fetch(`${house.base}/${path}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'application/fhir+json' },
  });
}
