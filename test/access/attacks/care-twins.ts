import type { Resource } from '../../../src/fhir/index.ts';
import { MARKER, WORD, secret } from './attack.ts';

// What the doors of ordering, of results and of checks would compute from what is hidden: a medicine that meets an open one, a
// test that answers an order, a report that waits for a look, an order and the work for it.

const ref = (reference: string) => ({ reference });
const category = [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
];
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const A1C = { coding: [{ system: 'http://loinc.org', code: '4548-4' }], text: 'Hemoglobin A1c' };

function medicine(who: string, id: string, name: string, more: object = {}): Resource {
  return {
    resourceType: 'MedicationRequest',
    id,
    status: 'active',
    intent: 'order',
    subject: ref(`Patient/${who}`),
    medicationCodeableConcept: { text: name },
    ...more,
  };
}

/** What everybody sees who sees the record. */
export function openCare(who: string): Resource[] {
  return [medicine(who, `${who}-open`, 'fluconazole 100 mg tablet')];
}

/** What is hidden of the first. */
export function hiddenCare(who: string): Resource[] {
  const id = secret(who);
  const subject = ref(`Patient/${who}`);
  const encounter = ref(`Encounter/${id}`);
  const cardiologist = ref('Practitioner/cardiologist');
  const review = { coding: [{ system: 'urn:throughline:task', code: 'review-result' }] };
  const task = { resourceType: 'Task', intent: 'order', for: subject, encounter, owner: cardiologist };
  return [
    medicine(who, id, 'warfarin 5 mg tablet', { encounter, note: [{ text: `${WORD} ${MARKER}` }] }),
    {
      resourceType: 'Observation',
      id: `${id}-a1c`,
      status: 'final',
      category,
      code: A1C,
      subject,
      encounter,
      effectiveDateTime: daysAgo(5),
      issued: daysAgo(5),
      valueQuantity: { value: 9.9, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
      note: [{ text: MARKER }],
    },
    {
      resourceType: 'DiagnosticReport',
      id,
      status: 'final',
      code: { text: MARKER },
      conclusion: MARKER,
      subject,
      encounter,
      issued: daysAgo(5),
      result: [ref(`Observation/${id}-a1c`)],
    },
    {
      resourceType: 'ServiceRequest',
      id,
      status: 'active',
      intent: 'order',
      category: [{ coding: [{ system: 'urn:throughline:order-kind', code: 'laboratory' }] }],
      code: { ...A1C, text: MARKER },
      subject,
      encounter,
      authoredOn: daysAgo(1),
      requester: cardiologist,
      performer: [ref('Organization/heart')],
    },
    {
      ...task,
      id,
      status: 'requested',
      code: review,
      priority: 'urgent',
      description: MARKER,
      focus: ref(`DiagnosticReport/${id}`),
    },
    {
      resourceType: 'DetectedIssue',
      id,
      status: 'final',
      patient: subject,
      code: { text: MARKER },
      implicated: [ref(`MedicationRequest/${id}`), ref(`MedicationRequest/${who}-open`)],
      mitigation: [{ action: { text: MARKER } }],
    },
  ] as Resource[];
}
