import type { FastifyReply, FastifyRequest } from 'fastify';
import { Fault, type Issue } from '../../base/index.ts';
import { outcome, outcomeOf, stringify } from '../../fhir/index.ts';
import { type Answer, NOT_THERE, shaped } from '../../record/index.ts';
import type { Doors } from '../doors.ts';
import { bugDetail, faultOf, logBug, statusOf } from '../refusals.ts';
import { baseOf } from './links.ts';
import type { Wish } from './negotiate.ts';
import { prettyJson } from './pretty-json.ts';

/** From so many characters on a text is sent as bytes: what the socket copies of a string, the collector of garbage does not see. */
const LARGE = 1_000_000;

/** Sends JSON text as the caller wished it. */
export function sendText(reply: FastifyReply, wish: Pick<Wish, 'pretty' | 'contentType'>, text: string): FastifyReply {
  const sent = wish.pretty ? prettyJson(text) : text;
  return reply.header('content-type', wish.contentType).send(sent.length > LARGE ? Buffer.from(sent) : sent);
}

/** ETag and Last-Modified of a version. */
export function markVersion(reply: FastifyReply, answer: Answer): void {
  // What goes with a disclosure by consent: 42 CFR 2.32.
  if (answer.under !== undefined) reply.header('x-disclosed-under', answer.under);
  reply.header('etag', `W/"${answer.version}"`);
  reply.header('last-modified', new Date(answer.updated).toUTCString());
}

/** True where the caller already has this version: http://hl7.org/fhir/R4/http.html#cread */
export function isUnchanged(request: FastifyRequest, answer: Answer): boolean {
  const tags = request.headers['if-none-match'];
  if (tags !== undefined) {
    return tags
      .split(',')
      .some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === `"${answer.version}"`);
  }
  const since = Date.parse(request.headers['if-modified-since'] ?? '');
  return !Number.isNaN(since) && Math.floor(Date.parse(answer.updated) / 1000) <= since / 1000;
}

/** The version that `If-Match` asks for; none yet where `If-None-Match: *` does (RFC 9110, 13.1.2). Faults: `invalid` for what is not one weak or strong ETag of ours. */
export function ifMatchOf(request: FastifyRequest): number | undefined {
  const given = request.headers['if-match'];
  const none = request.headers['if-none-match'];
  if (none !== undefined) {
    if (request.method === 'PUT' && none.trim() === '*' && given === undefined) return NOT_THERE;
    throw new Fault('invalid', 'not-supported', 'If-None-Match of a write is * of a PUT alone, without If-Match.');
  }
  if (given === undefined) return undefined;
  const found = /^(?:W\/)?"?([1-9]\d{0,8})"?$/.exec(given.trim());
  if (!found)
    throw new Fault('invalid', 'value', `If-Match must be a version such as W/"3", not ${given.slice(0, 40)}.`);
  return Number(found[1]);
}

/** Answers a create or an update: status, where it is, and as much of it as `Prefer` asks for. */
export function sendWritten(
  doors: Doors,
  request: FastifyRequest,
  reply: FastifyReply,
  wish: Wish,
  written: { status: 'created' | 'updated' | 'unchanged' | 'exists'; answer: Answer },
): FastifyReply {
  const { status, answer } = written;
  const location = `${baseOf(doors, request)}/${answer.type}/${answer.id}/_history/${answer.version}`;
  markVersion(reply, answer);
  reply
    .code(status === 'created' ? 201 : 200)
    .header('location', location)
    .header('content-location', location);
  if (wish.return === 'minimal') return reply.send();
  if (wish.return === 'representation') return sendText(reply, wish, shaped(answer, wish.shape).body);
  const done = {
    created: 'Created',
    updated: 'Updated',
    unchanged: 'Nothing changed in',
    exists: 'Nothing created: it is already there as',
  };
  const details = `${done[status]} ${answer.type}/${answer.id}, version ${answer.version}.`;
  return sendText(reply, wish, outcomeText([{ severity: 'information', code: 'informational', details }]));
}

/** An OperationOutcome as text. */
export function outcomeText(issues: Issue[]): string {
  return stringify(outcome(issues));
}

/** Answers whatever was thrown with an OperationOutcome. A bug is logged and told as nothing but its request's id. */
export function sendRefusal(doors: Doors, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const contentType = 'application/fhir+json; charset=utf-8';
  const pretty = /[?&]_pretty=true(&|$)/.test(request.raw.url ?? '');
  const fault = faultOf(error, doors.config.bodyLimitBytes);
  if (!fault) {
    logBug(doors.log, error, { requestId: request.id, route: request.routeOptions.url ?? '(none)' });
    const issues: Issue[] = [{ severity: 'fatal', code: 'exception', details: bugDetail(request.id) }];
    return sendText(reply.code(500), { contentType, pretty }, outcomeText(issues));
  }
  if (fault.retryAfterSeconds !== undefined) reply.header('retry-after', fault.retryAfterSeconds);
  // http://hl7.org/fhir/R4/http.html#upsert: a PUT that may not create is not allowed, which HTTP has a header for.
  if (fault.kind === 'method-not-allowed' && !reply.hasHeader('allow')) reply.header('allow', 'GET, HEAD, OPTIONS');
  if (fault.kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="Throughline"');
  return sendText(reply.code(statusOf(fault.kind)), { contentType, pretty }, stringify(outcomeOf(fault)));
}
