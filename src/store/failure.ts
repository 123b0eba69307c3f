import { Fault } from '../base/index.ts';

type DatabaseError = { code?: string; severity?: string; message?: string; table?: string };

/** Where a unique violation only says that another wrote the same key between our snapshot and now. */
const WRITTEN_BY_KEY = ['resource', 'history', 'locator', 'compartment'];

/** PostgreSQL's SQLSTATE of an error, or Node's code of a socket error. */
function codeOf(error: unknown): string {
  return (error as DatabaseError | null)?.code ?? '';
}

/** True where the server said so itself: the statement failed and the connection may live. */
export function isFromServer(error: unknown): boolean {
  return typeof (error as DatabaseError | null)?.severity === 'string';
}

/**
 * True for a transaction that would pass if it were done again: serialization failure, deadlock, and the unique violation
 * of two that wrote one key at once (the second then sees the first's row).
 */
export function isRetryable(error: unknown): boolean {
  if (!isFromServer(error)) return false;
  const { code = '', table = '' } = error as DatabaseError;
  return code === '40001' || code === '40P01' || (code === '23505' && WRITTEN_BY_KEY.includes(table));
}

/** True where the connection is gone or the server is stopping. SQLSTATE classes 08 and 57P. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  if (!isFromServer(error)) {
    if (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|ENETUNREACH)/.test(code)) return true;
    return /connection|timeout exceeded when trying to connect|Client was closed/i.test(
      (error as Error)?.message ?? '',
    );
  }
  return /^(08|57P0[1-5]|53300|25P03)/.test(code);
}

/** The refusal that a failed statement becomes for the caller; what is no refusal comes back as it was: a bug. */
export function asFault(error: unknown): unknown {
  if (error instanceof Fault) return error;
  if (isConnectionLost(error)) {
    return new Fault('unavailable', 'transient', 'The database cannot be reached. Nothing was stored; try again.', {
      retryAfterSeconds: 2,
    });
  }
  const code = codeOf(error);
  if (code === '57014') {
    return new Fault('too-costly', 'too-costly', 'This takes the database too long. Ask for less: add a parameter.');
  }
  if (code === '55P03' || isRetryable(error)) {
    return new Fault(
      'unavailable',
      'lock-error',
      'Others are writing the same resources. Nothing was stored; try again.',
      {
        retryAfterSeconds: 1,
      },
    );
  }
  if (code.startsWith('53')) {
    return new Fault('unavailable', 'no-store', 'The database is out of room or memory. Nothing was stored.', {
      retryAfterSeconds: 30,
    });
  }
  return error;
}
