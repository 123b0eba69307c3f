import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Fault } from './base/index.ts';
import { COMMANDS, usage } from './commands/index.ts';

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/throughline', import.meta.url)));

// How this process allocates (bin/node.mjs) is not for those that it starts.
for (const name of Object.keys(process.env)) if (name.startsWith('MALLOC_')) delete process.env[name];

/** `throughline COMMAND ...`: finds the command, runs it, and turns a refusal into one line and an exit status. */
async function main(argv: string[]): Promise<number> {
  const [name = 'help', ...args] = argv;
  if (name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(usage());
    return 0;
  }
  const listed = COMMANDS[name];
  if (!listed) {
    process.stderr.write(`throughline: there is no command "${name}".\n\n${usage()}`);
    return 2;
  }
  const command = await listed.load();
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${command.help.trim()}\n`);
    return 0;
  }
  return command.run(args);
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
    process.channel?.unref();
  },
  (error: unknown) => {
    const isOurs = error instanceof Fault || (error as { code?: string })?.code?.startsWith('ERR_PARSE_ARGS');
    process.stderr.write(`throughline: ${isOurs ? (error as Error).message : ((error as Error).stack ?? error)}\n`);
    process.exit(isOurs ? 1 : 70);
  },
);
