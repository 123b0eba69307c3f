export { type PlanConflicts, checkUnsigned, findPlanConflicts } from './find-plan-conflicts.ts';
export type { PrescriptionCheck } from './check-prescription.ts';
export { countOverrides, settleFinding } from './settle-finding.ts';
export { USUAL_KNOWLEDGE, knowledgeWith, type KnowledgeData } from './knowledge.ts';
export type { Score } from './score.ts';
export type { Finding, FindingKind } from './model.ts';

/** The labelled charts looked at with some knowledge. Loaded when it is asked for: a server never needs them. */
export async function scoreRules(
  data?: import('./knowledge.ts').KnowledgeData,
): Promise<Record<string, import('./score.ts').Score>> {
  const { scoreLabelled } = await import('./score.ts');
  return scoreLabelled(data);
}
