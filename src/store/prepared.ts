import { hash } from 'node:crypto';

/** A statement as the driver takes it: with a name PostgreSQL parses and plans it once a connection. */
export type Statement = { name?: string; text: string; values: unknown[] };

/** Each connection keeps what it has prepared, so that only so many shapes get a name. */
const MOST_NAMED = 200;
const MOST_SEEN = 2000;

const named = new Map<string, string>();
let seen = new Set<string>();

/**
 * Names a statement whose shape has come before: the commonest searches are planned once and not each time (planning is most of what a
 * small search costs). A shape's first coming goes without, since it may be the only one.
 */
export function prepared(text: string, values: unknown[]): Statement {
  const known = named.get(text);
  if (known !== undefined) return { name: known, text, values };
  if (named.size >= MOST_NAMED) return { text, values };
  if (!seen.has(text)) {
    if (seen.size >= MOST_SEEN) seen = new Set();
    seen.add(text);
    return { text, values };
  }
  const name = `s-${hash('sha1', text, 'hex').slice(0, 20)}`;
  named.set(text, name);
  return { name, text, values };
}
