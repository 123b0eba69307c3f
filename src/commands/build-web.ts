import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../base/index.ts';

/** A digest of all that the web build is made from. */
function sourceDigest(root: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(join(root, 'web'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name))
    // the builds themselves: web/dist, and one under way
    .filter((file) => !file.startsWith(join(root, 'web', 'dist')))
    .sort();
  for (const file of [...files, join(root, 'vite.config.ts'), join(root, 'package-lock.json')]) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Builds the web app into web/dist when its sources have changed since the last build. */
export async function buildWebIfStale(root: string): Promise<'fresh' | 'built'> {
  const stamp = join(root, 'web', 'dist', '.built-from');
  const digest = sourceDigest(root);
  let built: string | null = null;
  try {
    built = readFileSync(stamp, 'utf8');
  } catch {
    // never built
  }
  if (built === digest) return 'fresh';
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'scripts', 'build-web.ts')], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Fault('unavailable', 'exception', `The web app could not be built:\n${said}`)),
    );
  });
  writeFileSync(stamp, digest);
  return 'built';
}
