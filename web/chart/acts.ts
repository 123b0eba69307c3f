/** The acts of "What matters now" and of the plan: each one write, each with its way back. */
import { useCallback } from 'react';
import { showToast } from '../components/undo-toast.tsx';
import { sayDay } from '../lib/dates.ts';
import { useChartPlace } from './chart-place.ts';
import { t } from './messages.ts';
import type { Conflict, Goal } from './model/goals.ts';
import type { Matter } from './model/matters.ts';
import type { TaskView } from './model/plan.ts';
import { targetOfGoal } from './say.ts';
import { useCommit, useSave } from './writing.ts';
import { newId } from '../lib/new-id.ts';

export const TASK_CODES = 'urn:throughline:task';

type NewTask = {
  code: string;
  text: string;
  description: string;
  focus: string;
  status: fhir4.Task['status'];
  due?: Date;
};

/** A task of the caller's own about something in the chart. */
export function taskOf(
  patientId: string,
  owner: { reference?: string | undefined; name: string },
  task: NewTask,
  now: Date,
): fhir4.Task {
  const me = { ...(owner.reference ? { reference: owner.reference } : {}), display: owner.name };
  return {
    resourceType: 'Task',
    status: task.status,
    intent: 'order',
    priority: 'routine',
    code: { coding: [{ system: TASK_CODES, code: task.code, display: task.text }], text: task.text },
    description: task.description,
    focus: { reference: task.focus },
    for: { reference: `Patient/${patientId}` },
    authoredOn: now.toISOString(),
    lastModified: now.toISOString(),
    requester: me,
    owner: me,
    ...(task.due ? { restriction: { period: { end: task.due.toISOString() } } } : {}),
  };
}

/** Two days later that are neither Saturday nor Sunday, at five in the afternoon. */
export function twoBusinessDaysFrom(now: Date): Date {
  const due = new Date(now);
  for (let left = 2; left > 0;) {
    due.setDate(due.getDate() + 1);
    if (due.getDay() !== 0 && due.getDay() !== 6) left -= 1;
  }
  due.setHours(17, 0, 0, 0);
  return due;
}

function failed(): void {
  showToast(t('matter.failed'));
}

/** Marks a task as done, and opens it again on "Undo". */
export function useFinishTask(): (task: TaskView, said?: string) => void {
  const { patientId } = useChartPlace();
  const save = useSave(patientId);
  return useCallback(
    (task, said = t('plan.doneToast', { title: task.title })) => {
      const at = new Date().toISOString();
      save({ ...task.resource, status: 'completed', lastModified: at })
        .then((stored) => {
          const undo = () => {
            save({ ...stored, status: task.resource.status, lastModified: new Date().toISOString() })
              .then(() => showToast(t('plan.undone', { title: task.title })))
              .catch(failed);
          };
          showToast(said, undo);
        })
        .catch(failed);
    },
    [save],
  );
}

/** Writes a task of the caller's and takes it back on "Undo". */
export function useTaskAbout(): (task: NewTask, said: string) => void {
  const { patientId, account } = useChartPlace();
  const commit = useCommit(patientId);
  const save = useSave(patientId);
  return useCallback(
    (task, said) => {
      const resource = taskOf(patientId, { reference: account.practitioner, name: account.name }, task, new Date());
      commit([{ fullUrl: `urn:uuid:${newId()}`, resource, request: { method: 'POST', url: 'Task' } }])
        .then(([stored]) => {
          if (stored?.resourceType !== 'Task') return showToast(said);
          const undo = () => {
            save({ ...stored, status: 'cancelled' as const })
              .then(() => showToast(t('matter.undone')))
              .catch(failed);
          };
          return showToast(said, undo);
        })
        .catch(failed);
    },
    [patientId, account, commit, save],
  );
}

/** Settles a conflict: one goal stays, the other is closed, and both stand again on "Undo". */
export function useKeepGoal(): (conflict: Conflict, kept: Goal) => void {
  const { patientId } = useChartPlace();
  const save = useSave(patientId);
  return useCallback(
    (conflict, kept) => {
      const closed = kept === conflict.a ? conflict.b : conflict.a;
      save({
        ...closed.resource,
        lifecycleStatus: 'cancelled' as const,
        statusDate: new Date().toISOString().slice(0, 10),
      })
        .then((stored) => {
          const undo = () => {
            save({ ...stored, lifecycleStatus: closed.resource.lifecycleStatus })
              .then(() => showToast(t('plan.restored')))
              .catch(failed);
          };
          showToast(t('plan.kept', { target: targetOfGoal(kept, conflict.measure) }), undo);
        })
        .catch(failed);
    },
    [save],
  );
}

/** The one act of a matter; undefined where it has none here. */
export function useMatterAct(toPlan: () => void): (matter: Matter) => (() => void) | undefined {
  const finish = useFinishTask();
  const write = useTaskAbout();
  const takeOn = (code: string, text: string, description: string, focus: string) => {
    const due = twoBusinessDaysFrom(new Date());
    write(
      { code, text, description, focus, status: 'accepted', due },
      t('matter.taken', { date: sayDay(due.toISOString()) }),
    );
  };
  return (matter) => {
    switch (matter.rule) {
      case 'result':
        return () => {
          if (matter.review) return finish(matter.review, t('matter.result.done'));
          write(
            {
              code: 'review-result',
              text: 'Review a result',
              description: `${t('matter.kind.result')}: ${matter.result.name}`,
              focus: matter.result.ref,
              status: 'completed',
            },
            t('matter.result.done'),
          );
        };
      case 'discharge':
        return () =>
          takeOn(
            'transition-call',
            'Call after a hospital stay',
            t('matter.discharge.task', { title: matter.handoff.title }),
            matter.handoff.ref,
          );
      case 'referral':
        return () =>
          takeOn(
            'referral',
            'Follow up a referral',
            t('matter.referral.task', { title: matter.handoff.title }),
            matter.handoff.ref,
          );
      case 'task':
        return () => finish(matter.task);
      case 'conflict':
        return toPlan;
    }
  };
}
