import type { Caller } from '../../base/index.ts';
import type { FhirRecord } from '../../record/index.ts';
import { draftOf, type Ordering } from './build-order.ts';
import type { Catalogue } from './catalogue.ts';
import type { Chart } from './chart.ts';
import { findDuplicates, type Duplicate } from './find-duplicates.ts';
import type { Knowledge } from './knowledge.ts';
import { refuseWithoutStanding, type OrderAsk } from './model.ts';
import { readCatalogue, readKnowledge } from './read-knowledge.ts';
import { readChart } from './read-chart.ts';
import { sayFound, type Shown } from './say-found.ts';

/** The answer for one order of a basket: nothing, or what answers it and how it reads. */
export type Checked = { token: string; duplicate: (Omit<Duplicate, 'found'> & { found: Shown[] }) | null };

/** What the rule, the catalogue and the chart are for one act of ordering. */
export type Prepared = { knowledge: Knowledge; catalogue: Catalogue; chart: Chart; drafts: fhir4.ServiceRequest[] };

/** Where an order goes: whose it is and at which visit. */
export type Where = { patient: string; encounter?: string | undefined };

/** Reads the rules and the chart, and makes drafts of what is asked; items that are not in the catalogue are left out. */
export async function prepareOrders(
  record: FhirRecord,
  caller: Caller,
  where: Where,
  asks: readonly OrderAsk[],
): Promise<Prepared> {
  const [knowledge, catalogue] = await Promise.all([readKnowledge(record), readCatalogue(record)]);
  const ordering: Ordering = { caller, ...where, knowledge, now: record.clock.now() };
  const drafts = asks.flatMap((ask) => {
    const item = catalogue.items.get(ask.item);
    return item ? [draftOf(ask, item, ordering)] : [];
  });
  const chart = await readChart(record, caller, where.patient, { knowledge, orders: drafts });
  return { knowledge, catalogue, chart, drafts };
}

/** What answers each of these orders; the ones before it in the basket count as under way. */
export function duplicatesAmong({ knowledge, chart, drafts }: Prepared, now: number): (Duplicate | null)[] {
  const orders = [...chart.orders];
  return drafts.map((draft) => {
    const duplicate = findDuplicates(draft, { ...chart, orders }, knowledge, now);
    orders.push({ ...draft, id: draft.identifier![0]!.value!, status: 'active', intent: 'order' });
    return duplicate;
  });
}

/**
 * What answers orders already, at the moment of ordering, over all sites and within what the caller may see. Nothing is written but a
 * line of the audit. Faults: forbidden for who writes no orders.
 */
export async function checkOrders(
  record: FhirRecord,
  caller: Caller,
  where: Where,
  asks: readonly OrderAsk[],
): Promise<Checked[]> {
  refuseWithoutStanding(caller);
  const prepared = await prepareOrders(record, caller, where, asks);
  const duplicates = duplicatesAmong(prepared, record.clock.now());
  return Promise.all(
    prepared.drafts.map(async (draft, place) => {
      const duplicate = duplicates[place]!;
      const token = draft.identifier![0]!.value!;
      if (!duplicate) return { token, duplicate: null };
      return { token, duplicate: { ...duplicate, found: await sayFound(record, caller, prepared, duplicate.found) } };
    }),
  );
}
