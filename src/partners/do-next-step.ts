import {
  cancelStep,
  namesBeside,
  namesOf,
  nextStep,
  planOf,
  refusedOf,
  transactionOf,
  type Order,
  type Partner,
  type Step,
} from '../demo/index.ts';
import type { Log } from '../base/index.ts';
import type { Answered, Client } from './fhir-client.ts';
import { readHeld, readKnown, readOrder, readOtherSpecimen } from './read-order.ts';

/** A partner at work, and how it goes about it. */
export type AtWork = {
  client: Client;
  partner: Partner;
  seed: string;
  speed: number;
  now(): number;
  log: Log;
  /** The orders of others whom the partner has work for, by their patient's reference. */
  orders: ReadonlyMap<string, { patient: string; focus: string }>;
};

/** What came of looking at an order: something was done, there is something to do later, nothing is left, or the server is away. */
export type Did =
  | { kind: 'did'; key: string }
  | { kind: 'later'; at: number }
  | { kind: 'waits' }
  | { kind: 'over' }
  | Extract<Answered, { kind: 'away' }>;

const STALE = new Set([409, 412]);
const MOST_TRIES = 3;
const OPEN = new Set(['requested', 'received', 'accepted', 'in-progress', 'on-hold', 'ready']);
const TAKEN_BACK = new Set(['revoked', 'cancelled', 'stopped', 'entered-in-error']);

/**
 * Does what is due next about a Task, if anything is, as one transaction. Whatever is decided is decided from what the record says at
 * that moment, so that it does not matter who did the steps before, or whether somebody else is at it too.
 */
export async function doNextStep(work: AtWork, id: string): Promise<Did> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const did = await attempt(work, id);
    if (did !== 'stale') return did;
  }
  return { kind: 'later', at: work.now() };
}

async function attempt(work: AtWork, id: string): Promise<Did | 'stale'> {
  const { client, partner, seed, speed, now } = work;
  const read = await readOrder(client, partner.kind, id);
  if (read === null) return { kind: 'over' };
  if ('kind' in read) return unread(work, read);
  const { task } = read.order;
  if (!OPEN.has(task.status) && task.status !== 'completed') return { kind: 'over' };
  if (read.person === null)
    return OPEN.has(task.status) ? deliver(work, read.order, unreadable(now())) : { kind: 'over' };
  const { order, person } = read;
  const { request } = order;
  if (TAKEN_BACK.has(request.status)) {
    return OPEN.has(task.status) ? deliver(work, order, cancelStep(now())) : { kind: 'over' };
  }
  if (request.status === 'on-hold' || request.status === 'draft') return { kind: 'waits' };
  const known = partner.kind === 'laboratory' ? await readKnown(client, partner, order) : new Map<string, number>();
  if ('kind' in known) return unread(work, known);
  const step = nextStep(planOf({ partner, order, person, known, seed, speed }), task);
  if (!step) return task.status === 'on-hold' ? { kind: 'waits' } : { kind: 'over' };
  if (step.at > now()) return { kind: 'later', at: step.at };
  return deliver(work, order, step);
}

/** What cannot be read is not to be had; or it is for a while. */
function unread({ log, partner }: AtWork, answer: Answered): Did {
  if (answer.kind === 'away') return answer;
  if (answer.kind === 'refused')
    log.warn({ partner: partner.kind, status: answer.status, why: answer.why }, 'an order could not be read');
  return { kind: 'over' };
}

/** Whoever is not shown an order says so, instead of leaving it lie. */
function unreadable(at: number): Step {
  const reason = 'The order cannot be read: it is not there, or names another performer than the owner of this Task.';
  return { key: 'rejected', at, status: 'rejected', said: 'Not accepted', reason };
}

async function deliver(work: AtWork, order: Pick<Order, 'task'> & Partial<Order>, step: Step): Promise<Did | 'stale'> {
  const { client, partner, log } = work;
  const moment = step.isMistake ? await momentOf(work, order) : {};
  if ('kind' in moment) return unread(work, moment);
  const made = step.make?.(moment) ?? [];
  const held = await readHeld(client, partner, order.task, [...namesOf(made), ...namesBeside(made)]);
  if ('kind' in held) return unread(work, held);
  const missing = namesBeside(made).find(({ name }) => !held.has(name));
  const answer = missing
    ? ({ kind: 'refused', status: 404, why: `the ${missing.name} of this order is no longer there` } as const)
    : await client.transact(transactionOf(order, step, made, held, partner.organization));
  if (answer.kind === 'away') return answer;
  if (answer.kind === 'done') return { kind: 'did', key: step.key };
  if (STALE.has(answer.status)) return 'stale';
  log.info({ partner: partner.kind, task: order.task.id, step: step.key, status: answer.status }, 'a step was refused');
  const told = await client.transact(refusedOf(order, step, answer.why));
  if (told.kind === 'away') return told;
  if (told.kind === 'done') return { kind: 'did', key: step.key };
  if (STALE.has(told.status)) return 'stale';
  log.warn({ partner: partner.kind, task: order.task.id, why: told.why }, 'not even the refusal could be told');
  return { kind: 'over' };
}

async function momentOf(
  { client, partner, orders }: AtWork,
  { request }: Partial<Order>,
): Promise<{ otherSpecimen?: string; otherOrder?: string } | Answered> {
  const patient = request?.subject.reference;
  if (partner.kind === 'laboratory') {
    const other = await readOtherSpecimen(client, patient);
    if (typeof other === 'object') return other;
    return other === undefined ? {} : { otherSpecimen: other };
  }
  const other = [...orders.values()].find((one) => one.patient !== patient);
  return other ? { otherOrder: other.focus } : {};
}
