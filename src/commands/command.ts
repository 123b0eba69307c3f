export type Command = {
  /** What `--help` prints. */
  help: string;
  /** Resolves to the exit status; throws a Fault for what the person at the terminal can mend. */
  run(args: string[]): Promise<number>;
};
