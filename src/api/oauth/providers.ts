import type { FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import type { Doors } from '../doors.ts';
import { sureOriginOf } from '../origin.ts';
import { makeProvider } from './provider.ts';

/** A new signing key is published by every server within this time. */
const RENEW_EVERY_MS = 10 * 60_000;
/** The machine's own addresses are the only ones that a caller may choose from. */
const MOST_ORIGINS = 8;

export type Providers = (request: FastifyRequest) => Promise<Provider>;

/** The provider for the address that a request came to; made anew now and then, so that it knows the keys. */
export function openProviders(doors: Doors): Providers {
  const made = new Map<string, { at: number; provider: Promise<Provider> }>();
  return (request) => {
    const origin = sureOriginOf(doors, request);
    const known = made.get(origin);
    if (known && doors.clock.now() - known.at < RENEW_EVERY_MS) return known.provider;
    if (!known && made.size >= MOST_ORIGINS) made.clear();
    const provider = makeProvider(doors, origin);
    const entry = { at: doors.clock.now(), provider };
    made.set(origin, entry);
    provider.catch(() => {
      if (made.get(origin) === entry) made.delete(origin);
    });
    return provider;
  };
}
