/**
 * The walk over R4's modifiers and over the parameters that every search has, http://hl7.org/fhir/R4/search.html. Modifiers that are
 * served are asked of every parameter in walk-search.test.ts; here those that are not are refused, and what the statement says of both is true.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { R4_PARAMS, RESOURCE_TYPES } from '../../src/fhir/index.ts';
import { openTestHouse, type House } from '../house.ts';
import { absentIn } from './coverage.ts';

/** R4's modifiers by the type of the parameter: the table of http://hl7.org/fhir/R4/search.html#modifiers. */
const MODIFIERS: Record<string, string[]> = {
  string: ['missing', 'exact', 'contains'],
  token: ['missing', 'text', 'not', 'above', 'below', 'in', 'not-in', 'of-type'],
  reference: ['missing', 'identifier', '[type]', 'above', 'below'],
  uri: ['missing', 'above', 'below'],
  date: ['missing'],
  number: ['missing'],
  quantity: ['missing'],
  composite: [],
};

let house: House;
let headers: Record<string, string>;
let statement: fhir4.CapabilityStatement;

beforeAll(async () => {
  house = await openTestHouse();
  headers = { ...(await house.as('system')), prefer: 'handling=strict' };
  statement = (await house.ask({ url: '/fhir/metadata' })).json();
  for (const [id, more] of [
    [
      'a',
      {
        meta: {
          source: 'urn:src:a',
          tag: [{ system: 'urn:t', code: 'a' }],
          security: [{ code: 'sa' }],
          profile: ['urn:p:a'],
        },
      },
    ],
    [
      'b',
      {
        meta: {
          source: 'urn:src:b',
          tag: [{ system: 'urn:t', code: 'b' }],
          security: [{ code: 'sb' }],
          profile: ['urn:p:b'],
        },
      },
    ],
  ] as const) {
    const div = `<div xmlns="http://www.w3.org/1999/xhtml">narrated${id}</div>`;
    const patient = {
      resourceType: 'Patient',
      id: `wm-${id}`,
      ...more,
      text: { status: 'generated', div },
      name: [{ family: `Fam${id}` }],
    };
    await put(patient);
    await put({
      resourceType: 'Observation',
      id: `wm-${id}`,
      status: 'final',
      code: { text: `coded${id}` },
      subject: { reference: `Patient/wm-${id}` },
    });
  }
  await put({
    resourceType: 'List',
    id: 'wm-l',
    status: 'current',
    mode: 'working',
    entry: [{ item: { reference: 'Patient/wm-a' } }],
  });
});
afterAll(() => house.close());

async function put(resource: { resourceType: string; id: string; [element: string]: unknown }): Promise<void> {
  const url = `/fhir/${resource.resourceType}/${resource.id}`;
  const answer = await house.ask({
    method: 'PUT',
    url,
    headers: { ...headers, 'content-type': 'application/fhir+json' },
    payload: JSON.stringify(resource),
  });
  if (answer.statusCode !== 201) throw new Error(answer.body);
}

const get = (url: string) => house.ask({ url: `/fhir/${url}`, headers });
const found = async (url: string) => {
  const answer = await get(url);
  if (answer.statusCode !== 200) return answer.body;
  const { entry = [] } = answer.json() as fhir4.Bundle;
  return entry
    .map(
      (one) =>
        `${one.search!.mode!.slice(0, 1)}:${one.resource!.resourceType.slice(0, 1)}${one.resource!.id!.slice(3)}`,
    )
    .join(' ');
};

test("the statement names R4's parameters of every type, but for those that are listed as absent", () => {
  const absent = absentIn('Search parameters');
  const told = statement.rest![0]!.resource!.flatMap(({ type, searchParam = [] }) =>
    searchParam.map((one) => `${type}.${one.name}`),
  );
  const ours = RESOURCE_TYPES.flatMap((type) => [...R4_PARAMS.of(type).keys()].map((code) => `${type}.${code}`));
  // R5's, and useful.
  const own = ['AuditEvent.purpose'];
  expect(told.toSorted()).toEqual([...ours, ...own].filter((name) => !absent.has(name)).toSorted());
});

test('the statement names the modifiers of each, but for those that are listed as absent', () => {
  const absent = absentIn('Modifiers');
  const byType = new Map<string, string>();
  for (const { searchParam = [] } of statement.rest![0]!.resource!) {
    for (const { name, type, documentation = '' } of searchParam) {
      if (name !== '_id' && name !== '_lastUpdated') byType.set(type, documentation);
    }
  }
  for (const [type, all] of Object.entries(MODIFIERS)) {
    const served = all.filter((modifier) => !absent.has(`${type}:${modifier}`));
    expect(byType.get(type), type).toBe(served.length > 0 ? `Modifiers: ${served.join(', ')}.` : '');
  }
});

test('what is listed as absent is one of its type, and is refused wherever it is asked', async () => {
  const absent = [...absentIn('Modifiers').keys()].map((name) => name.split(':') as [string, string]);
  expect(absent.filter(([type, modifier]) => !MODIFIERS[type]!.includes(modifier))).toEqual([]);
  const params = RESOURCE_TYPES.flatMap((type) =>
    [...R4_PARAMS.of(type).values()].filter((one) => !one.code.startsWith('_')).map((param) => ({ type, param })),
  );
  const wrong: string[] = [];
  for (const [kind, modifier] of absent) {
    for (const { type, param } of params.filter((one) => one.param.type === kind).slice(0, 100)) {
      const { statusCode } = await get(`${type}?${param.code}:${modifier}=x`);
      if (statusCode !== 400) wrong.push(`${type}?${param.code}:${modifier} is ${statusCode}`);
    }
  }
  expect(wrong).toEqual([]);
});

test.each(Object.keys(MODIFIERS))('a modifier that is not of a %s is refused', async (kind) => {
  const others = new Set(Object.values(MODIFIERS).flat());
  const type = RESOURCE_TYPES.find((one) =>
    [...R4_PARAMS.of(one).values()].some((param) => param.type === kind && !param.code.startsWith('_')),
  )!;
  const param = [...R4_PARAMS.of(type).values()].find((one) => one.type === kind && !one.code.startsWith('_'))!;
  for (const modifier of [...others, 'nonsense'].filter((one) => one !== '[type]' && !MODIFIERS[kind]!.includes(one))) {
    expect((await get(`${type}?${param.code}:${modifier}=true`)).statusCode, `${type}?${param.code}:${modifier}`).toBe(
      400,
    );
  }
});

describe('parameters of every type', () => {
  test.each([
    ['Patient?_id=wm-a', 'm:Pa'],
    ['Patient?_id:not=wm-a', 'm:Pb'],
    ['Patient?_lastUpdated=gt2000&_id=wm-a', 'm:Pa'],
    ['Patient?_lastUpdated=lt2000', ''],
    ['Patient?_tag=urn:t|a', 'm:Pa'],
    ['Patient?_tag:not=urn:t|a&_id=wm-a,wm-b', 'm:Pb'],
    ['Patient?_security=sb', 'm:Pb'],
    ['Patient?_profile=urn:p:a', 'm:Pa'],
    ['Patient?_source=urn:src:b', 'm:Pb'],
    ['Patient?_text=narrateda', 'm:Pa'],
    ['Patient?_content=Famb', 'm:Pb'],
    ['Patient?_list=wm-l', 'm:Pa'],
    ['Patient?_has:Observation:patient:_id=wm-b', 'm:Pb'],
    ['Observation?subject.family=Fama', 'm:Oa'],
    ['Observation?subject:Patient.family=Famb', 'm:Ob'],
    ['Patient?_sort=-_id', 'm:Pb m:Pa'],
    ['Patient?_sort=family', 'm:Pa m:Pb'],
    ['Patient?_sort=_id&_count=1', 'm:Pa'],
    ['Observation?_id=wm-a&_include=Observation:subject', 'm:Oa i:Pa'],
    ['Observation?_id=wm-a&_include=*', 'm:Oa i:Pa'],
    ['Patient?_id=wm-b&_revinclude=Observation:subject', 'm:Pb i:Ob'],
    ['?_type=Patient&_id=wm-a', 'm:Pa'],
  ])('%s finds %s', async (url, expected) => expect(await found(url)).toBe(expected));

  test.each([
    ['Patient?_total=accurate', 2],
    ['Patient?_total=estimate', 2],
    ['Patient?_total=none', undefined],
    ['Patient?_count=0', 2],
    ['Patient?_summary=count', 2],
  ])('%s counts %s', async (url, expected) => expect((await get(url)).json().total).toBe(expected));

  test.each([
    ['_summary=true', ['id', 'meta', 'name', 'resourceType']],
    ['_summary=text', ['id', 'meta', 'resourceType', 'text']],
    ['_summary=data', ['id', 'meta', 'name', 'resourceType']],
    ['_summary=false', ['id', 'meta', 'name', 'resourceType', 'text']],
    ['_elements=text', ['id', 'meta', 'resourceType', 'text']],
  ])('%s leaves %s', async (query, expected) => {
    const { entry } = (await get(`Patient?_id=wm-a&${query}`)).json();
    expect(Object.keys(entry[0].resource).toSorted()).toEqual(expected);
  });

  test('what is listed as absent is refused where the caller is strict', async () => {
    for (const name of absentIn('Parameters of every search').keys()) {
      expect((await get(`Patient?${name}=true`)).statusCode, name).toBe(400);
    }
    for (const name of absentIn('Search parameters').keys()) {
      const [type, code] = name.split('.');
      expect((await get(`${type}?${code}=x`)).statusCode, name).toBe(400);
    }
  });

  test("R4's parameters of every search are walked here or listed as absent", () => {
    // http://hl7.org/fhir/R4/search.html#all and #return
    const all =
      '_id _lastUpdated _tag _profile _security _text _content _list _has _type _source _query _filter _sort _count _include _revinclude _summary _total _elements _contained _containedType';
    const absent = absentIn('Parameters of every search');
    const told = new Set([
      ...statement.rest![0]!.searchParam!.map((one) => one.name),
      ...statement.rest![0]!.resource![0]!.searchParam!.map((one) => one.name),
    ]);
    expect(
      all
        .split(' ')
        .filter((name) => !told.has(name))
        .toSorted(),
    ).toEqual([...absent.keys()].toSorted());
  });
});
