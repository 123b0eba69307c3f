/** Rows of the plan, of goals and steps. */
import { PlanRow } from '../components/plan-row.tsx';
import { Sparkline } from '../components/sparkline.tsx';
import { sayDay } from '../lib/dates.ts';
import { useChartPlace } from './chart-place.ts';
import { t } from './messages.ts';
import type { Goal } from './model/goals.ts';
import type { Step } from './model/plan.ts';
import { drawable } from './model/results.ts';
import { sayLatest, saySpark, sayStatus, targetOfGoal } from './say.ts';

/** A goal: what is aimed at, the last figure and its run, who set it, by when, met or not. */
export function GoalRow({ goal }: { goal: Goal }) {
  const { chart, changed, openRef } = useChartPlace();
  const measure = goal.targets.find((one) => one.measure && chart.results.byKey.has(one.measure))?.measure;
  const series = chart.results.byKey.get(measure ?? '');
  const word = goal.isMet === undefined ? t('goal.open') : goal.isMet ? t('goal.met') : t('goal.notMet');
  const lines = [
    goal.targets.length > 0 && targetOfGoal(goal) !== goal.title ? targetOfGoal(goal) : undefined,
    sayLatest(goal.latest),
    goal.due && t('goal.due', { date: sayDay(goal.due) }),
  ];
  return (
    <PlanRow
      kind="goal"
      title={goal.title}
      detail={lines.filter(Boolean).join(' · ')}
      lane={goal.author?.lane}
      owner={goal.author}
      state={{ state: goal.isMet === undefined ? 'info' : goal.isMet ? 'met' : 'soon', word }}
      isChanged={changed.has(goal.ref)}
      onOpen={() => openRef(goal.ref, goal.title)}
      progress={
        series ? (
          <Sparkline
            points={drawable(series).slice(-24)}
            range={{ ...goal.targets[0]?.target } as { low?: number; high?: number }}
            width={72}
            height={24}
            label={saySpark(series)}
          />
        ) : null
      }
    />
  );
}

/** A step: what is to be done, by whom, by when. */
export function StepRow({ step }: { step: Step }) {
  const { chart, changed, openRef } = useChartPlace();
  const isLate = step.isOpen && step.due !== undefined && new Date(step.due).getTime() < chart.now;
  const lines = [step.detail, step.due && t('by.when', { date: sayDay(step.due.slice(0, 10)) })];
  return (
    <PlanRow
      kind="step"
      title={step.title}
      detail={lines.filter(Boolean).join(' · ')}
      lane={step.lane}
      owner={step.owner}
      state={{
        state: isLate ? 'act' : !step.isOpen && step.status === 'completed' ? 'met' : 'info',
        word: isLate ? t('plan.overdue') : sayStatus(step.status),
      }}
      isChanged={step.ref !== undefined && changed.has(step.ref)}
      onOpen={() => openRef(step.ref, step.title)}
    />
  );
}
