import { type KoaContextWithOIDC, errors } from 'oidc-provider';
import type { Doors } from '../doors.ts';

/** So far may the clocks of an app and of ours differ. */
export const CLOCK_TOLERANCE_SECONDS = 5;

/** SMART 2.2, 2.0.9: a token is for the server that the app means to ask, so that none is sent to another by mistake. */
export function checkAudience(base: string, aud: string | undefined): void {
  if (aud?.replace(/\/$/, '') === base) return;
  throw new errors.InvalidRequest(`aud must be the FHIR base, ${base}`);
}

/** SMART 2.2, 2.0.7: an opening from the chart is the app's own, and good once. */
export async function checkLaunch(
  doors: Doors,
  ctx: KoaContextWithOIDC,
  launch: string | undefined,
  app: string,
): Promise<void> {
  const scopes = String(ctx.oidc.params!['scope'] ?? '').split(' ');
  if (launch === undefined) {
    if (scopes.includes('launch')) throw new errors.InvalidRequest('the scope launch needs the parameter launch');
    return;
  }
  if (!(await doors.access.apps.findLaunch(launch, app))) {
    throw new errors.InvalidRequest('launch is used up, expired, or of another app');
  }
}

const LONGEST_ASSERTION_SECONDS = 300;

/** SMART 2.2, 4.2: what an assertion says of itself, beside what OpenID Connect wants; its signature and audience are right. */
export function checkAssertion(
  claims: { iss?: unknown; sub?: unknown; exp?: unknown },
  header: { jku?: unknown },
  client: { jwksUri?: string | undefined },
): void {
  const latest = Date.now() / 1000 + LONGEST_ASSERTION_SECONDS;
  if (claims.sub !== claims.iss) throw new errors.InvalidClientAuth('sub must be the client_id');
  if (typeof claims.exp !== 'number' || claims.exp > latest + CLOCK_TOLERANCE_SECONDS) {
    throw new errors.InvalidClientAuth('exp must be no more than five minutes ahead');
  }
  if (header.jku !== undefined && header.jku !== client.jwksUri) {
    throw new errors.InvalidClientAuth('jku must be the registered address of the keys');
  }
}

/** What was in `prompt` before it was made what the flow needs: nothing to check. */
export function leavePrompted(): void {}
