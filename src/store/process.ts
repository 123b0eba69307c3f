import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { Fault } from '../base/index.ts';

/** The id of `nobody`, for which a server runs where we are root: PostgreSQL refuses to be root. */
export const NOBODY = 65534;

const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 32_000;

/** True while a process of this id runs; one that has ended but was not collected by its parent counts as gone. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true; // no /proc on this platform
  }
}

/** How to run a program so that it is not root: in a user namespace (which sees what we see), else as the folder's owner. */
export function asNonRoot(
  program: string,
  args: string[],
  owner: number,
): { command: string; args: string[]; uid?: number } {
  if (process.getuid?.() !== 0) return { command: program, args };
  if (owner === 0 && canUnshare()) {
    return {
      command: 'unshare',
      args: ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, program, ...args],
    };
  }
  return { command: program, args, uid: owner === 0 ? NOBODY : owner };
}

let unshareWorks: boolean | undefined;
/** True where an unprivileged user namespace can be made. */
export function canUnshare(): boolean {
  unshareWorks ??=
    spawnSync('unshare', ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, 'true'], { stdio: 'ignore' })
      .status === 0;
  return unshareWorks;
}

/**
 * A port of the loopback address on which nobody listens now, below the range from which outgoing connections get theirs:
 * a server that comes back on its port must not find it taken by a connection that was made in between (one that keeps
 * trying the port can even connect to itself).
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (await isFree(port)) return port;
  }
  throw new Fault('unavailable', 'conflict', `No port from ${LOWEST_PORT} to ${HIGHEST_PORT} is free on 127.0.0.1.`);
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
