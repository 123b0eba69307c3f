/** What the screens ask for, as query options: one key and one address each. */
import { infiniteQueryOptions, keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import { isApiError, request } from './client.ts';
import type {
  AccessPage,
  Account,
  Accounting,
  Directory,
  FhirResource,
  HomeList,
  PatientHit,
  PatientRecord,
  Version,
} from './model.ts';

/** Makes the cache. A refusal is an answer, so only a server that is away is asked again. */
export function openQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 2 && (!isApiError(error) || error.kind === 'offline'),
      },
    },
  });
}

/** Who is signed in; null for nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }): Promise<Account | null> => {
    try {
      return (await request<{ account: Account }>('/app/me', { signal })).account;
    } catch (error) {
      if (isApiError(error) && error.kind === 'signed-out') return null;
      throw error;
    }
  },
});

export const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: ({ signal }) => request<HomeList>('/app/home', { signal }),
});

/** People that answer what was typed; with nothing typed, the charts opened lately. The last answer stays until the next is there. */
export function patientsQuery(text: string) {
  const wanted = text.trim();
  return queryOptions({
    queryKey: ['patients', wanted],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (
        await request<{ patients: PatientHit[] }>('/app/patients/find', {
          method: 'POST',
          body: { text: wanted },
          signal,
        })
      ).patients,
  });
}

/** A whole chart. It is kept true by the live stream, so it does not grow stale by itself. */
export function recordQuery(patientId: string) {
  return queryOptions({
    queryKey: ['record', patientId],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      request<PatientRecord>(`/app/patients/${encodeURIComponent(patientId)}/record`, { signal }),
  });
}

/** Every version of one resource, newest first, with who made it. */
export function versionsQuery(type: string, id: string) {
  return queryOptions({
    queryKey: ['versions', type, id],
    staleTime: 0,
    queryFn: async ({ signal }) =>
      (await request<{ versions: Version[] }>(`/app/resources/${type}/${encodeURIComponent(id)}/history`, { signal }))
        .versions,
  });
}

const zone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Who looked into a record, by days of here; one person alone where somebody is chosen. */
export function accessesQuery(patientId: string, agent: string) {
  return infiniteQueryOptions({
    queryKey: ['accesses', patientId, agent],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams({ zone: zone(), agent, cursor: pageParam });
      return request<AccessPage>(`/app/patients/${encodeURIComponent(patientId)}/accesses?${asked.toString()}`, {
        signal,
      });
    },
    getNextPageParam: ({ next }) => next,
  });
}

/** The accounting of disclosures of three years; that it was taken is in the audit. */
export async function accounting(patientId: string): Promise<Accounting> {
  const asked = new URLSearchParams({ zone: zone() });
  const path = `/app/patients/${encodeURIComponent(patientId)}/accounting?${asked.toString()}`;
  return { ...(await request<Omit<Accounting, 'at'>>(path)), at: new Date().toISOString() };
}

export const directoryQuery = queryOptions({
  queryKey: ['directory'],
  staleTime: 5 * 60_000,
  queryFn: ({ signal }) => request<Directory>('/app/directory', { signal }),
});

/** Ends the session at the server. */
export function signOut(): Promise<void> {
  return request<void>('/app/sign-out', { method: 'POST' });
}

/** Writes what belongs together as one FHIR transaction. */
export function commit(entries: fhir4.BundleEntry[]): Promise<fhir4.Bundle> {
  return request<fhir4.Bundle>('/fhir', {
    method: 'POST',
    body: { resourceType: 'Bundle', type: 'transaction', entry: entries },
  });
}

/** Writes one resource over the version that was read. */
export function save<R extends FhirResource>(resource: R): Promise<R> {
  const version = resource.meta?.versionId;
  return request<R>(`/fhir/${resource.resourceType}/${resource.id}`, {
    method: 'PUT',
    body: resource,
    ...(version ? { ifMatch: version } : {}),
  });
}
