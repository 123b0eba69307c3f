import { dateOf } from './calendar.ts';
import { hl7, loinc, refTo } from './codes.ts';
import type { Chart } from './chart.ts';
import { coverageResource } from './coverage.ts';
import { LANGUAGES, RACES } from './names.ts';
import { ageOn, mrnOf, type Kin, type Person } from './people.ts';
import { siteOf } from './places.ts';
import type { Concept, Extension, HumanName, Reference, Resource, Telecom } from './r4.ts';
import { practitionerRef } from './staff.ts';

export const MRN = 'urn:throughline:mrn';
const CORE = 'http://hl7.org/fhir/us/core/StructureDefinition/';
const OMB = 'urn:oid:2.16.840.1.113883.6.238';

/** Patient, relatives, guarantor's account and coverage: what registration knows. */
export function registration(chart: Chart): Resource[] {
  const { person, today } = chart;
  const relatives = person.kin.map((kin, index) => relatedPerson(person, kin, index));
  const refOf = (kin: Kin): Reference =>
    refTo('RelatedPerson', relatedId(person, person.kin.indexOf(kin)), `${kin.given} ${kin.family}`);
  return [
    patient(chart),
    ...relatives,
    account(person, refOf),
    ...person.plans.map((each, index) => coverageResource(person, each, index, today, refOf)),
  ];
}

const relatedId = (person: Person, index: number): string => `kin-${person.id.slice(2)}-${index + 1}`;

function patient(chart: Chart): Resource {
  const { person } = chart;
  return {
    resourceType: 'Patient',
    id: person.id,
    extension: extensions(person),
    identifier: [
      {
        use: 'usual',
        type: {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR', display: 'Medical record number' },
          ],
          text: 'Medical record number',
        },
        system: MRN,
        value: mrnOf(person.id),
        assigner: refTo('Organization', 'riverbend', 'Riverbend Health'),
      },
    ],
    active: true,
    name: names(person),
    ...(telecom(person).length > 0 ? { telecom: telecom(person) } : {}),
    gender: person.sex,
    birthDate: dateOf(person.birth),
    ...(chart.diedAt ? { deceasedDateTime: chart.diedAt } : {}),
    address: [
      {
        use: 'home',
        line: [person.address.line],
        city: person.address.city,
        district: 'Alder County',
        state: 'OH',
        postalCode: person.address.postalCode,
        country: 'US',
      },
    ],
    ...(ageOn(person, chart.today) >= 18 ? { maritalStatus: marital(person.marital) } : {}),
    ...(contacts(person).length > 0 ? { contact: contacts(person) } : {}),
    communication: communication(person),
    generalPractitioner: [
      practitionerRef(person.pcp),
      refTo('Organization', person.clinic, siteOf(person.clinic).name),
    ],
    managingOrganization: refTo('Organization', person.clinic, siteOf(person.clinic).name),
  };
}

function names(person: Person): HumanName[] {
  const given = [person.given, person.middle];
  const current: HumanName = {
    use: 'official',
    text: `${person.given} ${person.family}`,
    family: person.family,
    given,
    ...(person.former ? { period: { start: dateOf(person.former.until + 1) } } : {}),
  };
  if (!person.former) return [current];
  const former: HumanName = {
    use: 'old',
    text: `${person.given} ${person.former.family}`,
    family: person.former.family,
    given,
    period: { end: dateOf(person.former.until) },
  };
  return [current, former];
}

function telecom(person: Person): Telecom[] {
  return [
    ...(person.mobile ? [{ system: 'phone', value: person.mobile, use: 'mobile', rank: 1 }] : []),
    ...(person.homePhone ? [{ system: 'phone', value: person.homePhone, use: 'home' }] : []),
    ...(person.email ? [{ system: 'email', value: person.email, use: 'home' }] : []),
  ];
}

function extensions(person: Person): Extension[] {
  const [raceCode, race] = RACES[person.race];
  const [ethnicCode, ethnic] = person.hispanic
    ? ['2135-2', 'Hispanic or Latino']
    : ['2186-5', 'Not Hispanic or Latino'];
  const list: Extension[] = [
    {
      url: `${CORE}us-core-race`,
      extension: [
        ...(person.race === 'other'
          ? []
          : [{ url: 'ombCategory', valueCoding: { system: OMB, code: raceCode, display: race } }]),
        { url: 'text', valueString: race },
      ],
    },
    {
      url: `${CORE}us-core-ethnicity`,
      extension: [
        { url: 'ombCategory', valueCoding: { system: OMB, code: ethnicCode, display: ethnic } },
        { url: 'text', valueString: ethnic },
      ],
    },
    { url: `${CORE}us-core-birthsex`, valueCode: person.sex === 'female' ? 'F' : 'M' },
    pronouns(person),
  ];
  if (person.interpreter)
    list.push({ url: 'http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired', valueBoolean: true });
  return list;
}

function pronouns(person: Person): Extension {
  const [code, display] =
    person.sex === 'female' ? ['LA29519-8', 'she/her/her/hers/herself'] : ['LA29518-0', 'he/him/his/his/himself'];
  const value: Concept = { ...loinc(code ?? '', display ?? ''), text: display?.split('/').slice(0, 2).join('/') ?? '' };
  return {
    url: 'http://hl7.org/fhir/StructureDefinition/individual-pronouns',
    extension: [{ url: 'value', valueCodeableConcept: value } as Extension],
  };
}

function marital(code: Person['marital']): Concept {
  const display = { M: 'Married', S: 'Never Married', D: 'Divorced', W: 'Widowed' }[code];
  return {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', code, display }],
    text: display,
  };
}

function communication(person: Person): { language: Concept; preferred: boolean }[] {
  const concept = (code: string, display: string): Concept => ({
    coding: [{ system: 'urn:ietf:bcp:47', code, display }],
    text: display,
  });
  const first = { language: concept(person.language, LANGUAGES[person.language]), preferred: true };
  if (person.language === 'en' || person.interpreter) return [first];
  return [first, { language: concept('en', 'English'), preferred: false }];
}

function contacts(person: Person): object[] {
  const [first] = person.kin;
  if (!first) return [];
  return [
    {
      relationship: [
        {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/v2-0131', code: 'C', display: 'Emergency Contact' },
          ],
          text: `Emergency contact (${first.relation[1]})`,
        },
      ],
      name: { family: first.family, given: [first.given] },
      telecom: [{ system: 'phone', value: first.phone, use: 'mobile' }],
      gender: first.sex,
    },
  ];
}

function relatedPerson(person: Person, kin: Kin, index: number): Resource {
  const [code, display] = kin.relation;
  const coding = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code, display }];
  const guarantor = {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleClass', code: 'GUAR', display: 'guarantor' }],
    text: 'Guarantor',
  };
  return {
    resourceType: 'RelatedPerson',
    id: relatedId(person, index),
    ...(kin.patient ? { identifier: [{ system: MRN, value: kin.patient }] } : {}),
    active: true,
    patient: refTo('Patient', person.id, `${person.given} ${person.family}`),
    relationship: [{ coding, text: display }, ...(kin.guarantor ? [guarantor] : [])],
    name: [{ use: 'official', text: `${kin.given} ${kin.family}`, family: kin.family, given: [kin.given] }],
    telecom: [{ system: 'phone', value: kin.phone, use: 'mobile' }],
    gender: kin.sex,
    birthDate: dateOf(kin.birth),
  };
}

function account(person: Person, refOf: (kin: Kin) => Reference): Resource {
  const guarantor = person.kin.find((kin) => kin.guarantor);
  return {
    resourceType: 'Account',
    id: `account-${person.id.slice(2)}`,
    identifier: [{ system: 'urn:throughline:household', value: person.household }],
    status: 'active',
    type: hl7('v3-ActCode', 'PBILLACCT', 'patient billing account'),
    name: `Account of ${person.given} ${person.family}`,
    subject: [refTo('Patient', person.id, `${person.given} ${person.family}`)],
    coverage: person.plans.map((each, index) => ({
      coverage: refTo('Coverage', `cov-${person.id.slice(2)}-${index + 1}`, each.name),
      priority: each.order,
    })),
    owner: refTo('Organization', 'riverbend', 'Riverbend Health'),
    guarantor: [{ party: guarantor ? refOf(guarantor) : refTo('Patient', person.id), onHold: false }],
  };
}
