import type { Knowledge } from './compile-knowledge.ts';
import { findMedicineConflicts } from './find-conflicts.ts';
import type { Finding } from './model.ts';
import { readPlan } from './read-plan.ts';

/** What a prescription would add to a plan: the few that stop the hand apart from what is good to know. */
export type PrescriptionCheck = {
  interrupting: Finding[];
  informing: Finding[];
  /** False where no ingredient of it is known: nothing was checked. */
  isKnown: boolean;
};

/** The id by which a prescription is spoken of that has none yet. */
export const UNSIGNED = 'unsigned';

/**
 * The checks at signing: the findings about a MedicationRequest as if it were signed, over the rest of the plan. What it replaces
 * (`priorPrescription`) and its own earlier version count no more. `now` in ms since 1970.
 */
export function checkPrescription(
  candidate: fhir4.MedicationRequest,
  resources: readonly fhir4.FhirResource[],
  knowledge: Knowledge,
  now: number,
): PrescriptionCheck {
  const signed = { ...candidate, id: candidate.id ?? UNSIGNED, status: 'active' as const, intent: 'order' as const };
  const ref = `MedicationRequest/${signed.id}`;
  const replaced = new Set([ref, candidate.priorPrescription?.reference]);
  const rest = resources.filter(({ resourceType, id }) => !replaced.has(`${resourceType}/${id}`));
  const plan = readPlan([...rest, signed], knowledge, now);
  const findings = findMedicineConflicts(plan, knowledge, now).filter(({ touches }) => touches.includes(ref));
  return {
    interrupting: findings.filter(({ interrupts }) => interrupts),
    informing: findings.filter(({ interrupts }) => !interrupts),
    isKnown: !plan.unknown.some((one) => one.ref === ref),
  };
}
