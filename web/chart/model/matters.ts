/** What matters now: five rules over the record, ordered by harm, then by deadline. The words are in `../matters.tsx`. */
import type { Conflict } from './goals.ts';
import type { Handoff } from './handoffs.ts';
import type { TaskView } from './plan.ts';
import { isAbnormal, isCritical, type Measurement, type Results } from './results.ts';
import { DAY_MS } from './times.ts';

export type Rule = 'result' | 'discharge' | 'conflict' | 'task' | 'referral';

/** 3: someone may come to harm within days; 2: within weeks; 1: worth doing. */
export type Harm = 1 | 2 | 3;

type Base = { id: string; harm: Harm; deadlineMs: number; heldBy?: TaskView | undefined };
export type Matter = Base &
  (
    | {
        rule: 'result';
        result: Measurement;
        previous?: Measurement | undefined;
        alsoAbnormal: number;
        /** The task of looking at it, where it waits for somebody. */
        review?: TaskView | undefined;
      }
    | { rule: 'discharge'; handoff: Handoff }
    | { rule: 'conflict'; conflict: Conflict }
    | { rule: 'task'; task: TaskView }
    | { rule: 'referral'; handoff: Handoff }
  );

export type Matters = { open: Matter[]; /** In somebody's hands already, or done. */ settled: Matter[] };

/** How long a result asks to be looked at, and how long the other clocks run (the text of "Why?" says the same). */
export const RESULT_DAYS = 60;
export const FOLLOW_UP_WITHIN_DAYS = 14;
export const REFERRAL_DAYS = 14;
export const LOOK_BACK_DAYS = 365;

type Facts = {
  results: Results;
  handoffs: readonly Handoff[];
  conflicts: readonly Conflict[];
  tasks: readonly TaskView[];
  reviews: readonly TaskView[];
  now: number;
};

/** The matters of a record. */
export function mattersOf(facts: Facts): Matters {
  const found = [...resultMatters(facts), ...handoffMatters(facts), ...conflictMatters(facts), ...taskMatters(facts)];
  found.sort((a, b) => b.harm - a.harm || a.deadlineMs - b.deadlineMs);
  return { open: found.filter((matter) => !matter.heldBy), settled: found.filter((matter) => matter.heldBy) };
}

/** The newest of each abnormal laboratory result of the last weeks; several of one moment are one matter, the worst in front. */
function resultMatters({ results, tasks, reviews, now }: Facts): Matter[] {
  const byMoment = new Map<number, Measurement[]>();
  for (const series of results.series) {
    const { latest } = series;
    const isLab = series.category === 'laboratory' || series.category === 'imaging';
    if (!isLab || !isAbnormal(latest) || latest.ms > now || now - latest.ms > RESULT_DAYS * DAY_MS) continue;
    const moment = Math.floor(latest.ms / DAY_MS);
    byMoment.set(moment, [...(byMoment.get(moment) ?? []), latest]);
  }
  return [...byMoment.values()].flatMap((group) => {
    const [worst] = group.toSorted((a, b) => Number(isCritical(b)) - Number(isCritical(a)) || excess(b) - excess(a));
    if (!worst) return [];
    const refs = group.map((one) => one.ref);
    const points = results.byKey.get(worst.key)?.points ?? [];
    const about = reviews.filter((task) => task.focus.some((focus) => refs.includes(focus)));
    const critical = isCritical(worst);
    return [
      {
        id: `result ${worst.ref}`,
        rule: 'result' as const,
        harm: critical ? (3 as const) : (2 as const),
        deadlineMs: worst.ms + (critical ? 1 : 14) * DAY_MS,
        heldBy: holder(tasks, ...refs) ?? seenBy(about, worst.ref),
        review: about.find((task) => task.isOpen),
        result: worst,
        previous: points.at(-2),
        alsoAbnormal: group.length - 1,
      },
    ];
  });
}

/** How far outside of its range a value lies, as a share of the nearer limit. */
function excess(result: Measurement): number {
  const { value, range } = result;
  if (value === undefined || !range) return 0;
  if (range.high !== undefined && value > range.high) return (value - range.high) / Math.abs(range.high || 1);
  return range.low !== undefined && value < range.low ? (range.low - value) / Math.abs(range.low || 1) : 0;
}

function handoffMatters({ handoffs, tasks, now }: Facts): Matter[] {
  return handoffs.flatMap((handoff): Matter[] => {
    if (
      !handoff.isOpen ||
      handoff.closedMs !== undefined ||
      handoff.booked ||
      now - handoff.ms > LOOK_BACK_DAYS * DAY_MS
    )
      return [];
    const heldBy = holder(tasks, handoff.ref);
    if (handoff.kind === 'discharge') {
      return [
        {
          id: `discharge ${handoff.ref}`,
          rule: 'discharge',
          harm: handoff.days <= FOLLOW_UP_WITHIN_DAYS * 3 ? 3 : 1,
          deadlineMs: handoff.ms + FOLLOW_UP_WITHIN_DAYS * DAY_MS,
          heldBy,
          handoff,
        },
      ];
    }
    if (handoff.days <= REFERRAL_DAYS && !handoff.isUrgent) return [];
    return [
      {
        id: `referral ${handoff.ref}`,
        rule: 'referral',
        harm: handoff.isUrgent ? 3 : 2,
        deadlineMs: handoff.ms + REFERRAL_DAYS * DAY_MS,
        heldBy,
        handoff,
      },
    ];
  });
}

function conflictMatters({ conflicts, tasks, now }: Facts): Matter[] {
  return conflicts.map((conflict) => ({
    id: `conflict ${conflict.a.ref} ${conflict.b.ref}`,
    rule: 'conflict',
    harm: 3,
    deadlineMs: now + 7 * DAY_MS,
    heldBy: holder(tasks, conflict.a.ref, conflict.b.ref),
    conflict,
  }));
}

function taskMatters({ tasks, now }: Facts): Matter[] {
  return tasks
    .filter((task) => task.isOpen && task.dueMs < now)
    .map((task) => ({
      id: `task ${task.ref}`,
      rule: 'task',
      harm: task.priority === 'routine' ? 2 : 3,
      deadlineMs: task.dueMs,
      task,
    }));
}

/** The look that somebody had at it, where nothing of it waits for another. */
function seenBy(reviews: readonly TaskView[], ref: string): TaskView | undefined {
  if (reviews.some((task) => task.isOpen)) return undefined;
  return reviews.find((task) => task.status === 'completed' && task.focus.includes(ref));
}

/** The task by which somebody took a matter on: open and not yet late, or done. */
function holder(tasks: readonly TaskView[], ...refs: string[]): TaskView | undefined {
  return tasks.find(
    (task) => (task.isOpen || task.status === 'completed') && task.focus.some((focus) => refs.includes(focus)),
  );
}
