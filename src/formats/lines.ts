/** One line of a text file, as the bytes that came (so that whoever decodes them can tell bad UTF-8), without its end. */
export type Line = { number: number; bytes: Buffer };

const LF = 0x0a;
const CR = 0x0d;

/**
 * Splits a stream of chunks into lines, LF or CRLF, of any length; a line's pieces are joined once. Blank lines are left
 * out but counted. Memory: the longest line and one chunk.
 */
export async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let pieces: Buffer[] = [];
  let number = 1;
  const take = (last: Buffer): Line | null => {
    pieces.push(last);
    let bytes = pieces.length === 1 ? last : Buffer.concat(pieces);
    pieces = [];
    if (bytes.at(-1) === CR) bytes = bytes.subarray(0, -1);
    const line = isBlank(bytes) ? null : { number, bytes };
    number += 1;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LF, from); end >= 0; end = chunk.indexOf(LF, from)) {
      const line = take(chunk.subarray(from, end));
      from = end + 1;
      if (line) yield line;
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
  }
  if (pieces.length > 0) {
    const line = take(Buffer.alloc(0));
    if (line) yield line;
  }
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09 && byte !== CR) return false;
  return true;
}
