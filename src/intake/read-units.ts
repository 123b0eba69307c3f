import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { Fault } from '../base/index.ts';
import { type Resource, parseJson } from '../fhir/index.ts';
import { bundleParts, lines } from '../formats/index.ts';
import { type Entry, type Refusal, type Unit, linksOf, prepareEntry, relink } from './model.ts';

/** Resources that go in together where each stands for itself. */
const GROUP = 200;
/** A whole-file bundle past this size is read twice rather than held. */
const HELD_BYTES = 64 * 1024 * 1024;

export type Read = Unit | { refusal: Refusal };
export type Reading = { file: string; bytes: number; onBytes(read: number): void };

/**
 * Reads a file as units to store: a bundle a line, resources line by line (NDJSON), or one bundle or resource over many
 * lines; gzip is told by its first bytes. Memory: one unit.
 */
export async function* readUnits(reading: Reading): AsyncGenerator<Read> {
  if ((await shapeOf(reading.file)) === 'lines') yield* readLines(reading);
  else yield* readWhole(reading);
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/** The decompressed bytes; `onBytes` hears of those read from the disk. A damaged archive throws at its end. */
async function* bytesOf(file: string, onBytes: (read: number) => void): AsyncGenerator<Buffer> {
  const isPacked = await isGzip(file);
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  if (!isPacked) {
    for await (const chunk of source) {
      onBytes(chunk.length);
      yield chunk;
    }
    return;
  }
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  source.on('data', (chunk) => onBytes(chunk.length));
  source.once('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip);
  } finally {
    source.destroy();
  }
}

/** One JSON value a line, or one over many: told by whether the first line that is not blank is whole. */
async function shapeOf(file: string): Promise<'lines' | 'whole'> {
  let read = 0;
  for await (const line of lines(
    limited(
      bytesOf(file, () => {}),
      HELD_BYTES,
      (size) => (read = size),
    ),
  )) {
    const text = line.bytes.toString('latin1').trimEnd();
    if (!text.startsWith('{')) return 'lines'; // refused line by line, with its number
    if (!text.endsWith('}')) return 'whole';
    return read >= HELD_BYTES && line.number === 1 ? 'whole' : 'lines';
  }
  return 'lines';
}

async function* limited(
  chunks: AsyncIterable<Buffer>,
  most: number,
  onSize: (size: number) => void,
): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const chunk of chunks) {
      size += chunk.length;
      onSize(size);
      yield chunk;
      if (size >= most) return;
    }
  } catch {
    // a damaged archive is reported when it is read for its content
  }
}

/** Parses one value, or says why it can't be, in the words of the parser and with the line of the file. */
function parse(
  reading: Reading,
  line: number,
  bytes: Buffer,
): { value: Record<string, unknown> } | { refusal: Refusal } {
  try {
    return { value: parseJson(bytes) as Record<string, unknown> };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const expression = error.issues[0]?.expression;
    return { refusal: { file: reading.file, line, reason: error.message, ...(expression ? { expression } : {}) } };
  }
}

async function* readLines(reading: Reading): AsyncGenerator<Read> {
  let group = emptyGroup();
  for await (const { number, bytes } of lines(bytesOf(reading.file, reading.onBytes))) {
    const parsed = parse(reading, number, bytes);
    if ('refusal' in parsed) {
      yield parsed;
      continue;
    }
    if (parsed.value['resourceType'] === 'Bundle') {
      yield* bundleUnits(reading, number, bytes, parsed.value);
      continue;
    }
    yield* addToGroup(group, reading, number, bytes, { resource: parsed.value as Resource });
    if (group.entries.length >= GROUP) {
      yield groupUnit(reading, group);
      group = emptyGroup();
    }
  }
  if (group.entries.length > 0) yield groupUnit(reading, group);
}

type Group = { entries: Entry[]; lines: number[]; hash: ReturnType<typeof createHash> };

function emptyGroup(): Group {
  return { entries: [], lines: [], hash: createHash('sha256') };
}

function* addToGroup(group: Group, reading: Reading, line: number, bytes: Buffer, entry: Entry): Generator<Read> {
  const prepared = prepareEntry(entry, () => bytes.toString());
  if ('refused' in prepared) {
    yield { refusal: { file: reading.file, line, reason: prepared.refused, expression: prepared.expression } };
    return;
  }
  group.entries.push(prepared);
  group.lines.push(line);
  group.hash.update(bytes);
}

function groupUnit(reading: Reading, group: Group): Unit {
  return { file: reading.file, lines: group.lines, digest: group.hash.digest(), atomic: false, entries: group.entries };
}

/** A bundle in memory: one unit where it is a transaction, else its entries, each for itself. */
function* bundleUnits(reading: Reading, line: number, bytes: Buffer, value: Record<string, unknown>): Generator<Read> {
  const type = value['type'];
  if (type !== 'transaction' && type !== 'batch' && type !== 'collection') {
    const reason = `A Bundle of type "${String(type)}" is not imported: transaction, batch and collection are.`;
    yield { refusal: { file: reading.file, line, reason, expression: 'Bundle.type' } };
    return;
  }
  const entries = Array.isArray(value['entry']) ? (value['entry'] as Entry[]) : [];
  const prepared: Entry[] = [];
  for (const [index, entry] of entries.entries()) {
    const made = prepareEntry(entry ?? {}, () => JSON.stringify(entry));
    if (!('refused' in made)) {
      prepared.push(made);
      continue;
    }
    const expression = `Bundle.entry[${index}].${made.expression}`;
    yield { refusal: { file: reading.file, line, reason: made.refused, expression } };
    if (type === 'transaction') return; // all or nothing
  }
  const digest = createHash('sha256').update(bytes).digest();
  if (type !== 'transaction') {
    const links = linksOf(prepared);
    for (const entry of prepared) relink(entry, links);
  }
  yield {
    file: reading.file,
    lines: prepared.map(() => line),
    digest,
    atomic: type === 'transaction',
    entries: prepared,
  };
}

/** One value over many lines. Up to HELD_BYTES it is parsed at once; past that, its entries are read as they pass, twice. */
async function* readWhole(reading: Reading): AsyncGenerator<Read> {
  const held: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytesOf(reading.file, reading.onBytes)) {
    size += chunk.length;
    if (size > HELD_BYTES) break;
    held.push(chunk);
  }
  if (size > HELD_BYTES) {
    held.length = 0;
    yield* readBig(reading);
    return;
  }
  const bytes = Buffer.concat(held);
  const parsed = parse(reading, 1, bytes);
  if ('refusal' in parsed) {
    yield parsed;
  } else if (parsed.value['resourceType'] === 'Bundle') {
    yield* bundleUnits(reading, 1, bytes, parsed.value);
  } else {
    const group = emptyGroup();
    yield* addToGroup(group, reading, 1, bytes, { resource: parsed.value as Resource });
    if (group.entries.length > 0) yield groupUnit(reading, group);
  }
}

/** A bundle too big to hold: first which fullUrl is which resource (and the bundle's type), then the entries in groups. */
async function* readBig(reading: Reading): AsyncGenerator<Read> {
  const links = new Map<string, string>();
  let type: unknown;
  for await (const part of bundleParts(bytesOf(reading.file, () => {}))) {
    const parsed = parse(reading, part.kind === 'entry' ? part.line : 1, part.bytes);
    if ('refusal' in parsed) {
      if (part.kind === 'frame') yield parsed;
      continue;
    }
    if (part.kind === 'frame') type = parsed.value['type'];
    else addLink(links, parsed.value as Entry, part.bytes);
  }
  if (type === 'transaction') {
    const reason = `A transaction of more than ${HELD_BYTES / 1024 / 1024} MB is all or nothing and cannot be held: split it, or send it as a batch.`;
    yield { refusal: { file: reading.file, line: 1, reason, expression: 'Bundle.type' } };
    return;
  }
  yield* readGroups(reading, links);
}

function addLink(links: Map<string, string>, entry: Entry, bytes: Buffer): void {
  const prepared = prepareEntry(entry, () => bytes.toString());
  if (!('refused' in prepared)) for (const [from, to] of linksOf([prepared])) links.set(from, to);
}

async function* readGroups(reading: Reading, links: ReadonlyMap<string, string>): AsyncGenerator<Read> {
  let group = emptyGroup();
  for await (const part of bundleParts(bytesOf(reading.file, () => {}))) {
    if (part.kind === 'frame') continue;
    const parsed = parse(reading, part.line, part.bytes);
    if ('refusal' in parsed) {
      yield parsed;
      continue;
    }
    const entry = parsed.value as Entry;
    yield* addToGroup(group, reading, part.line, part.bytes, entry);
    const added = group.entries.at(-1);
    if (added) relink(added, links);
    if (group.entries.length >= GROUP) {
      yield groupUnit(reading, group);
      group = emptyGroup();
    }
  }
  if (group.entries.length > 0) yield groupUnit(reading, group);
}
