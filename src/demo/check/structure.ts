import type { Coding, Reference, Resource } from '../r4.ts';
import { ownerOf, refText, timeOf, yearsAt, type Finding, type Rule } from './model.ts';

/** Calls back for every object inside a value, the value itself too. */
function within(value: unknown, visit: (node: Record<string, unknown>) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) within(item, visit);
    return;
  }
  const node = value as Record<string, unknown>;
  visit(node);
  for (const key in node) within(node[key], visit);
}

/** Every literal reference in a resource. */
function referencesOf(resource: unknown): string[] {
  const found: string[] = [];
  within(resource, (node) => {
    if (typeof node['reference'] === 'string') found.push(node['reference']);
  });
  return found;
}

/** Every coding in a resource. */
function codingsOf(resource: unknown): Coding[] {
  const found: Coding[] = [];
  within(resource, (node) => {
    if (Array.isArray(node['coding'])) found.push(...(node['coding'] as Coding[]));
  });
  return found;
}

const WHO: Record<string, string[]> = {
  Observation: ['performer', 'encounter'],
  MedicationRequest: ['requester', 'encounter'],
  Condition: ['recorder', 'recordedDate'],
  DiagnosticReport: ['performer', 'encounter'],
  Procedure: ['performer', 'encounter', 'location'],
  DocumentReference: ['author', 'custodian', 'context'],
  ServiceRequest: ['requester', 'encounter', 'performer'],
  AllergyIntolerance: ['recorder', 'recordedDate'],
  Goal: ['expressedBy'],
  CarePlan: ['author'],
  Task: ['owner', 'requester'],
  Encounter: ['participant', 'location', 'serviceProvider'],
};

const DIRECTORY = /^(Organization|Location|HealthcareService|Practitioner|PractitionerRole)\//;

/** A task about the directory, which concerns no patient. */
function isOfTheHouse(resource: Resource): boolean {
  return resource.resourceType === 'Task' && DIRECTORY.test(refText(resource['focus']));
}

/** Rules about how the record hangs together. */
export const STRUCTURE: Rule[] = [
  {
    name: 'references-resolve',
    about: 'Every literal reference leads to a resource of the set.',
    *world({ all, byReference }): Generator<Finding> {
      for (const resource of all) {
        for (const reference of referencesOf(resource))
          if (!byReference.has(reference)) yield [resource, `refers to ${reference}, which is not there`];
      }
    },
  },
  {
    name: 'ids-unique',
    about: 'No two resources share type and id.',
    *world({ all }): Generator<Finding> {
      const seen = new Set<string>();
      for (const resource of all) {
        const key = `${resource.resourceType}/${resource.id}`;
        if (seen.has(key)) yield [resource, 'has the id of another'];
        seen.add(key);
      }
    },
  },
  {
    name: 'mrn-unique',
    about: 'Each person has one medical record number, and nobody else has it.',
    *world({ people }): Generator<Finding> {
      const seen = new Set<string>();
      for (const { patient } of people) {
        const numbers =
          (patient['identifier'] as { system?: string; value?: string }[] | undefined)?.filter(
            (each) => each.system === 'urn:throughline:mrn',
          ) ?? [];
        const [first] = numbers;
        if (numbers.length !== 1 || !first?.value || seen.has(first.value))
          yield [patient, 'has no medical record number of its own'];
        seen.add(first?.value ?? '');
      }
    },
  },
  {
    name: 'within-the-person',
    about: 'What belongs to a person refers to no other person.',
    *person(person): Generator<Finding> {
      for (const resource of person.resources) {
        for (const reference of referencesOf(resource))
          if (reference.startsWith('Patient/') && reference !== `Patient/${person.id}`)
            yield [resource, `refers to ${reference}`];
      }
    },
  },
  {
    name: 'belongs-to-someone',
    about: 'Clinical resources have a person; so has a task, unless it is about someone or something of the directory.',
    *world({ all, byReference }): Generator<Finding> {
      for (const resource of all) {
        if (isOfTheHouse(resource)) continue;
        if (WHO[resource.resourceType] && !byReference.has(ownerOf(resource) ?? ''))
          yield [resource, 'belongs to nobody'];
      }
    },
  },
  {
    name: 'followed-by-a-clinic',
    about: 'Every patient has a general practitioner and the organization that follows them.',
    *person({ patient }): Generator<Finding> {
      const doctors = (patient['generalPractitioner'] as Reference[] | undefined) ?? [];
      if (!doctors.some((each) => refText(each).startsWith('Practitioner/')))
        yield [patient, 'has no general practitioner'];
      if (!refText(patient['managingOrganization']).startsWith('Organization/'))
        yield [patient, 'is followed by no organization'];
    },
  },
  {
    name: 'codings-have-displays',
    about: 'Every coding has a system, a code and a display.',
    *world({ all }): Generator<Finding> {
      for (const resource of all) {
        for (const coding of codingsOf(resource)) {
          if (!coding.system || !coding.code || !coding.display)
            yield [resource, `has an incomplete coding ${coding.code ?? ''}`];
        }
      }
    },
  },
  {
    name: 'says-who-and-where',
    about: 'Every fact names who recorded it, and where that matters, where.',
    *person(person): Generator<Finding> {
      for (const resource of person.resources) {
        for (const element of WHO[resource.resourceType] ?? []) {
          const value = resource[element];
          if (value === undefined || (Array.isArray(value) && value.length === 0)) yield [resource, `lacks ${element}`];
        }
      }
    },
  },
  {
    name: 'minors-have-guarantors',
    about: 'Those under 18 have a guarantor and are not married.',
    *person(person, { today }): Generator<Finding> {
      if (today === undefined || yearsAt(person.birth, today) >= 18) return;
      const guarantor = person.of('RelatedPerson').some((kin) => JSON.stringify(kin['relationship']).includes('GUAR'));
      if (!guarantor) yield [person.patient, 'is a minor without a guarantor'];
      if (person.patient['maritalStatus']) yield [person.patient, 'is a minor with a marital status'];
    },
  },
  {
    name: 'parents-older-than-children',
    about: 'A parent is 14 to 60 years older than the child.',
    *person(person): Generator<Finding> {
      for (const kin of person.of('RelatedPerson')) {
        const text = JSON.stringify(kin['relationship']);
        const years = yearsAt(timeOf(kin['birthDate']), person.birth);
        if ((text.includes('"MTH"') || text.includes('"FTH"')) && (years < 14 || years > 60))
          yield [kin, `is a parent at ${years}`];
        const younger = yearsAt(person.birth, timeOf(kin['birthDate']));
        if ((text.includes('"DAUC"') || text.includes('"SONC"')) && (younger < 14 || younger > 60))
          yield [kin, `is a child born at ${younger}`];
      }
    },
  },
];
