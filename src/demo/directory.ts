import { hl7, hl7Coding, refTo } from './codes.ts';
import { PAYERS, ROOMS, SITES, siteOf, type Site } from './places.ts';
import { STAFF, practitionerRef, staffName, type Staff } from './staff.ts';
import type { Address, Bundle, Concept, Resource } from './r4.ts';

const NPI = 'http://hl7.org/fhir/sid/us-npi';
const LANGUAGES: Record<string, string> = { en: 'English', es: 'Spanish', vi: 'Vietnamese' };

/** A transaction that puts each resource at its own id, so that loading it twice changes nothing. */
export function transactionOf(resources: Resource[]): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  };
}

/** The sites, the payers and everyone who works here. */
export function directoryResources(): Resource[] {
  return [
    ...SITES.map(organization),
    ...Object.entries(PAYERS).map(([id, name]) => payer(id, name)),
    ...SITES.map(location),
    ...ROOMS.map(([id, name, partOf]) => room(id, name, siteOf(partOf))),
    ...SITES.filter((site) => site.key !== 'riverbend').map(healthcareService),
    ...STAFF.map(practitioner),
    ...STAFF.map(practitionerRole),
  ];
}

function addressOf(site: Site): Address {
  return {
    use: 'work',
    line: [site.line],
    city: site.city,
    district: 'Alder County',
    state: 'OH',
    postalCode: site.postalCode,
    country: 'US',
  };
}

function organization(site: Site): Resource {
  const [code, display] = site.kind;
  return {
    resourceType: 'Organization',
    id: site.key,
    identifier: [{ system: 'urn:throughline:site', value: site.key }],
    active: true,
    type: [
      {
        coding: [
          hl7Coding('organization-type', code, display),
          { system: 'urn:throughline:lane', code: site.lane, display: site.service },
        ],
        text: site.service,
      },
    ],
    name: site.name,
    alias: [site.short],
    telecom: [{ system: 'phone', value: site.phone, use: 'work' }],
    address: [addressOf(site)],
    ...(site.partOf ? { partOf: refTo('Organization', site.partOf, siteOf(site.partOf).name) } : {}),
  };
}

function payer(id: string, name: string): Resource {
  return {
    resourceType: 'Organization',
    id,
    identifier: [{ system: 'urn:throughline:payer', value: id.replace('payer-', '').toUpperCase() }],
    active: true,
    type: [hl7('organization-type', 'pay', 'Payer')],
    name,
    telecom: [{ system: 'phone', value: '+1 800-555-0199', use: 'work' }],
  };
}

function location(site: Site): Resource {
  const [latitude, longitude] = site.position;
  const days = ['mon', 'tue', 'wed', 'thu', 'fri'];
  return {
    resourceType: 'Location',
    id: site.key,
    status: 'active',
    name: site.name,
    mode: 'instance',
    telecom: [{ system: 'phone', value: site.phone, use: 'work' }],
    address: addressOf(site),
    physicalType: hl7('location-physical-type', 'bu', 'Building'),
    position: { longitude, latitude },
    managingOrganization: refTo('Organization', site.key, site.name),
    hoursOfOperation:
      site.hours === 'always'
        ? [{ allDay: true }]
        : [{ daysOfWeek: days, openingTime: site.hours[0], closingTime: site.hours[1] }],
  };
}

function room(id: string, name: string, site: Site): Resource {
  return {
    resourceType: 'Location',
    id,
    status: 'active',
    name,
    mode: 'instance',
    physicalType: hl7('location-physical-type', 'wa', 'Ward'),
    managingOrganization: refTo('Organization', site.key, site.name),
    partOf: refTo('Location', site.key, site.name),
  };
}

function healthcareService(site: Site): Resource {
  return {
    resourceType: 'HealthcareService',
    id: `service-${site.key}`,
    active: true,
    providedBy: refTo('Organization', site.key, site.name),
    location: [refTo('Location', site.key, site.name)],
    name: `${site.service} at ${site.short}`,
    type: [{ text: site.service }],
    telecom: [{ system: 'phone', value: site.phone, use: 'work' }],
  };
}

/** Ten digits that begin with a 9, which no real NPI does. */
function npiOf(member: Staff): string {
  return `9${String(100000000 + STAFF.indexOf(member) * 137)}`;
}

function languagesOf(member: Staff): Concept[] {
  return member.languages.map((code) => {
    const display = LANGUAGES[code] ?? code;
    return { coding: [{ system: 'urn:ietf:bcp:47', code, display }], text: display };
  });
}

function practitioner(member: Staff): Resource {
  return {
    resourceType: 'Practitioner',
    id: member.id,
    identifier: member.specialty
      ? [{ system: NPI, value: npiOf(member) }]
      : [{ system: 'urn:throughline:employee', value: member.id }],
    active: true,
    name: [
      {
        use: 'official',
        text: staffName(member),
        family: member.family,
        given: [member.given],
        ...(member.suffix === 'MD' || member.suffix === 'PhD' ? { prefix: ['Dr.'] } : {}),
        ...(member.suffix ? { suffix: [member.suffix] } : {}),
      },
    ],
    telecom: [
      { system: 'phone', value: siteOf(member.site).phone, use: 'work' },
      { system: 'email', value: `${member.id}@riverbend.example`, use: 'work' },
    ],
    gender: member.gender,
    communication: languagesOf(member),
    ...(member.suffix ? { qualification: [{ code: { text: `${member.title} (${member.suffix})` } }] } : {}),
  };
}

function practitionerRole(member: Staff): Resource {
  const site = siteOf(member.site);
  return {
    resourceType: 'PractitionerRole',
    id: `role-${member.id}`,
    active: true,
    practitioner: practitionerRef(member),
    organization: refTo('Organization', site.key, site.name),
    code: [
      {
        coding: [{ system: 'urn:throughline:role', code: member.role, display: member.title }],
        text: member.title,
      },
    ],
    ...(member.specialty
      ? {
          specialty: [
            {
              coding: [
                {
                  system: 'http://nucc.org/provider-taxonomy',
                  code: member.specialty[0],
                  display: member.specialty[1],
                },
              ],
              text: member.specialty[1],
            },
          ],
        }
      : {}),
    location: [refTo('Location', site.key, site.name)],
    ...(site.key === 'riverbend' ? {} : { healthcareService: [refTo('HealthcareService', `service-${site.key}`)] }),
    telecom: [{ system: 'phone', value: site.phone, use: 'work' }],
  };
}
