import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Doors } from '../doors.ts';
import { OAUTH, OAUTH_ROUTES } from '../oauth-addresses.ts';
import { sureOriginOf } from '../origin.ts';
import { sendStepError, serveSteps } from './steps.ts';
import { openProviders, type Providers } from './providers.ts';
import { STYLE_TEXT } from './style.ts';

const MOST_FORM_BYTES = 56 * 1024;

/**
 * OAuth 2.0 and OpenID Connect for apps, as SMART App Launch 2.2 profiles them: the flows are oidc-provider's, what they keep is
 * `access.flows`, and what people see of them is the app's own pages, which ask at `/oauth/interaction/:uid/...`.
 */
export function serveOauth(scope: FastifyInstance, doors: Doors): void {
  const providers = openProviders(doors);
  scope.setErrorHandler((error, request, reply) => sendStepError(doors, error, request, reply));
  void scope.register(async (steps) => serveSteps(steps, doors, providers));
  void scope.register(async (flows) => serveFlows(flows, doors, providers));
  scope.get('/style.json', async (_request, reply) =>
    reply
      .headers({ 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=3600' })
      .type('application/json; charset=utf-8')
      .send(STYLE_TEXT),
  );
}

function serveFlows(scope: FastifyInstance, doors: Doors, providers: Providers): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/x-www-form-urlencoded', (_request, _body, done) => done(null));
  // A browser posts its question as it would get it (SMART 2.2, 2.0.9); it is asked by address from there on.
  void scope.register(async (posted) => {
    posted.removeAllContentTypeParsers();
    posted.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MOST_FORM_BYTES },
      (_request, body, done) => done(null, body),
    );
    posted.post(OAUTH_ROUTES.authorization, async (request, reply) =>
      begin(doors, providers, request, reply, new URLSearchParams(String(request.body ?? ''))),
    );
  });
  scope.get(OAUTH_ROUTES.authorization, async (request, reply) =>
    begin(doors, providers, request, reply, new URL(request.raw.url ?? '/', 'http://localhost').searchParams),
  );
  scope.route({
    method: ['GET', 'HEAD', 'POST', 'OPTIONS'],
    url: '/*',
    handler: async (request, reply) => hand(doors, providers, request, reply, request.raw.url ?? '/'),
  });
}

/**
 * Begins a flow. No session of an earlier one goes along: who is signed in is asked anew. OpenID Connect gives offline_access to those
 * who ask for consent alone, SMART to all; everybody is asked, so that it comes to the same.
 */
async function begin(
  doors: Doors,
  providers: Providers,
  request: FastifyRequest,
  reply: FastifyReply,
  params: URLSearchParams,
): Promise<FastifyReply> {
  const prompt = params.get('prompt');
  params.delete('prompted');
  if (prompt !== null) params.set('prompted', prompt);
  if (prompt === null || prompt === 'login') params.set('prompt', prompt === null ? 'consent' : 'login consent');
  // A page that posts itself would need a script of its own, which our pages do not allow: such a wish is refused by address too.
  if ((params.get('response_mode') ?? 'query') !== 'query') params.set('response_mode', 'not-served');
  const provider = await providers(request);
  const name = provider.cookieName('session');
  const cookies = (request.raw.headers.cookie ?? '').split(/;\s*/).filter((cookie) => !cookie.startsWith(`${name}=`));
  request.raw.headers.cookie = cookies.join('; ');
  request.raw.method = 'GET';
  delete request.raw.headers['content-length'];
  delete request.raw.headers['content-type'];
  return hand(doors, providers, request, reply, `${OAUTH}${OAUTH_ROUTES.authorization}?${params}`);
}

/** Hands a request to the provider, as one that came to the origin that the provider knows itself under. */
async function hand(
  doors: Doors,
  providers: Providers,
  request: FastifyRequest,
  reply: FastifyReply,
  url: string,
): Promise<FastifyReply> {
  const provider = await providers(request);
  const { raw } = request;
  const origin = new URL(sureOriginOf(doors, request));
  raw.headers.host = origin.host;
  raw.headers['x-forwarded-proto'] = origin.protocol.slice(0, -1);
  raw.headers['x-request-id'] = request.id;
  delete raw.headers['x-forwarded-host'];
  (raw as { originalUrl?: string }).originalUrl = url;
  raw.url = url.slice(OAUTH.length) || '/';
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value);
  await provider.callback()(raw, reply.raw);
  return reply;
}
