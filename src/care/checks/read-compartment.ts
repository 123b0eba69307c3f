import { restriction } from '../../access/index.ts';
import { CARE_ROLES, type Caller, Fault } from '../../base/index.ts';
import { type FhirRecord, patientRecord, search } from '../../record/index.ts';

/** Whoever cares for people, and whoever books for them. Patients read the plan in words of their own. */
const READERS: ReadonlySet<string> = new Set([...CARE_ROLES, 'scheduler', 'registrar', 'system']);

/** All that any rule looks at. */
const TYPES = [
  'Patient',
  'AllergyIntolerance',
  'Appointment',
  'CarePlan',
  'CareTeam',
  'Condition',
  'DetectedIssue',
  'DiagnosticReport',
  'Encounter',
  'Goal',
  'MedicationRequest',
  'MedicationStatement',
  'NutritionOrder',
  'Observation',
  'Procedure',
  'ServiceRequest',
  'Task',
];

const MOST_OWNERS = 100;

/**
 * What of a person's compartment the checks look at, as far as this caller sees it, with whom and what it names, and the roles of
 * those who own work. Audited as the opening of a chart. Faults: forbidden, not-found, gone.
 */
export async function readCompartment(
  record: FhirRecord,
  caller: Caller,
  patientId: string,
): Promise<fhir4.FhirResource[]> {
  if (!READERS.has(caller.role)) {
    throw new Fault(
      'forbidden',
      'forbidden',
      'Not allowed: the checks of a plan are for those who care for the person.',
    );
  }
  const types = TYPES.filter((type) => restriction(caller, type).allowed);
  const { resources, related } = await patientRecord(record, caller, patientId, types);
  const read = [...resources, ...related].map((body) => JSON.parse(body) as fhir4.FhirResource);
  return [...read, ...(await rolesOf(record, caller, read))];
}

async function rolesOf(
  record: FhirRecord,
  caller: Caller,
  read: readonly fhir4.FhirResource[],
): Promise<fhir4.FhirResource[]> {
  const owners = read.filter(({ resourceType }) => resourceType === 'Practitioner').slice(0, MOST_OWNERS);
  if (owners.length === 0 || !restriction(caller, 'PractitionerRole').allowed) return [];
  const params: [string, string][] = [
    ['practitioner', owners.map(({ id }) => `Practitioner/${id}`).join(',')],
    ['_count', '500'],
  ];
  const { matches } = await search(record, caller, 'PractitionerRole', params, { strict: true, isPart: true });
  const known = new Set(read.map(({ resourceType, id }) => `${resourceType}/${id}`));
  return matches
    .map(({ body }) => JSON.parse(body) as fhir4.FhirResource)
    .filter(({ resourceType, id }) => !known.has(`${resourceType}/${id}`));
}
