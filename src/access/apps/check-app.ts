import { Fault, isRole } from '../../base/index.ts';
import { isContextScope, parseScope, parseScopes } from '../scopes.ts';
import { APP_KINDS, APP_USERS, type NewApp } from './model.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const MOST_ADDRESSES = 10;
const MOST_KEYS = 10;
const LEAST_RSA_BITS = 2048;
/** What a key has beside its public half (RFC 7518). */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
/** ES384 and RS384 are what SMART 2.2, 4.3 has every server take. */
const CURVES = new Set(['P-384']);

function refuse(detail: string, field: string): never {
  throw new Fault('invalid', 'value', detail, { expression: field });
}

/** What is registered of an app, tidied; faults are `invalid` with the name of the field. Pure. */
export function checkApp(given: NewApp): NewApp {
  const name = given.name.normalize('NFC').trim();
  if (name === '' || name.length > 80 || /\p{Cc}/u.test(name)) refuse('An app has a name of 1 to 80 letters.', 'name');
  if (!APP_KINDS.includes(given.kind)) refuse(`There is no kind of app "${given.kind}".`, 'kind');
  if (!APP_USERS.includes(given.users)) refuse('An app is for staff, patients or everyone.', 'users');
  const isService = given.kind === 'service';
  const app: NewApp = {
    name,
    kind: given.kind,
    users: isService ? 'staff' : given.users,
    redirectUris: isService ? [] : checkAddresses(given.redirectUris),
    scopes: checkScopes(given.scopes, isService),
    introspects: given.introspects && given.kind !== 'public',
  };
  if (given.launchUri && !isService) app.launchUri = checkAddress(given.launchUri, 'launchUri');
  if (isService) app.role = checkRole(given);
  if (isService || given.kind === 'confidential-asymmetric') Object.assign(app, checkKeys(given));
  return app;
}

function checkAddresses(uris: readonly string[]): string[] {
  const given = [...new Set(uris.map((uri) => uri.trim()).filter((uri) => uri !== ''))];
  if (given.length === 0) refuse('Name the address that the app is returned to.', 'redirectUris');
  if (given.length > MOST_ADDRESSES) refuse(`An app has at most ${MOST_ADDRESSES} addresses.`, 'redirectUris');
  return given.map((uri) => checkAddress(uri, 'redirectUris'));
}

/** Exact addresses alone (RFC 9700, 2.1): what is registered is compared letter by letter. */
function checkAddress(uri: string, field: string): string {
  const url = URL.parse(uri);
  if (!url || uri.length > 500) refuse(`"${uri.slice(0, 100)}" is not an address.`, field);
  if (uri.includes('#') || url.username !== '' || url.password !== '' || uri.includes('*')) {
    refuse(`"${uri}" must be without #, * and a user name.`, field);
  }
  const isOpen = url.protocol === 'http:' && LOOPBACK.has(url.hostname);
  if (url.protocol !== 'https:' && !isOpen) {
    refuse(`"${uri}" must begin with https:// (http:// on localhost, 127.0.0.1 or [::1] alone).`, field);
  }
  return uri;
}

function checkScopes(given: readonly string[], isService: boolean): string[] {
  let scopes: string[];
  try {
    scopes = [...new Set(parseScopes(given.join(' ')))];
  } catch (error) {
    return refuse(error instanceof Fault ? error.message : 'The scopes cannot be read.', 'scopes');
  }
  if (scopes.length === 0) refuse('Name the scopes that the app may ask for.', 'scopes');
  for (const scope of scopes) {
    const isSystem = parseScope(scope)?.context === 'system';
    if (isService && !isSystem) refuse(`A service asks for scopes system/... alone, not "${scope}".`, 'scopes');
    if (!isService && isSystem) refuse(`"${scope}" is for a service that nobody signs in to.`, 'scopes');
  }
  if (!isService && scopes.every(isContextScope) && !scopes.includes('openid')) {
    refuse('The scopes let the app do nothing: name what it may read, or openid.', 'scopes');
  }
  return scopes;
}

function checkRole({ role }: NewApp): NonNullable<NewApp['role']> {
  if (!role || !isRole(role) || role === 'system' || role === 'patient') {
    return refuse('A service has one of the roles of staff.', 'role');
  }
  return role;
}

function checkKeys({ jwks, jwksUri }: NewApp): Pick<NewApp, 'jwks' | 'jwksUri'> {
  if (jwksUri) {
    if (jwks) refuse('Give the keys or their address, not both.', 'jwks');
    const url = URL.parse(jwksUri);
    if (!url || url.protocol !== 'https:' || url.username !== '' || jwksUri.includes('#')) {
      refuse('The address of the keys begins with https://.', 'jwksUri');
    }
    return { jwksUri };
  }
  const keys: unknown = jwks?.keys;
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > MOST_KEYS) {
    return refuse(`Give the app's public keys as a JWK Set, {"keys": [...]}, of 1 to ${MOST_KEYS} keys.`, 'jwks');
  }
  for (const key of keys) checkKey(key as Record<string, unknown>);
  return { jwks: { keys: keys as Record<string, unknown>[] } };
}

function checkKey(key: Record<string, unknown>): void {
  if (typeof key !== 'object' || key === null) refuse('A key is a JSON object.', 'jwks');
  if (PRIVATE.some((member) => member in key)) {
    refuse('This is a private key. Keep it, make a new one since it was shown, and give its public half.', 'jwks');
  }
  if (key['use'] !== undefined && key['use'] !== 'sig') refuse('A key is for signing ("use": "sig").', 'jwks');
  const { kty, crv, n } = key;
  const isElliptic = kty === 'EC' && typeof crv === 'string' && CURVES.has(crv);
  const isRsa = kty === 'RSA' && typeof n === 'string' && Buffer.from(n, 'base64url').length * 8 >= LEAST_RSA_BITS;
  if (!isElliptic && !isRsa)
    refuse(`A key is EC of the curve P-384, or RSA of ${LEAST_RSA_BITS} bits or more.`, 'jwks');
}
