import { emptyChart, type Chart } from '../../src/care/orders/chart.ts';

/** The moment of every case: a Tuesday, ten in the morning in Ohio. */
export const NOW = Date.parse('2026-11-24T15:00:00Z');
export const ANNA = 'Patient/anna';

const ref = (reference: string): fhir4.Reference => ({ reference });
const loinc = (code: string): fhir4.CodeableConcept => ({ coding: [{ system: 'http://loinc.org', code }] });
const ours = (code: string): fhir4.CodeableConcept => ({ coding: [{ system: 'urn:throughline:orderable', code }] });
/** LOINC where it looks like it, else a key of the catalogue. */
const named = (code: string): fhir4.CodeableConcept => (/^\d+-\d$/.test(code) ? loinc(code) : ours(code));
const hl7 = (system: string, code: string): fhir4.CodeableConcept => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
});

/** So many days (or parts of one) before now, as FHIR writes an instant; negative for the future. */
export const ago = (days: number): string => new Date(NOW - days * 86_400_000).toISOString();
export const hours = (count: number): number => count / 24;

/** The order that is being placed. */
export function asks(code: string, more: Partial<fhir4.ServiceRequest> = {}): fhir4.ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'order',
    subject: ref(ANNA),
    code: named(code),
    ...more,
  };
}

type More<T> = Partial<T> & { flag?: string };

/** A final value of one test, taken so many days ago. */
export function value(id: string, code: string, days: number, more: More<fhir4.Observation> = {}): fhir4.Observation {
  const { flag, ...rest } = more;
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: loinc(code),
    subject: ref(ANNA),
    effectiveDateTime: ago(days),
    performer: [ref('Organization/lab')],
    valueQuantity: { value: 5 },
    ...(flag ? { interpretation: [hl7('v3-ObservationInterpretation', flag)] } : {}),
    ...rest,
  };
}

/** One value for each code, all of one draw. */
export const values = (
  prefix: string,
  codes: string,
  days: number,
  more: More<fhir4.Observation> = {},
): fhir4.Observation[] => codes.split(' ').map((code) => value(`${prefix}-${code}`, code, days, more));

/** A final report of so many days ago, with the results that it lists. */
export function report(
  id: string,
  code: string,
  days: number,
  more: Partial<fhir4.DiagnosticReport> & { lists?: readonly fhir4.Observation[] } = {},
): fhir4.DiagnosticReport {
  const { lists = [], ...rest } = more;
  return {
    resourceType: 'DiagnosticReport',
    id,
    status: 'final',
    code: named(code),
    subject: ref(ANNA),
    effectiveDateTime: ago(days),
    performer: [ref('Organization/lab')],
    ...(lists.length > 0 ? { result: lists.map((one) => ref(`Observation/${one.id}`)) } : {}),
    ...rest,
  };
}

/** An order of so many days ago, still open. */
export function open(
  id: string,
  code: string,
  days: number,
  more: Partial<fhir4.ServiceRequest> = {},
): fhir4.ServiceRequest {
  return { ...asks(code), id, status: 'active', authoredOn: ago(days), performer: [ref('Organization/lab')], ...more };
}

/** What fulfils an order, as it stands. */
export const task = (order: string, status: fhir4.Task['status']): fhir4.Task => ({
  resourceType: 'Task',
  id: `task-${order}`,
  status,
  intent: 'order',
  focus: ref(`ServiceRequest/${order}`),
});

export const done = (id: string, code: string, days: number, more: Partial<fhir4.Procedure> = {}): fhir4.Procedure => ({
  resourceType: 'Procedure',
  id,
  status: 'completed',
  code: named(code),
  subject: ref(ANNA),
  performedDateTime: ago(days),
  ...more,
});

/** An active problem, by its ICD-10-CM code. */
export const problem = (code: string, more: Partial<fhir4.Condition> = {}): fhir4.Condition => ({
  resourceType: 'Condition',
  subject: ref(ANNA),
  clinicalStatus: hl7('condition-clinical', 'active'),
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] },
  ...more,
});

/** A medicine since so many days. */
export const takes = (
  name: string,
  days: number,
  more: Partial<fhir4.MedicationRequest> = {},
): fhir4.MedicationRequest => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  subject: ref(ANNA),
  medicationCodeableConcept: { text: `${name} 5 MG Oral Tablet` },
  authoredOn: ago(days),
  ...more,
});

/** A specimen, by its kind and what was wrong with it. */
export const specimen = (id: string, kind: string, more: Partial<fhir4.Specimen> = {}): fhir4.Specimen => ({
  resourceType: 'Specimen',
  id,
  type: { text: kind },
  ...more,
});

export const spoilt = (code: string) => ({ condition: [hl7('v2-0493', code)] });
export const side = (word: string) => ({ bodySite: [{ text: word }] });
export const at = (days: number) => ({ occurrenceDateTime: ago(days) });
export const stay: fhir4.Encounter = {
  resourceType: 'Encounter',
  id: 'stay',
  status: 'in-progress',
  class: { code: 'IMP' },
};
export const emergency: fhir4.Encounter = { ...stay, id: 'ed', class: { code: 'EMER' } };
export const inStay = { encounter: ref('Encounter/stay') };
export const inEmergency = { encounter: ref('Encounter/ed') };
export { ref };

/** A chart with these things in it. */
export const chart = (more: Partial<Chart> = {}): Chart => ({ ...emptyChart(ANNA), ...more });

export type Case = {
  name: string;
  order: fhir4.ServiceRequest;
  chart: Partial<Chart>;
  /** What is found, and by which interval; null where nothing is to be said. */
  finds: { refs: string[]; rule: string; kind?: 'result' | 'pending'; until?: string } | null;
};

export const BMP = '2951-2 2823-3 2075-0 2028-9 3094-0 2160-0 2345-7 17861-6';
export const LIVER = '1751-7 2885-2 1742-6 1920-8 6768-6 1975-2';
export const CMP = `${BMP} ${LIVER}`;
export const CBC = '6690-2 718-7 4544-3 777-3';
export const LIPIDS = '2093-3 2085-9 2571-8 13457-7';
/** The references of values made by `values`. */
export const all = (prefix: string, codes: string): string[] =>
  codes.split(' ').map((code) => `Observation/${prefix}-${code}`);
