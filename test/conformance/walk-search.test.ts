/**
 * The walk over R4's search: every parameter of every type, alone and with every modifier and prefix that its type allows, is asked of
 * two resources that differ in that parameter alone. What must be found follows from how they were made, by
 * http://hl7.org/fhir/R4/search.html. What is absent is listed in docs/fhir-coverage.md, and nothing else is.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SYSTEM } from '../../src/base/index.ts';
import { R4_PARAMS, RESOURCE_TYPES, type Resource, type SearchParam, rulesOf } from '../../src/fhir/index.ts';
import { TRACE, TRACE_PARAMS, bundle } from '../../src/record/index.ts';
import { openTestHouse, type House } from '../house.ts';
import { absentIn } from './coverage.ts';
import { type Made, makeMinimal } from './make-instance.ts';
import { type Ask, asksOf, textOf } from './query-of.ts';
import { type Placed, setByExpression, setValue, stepsOf } from './set-value.ts';

type Pair = { type: string; param: SearchParam; a: Made; b: Made; asks: Ask[] };

let house: House;
let headers: Record<string, string>;
const pairs: Pair[] = [];
/** What cannot even be made, as `Type.parameter`. */
const unmade: string[] = [];

/** Parameters of every resource; they are walked on one type. */
const OF_ALL = [...R4_PARAMS.of('Basic').keys()].filter((code) => code.startsWith('_'));

function isBoundAt(type: string, expression: string): boolean {
  const [step] = stepsOf(expression.split('|')[0]!) ?? [];
  return step !== undefined && rulesOf(type).byProperty.get(step.name)?.valueSet !== undefined;
}

function pairOf(type: string, param: SearchParam, at: number): Pair | null {
  const [a, b] = [makeMinimal(type, `w-${at}-a`), makeMinimal(type, `w-${at}-b`)];
  if (type === 'Patient' && param.code === 'deceased') {
    [a['deceasedBoolean'], b['deceasedBoolean']] = [true, false];
    return {
      type,
      param,
      a,
      b,
      asks: asksOf(param, { value: true, dataType: 'boolean' }, 0, false).filter((ask) => !ask.name.includes(':')),
    };
  }
  if (param.expression === 'Bundle.entry[0].resource') {
    const [target = ''] = param.target ?? [];
    const within = (id: string) => ({ entry: [{ resource: makeMinimal(target, id) }] });
    const [one, other] = [`in-${at}-a`, `in-${at}-b`];
    const asks: Ask[] = [
      { name: param.code, value: `${target}/${one}`, finds: 'a' },
      { name: `${param.code}:missing`, value: 'false', finds: 'ab' },
    ];
    return { type, param, a: { ...a, ...within(one) }, b: { ...b, ...within(other) }, asks };
  }
  if (param.type === 'composite') return compositeOf(type, param, a, b, at);
  const n = (at % 40) * 2;
  const told = { kind: param.type, ...(param.target ? { targets: param.target } : {}) };
  const placed = setByExpression(a, param.expression, { ...told, n });
  if (!placed || !setByExpression(b, param.expression, { ...told, n: n + 1 })) return null;
  if (JSON.stringify({ ...a, id: '' }) === JSON.stringify({ ...b, id: '' })) return null;
  return { type, param, a, b, asks: asksOf(param, placed, n, isBoundAt(type, param.expression)) };
}

/** Both components are put into one element; the second alone differs, so that the first alone must not be enough. */
function compositeOf(type: string, param: SearchParam, a: Made, b: Made, at: number): Pair | null {
  const n = (at % 40) * 2;
  const put = (resource: Made, last: number): string[] | null => {
    const base = param.expression.split('|')[0]!.trim();
    const texts = param.components!.map(({ code, expression }, index) => {
      const kind = R4_PARAMS.of(type).get(code)!.type;
      const [inner = ''] = expression.split('|');
      const path = inner.startsWith('%resource.') ? `${type}.${inner.slice(10)}` : `${base}.${inner.trim()}`;
      const steps = stepsOf(path);
      const { target } = R4_PARAMS.of(type).get(code)!;
      const told = {
        kind,
        n: index === param.components!.length - 1 ? last : n,
        ...(target ? { targets: target } : {}),
      };
      const placed: Placed | null = steps && setValue(resource, type, steps, told);
      return placed && textOf(kind, placed);
    });
    return texts.every((text) => text !== null) ? texts : null;
  };
  const texts = put(a, n);
  const others = put(b, n + 1);
  if (!texts || !others) return null;
  const mixed = [...texts.slice(0, -1), others.at(-1)!];
  const asks: Ask[] = [
    { name: param.code, value: texts.join('$'), finds: 'a' },
    { name: param.code, value: mixed.join('$'), finds: 'b' },
  ];
  return { type, param, a, b, asks };
}

async function store(resources: Made[]): Promise<void> {
  for (let from = 0; from < resources.length; from += 500) {
    const entry = resources.slice(from, from + 500).map((resource) => ({
      resource: resource as unknown as Resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    }));
    await bundle(
      house.record,
      SYSTEM,
      { resourceType: 'Bundle', type: 'transaction', entry },
      { danglingReferences: true },
    );
  }
}

beforeAll(async () => {
  house = await openTestHouse();
  headers = { ...(await house.as('system')), prefer: 'handling=strict' };
  for (const type of RESOURCE_TYPES) {
    for (const param of R4_PARAMS.of(type).values()) {
      // Nobody writes the audit's type: what is served of it is walked in src/api/fhir/audit-event.test.ts.
      if (type === TRACE) {
        if (!(param.code in TRACE_PARAMS)) unmade.push(`${type}.${param.code}`);
        continue;
      }
      if (OF_ALL.includes(param.code)) continue;
      const pair = param.type === 'special' ? null : pairOf(type, param, pairs.length);
      if (pair) pairs.push(pair);
      else unmade.push(`${type}.${param.code}`);
    }
  }
  await store(pairs.flatMap(({ a, b }) => [a, b]));
}, 120_000);
afterAll(() => house.close());

async function foundBy({ type, a, b }: Pair, ask: Ask): Promise<string> {
  const query = new URLSearchParams([
    [ask.name, ask.value],
    ['_id', `${a.id},${b.id}`],
  ]);
  const answer = await house.ask({ url: `/fhir/${type}?${query}`, headers });
  if (answer.statusCode !== 200) return `${answer.statusCode}: ${answer.json().issue[0].details.text as string}`;
  const { entry = [] } = answer.json() as fhir4.Bundle;
  return entry
    .filter((one) => one.search!.mode === 'match')
    .map((one) => one.resource!.id!.at(-1)!)
    .toSorted()
    .join('');
}

test('every search parameter of every type finds what has the value, and not what has another', async () => {
  const wrong: string[] = [];
  const absent = new Set(unmade);
  let asked = 0;
  for (let from = 0; from < pairs.length; from += 20) {
    const some = pairs.slice(from, from + 20);
    await Promise.all(
      some.map(async (pair) => {
        for (const ask of pair.asks) {
          const got = await foundBy(pair, ask);
          asked += 1;
          if (got !== ask.finds) wrong.push(`${pair.type}?${ask.name}=${ask.value} finds "${got}", not "${ask.finds}"`);
        }
      }),
    );
  }
  expect(wrong).toEqual([]);
  expect([...absent].toSorted()).toEqual([...absentIn('Search parameters').keys()].toSorted());
  expect(pairs.length).toBeGreaterThan(1600);
  expect(asked).toBeGreaterThan(7000);
}, 120_000);
