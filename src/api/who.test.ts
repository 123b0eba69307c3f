import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../test/house.ts';

let house: House;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(async () => house.close());

test('a token that is gone opens nothing from that moment on, although it was known a moment ago', async () => {
  const physician = await house.as('physician');
  const made = await house.ask({
    method: 'POST',
    url: '/fhir/Patient',
    headers: { ...physician, 'content-type': 'application/fhir+json' },
    payload: '{"resourceType":"Patient","name":[{"family":"Brontë"}]}',
  });
  const { id } = made.json() as { id: string };
  const urls = [
    `/fhir/Patient/${id}`,
    '/fhir/Patient/none',
    '/fhir/Patient?name=bront',
    `/fhir/Patient/${id}/$everything`,
  ];
  for (const url of urls) expect((await house.ask({ url, headers: physician })).statusCode, url).not.toBe(401);
  await house.rows('delete from access_token');
  for (const url of urls) {
    const other = await house.as('physician');
    await house.ask({ url, headers: other });
    await house.rows('delete from access_token');
    for (const headers of [other, physician]) {
      const refused = await house.ask({ url, headers });
      expect(refused.statusCode, url).toBe(401);
      expect(refused.json(), url).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code: 'expired' }] });
      expect(refused.body, url).not.toContain('Brontë');
      expect(refused.headers['www-authenticate'], url).toMatch(/^Bearer/);
    }
  }
});
