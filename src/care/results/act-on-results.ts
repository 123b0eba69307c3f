import { type Caller, Fault } from '../../base/index.ts';
import type { Resource } from '../../fhir/index.ts';
import { type FhirRecord, bundle } from '../../record/index.ts';
import { type Asking, find, instant } from '../ask-record.ts';
import { dayOf, idOf } from '../model.ts';
import { PARTS, TASK_CODES, isOpen, isReview, severityIn } from './model.ts';

/** A review as it was read: one that somebody changed since is not acted on. */
export type ReviewKey = { id: string; version: number };

export type AcknowledgeAsk = {
  tasks: readonly ReviewKey[];
  /** Stands in each review. */
  comment?: string | undefined;
  /** Goes to each patient, in plain words. */
  message?: string | undefined;
  /** What is to be done next, as a task. */
  followUp?: { text: string; due: string; owner?: string | undefined } | undefined;
};

export type Acted = { done: number };

const MOST_AT_ONCE = 100;

async function readReviews(asking: Asking, keys: readonly ReviewKey[]): Promise<fhir4.Task[]> {
  if (keys.length === 0) throw new Fault('invalid', 'required', 'Say which results.', { expression: 'tasks' });
  if (keys.length > MOST_AT_ONCE)
    throw new Fault('too-costly', 'too-long', `${MOST_AT_ONCE} results at once are the most.`, { expression: 'tasks' });
  const ids = keys.map(({ id }) => id).join(',');
  const tasks = await find<fhir4.Task>(asking, 'Task', [
    ['_id', ids],
    ['_count', String(MOST_AT_ONCE)],
  ]);
  return keys.map(({ id, version }, at) => {
    const task = tasks.find((one) => one.id === id);
    const expression = `tasks[${at}]`;
    if (!task || !isReview(task))
      throw new Fault('not-found', 'not-found', 'There is no such result to look at.', { expression });
    if (!isOpen(task)) throw new Fault('conflict', 'conflict', lookedAtBy(task), { expression });
    if (Number(task.meta?.versionId) !== version) {
      const detail = 'This result has changed since you opened it: read it again.';
      throw new Fault('conflict', 'conflict', detail, { expression });
    }
    return task;
  });
}

function lookedAtBy(task: fhir4.Task): string {
  const who = task.owner?.display ?? 'Somebody';
  return `${who} has looked at this result already.`;
}

function selfOf(caller: Caller): fhir4.Reference {
  return { ...(caller.practitioner ? { reference: caller.practitioner } : {}), display: caller.name };
}

function noteBy(caller: Caller, text: string, at: number): fhir4.Annotation {
  return { authorReference: selfOf(caller), time: instant(at), text };
}

type Entry = { resource: object; request: { method: 'PUT' | 'POST'; url: string; ifMatch?: string } };

const over = (task: fhir4.Task, changed: fhir4.Task): Entry => ({
  resource: changed,
  request: { method: 'PUT', url: `Task/${task.id}`, ifMatch: `W/"${task.meta?.versionId}"` },
});

async function commit(record: FhirRecord, caller: Caller, entry: Entry[]): Promise<void> {
  try {
    await bundle(record, caller, { resourceType: 'Bundle', type: 'transaction', entry } as unknown as Resource);
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'precondition-failed') throw error;
    const detail = 'Somebody was faster with one of these results: nothing was done. Read them again.';
    throw new Fault('conflict', 'conflict', detail);
  }
}

const askingOf = (record: FhirRecord, caller: Caller): Asking => {
  const now = record.clock.now();
  return { record, caller, now, day: dayOf(now) };
};

/** What was withdrawn or corrected concerns one person, and so does what is critical: these are not told in a batch. */
function refuseBatch(tasks: readonly fhir4.Task[]): void {
  if (tasks.length < 2) return;
  const at = tasks.findIndex((task) => severityIn(task) !== 'normal');
  if (at < 0) return;
  const detail = 'One of these results is not normal: look at it by itself.';
  throw new Fault('unprocessable', 'business-rule', detail, { expression: `tasks[${at}]` });
}

/**
 * Notes that the caller has looked at results, with what they said, told the patient and want done: all of it in one transaction.
 * Several at once only where all are normal. Faults: conflict where one was looked at or changed meanwhile.
 */
export async function acknowledge(record: FhirRecord, caller: Caller, ask: AcknowledgeAsk): Promise<Acted> {
  const asking = askingOf(record, caller);
  const tasks = await readReviews(asking, ask.tasks);
  refuseBatch(tasks);
  const { now } = asking;
  const entry = tasks.flatMap((task): Entry[] => [
    over(task, lookedAt(task, caller, ask.comment, now)),
    ...(ask.message ? [posted(messageAbout(task, caller, ask.message, now))] : []),
    ...(ask.followUp ? [posted(followUpOf(task, caller, ask.followUp, now))] : []),
  ]);
  await commit(record, caller, entry);
  return { done: tasks.length };
}

const posted = (resource: fhir4.Resource & { resourceType: string }): Entry => ({
  resource,
  request: { method: 'POST', url: resource.resourceType },
});

function lookedAt(task: fhir4.Task, caller: Caller, comment: string | undefined, now: number): fhir4.Task {
  const self = selfOf(caller);
  const others = task.owner?.reference && task.owner.reference !== self.reference ? [task.owner] : [];
  return {
    ...task,
    status: 'completed',
    owner: self,
    lastModified: instant(now),
    executionPeriod: { start: task.authoredOn ?? instant(now), end: instant(now) },
    // Whose it was stays to be seen where somebody else looked.
    input: [
      ...(task.input ?? []),
      ...others.map((one) => ({
        type: { coding: [{ system: PARTS, code: 'notified', display: 'Was to look at it' }] },
        valueReference: one,
      })),
    ],
    ...(comment ? { note: [...(task.note ?? []), noteBy(caller, comment, now)] } : {}),
  };
}

function messageAbout(task: fhir4.Task, caller: Caller, text: string, now: number): fhir4.Communication {
  return {
    resourceType: 'Communication',
    status: 'completed',
    ...(task.for ? { subject: task.for, recipient: [task.for] } : {}),
    ...(task.focus ? { about: [task.focus] } : {}),
    ...(task.encounter ? { encounter: task.encounter } : {}),
    sender: selfOf(caller),
    sent: instant(now),
    topic: { text: 'Your result' },
    payload: [{ contentString: text }],
  };
}

function followUpOf(
  task: fhir4.Task,
  caller: Caller,
  { text, due, owner }: NonNullable<AcknowledgeAsk['followUp']>,
  now: number,
): fhir4.Task {
  const at = Date.parse(due);
  if (Number.isNaN(at) || at <= now) {
    throw new Fault('unprocessable', 'value', 'Choose a day that is yet to come.', { expression: 'followUp.due' });
  }
  return {
    resourceType: 'Task',
    status: 'requested',
    intent: 'order',
    priority: 'routine',
    code: {
      coding: [{ system: TASK_CODES, code: 'follow-up', display: 'Follow up a result' }],
      text: 'Follow up a result',
    },
    description: text,
    ...(task.for ? { for: task.for } : {}),
    ...(task.focus ? { focus: task.focus } : {}),
    ...(task.encounter ? { encounter: task.encounter } : {}),
    authoredOn: instant(now),
    lastModified: instant(now),
    requester: selfOf(caller),
    owner: owner ? practitioner(owner, 'followUp.owner') : selfOf(caller),
    restriction: { period: { start: instant(now), end: due } },
  };
}

function practitioner(reference: string, expression: string): fhir4.Reference {
  if (idOf({ reference }, 'Practitioner') !== null) return { reference };
  throw new Fault('unprocessable', 'value', 'Name a colleague.', { expression });
}

/** Hands a result to a colleague, whose it then is. Faults: conflict where it was looked at or changed meanwhile. */
export async function forward(
  record: FhirRecord,
  caller: Caller,
  ask: { task: ReviewKey; to: string; toName?: string | undefined; comment?: string | undefined },
): Promise<Acted> {
  const asking = askingOf(record, caller);
  const [task] = await readReviews(asking, [ask.task]);
  const to = { ...practitioner(ask.to, 'to'), ...(ask.toName ? { display: ask.toName } : {}) };
  const said = ask.comment ?? `Passed on by ${caller.name}`;
  const { owner } = task!;
  const changed: fhir4.Task = {
    ...task!,
    status: 'requested',
    owner: to,
    requester: selfOf(caller),
    lastModified: instant(asking.now),
    input: [
      ...(task!.input ?? []),
      ...(owner
        ? [
            {
              type: { coding: [{ system: PARTS, code: 'notified', display: 'Was to look at it' }] },
              valueReference: owner,
            },
          ]
        : []),
    ],
    note: [...(task!.note ?? []), noteBy(caller, said, asking.now)],
  };
  await commit(record, caller, [over(task!, changed)]);
  return { done: 1 };
}

/** Takes back that the caller has looked at results. Faults: conflict for what is not looked at, or was by somebody else. */
export async function reopen(record: FhirRecord, caller: Caller, keys: readonly ReviewKey[]): Promise<Acted> {
  const asking = askingOf(record, caller);
  const ids = keys.map(({ id }) => id).join(',');
  const tasks = await find<fhir4.Task>(asking, 'Task', [
    ['_id', ids],
    ['_count', String(MOST_AT_ONCE)],
  ]);
  const entry = keys.map(({ id }, at): Entry => {
    const task = tasks.find((one) => one.id === id);
    if (!task || !isReview(task) || task.status !== 'completed' || task.owner?.reference !== caller.practitioner) {
      const detail = 'Only what you have looked at yourself can be put back.';
      throw new Fault('conflict', 'conflict', detail, { expression: `tasks[${at}]` });
    }
    const { executionPeriod: _done, ...kept } = task;
    return over(task, { ...kept, status: 'requested', lastModified: instant(asking.now) });
  });
  await commit(record, caller, entry);
  return { done: entry.length };
}
