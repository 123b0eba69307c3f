import { queryOptions } from '@tanstack/react-query';
import { request } from '../api/client.ts';
import { nameOf } from '../lib/names.ts';
import type { Policies } from './rules.ts';

export type StaffAccount = { username: string; name: string; roleName: string; assignment: string };
export type Found = { type: string; seen: boolean; basis: string; count: number; examples: string[] };
export type Explained = { about: { name: string; roleName: string }; found: Found[] };

/** Everybody of the staff who can sign in. */
export const staffQuery = queryOptions({
  queryKey: ['staff'],
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await request<{ staff: StaffAccount[] }>('/app/access/staff', { signal })).staff,
});

/** Which rules let somebody into a record, and which keep them out. Every asking is noted, so none is made twice by itself. */
export function explainedQuery({ username, assignment }: StaffAccount, patientId: string) {
  return queryOptions({
    queryKey: ['explained', assignment, patientId],
    staleTime: 0,
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) =>
      request<Explained>(
        `/app/patients/${encodeURIComponent(patientId)}/explained?as=${encodeURIComponent(username)}&assignment=${assignment}`,
        { signal },
      ),
  });
}

/** The rules of access in force, and the policies from which they come. */
export const rulesQuery = queryOptions({
  queryKey: ['access-rules'],
  queryFn: ({ signal }) => request<Policies>('/app/access/rules', { signal }),
});

/** The names of patients by their ids. */
export function namesQuery(ids: readonly string[]) {
  const wanted = [...new Set(ids)].sort();
  return queryOptions({
    queryKey: ['patient-names', wanted],
    enabled: wanted.length > 0,
    queryFn: async ({ signal }) => {
      const path = `/fhir/Patient?_id=${wanted.map(encodeURIComponent).join(',')}&_count=500`;
      const { entry = [] } = await request<fhir4.Bundle>(path, { signal });
      return new Map(
        entry.flatMap(({ resource }): [string, string][] =>
          resource?.resourceType === 'Patient' ? [[resource.id ?? '', nameOf(resource.name)]] : [],
        ),
      );
    },
  });
}
