import { Fault, type Caller } from '../../base/index.ts';
import { parseJson } from '../../fhir/index.ts';
import { bundle, read, search, type FhirRecord } from '../../record/index.ts';
import { pointsTo } from './chart.ts';
import { STATUS_REASON_URL, cancelledConcept, refuseWithoutStanding, type Cancelled } from './model.ts';

const OVER = new Set(['completed', 'cancelled', 'rejected', 'failed', 'entered-in-error']);
const OPEN_ORDERS = new Set(['draft', 'active', 'on-hold']);

/** One order of one patient, by their ids. */
export type OrderKey = { patient: string; id: string };

type Stored<T> = { resource: T; version: number };

/** The order, with the tasks about it. Faults: not-found, where there is none, or it is another patient's. */
export async function readOrder(
  record: FhirRecord,
  caller: Caller,
  { patient, id }: OrderKey,
): Promise<{ order: Stored<fhir4.ServiceRequest>; tasks: Stored<fhir4.Task>[] }> {
  const answer = await read(record, caller, 'ServiceRequest', id);
  const order = answer && !answer.deleted ? (parseJson(answer.body) as unknown as fhir4.ServiceRequest) : null;
  if (!answer || !order || !pointsTo(order.subject, `Patient/${patient}`))
    throw new Fault('not-found', 'not-found', 'There is no such order of this patient.');
  const params: [string, string][] = [
    ['patient', `Patient/${patient}`],
    ['focus', `ServiceRequest/${id}`],
  ];
  const { matches } = await search(record, caller, 'Task', params, { strict: true });
  return {
    order: { resource: order, version: answer.version },
    tasks: matches.map(({ body, version }) => ({ resource: parseJson(body) as unknown as fhir4.Task, version })),
  };
}

/** An entry that writes over just the version that was read. */
export function putOver(resource: fhir4.ServiceRequest | fhir4.Task, version: number): fhir4.BundleEntry {
  return {
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}`, ifMatch: `W/"${version}"` },
  };
}

/**
 * The entries that take an order back, and its open tasks with it. Faults: not-found; conflict, where it is over or answered: what has
 * happened is not taken back.
 */
export async function entriesToCancel(
  record: FhirRecord,
  caller: Caller,
  key: OrderKey,
  reason: Cancelled,
): Promise<fhir4.BundleEntry[]> {
  const { order, tasks } = await readOrder(record, caller, key);
  const name = order.resource.code?.text ?? 'This order';
  if (!OPEN_ORDERS.has(order.resource.status) || tasks.some(({ resource }) => isAnswered(resource))) {
    throw new Fault('conflict', 'conflict', `${name} is over already, and what has happened is not taken back.`, {
      reason: 'order-over',
    });
  }
  const concept = cancelledConcept(reason);
  const at = new Date(record.clock.now()).toISOString();
  const extension = (order.resource.extension ?? []).filter(({ url }) => url !== STATUS_REASON_URL);
  const revoked: fhir4.ServiceRequest = {
    ...order.resource,
    status: 'revoked',
    extension: [...extension, { url: STATUS_REASON_URL, valueCodeableConcept: concept }],
  };
  return [
    putOver(revoked, order.version),
    ...tasks
      .filter(({ resource }) => !OVER.has(resource.status))
      .map(({ resource, version }) =>
        putOver({ ...resource, status: 'cancelled', statusReason: concept, lastModified: at }, version),
      ),
  ];
}

const isAnswered = ({ status, code }: fhir4.Task): boolean =>
  status === 'completed' && (code?.coding ?? []).some((coding) => coding.code === 'fulfill');

/** Takes an order back with a reason: the order revoked, its tasks cancelled, in one transaction. */
export async function cancelOrder(record: FhirRecord, caller: Caller, key: OrderKey, reason: Cancelled): Promise<void> {
  refuseWithoutStanding(caller);
  const entry = await entriesToCancel(record, caller, key, reason);
  await bundle(record, caller, { resourceType: 'Bundle', type: 'transaction', entry });
}
