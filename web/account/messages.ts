/** `t` of signing in and of one's own account. */
import { catalogue } from '../messages/index.ts';
import { en } from './messages-en.ts';
import { es } from './messages-es.ts';

export type AccountKey = keyof typeof en;
export const t = catalogue(en, es);

/** The message of a key that is only known when it is asked for; nothing where there is none. */
export function sayIfKnown(key: string): string | undefined {
  return key in en ? t(key as 'reason.common') : undefined;
}
