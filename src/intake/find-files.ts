import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Fault } from '../base/index.ts';

export type InputFile = { path: string; bytes: number };

const WANTED = /\.(?:json|ndjson|jsonl)(?:\.gz)?$/i;

/**
 * The files to import: those named, and of folders every .json, .ndjson or .jsonl (with .gz or without) beneath, in the
 * order of their names. The `log.ndjson` that a bulk export writes about itself is left out. Faults: `not-found`, naming the path.
 */
export async function findFiles(paths: string[]): Promise<InputFile[]> {
  const found = new Map<string, InputFile>();
  for (const path of paths) {
    const about = await stat(path).catch(() => null);
    if (!about) throw new Fault('not-found', 'not-found', `There is no file or folder ${path}.`);
    if (!about.isDirectory()) {
      found.set(path, { path, bytes: about.size });
      continue;
    }
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const inside = entries
      .filter((entry) => entry.isFile() && WANTED.test(entry.name) && !basename(entry.name).startsWith('log.ndjson'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of inside) found.set(file, { path: file, bytes: (await stat(file)).size });
  }
  return [...found.values()];
}
