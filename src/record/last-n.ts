import { type Caller, Fault } from '../base/index.ts';
import { R4_PARAMS, type Resource, extractOne } from '../fhir/index.ts';
import { type FoundRow, searchRows } from '../store/index.ts';
import { auditOf, concerned } from './audit-of.ts';
import { includedOf } from './search/include.ts';
import { type FhirRecord, type SearchResult, answerOf } from './model.ts';
import { detailOf, patientsOf, planOf } from './search/search.ts';
import { shaped } from './search/shape.ts';

/** Rows looked at in one statement. */
const PART = 500;
/** A page has no meaning here: the answer is the last of each group, whole. */
const NOT_OF_IT = new Set(['_sort', '_count', '_cursor', '_total']);

/**
 * The last `max` observations of each code, http://hl7.org/fhir/R4/observation-operation-lastn.html: codes that share a coding, or that
 * a third shares codings with, are one group; text alone groups by the text as it stands. When it was is the start of the effective
 * time; who ties with the last of a group is given too, and what has no time comes last. Newest first.
 * Faults: invalid where no subject or no category or code is named, and those of a search.
 */
export async function lastN(
  record: FhirRecord,
  caller: Caller,
  given: [string, string][],
  options: { strict: boolean },
): Promise<SearchResult> {
  const max = maxOf(given);
  const params = given.filter(([name]) => name !== 'max');
  refuseUnbounded(params);
  const db = record.store.pool;
  const deed = { action: 'search', type: 'Observation', detail: `$lastn?${detailOf(params)}` } as const;
  const asked = { type: 'Observation', params, strict: options.strict };
  const plan = await planOf(record, caller, db, asked, deed);
  const groups = makeGroups(max);
  for (let after: (string | null)[] | undefined; ;) {
    const page = await searchRows(db, {
      ...plan,
      sort: [{ by: 'primary-date', descending: true }],
      limit: PART,
      ...(after ? { after } : {}),
    });
    for (const row of page.rows) groups.add(row);
    if (page.after === null) break;
    after = page.after;
  }
  const rows = groups.last();
  const included = await includedOf(record, caller, db, plan, rows);
  const patients = patientsOf(plan, [...rows, ...included]);
  await record.reads.write([auditOf(record, caller, { ...deed, ...concerned(patients) })]);
  return {
    matches: rows.map((row) => shaped(answerOf(row), plan.shape)),
    included: included.map((row) => shaped(answerOf(row), plan.shape)),
    total: rows.length,
    self: [...plan.self, ['max', String(max)]],
    warnings: plan.warnings,
  };
}

function maxOf(params: [string, string][]): number {
  const given = params.findLast(([name]) => name === 'max')?.[1] ?? '1';
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
  throw new Fault('invalid', 'value', 'The parameter "max" of $lastn is a whole number from 1 on.');
}

/** "The request for a lastn query SHALL include a subject using either the patient or subject search parameter, and a category and/or a code". */
function refuseUnbounded(params: [string, string][]): void {
  const names = params.map(([name]) => name.split(/[:.]/)[0]!);
  const foreign = names.find((name) => NOT_OF_IT.has(name));
  if (foreign !== undefined) {
    throw new Fault('invalid', 'not-supported', `The parameter "${foreign}" has no meaning for $lastn: leave it out.`);
  }
  if (!names.some((name) => name === 'patient' || name === 'subject')) {
    throw new Fault('invalid', 'required', '$lastn needs whose observations are meant: patient or subject.');
  }
  if (!names.some((name) => name === 'category' || name.includes('code'))) {
    throw new Fault('invalid', 'required', '$lastn needs which observations are meant: category or code.');
  }
}

type Timed = { row: FoundRow; at: number; order: number };
type Group = { into: Group | null; last: Timed[] };

type Code = { text?: string; coding?: ({ system?: string; code?: string } | null)[] };

/** What puts an observation's code into a group: its codings, or its text where it has none. */
function keysOf(code: Code | undefined): string[] {
  const codings = (code?.coding ?? []).flatMap((coding) => (coding?.code === undefined ? [] : [coding]));
  if (codings.length > 0) return codings.map(({ system = '', code: value }) => `${system}|${value}`);
  return [`"${code?.text ?? ''}`];
}

/** Gathers rows that come newest first, and keeps of each group no more than can be asked of it. */
function makeGroups(max: number): { add(row: FoundRow): void; last(): FoundRow[] } {
  const byKey = new Map<string, Group>();
  let order = 0;
  const rootOf = (group: Group): Group => (group.into ? rootOf(group.into) : group);
  return {
    add(row) {
      const body = JSON.parse(row.body) as Resource & { code?: Code };
      const at = timeOf(body);
      const keys = keysOf(body.code);
      const roots = new Set(keys.flatMap((key) => (byKey.has(key) ? [rootOf(byKey.get(key)!)] : [])));
      const [group = { into: null, last: [] } as Group, ...others] = roots;
      for (const other of others) {
        group.last = trimmed([...group.last, ...other.last], max);
        other.into = group;
      }
      for (const key of keys) byKey.set(key, group);
      group.last = trimmed([...group.last, { row, at, order: order++ }], max);
    },
    last() {
      const roots = new Set([...byKey.values()].map(rootOf));
      return [...roots]
        .flatMap((group) => group.last)
        .sort((a, b) => a.order - b.order)
        .map(({ row }) => row);
    },
  };
}

/** The first `max` and all that are of the same time as the last of them. */
function trimmed(timed: Timed[], max: number): Timed[] {
  const sorted = timed.toSorted((a, b) => a.order - b.order);
  const last = sorted[max - 1];
  return last === undefined ? sorted : sorted.filter((one, at) => at < max || one.at === last.at);
}

/** The start of the effective time, ms since 1970; NaN of what has none, which ties with nothing. */
function timeOf(observation: Resource): number {
  const starts = extractOne(R4_PARAMS, observation, 'date').dates.map((date) => date.low);
  return starts.length === 0 ? Number.NaN : Math.min(...starts);
}
