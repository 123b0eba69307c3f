import { RESOURCE_TYPES } from '../../fhir/index.ts';
import { CONTEXT_SCOPES, KEY_ALGORITHMS, OAUTH, endpointAt } from '../oauth-addresses.ts';

/** SMART 2.2, 8.1: what of it is done here, no more. */
const CAPABILITIES = [
  'launch-ehr',
  'launch-standalone',
  'authorize-post',
  'client-public',
  'client-confidential-symmetric',
  'client-confidential-asymmetric',
  'sso-openid-connect',
  'context-banner',
  'context-style',
  'context-ehr-patient',
  'context-ehr-encounter',
  'context-standalone-patient',
  'context-standalone-encounter',
  'permission-offline',
  'permission-online',
  'permission-patient',
  'permission-user',
  'permission-v1',
  'permission-v2',
];

/** `.well-known/smart-configuration` (SMART 2.2, 8.2) for the FHIR base at `origin` + /fhir. */
export function smartConfigurationText(origin: string): string {
  return JSON.stringify({
    issuer: `${origin}${OAUTH}`,
    jwks_uri: endpointAt(origin, 'jwks'),
    authorization_endpoint: endpointAt(origin, 'authorization'),
    token_endpoint: endpointAt(origin, 'token'),
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: [...KEY_ALGORITHMS],
    introspection_endpoint: endpointAt(origin, 'introspection'),
    revocation_endpoint: endpointAt(origin, 'revocation'),
    management_endpoint: `${origin}/apps`,
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: [
      ...CONTEXT_SCOPES,
      ...['patient', 'user', 'system'].flatMap((context) => [`${context}/*.rs`, `${context}/*.cruds`]),
      ...RESOURCE_TYPES.map((type) => `user/${type}.rs`),
    ],
    capabilities: CAPABILITIES,
  });
}

/** `CapabilityStatement.rest.security` (SMART 2.2, 8.3, as apps of its first version look for it). */
export function smartSecurity(origin: string): object {
  const uris = {
    authorize: 'authorization',
    token: 'token',
    introspect: 'introspection',
    revoke: 'revocation',
  } as const;
  return {
    extension: [
      {
        url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
        extension: Object.entries(uris).map(([url, route]) => ({ url, valueUri: endpointAt(origin, route) })),
      },
    ],
    cors: true,
    service: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
            code: 'SMART-on-FHIR',
            display: 'SMART-on-FHIR',
          },
        ],
        text: 'SMART App Launch 2.2',
      },
    ],
    description: 'A bearer token in Authorization, or the session cookie of the app on the same origin.',
  };
}
