import type { Caller } from '../../base/index.ts';
import { search, type FhirRecord } from '../../record/index.ts';
import { restriction } from '../../access/index.ts';

/** A place that carries out a kind of service, and how far it is from the caller's site, in km where both places are known. */
export type Performer = {
  service: string;
  organization: string;
  name: string;
  location?: string;
  distanceKm?: number;
};

const PAGE = '500';
const EARTH_KM = 6371;

async function all<T>(record: FhirRecord, caller: Caller, type: string): Promise<T[]> {
  if (!restriction(caller, type).allowed) return [];
  const { matches } = await search(record, caller, type, [['_count', PAGE]], { strict: true, isPart: true });
  return matches.map(({ body }) => JSON.parse(body) as T);
}

type Position = { latitude: number; longitude: number };

/** The great-circle distance of two positions in km (haversine). */
export function distanceOf(a: Position, b: Position): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const [north, east] = [rad(b.latitude - a.latitude) / 2, rad(b.longitude - a.longitude) / 2];
  const h = Math.sin(north) ** 2 + Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(east) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(h));
}

/** Who carries out what, by the directory's HealthcareServices: the caller's own site first, then the nearest. */
export async function readPerformers(record: FhirRecord, caller: Caller): Promise<Performer[]> {
  const [services, locations] = await Promise.all([
    all<fhir4.HealthcareService>(record, caller, 'HealthcareService'),
    all<fhir4.Location>(record, caller, 'Location'),
  ]);
  const byRef = new Map(locations.map((one) => [`Location/${one.id}`, one]));
  const home = locations.find(({ managingOrganization, position, partOf }) =>
    Boolean(position && !partOf && managingOrganization?.reference === caller.site),
  )?.position;
  const performers = services.flatMap(({ active, type, providedBy, location, name }) => {
    if (active === false || !providedBy?.reference) return [];
    const [where] = location ?? [];
    const position = byRef.get(where?.reference ?? '')?.position;
    const distanceKm = home && position ? Math.round(distanceOf(home, position) * 10) / 10 : undefined;
    return (type ?? []).map((one): Performer => ({
      service: one.text ?? one.coding?.[0]?.display ?? '',
      organization: providedBy.reference!,
      name: providedBy.display ?? name ?? providedBy.reference!,
      ...(where?.reference ? { location: where.reference } : {}),
      ...(distanceKm === undefined ? {} : { distanceKm }),
    }));
  });
  const rank = ({ organization, distanceKm }: Performer) =>
    organization === caller.site ? -1 : (distanceKm ?? Number.POSITIVE_INFINITY);
  return performers.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
