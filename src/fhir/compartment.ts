import compartmentsJson from './generated/compartments.json' with { type: 'json' };
import { extractOne } from './extract.ts';
import { R4_PARAMS } from './search-parameters.ts';
import type { Resource } from './model.ts';

const compartments = compartmentsJson as Record<string, Record<string, string[]>>;
const members = compartments['Patient']!;

/** R4's compartments, http://hl7.org/fhir/R4/compartmentdefinition.html: Device, Encounter, Patient, Practitioner and RelatedPerson. */
export const COMPARTMENTS: readonly string[] = Object.keys(compartments);

/** The types with members in a compartment; none for what is no compartment. */
export function typesInCompartment(compartment: string): string[] {
  return Object.keys(compartments[compartment] ?? {});
}

/** The search parameters that put a resource of a type into a compartment, `{def}` among them where it is its own; empty where none does. */
export function compartmentParams(compartment: string, type: string): readonly string[] {
  return compartments[compartment]?.[type] ?? [];
}

/** The parameters that name whose record it is, rather than who else has a part in it. */
const HOME = ['patient', 'subject', 'beneficiary', 'individual'];

function paramsOf(type: string): string[] {
  const params = members[type] ?? [];
  return [...params.filter((param) => HOME.includes(param)), ...params.filter((param) => !HOME.includes(param))];
}

const byType = new Map<string, string[]>();

/**
 * The ids of the patients in whose compartment a resource is (http://hl7.org/fhir/R4/compartmentdefinition-patient.html), the one at
 * whose home it lives first; a Patient is in its own. References to other servers don't count.
 */
export function patientsOf(resource: Resource): string[] {
  const type = resource.resourceType;
  let params = byType.get(type);
  if (!params) byType.set(type, (params = paramsOf(type)));
  const patients = new Set<string>();
  if (type === 'Patient' && resource.id !== undefined) patients.add(resource.id);
  for (const param of params) {
    for (const reference of extractOne(R4_PARAMS, resource, param).references) {
      if (reference.type === 'Patient' && reference.id !== undefined && reference.url === undefined)
        patients.add(reference.id);
    }
  }
  return [...patients];
}
