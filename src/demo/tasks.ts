import { dateOf, instantOf, type Day } from './calendar.ts';
import { hl7, refTo } from './codes.ts';
import { locationRef, nextId, put, subjectOf, type Chart } from './chart.ts';
import type { Reference, Task } from './r4.ts';
import type { SiteKey } from './places.ts';
import { practitionerRef, type Staff } from './staff.ts';

export type TaskKind =
  | 'transition-call'
  | 'reconcile'
  | 'outreach'
  | 'review'
  | 'visit'
  | 'ride'
  | 'referral'
  | 'education'
  | 'review-result'
  | 'plan-step'
  | 'renew'
  | 'verify-coverage'
  | 'interpreter'
  | 'claim-returned'
  | 'underpaid'
  | 'consent-review'
  | 'access-question'
  | 'chart-review'
  | 'advice';

export const KINDS: Record<TaskKind | HouseTaskKind, string> = {
  'transition-call': 'Call after a hospital stay',
  reconcile: 'Medication reconciliation',
  outreach: 'Outreach call',
  review: 'Case review',
  visit: 'Home visit',
  ride: 'Arrange a ride',
  referral: 'Follow up a referral',
  education: 'Education',
  'review-result': 'Review a result',
  'plan-step': 'Step of the care plan',
  renew: 'Renew a prescription',
  'verify-coverage': 'Verify coverage',
  interpreter: 'Book an interpreter',
  'claim-returned': 'Correct a returned claim',
  underpaid: 'Question a payment',
  'consent-review': 'Renew a consent',
  'access-question': 'Answer who looked',
  'chart-review': 'Look a figure up for a measure',
  advice: 'Give written advice',
  directory: 'Keep the directory',
  contract: 'Prepare a contract',
  report: 'Prepare a report',
};

/** Work that concerns no patient. */
export type HouseTaskKind = 'directory' | 'contract' | 'report';

export type TaskOptions = {
  kind: TaskKind;
  text: string;
  owner: Staff | 'patient';
  /** A colleague, or an organization outside. */
  requester: Staff | Reference;
  made: Day;
  /** Day and minutes by which it is to be done. */
  due: [day: Day, minutes: number];
  status?: 'requested' | 'accepted' | 'in-progress' | 'completed' | 'cancelled';
  finished?: Day;
  priority?: 'routine' | 'urgent';
  focus?: Reference;
  encounter?: string;
  plan?: string;
  site?: SiteKey;
};

/** Writes a piece of work that someone owns, with when it is due. */
export function writeTask(chart: Chart, options: TaskOptions): Task {
  const made = instantOf(options.made, 15 * 60 + 10);
  const status = options.status ?? 'requested';
  const finished = options.finished === undefined ? undefined : instantOf(options.finished, 14 * 60 + 40);
  return put<Task>(chart, {
    resourceType: 'Task',
    id: nextId(chart, 'task'),
    status,
    intent: options.plan ? 'plan' : 'order',
    priority: options.priority ?? 'routine',
    code: {
      coding: [{ system: 'urn:throughline:task', code: options.kind, display: KINDS[options.kind] }],
      text: KINDS[options.kind],
    },
    description: options.text,
    ...(options.plan ? { basedOn: [refTo('CarePlan', options.plan)] } : {}),
    ...(options.focus ? { focus: options.focus } : {}),
    for: subjectOf(chart),
    ...(options.encounter ? { encounter: refTo('Encounter', options.encounter) } : {}),
    ...(finished ? { executionPeriod: { start: finished, end: finished } } : {}),
    authoredOn: made,
    lastModified: finished ?? made,
    requester: 'given' in options.requester ? practitionerRef(options.requester) : options.requester,
    owner: options.owner === 'patient' ? subjectOf(chart) : practitionerRef(options.owner),
    ...(options.site ? { location: locationRef(options.site) } : {}),
    restriction: { period: { start: dateOf(options.made), end: instantOf(options.due[0], options.due[1]) } },
    ...(status === 'cancelled' ? { statusReason: hl7Reason() } : {}),
  });
}

function hl7Reason(): ReturnType<typeof hl7> {
  return { text: 'Not done in time' };
}

/** Marks a task as done on a day. */
export function finishTask(task: Task, day: Day, minutes: number): void {
  const at = instantOf(day, minutes);
  task.status = 'completed';
  task.lastModified = at;
  task.executionPeriod = { start: at, end: at };
}
