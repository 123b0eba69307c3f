/** Writing from the chart: one FHIR transaction, and what came of it at once in the chart on screen. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { request } from '../api/client.ts';
import { withChange } from '../api/live.ts';
import type { FhirResource, PatientRecord } from '../api/model.ts';
import { commit, recordQuery, save } from '../api/queries.ts';

/** Sends a transaction and merges what the server stored into the chart. */
export function useCommit(patientId: string): (entries: fhir4.BundleEntry[]) => Promise<FhirResource[]> {
  const client = useQueryClient();
  return useCallback(
    async (entries) => {
      const answer = await commit(entries);
      const stored = await Promise.all((answer.entry ?? []).map(storedOf));
      const found = stored.filter((one) => one !== undefined);
      merge(client, patientId, found);
      return found;
    },
    [client, patientId],
  );
}

/** Writes one resource over the version that was read, and shows it. */
export function useSave(patientId: string): <R extends FhirResource>(resource: R) => Promise<R> {
  const client = useQueryClient();
  return useCallback(
    async (resource) => {
      const stored = await save(resource);
      merge(client, patientId, [stored]);
      return stored;
    },
    [client, patientId],
  );
}

async function storedOf(entry: fhir4.BundleEntry): Promise<FhirResource | undefined> {
  if (entry.resource?.id) return entry.resource as FhirResource;
  // A server may answer a transaction without the bodies; what it stored is where it says.
  const where = /([A-Z]\w+\/[\w.-]+)(?:\/_history\/[\w.-]+)?$/.exec(entry.response?.location ?? '')?.[1];
  return where ? request<FhirResource>(`/fhir/${where}`) : undefined;
}

function merge(client: QueryClient, patientId: string, stored: readonly FhirResource[]): void {
  client.setQueryData<PatientRecord>(recordQuery(patientId).queryKey, (record) => {
    if (!record) return record;
    return stored.reduce((held, one) => withChange(held, { type: one.resourceType, id: one.id ?? '' }, one), record);
  });
}
