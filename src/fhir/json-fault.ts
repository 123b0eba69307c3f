import { Fault, assert } from '../base/index.ts';
import { endOfString } from './json-text.ts';

/**
 * A strict reading of JSON (RFC 8259) that is only used once something is known to be wrong, to say what and where: JSON.parse
 * doesn't always tell the position, and never tells of a duplicate key.
 */
type Reader = { text: string; at: number; path: (string | number)[] };

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const SPACE = /[ \t\n\r]*/y;
const WORD = /true|false|null/y;

function match(reader: Reader, pattern: RegExp): string | null {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (!found) return null;
  reader.at = pattern.lastIndex;
  return found[0];
}

/** The string at the reader, with its quotes; null where there is none or it isn't a valid one. */
function matchString(reader: Reader): string | null {
  if (reader.text[reader.at] !== '"') return null;
  const quoted = reader.text.slice(reader.at, endOfString(reader.text, reader.at) + 1);
  try {
    JSON.parse(quoted);
  } catch {
    throw unexpected(reader, 'a valid string');
  }
  reader.at += quoted.length;
  return quoted;
}

function where(reader: Reader): string {
  const before = reader.text.slice(0, reader.at);
  const line = before.split('\n').length;
  return `line ${line}, column ${reader.at - before.lastIndexOf('\n')}`;
}

function pathText(path: (string | number)[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

function unexpected(reader: Reader, wanted: string): Fault {
  const character = reader.text.codePointAt(reader.at);
  const found = character === undefined ? 'the end' : JSON.stringify(String.fromCodePoint(character));
  return new Fault('invalid', 'structure', `Not JSON: ${wanted} expected at ${where(reader)}, found ${found}.`);
}

function expect(reader: Reader, character: string): void {
  match(reader, SPACE);
  if (reader.text[reader.at] !== character) throw unexpected(reader, `"${character}"`);
  reader.at++;
}

/** True, and past it, where `close` comes next. */
function closes(reader: Reader, close: string): boolean {
  match(reader, SPACE);
  if (reader.text[reader.at] !== close) return false;
  reader.at++;
  return true;
}

function readObject(reader: Reader, root: string): void {
  const keys = new Set<string>();
  if (closes(reader, '}')) return;
  do {
    match(reader, SPACE);
    const start = reader.at;
    const quoted = matchString(reader);
    if (quoted === null) throw unexpected(reader, 'a string as key');
    const key = JSON.parse(quoted) as string;
    reader.path.push(key);
    if (keys.has(key)) {
      reader.at = start;
      const path = `${root}${root && '.'}${pathText(reader.path)}`;
      const detail = `The key "${key}" appears twice in one object (${path}), the second time at ${where(reader)}.`;
      throw new Fault('invalid', 'structure', detail, { expression: path });
    }
    keys.add(key);
    expect(reader, ':');
    readValue(reader, root);
    reader.path.pop();
  } while (closes(reader, ','));
  expect(reader, '}');
}

function readArray(reader: Reader, root: string): void {
  if (closes(reader, ']')) return;
  let index = 0;
  do {
    reader.path.push(index++);
    readValue(reader, root);
    reader.path.pop();
  } while (closes(reader, ','));
  expect(reader, ']');
}

function readValue(reader: Reader, root: string): void {
  match(reader, SPACE);
  const character = reader.text[reader.at];
  if (character === '{') {
    reader.at++;
    readObject(reader, root);
  } else if (character === '[') {
    reader.at++;
    readArray(reader, root);
  } else if ((matchString(reader) ?? match(reader, NUMBER) ?? match(reader, WORD)) === null) {
    throw unexpected(reader, 'a value');
  }
}

/** The first fault of a text that JSON.parse refuses or that has a duplicate key; its path begins with the resource's type where one shows. */
export function findJsonFault(text: string): Fault {
  const reader: Reader = { text, at: 0, path: [] };
  const root = /^\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]+)"/.exec(text)?.[1] ?? '';
  try {
    readValue(reader, root);
    match(reader, SPACE);
    if (reader.at < text.length) throw unexpected(reader, 'the end');
  } catch (fault) {
    if (fault instanceof Fault) return fault;
    throw fault;
  }
  assert(false, 'a text was handed to findJsonFault that has none');
}
