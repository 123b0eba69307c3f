/** One thing that a client may send, and the names of the kinds of them. */
import fc from 'fast-check';

export type Sent = { method: string; url: string; headers?: Record<string, string>; payload?: string };

export type Attack =
  /** A request, as a parsed one comes to the server. */
  | ({ way: 'request' } & Sent)
  /** Bytes on a socket, in latin1, as nobody's HTTP library would send them. */
  | { way: 'wire'; bytes: string }
  /** An expression, straight to the engine. */
  | { way: 'fhirpath'; expression: string };

/** A request with a body in FHIR's JSON. */
export function written(method: string, url: string, payload: string, headers: Record<string, string> = {}): Attack {
  return {
    way: 'request',
    method,
    url,
    headers: { 'content-type': 'application/fhir+json', ...headers },
    payload,
  };
}

/** Ids of resources that are there (`test/properties/fuzz/world.ts`), and of some that are not. */
export const someId: fc.Arbitrary<string> = fc.constantFrom('p1', 'p1', 'p1', 'p1', 'p2', 'o1', 'gone', 'nobody');
