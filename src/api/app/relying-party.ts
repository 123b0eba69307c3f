import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Origin, RelyingParty } from '../../access/index.ts';
import { Fault } from '../../base/index.ts';
import { isSecure } from '../who.ts';
import { nameDevice } from './name-device.ts';

const BYTES = z
  .string()
  .min(1)
  .max(30_000)
  .regex(/^[A-Za-z0-9_-]+={0,2}$/);
const CREDENTIAL = {
  id: BYTES,
  rawId: BYTES,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).optional(),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
};

/** What a browser sends of a passkey that it made (WebAuthn 3, 5.1: RegistrationResponseJSON). */
export const REGISTRATION = z.object({
  ...CREDENTIAL,
  response: z.object({
    clientDataJSON: BYTES,
    attestationObject: BYTES,
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
});

/** What a browser sends of a passkey that it shows (AuthenticationResponseJSON). */
export const AUTHENTICATION = z.object({
  ...CREDENTIAL,
  response: z.object({
    clientDataJSON: BYTES,
    authenticatorData: BYTES,
    signature: BYTES,
    userHandle: BYTES.optional(),
  }),
});

/** What the body must be. Faults: `invalid`, with the field. */
export function bodyOf<T>(request: FastifyRequest, shape: z.ZodType<T>, detail: string): T {
  const given = shape.safeParse(request.body);
  if (given.success) return given.data;
  const field = given.error.issues[0]?.path.join('.');
  throw new Fault('invalid', 'required', detail, field ? { expression: field } : {});
}

/** The place that passkeys are bound to, as this browser sees it. Faults: `conflict` at an address of numbers, where browsers make none. */
export function relyingParty(request: FastifyRequest): RelyingParty {
  const origin = new URL(`${isSecure(request) ? 'https' : 'http'}://${request.headers.host ?? ''}`);
  const { hostname } = origin;
  if (isIP(hostname) > 0 || hostname.startsWith('[')) {
    throw new Fault(
      'conflict',
      'not-supported',
      'Passkeys need a name in the address, not a number: open this page at "localhost", or at the name of the server.',
      { reason: 'passkey-needs-name' },
    );
  }
  return { rpId: hostname, origin: origin.origin };
}

/** Whence this request comes. */
export function originOf(request: FastifyRequest): Origin & { device: string; requestId: string } {
  return { address: request.ip, device: nameDevice(request.headers['user-agent']), requestId: request.id };
}
