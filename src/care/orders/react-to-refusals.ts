import { createHash } from 'node:crypto';
import type { Put, Reaction } from '../../record/index.ts';
import { instant } from '../ask-record.ts';
import { idOf, wordsOf } from '../model.ts';
import { TASK_CODES } from './model.ts';

const REFUSED = new Set(['rejected', 'failed']);
/** What was refused longer ago is history when it comes. */
const HISTORY_MS = 30 * 86_400_000;
/** Until it must have been seen to: a test that is not done is waited for meanwhile. */
const WITHIN_MS = 86_400_000;

function isRefused(task: fhir4.Task, now: number): boolean {
  const isFulfilment = (task.code?.coding ?? []).some(
    ({ system, code }) => system === TASK_CODES && code === 'fulfill',
  );
  const at = Date.parse(task.lastModified ?? task.meta?.lastUpdated ?? '');
  return isFulfilment && REFUSED.has(task.status) && now - at <= HISTORY_MS;
}

/** The task of whoever ordered to order again or to take the order back; null for what is no refusal, or nobody's. */
export function returnOf(task: fhir4.Task, now: number): (fhir4.Task & { id: string }) | null {
  const { requester, owner } = task;
  if (!isRefused(task, now) || idOf(requester, 'Practitioner') === null) return null;
  const why = wordsOf(task.statusReason, '');
  return {
    resourceType: 'Task',
    id: createHash('sha256').update(`refused ${task.id}`).digest('hex').slice(0, 40),
    status: 'requested',
    intent: 'order',
    priority: 'urgent',
    code: {
      coding: [{ system: 'urn:throughline:task', code: 'order-refused', display: 'An order was not accepted' }],
      text: 'An order was not accepted',
    },
    description: `Not accepted: ${task.description ?? 'an order'}.${why ? ` ${why}` : ''}`,
    ...(task.focus ? { focus: task.focus } : {}),
    ...(task.for ? { for: task.for } : {}),
    ...(task.encounter ? { encounter: task.encounter } : {}),
    authoredOn: instant(now),
    lastModified: instant(now),
    ...(owner ? { requester: owner } : {}),
    ...(requester ? { owner: requester } : {}),
    restriction: { period: { start: instant(now), end: instant(now + WITHIN_MS) } },
  };
}

/** An order that whoever was to carry it out does not accept comes back to who gave it: nothing is waited for in vain. */
export const REFUSALS: Reaction = {
  name: 'orders-refused',
  types: new Set(['Task']),
  writes: ['Task'],
  async react({ changes, now, read }) {
    const changed = await read<fhir4.Task>(changes.map(({ id }) => `Task/${id}`));
    const returns = [...changed.values()].map((task) => returnOf(task, now)).filter((one) => one !== null);
    // Told once: what came back and was seen to does not come back again.
    const before = await read<fhir4.Task>(returns.map(({ id }) => `Task/${id}`));
    return returns.filter(({ id }) => !before.has(`Task/${id}`)).map((resource): Put => ({ resource }));
  },
};
