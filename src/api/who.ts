import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Fault, type Caller } from '../base/index.ts';
import type { Doors } from './doors.ts';

export const SESSION_COOKIE = 'throughline_session';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The session's secret as the browser sent it, or null. */
export function sessionCookie(request: FastifyRequest): string | null {
  return request.cookies[SESSION_COOKIE] || null;
}

/** True where the connection to the browser is encrypted, here or at the proxy before us. */
export function isSecure(request: FastifyRequest): boolean {
  return request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https';
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** Whether the page that made the browser send this is one of ours; null where the browser does not say. */
export function isSameOrigin(request: FastifyRequest): boolean | null {
  const site = request.headers['sec-fetch-site'];
  if (typeof site === 'string') return site === 'same-origin';
  const origin = request.headers.origin;
  if (origin === undefined) return null;
  return hostOf(origin) === request.headers.host;
}

/** A browser sends cookies whoever asks it to, so that a change by cookie must come from a page of ours. */
export function refuseForeignPage(request: FastifyRequest): void {
  if (!SAFE.has(request.method) && isSameOrigin(request) !== true) {
    throw new Fault(
      'forbidden',
      'forbidden',
      'A change by cookie must come from a page of this server (Origin or Sec-Fetch-Site).',
    );
  }
}

/**
 * Who is calling: by bearer token where there is one, else by the session's cookie. Null where neither is given. With `assume` the reader
 * by a token that held a moment ago is taken for who they were while the token is looked up: only behind `holdAnswers`.
 * Faults: `unauthenticated` for one that does not hold (any longer); `forbidden` for a change from a foreign page.
 */
export async function identify(
  doors: Doors,
  request: FastifyRequest,
  options: { peek?: boolean; assume?: boolean } = {},
): Promise<Caller | null> {
  const hasBearer = request.headers.authorization !== undefined;
  const caller = await (hasBearer ? byBearer(doors, request, options) : byCookie(doors, request, options));
  if (!caller) return null;
  // What a stream that is open asks by itself is nobody's request.
  if (!options.peek) doors.rates.admit(caller);
  return { ...caller, requestId: request.id, address: request.ip };
}

const EXPIRED = 'This bearer token is not valid, or no longer.';

async function byBearer(doors: Doors, request: FastifyRequest, options: { assume?: boolean }): Promise<Caller> {
  const found = /^Bearer +([^\s,]+) *$/i.exec(request.headers.authorization ?? '');
  if (!found) throw new Fault('unauthenticated', 'login', 'Authorization must be "Bearer" and a token.');
  const { known, caller } = doors.access.tokenCaller(found[1]!);
  if (known && options.assume && request.method === 'GET') {
    request.confirmed = caller.then(refuseNobody);
    // It is awaited before the answer goes out; until then its failure is known to be somebody's.
    request.confirmed.catch(() => {});
    return known;
  }
  const sure = await caller;
  refuseNobody(sure);
  return sure!;
}

function refuseNobody(caller: Caller | null): void {
  if (!caller) throw new Fault('unauthenticated', 'expired', EXPIRED);
}

async function byCookie(doors: Doors, request: FastifyRequest, options: { peek?: boolean }): Promise<Caller | null> {
  const cookie = sessionCookie(request);
  if (!cookie) return null;
  const caller = await doors.access.sessionCaller(cookie, options);
  if (!caller) throw new Fault('unauthenticated', 'expired', 'You have been signed out: sign in again.');
  refuseForeignPage(request);
  return caller;
}

/** Lets no answer of a door out before it is sure whom it is for. */
export function holdAnswers(scope: FastifyInstance): void {
  scope.addHook('onSend', async (request) => {
    const { confirmed } = request;
    // The refusal that it may be is an answer too, and goes out.
    request.confirmed = null;
    await confirmed;
  });
}

/** The refusal that comes before another: of whoever was only taken for somebody. */
export async function firstOf(request: FastifyRequest, error: unknown): Promise<unknown> {
  const { confirmed } = request;
  request.confirmed = null;
  return confirmed ? confirmed.then(() => error).catch((refusal: unknown) => refusal) : error;
}

/** The caller of a request that the door let in. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Fault('unauthenticated', 'login', 'Sign in first, or send a bearer token.');
  return request.caller;
}
