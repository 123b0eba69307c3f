/** The words of the results that wait for a look. */
import { catalogue } from '../messages/catalogue.ts';
import { en } from './messages-en.ts';
import { es } from './messages-es.ts';

export const t = catalogue(en, es);

/** A code by its name in a family of messages; the code itself where it has none. */
export function nameIn(family: 'flag' | 'status', code: string): string {
  const key = `${family}.${code}`;
  return key in en ? (t as (key: string) => string)(key) : code;
}
