/** The rows of the plan, arranged by problem, by owner or by date. */
import type { Chart } from './chart.ts';
import type { Goal } from './goals.ts';
import type { Step } from './plan.ts';
import { DAY_MS, momentOf } from './times.ts';

export const VIEWS = ['problem', 'owner', 'due'] as const;
export type PlanView = (typeof VIEWS)[number];

/** `title` is absent for the groups that have a word of their own: by their key. */
export type Arranged = { key: string; title?: string | undefined; goals: Goal[]; steps: Step[] };

/** The plan in groups. */
export function arrange(chart: Pick<Chart, 'plan' | 'goals' | 'now'>, view: PlanView): Arranged[] {
  const goals = chart.goals.filter((goal) => goal.isActive);
  if (view === 'problem')
    return chart.plan.groups.map((group) => ({
      key: group.problem?.ref ?? 'no-problem',
      title: group.problem?.name,
      goals: group.goals,
      steps: group.steps,
    }));
  const groups = new Map<string, Arranged>();
  const into = (key: string, title: string | undefined): Arranged => {
    const group = groups.get(key) ?? { key, title, goals: [], steps: [] };
    groups.set(key, group);
    return group;
  };
  const place = (due: string | undefined, owner: string | undefined): Arranged => {
    if (view === 'owner') return into(owner ?? 'no-owner', owner);
    return into(dueKey(due, chart.now), undefined);
  };
  for (const goal of goals) place(goal.due, goal.author?.name).goals.push(goal);
  for (const step of chart.plan.steps) place(step.due, step.owner?.name).steps.push(step);
  return [...groups.values()].sort((a, b) => orderOf(a.key) - orderOf(b.key));
}

const ORDER = ['overdue', 'week', 'later', 'no-due', 'no-owner', 'no-problem'];

function orderOf(key: string): number {
  return ORDER.indexOf(key);
}

function dueKey(due: string | undefined, now: number): string {
  if (!due) return 'no-due';
  const left = momentOf(due) - now;
  if (left < -DAY_MS) return 'overdue';
  return left < 7 * DAY_MS ? 'week' : 'later';
}
