import type { Command } from './command.ts';

type Listed = {
  /** One line in the list of commands. */
  summary: string;
  /** Loaded only when it is called, so that each command starts with what it needs alone. */
  load(): Promise<Command>;
};

export const COMMANDS: Record<string, Listed> = {
  start: {
    summary: 'everything: database, demonstration if empty, app, server (npm start)',
    load: async () => (await import('./start.ts')).start,
  },
  serve: { summary: 'serve the record and the app', load: async () => (await import('./serve.ts')).serve },
  migrate: {
    summary: 'bring the database to the current schema',
    load: async () => (await import('./migrate.ts')).migrateCommand,
  },
  import: {
    summary: 'bring FHIR bundles and NDJSON into the record',
    load: async () => (await import('./import.ts')).importCommand,
  },
  reindex: {
    summary: 'index again what is stored by older definitions',
    load: async () => (await import('./reindex.ts')).reindexCommand,
  },
  demo: {
    summary: 'fill the record with a demonstration health system',
    load: async () => (await import('./demo.ts')).demo,
  },
  account: {
    summary: 'make, list, disable accounts, or give one a new password',
    load: async () => (await import('./account.ts')).account,
  },
  token: { summary: 'print a bearer token good for an hour', load: async () => (await import('./token.ts')).token },
  audit: {
    summary: 'verify that nobody touched the audit, or let go of what is too old',
    load: async () => (await import('./audit.ts')).auditCommand,
  },
  access: {
    summary: 'say who may see what of a record, and by which rule',
    load: async () => (await import('./access.ts')).accessCommand,
  },
  'check-rules': {
    summary: 'hold the rules of the checks against the labelled charts',
    load: async () => (await import('./check-rules.ts')).checkRules,
  },
  partners: {
    summary: 'play a laboratory, an imaging center or a pharmacy outside',
    load: async () => (await import('./partners.ts')).partners,
  },
  doctor: {
    summary: 'look at this machine and say what is wrong, with the mend',
    load: async () => (await import('./doctor.ts')).doctor,
  },
};

/** What `throughline help` prints. */
export function usage(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, command]) => `  ${name.padEnd(width)}  ${command.summary}`);
  return `Throughline: the software an integrated health system runs on.

Usage: throughline COMMAND [OPTIONS]      (throughline COMMAND --help tells more)

${lines.join('\n')}

Environment:
  PORT               where to listen (8100)
  HOST               on which address (127.0.0.1)
  DATABASE_URL       a PostgreSQL >= 15 to use instead of the embedded one
  DATABASE_OWNER_URL the login that owns its tables, where that of DATABASE_URL does not
  THROUGHLINE_DATA   the embedded database's folder (.data)
  LOG_LEVEL          debug, info, warn, error or silent (info; warn under "start")
`;
}
