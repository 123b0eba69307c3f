import type { Resource } from '../src/fhir/index.ts';

/**
 * The record that the cases ask about, the same on every run: people with 240 resources each, one of 1,500, and codes, names and dates
 * by which the right answer to every search is known beforehand.
 */
export const MRN = 'urn:throughline:bench:mrn';
const LOINC = 'http://loinc.org';
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';

/** The code of which everyone has 60 results. */
export const CODE_OF_60 = '4548-4';
/** Codes of which everyone has 20. */
export const CODES_OF_20 = ['8480-6', '8462-4', '8867-4', '29463-7', '2339-0', '2345-7', '2160-0'];

export type Entry = { fullUrl: string; resource: Resource };

const START = Date.parse('2024-01-01T00:00:00Z');

function instant(minute: number): string {
  return new Date(START + minute * 60_000).toISOString();
}

function urn(number: number, place: number): string {
  return `urn:uuid:00000000-0000-4000-8000-${(number * 10_000 + place).toString(16).padStart(12, '0')}`;
}

/** Five people share the first six letters of a family name, which nobody else's begins with. */
export function familyOf(number: number): string {
  const group = Math.floor(number / 5);
  const letters = [...String(group).padStart(4, '0')].map((digit) => 'bcdfghjklm'[Number(digit)]).join('');
  return `Qu${letters}${'aeiou'[number % 5]}son`;
}

export function mrnOf(number: number): string {
  return `MRN-${String(number).padStart(6, '0')}`;
}

/** Somebody of whom nothing else is told. */
export function patient(number: number, family = familyOf(number)): Resource {
  return {
    resourceType: 'Patient',
    identifier: [{ use: 'usual', type: { text: 'Medical record number' }, system: MRN, value: mrnOf(number) }],
    active: true,
    name: [{ use: 'official', family, given: ['Marta', 'Elin'] }],
    telecom: [{ system: 'phone', value: `555-01${String(number % 100).padStart(2, '0')}`, use: 'home' }],
    gender: number % 2 === 0 ? 'female' : 'male',
    birthDate: `${1940 + (number % 60)}-0${1 + (number % 9)}-1${number % 10}`,
    address: [{ line: [`${number} Harbor Street`], city: 'Duluth', state: 'MN', postalCode: '55802', country: 'US' }],
  };
}

export type About = { subject: string; encounter?: string; performer: string };

/** A laboratory result with what such results usually carry, about 1 kB. */
export function observation(code: string, minute: number, value: string | number, about: About): Resource {
  const quantity = { value, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'mg/dL' };
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ system: CATEGORY, code: 'laboratory', display: 'Laboratory' }], text: 'Laboratory' }],
    code: { coding: [{ system: LOINC, code, display: `Result ${code}` }], text: `Result ${code}` },
    subject: { reference: about.subject },
    ...(about.encounter === undefined ? {} : { encounter: { reference: about.encounter } }),
    effectiveDateTime: instant(minute),
    issued: instant(minute + 30),
    performer: [{ reference: about.performer, display: 'Laboratory of the Harbor Clinic' }],
    valueQuantity: quantity as unknown,
    interpretation: [
      {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: 'N' }],
        text: 'Normal',
      },
    ],
    referenceRange: [{ low: { value: 70, unit: 'mg/dL' }, high: { value: 110, unit: 'mg/dL' }, text: '70 to 110' }],
  };
}

function encounter(minute: number, about: About): Resource {
  return {
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB', display: 'ambulatory' },
    type: [{ coding: [{ system: 'http://snomed.info/sct', code: '185349003' }], text: 'Check up' }],
    subject: { reference: about.subject },
    participant: [{ individual: { reference: about.performer } }],
    period: { start: instant(minute), end: instant(minute + 25) },
  };
}

function condition(code: string, minute: number, about: About): Resource {
  const status = (system: string, value: string) => ({
    coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code: value }],
  });
  return {
    resourceType: 'Condition',
    clinicalStatus: status('condition-clinical', 'active'),
    verificationStatus: status('condition-ver-status', 'confirmed'),
    code: { coding: [{ system: 'http://snomed.info/sct', code, display: 'A finding' }], text: 'A finding' },
    subject: { reference: about.subject },
    onsetDateTime: instant(minute),
    recordedDate: instant(minute + 5),
  };
}

function order(minute: number, about: About): Resource {
  return {
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: {
      coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '860975', display: 'Metformin 500 mg' }],
      text: 'Metformin 500 mg',
    },
    subject: { reference: about.subject },
    authoredOn: instant(minute),
    requester: { reference: about.performer },
    dosageInstruction: [{ text: 'One tablet twice a day with meals', timing: { code: { text: 'BID' } } }],
  };
}

export function practitioner(number: number): Resource {
  return {
    resourceType: 'Practitioner',
    identifier: [{ system: 'urn:throughline:bench:staff', value: `S-${number}` }],
    name: [{ family: `Staff${number}`, given: ['Noor'] }],
  };
}

/** How many of each kind a person has; results of `first` 60 times and of each of `codes` `of20` times. */
export type Shape = {
  encounters: number;
  conditions: number;
  orders: number;
  first: string;
  of20: number;
  codes: string[];
};

/** A person of 240 resources: 1 + 19 + 10 + 10 + 60 + 7 x 20. */
export const OF_240: Shape = {
  encounters: 19,
  conditions: 10,
  orders: 10,
  first: CODE_OF_60,
  of20: 20,
  codes: CODES_OF_20,
};
/** A person of 1,500: 1 + 19 + 10 + 10 + 60 + 7 x 200. */
export const OF_1500: Shape = { ...OF_240, of20: 200 };
/** The same sizes under codes that no search of the cases asks for, so that what is written while they run changes no answer. */
export const UNASKED: Shape = { ...OF_240, first: 'unasked', codes: CODES_OF_20.map((code) => `un${code}`) };
/** 1,000: 1 + 139 + 300 + 80 + 60 + 7 x 60. */
export const UNASKED_1000: Shape = { ...UNASKED, encounters: 139, conditions: 300, orders: 80, of20: 60 };

/** Everything of one person, in the order of a transaction. Minutes are nobody else's. */
export function person(number: number, shape: Shape, staff: readonly string[], family?: string): Entry[] {
  const entries: Entry[] = [];
  const put = (resource: Resource): string => {
    const fullUrl = urn(number, entries.length);
    entries.push({ fullUrl, resource });
    return fullUrl;
  };
  const subject = put(patient(number, family));
  const performer = staff[number % staff.length]!;
  const about: About = { subject, performer };
  // Every person has a minute of the hour's like; thousands of people share no minute.
  let turn = 0;
  const minute = () => (turn++ % 1500) * 701 + (number % 701);
  const visits = Array.from({ length: shape.encounters }, () => put(encounter(minute(), about)));
  const atVisit = (place: number): About => ({ ...about, encounter: visits[place % visits.length]! });
  for (let place = 0; place < shape.conditions; place += 1) put(condition(String(38341000 + place), minute(), about));
  for (let place = 0; place < shape.orders; place += 1) {
    put(order(minute(), { ...about, performer: staff[(number + place) % staff.length]! }));
  }
  for (let place = 0; place < 60; place += 1) {
    put(observation(shape.first, minute(), 80 + (place % 30), atVisit(place)));
  }
  for (const code of shape.codes) {
    for (let place = 0; place < shape.of20; place += 1) put(observation(code, minute(), 60 + place, atVisit(place)));
  }
  return entries;
}

/** A transaction that creates all of it. */
export function transactionOf(entries: readonly Entry[]): Resource {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: entries.map(({ fullUrl, resource }) => ({
      fullUrl,
      resource,
      request: { method: 'POST', url: resource.resourceType },
    })),
  };
}
