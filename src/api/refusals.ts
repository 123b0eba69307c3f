import { Fault, type FaultKind, type Log } from '../base/index.ts';

/** The one table from a refusal to its HTTP status: http://hl7.org/fhir/R4/http.html#Status-Codes */
const STATUS: Record<FaultKind, number> = {
  invalid: 400,
  unprocessable: 422,
  'unsupported-media': 415,
  'not-acceptable': 406,
  'too-large': 413,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  gone: 410,
  conflict: 409,
  'precondition-failed': 412,
  'method-not-allowed': 405,
  // R4 gives it no status: like a page too long to give, it is the caller's to narrow.
  'too-costly': 400,
  throttled: 429,
  unavailable: 503,
};

/** The HTTP status of a refusal. */
export function statusOf(kind: FaultKind): number {
  return STATUS[kind];
}

/** PostgreSQL's classes for "not now": connection lost, resources short, shutting down or starting, serialization given up. */
const DATABASE_AWAY = /^(08...|53...|57P0[1-5]|40001|40P01|25P0[34]|57014)$/;
const NETWORK_AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);
const CONNECTION_LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered|terminating connection)/;

type Coded = { code?: unknown; statusCode?: unknown; message?: unknown };

function isDatabaseAway(error: Coded): boolean {
  if (typeof error.code === 'string' && (DATABASE_AWAY.test(error.code) || NETWORK_AWAY.has(error.code))) return true;
  return typeof error.message === 'string' && CONNECTION_LOST.test(error.message);
}

function frameworkFault(error: Coded, bodyLimitBytes: number): Fault | null {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Fault(
        'too-large',
        'too-long',
        `The body is larger than ${bodyLimitBytes} bytes, the most that this server takes.`,
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_CP_ERR_INVALID_CONTENT_ENCODING':
      return new Fault(
        'unsupported-media',
        'not-supported',
        'The body comes in a form that this server does not read.',
      );
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Fault('invalid', 'structure', 'The body is not as long as its Content-Length says.');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new Fault('invalid', 'structure', 'The body is not JSON.');
    case 'FST_ERR_BAD_URL':
      return new Fault('invalid', 'value', 'The address holds a percent sign that encodes no character.');
    default:
      return null;
  }
}

/** What failed, as a refusal where it is one; null for a bug of ours. */
export function faultOf(error: unknown, bodyLimitBytes: number): Fault | null {
  if (error instanceof Fault) return error;
  if (typeof error !== 'object' || error === null) return null;
  const coded = error as Coded;
  const known = frameworkFault(coded, bodyLimitBytes);
  if (known) return known;
  if (isDatabaseAway(coded)) {
    return new Fault('unavailable', 'transient', 'The database does not answer just now: try again in a moment.', {
      retryAfterSeconds: 2,
    });
  }
  if (typeof coded.statusCode === 'number' && coded.statusCode >= 400 && coded.statusCode < 500) {
    return new Fault('invalid', 'structure', 'The request could not be read.');
  }
  return null;
}

/**
 * Logs a bug with what a developer needs: where it happened. The message goes along only where it is our own invariant's, since
 * others quote what they choked on, and that may be PHI.
 */
export function logBug(log: Log, error: unknown, about: { requestId: string; route: string }): void {
  const { name = 'Error', message = '', stack = '', code } = (error ?? {}) as Partial<Error> & { code?: unknown };
  const frames = stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
  const invariant = message.startsWith('broken invariant:') ? { message } : {};
  log.error(
    { ...about, name, ...(code === undefined ? {} : { code: String(code) }), ...invariant, frames },
    'unexpected failure',
  );
}

/** What the caller is told of a bug: nothing but where we have it. */
export function bugDetail(requestId: string): string {
  return `Something went wrong on our side. It is logged as request ${requestId}.`;
}
