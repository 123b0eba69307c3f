/** What is sent. */
export type Ask = {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  body?: unknown;
  headers?: Record<string, string>;
};

/**
 * A way to learn of what one may not see, tried by everybody who may not. It is asked of two people whose records are the same but for what
 * is hidden (`twins.ts`): whatever differs in the answers would be known of it.
 */
export type TwinAttack = {
  id: string;
  /** What is done. */
  how: string;
  /** What would be seen if it worked. */
  shows: string;
  ask(who: string): Ask;
  /** Goes on along the `next` links: the pages must be alike too, each for itself. */
  pages?: true;
  /** Why even the software itself sees no difference; left out where it does, which shows that there was something to see. */
  blind?: string;
  /** A kind of caller to whom this is given, as their work is to watch over it. */
  notOf?: readonly string[];
};

/** One that is told by other means than by the difference of two answers: a test of its own holds it. */
export type OwnAttack = {
  id: string;
  how: string;
  shows: string;
  /** The file of the test, and its name. */
  test: [file: string, name: string];
};

/** The names of what is hidden of somebody; of the other of the two it is not there. */
export const secret = (who: string): string => `${who}-secret`;
/** Of a system that nothing else uses. */
export const SECRET_IDENTIFIER = 'urn:twin:secret';
/** Stands in everything that is hidden, and in nothing that is asked. */
export const MARKER = 'zzhiddenzz';
/** Stands beside it, to be asked for. */
export const WORD = 'zzsesame';

export const get = (url: string, headers: Record<string, string> = {}): Ask => ({ url, headers });
export const send = (
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Ask => ({ method, url, ...(body === undefined ? {} : { body }), headers });

/** A search of a type within the record of one of the two. */
export const find = (who: string, type: string, query: string): Ask =>
  get(`/fhir/${type}?_tag=urn:twin|${who}&${query}`);
