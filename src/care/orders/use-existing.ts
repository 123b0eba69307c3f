import { Fault, type Caller } from '../../base/index.ts';
import { bundle, type FhirRecord } from '../../record/index.ts';
import { duplicatesAmong, prepareOrders, type Where } from './check-order.ts';
import { ORDER_SYSTEM, authorOf, refuseWithoutStanding, type OrderAsk } from './model.ts';
import { whereOf } from './place-orders.ts';

/** The code of what was answered by what was there, of the system urn:throughline:order-kind. */
export const ANSWERED = {
  system: 'urn:throughline:order-outcome',
  code: 'answered',
  display: 'Answered by what was there',
};

/**
 * Takes what is there in the place of an order: a proposal that is completed, with the results or open orders that answer it and the
 * rule by which they do. Nothing that exists is changed, and nothing is ordered. What answers is found again here, so that only
 * what truly answers is counted. Faults: forbidden; conflict, where nothing answers it any more.
 */
export async function useExisting(
  record: FhirRecord,
  caller: Caller,
  where: Where,
  ask: OrderAsk,
): Promise<{ reference: string }> {
  refuseWithoutStanding(caller);
  const prepared = await prepareOrders(record, caller, where, [ask]);
  const now = record.clock.now();
  const [duplicate] = duplicatesAmong(prepared, now);
  const [draft] = prepared.drafts;
  if (!duplicate || !draft) {
    throw new Fault('conflict', 'conflict', 'Nothing answers this any more: order it.', { reason: 'order-unanswered' });
  }
  const rules = [...new Set(duplicate.found.map(({ rule }) => rule.id))];
  const resource: fhir4.ServiceRequest = {
    ...draft,
    intent: 'proposal',
    status: 'completed',
    category: [...(draft.category ?? []), { coding: [ANSWERED], text: ANSWERED.display }],
    requester: authorOf(caller),
    supportingInfo: duplicate.found.map(({ reference }) => ({ reference })),
    instantiatesUri: rules.map((id) => `urn:throughline:ordering-rule:${id}`),
  };
  const answer = (await bundle(record, caller, {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        resource,
        request: {
          method: 'POST',
          url: 'ServiceRequest',
          ifNoneExist: `identifier=${ORDER_SYSTEM}|${ask.token}`,
        },
      },
    ],
  })) as unknown as fhir4.Bundle;
  return { reference: whereOf(answer.entry?.[0]) };
}
