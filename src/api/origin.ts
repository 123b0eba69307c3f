import type { FastifyRequest } from 'fastify';
import { Fault } from '../base/index.ts';
import type { Doors } from './doors.ts';
import { isSecure } from './who.ts';

const HOST = /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/;
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** The origin that the caller reached us under: the configured one, or the one that was asked. */
export function originOf(doors: Doors, request: FastifyRequest): string {
  if (doors.config.publicUrl) return doors.config.publicUrl;
  const given = request.headers.host ?? '';
  const host = HOST.test(given) ? given : `${doors.config.host}:${doors.config.port}`;
  return `${isSecure(request) ? 'https' : 'http'}://${host}`;
}

/**
 * The same, where it is one that no caller makes up: what apps sign is for one address, and nobody may carry it from there to here by naming
 * that address as ours. Faults: `unavailable` where the configuration names none and this is not the machine's own.
 */
export function sureOriginOf(doors: Doors, request: FastifyRequest): string {
  const origin = originOf(doors, request);
  if (doors.config.publicUrl || LOOPBACK.test(new URL(origin).host)) return origin;
  throw new Fault(
    'unavailable',
    'not-supported',
    'Apps cannot sign in yet: set THROUGHLINE_PUBLIC_URL to the address under which this server is reached.',
  );
}
