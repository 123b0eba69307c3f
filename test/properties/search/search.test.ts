/**
 * The server's indexed search against brute force over the same resources. What the oracle takes as a value comes from R4's own
 * expressions through the `fhirpath` library, and how it compares is written from http://hl7.org/fhir/R4/search.html anew.
 * SEARCH_SEED makes another world, SEARCH_QUERIES (queries asked of each form, at least 12) a longer run.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SYSTEM, fixedClock } from '../../../src/base/index.ts';
import { type Resource, parseJson } from '../../../src/fhir/index.ts';
import { type FhirRecord, search } from '../../../src/record/index.ts';
import { type TestRecord, openTestRecord, putAll } from '../../records.ts';
import { type World, matchesAll, worldOf } from './brute-force.ts';
import { makeResources, randomFrom } from './make-resources.ts';
import { FORMS, type Form, type Query } from './make-queries.ts';
import { queryFor } from './query-for-value.ts';
import { SORTS, inOrder } from './order.ts';
import { isThere, sampleOfSynthea } from './real-resources.ts';
import { type Stored, simpleParams, valuesOf } from './r4-values.ts';

const SEED = Number(process.env['SEARCH_SEED'] ?? 20_240_701);
const QUERIES = Math.max(12, Number(process.env['SEARCH_QUERIES'] ?? 12));
const NOW = '2024-07-01T00:00:00Z';
/** A form is tested only if it finds and misses this often. */
const ENOUGH = 20;

let opened: TestRecord;
let record: FhirRecord;
let world: World;
let real: World;

/** As a client sends it: whole numbers with trailing zeros, which are digits to keep and say nothing about what is found. */
function sent(resource: Stored): Resource {
  const text = JSON.stringify(resource).replaceAll(/"value":(\d+)(?=[,}])/g, '"value":$1.00');
  return parseJson(text) as Resource;
}

beforeAll(async () => {
  opened = await openTestRecord({ clock: fixedClock(NOW) });
  ({ record } = opened);
  const resources = makeResources(randomFrom(SEED));
  await putAll(record, resources.map(sent));
  world = worldOf(resources, Date.parse(NOW));
  const sample = sampleOfSynthea();
  if (isThere) await putAll(record, sample.map(sent));
  real = worldOf(sample, Date.parse(NOW));
});
afterAll(() => opened.close());

/** Ids of all that the server finds, page by page. */
async function ask(type: string, query: Query, count = 1000): Promise<string[]> {
  const ids: string[] = [];
  let next: string | undefined;
  do {
    const paging: Query = [['_count', String(count)], ...(next === undefined ? [] : ([['_cursor', next]] as Query))];
    const found = await search(record, SYSTEM, type, [...query, ...paging], { strict: true });
    ids.push(...found.matches.map((match) => match.id));
    next = found.next;
  } while (next !== undefined);
  return ids;
}

type Tally = { hits: number; misses: number; wrong: string[] };

async function compareOne(on: World, type: string, query: Query, tally: Tally): Promise<void> {
  const found = new Set(await ask(type, query));
  for (const resource of on.resources.filter((one) => one.resourceType === type)) {
    const verdict = matchesAll(on, resource, query);
    if (verdict === undefined) continue;
    if (verdict) tally.hits += 1;
    else tally.misses += 1;
    if (found.has(resource.id) !== verdict) {
      const asked = query.map(([name, value]) => `${name}=${value}`).join('&');
      tally.wrong.push(`${type}?${asked} should ${verdict ? '' : 'not '}find ${JSON.stringify(resource)}`);
    }
  }
}

async function compareForm(form: Form, at: number): Promise<Tally> {
  const random = randomFrom(SEED + at);
  const tally: Tally = { hits: 0, misses: 0, wrong: [] };
  for (let asked = 0; asked < QUERIES || ((tally.hits < ENOUGH || tally.misses < ENOUGH) && asked < 200); asked += 1) {
    await compareOne(world, form.type, form.make(random), tally);
  }
  return tally;
}

describe(`indexed search is what brute force finds (SEARCH_SEED=${SEED})`, () => {
  test.each(FORMS.map((form, at) => [form.name, form, at] as const))('%s', async (_, form, at) => {
    const { hits, misses, wrong } = await compareForm(form, at);
    expect(wrong.slice(0, 3), `${wrong.length} disagreements, SEARCH_SEED=${SEED}`).toEqual([]);
    expect(hits, 'hits').toBeGreaterThanOrEqual(ENOUGH);
    expect(misses, 'misses').toBeGreaterThanOrEqual(ENOUGH);
  });
});

/** Asks each parameter of each type for values that the resources have: what R4 extracts, the server must find. */
async function compareParams(on: World): Promise<Tally & { params: number }> {
  const random = randomFrom(SEED);
  const tally = { hits: 0, misses: 0, wrong: [] as string[], params: 0 };
  for (const type of new Set(on.resources.map((one) => one.resourceType))) {
    const ofType = on.resources.filter((one) => one.resourceType === type);
    for (const { code, type: kind } of simpleParams(type)) {
      const values = ofType.flatMap((one) => valuesOf(one, code));
      if (values.length === 0) continue;
      const queries = Array.from({ length: Math.ceil(QUERIES / 4) }, () =>
        queryFor(random, code, kind, random.pick(values)),
      );
      const asked = queries.filter((query) => query !== null);
      if (asked.length > 0) tally.params += 1;
      for (const query of asked) await compareOne(on, type, query, tally);
    }
  }
  return tally;
}

test('every parameter of R4 that a generated resource has a value for finds it', async () => {
  const { wrong, hits, misses, params } = await compareParams(world);
  expect(wrong.slice(0, 3), `${wrong.length} disagreements, SEARCH_SEED=${SEED}`).toEqual([]);
  expect(Math.min(hits, misses, params)).toBeGreaterThanOrEqual(ENOUGH);
});

test.skipIf(!isThere)('every parameter of R4 that a Synthea resource has a value for finds it', async () => {
  const { wrong, hits, misses, params } = await compareParams(real);
  expect(wrong.slice(0, 3), `${wrong.length} disagreements, SEARCH_SEED=${SEED}`).toEqual([]);
  expect(Math.min(hits, misses, params)).toBeGreaterThanOrEqual(ENOUGH);
});

describe('sorted', () => {
  test.each(SORTS)('$type by $sort, page by page', async ({ type, sort, keys }) => {
    const query: Query = [
      ['_sort', sort],
      ['_security:not', 'urn:absent|x'],
    ];
    const whole = await ask(type, query);
    const all = [...world.resources, ...real.resources].filter((one) => one.resourceType === type);
    expect([...whole].sort()).toEqual(all.map((one) => one.id).sort());
    const byId = new Map(all.map((one) => [one.id, one]));
    expect(
      inOrder(
        whole.map((id) => byId.get(id)!),
        keys,
      ),
    ).toEqual([]);
    // Pages joined are the whole, in its order, nothing twice.
    expect(await ask(type, query, 7)).toEqual(whole);
  });
});
