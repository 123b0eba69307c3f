/** What the rule looks at, of one patient. */
export type Chart = {
  /** `Patient/x` */
  patient: string;
  observations: readonly fhir4.Observation[];
  reports: readonly fhir4.DiagnosticReport[];
  procedures: readonly fhir4.Procedure[];
  orders: readonly fhir4.ServiceRequest[];
  tasks: readonly fhir4.Task[];
  specimens: readonly fhir4.Specimen[];
  conditions: readonly fhir4.Condition[];
  medications: readonly (fhir4.MedicationRequest | fhir4.MedicationStatement)[];
  encounters: readonly fhir4.Encounter[];
};

/** A chart in which nothing stands yet. */
export const emptyChart = (patient: string): Chart => ({
  patient,
  observations: [],
  reports: [],
  procedures: [],
  orders: [],
  tasks: [],
  specimens: [],
  conditions: [],
  medications: [],
  encounters: [],
});

export type Side = 'left' | 'right' | 'both';

const SIDE_CODES: Record<string, Side> = { '7771000': 'left', '24028007': 'right', '51440002': 'both' };
const SIDE_WORDS: [RegExp, Side][] = [
  [/\b(both|bilateral)\b/i, 'both'],
  [/\bleft\b/i, 'left'],
  [/\bright\b/i, 'right'],
];

/** The side that concepts name, by SNOMED CT's laterality or in words. */
export function sideOf(...concepts: (fhir4.CodeableConcept | undefined)[]): Side | undefined {
  const sides = new Set<Side>();
  for (const concept of concepts) {
    const coded = concept?.coding?.map(({ code }) => SIDE_CODES[code ?? '']).find((one) => one !== undefined);
    const words = [concept?.text, ...(concept?.coding ?? []).map(({ display }) => display)].join(' ');
    const side = coded ?? SIDE_WORDS.find(([pattern]) => pattern.test(words))?.[1];
    if (side) sides.add(side);
  }
  if (sides.size === 0) return undefined;
  return sides.size > 1 ? 'both' : [...sides][0];
}

/** The instant (ms since 1970) of a FHIR date or time; undefined where there is none. */
export function timeOf(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : at;
}

/** `Type/id` of a resource. */
export const refOf = (resource: { resourceType: string; id?: string }): string =>
  `${resource.resourceType}/${resource.id}`;

/** True where a reference is to this `Type/id`, whatever version. */
export function pointsTo(reference: fhir4.Reference | undefined, to: string): boolean {
  const text = reference?.reference;
  return text === to || (text?.startsWith(`${to}/_history/`) ?? false);
}
