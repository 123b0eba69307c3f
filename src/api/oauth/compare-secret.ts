import { createHash, timingSafeEqual } from 'node:crypto';
import type Provider from 'oidc-provider';

/** Holds secrets against their hashes, which are all that is kept. */
export function compareSecretTo(provider: Provider): void {
  provider.Client.prototype.compareClientSecret = function compareClientSecret(actual: string): boolean {
    const given = createHash('sha256').update(actual).digest();
    const kept = Buffer.from(this.clientSecret ?? '', 'base64url');
    return kept.length === given.length && timingSafeEqual(kept, given);
  };
}
