export { findNextThings } from './find-next-things.ts';
export type { Item, NextThings } from './model.ts';
