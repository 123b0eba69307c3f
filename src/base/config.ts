import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Fault } from './fault.ts';

export type Config = {
  port: number;
  host: string;
  /** Absent: the embedded PostgreSQL under `dataFolder`. */
  databaseUrl: string | undefined;
  /** Of the login that owns the tables, where that of `databaseUrl` does not: it migrates, and lets go of old audit. */
  databaseOwnerUrl: string | undefined;
  dataFolder: string;
  /** The file outside the database that holds the heads of the audit's chains. */
  anchorFile: string;
  /** How many years the audit is kept. */
  auditYears: number;
  /** PEM files: with them the server speaks https. */
  tls: { certFile: string; keyFile: string } | undefined;
  /** Addresses or networks of proxies whose X-Forwarded headers are believed. */
  trustedProxies: string[];
  /** Requests a minute; 0 for no bound. */
  rates: { account: number; client: number; address: number };
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
  /** The origin under which the world reaches this server, such as `https://record.example.org`; absent: the one that was asked. */
  publicUrl: string | undefined;
  /** Hosts inside our own network from which the keys of apps may be fetched all the same. */
  inwardHosts: readonly string[];
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

/** A secret from the environment, or from the file that `NAME_FILE` names, as mounted secrets are; its value is in no message. */
function secret(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file) return env[name] || undefined;
  if (env[name]) throw new Fault('invalid', 'value', `Set ${name} or ${name}_FILE, not both.`);
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Fault('invalid', 'value', `${name}_FILE is "${file}", which can't be read (${code}).`);
  }
}

function tlsFrom(env: NodeJS.ProcessEnv): Config['tls'] {
  const certFile = env['TLS_CERT_FILE'];
  const keyFile = env['TLS_KEY_FILE'];
  if (!certFile && !keyFile) return undefined;
  if (certFile && keyFile) return { certFile: resolve(certFile), keyFile: resolve(keyFile) };
  throw new Fault('invalid', 'value', 'TLS_CERT_FILE and TLS_KEY_FILE go together: set both, or neither.');
}

function origin(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash || url.pathname !== '/') {
    throw new Fault(
      'invalid',
      'value',
      `${name} is "${text}"; it must be an origin such as https://record.example.org.`,
    );
  }
  return url.origin;
}

/** The configuration, from the environment alone. Refuses a value that cannot be meant, naming it. */
export function configFrom(env: NodeJS.ProcessEnv): Config {
  const dataFolder = resolve(env['THROUGHLINE_DATA'] || '.data');
  return {
    port: integer(env, 'PORT', 8100, 0, 65535),
    host: env['HOST'] || '127.0.0.1',
    databaseUrl: secret(env, 'DATABASE_URL'),
    databaseOwnerUrl: secret(env, 'DATABASE_OWNER_URL'),
    dataFolder,
    anchorFile: resolve(env['THROUGHLINE_AUDIT_ANCHORS'] || join(dataFolder, 'audit.anchors')),
    auditYears: integer(env, 'THROUGHLINE_AUDIT_YEARS', 7, 1, 100),
    tls: tlsFrom(env),
    trustedProxies: (env['THROUGHLINE_TRUSTED_PROXIES'] ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
    rates: {
      account: integer(env, 'THROUGHLINE_RATE_ACCOUNT', 3000, 0, 10_000_000),
      client: integer(env, 'THROUGHLINE_RATE_CLIENT', 0, 0, 10_000_000),
      address: integer(env, 'THROUGHLINE_RATE_ADDRESS', 3000, 0, 10_000_000),
    },
    bodyLimitBytes: integer(env, 'THROUGHLINE_BODY_LIMIT', 64 * 1024 * 1024, 1024, 1024 * 1024 * 1024),
    maxDepth: integer(env, 'THROUGHLINE_MAX_DEPTH', 100, 10, 1000),
    requestTimeoutMs: integer(env, 'THROUGHLINE_REQUEST_TIMEOUT_MS', 120_000, 1000, 3_600_000),
    stallTimeoutMs: integer(env, 'THROUGHLINE_STALL_TIMEOUT_MS', 120_000, 1000, 3_600_000),
    updateCreate: yesOrNo(env, 'THROUGHLINE_UPDATE_CREATE', true),
    publicUrl: origin(env, 'THROUGHLINE_PUBLIC_URL'),
    inwardHosts: (env['THROUGHLINE_INWARD_HOSTS'] ?? '').split(/[\s,]+/).filter((host) => host !== ''),
    logLevel: env['LOG_LEVEL'] || 'info',
  };
}
