import { SYSTEM } from '../../base/index.ts';
import { search, type FhirRecord } from '../../record/index.ts';
import { catalogueWith, orderSetOf, orderableOf, type Catalogue } from './catalogue.ts';
import { KNOWLEDGE_CONTENT, knowledgeWith, type Knowledge } from './knowledge.ts';

/** The code of a Library that holds rules of ordering, of the system urn:throughline:library-type. */
export const RULES_TYPE = 'urn:throughline:library-type|ordering-rules';
const MOST = '500';

async function all<T>(record: FhirRecord, type: string, params: [string, string][]): Promise<T[]> {
  const asked: [string, string][] = [...params, ['status', 'active'], ['_sort', '_lastUpdated'], ['_count', MOST]];
  // Rules are nobody's record: they are read for the software, as the rules of access are.
  const { matches } = await search(record, SYSTEM, type, asked, { strict: true, isPart: true });
  return matches.map(({ body }) => JSON.parse(body) as T);
}

function isInForce({ start, end }: fhir4.Period, now: number): boolean {
  return (start === undefined || Date.parse(start) <= now) && (end === undefined || Date.parse(end) > now);
}

/**
 * The rules in force: those that ship, with the single rows that an installation's active Libraries put in their place. One that does
 * not read is left out and logged, so that a slip in one rule does not stop all ordering.
 */
export async function readKnowledge(record: FhirRecord): Promise<Knowledge> {
  const now = record.clock.now();
  const libraries = await all<fhir4.Library>(record, 'Library', [['type', RULES_TYPE]]);
  const contents = libraries
    .filter(({ effectivePeriod }) => isInForce(effectivePeriod ?? {}, now))
    .flatMap((library) => {
      try {
        const text = Buffer.from(library.content?.[0]?.data ?? '', 'base64').toString('utf8');
        return [KNOWLEDGE_CONTENT.parse(JSON.parse(text))];
      } catch {
        record.log.warn({ library: library.id }, 'these rules of ordering do not read, and are left out');
        return [];
      }
    });
  return knowledgeWith(contents);
}

/** What can be ordered here: what ships, and the installation's own ActivityDefinitions and order sets (PlanDefinition). */
export async function readCatalogue(record: FhirRecord): Promise<Catalogue> {
  const [activities, plans] = await Promise.all([
    all<fhir4.ActivityDefinition>(record, 'ActivityDefinition', []),
    all<fhir4.PlanDefinition>(record, 'PlanDefinition', [['type', 'order-set']]),
  ]);
  return catalogueWith({
    items: activities.map(orderableOf).filter((one) => one !== null),
    sets: plans.map(orderSetOf).filter((one) => one !== null),
  });
}
