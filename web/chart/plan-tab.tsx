/** The plan: problem, goal, step; by problem, by owner or by date; conflicts first, tasks last. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { EmptyState } from '../components/empty-state.tsx';
import { FilterBar } from '../components/filter-bar.tsx';
import { useFinishTask, useKeepGoal } from './acts.ts';
import { changedClass, useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { t } from './messages.ts';
import type { Conflict, Goal } from './model/goals.ts';
import { arrange, VIEWS, type PlanView } from './model/arrange.ts';
import type { TaskView } from './model/plan.ts';
import { ClockBadge } from '../components/clock-badge.tsx';
import { ConflictBracket } from '../components/conflict-bracket.tsx';
import { PlanRow } from '../components/plan-row.tsx';
import { GoalRow, StepRow } from './plan-rows.tsx';
import { sayStatus, targetOfGoal } from './say.ts';

/** See above. */
export function PlanTab() {
  const { chart } = useChartPlace();
  const [view, setView] = useState<PlanView>('problem');
  const { plan, conflicts, goals } = chart;
  const open = plan.tasks.filter((task) => task.isOpen);
  const isEmpty = plan.steps.length === 0 && goals.every((goal) => !goal.isActive) && plan.tasks.length === 0;
  if (isEmpty) return <EmptyState title={t('plan.none')} detail={t('plan.noneDetail')} />;
  return (
    <div className={styles['tabBody']}>
      {conflicts.map((conflict) => (
        <ConflictRow key={`${conflict.a.ref} ${conflict.b.ref}`} conflict={conflict} />
      ))}
      <section aria-labelledby="plan-heading">
        <div className={styles['listHead']}>
          <h2 id="plan-heading">{t('plan.title')}</h2>
          <FilterBar
            label={t('plan.views')}
            filters={VIEWS.map((key) => ({ key, label: t(`plan.by.${key}`) }))}
            selected={[view]}
            onChange={([chosen]) => setView((chosen as PlanView | undefined) ?? 'problem')}
            single
          />
        </div>
        <Groups view={view} />
      </section>
      {plan.tasks.length > 0 ? (
        <section aria-labelledby="tasks-heading">
          <h2 id="tasks-heading">{t('plan.tasks')}</h2>
          <ul className={styles['planRows']}>
            {open.map((task) => (
              <TaskLine key={task.ref} task={task} />
            ))}
          </ul>
          <DoneTasks tasks={plan.tasks.filter((task) => !task.isOpen)} />
        </section>
      ) : null}
    </div>
  );
}

function Groups({ view }: { view: PlanView }) {
  const { chart, focus } = useChartPlace();
  const groups = arrange(chart, view);
  const titles = {
    overdue: t('plan.overdue'),
    week: t('plan.thisWeek'),
    later: t('plan.later'),
    'no-due': t('plan.noDue'),
    'no-owner': t('plan.noOwner'),
    'no-problem': t('plan.noProblem'),
  } as const;
  return groups.map((group) => (
    <section
      key={group.key}
      className={styles['planGroup']}
      data-dim={(view === 'problem' && focus !== undefined && group.key !== focus) || undefined}
    >
      <h3>{group.title ?? titles[group.key as keyof typeof titles]}</h3>
      <ul className={styles['planRows']}>
        {group.goals.map((goal) => (
          <GoalRow key={goal.ref} goal={goal} />
        ))}
        {group.steps.map((step) => (
          <StepRow key={step.key} step={step} />
        ))}
      </ul>
    </section>
  ));
}

function ConflictRow({ conflict }: { conflict: Conflict }) {
  const { rights, changed } = useChartPlace();
  const keep = useKeepGoal();
  const target = (goal: Goal) => targetOfGoal(goal, conflict.measure);
  const ways = [conflict.a, conflict.b].map((goal) => ({
    label: t('plan.keep', { target: [target(goal), goal.author?.name].filter(Boolean).join(' · ') }),
    onTake: () => keep(conflict, goal),
  }));
  return (
    <ConflictBracket
      sentence={t('plan.conflict', { measure: conflict.measureName, a: target(conflict.a), b: target(conflict.b) })}
      ways={rights.notes ? ways : []}
      isChanged={changedClass(changed, conflict.a.ref, conflict.b.ref) !== undefined}
    >
      {[conflict.a, conflict.b].map((goal) => (
        <GoalRow key={goal.ref} goal={goal} />
      ))}
    </ConflictBracket>
  );
}

function TaskLine({ task }: { task: TaskView }) {
  const { rights, changed, openRef } = useChartPlace();
  const finish = useFinishTask();
  return (
    <PlanRow
      kind="step"
      title={task.title}
      detail={sayStatus(task.status)}
      owner={task.owner}
      isChanged={changed.has(task.ref)}
      onOpen={() => openRef(task.ref, task.title)}
      acts={
        <>
          {task.due && task.isOpen ? <ClockBadge due={task.due} /> : null}
          {rights.tasks && task.isOpen ? (
            <Button size="xs" variant="default" onClick={() => finish(task)}>
              {t('plan.done')}
            </Button>
          ) : null}
        </>
      }
    />
  );
}

function DoneTasks({ tasks }: { tasks: readonly TaskView[] }) {
  const [shown, setShown] = useState(false);
  if (tasks.length === 0) return null;
  return (
    <>
      <button type="button" className={styles['foldButton']} aria-expanded={shown} onClick={() => setShown(!shown)}>
        {t('plan.tasksDone')}: {tasks.length}
      </button>
      {shown ? (
        <ul className={styles['planRows']}>
          {tasks.map((task) => (
            <TaskLine key={task.ref} task={task} />
          ))}
        </ul>
      ) : null}
    </>
  );
}
