import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Doors } from '../doors.ts';
import { bugDetail, faultOf, logBug, statusOf } from '../refusals.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends text that is JSON already: stored bodies go out without being parsed. */
export function sendJsonText(reply: FastifyReply, text: string): FastifyReply {
  return reply.header('content-type', JSON_TYPE).send(text);
}

/** Answers whatever was thrown in the app's form: `{error: {code, message, field?, reason?}}`. */
export function sendError(doors: Doors, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fault = faultOf(error, doors.config.bodyLimitBytes);
  if (!fault) {
    logBug(doors.log, error, { requestId: request.id, route: request.routeOptions.url ?? '(none)' });
    return sendJsonText(reply.code(500), JSON.stringify({ error: { code: 'failed', message: bugDetail(request.id) } }));
  }
  if (fault.retryAfterSeconds !== undefined) reply.header('retry-after', fault.retryAfterSeconds);
  const field = fault.issues[0]?.expression;
  const told = {
    code: fault.kind,
    message: fault.message,
    ...(field ? { field } : {}),
    ...(fault.reason ? { reason: fault.reason } : {}),
  };
  return sendJsonText(reply.code(statusOf(fault.kind)), JSON.stringify({ error: told }));
}
