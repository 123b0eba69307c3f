import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** The id of `nobody`, for which a server runs where we are root: PostgreSQL refuses to be root. */
export const NOBODY = 65534;

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

/** A port of the loopback address that nobody listens on now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
