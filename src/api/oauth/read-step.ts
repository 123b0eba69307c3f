import type { FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import {
  isContextScope,
  isFor,
  narrowScopes,
  parseScope,
  scopesWithin,
  type App,
  type Launch,
} from '../../access/index.ts';
import { Fault } from '../../base/index.ts';
import type { Doors } from '../doors.ts';
import { callerOf, sessionCookie } from '../who.ts';
import type { Providers } from './providers.ts';

/** An app that waits at the door. */
export type Step = {
  provider: Provider;
  app: App;
  /** What it asks for, as far as its registration and the rights of whoever is asked go. */
  scopes: string[];
  /** Where it was opened from; null where it came by itself. */
  launch: Launch | null;
  launchSecret: string | undefined;
  needsPatient: boolean;
  redirectUri: string;
  /** Whether what was allowed before holds without asking again. */
  isMemorable: boolean;
};

/**
 * The step of the address, where this browser began it. Faults: `gone` where it is over, `forbidden` where the app or its opening is not
 * for whoever is signed in, `unauthenticated` where they have to sign in anew first.
 */
export async function readStep(
  doors: Doors,
  providers: Providers,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Step> {
  const provider = await providers(request);
  const interaction = await provider.interactionDetails(request.raw, reply.raw);
  const { uid } = request.params as { uid: string };
  if (interaction.uid !== uid)
    throw new Fault('gone', 'expired', 'This sign-in of an app is over. Open the app again.');
  const params = interaction.params as Record<string, string | undefined>;
  const caller = callerOf(request);
  await demandFreshSignIn(doors, request, params, interaction.iat * 1000);
  const app = (await doors.access.apps.find(String(params['client_id'])))?.app;
  if (!app || app.disabled) throw new Fault('forbidden', 'forbidden', 'This app is not let in any more.');
  if (!isFor(app, caller.role)) throw new Fault('forbidden', 'forbidden', 'This app is not open to you.');
  const launchSecret = params['launch'];
  const launch = launchSecret === undefined ? null : await doors.access.apps.findLaunch(launchSecret, app.id);
  if (launchSecret !== undefined && launch?.account !== caller.id) {
    throw new Fault('forbidden', 'forbidden', 'The app was opened by somebody else, or too long ago. Open it again.');
  }
  const scopes = scopesWithin(caller, narrowScopes((params['scope'] ?? '').split(' '), app.scopes));
  if (scopes.every((scope) => isContextScope(scope) && scope !== 'openid')) {
    throw new Fault('forbidden', 'forbidden', 'Nothing of what the app asks for is open to you.');
  }
  const redirectUri = String(params['redirect_uri']);
  return {
    provider,
    app,
    scopes,
    launch,
    launchSecret,
    needsPatient: scopes.some((scope) => scope === 'launch/patient' || parseScope(scope)?.context === 'patient'),
    redirectUri,
    // Another program of the same machine could take the place of one that is returned to there (RFC 8252, 8.6).
    isMemorable: params['prompted'] === undefined && !(app.kind === 'public' && redirectUri.startsWith('http:')),
  };
}

/** `prompt=login` and `max_age` (OpenID Connect Core, 3.1.2.1) ask for a sign-in that is young enough. */
async function demandFreshSignIn(
  doors: Doors,
  request: FastifyRequest,
  params: Record<string, string | undefined>,
  begun: number,
): Promise<void> {
  const maxAge = params['max_age'];
  const isAsked = (params['prompted'] ?? '').split(' ').includes('login') || maxAge === '0';
  const notBefore = isAsked ? begun : maxAge === undefined ? null : doors.clock.now() - Number(maxAge) * 1000;
  const cookie = sessionCookie(request);
  if (notBefore === null || cookie === null) return;
  const signedIn = await doors.access.apps.signedInAt(cookie, callerOf(request).id);
  if (signedIn !== null && signedIn >= notBefore) return;
  await doors.access.signOut(cookie);
  throw new Fault('unauthenticated', 'login', 'The app asks that you sign in again.');
}
