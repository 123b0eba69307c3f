import type { z } from 'zod';
import { Fault, SYSTEM } from '../../base/index.ts';
import { search, type FhirRecord } from '../../record/index.ts';
import { catalogueWith, orderSetOf, orderableOf, type Catalogue } from './catalogue.ts';
import { rulesInForce, unlessBroken } from '../read-rules.ts';
import { KNOWLEDGE_CONTENT, knowledgeWith, type Knowledge } from './knowledge.ts';

const MOST = '500';

async function all<T>(record: FhirRecord, type: string, params: [string, string][]): Promise<T[]> {
  const asked: [string, string][] = [...params, ['status', 'active'], ['_sort', '_lastUpdated'], ['_count', MOST]];
  // Rules are nobody's record: they are read for the software, as the rules of access are.
  const { matches } = await search(record, SYSTEM, type, asked, { strict: true, isPart: true });
  return matches.map(({ body }) => JSON.parse(body) as T);
}

/** The rules in force: those that ship, with the single rows that the Libraries of type `ordering-rules` put in their place. */
export async function readKnowledge(record: FhirRecord): Promise<Knowledge> {
  const loaded = await rulesInForce(record, 'ordering-rules');
  return knowledgeWith(
    loaded.flatMap(({ name, content }) => unlessBroken(record, name, () => readRules(content)) ?? []),
  );
}

function readRules(content: unknown): z.infer<typeof KNOWLEDGE_CONTENT> {
  const read = KNOWLEDGE_CONTENT.safeParse(content);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  throw new Fault('unprocessable', 'invalid', `${first!.path.join('.')}: ${first!.message}`);
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
