import { hash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../base/index.ts';

/**
 * What stands outside the database of a chain: its head after so many seals; or that its partition went with its time. `of` is the
 * installation, `head` in hex.
 */
export type Anchor = {
  kind: 'head' | 'dropped';
  of: string;
  partition: string;
  number: number;
  head: string;
  at: string;
};

export type Anchors = {
  /** Resolves when the lines are on the disk. */
  append(anchors: readonly Anchor[]): Promise<void>;
  close(): Promise<void>;
};

/** The lines of an anchor file, and those among them that do not follow from the line before: numbers from 1. */
export type AnchorFile = { anchors: Anchor[]; broken: number[] };

const START = '0'.repeat(64);

/** Each line carries the hash of the one before, so that none can be taken out or changed alone. */
function lineOf(anchor: Anchor, before: string): string {
  return JSON.stringify({ ...anchor, after: before });
}

/** Reads an anchor file; null where there is none. */
export async function readAnchors(path: string): Promise<AnchorFile | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Fault('unavailable', 'exception', `The anchor file ${path} can't be read (${error.code}).`);
  });
  if (text === null) return null;
  const anchors: Anchor[] = [];
  const broken: number[] = [];
  let before = START;
  for (const [at, line] of linesOf(text).entries()) {
    const read = understood(line);
    if (read?.after !== before) broken.push(at + 1);
    if (read) {
      const { after: _after, ...anchor } = read;
      anchors.push(anchor);
    }
    before = hash('sha256', line, 'hex');
  }
  return { anchors, broken };
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function understood(line: string): (Anchor & { after: string }) | null {
  try {
    return JSON.parse(line) as Anchor & { after: string };
  } catch {
    return null;
  }
}

/** Opens the file for appending, making it where there is none. A line that a crash cut off stays, on a line of its own. */
export async function openAnchors(path: string): Promise<Anchors> {
  await mkdir(dirname(path), { recursive: true });
  const earlier = await readFile(path, 'utf8').catch(() => '');
  let before = START;
  const last = linesOf(earlier).at(-1);
  if (last !== undefined) before = hash('sha256', last, 'hex');
  const file: FileHandle = await open(path, 'a', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new Fault('unavailable', 'exception', `The anchor file ${path} can't be written (${error.code}).`);
  });
  if (earlier !== '' && !earlier.endsWith('\n')) await file.appendFile('\n');
  return {
    async append(anchors) {
      const lines = anchors.map((anchor) => {
        const line = lineOf(anchor, before);
        before = hash('sha256', line, 'hex');
        return `${line}\n`;
      });
      await file.appendFile(lines.join(''));
      await file.datasync();
    },
    close: () => file.close(),
  };
}
