import { restriction } from '../../access/index.ts';
import type { Caller } from '../../base/index.ts';
import { type Resource, type SearchParam, extract } from '../../fhir/index.ts';
import {
  type Db,
  type FoundRow,
  type Key,
  type KeyedRow,
  fitting,
  readRows,
  searchRows,
  storedTypes,
} from '../../store/index.ts';
import { forms } from '../indexing/index-resource.ts';
import { scopeConditions } from '../deciding/scope.ts';
import { scopeParams, sightBy } from '../deciding/masked.ts';
import { seenOf, sightFor } from '../deciding/sight.ts';
import type { FhirRecord } from '../model.ts';
import { type Include, MOST_CHARACTERS, MOST_COUNT, MOST_INCLUDED, type Plan } from './understand-search.ts';

/** Rounds of `:iterate`, and what is brought along on one page: a warning says where it stopped. */
const MOST_ROUNDS = 10;

/**
 * What `_include` and `_revinclude` bring along (http://hl7.org/fhir/R4/search.html#revinclude), each bound by the caller's own access.
 * With `:iterate` it is asked again of what was brought along, until nothing new comes.
 */
export async function includedOf(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  plan: Plan,
  matches: FoundRow[],
): Promise<FoundRow[]> {
  const known = new Set(matches.map((row) => `${row.type}/${row.id}`));
  const found: FoundRow[] = [];
  let from = matches;
  for (let round = 0; from.length > 0; round += 1) {
    const asked = (one: Include) => round === 0 || one.iterate;
    const include = plan.include.filter(asked);
    const revinclude = plan.revinclude.filter(asked);
    if (include.length === 0 && revinclude.length === 0) break;
    if (round === MOST_ROUNDS || found.length > MOST_COUNT) {
      warnIncomplete(plan, 'What is included with :iterate goes on');
      break;
    }
    const rows = include.length > 0 ? await referredTo(record, caller, db, plan, include, from) : [];
    for (const one of await everyType(db, revinclude)) {
      if (rows.length > MOST_INCLUDED || isFull(rows)) {
        warnIncomplete(plan, 'What is included goes on');
        break;
      }
      rows.push(...(await referring(record, caller, db, plan, one, from)));
    }
    from = [];
    for (const row of rows) {
      const name = `${row.type}/${row.id}`;
      if (known.has(name) || row.deleted) continue;
      known.add(name);
      from.push(row);
    }
    found.push(...from);
    const kept = fitting(found.slice(0, MOST_INCLUDED), MOST_CHARACTERS);
    if (kept.length < found.length) {
      warnIncomplete(plan, 'What is included goes on');
      return kept;
    }
  }
  return found;
}

/** Told once, however many of its causes there are. */
function warnIncomplete(plan: Plan, what: string): void {
  const details = `${what} beyond what one page holds; ask for fewer matches.`;
  if (plan.warnings.some((one) => one.details === details)) return;
  plan.warnings.push({ severity: 'warning', code: 'incomplete', details });
}

const READ_AT_ONCE = 250;

/** True where the rows hold more than a page gives, so that whoever cuts the page says so. */
function isFull(rows: readonly { body: string }[]): boolean {
  return rows.reduce((sum, row) => sum + row.body.length, 0) > MOST_CHARACTERS;
}

/** What the rows refer to. */
async function referredTo(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  plan: Plan,
  includes: Include[],
  from: FoundRow[],
): Promise<FoundRow[]> {
  const keys = new Map<string, Key>();
  for (const row of from) {
    const own = includes.filter((include) => include.type === '*' || include.type === row.type);
    if (own.length === 0) continue;
    for (const { param, type, id, url } of extract(record.searching.params, JSON.parse(row.body) as Resource)
      .references) {
      if (type === undefined || id === undefined || url !== undefined) continue;
      const isAsked = own.some(
        (include) => (include.param === '*' || include.param === param) && (include.target ?? type) === type,
      );
      if (isAsked) keys.set(`${type}/${id}`, { type, id });
    }
  }
  if (keys.size > MOST_INCLUDED) warnIncomplete(plan, 'What is included goes on');
  const rows: KeyedRow[] = [];
  const wanted = [...keys.values()].slice(0, MOST_INCLUDED);
  // A few at a time: however large they are, no more is held than a page gives.
  for (let at = 0; at < wanted.length; at += READ_AT_ONCE) {
    if (isFull(rows)) {
      warnIncomplete(plan, 'What is included goes on');
      break;
    }
    rows.push(...(await readRows(db, wanted.slice(at, at + READ_AT_ONCE))));
  }
  return seenOf(record, caller, db, rows);
}

/** The reference parameters of a type that an include names: one, or all of them. */
function referenceParams(record: FhirRecord, type: string, param: string): SearchParam[] {
  const all = record.searching.params.of(type);
  return [...all.values()].filter((one) => one.type === 'reference' && (param === '*' || one.code === param));
}

/** `_revinclude=*` as one include for each type of which something is stored. */
async function everyType(db: Db, includes: readonly Include[]): Promise<Include[]> {
  if (!includes.some(({ type }) => type === '*')) return [...includes];
  const types = await storedTypes(db);
  return includes.flatMap((one) => (one.type === '*' ? types.map((type) => ({ ...one, type })) : [one]));
}

/** What refers to the rows, within what the caller may search. */
async function referring(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  plan: Plan,
  { type, param, target }: Include,
  from: FoundRow[],
): Promise<FoundRow[]> {
  const may = restriction(caller, type);
  const targets = from.filter((row) => target === undefined || row.type === target);
  if (!may.allowed || targets.length === 0) return [];
  const params = referenceParams(record, type, param);
  const any = targets.flatMap((row) =>
    params
      .filter((one) => one.target?.includes(row.type) ?? true)
      .map(({ code }) => record.hash(forms.literal(type, code, row.type, row.id))),
  );
  if (any.length === 0) return [];
  const found = await searchRows(db, {
    type,
    source: may.patient === undefined ? { kind: 'type' } : { kind: 'patient', patient: may.patient },
    conditions: [{ kind: 'tokens', any }, ...scopeConditions(record, caller, type)],
    sort: [],
    sight: sightBy(record, sightFor(record, caller), type, [
      ...params.map(({ code }): [string, string] => [code, '']),
      ...scopeParams(caller, type, 'search'),
    ]),
    limit: MOST_COUNT,
    mostCharacters: MOST_CHARACTERS,
  });
  if (found.after) warnIncomplete(plan, `_revinclude=${type}:${param} brings more than one page holds: it goes on`);
  return found.rows;
}
