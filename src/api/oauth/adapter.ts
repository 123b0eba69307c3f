import { type Adapter, type AdapterPayload, type ClientMetadata, errors } from 'oidc-provider';
import { INTERACTION_SECONDS, type App, type FlowStore, type Grant, type Payload } from '../../access/index.ts';
import { Fault } from '../../base/index.ts';
import type { Doors } from '../doors.ts';
import { endpointAt } from '../oauth-addresses.ts';

const METHODS: Record<App['kind'], NonNullable<ClientMetadata['token_endpoint_auth_method']>> = {
  public: 'none',
  'confidential-symmetric': 'client_secret_basic',
  'confidential-asymmetric': 'private_key_jwt',
  service: 'private_key_jwt',
};

/** A registered app in OpenID Connect's words. In the place of its secret stands the hash of it. */
export function metadataOf(app: App, secretHash: Buffer | null): ClientMetadata {
  const isService = app.kind === 'service';
  return {
    client_id: app.id,
    client_name: app.name,
    token_endpoint_auth_method: METHODS[app.kind],
    grant_types: isService ? ['client_credentials'] : ['authorization_code', 'refresh_token'],
    response_types: isService ? [] : ['code'],
    redirect_uris: app.redirectUris,
    ...(secretHash && app.kind === 'confidential-symmetric' ? { client_secret: secretHash.toString('base64url') } : {}),
    ...(app.jwks ? { jwks: app.jwks as NonNullable<ClientMetadata['jwks']> } : {}),
    ...(app.jwksUri ? { jwks_uri: app.jwksUri } : {}),
  };
}

const seconds = (iso: string) => Math.floor(Date.parse(iso) / 1000);

/** A grant in the flow's words: everything that was allowed is for the one resource server there is. */
function grantPayload(grant: Grant, base: string): AdapterPayload {
  const scope = grant.scopes.join(' ');
  return {
    kind: 'Grant',
    jti: grant.id,
    accountId: grant.account,
    clientId: grant.app,
    iat: seconds(grant.created),
    exp: seconds(grant.expires),
    openid: { scope },
    resources: { [base]: scope },
  };
}

/** What is given out while its grant ends is refused as what comes after. */
async function orInvalidGrant(kept: Promise<void>): Promise<void> {
  try {
    await kept;
  } catch (error) {
    if (error instanceof Fault && error.kind === 'forbidden') throw new errors.InvalidGrant(error.message);
    throw error;
  }
}

/** What every kind has; a kind changes what is otherwise with it. */
function plainAdapter(flows: FlowStore, kind: string): Adapter {
  return {
    upsert: (id, payload, expiresIn = INTERACTION_SECONDS) =>
      orInvalidGrant(flows.keep(kind, id, payload as Payload, expiresIn)),
    find: async (id) => ((await flows.find(kind, id)) ?? undefined) as AdapterPayload | undefined,
    destroy: (id) => flows.drop(kind, id),
    revokeByGrantId: (grantId) => flows.endGrant(grantId, 'revoked'),
    consume: async (id) => {
      const found = await flows.find(kind, id);
      const isFirst = found?.grantId !== undefined && (await flows.use(kind, id, found.grantId));
      if (!isFirst) throw new errors.InvalidGrant('it was used before');
    },
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
  };
}

function tokenAdapter(flows: FlowStore, kind: string): Adapter {
  return {
    ...plainAdapter(flows, kind),
    upsert: (id, payload, expiresIn = INTERACTION_SECONDS) =>
      orInvalidGrant(flows.keepToken(id, payload as Payload, expiresIn)),
    find: async (id) => {
      const found = await flows.findToken(id);
      return (found?.['kind'] === kind ? found : undefined) as AdapterPayload | undefined;
    },
    destroy: (id) => flows.dropToken(id),
  };
}

/** Where the flows of one issuer keep what they keep: in PostgreSQL, through `access`. */
export function adapterFor(doors: Doors, origin: string): (kind: string) => Adapter {
  const base = `${origin}/fhir`;
  const { apps, flows } = doors.access;
  return (kind) => {
    const plain = plainAdapter(flows, kind);
    switch (kind) {
      case 'Client':
        return {
          ...plain,
          find: async (id) => {
            const found = await apps.find(id);
            return found && !found.app.disabled
              ? (metadataOf(found.app, found.secretHash) as AdapterPayload)
              : undefined;
          },
        };
      case 'Grant':
        return {
          ...plain,
          find: async (id) => {
            const grant = await flows.grant(id);
            return grant ? grantPayload(grant, base) : undefined;
          },
          destroy: (id) => flows.endGrant(id, 'revoked'),
        };
      case 'Interaction':
        return {
          ...plain,
          // Its address ends with its secret, of which no copy is kept.
          upsert: (id, payload, expiresIn) => plain.upsert(id, { ...payload, returnTo: '' }, expiresIn),
          find: async (id) => {
            const found = await plain.find(id);
            return found ? { ...found, returnTo: `${endpointAt(origin, 'authorization')}/${id}` } : undefined;
          },
        };
      case 'AccessToken':
      case 'ClientCredentials':
        return tokenAdapter(flows, kind);
      case 'ReplayDetection':
        return {
          ...plain,
          upsert: async (id, payload, expiresIn = INTERACTION_SECONDS) => {
            if (await flows.keepOnce(kind, id, payload as Payload, expiresIn)) return;
            throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
          },
        };
      default:
        return plain;
    }
  };
}
