/** Ordering in the chart: the pane's basket, the key that opens it, and what the chart knows that an order needs. */
import { useEffect, useState } from 'react';
import { getRouteApi } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { catalogueQuery } from '../orders/api.ts';
import { lineOf } from '../orders/basket.ts';
import { useBasket } from '../orders/use-basket.ts';
import { language } from '../lib/locale.ts';
import { newId } from '../lib/new-id.ts';
import type { Chart } from './model/chart.ts';

const signedIn = getRouteApi('/signed-in');

/** What an order replaces, and with which item it begins. */
export type OrderSeed = { item: string; replaces: string };

const STAYS = ['in-progress', 'arrived', 'triaged', 'onleave'];

/** The visit that is going on; the latest of several. */
export function visitNow(chart: Chart): string | undefined {
  const open = chart.index.of('Encounter').filter(({ status }) => STAYS.includes(status));
  const latest = [...open].sort((a, b) => (b.period?.start ?? '').localeCompare(a.period?.start ?? ''))[0];
  return latest && `Encounter/${latest.id}`;
}

/** The active problems, as what an order may be for. */
export function indicationsOf(chart: Chart | undefined) {
  return (chart?.problems ?? [])
    .filter(({ isActive, isCircumstance }) => isActive && !isCircumstance)
    .map(({ ref, name, measures }) => ({ ref, name, measures }));
}

/** See above. Faults of a key: none is taken from who writes. */
export function useOrders(patientId: string, may: boolean) {
  const { account } = signedIn.useRouteContext();
  const held = useBasket(account.id, patientId);
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!may) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'o' || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target as HTMLElement | null;
      if (target?.closest('input, textarea, select, [contenteditable], [role=dialog]')) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [may]);
  return {
    held,
    isOpen,
    open: () => setOpen(true),
    close: () => setOpen(false),
    /** Begins an order in the place of another. */
    replace: async ({ item, replaces }: OrderSeed, chart: Chart) => {
      const catalogue = await client.ensureQueryData(catalogueQuery);
      const found = catalogue.items.find(({ key }) => key === item);
      if (found) {
        const known = { indications: indicationsOf(chart), performers: catalogue.performers, language: language() };
        held.add([{ ...lineOf(found, known, newId()), replaces }]);
      }
      setOpen(true);
    },
  };
}
