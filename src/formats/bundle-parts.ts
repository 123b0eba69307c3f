/**
 * A part of one big JSON object that has a top-level array `entry`: each element of the array as it passes, then all that
 * is outside the elements (with the array emptied).
 */
export type BundlePart = { kind: 'entry'; bytes: Buffer; line: number } | { kind: 'frame'; bytes: Buffer };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LF = 0x0a;
const OPENS = new Set([0x7b, 0x5b]);
const CLOSES = new Set([0x7d, 0x5d]);

/**
 * Splits a FHIR Bundle (or any object with a top-level array named `entry`) without holding it: memory is the largest
 * entry and what lies outside the entries. Only nesting and strings are followed here; each part's own syntax is left to
 * the JSON parser, which then says what is wrong with it.
 */
export async function* bundleParts(chunks: AsyncIterable<Buffer>): AsyncGenerator<BundlePart> {
  const scan = scanner();
  for await (const chunk of chunks) yield* scan.feed(chunk);
  yield scan.frame();
}

type Scanner = { feed(chunk: Buffer): Generator<BundlePart>; frame(): BundlePart };

type Place = {
  depth: number;
  inString: boolean;
  escaped: boolean;
  line: number;
  /** Inside the top-level array `entry`. */
  inEntries: boolean;
  /** The last string at depth 1, to know the name before an array. */
  name: string;
  nameAt: number;
};

function scanner(): Scanner {
  const place: Place = { depth: 0, inString: false, escaped: false, line: 1, inEntries: false, name: '', nameAt: -1 };
  const frame: Buffer[] = [];
  let element: Buffer[] | null = null;
  let elementLine = 1;
  let name: number[] = [];

  function* feed(chunk: Buffer): Generator<BundlePart> {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]!;
      if (byte === LF) place.line += 1;
      if (place.inString) {
        if (place.depth === 1 && name.length < 16) name.push(byte);
        followString(place, byte);
        continue;
      }
      if (byte === QUOTE) {
        place.inString = true;
        name = [];
      } else if (OPENS.has(byte)) {
        if (place.inEntries && place.depth === 2) {
          frame.push(chunk.subarray(from, at));
          from = at;
          element = [];
          elementLine = place.line;
        }
        if (byte === 0x5b && place.depth === 1 && Buffer.from(name).toString('latin1') === 'entry"')
          place.inEntries = true;
        place.depth += 1;
      } else if (CLOSES.has(byte)) {
        place.depth -= 1;
        if (place.depth === 1) place.inEntries = false;
        if (element && place.depth === 2) {
          element.push(chunk.subarray(from, at + 1));
          from = at + 1;
          yield { kind: 'entry', bytes: Buffer.concat(element), line: elementLine };
          element = null;
        }
      } else if (element === null && place.inEntries && place.depth === 2 && byte === 0x2c) {
        frame.push(chunk.subarray(from, at)); // the comma between two elements stays out of the frame
        from = at + 1;
      }
    }
    (element ?? frame).push(chunk.subarray(from));
  }
  return { feed, frame: () => ({ kind: 'frame', bytes: Buffer.concat(element ? [...frame, ...element] : frame) }) };
}

function followString(place: Place, byte: number): void {
  if (place.escaped) place.escaped = false;
  else if (byte === BACKSLASH) place.escaped = true;
  else if (byte === QUOTE) place.inString = false;
}
