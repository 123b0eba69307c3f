import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { setLanguage } from '../lib/locale.ts';
import { catalogue, type Message } from './catalogue.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { t } from './index.ts';

afterEach(() => setLanguage('en'));

const names = (message: Message) => {
  const text = typeof message === 'string' ? message : message.other;
  return [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!).sort();
};

describe('the catalogues', () => {
  it('have the same keys', () => {
    expect(Object.keys(es).sort()).toEqual(Object.keys(en).sort());
  });

  it('have the same parameters in each message, and no message is empty', () => {
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(names(es[key]), key).toEqual(names(en[key]));
      expect(JSON.stringify(es[key]), key).not.toMatch(/""/);
    }
  });

  it('have no key that nothing says', () => {
    const root = join(import.meta.dirname, '..');
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('messages') && !name.startsWith('dist'))
      .map((name) => readFileSync(join(root, name), 'utf8'))
      .join('\n');
    // A key may be composed: t(`lane.${lane}`) says every key that begins with "lane.".
    const prefixes = [...sources.matchAll(/t\(`([\w.-]+\.)\$\{/g)].map((found) => found[1] ?? '');
    const unsaid = Object.keys(en).filter(
      (key) => !sources.includes(`'${key}'`) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unsaid).toEqual([]);
  });
});

describe('t', () => {
  it('fills parameters and chooses the plural by language', () => {
    expect(t('patients.found', { count: 1 })).toBe('1 person found');
    expect(t('patients.found', { count: 1200 })).toBe('1,200 people found');
    setLanguage('es');
    expect(t('patients.found', { count: 2 })).toBe('2 personas encontradas');
  });

  it('leaves braces in a parameter alone', () => {
    expect(t('patients.none', { text: '{count}' })).toBe('Nobody answers “{count}”');
  });

  it('is made for any folder by `catalogue`', () => {
    const own = catalogue({ hello: 'Hello {name}' }, { hello: 'Hola {name}' });
    expect(own('hello', { name: 'Ana' })).toBe('Hello Ana');
  });
});
