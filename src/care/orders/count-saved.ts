import { restriction } from '../../access/index.ts';
import type { Caller } from '../../base/index.ts';
import { search, type FhirRecord } from '../../record/index.ts';
import { idOf } from '../model.ts';
import { ORDERABLE } from './knowledge.ts';
import { ANYWAY_URL, ORDERED_ANYWAY, ORDERED_AT_URL } from './model.ts';
import { ANSWERED } from './use-existing.ts';

/** One order behind a number. */
export type SavedOrder = {
  reference: string;
  patient: string;
  at: string;
  by?: string;
  /** What served instead. */
  found: string[];
  /** Why it was ordered all the same, in words. */
  reason?: string;
};

/** One test at one site: how often what was there served, and how often it was ordered all the same. */
export type SavedRow = {
  test: string;
  name: string;
  site?: { reference: string; name: string };
  used: SavedOrder[];
  anyway: SavedOrder[];
};

export type Saved = { from: string; until: string; rows: SavedRow[]; more: boolean };

const PAGE = '1000';
const MOST_PAGES = 10;

/** What was not done after all. */
const TAKEN_BACK = new Set(['revoked', 'entered-in-error']);

type Span = { from: string; until: string };

async function ordersOf(
  record: FhirRecord,
  caller: Caller,
  { from, until }: Span,
  which: [string, string][],
): Promise<{ orders: fhir4.ServiceRequest[]; more: boolean }> {
  const orders: fhir4.ServiceRequest[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const params: [string, string][] = [
      ...which,
      ['authored', `ge${from}`],
      ['authored', `lt${until}`],
      ['_count', PAGE],
      ...(cursor ? [['_cursor', cursor] as [string, string]] : []),
    ];
    const page = await search(record, caller, 'ServiceRequest', params, { strict: true });
    orders.push(...page.matches.map(({ body }) => JSON.parse(body) as fhir4.ServiceRequest));
    cursor = page.next;
    pages += 1;
  } while (cursor !== undefined && pages < MOST_PAGES);
  return { orders, more: cursor !== undefined };
}

function savedOf(order: fhir4.ServiceRequest): SavedOrder {
  const reason = order.extension?.find(({ url }) => url === ANYWAY_URL)?.valueCodeableConcept;
  const words = reason?.text ?? reason?.coding?.[0]?.display;
  return {
    reference: `ServiceRequest/${order.id}`,
    patient: idOf(order.subject, 'Patient') ?? '',
    at: order.authoredOn ?? '',
    ...(order.requester?.display ? { by: order.requester.display } : {}),
    found: (order.supportingInfo ?? []).flatMap(({ reference }) => reference ?? []),
    ...(words ? { reason: words } : {}),
  };
}

/**
 * What was saved in a span of days (`from` inclusive, `until` exclusive): by test and by the site at which it was about to be ordered,
 * within what the caller may see. Each number is the list of the orders behind it. `more` says that the span was too long to count.
 */
export async function countSaved(record: FhirRecord, caller: Caller, span: Span): Promise<Saved> {
  if (!restriction(caller, 'ServiceRequest').allowed) return { ...span, rows: [], more: false };
  const [used, placed] = await Promise.all([
    ordersOf(record, caller, span, [
      ['intent', 'proposal'],
      ['status', 'completed'],
      ['category', `${ANSWERED.system}|${ANSWERED.code}`],
    ]),
    ordersOf(record, caller, span, [['category', `${ORDERED_ANYWAY.system}|${ORDERED_ANYWAY.code}`]]),
  ]);
  const rows = new Map<string, SavedRow>();
  for (const [which, orders] of [
    ['used', used.orders],
    ['anyway', placed.orders],
  ] as const) {
    for (const order of orders) if (!TAKEN_BACK.has(order.status)) rowFor(rows, order)[which].push(savedOf(order));
  }
  const named = await withNames(record, caller, [...rows.values()]);
  return { ...span, rows: named.sort(byCount), more: used.more || placed.more };
}

const byCount = (a: SavedRow, b: SavedRow): number => b.used.length - a.used.length || a.name.localeCompare(b.name);

function rowFor(rows: Map<string, SavedRow>, order: fhir4.ServiceRequest): SavedRow {
  const test = order.code?.coding?.find(({ system }) => system === ORDERABLE)?.code ?? '';
  const site = order.extension?.find(({ url }) => url === ORDERED_AT_URL)?.valueReference?.reference;
  const key = `${test} ${site ?? ''}`;
  let row = rows.get(key);
  if (!row) {
    row = { test, name: order.code?.text ?? test, used: [], anyway: [] };
    if (site) row.site = { reference: site, name: site };
    rows.set(key, row);
  }
  return row;
}

async function withNames(record: FhirRecord, caller: Caller, rows: SavedRow[]): Promise<SavedRow[]> {
  const ids = [...new Set(rows.flatMap(({ site }) => site?.reference.split('/')[1] ?? []))];
  if (ids.length === 0 || !restriction(caller, 'Organization').allowed) return rows;
  const { matches } = await search(record, caller, 'Organization', [['_id', ids.join(',')]], { strict: true });
  const names = new Map(
    matches.map(({ id, body }) => [`Organization/${id}`, (JSON.parse(body) as fhir4.Organization).name]),
  );
  for (const { site } of rows) if (site) site.name = names.get(site.reference) ?? site.name;
  return rows;
}
