/** Opening a record in an emergency, and what the privacy officer says of it. */
import { queryOptions } from '@tanstack/react-query';
import { request } from './client.ts';

/** An emergency in which somebody opened a record. Times in ms since 1970. */
export type Glass = {
  id: string;
  accountName: string;
  role: string;
  patient: string;
  reason: string;
  starts: number;
  ends: number;
  reviewed?: string;
  reviewer?: string;
  verdict?: 'justified' | 'not-justified';
  note?: string;
};

export type GlassState = {
  /** The emergency by which the record is open to whoever asks; null for none. */
  open: Glass | null;
  rules: { may: boolean; usualMinutes: number; mostMinutes: number };
};

/** Whether a record is open to whoever asks by an emergency, and whether and how long it may be. */
export function glassQuery(patientId: string) {
  return queryOptions({
    queryKey: ['glass', patientId],
    queryFn: ({ signal }) =>
      request<GlassState>(`/app/patients/${encodeURIComponent(patientId)}/break-glass`, { signal }),
  });
}

/** Opens a record. Refused as `invalid` with the field for a reason or a time that will not do. */
export function openGlass(patientId: string, ask: { reason: string; minutes: number }): Promise<Glass> {
  return request<Glass>(`/app/patients/${encodeURIComponent(patientId)}/break-glass`, { method: 'POST', body: ask });
}

/** Ends one's own emergency before its time. */
export function closeGlass(id: string): Promise<void> {
  return request<void>(`/app/break-glass/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** All of them, those to be reviewed first. */
export const emergenciesQuery = queryOptions({
  queryKey: ['emergencies'],
  queryFn: async ({ signal }) => (await request<{ emergencies: Glass[] }>('/app/break-glass', { signal })).emergencies,
});

/** What the privacy officer found. */
export function reviewGlass(
  id: string,
  review: { verdict: NonNullable<Glass['verdict']>; note: string },
): Promise<void> {
  return request<void>(`/app/break-glass/${encodeURIComponent(id)}/review`, { method: 'POST', body: review });
}
