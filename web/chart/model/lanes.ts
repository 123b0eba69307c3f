/** In which of the five lanes of care something took place. */
import type { Lane } from '../../lib/lanes.ts';
import { wordsOf } from './codings.ts';
import type { RecordIndex } from './record.ts';

/** Where the system itself says which lane a site belongs to. */
const LANE_SYSTEM = 'urn:throughline:lane';
const LANE_CODES: Record<string, Lane> = {
  primary: 'primary',
  specialty: 'specialty',
  behavioral: 'behavioral',
  hospital: 'hospital',
  home: 'home',
};

/** http://terminology.hl7.org/CodeSystem/v3-ActCode, ActEncounterCode. */
const HOSPITAL_CLASSES = new Set(['EMER', 'IMP', 'ACUTE', 'NONAC', 'OBSENC', 'PRENC', 'SS']);
const HOME_CLASSES = new Set(['HH', 'FLD']);

const BEHAVIORAL = /behavio|psych|mental health|counsel|depress|substance use|addiction|therapy session/;
const HOME = /home health|home visit|home care|domiciliary|hospice|community (?:health|support|group)|neighbors/;
const SPECIALTY =
  /cardi|endocrin|oncolog|nephrol|neurolog|pulmon|rheumat|dermat|orthop|urolog|gastro|hematolog|ophthalm|otolaryng|surg|gyneco|obstet|prenatal|antenatal|postnatal|allerg|radiolog|colonoscop|specialist|specialty|postoperative/;
const PRIMARY =
  /primary care|family (?:medicine|practice)|internal medicine|pediatric|general practice|urgent care|well child|general examination/;
const HOSPITAL = /hospital|medical center|emergency|skilled nursing|rehabilitation|inpatient/;

/** The lane that an organization names, or that its kind and name let one tell. */
export function laneOfOrganization(organization: fhir4.Organization | undefined): Lane | undefined {
  const stated = statedLane(organization);
  if (stated) return stated;
  const words = `${wordsOf(...(organization?.type ?? []))} ${organization?.name?.toLowerCase() ?? ''}`;
  return laneOfWords(words) ?? (HOSPITAL.test(words) ? 'hospital' : undefined);
}

function statedLane(organization: fhir4.Organization | undefined): Lane | undefined {
  const coding = organization?.type?.flatMap((type) => type.coding ?? []).find((one) => one.system === LANE_SYSTEM);
  return LANE_CODES[coding?.code ?? ''];
}

function laneOfWords(words: string): Lane | undefined {
  if (BEHAVIORAL.test(words)) return 'behavioral';
  if (HOME.test(words)) return 'home';
  if (PRIMARY.test(words)) return 'primary';
  if (SPECIALTY.test(words)) return 'specialty';
  return undefined;
}

/** The lane in which a professional works: their site's, else their specialty's. */
export function laneOfRole(
  role: fhir4.PractitionerRole,
  organization: fhir4.Organization | undefined,
): Lane | undefined {
  const words = wordsOf(...(role.specialty ?? []), ...(role.code ?? []));
  return statedLane(organization) ?? laneOfWords(words) ?? (HOSPITAL.test(words) ? 'hospital' : undefined);
}

/** The lane of a visit, by its class, its kind, its site, its people, in that order; primary care where nothing tells. */
export function laneOfVisit(visit: fhir4.Encounter, index: RecordIndex): Lane {
  const kind = visit.class?.code ?? '';
  if (HOSPITAL_CLASSES.has(kind)) return 'hospital';
  if (HOME_CLASSES.has(kind)) return 'home';
  const organization = index.findAs('Organization', visit.serviceProvider);
  const stated = statedLane(organization);
  if (stated) return stated;
  const words = wordsOf(visit.serviceType, ...(visit.type ?? []));
  const name = (organization?.name ?? visit.serviceProvider?.display ?? '').toLowerCase();
  // An outpatient visit to a hospital's clinic is not hospital care, so its name alone does not make it one.
  return laneOfWords(words) ?? laneOfWords(name) ?? 'primary';
}
