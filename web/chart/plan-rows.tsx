/** Rows of the plan: lane edge, words, target and progress, owner, due, state. */
import { PersonFace } from '../components/person-face.tsx';
import { Sparkline } from '../components/sparkline.tsx';
import { StateChip, type State } from '../components/state-chip.tsx';
import { sayDay } from '../lib/dates.ts';
import { laneColor, type Lane } from '../lib/lanes.ts';
import { changedClass, useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { t } from './messages.ts';
import type { Goal } from './model/goals.ts';
import type { Step } from './model/plan.ts';
import { drawable } from './model/results.ts';
import { sayLatest, saySpark, sayStatus, targetOfGoal } from './say.ts';

function edge(lane: Lane | undefined) {
  return lane ? { borderInlineStartColor: laneColor(lane) } : undefined;
}

/** A goal: what is aimed at, the last figure and its run, who set it, by when, met or not. */
export function GoalRow({ goal }: { goal: Goal }) {
  const { chart, changed, openRef } = useChartPlace();
  const measure = goal.targets.find((one) => one.measure && chart.results.byKey.has(one.measure))?.measure;
  const series = chart.results.byKey.get(measure ?? '');
  const state: State = goal.isMet === undefined ? 'info' : goal.isMet ? 'met' : 'soon';
  const word = goal.isMet === undefined ? t('goal.open') : goal.isMet ? t('goal.met') : t('goal.notMet');
  return (
    <li className={changedClass(changed, goal.ref)} style={edge(goal.author?.lane)} data-goal>
      <div className={styles['planWords']}>
        <button type="button" className={styles['asText']} onClick={() => openRef(goal.ref, goal.title)}>
          <span className="tl-strong">{goal.title}</span>
        </button>
        <span className="tl-label">
          {[
            goal.targets.length > 0 ? targetOfGoal(goal) : undefined,
            sayLatest(goal.latest),
            goal.due && t('goal.due', { date: sayDay(goal.due) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      {series ? (
        <Sparkline
          points={drawable(series).slice(-24)}
          range={{ ...goal.targets[0]?.target } as { low?: number; high?: number }}
          width={72}
          height={24}
          label={saySpark(series)}
        />
      ) : null}
      <span className={styles['planEnd']}>
        {goal.author ? (
          <PersonFace name={goal.author.name} {...(goal.author.role ? { role: goal.author.role } : {})} size={24} />
        ) : null}
        <StateChip state={state}>{word}</StateChip>
      </span>
    </li>
  );
}

/** A step: what is to be done, by whom, by when. */
export function StepRow({ step }: { step: Step }) {
  const { chart, changed, openRef } = useChartPlace();
  const isLate = step.isOpen && step.due !== undefined && new Date(step.due).getTime() < chart.now;
  const state: State = step.isOpen ? (isLate ? 'act' : 'info') : step.status === 'completed' ? 'met' : 'info';
  return (
    <li className={changedClass(changed, step.ref)} style={edge(step.lane)}>
      <div className={styles['planWords']}>
        <button type="button" className={styles['asText']} onClick={() => openRef(step.ref, step.title)}>
          {step.title}
        </button>
        <span className="tl-label">
          {[step.detail, step.due && t('by.when', { date: sayDay(step.due.slice(0, 10)) })].filter(Boolean).join(' · ')}
        </span>
      </div>
      <span className={styles['planEnd']}>
        {step.owner ? (
          <PersonFace name={step.owner.name} {...(step.owner.role ? { role: step.owner.role } : {})} size={24} />
        ) : null}
        <StateChip state={state}>{isLate ? t('plan.overdue') : sayStatus(step.status)}</StateChip>
      </span>
    </li>
  );
}
