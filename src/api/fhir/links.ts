import type { FastifyRequest } from 'fastify';
import type { Doors } from '../doors.ts';
import { originOf } from '../origin.ts';

/** The FHIR base as the caller reached it: `https://host/fhir`. */
export function baseOf(doors: Doors, request: FastifyRequest): string {
  return `${originOf(doors, request)}/fhir`;
}

/** A link with its parameters, encoded so that it can be sent back as it is. */
export function linkTo(path: string, params: readonly (readonly [string, string])[]): string {
  const query = params.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return query === '' ? path : `${path}?${query}`;
}

/** Colons, commas and pipes stay readable, as everyone writes them in FHIR searches. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%(3A|2C|7C|2F|24)/g, decodeURIComponent);
}
