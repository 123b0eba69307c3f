import { queryOptions } from '@tanstack/react-query';
import { request } from '../api/client.ts';

/** Everything that somebody has said about their record, the newest first. */
export function consentsQuery(patientId: string) {
  return queryOptions({
    queryKey: ['consents', patientId],
    queryFn: async ({ signal }) => {
      const path = `/fhir/Consent?patient=${encodeURIComponent(patientId)}&_count=200`;
      const { entry = [] } = await request<fhir4.Bundle>(path, { signal });
      const found = entry.flatMap(({ resource }) => (resource?.resourceType === 'Consent' ? [resource] : []));
      return found.sort((a, b) => ((a.dateTime ?? '') < (b.dateTime ?? '') ? 1 : -1));
    },
  });
}

/** The person whose record it is. */
export function personQuery(patientId: string) {
  return queryOptions({
    queryKey: ['person', patientId],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => request<fhir4.Patient>(`/fhir/Patient/${encodeURIComponent(patientId)}`, { signal }),
  });
}

/** References of the programmes of 42 CFR Part 2. */
export const programmesQuery = queryOptions({
  queryKey: ['programmes'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) =>
    (await request<{ programmes: string[] }>('/app/access/programmes', { signal })).programmes,
});
