import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { throughlineDone } from '../server.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const run = (...args: string[]) => throughlineDone(['check-rules', ...args], {});

test('prints precision and recall of the rules over the labelled charts, and is content with those that ship', async () => {
  const { status, out, err } = await run();
  expect(err).toBe('');
  expect(status).toBe(0);
  expect(out).toMatch(/^\s+charts {2}precision {2}recall$/m);
  expect(out).toMatch(/^all\s+418 /m);
});

test('rules that would spoil them are seen before they are loaded', async () => {
  const rule = {
    id: 'aspirin',
    drugs: ['lisinopril', 'warfarin', 'metformin', 'sertraline', 'ibuprofen'],
    fromAge: 18,
    severity: 'low',
    effect: { en: 'x', es: 'x' },
    source: 'nobody',
  };
  const data = Buffer.from(JSON.stringify({ olderAdults: [rule] })).toString('base64');
  const { status, out } = await run('--with', file('noise.json', { resourceType: 'Library', content: [{ data }] }));
  expect(status).toBe(1);
  expect(out).toMatch(/wrong: .*older-adult\.aspirin/);
});

test.each([
  [() => join(folder, 'none.json'), /no file/],
  [() => file('text.json', 'not json'), /is not JSON/],
  [() => file('bad.json', { most: [{ id: 'x' }] }), /most\.0/],
])('what cannot be read is one line and an exit status', async (path, words) => {
  const { status, err } = await run('--with', path());
  expect(status).toBe(1);
  expect(err).toMatch(words);
  expect(err.trim().split('\n')).toHaveLength(1);
});
