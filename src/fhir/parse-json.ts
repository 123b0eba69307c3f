import { Fault } from '../base/index.ts';
import { rememberDigits } from './digits.ts';
import { findJsonFault } from './json-fault.ts';
import { endOfString } from './json-text.ts';

const DEFAULT_MAX_DEPTH = 100;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What one pass over the text finds, without parsing: enough to know whether JSON.parse alone tells the whole truth. */
type Scan = { members: number; depth: number; oddNumbers: Map<number, string> };

const QUOTE = 34;
const isNumberCode = (code: number): boolean =>
  (code >= 48 && code <= 57) || code === 46 || code === 43 || code === 45 || code === 101 || code === 69;

/** Counts members (colons), the greatest depth, and the numbers that don't come back as they were, by their order in the text. */
function scan(text: string, maxDepth: number): Scan {
  const oddNumbers = new Map<number, string>();
  let members = 0;
  let depth = 0;
  let deepest = 0;
  let numbers = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === 58) {
      members++;
    } else if (code === 123 || code === 91) {
      if (++depth > deepest) deepest = depth;
      if (deepest > maxDepth) break;
    } else if (code === 125 || code === 93) {
      depth--;
    } else if (code === 45 || (code >= 48 && code <= 57)) {
      let end = at + 1;
      while (isNumberCode(text.charCodeAt(end))) end++;
      const source = text.slice(at, end);
      if (String(Number(source)) !== source) oddNumbers.set(numbers, source);
      numbers++;
      at = end - 1;
    }
  }
  return { members, depth: deepest, oddNumbers };
}

type Count = { members: number; inOrder: boolean };

/** Members of everything in a value; and whether JavaScript kept the order of the text (it does but for keys like an array's index). */
function countMembers(value: unknown, count: Count): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) countMembers(item, count);
    return;
  }
  for (const key of Object.keys(value)) {
    count.members++;
    const first = key.charCodeAt(0);
    if (first >= 48 && first <= 57) count.inOrder = false;
    countMembers((value as Record<string, unknown>)[key], count);
  }
}

/** Remembers the digits of odd numbers by their order; `seen` numbers came before. Returns how many came by now. */
function attachDigits(value: object, odd: Map<number, string>, seen: number): number {
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  for (const key of keys) {
    const member = (value as Record<string | number, unknown>)[key];
    if (typeof member === 'number') {
      const source = odd.get(seen++);
      if (source !== undefined) rememberDigits(value, key, source);
    } else if (typeof member === 'object' && member !== null) {
      seen = attachDigits(member, odd, seen);
    }
  }
  return seen;
}

type Reviver = (this: object, key: string, value: unknown, context: { source?: string }) => unknown;

/** The slow, sure way, by the engine's own account of the source. */
function parseWithSource(text: string): unknown {
  const reviver: Reviver = function (key, value, context) {
    if (typeof value === 'number' && context.source !== undefined && String(value) !== context.source) {
      rememberDigits(this, key, context.source);
    }
    return value;
  };
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown);
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Fault('invalid', 'structure', 'The content is not valid UTF-8.');
  }
}

/**
 * Parses a JSON object. Refuses, saying where: what is not UTF-8, not JSON, nested deeper than `maxDepth`, an object that has the
 * same key twice (JSON.parse would silently keep the last), and a top level that is not an object. Remembers the digits of numbers.
 */
export function parseJson(bytes: Uint8Array | string, limits: { maxDepth?: number } = {}): unknown {
  const text = typeof bytes === 'string' ? bytes : decode(bytes);
  const maxDepth = limits.maxDepth ?? DEFAULT_MAX_DEPTH;
  const found = scan(text, maxDepth);
  if (found.depth > maxDepth) {
    throw new Fault('invalid', 'structure', `The JSON is nested deeper than ${maxDepth} levels.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw findJsonFault(text);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Fault('invalid', 'structure', 'The content must be a JSON object ({...}).');
  }
  const count: Count = { members: 0, inOrder: true };
  countMembers(value, count);
  if (count.members !== found.members) throw findJsonFault(text);
  if (found.oddNumbers.size > 0) {
    if (!count.inOrder) return parseWithSource(text);
    attachDigits(value, found.oddNumbers, 0);
  }
  return value;
}
