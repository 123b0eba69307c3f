import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The rows of the tables of promises: what is promised, the file, and the words of its test's name. */
const rows = readFileSync(`${root}docs/promises.md`, 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => cells.length === 5 && cells[2]!.endsWith('.test.ts'))
  .map(([, promise, file, name]) => [promise!, file!, name!] as const);

test.each(rows)('%s: its test is there', (_promise, file, name) => {
  expect(readFileSync(`${root}${file}`, 'utf8')).toContain(name);
});

test('the table is read', () => {
  expect(rows.length).toBeGreaterThan(35);
});
