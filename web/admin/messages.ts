/** `t` of what administrators keep. */
import type { Role } from '../../src/base/caller.ts';
import { catalogue } from '../messages/index.ts';
import { en } from './messages-en.ts';
import { es } from './messages-es.ts';

export const t = catalogue(en, es);

/** A role as people say it. */
export function sayRole(role: string): string {
  return t(`role.${role as Exclude<Role, 'system'>}`);
}
