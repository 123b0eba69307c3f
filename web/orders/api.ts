/** What ordering asks of the server (`src/api/app/orders.ts`). */
import { queryOptions, keepPreviousData } from '@tanstack/react-query';
import type { BoardRow, CatalogueAnswer, Checked, OrderAsk, Placed, Saved } from './model.ts';
import { request } from '../api/client.ts';

const at = (patientId: string) => `/app/patients/${encodeURIComponent(patientId)}/orders`;

export const catalogueQuery = queryOptions({
  queryKey: ['orders', 'catalogue'],
  staleTime: 5 * 60_000,
  queryFn: ({ signal }) => request<CatalogueAnswer>('/app/orders/catalogue', { signal }),
});

export type Basket = { orders: OrderAsk[]; encounter?: string };

/** What answers the orders of a basket already. The last answer stays until the next is there. */
export function checkQuery(patientId: string, basket: Basket) {
  return queryOptions({
    queryKey: ['orders', 'check', patientId, basket],
    enabled: basket.orders.length > 0,
    staleTime: 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await request<{ checked: Checked[] }>(`${at(patientId)}/check`, { method: 'POST', body: basket, signal }))
        .checked,
  });
}

/** Signs all of a basket in one act. */
export async function placeOrders(patientId: string, basket: Basket): Promise<Placed[]> {
  return (await request<{ placed: Placed[] }>(at(patientId), { method: 'POST', body: basket })).placed;
}

/** Takes what is there in the place of an order. */
export function takeAnswer(
  patientId: string,
  body: { order: OrderAsk; encounter?: string },
): Promise<{ reference: string }> {
  return request<{ reference: string }>(`${at(patientId)}/use`, { method: 'POST', body });
}

/** Takes an order (`ServiceRequest/x`) back. */
export function cancelOrder(patientId: string, order: string, reason: string): Promise<void> {
  return request<void>(`${at(patientId)}/${order.split('/')[1]}/cancel`, { method: 'POST', body: { reason } });
}

/** Signs what somebody wrote for a signature. */
export function signOrder(patientId: string, order: string): Promise<void> {
  return request<void>(`${at(patientId)}/${order.split('/')[1]}/sign`, { method: 'POST', body: {} });
}

/** Keeps the keys that are at hand. */
export function keepFavourites(items: string[]): Promise<void> {
  return request<void>('/app/orders/favourites', { method: 'PUT', body: { items } });
}

/** Says that an answer was not used after all. */
export async function untakeAnswer(reference: string): Promise<void> {
  const used = await request<fhir4.ServiceRequest>(`/fhir/${reference}`);
  await request(`/fhir/${reference}`, {
    method: 'PUT',
    body: { ...used, status: 'entered-in-error' },
    ifMatch: used.meta?.versionId ?? '1',
  });
}

/** The open orders of a site, or of all. Asked again every half minute: what is pending moves without us. */
export function openOrdersQuery(site: string) {
  return queryOptions({
    queryKey: ['orders', 'open', site],
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
    queryFn: ({ signal }) =>
      request<{ rows: BoardRow[]; more: boolean }>(
        `/app/orders/open${site ? `?site=${encodeURIComponent(site)}` : ''}`,
        {
          signal,
        },
      ),
  });
}

/** What was saved from one day until another. */
export function savedQuery(from: string, until: string) {
  return queryOptions({
    queryKey: ['orders', 'saved', from, until],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => request<Saved>(`/app/orders/saved?from=${from}&until=${until}`, { signal }),
  });
}
