import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * `node bin/run.mjs scripts/audit-dependencies.ts`: asks the registry what is known to be wrong with the packages that the product runs
 * on. Exit status 1 for something of high or critical severity; where the registry gives no such advice, that is said, and it is 0.
 */
export type Advice =
  | { kind: 'none'; lesser: number }
  | { kind: 'vulnerable'; packages: string[] }
  | { kind: 'unavailable'; why: string };

type Answer = {
  message?: string;
  vulnerabilities?: Record<string, { severity: string }>;
  metadata?: { vulnerabilities?: Record<string, number> };
};

const SEVERE = new Set(['high', 'critical']);

/** What the JSON of `npm audit` says. */
export function adviceOf(text: string): Advice {
  let answer: Answer;
  try {
    answer = JSON.parse(text) as Answer;
  } catch {
    return { kind: 'unavailable', why: 'npm audit did not answer in JSON' };
  }
  const { vulnerabilities } = answer;
  if (!vulnerabilities) return { kind: 'unavailable', why: (answer.message ?? 'no answer').slice(0, 100) };
  const all = Object.entries(vulnerabilities);
  const severe = all.filter(([, { severity }]) => SEVERE.has(severity));
  if (severe.length === 0) return { kind: 'none', lesser: all.length };
  return { kind: 'vulnerable', packages: severe.map(([name, { severity }]) => `${name} (${severity})`) };
}

function main(): number {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const asked = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8', timeout: 120_000 });
  const advice = adviceOf(asked.stdout ?? '');
  if (advice.kind === 'vulnerable') {
    process.stdout.write(`FAILED dependencies with known vulnerabilities: ${advice.packages.join(', ')}\n`);
    return 1;
  }
  const said =
    advice.kind === 'none'
      ? `ok     no dependency has a known vulnerability of high severity (${advice.lesser} of lesser)`
      : `NOTICE dependencies were not audited, as the registry gives no advice (${advice.why})`;
  process.stdout.write(`${said}\n`);
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main();
