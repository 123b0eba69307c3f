import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';
import { R4_PARAMS, RESOURCE_TYPES, validate } from '../../fhir/index.ts';
import { keepIndexed } from '../../record/index.ts';

let house: House;
let system: { authorization: string };
let statement: fhir4.CapabilityStatement;

beforeAll(async () => {
  house = await openTestHouse();
  system = await house.as('system');
  statement = (await house.ask({ url: '/fhir/metadata', headers: { host: 'record.example' } })).json();
});
afterAll(() => house.close());

const rest = () => statement.rest![0]!;
const get = (url: string) => house.ask({ url: `/fhir/${url}`, headers: { ...system, prefer: 'handling=strict' } });

test('the statement is a valid resource that names this server and R4', () => {
  expect(validate(statement, 'CapabilityStatement').filter((issue) => issue.severity === 'error')).toEqual([]);
  expect(statement).toMatchObject({
    fhirVersion: '4.0.1',
    kind: 'instance',
    implementation: { url: 'http://record.example/fhir' },
  });
  expect(rest().resource?.map((one) => one.type)).toEqual([...RESOURCE_TYPES]);
});

/** A value of the right shape for a parameter; finding nothing by it is an answer all the same. */
function valueFor(type: string, param: { type: string; name: string }, target: string): string {
  const components = R4_PARAMS.of(type).get(param.name)?.components;
  if (components) {
    return components
      .map(({ code }) => valueFor(type, { name: code, type: R4_PARAMS.of(type).get(code)!.type }, target))
      .join('$');
  }
  const values: Record<string, string> = {
    token: 'x',
    reference: target,
    date: '2020-01-01',
    string: 'x',
    number: '1',
    quantity: '1',
    uri: 'urn:x',
  };
  return param.name === '_id' ? 'x' : values[param.type]!;
}

test('every search parameter of every type that it names is served, alone and together with every include', async () => {
  const refused: string[] = [];
  let asked = 0;
  const ask = async (url: string) => {
    const answer = await get(url);
    asked += 1;
    if (answer.statusCode !== 200) refused.push(`${url.slice(0, 100)}: ${answer.json().issue[0].details.text}`);
  };
  for (const { type, searchParam = [], searchInclude = [], searchRevInclude = [] } of rest().resource ?? []) {
    const includes = [
      ...searchInclude.map((name) => `_include=${name}`),
      ...searchRevInclude.map((name) => `_revinclude=${name}`),
    ];
    const urls = searchParam.map(
      (param) => `${type}?${param.name}=${encodeURIComponent(valueFor(type, param, 'Patient/x'))}&_count=1`,
    );
    for (let at = 0; at < includes.length; at += 50)
      urls.push(`${type}?_id=x&${includes.slice(at, at + 50).join('&')}`);
    await Promise.all(urls.map(ask));
  }
  expect(refused).toEqual([]);
  expect(asked).toBeGreaterThan(2500);
}, 180_000);

test('every interaction that it names is served, and what it does not name is not', async () => {
  const named = new Set(rest().resource![0]!.interaction!.map((one) => one.code));
  expect([...named].sort()).toEqual(
    ['create', 'delete', 'history-instance', 'history-type', 'patch', 'read', 'search-type', 'update', 'vread'].sort(),
  );
  expect(
    rest()
      .interaction?.map((one) => one.code)
      .sort(),
  ).toEqual(['batch', 'history-system', 'search-system', 'transaction']);
  const json = { ...system, 'content-type': 'application/fhir+json' };
  const put = (payload: object) => house.ask({ method: 'PUT', url: '/fhir/Basic/walk', headers: json, payload });
  const created = await put({ resourceType: 'Basic', id: 'walk', code: { text: 'walk' } });
  const statuses = {
    update: created.statusCode,
    create: (
      await house.ask({
        method: 'POST',
        url: '/fhir/Basic',
        headers: json,
        payload: { resourceType: 'Basic', code: { text: 'w' } },
      })
    ).statusCode,
    read: (await get('Basic/walk')).statusCode,
    vread: (await get('Basic/walk/_history/1')).statusCode,
    'history-instance': (await get('Basic/walk/_history')).statusCode,
    'history-type': (await get('Basic/_history')).statusCode,
    'search-type': (await get('Basic')).statusCode,
    patch: (
      await house.ask({
        method: 'PATCH',
        url: '/fhir/Basic/walk',
        headers: { ...system, 'content-type': 'application/json-patch+json' },
        payload: '[{"op":"replace","path":"/code/text","value":"walked"}]',
      })
    ).statusCode,
    delete: (await house.ask({ method: 'DELETE', url: '/fhir/Basic/walk', headers: system })).statusCode,
  };
  expect(statuses).toEqual({
    update: 201,
    create: 201,
    read: 200,
    vread: 200,
    'history-instance': 200,
    'history-type': 200,
    'search-type': 200,
    delete: 204,
    patch: 200,
  });
});

test('what somebody defines is in the statement, is searched by, and is indexed by $reindex', async () => {
  const send = (method: 'POST' | 'GET', url: string, payload?: object) =>
    house.ask({
      method,
      url: `/fhir/${url}`,
      headers: { ...system, 'content-type': 'application/fhir+json' },
      ...(payload ? { payload } : {}),
    });
  const stop = keepIndexed(house.record);
  await send('POST', 'Patient', { resourceType: 'Patient', maritalStatus: { coding: [{ code: 'M' }] } });
  const made = await send('POST', 'SearchParameter', {
    resourceType: 'SearchParameter',
    url: 'urn:marital',
    name: 'Marital',
    status: 'active',
    description: 'Marital status',
    code: 'marital',
    base: ['Patient'],
    type: 'token',
    expression: 'Patient.maritalStatus',
  });
  expect(made.statusCode, made.body).toBe(201);
  const { rest: served } = (await send('GET', 'metadata')).json() as fhir4.CapabilityStatement;
  const ofPatient = served![0]!.resource!.find((one) => one.type === 'Patient')!;
  expect(ofPatient.searchParam).toContainEqual(
    expect.objectContaining({ name: 'marital', definition: 'urn:marital', type: 'token' }),
  );
  const isFinished = async () => (await send('GET', '$reindex')).json().parameter[0].valueBoolean as boolean;
  await expect.poll(isFinished, { timeout: 10_000 }).toBe(true);
  expect((await send('GET', 'Patient?marital=M')).json().entry).toHaveLength(1);
  const asked = { resourceType: 'Parameters', parameter: [{ name: 'type', valueCode: 'Patient' }] };
  expect((await send('POST', '$reindex', asked)).statusCode).toBe(202);
  await expect.poll(isFinished, { timeout: 10_000 }).toBe(true);
  const wrong = { resourceType: 'Parameters', parameter: [{ name: 'type', valueCode: 'Nonsense' }] };
  expect((await send('POST', '$reindex', wrong)).statusCode).toBe(400);
  await stop();
});
