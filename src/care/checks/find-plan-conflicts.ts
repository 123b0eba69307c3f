import { type Caller, Fault } from '../../base/index.ts';
import { type Resource, validate } from '../../fhir/index.ts';
import type { FhirRecord } from '../../record/index.ts';
import { type PrescriptionCheck, checkPrescription } from './check-prescription.ts';
import { findConflicts } from './find-conflicts.ts';
import { knowledgeInForce } from './load-knowledge.ts';
import type { Finding } from './model.ts';
import { readCompartment } from './read-compartment.ts';
import { readPlan } from './read-plan.ts';

/** The conflicts of a plan, and the medicines about which nothing is known. */
export type PlanConflicts = { findings: Finding[]; unknown: { ref: string; name: string }[] };

/**
 * What contradicts itself in a person's plan, as far as the caller sees the plan: what is hidden from them takes part in nothing.
 * Faults: forbidden, not-found, gone.
 */
export async function findPlanConflicts(record: FhirRecord, caller: Caller, patientId: string): Promise<PlanConflicts> {
  const [resources, knowledge] = await Promise.all([
    readCompartment(record, caller, patientId),
    knowledgeInForce(record),
  ]);
  const now = record.clock.now();
  const plan = readPlan(resources, knowledge, now);
  return { findings: findConflicts(plan, knowledge, now), unknown: [...plan.unknown] };
}

/**
 * The checks at signing of a MedicationRequest that is not signed yet; nothing is stored. Faults: unprocessable where it is no
 * valid one or is another person's; forbidden, not-found, gone.
 */
export async function checkUnsigned(
  record: FhirRecord,
  caller: Caller,
  patientId: string,
  candidate: Resource,
): Promise<PrescriptionCheck> {
  const errors = validate(candidate).filter(({ severity }) => severity === 'error' || severity === 'fatal');
  if (candidate.resourceType !== 'MedicationRequest' || errors[0]) {
    const { code, details } = errors[0] ?? { code: 'invalid', details: 'What is signed is a MedicationRequest.' };
    throw new Fault('unprocessable', code, details, errors[0] ? { issues: errors } : { expression: 'prescription' });
  }
  const request = candidate as unknown as fhir4.MedicationRequest;
  if (request.subject.reference !== `Patient/${patientId}`) {
    const detail = `The prescription is for ${request.subject.reference ?? 'nobody'}, not for Patient/${patientId}.`;
    throw new Fault('unprocessable', 'value', detail, { expression: 'MedicationRequest.subject' });
  }
  const [resources, knowledge] = await Promise.all([
    readCompartment(record, caller, patientId),
    knowledgeInForce(record),
  ]);
  return checkPrescription(request, resources, knowledge, record.clock.now());
}
