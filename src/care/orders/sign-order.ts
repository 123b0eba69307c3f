import { Fault, type Caller } from '../../base/index.ts';
import { bundle, type FhirRecord } from '../../record/index.ts';
import { fulfilmentOf, signed } from './build-order.ts';
import { putOver, readOrder, type OrderKey } from './cancel-order.ts';
import { ORDERABLE } from './knowledge.ts';
import { TASK_SYSTEM, standingOf } from './model.ts';
import { readCatalogue } from './read-knowledge.ts';

const OVER = new Set(['completed', 'cancelled', 'rejected', 'failed', 'entered-in-error']);

/**
 * Signs what somebody wrote for a signature: the draft becomes an order, its fulfilment begins, and the task that asked is done, in
 * one transaction. Faults: forbidden, for who does not sign such an order; conflict, where it is no draft any more.
 */
export async function signOrder(record: FhirRecord, caller: Caller, key: OrderKey): Promise<void> {
  const { order, tasks } = await readOrder(record, caller, key);
  const item = order.resource.code?.coding?.find(({ system }) => system === ORDERABLE)?.code;
  const catalogue = await readCatalogue(record);
  if (standingOf(caller, catalogue.items.get(item ?? '')) !== 'signs') {
    throw new Fault('forbidden', 'forbidden', 'Not allowed: this order waits for somebody who signs orders.', {
      reason: 'orders-sign',
    });
  }
  if (order.resource.status !== 'draft') {
    throw new Fault('conflict', 'conflict', 'This order is no draft any more.', { reason: 'order-over' });
  }
  const now = record.clock.now();
  const reference = `ServiceRequest/${key.id}`;
  const resource = signed(order.resource, caller, now);
  const fulfilment = fulfilmentOf(resource, reference, now);
  const at = new Date(now).toISOString();
  await bundle(record, caller, {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      putOver(resource, order.version),
      ...tasks
        .filter((task) => !OVER.has(task.resource.status))
        .map((task) => putOver({ ...task.resource, status: 'completed', lastModified: at }, task.version)),
      {
        resource: fulfilment,
        request: {
          method: 'POST',
          url: 'Task',
          ifNoneExist: `identifier=${TASK_SYSTEM}|${fulfilment.identifier![0]!.value}`,
        },
      },
    ],
  });
}
