import { shardHint } from '../../base/index.ts';
import { plainArray } from '../array-literal.ts';
import type { AuditRow } from '../audit/write-audit.ts';
import type { Tx } from '../open-store.ts';
import {
  type Column,
  type Part,
  anyText,
  filled,
  insertion,
  plain,
  sendParts,
  text,
  unnested,
} from './insert-parts.ts';
import { type StoredRow, placeOf, shardOfPatient } from './rows.ts';
import type { IndexRow, RowWrite } from './write-model.ts';

/** What is the same in all rows of a write: whose it is, and the feed's epoch. */
export type Author = Pick<
  AuditRow,
  'at' | 'agent' | 'agentName' | 'role' | 'reference' | 'request' | 'purpose' | 'client' | 'address' | 'site' | 'basis'
> & { epoch: number; decision?: AuditRow['decision'] };

type About = Author & { json: string };

/** A column of one row whose value stands for itself. */
function single(name: string, type: string, of: (about: About) => unknown): Column<About> {
  const literal = ([about]: readonly About[]) => of(about!) as string;
  return { name, array: (place) => `${place}::${type} as ${name}`, literal };
}

const ABOUT: Part<About> = {
  name: 'about',
  columns: [
    single('epoch', 'int', (about) => about.epoch),
    single('json', 'text', (about) => about.json),
    single('at', 'timestamptz', (about) => about.at),
    single('agent', 'text', (about) => about.agent),
    single('agent_name', 'text', (about) => about.agentName),
    single('role', 'text', (about) => about.role),
    single('reference', 'text', (about) => about.reference ?? null),
    single('request', 'text', (about) => about.request ?? null),
    single('purpose', 'text', (about) => about.purpose ?? null),
    single('client', 'text', (about) => about.client ?? null),
    single('address', 'text', (about) => about.address ?? null),
    single('site', 'text', (about) => about.site ?? null),
    single('basis', 'text', (about) => about.basis ?? null),
    single('decision', 'text', (about) => about.decision ?? 'allowed'),
  ],
  sql: (places) => `select ${ABOUT.columns.map((column, at) => column.array(places[at]!)).join(', ')}`,
};

const ROW_COLUMNS: Column<RowWrite>[] = [
  plain('shard', 'smallint', ({ row }) => row.shard),
  text('type', ({ row }) => row.type),
  text('id', ({ row }) => row.id),
  text('patients', ({ row }) => row.patients.join()),
  text('touched', ({ row, before }) => (before ? [...new Set([...row.patients, ...before.patients])].join() : null)),
  plain('version', 'int', ({ row }) => row.version),
  plain('updated', 'timestamptz', ({ row }) => row.updated),
  plain('deleted', 'boolean', ({ row }) => row.deleted),
  text('action', ({ row }) => row.action),
  text('body', ({ row }) => row.body),
  anyText('labels', ({ row }) => row.labels.join(' ')),
  text('tokens', ({ index }) => plainArray(index.tokens)),
  plain('code', 'bigint', ({ index }) => index.code),
  plain('date', 'bigint', ({ index }) => index.date),
  plain('value', 'double precision', ({ index }) => index.value),
  plain('indexed', 'int', ({ index }) => index.edition),
];

/** The rows themselves, which three tables take: they travel once. */
const ROWS: Part<RowWrite> = {
  name: 'rows',
  columns: ROW_COLUMNS,
  sql: (
    places,
  ) => `select shard, type, id, string_to_array(coalesce(patients, ''), ',') as patients, touched, version, updated, deleted,
    action, coalesce(body, '') as body, string_to_array(coalesce(labels, ''), ' ') as labels, tokens::bigint[] as tokens, code, date, value, indexed from ${unnested(ROW_COLUMNS, places)}`,
};

/** What is made of the rows; they bring no columns of their own. */
const OF_ROWS: Part<never>[] = [
  {
    name: 'resource',
    columns: [],
    sql: () => `insert into resource (shard, type, id, patient, patients, version, updated, deleted, action, agent, body, labels, tokens_all,
      code, date, value, indexed) select shard, type, id, patients[1], patients, version, updated, deleted, action, json, body, labels, tokens,
      code, date, value, indexed from rows, about`,
  },
  {
    name: 'change',
    columns: [],
    sql: () => `insert into change (epoch, at, shard, type, id, version, action, patients, labels, agent)
      select epoch, updated, shard, type, id, version, action, coalesce(string_to_array(touched, ','), patients), labels, json from rows, about`,
  },
  {
    name: 'audit',
    columns: [],
    sql: () => `insert into audit (epoch, at, agent, agent_name, role, reference, action, type, id, version, patient, patients, outcome,
      request, purpose, client, address, site, basis, decision)
      select epoch, at, agent, agent_name, role, reference, action, type, id, version, patients[1],
        case when cardinality(patients) > 1 then patients end, 'success', request, purpose, client, address, site, basis, decision
      from rows, about`,
  },
];

type Keyed = { row: StoredRow };

function keyColumns<T extends Keyed>(): Column<T>[] {
  return [
    plain('shard', 'smallint', ({ row }) => row.shard),
    text('type', ({ row }) => row.type),
    text('id', ({ row }) => row.id),
  ];
}

type Found<T> = Keyed & { one: T };
type Dates = Found<IndexRow['dates'][number]>;
type Strings = Found<IndexRow['strings'][number]>;
type Quantities = Found<IndexRow['quantities'][number]>;

const DATES = insertion<Dates>('search_date', [
  ...keyColumns<Dates>(),
  text('param', ({ one }) => one.param),
  plain('low', 'bigint', ({ one }) => one.low),
  plain('high', 'bigint', ({ one }) => one.high),
]);

const STRINGS = insertion<Strings>('search_string', [
  ...keyColumns<Strings>(),
  text('param', ({ one }) => one.param),
  anyText('value', ({ one }) => one.value),
  anyText('exact', ({ one }) => one.exact),
]);

const QUANTITIES = insertion<Quantities>('search_quantity', [
  ...keyColumns<Quantities>(),
  text('param', ({ one }) => one.param),
  plain('value', 'double precision', ({ one }) => one.value),
  plain('low', 'double precision', ({ one }) => one.low),
  plain('high', 'double precision', ({ one }) => one.high),
  anyText('system', ({ one }) => one.system),
  anyText('code', ({ one }) => one.code),
  anyText('unit', ({ one }) => one.unit),
  anyText('canonical_unit', ({ one }) => one.canonical?.unit),
  plain('canonical_low', 'double precision', ({ one }) => one.canonical?.low),
  plain('canonical_high', 'double precision', ({ one }) => one.canonical?.high),
]);

type Relations = Found<IndexRow['relations'][number]>;
type Rules = Found<IndexRow['rules'][number]>;

const RELATIONS = insertion<Relations>('access_relation', [
  ...keyColumns<Relations>(),
  text('patient', ({ one }) => one.patient),
  text('agent', ({ one }) => one.agent),
  text('kind', ({ one }) => one.kind),
  plain('starts', 'bigint', ({ one }) => one.starts),
  plain('ends', 'bigint', ({ one }) => one.ends),
]);

/** A column of lists of words: null leaves everything in, and an empty one nothing. */
function words(name: keyof Rules['one'], of: (rule: Rules['one']) => string[] | null): Column<Rules> {
  return { ...anyText<Rules>(name, ({ one }) => wordsAsText(of(one))) };
}

function wordsAsText(list: string[] | null): string | null {
  return list === null ? null : JSON.stringify(list);
}

const RULE_COLUMNS: Column<Rules>[] = [
  ...keyColumns<Rules>(),
  text('patient', ({ one }) => one.patient),
  plain('depth', 'smallint', ({ one }) => one.depth),
  text('effect', ({ one }) => one.effect),
  words('actors', (rule) => rule.actors),
  words('labels', (rule) => rule.labels),
  words('unlocks', (rule) => rule.unlocks),
  words('types', (rule) => rule.types),
  words('purposes', (rule) => rule.purposes),
  words('data', (rule) => rule.data),
  plain('starts', 'bigint', ({ one }) => one.starts),
  plain('ends', 'bigint', ({ one }) => one.ends),
];
const LISTS: ReadonlySet<string> = new Set(['actors', 'labels', 'unlocks', 'types', 'purposes', 'data']);

/** Lists of several lengths have no array of arrays in PostgreSQL: they travel as JSON. */
const RULES: Part<Rules> = {
  name: 'access_rule',
  columns: RULE_COLUMNS,
  sql: (places) => `insert into access_rule (${RULE_COLUMNS.map(({ name }) => name).join(', ')})
    select ${RULE_COLUMNS.map(({ name }) => (LISTS.has(name) ? `case when ${name} is not null then array(select jsonb_array_elements_text(${name}::jsonb)) end` : name)).join(', ')}
    from ${unnested(RULE_COLUMNS, places)}`,
};

type Guest = Keyed & { patient: string };

const GUESTS = insertion<Guest>('compartment', [
  plain('shard', 'smallint', ({ patient }) => shardOfPatient(patient)),
  text('patient', ({ patient }) => patient),
  text('type', ({ row }) => row.type),
  text('id', ({ row }) => row.id),
  plain('home', 'smallint', ({ row }) => row.shard),
]);

const STRANGERS = insertion<Keyed>(
  'locator',
  [
    plain('shard', 'smallint', ({ row }) => placeOf(row)),
    text('type', ({ row }) => row.type),
    text('id', ({ row }) => row.id),
    plain('home', 'smallint', ({ row }) => row.shard),
  ],
  'on conflict (shard, type, id) do update set home = excluded.home',
);

/** Pairs each search row with the resource that it is of. */
function pairs<T>(writes: readonly Indexed[], of: (index: IndexRow) => T[]): Found<T>[] {
  return writes.flatMap(({ row, index }) => of(index).map((one) => ({ row, one })));
}

/** A resource and what it is found by. */
export type Indexed = { row: StoredRow; index: IndexRow };

function searchParts(writes: readonly Indexed[]) {
  return [
    ...filled(
      DATES,
      pairs(writes, (index) => index.dates),
    ),
    ...filled(
      STRINGS,
      pairs(writes, (index) => index.strings),
    ),
    ...filled(
      QUANTITIES,
      pairs(writes, (index) => index.quantities),
    ),
    ...filled(
      RELATIONS,
      pairs(writes, (index) => index.relations),
    ),
    ...filled(
      RULES,
      pairs(writes, (index) => index.rules),
    ),
  ];
}

/** The rows of the side tables. */
export function insertSearchRows(tx: Tx, writes: readonly Indexed[]): Promise<void> {
  return sendParts(tx, searchParts(writes));
}

/** Everything that new versions bring, in one statement: rows, search rows, memberships beyond the home patient's, locators, changes, audit. */
export function insertRows(tx: Tx, author: Author, writes: readonly RowWrite[]): Promise<void> {
  const about: About = { ...author, json: writes[0]!.row.agent };
  const guests = writes.flatMap(({ row }) => row.patients.slice(1).map((patient) => ({ row, patient })));
  return sendParts(tx, [
    ...filled(ABOUT, [about]),
    ...filled(ROWS, writes),
    ...searchParts(writes),
    ...filled(GUESTS, guests),
    ...filled(STRANGERS, writes.filter(needsLocator)),
    ...OF_ROWS.map(({ name, sql }) => ({ name, sql, values: [] })),
  ]);
}

/** New rows whose id does not say where they are, and rows that move (back too: an older locator row would mislead). */
function needsLocator({ row, before, isChosen }: RowWrite): boolean {
  if (before) return before.shard !== row.shard;
  return isChosen || shardHint(row.id) !== row.shard;
}
