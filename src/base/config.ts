import { resolve } from 'node:path';
import { Fault } from './fault.ts';

export type Config = {
  port: number;
  host: string;
  /** Absent: the embedded PostgreSQL under `dataFolder`. */
  databaseUrl: string | undefined;
  dataFolder: string;
  /** Largest request body, bytes. */
  bodyLimitBytes: number;
  /** Deepest nesting of a JSON body. */
  maxDepth: number;
  /** In which a request must have arrived whole. */
  requestTimeoutMs: number;
  /** After which a connection is cut on which nothing moves: a client that neither takes its answer nor asks. */
  stallTimeoutMs: number;
  /** Whether clients may create a resource by PUT under an id that they choose. */
  updateCreate: boolean;
  logLevel: string;
};

function integer(env: NodeJS.ProcessEnv, name: string, fallback: number, least: number, most: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Fault('invalid', 'value', `${name} is "${text}"; it must be a whole number from ${least} to ${most}.`);
  }
  return value;
}

function yesOrNo(env: NodeJS.ProcessEnv, name: string, fallback: boolean): boolean {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Fault('invalid', 'value', `${name} is "${text}"; it must be true or false.`);
}

/** The configuration, from the environment alone. Refuses a value that cannot be meant, naming it. */
export function configFrom(env: NodeJS.ProcessEnv): Config {
  return {
    port: integer(env, 'PORT', 8100, 0, 65535),
    host: env['HOST'] || '127.0.0.1',
    databaseUrl: env['DATABASE_URL'] || undefined,
    dataFolder: resolve(env['THROUGHLINE_DATA'] || '.data'),
    bodyLimitBytes: integer(env, 'THROUGHLINE_BODY_LIMIT', 64 * 1024 * 1024, 1024, 1024 * 1024 * 1024),
    maxDepth: integer(env, 'THROUGHLINE_MAX_DEPTH', 100, 10, 1000),
    requestTimeoutMs: integer(env, 'THROUGHLINE_REQUEST_TIMEOUT_MS', 120_000, 1000, 3_600_000),
    stallTimeoutMs: integer(env, 'THROUGHLINE_STALL_TIMEOUT_MS', 120_000, 1000, 3_600_000),
    updateCreate: yesOrNo(env, 'THROUGHLINE_UPDATE_CREATE', true),
    logLevel: env['LOG_LEVEL'] || 'info',
  };
}
