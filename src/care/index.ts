export { findNextThings } from './find-next-things.ts';
export { nameOf, type Item, type NextThings } from './model.ts';
