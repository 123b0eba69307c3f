import { Fault, SYSTEM } from '../../base/index.ts';
import { type FhirRecord, search } from '../../record/index.ts';
import { type Knowledge, compileKnowledge } from './compile-knowledge.ts';
import { type KnowledgeData, USUAL_KNOWLEDGE, knowledgeWith } from './knowledge.ts';

/** The code of a Library that holds knowledge of the checks, of the system urn:throughline:library-type. */
export const KNOWLEDGE_TYPE = { system: 'urn:throughline:library-type', code: 'check-rules' };

const MOST_LIBRARIES = 500;
const DAY_MS = 86_400_000;

type Kept = { name: string; knowledge: Knowledge };
/** By record: what was compiled last, good until a Library changes or the day does. */
const kept = new WeakMap<FhirRecord, Kept>();

/**
 * The knowledge in force: what comes with the software, and the active Libraries of type `check-rules` whose effective period holds,
 * in the order of their beginning. One that cannot be read is left out and logged: the checks go on with the others.
 */
export async function knowledgeInForce(record: FhirRecord): Promise<Knowledge> {
  const now = record.clock.now();
  const params: [string, string][] = [
    ['type', `${KNOWLEDGE_TYPE.system}|${KNOWLEDGE_TYPE.code}`],
    ['status', 'active'],
    ['_sort', '_id'],
    ['_count', String(MOST_LIBRARIES)],
  ];
  // Rules are about nobody: that they were read is of no interest to any audit.
  const { matches } = await search(record, SYSTEM, 'Library', params, { strict: true, isPart: true });
  const libraries = matches
    .map(({ id, version, body }) => ({ name: `${id}/${version}`, library: JSON.parse(body) as fhir4.Library }))
    .filter(({ library: { effectivePeriod: period } }) => holds(period, now))
    .sort((a, b) => startOf(a.library) - startOf(b.library));
  // Entries of their own begin and end with a day.
  const name = [Math.floor(now / DAY_MS), ...libraries.map((one) => one.name)].join(' ');
  const before = kept.get(record);
  if (before?.name === name) return before.knowledge;
  let data: KnowledgeData = USUAL_KNOWLEDGE;
  for (const { name: which, library } of libraries) {
    try {
      data = knowledgeWith(data, [contentOf(library)]);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      record.log.warn(
        { library: which, detail: error.message },
        'rules of the checks that cannot be read are left out',
      );
    }
  }
  const knowledge = compileKnowledge(data, now);
  kept.set(record, { name, knowledge });
  return knowledge;
}

/** The knowledge that a Library holds: its first content, JSON. Faults: unprocessable. */
export function contentOf(library: fhir4.Library): unknown {
  const text = Buffer.from(library.content?.[0]?.data ?? '', 'base64').toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    const detail = 'The rules of a Library are JSON, in Library.content[0].data.';
    throw new Fault('unprocessable', 'invalid', detail, { expression: 'Library.content[0].data' });
  }
}

function holds(period: fhir4.Period | undefined, now: number): boolean {
  return !(Date.parse(period?.start ?? '') > now) && !(Date.parse(period?.end ?? '') <= now);
}

const startOf = ({ effectivePeriod }: fhir4.Library): number => Date.parse(effectivePeriod?.start ?? '') || 0;
