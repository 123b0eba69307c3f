/**
 * Runs work of a library that tells the console what it has at hand, which may be a patient's: it is kept from doing so. The work is
 * synchronous, so that nobody else is silenced.
 */
export function withoutConsole<T>(work: () => T): T {
  const { log, warn } = console;
  console.log = () => {};
  console.warn = () => {};
  try {
    return work();
  } finally {
    console.log = log;
    console.warn = warn;
  }
}
