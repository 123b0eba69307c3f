import { restriction } from '../../access/index.ts';
import { type Caller, Fault, type Issue } from '../../base/index.ts';
import { RESOURCE_TYPES, isResourceType, typesInCompartment } from '../../fhir/index.ts';
import { type Db, storedTypes } from '../../store/index.ts';
import { auditOf, concerned } from '../audit-of.ts';
import type { Compartment } from './compartments.ts';
import type { Answer, FhirRecord, SearchResult } from '../model.ts';
import { openCursor, sealCursor } from '../seal-cursor.ts';
import { detailOf, search } from './search.ts';
import { TRACE } from '../trace/model.ts';
import { shapeOf } from './shape.ts';
import { MOST_COUNT, USUAL_COUNT } from './understand-search.ts';

type Params = [string, string][];
type Options = { strict: boolean; db?: Db; compartment?: Compartment };

/**
 * Searches several types, or all, http://hl7.org/fhir/R4/http.html#search: those of `_type`, else all that the caller may search; in a
 * compartment, those that have a part in it. Only parameters that each of them has can be asked. One type comes after the other;
 * pages go on where the one before stopped. Faults: those of `search`; forbidden for a type of `_type` that the caller may not search.
 */
export async function searchTypes(
  record: FhirRecord,
  caller: Caller,
  params: Params,
  options: Options,
): Promise<SearchResult> {
  const deed = { action: 'search', detail: detailOf(params, options.compartment) } as const;
  const types = typesAsked(params, options.compartment) ?? readable(caller, options.compartment);
  for (const type of types) {
    const may = restriction(caller, type);
    if (may.allowed) continue;
    await record.reads.write([auditOf(record, caller, { ...deed, type, outcome: 'refused' })]);
    throw new Fault('forbidden', 'forbidden', `Not allowed: ${may.why}.`);
  }
  const { asked, warnings } = commonParams(record, types, params);
  if (options.strict && warnings.length > 0) {
    const issues = warnings.map((warning): Issue => ({ ...warning, severity: 'error' }));
    throw new Fault('invalid', 'not-supported', warnings[0]!.details, { issues });
  }
  const question = JSON.stringify(['types', types, asked, options.compartment ?? null]);
  const key = record.settings.cursorKey;
  const cursor = params.findLast(([name]) => name === '_cursor')?.[1];
  const from = cursor === undefined ? { type: '' } : (openCursor(key, caller, question, cursor) as Place);
  // All the types and pages of one question end at one moment.
  const until = from.until ?? (await endOfNews(record, asked, options));
  const stored = new Set(await storedTypes(options.db ?? record.store.pool));
  const isNamed = params.some(([name]) => name === '_type');
  const some = types.filter((type) => stored.has(type) || (type === TRACE && isNamed));
  const patients = new Set<string>();
  // Where nothing is stored, the question is still looked at.
  const found = await gather(record, caller, {
    types: some.length > 0 ? some : types.slice(0, 1),
    asked,
    from,
    options: {
      ...options,
      ...(until === undefined ? {} : { until }),
      onPatients: (given) => given.forEach((patient) => patients.add(patient)),
    },
  });
  if (options.compartment?.type === 'Patient') patients.add(options.compartment.id);
  await record.reads.write([auditOf(record, caller, { ...deed, ...concerned(patients) })]);
  return {
    ...found.result,
    ...(found.next
      ? { next: sealCursor(key, caller, question, { ...found.next, ...(until === undefined ? {} : { until }) }) }
      : {}),
    self: [...params.filter(([name]) => name === '_type'), ...asked],
    warnings: unique([...warnings, ...found.result.warnings]),
  };
}

/** Where a page goes on: at the beginning of a type, or after what its own search's cursor says. */
type Place = { type: string; cursor?: string; until?: number };

/** Up to where a question for what is new is answered; a question about times that are over ends there by itself. */
async function endOfNews(record: FhirRecord, asked: Params, options: Options): Promise<number | undefined> {
  if (options.db && options.db !== record.store.pool) return undefined;
  return asked.some(([name]) => name === '_lastUpdated') ? record.settledUntil(record.store.pool) : undefined;
}

/** The types of `_type`; null where nobody named any. */
function typesAsked(params: Params, compartment: Compartment | undefined): string[] | null {
  const members = compartment ? typesInCompartment(compartment.type) : null;
  const named = params.filter(([name]) => name === '_type').flatMap(([, value]) => value.split(','));
  const wrong = named.find((type): boolean => !isResourceType(type) || (members !== null && !members.includes(type)));
  if (wrong !== undefined) {
    const why = isResourceType(wrong) ? `has no part in this compartment` : 'is not a resource type of FHIR R4';
    throw new Fault('invalid', 'value', `The parameter "_type": "${wrong.slice(0, 60)}" ${why}.`);
  }
  return named.length === 0 ? null : [...new Set(named)].toSorted();
}

function readable(caller: Caller, compartment: Compartment | undefined): string[] {
  const all = compartment ? typesInCompartment(compartment.type) : RESOURCE_TYPES;
  return all.filter((type) => restriction(caller, type).allowed).toSorted();
}

/** The parameters that every one of the types has; what is left out is told. */
function commonParams(
  record: FhirRecord,
  types: readonly string[],
  params: Params,
): { asked: Params; warnings: Issue[] } {
  const warnings: Issue[] = [];
  const asked = params.filter(([name, value]) => {
    if (name === '_type' || name === '_cursor') return false;
    const why = whyNot(record, types, name, value);
    if (why !== null)
      warnings.push({ severity: 'warning', code: 'not-supported', details: `${why}; it was left out.` });
    return why === null;
  });
  return { asked, warnings };
}

function whyNot(record: FhirRecord, types: readonly string[], name: string, value: string): string | null {
  const [code = ''] = name.split(/[:.]/);
  if (code === '_sort') {
    return types.length === 1 ? null : `"_sort=${value}": several types come one after the other, each by its ids`;
  }
  if (name === '_include' && !types.some((type) => isOf(type, value))) {
    return `The parameter "_include": "${value}" is of no type that is searched`;
  }
  if (code.startsWith('_')) return null;
  const without = types.find((type) => !record.searching.params.of(type).has(code));
  return without === undefined ? null : `The parameter "${name}" is not a search parameter of ${without}`;
}

type Gathering = {
  types: string[];
  asked: Params;
  from: Place;
  options: Options & { until?: number; onPatients: (patients: Set<string>) => void };
};
type Gathered = { result: Omit<SearchResult, 'self' | 'next'>; next?: Place };

/** Fills one page from type after type; what is counted is counted over all of them. */
async function gather(
  record: FhirRecord,
  caller: Caller,
  { types, asked, from, options }: Gathering,
): Promise<Gathered> {
  const count = countOf(asked);
  const result: Gathered['result'] = { matches: [], included: [], warnings: [] };
  const isCounted = count === 0 || asked.some(([name, value]) => name === '_total' && value !== 'none');
  const ask = (type: string, own: Params, most: number) => {
    const parts: Params = [...own, ['_count', String(most)]];
    return search(record, caller, type, parts, { ...options, isPart: true });
  };
  let next: Place | undefined;
  for (const type of types) {
    const left = type < from.type ? 0 : count - result.matches.length;
    const own = asked.filter(([name, value]) => name !== '_count' && (name !== '_include' || isOf(type, value)));
    if (left > 0 || isCounted) {
      const isResumed = left > 0 && type === from.type && from.cursor !== undefined;
      const one = await ask(type, isResumed ? [...own, ['_cursor', from.cursor!]] : own, left);
      result.matches.push(...one.matches);
      result.included.push(...one.included);
      result.warnings.push(...one.warnings);
      if (isCounted) result.total = (result.total ?? 0) + (one.total ?? 0);
      if (one.next !== undefined) next ??= { type, cursor: one.next };
    }
    if (left === 0 && count > 0 && !next && type >= from.type) {
      // The page is full: it has a next one only where something is left.
      const alone = own.filter(([name]) => !/^_(rev)?include/.test(name));
      if ((await ask(type, alone, 1)).matches.length > 0) next = { type };
    }
    if (next && !isCounted) break;
  }
  if (isCounted) result.total ??= 0;
  return { result: { ...result, included: alongside(result) }, ...(next ? { next } : {}) };
}

/** What was brought along by several types, once, and not what matches itself. */
function alongside({ matches, included }: Gathered['result']): Answer[] {
  const byName = new Map(included.map((answer) => [`${answer.type}/${answer.id}`, answer]));
  for (const { type, id } of matches) byName.delete(`${type}/${id}`);
  return [...byName.values()];
}

function isOf(type: string, include: string): boolean {
  return include === '*' || include.startsWith(`${type}:`);
}

function countOf(asked: Params): number {
  if (shapeOf(asked).countOnly) return 0;
  const given = asked.findLast(([name]) => name === '_count')?.[1] ?? String(USUAL_COUNT);
  if (/^\d{1,9}$/.test(given)) return Math.min(Number(given), MOST_COUNT);
  throw new Fault('invalid', 'value', `The parameter "_count": "${given}" is not a whole number from 0 on.`);
}

function unique(issues: Issue[]): Issue[] {
  return [...new Map(issues.map((issue) => [issue.details, issue])).values()];
}
