/**
 * The walk over R4's interactions (the value sets type-restful-interaction and system-restful-interaction) and operations, for every
 * type: each is called, and the content of its answer held against what was sent. What is absent is listed in docs/fhir-coverage.md.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATIONS, RESOURCE_TYPES } from '../../src/fhir/index.ts';
import valueSets from '../../src/fhir/generated/value-sets.json' with { type: 'json' };
import { openTestHouse, type House } from '../house.ts';
import { absentIn } from './coverage.ts';
import { makeMinimal } from './make-instance.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Answer = Awaited<ReturnType<House['ask']>>;

let house: House;
let system: { authorization: string };
let statement: fhir4.CapabilityStatement;

beforeAll(async () => {
  house = await openTestHouse();
  system = await house.as('system');
  statement = (await house.ask({ url: '/fhir/metadata' })).json();
});
afterAll(() => house.close());

const FHIR = 'application/fhir+json';
const send = (method: Method, url: string, body?: object, more: Record<string, string> = {}): Promise<Answer> =>
  house.ask({
    method,
    url: `/fhir/${url}`,
    headers: { ...system, ...(body ? { 'content-type': FHIR } : {}), ...more },
    ...(body ? { payload: JSON.stringify(body) } : {}),
  });

const codesOf = (name: 'type-restful-interaction' | 'system-restful-interaction') =>
  (valueSets as unknown as Record<string, [string, string[]][]>)[name]![0]![1];
const ENTRIES = (answer: Answer) => (answer.json() as fhir4.Bundle).entry ?? [];
const versionOf = (resource: { meta?: fhir4.Meta }) => resource.meta!.versionId;
const tag = (code: string) => ({ tag: [{ system: 'urn:walk', code }] });
const clean = (resource: object) => ({ ...resource, meta: undefined });

/** Each interaction on a type, in the order in which one follows the other; null where its answer is right. */
const STEPS: Record<string, (type: string, id: string) => Promise<string | null>> = {
  create: async (type) => {
    const { id: _id, ...minimal } = makeMinimal(type, 'x');
    const answer = await send('POST', type, minimal);
    const { id, meta, ...rest } = answer.json();
    const isRight = answer.statusCode === 201 && typeof id === 'string' && meta.versionId === '1';
    return isRight && JSON.stringify(rest) === JSON.stringify(minimal) ? null : answer.body;
  },
  update: async (type, id) => {
    const created = await send('PUT', `${type}/${id}`, makeMinimal(type, id));
    const changed = await send('PUT', `${type}/${id}`, { ...makeMinimal(type, id), meta: tag('two') });
    const isRight = created.statusCode === 201 && changed.statusCode === 200 && versionOf(changed.json()) === '2';
    return isRight && changed.json().meta.tag[0].code === 'two' ? null : changed.body;
  },
  read: async (type, id) => {
    const answer = await send('GET', `${type}/${id}`);
    const isSame = JSON.stringify(clean(answer.json())) === JSON.stringify(clean({ ...makeMinimal(type, id) }));
    return isSame && versionOf(answer.json()) === '2' && answer.headers.etag === 'W/"2"' ? null : answer.body;
  },
  vread: async (type, id) => {
    const [first, second] = [
      await send('GET', `${type}/${id}/_history/1`),
      await send('GET', `${type}/${id}/_history/2`),
    ];
    const isRight = versionOf(first.json()) === '1' && versionOf(second.json()) === '2';
    return isRight && !first.json().meta.tag && second.json().meta.tag[0].code === 'two' ? null : first.body;
  },
  patch: async (type, id) => {
    const patch = [{ op: 'replace', path: '/meta/tag/0/code', value: 'three' }];
    const answer = await send('PATCH', `${type}/${id}`, patch, { 'content-type': 'application/json-patch+json' });
    return versionOf(answer.json()) === '3' && answer.json().meta.tag[0].code === 'three' ? null : answer.body;
  },
  'search-type': async (type, id) => {
    const found = ENTRIES(await send('GET', `${type}?_tag=urn:walk|three`));
    const none = ENTRIES(await send('GET', `${type}?_tag=urn:walk|two`));
    return found.length === 1 && found[0]!.resource!.id === id && none.length === 0 ? null : JSON.stringify(found);
  },
  'history-instance': async (type, id) => {
    const versions = ENTRIES(await send('GET', `${type}/${id}/_history`)).map((one) => versionOf(one.resource!));
    return versions.join(' ') === '3 2 1' ? null : versions.join(' ');
  },
  'history-type': async (type, id) => {
    const [latest, , , created] = ENTRIES(await send('GET', `${type}/_history`));
    const isRight =
      latest?.resource?.id === id && latest.request!.method === 'PUT' && created?.request!.method === 'POST';
    return isRight ? null : JSON.stringify([latest, created]);
  },
  delete: async (type, id) => {
    const answer = await send('DELETE', `${type}/${id}`);
    const gone = await send('GET', `${type}/${id}`);
    const [last] = ENTRIES(await send('GET', `${type}/${id}/_history`));
    const isRight = answer.statusCode === 204 && gone.statusCode === 410 && last!.request!.method === 'DELETE';
    return isRight ? null : gone.body;
  },
};

/** Of the audit's type, which nobody writes: what was done a moment ago is searched and read. */
const STEPS_OF_AUDIT: typeof STEPS = {
  'search-type': async () => {
    await send('PUT', 'Basic/walked', makeMinimal('Basic', 'walked'));
    const ask = async (entity: string) => ENTRIES(await send('GET', `AuditEvent?entity=${entity}&subtype=create`));
    const [found, none] = [await ask('Basic/walked'), await ask('Basic/walked-not')];
    return found.length === 1 && none.length === 0 ? null : JSON.stringify(found);
  },
  read: async () => {
    const [found] = ENTRIES(await send('GET', 'AuditEvent?subtype=create&_count=1'));
    const answer = await send('GET', `AuditEvent/${found!.resource!.id}`);
    return JSON.stringify(answer.json()) === JSON.stringify(found!.resource) ? null : answer.body;
  },
};

test("R4's interactions are those that are walked, named in the statement for every type, or listed as absent", () => {
  const absent = absentIn('Interactions');
  const wanted = codesOf('type-restful-interaction').filter((code) => !absent.has(code));
  expect(Object.keys(STEPS).toSorted()).toEqual(wanted.toSorted());
  for (const { type, interaction } of statement.rest![0]!.resource!) {
    const ofType = wanted.filter((code) => !absent.has(`${type}.${code}`));
    expect(interaction!.map((one) => one.code).toSorted(), type).toEqual(ofType.toSorted());
  }
  const ofTypes = [...absent.keys()].filter((name) => name.includes('.'));
  expect(ofTypes.filter((name) => !name.startsWith('AuditEvent.'))).toEqual([]);
  expect(wanted.filter((code) => !absent.has(`AuditEvent.${code}`)).toSorted()).toEqual(
    Object.keys(STEPS_OF_AUDIT).toSorted(),
  );
  expect(statement.rest![0]!.interaction!.map((one) => one.code as string).toSorted()).toEqual(
    codesOf('system-restful-interaction')
      .filter((code) => !absent.has(code))
      .toSorted(),
  );
});

test('every interaction on every type does what it says', async () => {
  const wrong: string[] = [];
  const waiting = RESOURCE_TYPES.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const type of waiting) {
        for (const [code, step] of Object.entries(type === 'AuditEvent' ? STEPS_OF_AUDIT : STEPS)) {
          const told = await step(type, `walk-${type.toLowerCase()}`.slice(0, 64));
          if (told !== null) wrong.push(`${code} of ${type}: ${told.slice(0, 300)}`);
        }
      }
    }),
  );
  expect(wrong).toEqual([]);
}, 120_000);

test('what is absent of a type is refused as not supported', async () => {
  const event = { ...makeMinimal('AuditEvent', 'x') };
  const asked: Record<string, () => Promise<Answer>> = {
    create: () => send('POST', 'AuditEvent', event),
    update: () => send('PUT', 'AuditEvent/x', event),
    patch: () => send('PATCH', 'AuditEvent/x', [], { 'content-type': 'application/json-patch+json' }),
    delete: () => send('DELETE', 'AuditEvent/x'),
    vread: () => send('GET', 'AuditEvent/x/_history/1'),
    'history-instance': () => send('GET', 'AuditEvent/x/_history'),
    'history-type': () => send('GET', 'AuditEvent/_history'),
  };
  const absent = [...absentIn('Interactions').keys()].filter((name) => name.startsWith('AuditEvent.'));
  expect(Object.keys(asked).toSorted()).toEqual(absent.map((name) => name.slice('AuditEvent.'.length)).toSorted());
  for (const [code, ask] of Object.entries(asked)) {
    const answer = await ask();
    expect(answer.statusCode, code).toBe(405);
    expect(answer.json().issue[0].code, code).toBe('not-supported');
  }
});

test('the interactions of the system', async () => {
  const bundle = (type: string) => ({
    resourceType: 'Bundle',
    type,
    entry: [
      {
        resource: { ...makeMinimal('Basic', `ws-${type}`), meta: tag('system') },
        request: { method: 'PUT', url: `Basic/ws-${type}` },
      },
      { request: { method: 'GET', url: 'Nothing' } },
    ],
  });
  const batch = ENTRIES(await send('POST', '', bundle('batch')));
  expect(batch.map((one) => one.response!.status.slice(0, 3))).toEqual(['201', '400']);
  expect((await send('POST', '', bundle('transaction'))).statusCode).toBe(400);
  expect((await send('GET', 'Basic/ws-transaction')).statusCode).toBe(404);
  const found = ENTRIES(await send('GET', '?_tag=urn:walk|system'));
  expect(found.map((one) => one.resource!.id)).toEqual(['ws-batch']);
  const [latest] = ENTRIES(await send('GET', '_history?_count=1'));
  expect(latest!.resource!.id).toBe('ws-batch');
});

describe('operations', () => {
  const subject = { reference: 'Patient/wo-p' };
  const more: Record<string, object> = {
    Patient: {},
    Encounter: { subject },
    Observation: { subject, encounter: { reference: 'Encounter/wo-p' }, code: { text: 'walked' } },
  };
  const parameters = (valueMeta: object) => ({ resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta }] });
  const codes = (answer: Answer) =>
    (answer.json().parameter[0].valueMeta.tag ?? []).map((one: fhir4.Coding) => one.code as string);

  beforeAll(async () => {
    for (const [type, own] of Object.entries(more)) {
      for (const id of ['wo-p', 'wo-q']) {
        const other = JSON.parse(JSON.stringify(own).replaceAll('wo-p', id));
        await send('PUT', `${type}/${id}`, { ...makeMinimal(type, id), ...other, meta: tag(`op-${id}`) });
      }
    }
  });
  const names = (answer: Answer) =>
    ENTRIES(answer)
      .map((one) => `${one.resource!.resourceType}/${one.resource!.id}`)
      .toSorted();

  /** What each operation that is served must answer, by GET and by POST where it changes nothing. */
  const WALKED: Record<string, () => Promise<void>> = {
    'Patient-everything': async () => {
      const all = ['Encounter/wo-p', 'Observation/wo-p', 'Patient/wo-p'];
      expect(names(await send('GET', 'Patient/wo-p/$everything'))).toEqual(all);
      expect(names(await send('POST', 'Patient/wo-p/$everything', { resourceType: 'Parameters' }))).toEqual(all);
      const mine = await house.as('patient', { patient: 'wo-p' });
      expect(names(await send('GET', 'Patient/$everything', undefined, mine))).toEqual(all);
    },
    'Encounter-everything': async () => {
      expect(names(await send('GET', 'Encounter/wo-p/$everything'))).toEqual([
        'Encounter/wo-p',
        'Observation/wo-p',
        'Patient/wo-p',
      ]);
    },
    'Observation-lastn': async () => {
      expect(names(await send('GET', 'Observation/$lastn?patient=wo-p&code:text=walked'))).toEqual([
        'Observation/wo-p',
      ]);
    },
    'Resource-meta': async () => {
      expect(codes(await send('GET', 'Patient/wo-p/$meta'))).toEqual(['op-wo-p']);
      expect(codes(await send('GET', 'Patient/wo-p/_history/1/$meta'))).toEqual(['op-wo-p']);
      expect(codes(await send('GET', 'Encounter/$meta')).toSorted()).toEqual(['op-wo-p', 'op-wo-q']);
      expect(codes(await send('GET', '$meta'))).toContain('op-wo-q');
    },
    'Resource-meta-add': async () => {
      const added = await send('POST', 'Patient/wo-q/$meta-add', parameters(tag('added')));
      expect(codes(added)).toEqual(['op-wo-q', 'added']);
    },
    'Resource-meta-delete': async () => {
      const left = await send('POST', 'Encounter/wo-q/$meta-delete', parameters(tag('op-wo-q')));
      expect(codes(left)).toEqual([]);
    },
  };

  test("R4's 46 operations are walked or listed as absent, and the statement names just those that are served", () => {
    const all = OPERATIONS.map((one) => one.id);
    expect(all).toHaveLength(46);
    expect([...Object.keys(WALKED), ...absentIn('Operations').keys()].toSorted()).toEqual(all.toSorted());
    const told = new Set([
      ...statement.rest![0]!.operation!.map((one) => one.definition),
      ...statement.rest![0]!.resource!.flatMap((one) => (one.operation ?? []).map((operation) => operation.definition)),
    ]);
    const hl7 = [...told].filter((url) => url.startsWith('http://hl7.org/fhir/')).map((url) => url.split('/').at(-1)!);
    expect(hl7.toSorted()).toEqual(Object.keys(WALKED).toSorted());
  });

  test.each(Object.keys(WALKED))('%s answers what it should', async (id) => {
    expect.hasAssertions();
    await WALKED[id]!();
  });

  test('what is absent is refused as not supported at every level and for every type that R4 has it for', async () => {
    const absent = absentIn('Operations');
    const wrong: string[] = [];
    for (const { id, code, levels, types } of OPERATIONS.filter((one) => absent.has(one.id))) {
      const of = types.includes('Resource') ? 'Patient' : types[0]!;
      const urls = { system: `$${code}`, type: `${of}/$${code}`, instance: `${of}/x/$${code}` };
      for (const level of levels) {
        for (const method of ['GET', 'POST'] as const) {
          const answer = await send(
            method,
            urls[level],
            method === 'POST' ? { resourceType: 'Parameters' } : undefined,
          );
          const isRefused = answer.statusCode === 404 && answer.json().issue[0].code === 'not-supported';
          if (!isRefused) wrong.push(`${id}: ${method} ${urls[level]} is ${answer.statusCode}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
