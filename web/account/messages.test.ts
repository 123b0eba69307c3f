import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as adminEn from '../admin/messages-en.ts';
import * as adminEs from '../admin/messages-es.ts';
import type { Message } from '../messages/catalogue.ts';
import * as accountEn from './messages-en.ts';
import * as accountEs from './messages-es.ts';

type Words = Record<string, Message>;
const names = (message: Message) => {
  const texts = typeof message === 'string' ? [message] : [message.one, message.other];
  return texts.map((text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!).sort());
};

describe.each<[string, Words, Words]>([
  ['account', accountEn.en, accountEs.es],
  ['admin', adminEn.en, adminEs.es],
])('the words of %s', (folder, en, es) => {
  it('are the same in both languages, with the same parameters', () => {
    expect(Object.keys(es).sort()).toEqual(Object.keys(en).sort());
    for (const key of Object.keys(en)) expect(names(es[key]!), key).toEqual(names(en[key]!));
  });

  it('have no key that nothing says', () => {
    const root = join(import.meta.dirname, '..');
    const sources = ['account', 'admin', 'pages']
      .flatMap((name) =>
        readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map((file) => join(name, file)),
      )
      .filter((name) => /\.tsx?$/.test(name) && !name.includes('messages'))
      .map((name) => readFileSync(join(root, name), 'utf8'))
      .join('\n');
    const server = ['access', 'api/app'].flatMap((name) => {
      const from = join(root, '../src', name);
      return readdirSync(from, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
        .map((file) => readFileSync(join(from, file), 'utf8'));
    });
    const said = [sources, ...server].join('\n');
    const prefixes = [...sources.matchAll(/t\(`([\w.-]+\.)\$\{/g)].map((found) => found[1] ?? '');
    const unsaid = Object.keys(en).filter((key) => {
      // A reason is a word of the server's, or of a function here.
      const word = key.startsWith('reason.') ? key.slice('reason.'.length) : null;
      if (word) return !said.includes(`'${word}'`) && !said.includes(`'${key}'`) && !word.startsWith('password-');
      return (
        !said.includes(`'${key}'`) && !prefixes.some((prefix) => key.startsWith(prefix)) && !key.startsWith('role.')
      );
    });
    expect(unsaid, folder).toEqual([]);
  });
});
