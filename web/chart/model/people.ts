/** Who and where: names, roles and places of whatever a resource refers to. */
import type { FhirResource } from '../../api/model.ts';
import { nameOfConcept } from '../../lib/codes.ts';
import { nameOf } from '../../lib/names.ts';
import type { Lane } from '../../lib/lanes.ts';
import { laneOfOrganization, laneOfRole } from './lanes.ts';
import { keyOf, refOf, visitKeys, type RecordIndex } from './record.ts';
import { recordedAt } from './times.ts';

export type Person = {
  name: string;
  ref?: string | undefined;
  role?: string | undefined;
  place?: string | undefined;
  lane?: Lane | undefined;
  phone?: string | undefined;
};

/** Where a fact stands, and by whom, where and when it was recorded. */
export type Source = {
  ref: string;
  type: string;
  id: string;
  by?: string | undefined;
  where?: string | undefined;
  at?: string | undefined;
};

export type Directory = {
  person(target: fhir4.Reference | undefined): Person | undefined;
  placeName(target: fhir4.Reference | undefined): string | undefined;
  source(resource: FhirResource): Source;
};

/** The people and places of a record, looked up once each. */
export function openDirectory(index: RecordIndex): Directory {
  const roles = new Map<string, fhir4.PractitionerRole>();
  for (const role of index.of('PractitionerRole')) {
    const key = keyOf(role.practitioner) ?? refFound(index, role.practitioner);
    if (key && !roles.has(key)) roles.set(key, role);
  }
  const known = new Map<string, Person | undefined>();
  const person = (target: fhir4.Reference | undefined): Person | undefined => {
    const key = keyOf(target) ?? target?.display;
    if (!key) return undefined;
    if (!known.has(key)) known.set(key, describe(index, roles, target));
    return known.get(key);
  };
  const placeName = (target: fhir4.Reference | undefined): string | undefined => {
    const found = index.find(target) as { name?: unknown } | undefined;
    return typeof found?.name === 'string' ? found.name : target?.display;
  };
  return { person, placeName, source: (resource) => sourceOf(index, { person, placeName }, resource) };
}

function refFound(index: RecordIndex, target: fhir4.Reference | undefined): string | undefined {
  const found = index.find(target);
  return found ? refOf(found) : undefined;
}

function describe(
  index: RecordIndex,
  roles: Map<string, fhir4.PractitionerRole>,
  target: fhir4.Reference | undefined,
): Person | undefined {
  const found = index.find(target);
  const role = found?.resourceType === 'PractitionerRole' ? found : found ? roles.get(refOf(found)) : undefined;
  const who = found?.resourceType === 'PractitionerRole' ? (index.find(found.practitioner) ?? found) : found;
  const ref = who ? refOf(who) : keyOf(target);
  const name = nameOfFound(who) || role?.practitioner?.display || target?.display;
  if (!name) return undefined;
  const organization = index.findAs('Organization', role?.organization);
  const phone = telecomOf(who) ?? telecomOf(role);
  const place = organization?.name ?? role?.organization?.display;
  const lane =
    (role && laneOfRole(role, organization)) ??
    (who?.resourceType === 'Organization' ? laneOfOrganization(who) : undefined);
  return { name, ref, role: roleName(role, who), place, lane, phone };
}

function nameOfFound(found: FhirResource | undefined): string {
  switch (found?.resourceType) {
    case 'Practitioner':
    case 'RelatedPerson':
    case 'Patient':
      return nameOf(found.name);
    case 'Organization':
    case 'Location':
    case 'HealthcareService':
    case 'CareTeam':
      return found.name ?? '';
    default:
      return '';
  }
}

function roleName(role: fhir4.PractitionerRole | undefined, who: FhirResource | undefined): string | undefined {
  if (who?.resourceType === 'RelatedPerson') return nameOfConcept(who.relationship?.[0]) || undefined;
  return nameOfConcept(role?.code?.[0]) || nameOfConcept(role?.specialty?.[0]) || undefined;
}

function telecomOf(found: FhirResource | undefined): string | undefined {
  const { telecom } = (found ?? {}) as { telecom?: fhir4.ContactPoint[] };
  return telecom?.find((one) => one.system === 'phone')?.value;
}

type Recorded = {
  recorder?: fhir4.Reference;
  asserter?: fhir4.Reference;
  requester?: fhir4.Reference;
  author?: fhir4.Reference | fhir4.Reference[];
  performer?: fhir4.Reference | (fhir4.Reference | { actor?: fhir4.Reference })[];
  participant?: { individual?: fhir4.Reference }[];
  expressedBy?: fhir4.Reference;
  owner?: fhir4.Reference;
  managingOrganization?: fhir4.Reference | fhir4.Reference[];
  serviceProvider?: fhir4.Reference;
  custodian?: fhir4.Reference;
  location?: fhir4.Reference | { location?: fhir4.Reference }[];
};

function authorOf(resource: FhirResource): fhir4.Reference | undefined {
  const r = resource as Recorded;
  const performer = Array.isArray(r.performer) ? r.performer[0] : r.performer;
  const author = Array.isArray(r.author) ? r.author[0] : r.author;
  const acted = performer && 'actor' in performer ? performer.actor : (performer as fhir4.Reference | undefined);
  // Who ordered it recorded the order; who performed it recorded the fact.
  const doer = resource.resourceType === 'ServiceRequest' ? undefined : acted;
  return (
    r.recorder ??
    author ??
    doer ??
    r.asserter ??
    r.requester ??
    r.expressedBy ??
    r.owner ??
    r.participant?.[0]?.individual
  );
}

function sourceOf(index: RecordIndex, names: Pick<Directory, 'person' | 'placeName'>, resource: FhirResource): Source {
  const visitKey = resource.resourceType === 'Encounter' ? undefined : visitKeys(resource)[0];
  const visit = resource.resourceType === 'Encounter' ? resource : index.findAs('Encounter', visitKey);
  const r = resource as Recorded;
  const who = names.person(authorOf(resource)) ?? names.person(visit?.participant?.[0]?.individual);
  const own = Array.isArray(r.location) ? r.location[0]?.location : r.location;
  const where =
    names.placeName(visit?.serviceProvider) ?? names.placeName(own) ?? names.placeName(r.custodian) ?? who?.place;
  return {
    ref: refOf(resource),
    type: resource.resourceType,
    id: resource.id ?? '',
    by: who?.name,
    where,
    at: recordedAt(resource),
  };
}
