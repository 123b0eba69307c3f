import { queryOptions } from '@tanstack/react-query';
import { request } from '../api/client.ts';
import type { Inbox, Key, Trend, Unread } from './model.ts';

/** What waits for the caller to look at. It is asked for again while it is on screen: what is critical must not wait for a reload. */
export const inboxQuery = queryOptions({
  queryKey: ['results'],
  refetchInterval: 20_000,
  queryFn: ({ signal }) => request<Inbox>('/app/results', { signal }),
});

export const unreadQuery = queryOptions({
  queryKey: ['results', 'unread'],
  queryFn: ({ signal }) => request<Unread>('/app/results/unread', { signal }),
});

/** Earlier values of the tests of a report. */
export function trendsQuery(patient: string, codes: readonly string[]) {
  return queryOptions({
    queryKey: ['trends', patient, ...codes],
    enabled: codes.length > 0,
    staleTime: 60_000,
    queryFn: async ({ signal }) =>
      (await request<{ trends: Trend[] }>('/app/results/trends', { method: 'POST', body: { patient, codes }, signal }))
        .trends,
  });
}

export type Acknowledge = {
  tasks: Key[];
  comment?: string;
  message?: string;
  followUp?: { text: string; due: string };
};

export const acknowledge = (body: Acknowledge) =>
  request<{ done: number }>('/app/results/acknowledge', { method: 'POST', body });
export const reopen = (tasks: Key[]) =>
  request<{ done: number }>('/app/results/reopen', { method: 'POST', body: { tasks } });
export const forward = (body: { task: Key; to: string; toName: string; comment?: string }) =>
  request<{ done: number }>('/app/results/forward', { method: 'POST', body });
export const arrangeCover = (body: { by: string; byName: string; from: string; until: string }) =>
  request<{ task: string }>('/app/results/cover', { method: 'POST', body });
export const endCover = (task: string) => request<void>(`/app/results/cover/${task}`, { method: 'DELETE' });
