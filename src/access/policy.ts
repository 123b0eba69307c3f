import type { Role } from '../base/index.ts';
import { TYPE_GROUPS, type TypeGroup } from './type-groups.ts';

/**
 * Who may do what, as data: for each role the types it may read, and those it writes. One row a role; nothing else in the code
 * asks for a role to decide about the record.
 */
export type Grant = {
  read: ReadonlySet<string>;
  create: ReadonlySet<string>;
  update: ReadonlySet<string>;
  delete: ReadonlySet<string>;
};

type Names = readonly (TypeGroup | (string & {}))[];
type Row = {
  read: Names;
  write: Names;
  /** Written, and not to be deleted by this role. */
  keep?: Names;
  /** Changed where it is, and not to be made by this role. */
  change?: Names;
  /** The kind of care relationship without which it sees nothing of a person; no rule of an installation takes that away. */
  relation?: string;
  /** Of these types only what names the caller's site in this search parameter, in reading and writing. */
  own?: Readonly<Record<string, string>>;
};

const CHART: Names = [
  'clinical',
  'people',
  'visits',
  'work',
  'coverage',
  'money',
  'directory',
  'knowledge',
  'measures',
  'provenance',
];
const DESK: Names = ['people', 'visits', 'work', 'coverage', 'directory', 'knowledge'];

/** What everyone who cares for a person writes: contact, observation, plan, team, message, note, and who the person is. */
const CARE: Names = [
  'Appointment',
  'AppointmentResponse',
  'Binary',
  'CarePlan',
  'CareTeam',
  'Communication',
  'CommunicationRequest',
  'Composition',
  'Consent',
  'DocumentManifest',
  'DocumentReference',
  'Encounter',
  'EpisodeOfCare',
  'Flag',
  'Goal',
  'List',
  'Media',
  'Observation',
  'Patient',
  'Provenance',
  'QuestionnaireResponse',
  'RelatedPerson',
  'RequestGroup',
  'ServiceRequest',
  'Task',
];
const ASSESSMENT: Names = [
  'AdverseEvent',
  'ClinicalImpression',
  'Condition',
  'DetectedIssue',
  'FamilyMemberHistory',
  'Procedure',
  'RiskAssessment',
];
const NURSING: Names = [
  ...CARE,
  ...ASSESSMENT,
  'AllergyIntolerance',
  'BodyStructure',
  'Device',
  'DeviceUseStatement',
  'Immunization',
  'Medication',
  'MedicationAdministration',
  'MedicationStatement',
  'Specimen',
  'SupplyDelivery',
  'SupplyRequest',
];
const PRESCRIBING: Names = ['clinical', 'visits', 'work', 'Patient', 'RelatedPerson', 'Provenance'];
const PHARMACY: Names = [
  ...CARE,
  'AdverseEvent',
  'AllergyIntolerance',
  'DetectedIssue',
  'Immunization',
  'Medication',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationRequest',
  'MedicationStatement',
];

/** For whom and from whom an order is, and the order's own course. */
const FOR_PARTNERS: Names = ['Patient', 'directory', 'Task', 'Communication'];
const RESULTS: Names = ['Specimen', 'Observation', 'DiagnosticReport', 'ImagingStudy'];

/** A person's existence, their consents and what was said of a fact's origin do not vanish in the course of care. */
const KEPT: Names = ['Patient', 'Consent', 'Provenance'];

const POLICY: Record<Exclude<Role, 'patient' | 'system'>, Row> = {
  physician: { read: CHART, write: PRESCRIBING, keep: KEPT },
  'nurse-practitioner': { read: CHART, write: PRESCRIBING, keep: KEPT },
  psychiatrist: { read: CHART, write: PRESCRIBING, keep: KEPT },
  nurse: { read: CHART, write: NURSING, keep: KEPT },
  'transitional-care-nurse': { read: CHART, write: NURSING, keep: KEPT },
  'behavioral-care-manager': { read: CHART, write: [...CARE, ...ASSESSMENT, 'MedicationStatement'], keep: KEPT },
  psychologist: { read: CHART, write: [...CARE, ...ASSESSMENT], keep: KEPT },
  'social-worker': { read: CHART, write: [...CARE, ...ASSESSMENT], keep: KEPT },
  'community-health-worker': { read: CHART, write: CARE, keep: KEPT },
  pharmacist: { read: CHART, write: PHARMACY, keep: KEPT },
  'diagnostic-service': {
    read: [...FOR_PARTNERS, 'ServiceRequest', ...RESULTS],
    write: [...RESULTS, 'Communication'],
    keep: [...RESULTS, 'Communication'],
    change: ['Task'],
    relation: 'task',
    own: {
      Task: 'owner',
      ServiceRequest: 'performer',
      Observation: 'performer',
      DiagnosticReport: 'performer',
      ImagingStudy: 'performer',
      Communication: 'sender',
    },
  },
  'dispensing-pharmacy': {
    read: [...FOR_PARTNERS, 'AllergyIntolerance', 'Medication', 'MedicationRequest', 'MedicationDispense'],
    write: ['MedicationDispense', 'Communication'],
    keep: ['MedicationDispense', 'Communication'],
    change: ['Task'],
    relation: 'task',
    own: { Task: 'owner', MedicationDispense: 'performer', Communication: 'sender' },
  },
  registrar: { read: DESK, write: ['people', 'visits', 'work', 'coverage'] },
  scheduler: { read: DESK, write: ['visits', 'work', 'Patient', 'RelatedPerson'], keep: ['Patient', 'Encounter'] },
  biller: { read: [...DESK, 'money'], write: ['money', 'coverage', 'work'] },
  'quality-analyst': { read: CHART, write: ['work'], keep: ['work'] },
  finance: { read: [...DESK, 'money', 'measures'], write: ['work'], keep: ['work'] },
  'privacy-officer': {
    read: [...CHART, 'audit'],
    write: ['Consent', 'Communication', 'Task', 'Flag'],
    keep: ['Consent'],
  },
  administrator: {
    read: [...DESK, 'measures', 'audit', 'plumbing'],
    write: ['directory', 'knowledge', 'plumbing', 'Schedule', 'Slot', 'work'],
    keep: ['work'],
  },
};

/** Nothing in these is about a person, so that a patient may read who their doctor is and what a form asks. */
const OPEN_TO_PATIENTS: Names = ['directory', 'knowledge', 'Medication'];

/**
 * What a patient reads of their own compartment. Left out: what speaks of several people at once (Group), what speaks of the
 * staff (AuditEvent, Provenance), and what R4's compartment does not tie to a person (Binary, Device).
 */
const CONFINED_TO_PATIENT: Names = [
  'people',
  'Account',
  'AdverseEvent',
  'AllergyIntolerance',
  'Appointment',
  'AppointmentResponse',
  'BodyStructure',
  'CarePlan',
  'CareTeam',
  'ChargeItem',
  'Claim',
  'ClaimResponse',
  'ClinicalImpression',
  'Communication',
  'CommunicationRequest',
  'Composition',
  'Condition',
  'Consent',
  'Coverage',
  'CoverageEligibilityRequest',
  'CoverageEligibilityResponse',
  'DetectedIssue',
  'DeviceRequest',
  'DeviceUseStatement',
  'DiagnosticReport',
  'DocumentManifest',
  'DocumentReference',
  'Encounter',
  'EpisodeOfCare',
  'ExplanationOfBenefit',
  'FamilyMemberHistory',
  'Flag',
  'Goal',
  'ImagingStudy',
  'Immunization',
  'ImmunizationEvaluation',
  'ImmunizationRecommendation',
  'Invoice',
  'List',
  'MeasureReport',
  'Media',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationRequest',
  'MedicationStatement',
  'MolecularSequence',
  'NutritionOrder',
  'Observation',
  'Procedure',
  'QuestionnaireResponse',
  'RequestGroup',
  'RiskAssessment',
  'ServiceRequest',
  'Specimen',
  'SupplyDelivery',
  'SupplyRequest',
  'Task',
  'VisionPrescription',
];

function typesOf(names: Names): Set<string> {
  return new Set(names.flatMap((name) => (name in TYPE_GROUPS ? [...TYPE_GROUPS[name as TypeGroup]] : [name])));
}

function grantOf(row: Row): Grant {
  const write = typesOf(row.write);
  const update = write.union(typesOf(row.change ?? []));
  return { read: typesOf(row.read), create: write, update, delete: write.difference(typesOf(row.keep ?? [])) };
}

/** The compiled table of the roles of staff. `patient` and `system` have rules of their own in decide. */
export const GRANTS: ReadonlyMap<Role, Grant> = new Map(
  Object.entries(POLICY).map(([role, row]) => [role as Role, grantOf(row)]),
);

/** Roles that see of a person only what a care relationship of this kind opens, whatever an installation's rules say. */
export const BOUND_BY_RELATION: ReadonlyMap<Role, string> = new Map(
  Object.entries(POLICY).flatMap(([role, { relation }]) => (relation ? [[role as Role, relation] as const] : [])),
);

/** True for a role that neither reads nor writes of anybody for whom it has no work. */
export function isBoundByRelation({ role }: { role: Role }): boolean {
  return BOUND_BY_RELATION.has(role);
}

/** The search parameter in which a resource of this type names the site of whoever has this role; null where none is asked. */
export function ownBy(role: Role, type: string): string | null {
  return role === 'patient' || role === 'system' ? null : (POLICY[role].own?.[type] ?? null);
}

export const PATIENT_OPEN: ReadonlySet<string> = typesOf(OPEN_TO_PATIENTS);
export const PATIENT_CONFINED: ReadonlySet<string> = typesOf(CONFINED_TO_PATIENT);
/** What a patient writes in their own record: who may look at it. */
export const PATIENT_WRITES: ReadonlySet<string> = typesOf(['Consent']);
