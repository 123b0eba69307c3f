import { type Caller, Fault } from '../base/index.ts';
import { type Resource, parseJson, parseReference, parseSearchDate } from '../fhir/index.ts';
import type { HistoryFilter } from '../store/index.ts';
import type { FhirRecord, HistoryQuery } from './model.ts';
import { read } from './read-one.ts';

/**
 * What `_since`, `_at` and `_list` leave of a history, http://hl7.org/fhir/R4/http.html#history. `_at` is a time by its precision, or
 * with ge, gt, le or lt all from or until then. Faults: invalid, not-found for a List that the caller cannot read.
 */
export async function historyFilter(record: FhirRecord, caller: Caller, query: HistoryQuery): Promise<HistoryFilter> {
  const { since, at, list } = query;
  if (since !== undefined && Number.isNaN(Date.parse(since))) {
    throw new Fault('invalid', 'value', `The parameter "_since": "${since}" is not an instant.`);
  }
  return {
    ...(since === undefined ? {} : { since }),
    ...(at === undefined ? {} : { during: duringOf(at) }),
    ...(list === undefined ? {} : { named: await namedIn(record, caller, list) }),
  };
}

/** Years that PostgreSQL reads in another form than ours are before or after everything. */
function momentOf(ms: number): string {
  const iso = new Date(ms).toISOString();
  if (/^(?!0000)\d{4}-/.test(iso)) return iso;
  return ms > 0 ? 'infinity' : '-infinity';
}

function duringOf(at: string): { low: string; high: string } {
  const { prefix, low, high } = parseSearchDate(at);
  const [from, to] = [momentOf(low), momentOf(high)];
  switch (prefix) {
    case 'eq':
      return { low: from, high: to };
    case 'ge':
      return { low: from, high: 'infinity' };
    case 'gt':
      return { low: to, high: 'infinity' };
    case 'le':
      return { low: '-infinity', high: to };
    case 'lt':
      return { low: '-infinity', high: from };
    default:
      throw new Fault('invalid', 'value', `The parameter "_at": "${prefix}" is not eq, ge, gt, le or lt.`);
  }
}

type Item = { deleted?: boolean; item?: { reference?: unknown } };

/** What the entries of a List name, a version of it where the reference says which. */
async function namedIn(record: FhirRecord, caller: Caller, id: string): Promise<HistoryFilter['named'] & object> {
  const answer = await read(record, caller, 'List', id);
  if (!answer || answer.deleted) throw new Fault('not-found', 'not-found', `There is no List/${id}.`);
  const { entry = [] } = parseJson(answer.body) as Resource & { entry?: Item[] };
  return entry.flatMap(({ deleted, item }) => {
    const found = typeof item?.reference === 'string' ? parseReference(item.reference) : null;
    if (deleted || found?.kind !== 'literal' || found.absolute) return [];
    const version = Number(found.version ?? Number.NaN);
    return [{ type: found.type, id: found.id, version: Number.isInteger(version) ? version : null }];
  });
}
