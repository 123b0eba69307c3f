import { Fault } from '../../base/index.ts';
import { COMPARTMENTS, compartmentParams, isId, typesInCompartment } from '../../fhir/index.ts';
import type { Condition } from '../../store/index.ts';
import { forms } from '../indexing/index-resource.ts';
import type { FhirRecord } from '../model.ts';

/** A compartment by what it is about: `{ type: 'Encounter', id: 'x' }`. */
export type Compartment = { type: string; id: string };

/**
 * Refuses what is no compartment of R4, and a type that has no part in one. Faults: not-found, as for an address at which nothing
 * is; invalid for an id that can't be one.
 */
export function refuseNoMember({ type, id }: Compartment, member: string): void {
  if (!COMPARTMENTS.includes(type)) {
    const detail = `There is no compartment of a ${type}; there are those of ${COMPARTMENTS.join(', ')}.`;
    throw new Fault('not-found', 'not-supported', detail);
  }
  if (!isId(id)) throw new Fault('invalid', 'value', `"${id}" is no id.`);
  if (typesInCompartment(type).includes(member)) return;
  throw new Fault('not-found', 'not-supported', `No ${member} is in the compartment of a ${type}.`);
}

/**
 * What a resource of a type must say to be in a compartment, http://hl7.org/fhir/R4/compartmentdefinition.html: any of the parameters
 * that put it there names the one whose it is. The patient's needs no condition: it is where the rows are.
 */
export function compartmentCondition(record: FhirRecord, { type, id }: Compartment, member: string): Condition {
  const params = compartmentParams(type, member);
  if (params.includes('{def}')) return { kind: 'id', any: [id] };
  return { kind: 'tokens', any: params.map((param) => record.hash(forms.literal(member, param, type, id))) };
}

/** The parameters that such a condition looks at. */
export function compartmentParamsOf({ type, id }: Compartment, member: string): [string, string][] {
  return compartmentParams(type, member).map((param) => [param === '{def}' ? '_id' : param, id]);
}
