/** `t` for the shell, the inventory and the pages here; a lazily loaded folder makes its own with `catalogue`. */
import { catalogue } from './catalogue.ts';
import { en } from './en.ts';
import { es } from './es.ts';

export { catalogue } from './catalogue.ts';
export type MessageKey = keyof typeof en;
export const t = catalogue(en, es);
