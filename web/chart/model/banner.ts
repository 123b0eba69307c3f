/** Who the person is, as the banner says it. */
import { isInForce } from '../../consent/terms.ts';
import { nameOfConcept } from '../../lib/codes.ts';
import { dayHere } from '../../lib/dates.ts';
import { nameOf } from '../../lib/names.ts';
import { codesIn } from './codings.ts';
import type { Directory } from './people.ts';
import type { RecordIndex } from './record.ts';

export type Who = {
  name: string;
  birthDate?: string | undefined;
  deceased?: string | boolean | undefined;
  gender?: string | undefined;
  pronouns?: string | undefined;
  language?: string | undefined;
  needsInterpreter: boolean;
  mrn?: string | undefined;
  alerts: string[];
  coverage?: string | undefined;
  /** Kept to those who care for the person, and nothing of it is shown: what is absent may only be hidden. */
  isClosed: boolean;
  /** Absent: nothing is recorded. */
  consent?: 'shared' | 'limited' | undefined;
};

const PRONOUNS = [
  'http://hl7.org/fhir/StructureDefinition/individual-pronouns',
  'http://hl7.org/fhir/StructureDefinition/patient-pronouns',
];
const INTERPRETER = 'http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired';

/** The facts of the banner. */
export function whoOf(index: RecordIndex, directory: Directory, now: number): Who {
  const patient = index.patient;
  const spoken = patient?.communication?.find((one) => one.preferred) ?? patient?.communication?.[0];
  const extension = (...urls: string[]) => patient?.extension?.find((one) => urls.includes(one.url));
  return {
    name: nameOf(patient?.name),
    birthDate: patient?.birthDate,
    deceased: patient?.deceasedDateTime ?? patient?.deceasedBoolean,
    gender: patient?.gender,
    pronouns:
      nameOfConcept(extension(...PRONOUNS)?.valueCodeableConcept ?? nested(extension(...PRONOUNS))) || undefined,
    language: nameOfConcept(spoken?.language) || undefined,
    needsInterpreter: extension(INTERPRETER)?.valueBoolean ?? false,
    mrn: mrnOf(patient),
    alerts: index
      .of('Flag')
      .filter((flag) => flag.status === 'active')
      .map((flag) => nameOfConcept(flag.code)),
    coverage: coverageOf(index, directory),
    isClosed: isClosed(index),
    consent: consentOf(index, dayHere(new Date(now))),
  };
}

function nested(extension: fhir4.Extension | undefined): fhir4.CodeableConcept | undefined {
  return extension?.extension?.find((one) => one.url === 'value')?.valueCodeableConcept;
}

/** The number on the wristband: the identifier of type MR, shortened where it is a whole UUID. */
function mrnOf(patient: fhir4.Patient | undefined): string | undefined {
  const found = patient?.identifier?.find((one) => codesIn(one.type).includes('MR'))?.value;
  return found && /^[0-9a-f]{8}-/.test(found) ? found.slice(0, 8) : found;
}

function coverageOf(index: RecordIndex, directory: Directory): string | undefined {
  const [first] = index
    .of('Coverage')
    .filter((one) => one.status === 'active')
    .sort((a, b) => (a.order ?? 1) - (b.order ?? 1));
  return directory.placeName(first?.payor[0]) ?? (nameOfConcept(first?.type) || undefined);
}

/** The mark of a restricted record stands on the patient, who stays findable: http://terminology.hl7.org/CodeSystem/v3-Confidentiality */
function isClosed(index: RecordIndex): boolean {
  const isRestricted = index.patient?.meta?.security?.some(({ code }) => code === 'R' || code === 'V') ?? false;
  return isRestricted && index.of('Encounter').length === 0 && index.of('CareTeam').length === 0;
}

/** Of the consents that the reader may know. One that shares what is otherwise kept says nothing of the rest. */
function consentOf(index: RecordIndex, today: string): Who['consent'] {
  const given = index.of('Consent').filter((one) => isInForce(one, today));
  if (given.some(({ provision }) => keepsBack(provision))) return 'limited';
  return given.some(({ provision }) => !provision?.actor && !provision?.securityLabel) ? 'shared' : undefined;
}

function keepsBack(provision: fhir4.ConsentProvision | undefined): boolean {
  return provision?.type === 'deny' || (provision?.provision ?? []).some(keepsBack);
}
