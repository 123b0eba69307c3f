export { findNextThings } from './find-next-things.ts';
export { nameOf, type Item, type NextThings } from './model.ts';
export {
  ESCALATION,
  RESULTS,
  acknowledge,
  arrangeCover,
  endCover,
  findInbox,
  findTrends,
  findUnread,
  forward,
  reopen,
} from './results/index.ts';
export {
  USUAL_KNOWLEDGE,
  checkUnsigned,
  countOverrides,
  findPlanConflicts,
  knowledgeWith,
  scoreRules,
  settleFinding,
  type Finding,
  type KnowledgeData,
  type PlanConflicts,
  type PrescriptionCheck,
  type Score,
} from './checks/index.ts';
export { REFUSALS } from './orders/index.ts';
export { contentOf } from './read-rules.ts';
