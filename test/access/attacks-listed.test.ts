import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { MASK_ATTACKS } from './attacks/masked.ts';
import { OWN_ATTACKS } from './attacks/own.ts';
import { TWIN_ATTACKS } from './attacks/table.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = `${root}docs/attacks.md`;

const HEAD = `# Attacks

Ways to learn of, or to change, what one may not see, each tried by a test. \`UPDATE_ATTACKS=1 npm test -- test/access/attacks-listed.test.ts\` writes this page from the table.

The ways of the first part are tried on two people whose records are the same but for what is hidden of the one: a programme's visit, results, documents and counselling notes. Staff without a consent, the desk, the administrator, the patient (of counselling notes), another patient, the proxy of an adolescent, tokens that are bound, scoped, narrow or over, and nobody ask the same of both. Status, headers, body, total, links and every page must be alike but for names, ids and times, and nothing of what is hidden stands in them. The software itself, which sees all, is asked too: it must see a difference, or there was nothing to be seen.
`;

const MASKED_HEAD = `Tried by a registrar, a scheduler and a biller in turn on three people whose visits and appointments they see in part: of two only what is masked differs, and the third's are not sensitive and hold what is shown and no more. Whatever is asked, the answers about the first two must be alike, and what asks for nothing that is masked must be alike for all three (\`test/access/masks.test.ts\`).
`;

/** A line: what is done, what would be seen, and where a test of its own holds it. */
const line = (one: { id: string; how: string; shows: string; test?: [string, string] }): string =>
  `- \`${one.id}\`: ${one.how}. It would show ${one.shows}.${one.test ? ` Held by "${one.test[1]}" in \`${one.test[0]}\`.` : ''}`;

const part = (table: Record<string, Parameters<typeof line>[0][]>): string =>
  Object.entries(table)
    .map(([title, attacks]) => `### ${title}\n\n${attacks.map(line).join('\n')}\n`)
    .join('\n');

const text = `${HEAD}\n## Hidden and absent answer alike\n\n${part(TWIN_ATTACKS)}\n## What is masked makes no difference\n\n${MASKED_HEAD}\n${part(MASK_ATTACKS)}\n## Held by tests of their own\n\n${part(OWN_ATTACKS)}`;

test('docs/attacks.md lists the attacks that are tried, and no other', () => {
  if (process.env['UPDATE_ATTACKS']) writeFileSync(page, text);
  expect(readFileSync(page, 'utf8')).toBe(text);
});

test.each(Object.values(OWN_ATTACKS).flat())('$id: its test is there', ({ test: [file, name] }) => {
  expect(readFileSync(`${root}${file}`, 'utf8')).toContain(name);
});
