export type Command = {
  /** One line in the list of commands. */
  summary: string;
  /** What `--help` prints. */
  help: string;
  /** Resolves to the exit status; throws a Fault for what the person at the terminal can mend. */
  run(args: string[]): Promise<number>;
};
