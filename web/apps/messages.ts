/** The words about apps. */
import { catalogue } from '../messages/catalogue.ts';
import { en } from './messages-en.ts';
import { es } from './messages-es.ts';

export type AppMessage = keyof typeof en;
export const t = catalogue(en, es);

/** True for a key that there is: some are made of what the server says. */
export function isMessage(key: string): key is AppMessage {
  return key in en;
}
