import { afterAll, beforeAll, expect, test } from 'vitest';
import { sees } from '../../../src/access/index.ts';
import { type Shown, shownByBoth } from '../../../src/fhir/index.ts';
import { type Bounded, factsOf, shownSql, sightSql } from '../../../src/store/index.ts';
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

/** Those in sight: the id, and after it what is shown where the rest is masked. */
type InSight = Set<string>;

const told = (id: string, shown: Shown | undefined) => (shown ? `${id} ${shown.toSorted().join(' ')}` : id);

/** Those in sight, by the database. */
async function seenBySql(sight: Bounded): Promise<InSight> {
  const values: unknown[] = [];
  const place = (value: unknown) => `$${values.push(value)}`;
  const condition = sightSql(sight, 'r', place);
  const shown = shownSql(sight, 'r', place) ?? 'null';
  const { rows } = await house.store.pool.query<{ id: string; shown: string | null }>(
    `select r.id, ${shown} as shown from resource r where ${condition}`,
    values,
  );
  // What is spoiled may give no list at all.
  const lists = (text: string) => (JSON.parse(text) as (Shown | null)[]).map((one) => one ?? ['?']);
  return new Set(rows.map((row) => told(row.id, row.shown ? lists(row.shown).reduce(shownByBoth) : undefined)));
}

async function seenByRule(sight: Bounded, world: World): Promise<InSight> {
  const patients = [...new Set(world.rows.flatMap((row) => row.patients))];
  const facts = await factsOf(house.store.pool, patients, { account: sight.account, agents: sight.agents });
  const decided = world.rows.map((row) => ({ row, ...sees(sight, row, facts) }));
  return new Set(decided.filter(({ seen }) => seen).map(({ row, shown }) => told(row.id, shown)));
}

test(`one decision and SQL agree (seed ${SEED})`, { timeout: 600_000 }, async () => {
  const random = randomOf(SEED);
  let denials = 0;
  let cases = 0;
  let masked = 0;
  while (cases < CASES) {
    const world = makeWorld(random, ROWS);
    await storeWorld(house.store, world);
    for (let at = 0; at < SIGHTS; at += 1) {
      const sight = makeSight(random);
      const [bySql, byRule] = [await seenBySql(sight), await seenByRule(sight, world)];
      const apart = [...bySql.symmetricDifference(byRule)];
      expect(apart, JSON.stringify({ sight, apart })).toEqual([]);
      masked += [...byRule].filter((one) => one.includes(' ')).length;
      cases += world.rows.length;
      denials += world.rows.length - byRule.size;
    }
  }
  expect(denials / cases).toBeGreaterThan(0.3);
  expect(denials / cases).toBeLessThan(0.7);
  expect(masked / cases).toBeGreaterThan(0.02);
});

/** Each part of what the database decides by, and what is left when it is gone. */
const SPOILED: [name: string, find: RegExp, instead: string][] = [
  ['a rule that has not begun', /\(f\.starts is null or f\.starts <= [^\n]+\)\n/g, 'true\n'],
  ['the moment at which a rule begins', /f\.starts <= /g, 'f.starts < '],
  ['a rule that is over', /\(f\.ends is null or f\.ends > [^\n]+\)\n/g, 'true\n'],
  ['the moment at which a rule ends', /f\.ends > /g, 'f.ends >= '],
  ['whom a rule names', /sight -> 'actors' \?\| f\.actors or access_related\(f\.patient, sight, f\.actors\)/g, 'true'],
  ['by name or class', /sight -> 'actors' \?\| f\.actors or /g, ''],
  ['the teams that a rule names', / or access_related\(f\.patient, sight, f\.actors\)/g, ''],
  ['which team', /access_related\(f\.patient, sight, f\.actors\)/g, 'access_related(f.patient, sight, null)'],
  ['a rule for everybody', /f\.actors is null or /g, ''],
  ['the labels of a rule', /\(f\.labels is null or f\.labels && labels_\)/g, 'true'],
  ['a rule for all labels', /f\.labels is null or /g, ''],
  ['the purposes of a rule', /\(f\.purposes is null or sight ->> 'purpose' = any \(f\.purposes\)\)/g, 'true'],
  ['a rule for all purposes', /f\.purposes is null or /g, ''],
  ['the types of a rule', /\(f\.types is null or type_ = any \(f\.types\)\)/g, 'true'],
  ['a rule for all types', /\(f\.types is null or /g, '('],
  ['the data of a rule', /\(f\.data is null or [^\n]+\)\n/g, 'true\n'],
  ['a rule for all data', /f\.data is null or /g, ''],
  ['the types that are spared', /or not sight -> 'spared' \? type_/g, 'or true'],
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
  ['whose consents', /where f\.patient = patient_/g, 'where true'],
  ['a denial', /o\.effect = 'deny'/g, 'false'],
  ['what a permission opens', /label = any \(unlocks\)/g, 'unlocks is not null'],
  ['of which programme', /and \(label <> '42CFRPart2' or [^\n]+\n/g, '\n'],
  ['that only one seal asks for the programme', /label <> '42CFRPart2' or /g, ''],
  ['which labels are programmes', /l like 'programme:%' and /g, ''],
  ['whose relation', /sight -> 'agents' \? e\.agent/g, 'true'],
  ['to whom the relation is', /e\.patient = patient_ and/g, ''],
  ['kinds of relation', /on w\.kind = e\.kind/g, 'on true'],
  ['before a relation', /\(e\.starts is null or [^\n]+\)\n/g, 'true\n'],
  ['how long before', /e\.starts - w\."beforeMs"/g, 'e.starts'],
  ['the moment before a relation', /"beforeMs" <= /g, '"beforeMs" < '],
  ['after a relation', /\(e\.ends is null or [^\n]+\)\n/g, 'true\n'],
  ['how long after', /e\.ends \+ w\."afterMs"/g, 'e.ends'],
  ['the moment after a relation', /"afterMs" > /g, '"afterMs" >= '],
  ['whose glass', /g\.account = sight ->> 'account'/g, 'true'],
  ['of whom the glass', /g\.patient = patient_ and/g, ''],
  ['glass not yet broken', /g\.starts <= [^\n]+ and g\.ends/g, 'g.ends'],
  ['glass mended', / and g\.ends > \(sight ->> 'at'\)::bigint/g, ''],
  ['the emergency that opens what is denied', /continue when access_glass_broken\(one, sight\);/g, ''],
  ['the label', /continue when not \(labels_ @> array\[seal ->> 'label'\]\);/g, ''],
  ['the mask', /continue when seal -> 'masks' \? type_;/g, ''],
  ['the type of a mask', /continue when seal -> 'masks' \? type_;/g, "continue when seal -> 'masks' <> '{}';"],
  ['whether the seal that masks is shut', /\s+where not access_sees\([^]*?'masks'\)\)\)/g, ''],
  ['that it is asked of one seal', /jsonb_build_object\('seals', jsonb_build_array\(s\.value - 'masks'\)\)/g, "'{}'"],
  ['as if it masked nothing', /s\.value - 'masks'/g, 's.value'],
  ['the programme', /continue when seal -> 'programmes' \?\| labels_;/g, ''],
  ['the author', /continue when labels_ @> array\[seal ->> 'author'\];/g, ''],
  ['nobody cannot consent', /if cardinality\(patients_\) = 0 then return false; end if;/g, ''],
  ['the consent that opens', /continue when \(seal ->> 'byConsent'\)::boolean and/g, 'continue when false and'],
  ['whether a consent opens', /continue when \(seal ->> 'byConsent'\)::boolean and/g, 'continue when'],
  ['the relation that opens', /continue when \(seal ->> 'byRelation'\)::boolean\s+and/g, 'continue when false and'],
  ['whether a relation opens', /continue when \(seal ->> 'byRelation'\)::boolean\s+and/g, 'continue when'],
  [
    'the emergency that opens a seal',
    /continue when \(seal ->> 'byGlass'\)::boolean\s+and/g,
    'continue when false and',
  ],
  ['whether an emergency opens a seal', /continue when \(seal ->> 'byGlass'\)::boolean\s+and/g, 'continue when'],
  [
    'all of several patients consent',
    /not exists \(select 1 from unnest\(patients_\) p\(patient\) where not exists \(/g,
    'exists (select 1 from unnest(patients_) p(patient) where exists (',
  ],
  [
    'the last of the ways',
    /access_glass_broken\(p\.patient, sight\)\);\s+return false;/g,
    'access_glass_broken(p.patient, sight));',
  ],
  ['whether consents are heeded', /if \(sight ->> 'heedsConsent'\)::boolean\s+and/g, 'if'],
  ['what is spared', /continue when sight -> 'spared' \? type_;/g, ''],
  ['what is not spared', /continue when sight -> 'spared' \? type_;/g, 'continue;'],
  ['whether a relation is needed', /if \(sight ->> 'needsRelation'\)::boolean then/g, 'if true then'],
  ['that a relation is needed', /if \(sight ->> 'needsRelation'\)::boolean then/g, 'if false then'],
  ['the relation that is needed', /if not access_related\(one, sight, null\) then return false; end if;/g, ''],
  ['whether restrictions are heeded', /elsif \(sight ->> 'heedsRestriction'\)::boolean\s+and/g, 'elsif'],
  ['that restrictions are heeded', /elsif \(sight ->> 'heedsRestriction'\)::boolean\s+and/g, 'elsif false and'],
  ['whose record is restricted', /f\.patient = one and/g, ''],
  ['restrictions are no consents', / and f\.effect = 'restrict'/g, ''],
  ['the relation that opens a restricted record', /\s+and not access_related\(one, sight, null\) then/g, ' then'],
];

const FUNCTIONS = [
  'access_opens',
  'access_related',
  'access_said',
  'access_glass_broken',
  'access_sees',
  'access_shows',
];

async function sources(): Promise<string[]> {
  const { rows } = await house.store.pool.query<{ source: string }>(
    `select pg_get_functiondef(p.oid) as source from pg_proc p where p.proname = any ($1)`,
    [FUNCTIONS],
  );
  return rows.map((row) => row.source);
}

/** True where some sight of this world shows another than the whole decision does. */
async function isNoticed(truths: ReadonlyMap<Bounded, InSight>): Promise<boolean> {
  for (const [sight, truth] of truths) {
    if ((await seenBySql(sight)).symmetricDifference(truth).size > 0) return true;
  }
  return false;
}

test('no part of the decision in the database may be left out', { timeout: 600_000 }, async () => {
  const random = randomOf(20_261_125);
  const whole = await sources();
  expect(whole).toHaveLength(FUNCTIONS.length);
  let unnoticed = SPOILED;
  for (let world = 0; world < 12 && unnoticed.length > 0; world += 1) {
    const made = makeWorld(random, 200);
    await storeWorld(house.store, made);
    const truths = new Map<Bounded, InSight>();
    for (let at = 0; at < 30; at += 1) {
      const sight = makeSight(random);
      truths.set(sight, await seenByRule(sight, made));
    }
    const left: typeof SPOILED = [];
    for (const one of unnoticed) {
      const spoiled = whole
        .map((source) => source.replaceAll(one[1], one[2]))
        .filter((source) => !whole.includes(source));
      expect(spoiled.length, one[0]).toBeGreaterThan(0);
      for (const source of spoiled) await house.store.pool.query(source);
      if (!(await isNoticed(truths))) left.push(one);
      for (const source of whole) await house.store.pool.query(source);
    }
    unnoticed = left;
  }
  expect(unnoticed.map(([name]) => name)).toEqual([]);
});

test('what is not touched by anything is shown without asking', async () => {
  const world = makeWorld(randomOf(7), 200);
  await storeWorld(house.store, world);
  const sight = { ...makeSight(randomOf(7)), needsRelation: false };
  const bare = world.rows.filter(
    (row) => row.labels.length === 0 && !world.rules.some((rule) => row.patients.includes(rule.patient)),
  );
  expect(bare.length).toBeGreaterThan(10);
  const seen = await seenBySql(sight);
  expect(bare.filter((row) => !seen.has(row.id))).toEqual([]);
});
