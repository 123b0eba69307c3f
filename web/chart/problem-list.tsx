/** Problems, each with its goals, its latest figure over time, and who answers for it. */
import { IconFocus2 } from '@tabler/icons-react';
import { useState } from 'react';
import { EmptyState } from '../components/empty-state.tsx';
import { Panel } from '../components/page.tsx';
import { PersonFace } from '../components/person-face.tsx';
import { Sparkline } from '../components/sparkline.tsx';
import { StateChip } from '../components/state-chip.tsx';
import { laneColor } from '../lib/lanes.ts';
import { sayDay } from '../lib/dates.ts';
import { changedClass, useChartPlace } from './chart-place.ts';
import styles from './chart.module.css';
import { t } from './messages.ts';
import type { Chart } from './model/chart.ts';
import type { Problem } from './model/conditions.ts';
import type { Goal } from './model/goals.ts';
import type { Person } from './model/people.ts';
import { drawable, isAbnormal, isCritical, type Series } from './model/results.ts';
import { sayFigure, saySpark, targetOfGoal } from './say.ts';

const SHOWN = 9;

/** See above: active ones first, past ones folded away. */
export function ProblemList() {
  const { chart } = useChartPlace();
  const [all, setAll] = useState(false);
  const active = chart.problems.filter((problem) => problem.isActive && !problem.isCircumstance);
  const circumstances = chart.problems.filter((problem) => problem.isActive && problem.isCircumstance);
  const past = chart.problems.filter((problem) => !problem.isActive);
  if (chart.problems.length === 0) {
    return (
      <Panel title={t('problems.title')}>
        <EmptyState title={t('problems.none')} detail={t('problems.noneDetail')} />
      </Panel>
    );
  }
  const shown = all ? active : active.slice(0, SHOWN);
  const more = active.length - SHOWN + circumstances.length + past.length;
  return (
    <Panel title={t('problems.title')}>
      {active.length === 0 ? <p className={styles['nothing']}>{t('problems.noneActive')}</p> : null}
      <ul className={styles['problems']}>
        {shown.map((problem) => (
          <ProblemRow key={problem.ref} problem={problem} />
        ))}
      </ul>
      {all ? (
        <>
          <Names title={t('problems.circumstances')} problems={circumstances} />
          <Names title={t('problems.past')} problems={past} />
        </>
      ) : null}
      {circumstances.length + past.length > 0 || active.length > SHOWN ? (
        <button type="button" className={styles['foldButton']} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('all.hide') : t('all.show', { count: Math.max(more, circumstances.length + past.length) })}
        </button>
      ) : null}
    </Panel>
  );
}

/** The series that tells how a problem does: that of its first goal, else the first measure that has figures. */
function seriesFor(problem: Problem, goals: readonly Goal[], chart: Chart): Series | undefined {
  const aimed = goals
    .flatMap((goal) => goal.targets.map((target) => target.measure))
    .find((measure) => measure && chart.results.byKey.has(measure));
  const own = problem.measures.find((measure) => chart.results.byKey.has(measure));
  return chart.results.byKey.get(own ?? aimed ?? '') ?? chart.results.byKey.get(aimed ?? '');
}

function ownerOf(problem: Problem, goals: readonly Goal[], chart: Chart): Person | undefined {
  const step = chart.plan.steps.find((one) => one.isOpen && one.problems.includes(problem) && one.owner);
  const visit = chart.visits.find((one) => one.problems.includes(problem) && one.people.length > 0);
  return goals[0]?.author ?? step?.owner ?? visit?.people[0] ?? problem.recorder;
}

function ProblemRow({ problem }: { problem: Problem }) {
  const { chart, changed, focus, setFocus, open, openRef } = useChartPlace();
  const goals = chart.goals.filter((goal) => goal.isActive && goal.problems.includes(problem));
  const series = seriesFor(problem, goals, chart);
  const owner = ownerOf(problem, goals, chart);
  const isFocused = focus === problem.ref;
  const lane = owner?.lane ?? problem.lane;
  return (
    <li
      className={[
        styles['problem'],
        changedClass(changed, ...problem.refs, series?.latest.ref, ...goals.map((goal) => goal.ref)),
      ]
        .filter(Boolean)
        .join(' ')}
      data-dim={(focus !== undefined && !isFocused) || undefined}
      style={lane ? { borderInlineStartColor: laneColor(lane) } : undefined}
    >
      <div className={styles['problemWords']}>
        <button type="button" className={styles['problemName']} onClick={() => openRef(problem.ref, problem.name)}>
          {problem.name}
        </button>
        <span className={styles['problemFacts']}>
          {[problem.severity, problem.since && t('since', { date: sayDay(problem.since.slice(0, 7)) })]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {goals.slice(0, 2).map((goal) => (
          <GoalLine key={goal.ref} goal={goal} />
        ))}
      </div>
      {series ? (
        <Latest series={series} onOpen={() => open({ kind: 'series', key: series.key })} />
      ) : (
        <span className={styles['problemFigure']} />
      )}
      <span className={styles['problemEnd']}>
        {owner ? <PersonFace name={owner.name} {...(owner.role ? { role: owner.role } : {})} size={24} /> : null}
        <button
          type="button"
          className={styles['focusButton']}
          aria-pressed={isFocused}
          aria-label={isFocused ? t('problems.unfocus') : t('problems.focus', { name: problem.name })}
          data-tip={isFocused ? t('problems.unfocus') : t('problems.focus', { name: problem.name })}
          onClick={() => setFocus(isFocused ? undefined : problem.ref)}
        >
          <IconFocus2 size={16} aria-hidden="true" />
        </button>
      </span>
    </li>
  );
}

function GoalLine({ goal }: { goal: Goal }) {
  const { openRef } = useChartPlace();
  const state = goal.isMet === undefined ? 'info' : goal.isMet ? 'met' : 'soon';
  const word = goal.isMet === undefined ? t('goal.open') : goal.isMet ? t('goal.met') : t('goal.notMet');
  return (
    <span className={styles['goalLine']}>
      <button type="button" className={styles['asText']} onClick={() => openRef(goal.ref, goal.title)}>
        {t('plan.goal')}: {goal.targets.length > 0 ? targetOfGoal(goal) : goal.title}
      </button>
      <StateChip state={state}>{word}</StateChip>
    </span>
  );
}

function Latest({ series, onOpen }: { series: Series; onOpen: () => void }) {
  const state = isCritical(series.latest) ? 'critical' : isAbnormal(series.latest) ? 'out' : undefined;
  return (
    <button type="button" className={styles['problemFigure']} onClick={onOpen}>
      <span className={styles['figureWords']}>
        <span className={styles['figure']} data-out={state}>
          {sayFigure(series.latest)}
          {state ? <span aria-hidden="true"> {series.latest.interpretation?.endsWith('low') ? '▼' : '▲'}</span> : null}
        </span>
        <span className="tl-label">{series.name}</span>
      </span>
      <Sparkline
        points={drawable(series).slice(-24)}
        range={series.range}
        width={72}
        height={28}
        label={saySpark(series)}
      />
    </button>
  );
}

function Names({ title, problems }: { title: string; problems: readonly Problem[] }) {
  const { openRef } = useChartPlace();
  if (problems.length === 0) return null;
  return (
    <div className={styles['names']}>
      <h3>{title}</h3>
      <ul>
        {problems.map((problem) => (
          <li key={problem.ref}>
            <button type="button" className={styles['asText']} onClick={() => openRef(problem.ref, problem.name)}>
              {problem.name}
            </button>
            <span className="tl-label">
              {[problem.since && sayDay(problem.since.slice(0, 7)), problem.ended && sayDay(problem.ended.slice(0, 7))]
                .filter(Boolean)
                .join(' – ')}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
