import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second (USER_HZ). */
const TICK_MS = 10;

type Stat = { parent: number; ownMs: number; childrenMs: number };

/** A process's parent and the CPU time it and its ended children took; null where it is gone. */
function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold blanks: fields are counted after it.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    return { parent, ownMs: (fields[11]! + fields[12]!) * TICK_MS, childrenMs: (fields[13]! + fields[14]!) * TICK_MS };
  } catch {
    return null;
  }
}

/** The CPU time in ms of a process with, where asked, all its children, those that ended too. */
export function cpuMs(pid: number, withChildren = false): number {
  const own = statOf(pid);
  if (!own) return 0;
  if (!withChildren) return own.ownMs;
  let sum = own.ownMs + own.childrenMs;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(Number(name));
    if (stat?.parent === pid) sum += stat.ownMs;
  }
  return sum;
}

function kilobytes(pid: number, name: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** The most memory that a process has held, in MB (VmHWM). */
export function peakMb(pid: number): number {
  return kilobytes(pid, 'VmHWM') / 1024;
}

/** The memory that it holds now, in MB (VmRSS). */
export function heldMb(pid: number): number {
  return kilobytes(pid, 'VmRSS') / 1024;
}
