import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';

let house: House;
let system: { authorization: string };
let now = Date.parse('2026-01-01T00:00:00Z');
const JSON_TYPE = { 'content-type': 'application/fhir+json' };

/** Goes to a time, and signs in again: a token lives an hour. */
const at = async (iso: string) => {
  now = Date.parse(iso);
  system = await house.as('system');
};
const send = (method: 'GET' | 'PUT' | 'DELETE', url: string, body?: object) =>
  house.ask({
    method,
    url: `/fhir/${url}`,
    headers: { ...system, ...JSON_TYPE },
    ...(body ? { payload: JSON.stringify(body) } : {}),
  });
const patient = (id: string, family: string) => ({ resourceType: 'Patient', id, name: [{ family }] });

/** hi-a: version 1 in March, 2 in May, deleted in July, put again in September. hi-b: version 1 in April, 2 in June. */
beforeAll(async () => {
  house = await openTestHouse({ clock: { now: () => now } });
  const put = async (iso: string, id: string, family: string) => {
    await at(iso);
    await send('PUT', `Patient/${id}`, patient(id, family));
  };
  await put('2026-03-01T00:00:00Z', 'hi-a', 'One');
  await put('2026-04-01T00:00:00Z', 'hi-b', 'One');
  await put('2026-05-01T00:00:00Z', 'hi-a', 'Two');
  await put('2026-06-10T00:00:00Z', 'hi-b', 'Two');
  await at('2026-07-01T00:00:00Z');
  await send('DELETE', 'Patient/hi-a');
  await put('2026-09-01T00:00:00Z', 'hi-a', 'Four');
  for (const [id, references] of [
    ['hi-all', ['Patient/hi-a']],
    ['hi-some', ['Patient/hi-a/_history/2', 'Patient/hi-b/_history/1', 'https://elsewhere.example/Patient/hi-b']],
  ] as const) {
    const entry = references.map((reference) => ({ item: { reference } }));
    await send('PUT', `List/${id}`, { resourceType: 'List', id, status: 'current', mode: 'working', entry });
  }
});
afterAll(() => house.close());

const told = async (url: string) => {
  const bundle: fhir4.Bundle = (await send('GET', url)).json();
  return (bundle.entry ?? []).map(
    (entry) => `${entry.fullUrl!.split('/').at(-1)!.slice(3)}${entry.response!.etag!.slice(3, -1)}`,
  );
};

// By hand, from http://hl7.org/fhir/R4/http.html#history: a version is current from its instant to the next one's.
test.each([
  ['Patient/hi-a/_history', 'a4 a3 a2 a1'],
  ['Patient/hi-a/_history?_at=2026-02', ''],
  ['Patient/hi-a/_history?_at=0001', ''],
  ['Patient/hi-a/_history?_at=9999', 'a4'],
  ['Patient/hi-a/_history?_at=2026-03', 'a1'],
  ['Patient/hi-a/_history?_at=2026-04-15', 'a1'],
  ['Patient/hi-a/_history?_at=2026-05-01T00:00:00Z', 'a2'],
  ['Patient/hi-a/_history?_at=2026-04-30', 'a1'],
  ['Patient/hi-a/_history?_at=2026', 'a4 a3 a2 a1'],
  ['Patient/hi-a/_history?_at=2026-08', 'a3'],
  ['Patient/hi-a/_history?_at=ge2026-07-15', 'a4 a3'],
  ['Patient/hi-a/_history?_at=lt2026-05-01', 'a1'],
  ['Patient/hi-a/_history?_at=2027', 'a4'],
  ['Patient/hi-a/_history?_since=2026-05-01T00:00:00Z', 'a4 a3 a2'],
  ['Patient/hi-a/_history?_since=2026-05-01T00:00:00Z&_at=2026-06', 'a2'],
  ['Patient/hi-a/_history?_list=hi-some', 'a2'],
  ['Patient/_history', 'a4 a3 b2 a2 b1 a1'],
  ['Patient/_history?_at=2026-05-15', 'a2 b1'],
  ['Patient/_history?_at=2026-06', 'b2 a2 b1'],
  ['Patient/_history?_at=le2026-03-31', 'a1'],
  ['Patient/_history?_at=gt2026-09-02', 'a4 b2'],
  ['Patient/_history?_list=hi-all', 'a4 a3 a2 a1'],
  ['Patient/_history?_list=List/hi-some', 'a2 b1'],
  ['Patient/_history?_since=2026-07-01T00:00:00Z', 'a4 a3'],
  ['_history?_at=2026-05-15', 'a2 b1'],
])('%s tells %s', async (url, expected) => {
  expect((await told(url)).join(' ')).toBe(expected);
});

test('pages by _count at every level, with what narrows them, and each says which page is next', async () => {
  for (const [url, expected] of [
    ['Patient/hi-a/_history?_count=1&_at=ge2026-05-02', 'a4 a3 a2'],
    ['Patient/_history?_count=2&_at=2026', 'a4 a3 b2 a2 b1 a1'],
    ['_history?_count=4&_list=hi-some', 'a2 b1'],
  ] as const) {
    const seen: string[] = [];
    for (let next: string | undefined = url; next;) {
      seen.push(...(await told(next)));
      const { link }: fhir4.Bundle = (await send('GET', next)).json();
      next = link!.find((one) => one.relation === 'next')?.url.split('/fhir/')[1];
    }
    expect(seen.join(' ')).toBe(expected);
  }
});

test('a deletion has no resource, and the total of an instance counts it', async () => {
  const bundle: fhir4.Bundle = (await send('GET', 'Patient/hi-a/_history?_at=2026-08')).json();
  expect([bundle.total, bundle.entry![0]!.resource]).toEqual([1, undefined]);
  expect(bundle.entry![0]!.request).toEqual({ method: 'DELETE', url: 'Patient/hi-a' });
  expect((await send('GET', 'Patient/hi-a/_history?_count=0')).json()).toMatchObject({ total: 4 });
});

test.each([
  ['Patient/hi-a/_history?_at=soon', 400],
  ['Patient/hi-a/_history?_at=ne2026', 400],
  ['Patient/hi-a/_history?_list=hi-none', 404],
  ['Patient/_history?_list=hi-none', 404],
  ['Patient/hi-none/_history', 404],
  ['Patient/hi-none/_history?_count=5', 404],
])('%s answers %i', async (url, status) => {
  expect((await send('GET', url)).statusCode).toBe(status);
});
