import { Client } from 'fhir-kit-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmartHouse, post, type SmartHouse } from '../../../test/smart/flow.ts';
import { assertion, newKey } from '../../../test/smart/jwt.ts';

let house: SmartHouse;
beforeAll(async () => {
  house = await openSmartHouse();
});
afterAll(() => house?.close());

test('a service that is written with fhir-kit-client finds where to ask, is let in, and reads within its scope', async () => {
  const key = newKey('RS384');
  const { app } = await house.register({
    name: 'Quality reports',
    kind: 'service',
    scopes: ['system/Patient.rs', 'system/Observation.rs'],
    role: 'quality-analyst',
    jwks: { keys: [key.jwk] },
  });
  const client = new Client({ baseUrl: house.base });
  const { tokenUrl } = await client.smartAuthMetadata();
  expect(String(tokenUrl)).toBe(`${house.origin}/oauth/token`);
  const told = await post(house, tokenUrl!.pathname, {
    grant_type: 'client_credentials',
    scope: 'system/*.rs',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion(key, app.id, String(tokenUrl)),
  });
  client.bearerToken = told.body.access_token!;
  expect(await client.read({ resourceType: 'Observation', id: 'weight-ben' })).toMatchObject({ id: 'weight-ben' });
  const found = await client.search({ resourceType: 'Patient', searchParams: { _count: 5 } });
  expect(found).toMatchObject({ entry: [{}, {}] });
  const refused = await client.search({ resourceType: 'Condition', searchParams: {} }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ response: { status: 403 } });
  await house.access.apps.disable({ kind: 'system', id: 'x', name: 'X', role: 'system' }, app.id, true);
  const shut = await client.read({ resourceType: 'Observation', id: 'weight-ben' }).catch((error: unknown) => error);
  expect(shut).toMatchObject({ response: { status: 401 } });
});
