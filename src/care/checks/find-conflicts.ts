import type { Knowledge } from './compile-knowledge.ts';
import type { Finding, Plan } from './model.ts';
import { adviceConflicts } from './rules/advice.ts';
import { olderAdult, pregnancy } from './rules/ages.ts';
import { contradictions } from './rules/contradictions.ts';
import { doseKidney, doseMax } from './rules/doses.ts';
import { drugAllergy } from './rules/drug-allergy.ts';
import { drugCondition } from './rules/drug-condition.ts';
import { drugDrug } from './rules/drug-drug.ts';
import { duplicates } from './rules/duplicates.ts';
import { goals } from './rules/goals.ts';
import { orphans } from './rules/orphans.ts';
import { schedule } from './rules/schedule.ts';

type Rule = (plan: Plan, knowledge: Knowledge, now: number) => Finding[];

const ABOUT_MEDICINES: readonly Rule[] = [
  drugDrug,
  drugCondition,
  drugAllergy,
  duplicates,
  doseKidney,
  doseMax,
  pregnancy,
  olderAdult,
  contradictions,
];
const RULES: readonly Rule[] = [...ABOUT_MEDICINES, goals, adviceConflicts, schedule, orphans];

const ORDER = { high: 0, moderate: 1, low: 2 };

/**
 * The conflicts of a plan at a moment (ms since 1970), the gravest first. What was settled with a reason carries `settled` for as
 * long as what it rests on is the same.
 */
export function findConflicts(plan: Plan, knowledge: Knowledge, now: number): Finding[] {
  return run(RULES, plan, knowledge, now);
}

/** Those of them that are about medicines and orders: what is asked when one is signed. */
export function findMedicineConflicts(plan: Plan, knowledge: Knowledge, now: number): Finding[] {
  return run(ABOUT_MEDICINES, plan, knowledge, now);
}

function run(rules: readonly Rule[], plan: Plan, knowledge: Knowledge, now: number): Finding[] {
  const byKey = new Map<string, Finding>();
  for (const rule of rules)
    for (const finding of rule(plan, knowledge, now))
      if (!byKey.has(finding.key)) byKey.set(finding.key, withSettlement(finding, plan));
  return [...byKey.values()].sort(
    (a, b) =>
      Number(b.interrupts) - Number(a.interrupts) ||
      ORDER[a.severity] - ORDER[b.severity] ||
      // Keys begin with the rule.
      (a.key < b.key ? -1 : 1),
  );
}

function withSettlement(finding: Finding, { settlements }: Plan): Finding {
  const known = settlements.get(finding.key);
  return known && known.evidenceHash === finding.evidenceHash ? { ...finding, settled: known.settled } : finding;
}
