import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { constants } from 'node:zlib';
import { Fault, systemClock, type Clock, type Config, type Log } from '../base/index.ts';
import type { Access } from '../access/index.ts';
import type { FhirRecord } from '../record/index.ts';
import { serveApp } from './app/index.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { closeQuietly } from './close-quietly.ts';
import type { Doors } from './doors.ts';
import { sendRefusal, serveFhir } from './fhir/index.ts';
import { serveOauth } from './oauth/index.ts';
import { OAUTH } from './oauth-addresses.ts';
import { bugDetail, faultOf, logBug, statusOf } from './refusals.ts';
import { openRates } from './rates.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { serveWeb } from './static/index.ts';
import { SESSION_COOKIE } from './who.ts';

export type ServerOptions = {
  config: Config;
  record: FhirRecord;
  access: Access;
  log: Log;
  /** Where the built web app lies. */
  webFolder: string;
  clock?: Clock;
};

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,64}$/;

/** Answers a refusal or a bug outside FHIR and the app, in one line of text. */
function answerPlainly(doors: Doors, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fault = faultOf(error, doors.config.bodyLimitBytes);
  if (!fault) logBug(doors.log, error, { requestId: request.id, route: routeOf(request) });
  const text = fault ? fault.message : bugDetail(request.id);
  return reply
    .code(fault ? statusOf(fault.kind) : 500)
    .type('text/plain; charset=utf-8')
    .send(`${text}\n`);
}

/** The pattern of the route, never the address: that may hold an id or a name. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '(none)';
}

function logRequests(server: FastifyInstance, log: Log): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  server.addHook('onResponse', async (request, reply) => {
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    log.info(
      { requestId: request.id, method: request.method, route: routeOf(request), status: reply.statusCode, ms },
      'request',
    );
  });
  server.addHook('onRequestAbort', async (request) => {
    log.info(
      { requestId: request.id, method: request.method, route: routeOf(request) },
      'request aborted by the client',
    );
  });
}

/** `/healthz`: this process runs. `/readyz`: it can do its work, because the database answers with our tables in it. */
function serveHealth(server: FastifyInstance, doors: Doors): void {
  server.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    try {
      await doors.access.ping();
      return await reply.send({ status: 'ready' });
    } catch {
      return reply.code(503).send({ status: 'not ready', why: 'The database does not answer, or is not migrated.' });
    }
  });
}

/** How it listens: by http, or by https with the certificate that is configured. Faults: invalid, where that can't be read or used. */
function listening({ tls, requestTimeoutMs, trustedProxies }: Config): object {
  const node = {
    connectionsCheckingInterval: Math.min(requestTimeoutMs, 5000),
    // Node looks at the one only where the other is no longer.
    headersTimeout: Math.min(requestTimeoutMs, 60_000),
  };
  const proxies = trustedProxies.length > 0 ? { trustProxy: trustedProxies } : {};
  if (!tls) return { http: node, ...proxies };
  return { https: { ...node, ...certificateOf(tls), minVersion: 'TLSv1.2' }, ...proxies };
}

function certificateOf({ certFile, keyFile }: NonNullable<Config['tls']>): { cert: Buffer; key: Buffer } {
  try {
    const [cert, key] = [readFileSync(certFile), readFileSync(keyFile)];
    // Whatever is wrong with them is said now, and not to the first who connects.
    createSecureContext({ cert, key });
    return { cert, key };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const detail = `TLS_CERT_FILE and TLS_KEY_FILE can't be used (${code ?? message}): PEM files of a certificate and its key are needed.`;
    throw new Fault('invalid', 'value', detail);
  }
}

/** Who says neither who they are nor proves it counts by their address. */
function countStrangers(server: FastifyInstance, { rates }: Doors): void {
  server.addHook('onRequest', async (request) => {
    const { authorization, cookie: cookies } = request.headers;
    if (authorization === undefined && !cookies?.includes(SESSION_COOKIE)) rates.admitAddress(request.ip);
  });
  server.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode !== 401) return;
    try {
      rates.admitAddress(request.ip);
    } catch {
      // The next that says nothing of itself is refused.
    }
  });
}

/** The whole HTTP surface: FHIR at /fhir, the app's own endpoints at /app, other apps' sign-in at /oauth, the web app everywhere else. Not yet listening. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const clock = options.clock ?? systemClock;
  const doors: Doors = { ...options, clock, rates: openRates(options.config, clock) };
  const server = fastify({
    ...listening(doors.config),
    logger: false,
    bodyLimit: doors.config.bodyLimitBytes,
    requestIdHeader: false,
    genReqId: (raw) => {
      const given = raw.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    // The query is read by those who need it, in its order and with its repetitions.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 512, querystringParser: () => ({}) },
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id);
      const isFhir = request.raw.url?.startsWith('/fhir');
      void (isFhir ? sendRefusal : answerPlainly)(doors, error, request, reply as FastifyReply);
    },
    return503OnClosing: true,
    // A body that trickles in, and an answer that nobody takes, hold memory: both have an end.
    requestTimeout: doors.config.requestTimeoutMs,
    connectionTimeout: doors.config.stallTimeoutMs,
    clientErrorHandler: answerBrokenRequest,
  });
  server.decorateRequest('caller', null);
  server.decorateRequest('confirmed', null);
  closeQuietly(server);
  logRequests(server, doors.log);
  addSecurityHeaders(server);
  countStrangers(server, doors);
  await server.register(cookie);
  await server.register(compress, {
    threshold: 1024,
    // Of those that a client takes alike, the first.
    encodings: ['gzip', 'deflate', 'br'],
    zlibOptions: { level: constants.Z_BEST_SPEED + 2 },
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } },
    customTypes:
      /^(application\/(fhir\+)?json|text\/(html|css|javascript|plain)|image\/svg\+xml|application\/javascript)/,
    onUnsupportedRequestEncoding: (encoding) =>
      new Fault(
        'unsupported-media',
        'not-supported',
        `A body encoded as "${encoding.slice(0, 40)}" is not read here; gzip and deflate are.`,
      ),
    onInvalidRequestPayload: (encoding) =>
      new Fault('invalid', 'structure', `The body is not what its Content-Encoding, ${encoding}, says.`),
  });
  server.setErrorHandler((error, request, reply) => answerPlainly(doors, error, request, reply));
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).type('text/plain; charset=utf-8').send('There is nothing at this address.\n'),
  );
  serveHealth(server, doors);
  await server.register(async (scope) => serveFhir(scope, doors), { prefix: '/fhir' });
  await server.register(async (scope) => serveApp(scope, doors), { prefix: '/app' });
  await server.register(async (scope) => serveOauth(scope, doors), { prefix: OAUTH });
  await server.register(async (scope) => serveWeb(scope, doors));
  return server;
}
