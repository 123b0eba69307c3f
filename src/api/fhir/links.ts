import type { FastifyRequest } from 'fastify';
import type { Doors } from '../doors.ts';
import { isSecure } from '../who.ts';

const HOST = /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/;

/** The FHIR base as the caller reached it: `https://host/fhir`. */
export function baseOf(doors: Doors, request: FastifyRequest): string {
  const given = request.headers.host ?? '';
  const host = HOST.test(given) ? given : `${doors.config.host}:${doors.config.port}`;
  return `${isSecure(request) ? 'https' : 'http'}://${host}/fhir`;
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
