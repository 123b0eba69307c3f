import type { Command } from './command.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { importCommand } from './import.ts';
import { migrateCommand } from './migrate.ts';
import { serve } from './serve.ts';
import { start } from './start.ts';
import { token } from './token.ts';

export const COMMANDS: Record<string, Command> = {
  start,
  serve,
  migrate: migrateCommand,
  import: importCommand,
  demo,
  token,
  doctor,
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
  THROUGHLINE_DATA   the embedded database's folder (.data)
  LOG_LEVEL          debug, info, warn, error or silent (info; warn under "start")
`;
}
