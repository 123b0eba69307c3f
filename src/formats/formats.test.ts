import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundleParts, lines } from './index.ts';

/** The same bytes in chunks of the given sizes, over and over. */
async function* cut(bytes: Buffer, sizes: number[]): AsyncGenerator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test('lines keep their numbers over blank lines, CRLF, and a last line without an end', async () => {
  const bytes = Buffer.from('{"a":1}\r\n\n  \n{"b":2}\n{"c":3}');
  const found = await all(lines(cut(bytes, [3])));
  expect(found.map((line) => [line.number, line.bytes.toString()])).toEqual([
    [1, '{"a":1}'],
    [4, '{"b":2}'],
    [5, '{"c":3}'],
  ]);
});

test('lines do not depend on where the chunks are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme' }).map((text) => `x${text.replaceAll(/[\n\r]/g, ' ')}x`)),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      async (texts, sizes) => {
        const found = await all(lines(cut(Buffer.from(texts.join('\n')), sizes)));
        expect(found.map((line) => line.bytes.toString())).toEqual(texts);
      },
    ),
  );
});

test('a bundle comes apart into its entries and its frame, wherever the chunks are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
      fc.boolean(),
      fc.constantFrom(undefined, 2),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      async (entry, typeLast, indent, sizes) => {
        const inner = { link: [{ entry: [{ deep: '["{' }] }] };
        const bundle = typeLast
          ? { resourceType: 'Bundle', entry, ...inner, type: 'batch' }
          : { type: 'batch', ...inner, entry };
        const parts = await all(bundleParts(cut(Buffer.from(JSON.stringify(bundle, null, indent)), sizes)));
        const entries = parts.filter((part) => part.kind === 'entry').map((part) => JSON.parse(part.bytes.toString()));
        expect(entries).toEqual(JSON.parse(JSON.stringify(entry)));
        expect(JSON.parse(parts.at(-1)!.bytes.toString())).toEqual({ ...bundle, entry: [] });
      },
    ),
  );
});

test('an entry is placed by the line on which it begins', async () => {
  const text = '{"resourceType":"Bundle",\n"entry":[\n{"a":"}\\""},\n\n{"b":[1,{"c":2}]}\n]}';
  const parts = await all(bundleParts(cut(Buffer.from(text), [5])));
  expect(parts.filter((part) => part.kind === 'entry').map((part) => [part.line, part.bytes.toString()])).toEqual([
    [3, '{"a":"}\\""}'],
    [5, '{"b":[1,{"c":2}]}'],
  ]);
});
