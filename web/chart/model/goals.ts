/** Goals: what is aimed at, and how near the last figure comes. */
import { nameOfConcept } from '../../lib/codes.ts';
import { conceptKey, hasCode } from './codings.ts';
import { problemsNamed, type Problem } from './conditions.ts';
import { BLOOD_PRESSURE, measureKey, SYSTOLIC } from './measures.ts';
import type { Directory, Person, Source } from './people.ts';
import { refOf, type RecordIndex } from './record.ts';
import type { Measurement, Results } from './results.ts';
import { momentOf } from './times.ts';

export type Target = {
  low?: number | undefined;
  high?: number | undefined;
  unit?: string | undefined;
  text?: string | undefined;
};

export type GoalTarget = {
  measure?: string | undefined;
  measureName?: string | undefined;
  target: Target;
  due?: string | undefined;
};

export type Goal = {
  ref: string;
  resource: fhir4.Goal;
  title: string;
  isActive: boolean;
  isMet: boolean | undefined;
  targets: GoalTarget[];
  /** The last figure of the first target that has one. */
  latest?: Measurement | undefined;
  due?: string | undefined;
  start?: string | undefined;
  startMs: number;
  dueMs?: number | undefined;
  author?: Person | undefined;
  problems: Problem[];
  source: Source;
};

export type Conflict = { measure: string; measureName: string; a: Goal; b: Goal };

const LIVE = new Set(['proposed', 'planned', 'accepted', 'active', 'on-hold']);

/** All goals, the live first, the sooner due before the later. */
export function goalsOf(
  index: RecordIndex,
  directory: Directory,
  problems: readonly Problem[],
  results: Results,
): Goal[] {
  return index
    .of('Goal')
    .map((goal) => goalOf(goal, index, directory, problems, results))
    .sort(
      (a, b) =>
        Number(b.isActive) - Number(a.isActive) ||
        (a.dueMs ?? Number.POSITIVE_INFINITY) - (b.dueMs ?? Number.POSITIVE_INFINITY),
    );
}

function goalOf(
  goal: fhir4.Goal,
  index: RecordIndex,
  directory: Directory,
  problems: readonly Problem[],
  results: Results,
): Goal {
  const targets = (goal.target ?? []).map(targetOf);
  const measured = targets.find((one) => one.measure !== undefined && results.byKey.has(one.measure));
  const latest = measured?.measure === undefined ? undefined : results.byKey.get(measured.measure)?.latest;
  const due = targets.map((one) => one.due).find(Boolean);
  const author = directory.person(goal.expressedBy) ?? authorByPlan(goal, index, directory);
  return {
    ref: refOf(goal),
    resource: goal,
    title: nameOfConcept(goal.description),
    isActive: LIVE.has(goal.lifecycleStatus),
    isMet: metBy(targets, results) ?? statedMet(goal),
    targets,
    latest,
    due,
    start: goal.startDate,
    startMs: momentOf(goal.startDate),
    dueMs: due ? momentOf(due) : undefined,
    author,
    problems: problemsNamed(problems, goal.addresses),
    source: directory.source(goal),
  };
}

function authorByPlan(goal: fhir4.Goal, index: RecordIndex, directory: Directory): Person | undefined {
  const ref = refOf(goal);
  const plan = index.of('CarePlan').find((one) => one.goal?.some((target) => target.reference?.endsWith(ref)));
  return directory.person(plan?.author);
}

function targetOf(target: fhir4.GoalTarget): GoalTarget {
  return {
    measure: target.measure ? measureKey(conceptKey(target.measure)) : undefined,
    measureName: nameOfConcept(target.measure) || undefined,
    target: limitsOf(target),
    due: target.dueDate,
  };
}

/** A quantity without a comparator is something to reach; which side is better the range or the comparator says. */
function limitsOf(target: fhir4.GoalTarget): Target {
  const { detailQuantity: quantity, detailRange: range } = target;
  const unit = quantity?.unit ?? quantity?.code ?? range?.high?.unit ?? range?.low?.unit;
  if (range) return { low: range.low?.value, high: range.high?.value, unit };
  if (quantity?.comparator?.startsWith('>')) return { low: quantity.value, unit };
  if (quantity) return { high: quantity.value, unit };
  return { text: target.detailString ?? (nameOfConcept(target.detailCodeableConcept) || undefined) };
}

function statedMet(goal: fhir4.Goal): boolean | undefined {
  if (goal.lifecycleStatus === 'completed' || hasCode(goal.achievementStatus, 'achieved', 'sustaining')) return true;
  return hasCode(goal.achievementStatus, 'not-achieved', 'not-attainable', 'worsening') ? false : undefined;
}

/** True if every measured target holds for the last figure; undefined where nothing was measured. */
function metBy(targets: readonly GoalTarget[], results: Results): boolean | undefined {
  const verdicts = targets.map((one) => {
    const series = one.measure === undefined ? undefined : results.byKey.get(one.measure);
    const value = series?.latest.value ?? series?.latest.parts[0]?.value;
    const { low, high } = one.target;
    if (value === undefined || (low === undefined && high === undefined)) return undefined;
    return (low === undefined || value >= low) && (high === undefined || value <= high);
  });
  const known = verdicts.filter((verdict) => verdict !== undefined);
  return known.length === 0 ? undefined : known.every(Boolean);
}

/** Two live goals that want different figures of the same measure. */
export function conflictsOf(goals: readonly Goal[]): Conflict[] {
  const conflicts: Conflict[] = [];
  const live = goals.filter((goal) => goal.isActive);
  for (const [place, a] of live.entries()) {
    for (const b of live.slice(place + 1)) {
      const measure = disputed(a, b);
      if (measure) conflicts.push({ ...measure, a, b });
    }
  }
  return conflicts;
}

function disputed(a: Goal, b: Goal): { measure: string; measureName: string } | undefined {
  for (const one of a.targets) {
    const other = b.targets.find(
      (target) => target.measure !== undefined && pressureKey(target.measure) === pressureKey(one.measure),
    );
    if (!one.measure || !other) continue;
    const differs = (x: number | undefined, y: number | undefined) => x !== undefined && y !== undefined && x !== y;
    if (differs(one.target.high, other.target.high) || differs(one.target.low, other.target.low)) {
      return { measure: one.measure, measureName: one.measureName ?? a.title };
    }
  }
  return undefined;
}

/** A target for "blood pressure" is one for its systolic part. */
function pressureKey(measure: string | undefined): string | undefined {
  return measure === BLOOD_PRESSURE ? SYSTOLIC : measure;
}
