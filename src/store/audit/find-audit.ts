import { unreachable } from '../../base/index.ts';
import { asFault } from '../failure.ts';
import type { Db } from '../open-store.ts';
import type { DateTest } from '../resource/search-model.ts';
import { aboutAgent, aboutPatient } from './fold-audit.ts';
import { FURTHER_EVENTS, OWN_EVENTS } from './unfold-audit.ts';
import type { AuditRow } from './write-audit.ts';

/** An event of the audit, with its place in the order. */
export type AuditEntry = AuditRow & { position: string };

export type AuditColumn =
  | 'agent'
  | 'role'
  | 'reference'
  | 'action'
  | 'outcome'
  | 'purpose'
  | 'basis'
  | 'site'
  | 'agent_name'
  | 'address';

/** What an event must be. */
export type AuditTest =
  | { kind: 'any'; column: AuditColumn; values: readonly string[]; not?: boolean }
  | { kind: 'text'; column: 'agent_name' | 'address'; how: 'starts' | 'exact' | 'contains'; values: readonly string[] }
  | { kind: 'at'; any: readonly DateTest[] }
  | { kind: 'entity'; any: readonly { type?: string; id: string }[] }
  | { kind: 'position'; any: readonly string[] }
  | { kind: 'given'; column: AuditColumn | 'patient' | 'id'; is: boolean }
  | { kind: 'either'; any: readonly AuditTest[][] };

export type AuditSearch = {
  tests: readonly AuditTest[];
  /** Id of the patient whose audit alone is looked at. */
  patient?: string;
  /** Latest first unless it goes forward. */
  isForward?: boolean;
  after?: AuditPlace;
  limit: number;
};

/** Where a page goes on: after this event. `at` as an instant, `place` among those of its row. */
export type AuditPlace = { at: string; sequence: string; place: number };

const POSITION = /^(\d{1,9})-(\d{1,19})-(\d{1,19})(?:-([1-9]\d{0,3}))?$/;

const COLUMNS = `a.epoch || '-' || a.txid || '-' || a.sequence || case when a.place = 0 then '' else '-' || a.place end as position,
  a.sequence::text as sequence, a.place, a.at, a.agent, a.agent_name, a.role,
  a.reference, a.action, a.type, a.id, a.version, a.patient, a.outcome, a.detail, a.request, a.purpose, a.client, a.address, a.site, a.basis,
  a.decision, a.patients, a.more`;

type Place = (value: unknown) => string;

const either = (parts: readonly string[]) => (parts.length === 0 ? 'false' : `(${parts.join(' or ')})`);
const PATTERN = /[\\%_]/g;

function testSql(test: AuditTest, place: Place): string {
  switch (test.kind) {
    case 'any': {
      // One value by itself: of several an index has no order.
      const [only, ...others] = test.values;
      const isOne = only !== undefined && others.length === 0;
      const is = isOne ? `a.${test.column} = ${place(only)}` : `a.${test.column} = any (${place(test.values)}::text[])`;
      return test.not ? `(${is}) is not true` : is;
    }
    case 'text': {
      const { column, how, values } = test;
      if (how === 'exact') return `a.${column} = any (${place(values)}::text[])`;
      const patterns = values.map((value) => `${how === 'contains' ? '%' : ''}${value.replaceAll(PATTERN, '\\$&')}%`);
      return either(patterns.map((pattern) => `a.${column} ilike ${place(pattern)}`));
    }
    case 'at':
      return either(test.any.map((one) => atSql(one, place)));
    case 'entity':
      return either(test.any.map((one) => entitySql(one, place)));
    case 'position':
      return either(
        test.any.flatMap((text) => {
          const [, epoch, txid, sequence, further = '0'] = POSITION.exec(text) ?? [];
          if (epoch === undefined) return [];
          return [
            `((a.epoch, a.txid, a.sequence) = (${place(epoch)}::int, ${place(txid)}::xid8, ${place(sequence)}::bigint)
              and a.place = ${place(further)}::int)`,
          ];
        }),
      );
    case 'given': {
      if (test.column !== 'patient') return `a.${test.column} is ${test.is ? 'not ' : ''}null`;
      return `(a.patient is not null or a.patients is not null) = ${test.is}`;
    }
    case 'either':
      return either(
        test.any.map((tests) =>
          tests.length === 0 ? 'true' : `(${tests.map((one) => testSql(one, place)).join(' and ')})`,
        ),
      );
    default:
      return unreachable(test);
  }
}

/** `low` and `high` bound the time that was named; the audit tells its own to the millisecond. */
function atSql({ prefix, low, high }: DateTest, place: Place): string {
  const instant = (ms: number) => `${place(new Date(ms).toISOString())}::timestamptz`;
  switch (prefix) {
    case 'eq':
    case 'ap':
      return `(a.at >= ${instant(low)} and a.at < ${instant(high)})`;
    case 'ne':
      return `(a.at < ${instant(low)} or a.at >= ${instant(high)})`;
    case 'lt':
    case 'eb':
      return `a.at < ${instant(low)}`;
    case 'le':
      return `a.at < ${instant(high)}`;
    case 'gt':
    case 'sa':
      return `a.at >= ${instant(high)}`;
    case 'ge':
      return `a.at >= ${instant(low)}`;
    default:
      return unreachable(prefix);
  }
}

function entitySql({ type, id }: { type?: string; id: string }, place: Place): string {
  const ofIt = type === undefined ? `a.id = ${place(id)}` : `(a.type = ${place(type)} and a.id = ${place(id)})`;
  if (type !== undefined && type !== 'Patient') return ofIt;
  return `(${ofIt} or a.patient = ${place(id)} or a.patients @> array[${place(id)}::text])`;
}

type Part = { from: string; where: string; fence: string };

/**
 * The events that are looked at: those that rows tell of themselves, and those that they tell of besides. Of a patient the first are two
 * parts. One is in its index as it is wanted; the other is found whole before it is put in order (`offset 0`), or the planner walks the
 * whole audit by time until it has met a page of them.
 */
function partsOf({ patient, tests }: Pick<AuditSearch, 'patient' | 'tests'>, place: Place): Part[] {
  const about = tests.flatMap((test) => {
    if (test.kind !== 'any' || test.column !== 'agent' || test.not) return [];
    return [` and a.about && ${place(test.values.map(aboutAgent))}::text[]`];
  });
  if (patient === undefined) {
    return [
      { from: OWN_EVENTS, where: 'true', fence: '' },
      { from: `${FURTHER_EVENTS}${about.join('')}`, where: 'true', fence: '' },
    ];
  }
  const id = place(patient);
  const isNamed = `(a.patients @> array[${id}::text] and a.patient is distinct from ${id})`;
  const further = `${FURTHER_EVENTS} and a.about @> array[${place(aboutPatient(patient))}::text]${about.join('')}`;
  return [
    { from: OWN_EVENTS, where: `a.patient = ${id}`, fence: '' },
    { from: OWN_EVENTS, where: isNamed, fence: 'offset 0' },
    { from: further, where: `(a.patient = ${id} or ${isNamed})`, fence: 'offset 0' },
  ];
}

type RawEntry = { [column: string]: unknown } & {
  position: string;
  sequence: string;
  place: number;
  at: Date;
  agent_name: string;
};

function entryOf({ sequence: _sequence, place: _place, at, agent_name: agentName, ...raw }: RawEntry): AuditEntry {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null));
  return { ...given, at: at.toISOString(), agentName } as unknown as AuditEntry;
}

/** A page of the audit, and where the next goes on; null where there is none. Faults: unavailable, too-costly. */
export async function findAudit(
  db: Db,
  search: AuditSearch,
): Promise<{ entries: AuditEntry[]; after: AuditPlace | null }> {
  const values: unknown[] = [];
  const place: Place = (value) => `$${values.push(value)}`;
  const { isForward = false, after } = search;
  const order = isForward ? 'order by at, sequence, place' : 'order by at desc, sequence desc, place desc';
  const limit = place(search.limit + 1);
  const parts = partsOf(search, place).map((part) => {
    const where = [part.where, ...search.tests.map((test) => testSql(test, place))];
    if (after) {
      const from = `${place(after.at)}::timestamptz, ${place(after.sequence)}::bigint, ${place(after.place)}::int`;
      where.push(`(a.at, a.sequence, a.place) ${isForward ? '>' : '<'} (${from})`);
    }
    const found = `select a.* from (${part.from}) a where ${where.join(' and ')} ${part.fence}`;
    return `(select * from (${found}) a ${order} limit ${limit})`;
  });
  const text = `select ${COLUMNS} from (${parts.join(' union all ')}) a ${order} limit ${limit}`;
  const { rows } = await db.query<RawEntry>(text, values).catch((error: unknown) => {
    throw asFault(error);
  });
  const page = rows.slice(0, search.limit);
  const last = page.at(-1);
  const isMore = rows.length > page.length && last !== undefined;
  return {
    entries: page.map(entryOf),
    after: isMore ? { at: last.at.toISOString(), sequence: last.sequence, place: last.place } : null,
  };
}

/** How many events of the audit there are. */
export async function countAudit(db: Db, search: Pick<AuditSearch, 'tests' | 'patient'>): Promise<number> {
  const values: unknown[] = [];
  const place: Place = (value) => `$${values.push(value)}`;
  const parts = partsOf(search, place).map(
    (part) =>
      `(select count(*) from (${part.from}) a where ${[part.where, ...search.tests.map((test) => testSql(test, place))].join(' and ')})`,
  );
  const { rows } = await db
    .query<{ n: number }>(`select (${parts.join(' + ')})::int as n`, values)
    .catch((error: unknown) => {
      throw asFault(error);
    });
  return rows[0]!.n;
}
