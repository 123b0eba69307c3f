/** The live chart: one stream per patient, shared by whoever looks, and each change merged into what is on screen. */
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { isApiError, request } from './client.ts';
import type { Change, FhirResource, PatientRecord } from './model.ts';
import { recordQuery } from './queries.ts';

type Stream = { watchers: number; close: () => void };

const MARK_MS = 4_000;
const GATHER_MS = 25;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const streams = new Map<string, Stream>();
const listeners = new Set<() => void>();
let marked: ReadonlyMap<string, Change> = new Map();

/** Keeps the chart of a patient true while the calling component is on screen. */
export function useLiveChart(patientId: string): void {
  const client = useQueryClient();
  const isRead = useQuery({ ...recordQuery(patientId), select: () => true }).data ?? false;
  useEffect(() => {
    if (!isRead) return undefined;
    const stream = streams.get(patientId) ?? openStream(patientId, client);
    streams.set(patientId, stream);
    stream.watchers += 1;
    return () => {
      stream.watchers -= 1;
      if (stream.watchers > 0) return;
      stream.close();
      streams.delete(patientId);
    };
  }, [patientId, client, isRead]);
}

/** What changed in the last four seconds, by `Type/id`, to tint it for a moment. */
export function useChanged(): ReadonlyMap<string, Change> {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => marked,
    () => marked,
  );
}

/** Follows the feed from where the chart was read. A dropped line the browser takes up again by Last-Event-ID; a refused one we do. */
function openStream(patientId: string, client: QueryClient): Stream {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = FIRST_WAIT_MS;
  const putIn = gathering(patientId, client);

  const connect = (from: string) => {
    source = new EventSource(`/app/events?patient=${encodeURIComponent(patientId)}&from=${encodeURIComponent(from)}`);
    source.addEventListener('open', () => (waitMs = FIRST_WAIT_MS));
    source.addEventListener('change', (event: MessageEvent<string>) => {
      void receive(patientId, JSON.parse(event.data) as Change, client, putIn);
    });
    // The rules changed, or where we were is not known any more: what may be seen is another question than it was.
    source.addEventListener('reset', () => void rereadChart(patientId, client));
    source.addEventListener('error', () => {
      if (source?.readyState === EventSource.CLOSED) later();
    });
  };
  const later = () => {
    timer = setTimeout(() => void restart(), waitMs);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  };
  const restart = async () => {
    try {
      // Read again: what changed meanwhile, and a position that the server knows. Whoever is signed out goes to the door here.
      connect((await client.fetchQuery({ ...recordQuery(patientId), staleTime: 0 })).position);
    } catch {
      later();
    }
  };

  connect(client.getQueryData(recordQuery(patientId).queryKey)?.position ?? '');
  return {
    watchers: 0,
    close: () => {
      clearTimeout(timer);
      source?.close();
    },
  };
}

/**
 * Reads a chart again after what may be seen of it changed. What is shown of it elsewhere goes at once; the chart itself as soon as the
 * answer is there, and at once where there is none: nothing stays on screen that may be over.
 */
export async function rereadChart(patientId: string, client: QueryClient): Promise<void> {
  readings.set(patientId, (readings.get(patientId) ?? 0) + 1);
  client.removeQueries({ queryKey: ['versions'] });
  void client.invalidateQueries({ queryKey: ['home'] });
  const query = recordQuery(patientId);
  await client.cancelQueries({ queryKey: query.queryKey });
  await client.refetchQueries({ queryKey: query.queryKey });
  if (client.getQueryState(query.queryKey)?.status === 'error') await client.resetQueries({ queryKey: query.queryKey });
}

/** How often each chart was read again: what was fetched before that is not put in after it. */
const readings = new Map<string, number>();

type Arrival = { change: Change; resource: FhirResource | null };

/** Puts in what arrives, and what arrives in the same moment at once: a saved note is several resources, and the chart is drawn anew for each putting in. */
function gathering(patientId: string, client: QueryClient): (arrival: Arrival) => void {
  let arrived: Arrival[] = [];
  const put = () => {
    const all = arrived;
    arrived = [];
    client.setQueryData<PatientRecord>(
      recordQuery(patientId).queryKey,
      (record) => record && all.reduce((held, { change, resource }) => withChange(held, change, resource), record),
    );
    for (const { change } of all) void client.invalidateQueries({ queryKey: ['versions', change.type, change.id] });
    mark(all.map(({ change }) => change));
  };
  return (arrival) => {
    if (arrived.length === 0) setTimeout(put, GATHER_MS);
    arrived.push(arrival);
  };
}

async function receive(
  patientId: string,
  change: Change,
  client: QueryClient,
  putIn: (arrival: Arrival) => void,
): Promise<void> {
  const reading = readings.get(patientId);
  try {
    const resource = change.action === 'delete' ? null : await fetchChanged(change);
    if (readings.get(patientId) === reading) putIn({ change, resource });
  } catch {
    // The network failed between the news and the thing itself: read the chart again as soon as that works.
    await client.invalidateQueries({ queryKey: recordQuery(patientId).queryKey });
  }
}

async function fetchChanged(change: Change): Promise<FhirResource | null> {
  try {
    return await request<FhirResource>(`/fhir/${change.type}/${encodeURIComponent(change.id)}`);
  } catch (error) {
    // Deleted again, or not ours to see: either way it is not on this screen.
    if (isApiError(error) && ['gone', 'not-found', 'not-permitted'].includes(error.kind)) return null;
    throw error;
  }
}

/** The record with one resource put in, replaced where it stood, or (null) taken out; an older version changes nothing. */
export function withChange(
  record: PatientRecord,
  change: Pick<Change, 'type' | 'id'>,
  resource: FhirResource | null,
): PatientRecord {
  const place = record.resources.findIndex((held) => held.resourceType === change.type && held.id === change.id);
  if (!resource) return place < 0 ? record : { ...record, resources: record.resources.toSpliced(place, 1) };
  if (place < 0) return { ...record, resources: [...record.resources, resource] };
  const held = Number(record.resources[place]?.meta?.versionId ?? 0);
  if (held >= Number(resource.meta?.versionId ?? 0)) return record;
  return { ...record, resources: record.resources.with(place, resource) };
}

function mark(changes: readonly Change[]): void {
  const names = changes.map((change) => [`${change.type}/${change.id}`, change] as const);
  marked = new Map([...marked, ...names]);
  for (const listener of listeners) listener();
  setTimeout(() => {
    const left = new Map(marked);
    for (const [name, change] of names) if (left.get(name) === change) left.delete(name);
    if (left.size === marked.size) return;
    marked = left;
    for (const listener of listeners) listener();
  }, MARK_MS);
}
