import { type Caller, Fault } from '../../base/index.ts';
import { type Resource, extractOne } from '../../fhir/index.ts';
import { type Db, type FoundRow, searchRows } from '../../store/index.ts';
import { agrees } from './agrees.ts';
import { forms } from '../indexing/index-resource.ts';
import type { FhirRecord } from '../model.ts';
import type { Link } from './read-links.ts';
import { type Plan, understandSearch } from './understand-search.ts';

/** What one hop may find: beyond it the question is refused, for each is a key of the next statement. */
const MOST_FOUND = 2000;

/**
 * Answers the chains and `_has` of a plan, the innermost first, and gives the plan with their conditions in place of them. Each hop is
 * a search of its own, bound to the caller as every search is, and is resolved to ids: no statement joins across shards.
 * Faults: those of `understandSearch`, and too-costly.
 */
export async function resolveLinks(record: FhirRecord, caller: Caller, db: Db, plan: Plan): Promise<Plan> {
  const conditions = [...plan.conditions];
  const rechecks = [...plan.rechecks];
  for (const link of plan.links) {
    const rows: FoundRow[] = [];
    for (const type of link.types) rows.push(...(await otherEnd(record, caller, db, link, type)));
    if (link.kind === 'has') {
      const ids = rows.flatMap((row) => idsReferredTo(record, row, link.param, plan.type));
      conditions.push({ kind: 'id', any: [...new Set(ids)] });
      continue;
    }
    const texts = rows.flatMap((row) => formsOfReferenceTo(row, plan.type, link.param));
    conditions.push({ kind: 'tokens', any: texts.map(record.hash) });
    rechecks.push({ forms: texts, not: false });
  }
  return { ...plan, conditions, rechecks, links: [] };
}

async function otherEnd(record: FhirRecord, caller: Caller, db: Db, link: Link, type: string): Promise<FoundRow[]> {
  const asked = understandSearch(record, caller, { type, params: [[link.rest, link.value]], strict: true });
  const plan = await resolveLinks(record, caller, db, asked);
  const { rows, after } = await searchRows(db, { ...plan, sort: [], limit: MOST_FOUND });
  if (after) {
    throw new Fault(
      'too-costly',
      'too-costly',
      `The parameter "${link.name}": more than ${MOST_FOUND} ${type} resources agree; ask for fewer of them.`,
    );
  }
  return rows.filter((row) => agrees(record.searching.params, plan.rechecks, row));
}

function idsReferredTo(record: FhirRecord, row: FoundRow, param: string, type: string): string[] {
  return extractOne(record.searching.params, JSON.parse(row.body) as Resource, param).references.flatMap((reference) =>
    reference.type === type && reference.id !== undefined && reference.url === undefined ? [reference.id] : [],
  );
}

/** By its type and id, and where it has a canonical URL by that. */
function formsOfReferenceTo(row: FoundRow, type: string, param: string): string[] {
  const literal = forms.literal(type, param, row.type, row.id);
  const { url } = JSON.parse(row.body) as { url?: unknown };
  return typeof url === 'string' ? [literal, forms.url(type, param, url)] : [literal];
}
