import { Fault, type Caller } from '../../base/index.ts';
import { bundle, read, search, type FhirRecord } from '../../record/index.ts';
import { approvalOf, fulfilmentOf, signed } from './build-order.ts';
import { entriesToCancel } from './cancel-order.ts';
import { duplicatesAmong, prepareOrders, type Prepared, type Where } from './check-order.ts';
import { ORDER_SYSTEM, TASK_SYSTEM, refuseWithoutStanding, standingOf, type OrderAsk } from './model.ts';
import { refuseOrders } from './refuse-order.ts';

export type Placed = { token: string; order: string; task: string; status: 'active' | 'draft' };

/** Refuses what has an answer and gives no reason: the pane shows the answer, and a script is told of it. Faults: conflict. */
function refuseUnjustified(asks: readonly OrderAsk[], prepared: Prepared, now: number): void {
  const place = duplicatesAmong(prepared, now).findIndex((duplicate, at) => duplicate && !asks[at]!.anyway);
  if (place < 0) return;
  const name = prepared.drafts[place]!.code?.text ?? 'This order';
  throw new Fault('conflict', 'duplicate', `${name} has its answer already: use it, or say why it is ordered anyway.`, {
    expression: `orders[${place}]`,
    reason: 'order-duplicate',
  });
}

function post(resource: fhir4.FhirResource, fullUrl: string | undefined, system: string): fhir4.BundleEntry {
  const { identifier } = resource as fhir4.Task;
  return {
    ...(fullUrl ? { fullUrl } : {}),
    resource,
    request: {
      method: 'POST',
      url: resource.resourceType,
      ifNoneExist: `identifier=${system}|${identifier?.[0]?.value}`,
    },
  };
}

/** Where the answer says that an entry is stored, `Type/id`. */
export function whereOf(entry: fhir4.BundleEntry | undefined): string {
  return (entry?.response?.location ?? '').split('/').slice(0, 2).join('/');
}

async function refuseUnknownPatient(record: FhirRecord, caller: Caller, patient: string): Promise<void> {
  const found = await read(record, caller, 'Patient', patient);
  if (!found || found.deleted) throw new Fault('not-found', 'not-found', 'There is no such patient.');
}

/**
 * Signs orders in one act and one transaction: each a ServiceRequest with the Task that fulfils it. For roles that do not sign they are
 * written as drafts, with a Task that asks for a signature. Sent again, they are found instead of stored twice. Faults: forbidden;
 * unprocessable with every field that is missing; conflict for what has its answer and gives no reason.
 */
export async function placeOrders(
  record: FhirRecord,
  caller: Caller,
  where: Where,
  asks: readonly OrderAsk[],
): Promise<Placed[]> {
  refuseWithoutStanding(caller);
  await refuseUnknownPatient(record, caller, where.patient);
  const prepared = await prepareOrders(record, caller, where, asks);
  const now = record.clock.now();
  refuseOrders(asks, prepared.catalogue, now);
  const known = await placedBefore(record, caller, asks);
  if (!known) refuseUnjustified(asks, prepared, now);
  const entry: fhir4.BundleEntry[] = [];
  for (const [place, ask] of asks.entries()) {
    const draft = prepared.drafts[place]!;
    const url = `urn:uuid:${ask.token}`;
    const isSigned = standingOf(caller, prepared.catalogue.items.get(ask.item)) === 'signs';
    const order = isSigned ? signed(draft, caller, now) : draft;
    entry.push(
      post(order, url, ORDER_SYSTEM),
      post(isSigned ? fulfilmentOf(order, url, now) : approvalOf(order, url, now), undefined, TASK_SYSTEM),
    );
  }
  const answer = (await bundle(record, caller, {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [...entry, ...(known ? [] : await replaced(record, caller, where, asks))],
  })) as unknown as fhir4.Bundle;
  return asks.map((ask, place) => ({
    token: ask.token,
    order: whereOf(answer.entry?.[place * 2]),
    task: whereOf(answer.entry?.[place * 2 + 1]),
    status: (entry[place * 2]!.resource as fhir4.ServiceRequest).status as Placed['status'],
  }));
}

/** True where these orders are stored already, since their answer was lost on the way. */
async function placedBefore(record: FhirRecord, caller: Caller, asks: readonly OrderAsk[]): Promise<boolean> {
  const tokens = asks.map(({ token }) => `${ORDER_SYSTEM}|${token}`).join(',');
  const { matches } = await search(record, caller, 'ServiceRequest', [['identifier', tokens]], {
    strict: true,
    isPart: true,
  });
  return matches.length > 0;
}

async function replaced(
  record: FhirRecord,
  caller: Caller,
  { patient }: Where,
  asks: readonly OrderAsk[],
): Promise<fhir4.BundleEntry[]> {
  const ids = [...new Set(asks.flatMap(({ replaces }) => replaces?.split('/')[1] ?? []))];
  const entries = await Promise.all(ids.map((id) => entriesToCancel(record, caller, { patient, id }, 'replaced')));
  return entries.flat();
}
