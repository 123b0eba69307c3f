/** The directory as rows: sites, and people with the sites where they work. */
import { sayAddress, sayPhone } from '../lib/addresses.ts';
import { nameOfConcept } from '../lib/codes.ts';
import { nameOf } from '../lib/names.ts';
import type { Directory, FhirResource } from './model.ts';

export type SiteRow = { id: string; name: string; kind: string; address: string; phone: string };
export type PersonRow = { id: string; name: string; role: string; specialty: string; site: string; phone: string };

/** Organizations, and the places that belong to none of those listed. */
export function siteRows({ sites }: Directory): SiteRow[] {
  const organizations = sites.filter((site) => site.resourceType === 'Organization').filter((site) => !isPayer(site));
  const places = sites.filter((site) => site.resourceType === 'Location');
  const known = new Set(organizations.map((site) => site.name));
  return [
    ...organizations.map((site) => ({
      id: `Organization/${site.id}`,
      name: site.name ?? '',
      kind: nameOfConcept(site.type?.[0]),
      address: sayAddress(site.address?.[0] ?? places.find((place) => belongsTo(place, site.id))?.address),
      phone: phoneOf(site.telecom),
    })),
    ...places
      .filter((place) => !known.has(place.name) && !organizations.some((site) => belongsTo(place, site.id)))
      .map((place) => ({
        id: `Location/${place.id}`,
        name: place.name ?? '',
        kind: nameOfConcept(place.type?.[0]),
        address: sayAddress(place.address),
        phone: phoneOf(place.telecom),
      })),
  ];
}

/** Insurers are organizations too, but nobody is cared for there. */
function isPayer(site: fhir4.Organization): boolean {
  return (site.type ?? []).some((type) =>
    type.coding?.some((coding) => coding.code === 'pay' || coding.code === 'ins'),
  );
}

function belongsTo(place: fhir4.Location, organizationId: string | undefined): boolean {
  return Boolean(organizationId) && place.managingOrganization?.reference === `Organization/${organizationId}`;
}

/** Practitioners, one row each, with their roles gathered. */
export function personRows({ sites, people }: Directory): PersonRow[] {
  const roles = people.filter((person) => person.resourceType === 'PractitionerRole');
  const siteNames = new Map(sites.map((site) => [`${site.resourceType}/${site.id}`, nameOfSite(site)]));
  return people
    .filter((person) => person.resourceType === 'Practitioner')
    .map((person) => {
      const own = roles.filter((role) => role.practitioner?.reference === `Practitioner/${person.id}`);
      const at = own.map((role) => siteNames.get(role.organization?.reference ?? '') ?? role.organization?.display);
      return {
        id: `Practitioner/${person.id}`,
        name: nameOf(person.name),
        role: gather(own.map((role) => nameOfConcept(role.code?.[0]))),
        specialty: gather(own.map((role) => nameOfConcept(role.specialty?.[0]))),
        site: gather(at),
        phone: phoneOf(person.telecom ?? own[0]?.telecom),
      };
    });
}

function nameOfSite(site: FhirResource): string | undefined {
  return site.resourceType === 'Organization' || site.resourceType === 'Location' ? site.name : undefined;
}

function gather(words: (string | undefined)[]): string {
  return [...new Set(words.filter(Boolean))].join(', ');
}

function phoneOf(telecom: readonly fhir4.ContactPoint[] | undefined): string {
  const phone = telecom?.find((contact) => contact.system === 'phone')?.value;
  return phone ? sayPhone(phone) : '';
}
