import { pino } from 'pino';

/**
 * Structured logs, one JSON object a line. What is logged is chosen field by field and never holds PHI: no bodies, no names,
 * no search values; a URL is logged by its route's pattern.
 */
export type Log = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/**
 * A log to standard error at `level` (pino's names; 'silent' for none). While lines are being written the next gather, so that a busy
 * server does not wait for each; what is left when the process exits is written then.
 */
export function openLog(level: string): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: false }),
  );
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
