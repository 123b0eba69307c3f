import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { isSecure } from './who.ts';

/** What a page of ours may load and run: what comes from here, and of inline styles those that carry the page's own nonce. */
function pagePolicy(nonce: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === null ? '' : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const HEADERS: Record<string, string> = {
  'content-security-policy': pagePolicy(null),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** Two years, as the lists that browsers ship ask for (RFC 6797, 6.1.1). */
const HSTS = 'max-age=63072000';

/** Puts on every answer what tells a browser to trust nothing but this server, and, over https, to come by https alone. */
export function addSecurityHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    if (isSecure(request)) reply.header('strict-transport-security', HSTS);
  });
}

/** Lets the page that is sent write styles under a nonce of its own, which it is given. */
export function allowStyles(reply: FastifyReply): string {
  const nonce = randomBytes(16).toString('base64');
  reply.header('content-security-policy', pagePolicy(nonce));
  return nonce;
}
