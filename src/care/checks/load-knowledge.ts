import type { FhirRecord } from '../../record/index.ts';
import { rulesInForce, unlessBroken } from '../read-rules.ts';
import { type Knowledge, compileKnowledge } from './compile-knowledge.ts';
import { USUAL_KNOWLEDGE, knowledgeWith } from './knowledge.ts';

const DAY_MS = 86_400_000;

type Kept = { name: string; knowledge: Knowledge };
/** By record: what was compiled last, good until a Library changes or the day does. */
const kept = new WeakMap<FhirRecord, Kept>();

/** The knowledge in force: what comes with the software, and what the Libraries of type `check-rules` put beside or in its place. */
export async function knowledgeInForce(record: FhirRecord): Promise<Knowledge> {
  const now = record.clock.now();
  const loaded = await rulesInForce(record, 'check-rules');
  // Entries of their own begin and end with a day.
  const name = [Math.floor(now / DAY_MS), ...loaded.map((one) => one.name)].join(' ');
  const before = kept.get(record);
  if (before?.name === name) return before.knowledge;
  const data = loaded.reduce(
    (known, one) => unlessBroken(record, one.name, () => knowledgeWith(known, [one.content])) ?? known,
    USUAL_KNOWLEDGE,
  );
  const knowledge = compileKnowledge(data, now);
  kept.set(record, { name, knowledge });
  return knowledge;
}
