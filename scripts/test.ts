import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm test [-- --no-browser] [-- PATTERN...]`: checks, then tests; the last line is "N passed, N failed". */
const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
const isCi = process.env['CI'] === 'true';
const chromium = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));
let browser = !args.includes('--no-browser');
const patterns = args.filter((arg) => arg !== '--no-browser');
let passed = 0;
let failed = 0;

function check(name: string, script: string, parameters: string[]): void {
  const begun = Date.now();
  const done = spawnSync(process.execPath, [join(root, 'node_modules', script), ...parameters], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const ok = done.status === 0;
  if (ok) passed += 1;
  else failed += 1;
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)\n`);
  if (!ok) process.stdout.write(`${done.stdout}${done.stderr}\n`);
}

function tests(which: string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-report-'));
  const report = join(folder, 'report.json');
  const parameters = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...which];
  const done = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...parameters], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...(chromium ? { CHROMIUM: chromium } : {}) },
  });
  if (!existsSync(report)) {
    failed += 1;
    process.stdout.write('FAILED vitest did not finish\n');
    return;
  }
  const result = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    success: boolean;
    testResults: { status: string; assertionResults: unknown[]; name: string }[];
  };
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  // A file that does not even load, or an error outside every test, fails the run as well.
  failed += result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  if (done.status !== 0 && failed === 0) failed += 1;
  rmSync(folder, { recursive: true, force: true });
}

if (browser && !chromium) {
  if (isCi) {
    process.stdout.write('FAILED there is no Chromium, and none of the browser tests may be skipped here\n');
    failed += 1;
  } else {
    process.stdout.write('No Chromium on this machine: the browser tests are left out (CHROMIUM=/path names one).\n');
  }
  browser = false;
}
if (patterns.length === 0) {
  check('types', 'typescript/bin/tsc', ['--noEmit', '-p', '.']);
  check('lint', 'oxlint/bin/oxlint', ['--deny-warnings']);
  check('format', 'oxfmt/bin/oxfmt', ['--check', '.']);
}
// What holds a promise of time (another screen within a second) or needs the whole machine (a storm) runs by itself, after the rest.
const ALONE = ['test/crash/storm.test.ts', ...(browser ? ['test/browser/chart.test.ts'] : [])];
if (patterns.length > 0) tests(browser ? patterns : [...patterns, '--exclude', 'test/browser/**']);
else {
  const others = [...ALONE, ...(browser ? [] : ['test/browser/**'])];
  tests(others.flatMap((path) => ['--exclude', path]));
  tests(['--maxWorkers=1', ...ALONE]);
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
