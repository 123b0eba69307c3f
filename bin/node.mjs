// Runs on any Node >= 20, before anything is installed: nothing here may import a package.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const WANTED = 24;

/** Ends with one line that says what is wrong and how to mend it. */
export function stop(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

/** Installs what the lock file names, when it is not installed yet or the lock file has changed since. */
export function install() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    stop(`Throughline needs Node 20 or newer to start; this is ${process.version}. Install one from nodejs.org.`);
  }
  const stamp = join(root, 'node_modules', '.throughline-lock');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  process.stderr.write('Installing what is missing (once, about a minute) ...\n');
  const args = ['ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const done =
    npm && /\.[cm]?js$/.test(npm)
      ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
      : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (done.status !== 0) stop('npm could not install: see its message above, check the network, then try again.');
  writeFileSync(stamp, lock);
}

/** The Node that runs Throughline: this one where it is new enough, else the one that npm installed beside it. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= WANTED) return process.execPath;
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  if (process.platform === 'win32') names.push(`node-win-${process.arch}`);
  for (const name of names) {
    for (const file of ['bin/node', 'bin/node.exe']) {
      const found = join(root, 'node_modules', name, file);
      if (existsSync(found)) return found;
    }
  }
  return stop(
    `Throughline runs on Node ${WANTED} or newer; this is ${process.version}, and npm has none for this machine.`,
  );
}

/**
 * How the product's own process is run: young objects in little room (MB). What many requests at once leave behind is then thrown away
 * sooner, at the same CPU time, and the process stays a third smaller.
 */
export const FLAGS = ['--max-semi-space-size=4', '--heap-growing-percent=75'];

/** For glibc, which reads them as a process starts: large buffers go back to the system when they are done with, and few arenas are kept. */
export const ALLOCATION = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '1048576',
};

/**
 * Runs a script of the checkout in the right Node and ends as it ends. The IPC channel tells the script when this process
 * is gone, however it went.
 */
export function run(script, args, { cwd = process.cwd(), flags = [], env = {} } = {}) {
  const child = spawn(findNode(), [...flags, join(root, script), ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // A terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone is passed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGTERM'));
  child.on('error', (error) => stop(`Could not run Node at ${findNode()}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(signal === 'SIGINT' ? 130 : (code ?? 1)));
}
