import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '../../base/index.ts';
import type { Doors } from '../doors.ts';
import { sureOriginOf } from '../origin.ts';
import { completeCaller } from '../complete-caller.ts';
import { callerOf, firstOf, holdAnswers, identify } from '../who.ts';
import { sendRefusal, sendText } from './answer.ts';
import { OWN_OPERATIONS, ownDefinition } from './definitions.ts';
import { exchangeOf } from './interactions.ts';
import { baseOf } from './links.ts';
import { capabilityText } from './metadata.ts';
import { PLAIN_JSON, lastOf, queryOf, queryText, requireForm, requireJson, requirePatch, wishOf } from './negotiate.ts';
import { openApiText } from './openapi.ts';
import { METHODS, PATHS, allowedAt } from './registry.ts';
import { smartConfigurationText } from './smart-configuration.ts';

export { sendRefusal };

const CORS: Record<string, string> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'Content-Location, ETag, Last-Modified, Location, Retry-After, WWW-Authenticate, X-Request-Id',
};
const PREFLIGHT: Record<string, string> = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers':
    'Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Exist, If-None-Match, Prefer, X-Request-Id',
  'access-control-max-age': '600',
};

/** The FHIR door: http://hl7.org/fhir/R4/http.html, as far as the registry goes. */
export function serveFhir(scope: FastifyInstance, doors: Doors): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  scope.setErrorHandler(async (error, request, reply) =>
    sendRefusal(doors, await firstOf(request, error), request, reply),
  );
  scope.addHook('onRequest', async (request, reply) => {
    reply.headers(CORS).header('cache-control', 'no-store').header('vary', 'Accept, Authorization, Cookie');
    if (request.method === 'OPTIONS' || isOpen(request)) return;
    request.caller = await completeCaller(doors, request, await identify(doors, request, { assume: true }));
    callerOf(request);
    refuseForeignBody(request);
  });
  holdAnswers(scope);
  serveOpen(scope, doors);
  for (const { path, methods } of PATHS) servePath(scope, doors, path, methods);
  serveElse(scope);
}

/** What tells of the server itself is told to everybody. */
const OPEN: { path: string; text(base: string, doors: Doors): string }[] = [
  { path: '/metadata', text: (base, { record }) => capabilityText(base, record) },
  { path: '/openapi.json', text: (base, { record }) => openApiText(base, record) },
  ...OWN_OPERATIONS.map(({ id }) => ({
    path: `/OperationDefinition/${id}`,
    text: (base: string) => ownDefinition(base, id)!,
  })),
];

const SMART = '/.well-known/smart-configuration';

const OPEN_ROUTES = new Set([...OPEN.map(({ path }) => path), SMART].map((path) => `/fhir${path}`));

function isOpen(request: FastifyRequest): boolean {
  return OPEN_ROUTES.has(request.routeOptions.url ?? '');
}

/** A body of another kind is refused before it is read. */
function refuseForeignBody(request: FastifyRequest): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (!hasBody) return;
  if (request.method === 'POST' && request.routeOptions.url?.endsWith('/_search')) requireForm(request);
  else if (request.method === 'PATCH') requirePatch(request);
  else if (request.method === 'POST' || request.method === 'PUT') requireJson(request);
}

function serveOpen(scope: FastifyInstance, doors: Doors): void {
  for (const { path, text } of OPEN) {
    scope.get(path, async (request, reply) => {
      const query = queryOf(queryText(request));
      const wish = wishOf(request, query);
      refuseMode(query);
      const told = text(baseOf(doors, request), doors);
      return sendText(reply, path.endsWith('.json') ? { ...wish, contentType: PLAIN_JSON } : wish, told);
    });
    const others = METHODS.filter((method) => method !== 'GET');
    refuseOthers(scope, path, 'GET, HEAD, OPTIONS', others);
  }
  // SMART 2.2, 8.2: JSON, whatever was wished.
  scope.get(SMART, async (request, reply) =>
    reply.header('content-type', PLAIN_JSON).send(smartConfigurationText(sureOriginOf(doors, request))),
  );
  refuseOthers(
    scope,
    SMART,
    'GET, HEAD, OPTIONS',
    METHODS.filter((method) => method !== 'GET'),
  );
}

/** http://hl7.org/fhir/R4/http.html#capabilities: the whole is normative too; there is no terminology service to tell of. */
function refuseMode(query: [string, string][]): void {
  const mode = lastOf(query, 'mode') ?? 'full';
  if (mode === 'full' || mode === 'normative') return;
  throw new Fault('invalid', 'not-supported', `The mode "${mode.slice(0, 40)}" is not served; full and normative are.`);
}

function servePath(
  scope: FastifyInstance,
  doors: Doors,
  path: string,
  methods: (typeof PATHS)[number]['methods'],
): void {
  for (const method of METHODS) {
    const one = methods[method];
    if (!one) continue;
    scope.route({
      method,
      url: path,
      handler: async (request, reply) => one.run(exchangeOf(doors, request, reply, callerOf(request))),
    });
  }
  const others = METHODS.filter((method) => !methods[method]);
  refuseOthers(scope, path, allowedAt({ path, methods }), others);
}

/** 405 for the methods that a known address does not have, and the answer to OPTIONS. */
function refuseOthers(scope: FastifyInstance, path: string, allow: string, methods: readonly string[]): void {
  scope.route({
    method: methods as string[],
    url: path,
    handler: async (request, reply) => {
      // Names what is wrong with the address first, where something is.
      if (path.startsWith('/:type')) refuseOperation(request);
      reply.header('allow', allow);
      throw new Fault('method-not-allowed', 'not-supported', `${request.method} is not served here; ${allow} are.`);
    },
  });
  scope.route({
    method: 'OPTIONS',
    url: path,
    handler: async (_request, reply: FastifyReply) => reply.code(204).header('allow', allow).headers(PREFLIGHT).send(),
  });
}

function refuseOperation(request: FastifyRequest): void {
  const operation = Object.values(request.params as Record<string, string>).find((part) => part.startsWith('$'));
  if (operation)
    throw new Fault('not-found', 'not-supported', `The operation ${operation.slice(0, 70)} is not supported.`);
}

function serveElse(scope: FastifyInstance): void {
  scope.route({
    method: ['GET', 'HEAD', 'OPTIONS', ...METHODS.filter((method) => method !== 'GET')],
    url: '/*',
    handler: async (request) => {
      const rest = (request.params as { '*': string })['*'];
      const operation = rest.split('/').find((part) => part.startsWith('$'));
      if (operation)
        throw new Fault('not-found', 'not-supported', `The operation ${operation.slice(0, 70)} is not supported.`);
      throw new Fault('not-found', 'not-found', 'Nothing is served at this address under /fhir.');
    },
  });
}
