import Provider, { type Configuration, type KoaContextWithOIDC, type ResourceServer, errors } from 'oidc-provider';
import {
  CODE_SECONDS,
  INTERACTION_SECONDS,
  REFRESH_SECONDS,
  SERVICE_TOKEN_SECONDS,
  TOKEN_SECONDS,
  isContextScope,
  narrowScopes,
  type Grant,
} from '../../access/index.ts';
import type { Doors } from '../doors.ts';
import { CONTEXT_SCOPES, KEY_ALGORITHMS, OAUTH, OAUTH_ROUTES, STYLE } from '../oauth-addresses.ts';
import { logBug } from '../refusals.ts';
import { adapterFor } from './adapter.ts';
import { CLOCK_TOLERANCE_SECONDS, checkAssertion, checkAudience, checkLaunch, leavePrompted } from './check-request.ts';
import { fetchOutward } from './fetch-keys.ts';
import { policy } from './policy.ts';
import { compareSecretTo } from './compare-secret.ts';

type Ctx = KoaContextWithOIDC;

/** A session that signed in lasts twelve hours at most, so that what is tied to it does not last longer. */
const ONLINE_SECONDS = 12 * 60 * 60;
const MOST_KEYS_BYTES = 64 * 1024;
/** The flow's own session joins the steps in one browser, and nothing else. */
const STEPS_SECONDS = 10 * 60;

/** The provider of one issuer: `origin` + /oauth, for the one resource server `origin` + /fhir. Its keys are those of now. */
export async function makeProvider(doors: Doors, origin: string): Promise<Provider> {
  const base = `${origin}/fhir`;
  const keys = await doors.access.flows.signingKeys();
  const provider = new Provider(`${origin}${OAUTH}`, {
    ...fixedConfiguration(),
    adapter: adapterFor(doors, origin),
    jwks: { keys: keys as NonNullable<Configuration['jwks']>['keys'] },
    extraParams: {
      aud: (_ctx, aud) => checkAudience(base, aud),
      launch: (ctx, launch, client) => checkLaunch(doors, ctx, launch, client.clientId),
      prompted: leavePrompted,
    },
    features: featuresFor(doors, base),
    findAccount: async (ctx, id) => {
      const account = await doors.access.account(id);
      if (!account) return undefined;
      return { accountId: id, claims: async () => ({ sub: id, ...claimsOf(base, await grantOf(doors, ctx)) }) };
    },
    loadExistingGrant: async (ctx) => {
      const id = ctx.oidc.result?.consent?.grantId;
      return id === undefined ? undefined : ctx.oidc.provider.Grant.find(id);
    },
    interactions: { policy, url: (_ctx, interaction) => `${OAUTH}/interaction/${interaction.uid}` },
    extraTokenClaims: async (ctx) => contextOf(await grantOf(doors, ctx), base),
    fetch: fetchOutward(doors.config.inwardHosts) as NonNullable<Configuration['fetch']>,
  });
  provider.proxy = true;
  compareSecretTo(provider);
  provider.use(async (ctx, next) => {
    await next();
    await addLaunchContext(doors, ctx as Ctx, origin);
  });
  // The codes alone: the words may quote what was sent.
  const noteRefusal = (ctx: Ctx, { error }: { error: string }) =>
    doors.log.info({ event: 'app refused', error, app: ctx.oidc.client?.clientId }, 'app refused');
  provider.on('authorization.error', noteRefusal);
  provider.on('grant.error', noteRefusal);
  provider.on('server_error', (ctx, error) =>
    logBug(doors.log, error, { requestId: ctx.get('x-request-id'), route: OAUTH }),
  );
  return provider;
}

function fixedConfiguration(): Configuration {
  const cookie = { signed: false, httpOnly: true, sameSite: 'lax' } as const;
  return {
    routes: OAUTH_ROUTES,
    cookies: {
      names: {
        session: 'throughline_oauth',
        interaction: 'throughline_oauth_step',
        resume: 'throughline_oauth_resume',
      },
      long: { ...cookie, path: OAUTH },
      short: cookie,
    },
    scopes: [...CONTEXT_SCOPES],
    claims: { openid: ['sub'], fhirUser: ['fhirUser'], profile: ['name', 'fhirUser'] },
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: [...KEY_ALGORITHMS], idTokenSigningAlgValues: ['RS256'] },
    allowOmittingSingleRegisteredRedirectUri: false,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    assertJwtClientAuthClaimsAndHeader: async (_ctx, claims, header, client) => checkAssertion(claims, header, client),
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    revokeGrantPolicy: () => true,
    issueRefreshToken: async (_ctx, client, { scopes }) =>
      client.grantTypeAllowed('refresh_token') && (scopes.has('offline_access') || scopes.has('online_access')),
    // A page of the app itself may ask in the browser's name: one that it is returned to.
    clientBasedCORS: (_ctx, origin, client) =>
      client.clientAuthMethod === 'none' && (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
    ttl: {
      AccessToken: TOKEN_SECONDS,
      AuthorizationCode: CODE_SECONDS,
      ClientCredentials: SERVICE_TOKEN_SECONDS,
      IdToken: TOKEN_SECONDS,
      Interaction: INTERACTION_SECONDS,
      Session: STEPS_SECONDS,
      RefreshToken: (_ctx, token) => (token.scopes.has('offline_access') ? REFRESH_SECONDS : ONLINE_SECONDS),
    },
    fetchResponseBodyLimits: { jwks_uri: MOST_KEYS_BYTES },
    renderError: (ctx, out) => {
      // Only the code: what else there is may be the words of whoever made the link.
      if (ctx.accepts('json', 'html') === 'html')
        ctx.redirect(`/authorize/failed?error=${encodeURIComponent(out.error)}`);
      else ctx.body = out;
    },
  };
}

function featuresFor(doors: Doors, base: string): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    userinfo: { enabled: false },
    clientCredentials: { enabled: true },
    revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
    introspection: {
      enabled: true,
      allowedPolicy: async (_ctx, client, token) => {
        if (token.clientId === client.clientId) return true;
        return (await doors.access.apps.find(client.clientId))?.app.introspects ?? false;
      },
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => base,
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, resource, client) => resourceServer(doors, ctx, base, resource, client.clientId),
    },
  };
}

/** The one resource server, with the scopes that this request can come to. */
async function resourceServer(
  doors: Doors,
  ctx: Ctx,
  base: string,
  resource: string,
  client: string,
): Promise<ResourceServer> {
  if (resource !== base) throw new errors.InvalidTarget('the only resource is the FHIR base');
  const grant = ctx.oidc.entities.Grant?.getResourceScope(base);
  const scopes = grant ? grant.split(' ') : await grantableScopes(doors, ctx, client);
  return { scope: scopes.join(' '), audience: base, accessTokenFormat: 'opaque' };
}

async function grantableScopes(doors: Doors, ctx: Ctx, client: string): Promise<string[]> {
  const app = (await doors.access.apps.find(client))?.app;
  const asked = String(ctx.oidc.params?.['scope'] ?? '').split(' ');
  const scopes = narrowScopes(asked, app?.scopes ?? []);
  if (scopes.every((scope) => isContextScope(scope) && scope !== 'openid')) {
    throw new errors.InvalidScope('none of the scopes can be granted to this app', asked.join(' '));
  }
  // What is granted by the app's registration need not be the word that was asked by.
  if (app?.kind === 'service') ctx.oidc.params!['scope'] = scopes.join(' ');
  return scopes;
}

/** The grant that a request is about; read once. */
async function grantOf(doors: Doors, ctx: Ctx): Promise<Grant | null> {
  const id = ctx.oidc.entities.Grant?.jti;
  if (id === undefined) return null;
  const state = ctx.state as { grant?: Promise<Grant | null> };
  return (state.grant ??= doors.access.flows.grant(id));
}

/** `fhirUser` of SMART 2.2, 3.0.5.1: the absolute address of whoever signed in. */
function claimsOf(base: string, grant: Grant | null): { fhirUser?: string; name?: string } {
  if (!grant) return {};
  const { practitioner, proxy, patient, role, name } = grant.caller;
  const own = practitioner ?? proxy ?? (role === 'patient' && patient ? `Patient/${patient}` : undefined);
  return { name, ...(own ? { fhirUser: `${base}/${own}` } : {}) };
}

/** What a resource server is told of the token besides (SMART 2.2, 7). */
function contextOf(grant: Grant | null, base: string): Record<string, string> {
  if (!grant) return {};
  const { fhirUser } = claimsOf(base, grant);
  return {
    ...(grant.patient ? { patient: grant.patient } : {}),
    ...(grant.encounter ? { encounter: grant.encounter } : {}),
    ...(fhirUser && grant.scopes.includes('openid') ? { fhirUser } : {}),
  };
}

/** The launch context goes beside the token (SMART 2.2, 3.0.4). An app stands apart from the chart, so that it has to say whose record it shows. */
async function addLaunchContext(doors: Doors, ctx: Ctx, origin: string): Promise<void> {
  const body = ctx.body as { access_token?: string } | undefined;
  if (ctx.oidc?.route !== 'token' || !body?.access_token) return;
  const grant = await grantOf(doors, ctx);
  if (!grant) return;
  ctx.body = {
    ...body,
    ...(grant.patient ? { patient: grant.patient, need_patient_banner: true } : {}),
    ...(grant.encounter ? { encounter: grant.encounter } : {}),
    smart_style_url: `${origin}${STYLE}`,
  };
}
