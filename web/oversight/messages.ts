/** The words of oversight. */
import { catalogue } from '../messages/catalogue.ts';
import { localeTag } from '../lib/locale.ts';
import { en } from './messages-en.ts';
import { es } from './messages-es.ts';

export const t = catalogue(en, es);

/** A code by its name in a family of messages; the code itself where it has none. */
export function nameIn(family: 'label' | 'purpose' | 'role' | 'way' | 'kind', code: string): string {
  const key = `${family}.${code}`;
  return key in en ? (t as (key: string) => string)(key) : code;
}

/** "a, b and c". */
export function listed(words: readonly string[]): string {
  return new Intl.ListFormat(localeTag(), { type: 'conjunction' }).format(words);
}
