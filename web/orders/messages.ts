/** The words of ordering. */
import { catalogue } from '../messages/catalogue.ts';
import { en } from './messages-en.ts';
import { es } from './messages-es.ts';

export const t = catalogue(en, es);
