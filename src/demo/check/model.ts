import { dayOf, instantOf } from '../calendar.ts';
import type { Concept, Encounter, MedicationRequest, Observation, Period, Reference, Resource } from '../r4.ts';

/** What is implausible: the rule, the resource, and what is wrong with it in words. */
export type Violation = { rule: string; resource: string; text: string };

/** One person's resources, sorted for the rules. */
export type Person = {
  id: string;
  patient: Resource;
  resources: Resource[];
  encounters: Encounter[];
  observations: Observation[];
  medications: MedicationRequest[];
  birth: number;
  death: number | undefined;
  sex: string;
  /** Observations by LOINC code, in order of time, as they have been asked for. */
  series: Map<string, Observation[]>;
  of: (type: string) => Resource[];
};

export type World = {
  people: Person[];
  all: Resource[];
  byReference: Map<string, Resource>;
  /** The first moment of the day on which the demonstration stands; unknown unless the caller says it. */
  today: number | undefined;
  /** The moment up to which that day has gone; unknown unless the caller says it. */
  now: number | undefined;
};

export type Finding = [resource: Resource, text: string];

export type Rule = { name: string; about: string } & (
  | { person: (person: Person, world: World) => Iterable<Finding> }
  | { world: (world: World) => Iterable<Finding> }
);

export const DAY = 86_400_000;
const times = new Map<string, number>();

/** The moment of a FHIR date or dateTime, in milliseconds; a date alone is its first moment. */
export function timeOf(text: unknown): number {
  if (typeof text !== 'string') return Number.NaN;
  let known = times.get(text);
  if (known === undefined) {
    known = Date.parse(text.length === 4 ? `${text}-01-01` : text);
    times.set(text, known);
  }
  return known;
}

/** Completed years from one moment to another. */
export function yearsAt(birth: number, moment: number): number {
  const born = new Date(birth);
  const then = new Date(moment);
  const years = then.getUTCFullYear() - born.getUTCFullYear();
  const before =
    then.getUTCMonth() < born.getUTCMonth() ||
    (then.getUTCMonth() === born.getUTCMonth() && then.getUTCDate() < born.getUTCDate());
  return before ? years - 1 : years;
}

/** Completed months from one moment to another. */
export function monthsAt(birth: number, moment: number): number {
  const born = new Date(birth);
  const then = new Date(moment);
  const months = (then.getUTCFullYear() - born.getUTCFullYear()) * 12 + then.getUTCMonth() - born.getUTCMonth();
  return then.getUTCDate() < born.getUTCDate() ? months - 1 : months;
}

/** The reference in an element, as text. */
export function refText(value: unknown): string {
  return (value as Reference | undefined)?.reference ?? '';
}

/** The first code of a concept. */
export function codeOf(value: unknown): string {
  return (value as Concept | undefined)?.coding?.[0]?.code ?? '';
}

/** What a concept is called. */
export function textOf(value: unknown): string {
  const concept = value as Concept | undefined;
  return concept?.text ?? concept?.coding?.[0]?.display ?? '';
}

/** The observations of one LOINC code, oldest first. */
export function observationsOf(person: Person, code: string): Observation[] {
  const known = person.series.get(code);
  if (known) return known;
  const found = person.observations
    .filter((observation) => codeOf(observation.code) === code)
    .sort((a, b) => timeOf(a.effectiveDateTime) - timeOf(b.effectiveDateTime));
  person.series.set(code, found);
  return found;
}

/** The number of an observation; NaN where it has none. */
export function valueOf(observation: Observation): number {
  return observation.valueQuantity?.value ?? Number.NaN;
}

/** The conditions whose SNOMED code is one of these. */
export function conditionsOf(person: Person, ...codes: string[]): Resource[] {
  return person.of('Condition').filter((condition) => codes.includes(codeOf(condition['code'])));
}

/** True if a condition had begun by a moment and was not yet over. */
export function isActiveAt(condition: Resource, moment: number): boolean {
  const end = condition['abatementDateTime'];
  return timeOf(condition['onsetDateTime']) <= moment && (end === undefined || timeOf(end) + DAY > moment);
}

/** From when to when a medicine is taken. */
export function takenPeriod(request: MedicationRequest): { from: number; to: number } {
  const bounds = request.dosageInstruction[0]?.timing?.repeat.boundsPeriod;
  return { from: timeOf(bounds?.start), to: bounds?.end === undefined ? Number.POSITIVE_INFINITY : timeOf(bounds.end) };
}

/** The ingredient in a medicine's display: the words before the first number, without salts. */
export function ingredientOf(request: MedicationRequest): string {
  const display = request.medicationCodeableConcept.coding?.[0]?.display ?? '';
  let known = ingredientByDisplay.get(display);
  if (known === undefined) {
    const lower = display.toLowerCase();
    known = INGREDIENTS.find((name) => lower.includes(name)) ?? lower;
    ingredientByDisplay.set(display, known);
  }
  return known;
}

const ingredientByDisplay = new Map<string, string>();

export const INGREDIENTS = [
  'lisinopril',
  'losartan',
  'amlodipine',
  'chlorthalidone',
  'metformin',
  'empagliflozin',
  'semaglutide',
  'insulin glargine',
  'atorvastatin',
  'furosemide',
  'carvedilol',
  'spironolactone',
  'metoprolol',
  'apixaban',
  'warfarin',
  'albuterol',
  'salmeterol',
  'fluticasone',
  'tiotropium',
  'sertraline',
  'escitalopram',
  'bupropion',
  'buprenorphine',
  'naloxone',
  'levothyroxine',
  'acetaminophen',
  'naproxen',
  'folic acid',
  'amoxicillin',
  'azithromycin',
  'cephalexin',
  'nitrofurantoin',
  'prednisone',
];

/** True if one of these ingredients is taken at a moment. */
export function takesAt(person: Person, moment: number, ...ingredients: string[]): boolean {
  return person.medications.some((request) => {
    const { from, to } = takenPeriod(request);
    return from <= moment && moment <= to + DAY && ingredients.includes(ingredientOf(request));
  });
}

/** Start and end of a period, in milliseconds. */
export function spanOf(period: unknown): [start: number, end: number] {
  const { start, end } = (period ?? {}) as Period;
  return [timeOf(start), end === undefined ? Number.POSITIVE_INFINITY : timeOf(end)];
}

/** Sorts resources into people; what belongs to nobody stays in `all`. */
export function worldOf(resources: Resource[], today?: string, minute?: number): World {
  const byReference = new Map(resources.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]));
  const owned = new Map<string, Resource[]>();
  for (const resource of resources) {
    const owner = ownerOf(resource);
    if (owner === undefined) continue;
    const list = owned.get(owner) ?? [];
    list.push(resource);
    owned.set(owner, list);
  }
  const people = resources
    .filter((resource) => resource.resourceType === 'Patient')
    .map((patient) => personOf(patient, owned.get(`Patient/${patient.id}`) ?? []));
  return {
    people,
    all: resources,
    byReference,
    today: today === undefined ? undefined : timeOf(today),
    now: today === undefined || minute === undefined ? undefined : timeOf(instantOf(dayOf(today), minute)),
  };
}

/** The reference of the patient to whom a resource belongs. */
export function ownerOf(resource: Resource): string | undefined {
  if (resource.resourceType === 'Patient') return `Patient/${resource.id}`;
  if (resource.resourceType === 'Account') return refText((resource['subject'] as Reference[] | undefined)?.[0]);
  if (resource.resourceType === 'Appointment')
    return refText((resource['participant'] as { actor: Reference }[] | undefined)?.[0]?.actor);
  for (const element of ['subject', 'patient', 'beneficiary', 'for'])
    if (resource[element]) return refText(resource[element]);
  return undefined;
}

function personOf(patient: Resource, resources: Resource[]): Person {
  const byType = new Map<string, Resource[]>();
  for (const resource of resources) {
    const list = byType.get(resource.resourceType) ?? [];
    list.push(resource);
    byType.set(resource.resourceType, list);
  }
  const of = (type: string): Resource[] => byType.get(type) ?? [];
  return {
    id: patient.id,
    patient,
    resources,
    encounters: of('Encounter') as Encounter[],
    observations: of('Observation') as Observation[],
    medications: of('MedicationRequest') as MedicationRequest[],
    birth: timeOf(patient['birthDate']),
    death: patient['deceasedDateTime'] === undefined ? undefined : timeOf(patient['deceasedDateTime']),
    sex: String(patient['gender']),
    series: new Map(),
    of,
  };
}
