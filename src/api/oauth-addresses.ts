/** Where the flows of OAuth 2.0 are served, below the origin. */
export const OAUTH = '/oauth';

/** Below `/oauth`. */
export const OAUTH_ROUTES = {
  authorization: '/authorize',
  token: '/token',
  introspection: '/introspect',
  revocation: '/revoke',
  jwks: '/jwks',
} as const;

export const STYLE = `${OAUTH}/style.json`;

/** What an app may ask for; the types of clinical scopes are R4's. */
export const CONTEXT_SCOPES = [
  'openid',
  'fhirUser',
  'profile',
  'launch',
  'launch/patient',
  'launch/encounter',
  'offline_access',
  'online_access',
] as const;

/** The signatures of keys that SMART 2.2, 4.3 has every server take. */
export const KEY_ALGORITHMS = ['ES384', 'RS384'] as const;

/** The address of a flow's endpoint. */
export function endpointAt(origin: string, route: keyof typeof OAUTH_ROUTES): string {
  return `${origin}${OAUTH}${OAUTH_ROUTES[route]}`;
}
