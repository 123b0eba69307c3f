import { afterAll, beforeAll, expect, test } from 'vitest';
import { sees } from '../../../src/access/index.ts';
import { type Bounded, factsOf, sightSql } from '../../../src/store/index.ts';
import { type TestRecord, openTestRecord } from '../../records.ts';
import { type World, makeSight, makeWorld, randomOf } from './make-world.ts';
import { storeWorld } from './store-world.ts';

// One resource is decided by a function, many by SQL: they must say the same of every policy, caller and resource. 5,000 decisions here,
// more by ACCESS_CASES=100000.

const CASES = Number(process.env['ACCESS_CASES'] ?? 5000);
const SEED = Number(process.env['ACCESS_SEED'] ?? Date.now() % 1_000_000);
const ROWS = 125;
const SIGHTS = 20;

let house: TestRecord;
beforeAll(async () => {
  house = await openTestRecord();
});
afterAll(() => house.close());

/** The ids of those in sight, by the database; `change` spoils the condition first. */
async function seenBySql(sight: Bounded, change = (sql: string) => sql): Promise<Set<string>> {
  const values: unknown[] = [];
  const condition = change(sightSql(sight, 'r', (value) => `$${values.push(value)}`));
  // A value that the spoiled condition has no use for must be used all the same.
  const casts = new Map([...condition.matchAll(/\$(\d+)::(\w+(?:\[\])?)/g)].map(([, at, cast]) => [Number(at), cast]));
  const used = values.map((value, at) => (casts.has(at + 1) ? value : null));
  const unused = values.flatMap((_value, at) => (casts.has(at + 1) ? [] : [`($${at + 1}::text is null)`]));
  const { rows } = await house.store.pool.query<{ id: string }>(
    `select r.id from resource r where ${[condition, ...unused].join(' and ')}`,
    used,
  );
  return new Set(rows.map((row) => row.id));
}

async function seenByRule(sight: Bounded, world: World): Promise<Set<string>> {
  const patients = [...new Set(world.rows.flatMap((row) => row.patients))];
  const facts = await factsOf(house.store.pool, patients, { account: sight.account, agents: sight.agents });
  return new Set(world.rows.filter((row) => sees(sight, row, facts).seen).map((row) => row.id));
}

test(`one decision and SQL agree (seed ${SEED})`, { timeout: 600_000 }, async () => {
  const random = randomOf(SEED);
  let denials = 0;
  let cases = 0;
  while (cases < CASES) {
    const world = makeWorld(random, ROWS);
    await storeWorld(house.store, world);
    for (let at = 0; at < SIGHTS; at += 1) {
      const sight = makeSight(random);
      const [bySql, byRule] = [await seenBySql(sight), await seenByRule(sight, world)];
      const apart = world.rows.filter((row) => bySql.has(row.id) !== byRule.has(row.id));
      expect(apart, JSON.stringify({ sight, apart })).toEqual([]);
      cases += world.rows.length;
      denials += world.rows.length - byRule.size;
    }
  }
  expect(denials / cases).toBeGreaterThan(0.3);
  expect(denials / cases).toBeLessThan(0.7);
});

/** What each part of the condition says, and the same condition without it. */
const SPOILED: [name: string, find: RegExp, instead: string][] = [
  ['a rule that has not begun', /\(f\.starts is null or f\.starts <= (\$\d+::bigint)\)/g, 'true'],
  ['the moment at which a rule begins', /f\.starts <= (\$\d+::bigint)/g, 'f.starts < $1'],
  ['a rule that is over', /\(f\.ends is null or f\.ends > (\$\d+::bigint)\)/g, 'true'],
  ['the moment at which a rule ends', /f\.ends > (\$\d+::bigint)/g, 'f.ends >= $1'],
  ['whom a rule names', /f\.actors && \$\d+::text\[\]/g, 'true'],
  ['a rule for everybody', /f\.actors is null or /g, ''],
  ['the teams that a rule names', /and e\.type \|\| '\/' \|\| e\.id = any \(f\.actors\)/g, ''],
  ['the labels of a rule', /\(f\.labels is null or f\.labels && r\.labels\)/g, 'true'],
  ['a rule for all labels', /f\.labels is null or /g, ''],
  ['the purposes of a rule', /\(f\.purposes is null or \$\d+::text = any \(f\.purposes\)\)/g, 'true'],
  ['a rule for all purposes', /f\.purposes is null or /g, ''],
  ['the types of a rule', /\(f\.types is null or r\.type = any \(f\.types\)\)/g, 'true'],
  ['a rule for all types', /\(f\.types is null or r/g, '(r'],
  ['the data of a rule', /\(f\.data is null or r\.type \|\| '\/' \|\| r\.id = any \(f\.data\)\)/g, 'true'],
  ['a rule for all data', /f\.data is null or /g, ''],
  ['the types that are spared', /or r\.type <> all \(\$\d+::text\[\]\)/g, 'or true'],
  ['what is spared of restrictions', /\(r\.type = any \(\$\d+::text\[\]\) or not/g, '(false or not'],
  ['what is not spared of restrictions', /\(r\.type = any \(\$\d+::text\[\]\) or not/g, '(true or not'],
  ['what names a type is not spared', /f\.types is not null or /g, ''],
  ['what names data is not spared', /f\.data is not null or /g, ''],
  ['what permits is not spared', /f\.effect = 'permit' or /g, ''],
  ['the deeper provision', /f\.depth desc/g, 'f.depth'],
  ['a denial before a permission', /f\.depth desc, f\.effect/g, 'f.depth desc, f.effect desc'],
  [
    'each consent by itself',
    /distinct on \(f\.type, f\.id\)([^]*?)by f\.type, f\.id,/g,
    'distinct on (f.patient)$1by f.patient,',
  ],
  ['consents are no restrictions', / and f\.effect = 'restrict'/g, ''],
  ['a denial', /o\.effect = 'deny'/g, 'false'],
  ['what a permission opens', /\$\d+::text = any \(o\.unlocks\)/g, 'o.unlocks is not null'],
  ['whose relation', /e\.agent = any \(\$\d+::text\[\]\)/g, 'true'],
  ['whose record the relation is to', /e\.patient = p\.patient/g, 'true'],
  ['kinds of relation', /on w\.kind = e\.kind/g, 'on true'],
  ['before a relation', /\(e\.starts is null or e\.starts - w\.before <= (\$\d+::bigint)\)/g, 'true'],
  ['how long before', /e\.starts - w\.before/g, 'e.starts'],
  ['after a relation', /\(e\.ends is null or e\.ends \+ w\.after > (\$\d+::bigint)\)/g, 'true'],
  ['how long after', /e\.ends \+ w\.after/g, 'e.ends'],
  ['whose glass', /g\.account = \$\d+::text/g, 'true'],
  ['of whom the glass', /g\.patient = p\.patient/g, 'true'],
  ['glass not yet broken', /and g\.starts <= \$\d+::bigint/g, ''],
  ['glass mended', / and g\.ends > \$\d+::bigint/g, ''],
  ['the emergency', /and not exists \(select 1 from access_glass/g, 'and exists (select 1 from access_glass'],
  [
    'all of several patients',
    /where not exists \(select 1 from \(select/g,
    'where false and not exists (select 1 from (select',
  ],
  ['nobody cannot consent', /cardinality\(r\.patients\) > 0 and /g, ''],
  ['the programme', /or r\.labels && \$\d+::text\[\]/g, 'or true'],
  ['the author', /or r\.labels @> array\[\$\d+::text\]/g, 'or true'],
  ['the label', /not r\.labels @> array\[\$\d+::text\]/g, 'true'],
  [
    'that nothing was said',
    / and not exists \(select 1 from access_rule f where f\.patient = any \(r\.patients\)\)/g,
    '',
  ],
  ['that nothing is labelled', /r\.labels = '\{\}' and /g, ''],
];

/** True where some sight of this world shows another than the whole condition does. */
async function isNoticed(find: RegExp, instead: string, truths: ReadonlyMap<Bounded, Set<string>>): Promise<boolean> {
  for (const [sight, truth] of truths) {
    const whole = sightSql(sight, 'r', () => '$1');
    if (whole.replaceAll(find, instead) === whole) continue;
    const spoiled = await seenBySql(sight, (sql) => sql.replaceAll(find, instead));
    if (spoiled.symmetricDifference(truth).size > 0) return true;
  }
  return false;
}

test('no part of the condition may be left out', { timeout: 300_000 }, async () => {
  const random = randomOf(20_261_125);
  let unnoticed = SPOILED;
  for (let world = 0; world < 8 && unnoticed.length > 0; world += 1) {
    const made = makeWorld(random, 300);
    await storeWorld(house.store, made);
    const truths = new Map<Bounded, Set<string>>();
    for (let at = 0; at < 40; at += 1) {
      const sight = makeSight(random);
      truths.set(sight, await seenByRule(sight, made));
    }
    const left: typeof SPOILED = [];
    for (const one of unnoticed) if (!(await isNoticed(one[1], one[2], truths))) left.push(one);
    unnoticed = left;
  }
  expect(unnoticed.map(([name]) => name)).toEqual([]);
});
