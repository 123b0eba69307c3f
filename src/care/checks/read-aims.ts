import type { Knowledge } from './compile-knowledge.ts';
import { refOf } from './fhir-facts.ts';
import { measureOf, valueIn } from './measures.ts';
import type { Aim } from './model.ts';
import type { Of } from './read-plan.ts';

/** Goals that are agreed on and not over; one that is only proposed binds nobody yet. */
export const LIVE_GOALS = new Set(['planned', 'accepted', 'active', 'on-hold']);

/** What live goals aim at: each target of a measure that the rules know. */
export function readAims(of: Of, knowledge: Knowledge): Aim[] {
  const authors = new Map(
    of('CarePlan').flatMap(({ author, goal = [] }) => goal.map((one) => [refOf(one), author] as const)),
  );
  return of('Goal')
    .filter(({ lifecycleStatus }) => LIVE_GOALS.has(lifecycleStatus))
    .flatMap((goal) => {
      const by = goal.expressedBy ?? authors.get(`Goal/${goal.id}`);
      return (goal.target ?? []).flatMap((target) => aimOf(goal, target, by, knowledge));
    });
}

function aimOf(
  goal: fhir4.Goal,
  target: fhir4.GoalTarget,
  by: fhir4.Reference | undefined,
  knowledge: Knowledge,
): Aim[] {
  const measure = measureOf(target.measure, knowledge);
  const limits = measure && limitsOf(target, measure);
  if (!limits) return [];
  const owner = refOf(by);
  return [
    {
      ref: `Goal/${goal.id}`,
      measure: measure.id,
      ...limits,
      ...(target.dueDate ? { due: target.dueDate } : {}),
      ...(owner ? { owner } : {}),
      ...(by?.display ? { ownerName: by.display } : {}),
    },
  ];
}

/** A quantity without a comparator is something to reach from above, as the chart has it. */
function limitsOf(
  { detailQuantity: quantity, detailRange: range }: fhir4.GoalTarget,
  measure: Knowledge['measures'][number],
): Pick<Aim, 'low' | 'high' | 'shown'> | undefined {
  if (range) {
    const low = range.low && valueIn(measure, range.low);
    const high = range.high && valueIn(measure, range.high);
    if (low === undefined && high === undefined) return undefined;
    const unit = range.high?.unit ?? range.low?.unit ?? '';
    const shown = `${range.low?.value ?? ''}-${range.high?.value ?? ''} ${unit}`.trim();
    return { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }), shown };
  }
  const value = quantity && valueIn(measure, quantity);
  if (!quantity || value === undefined) return undefined;
  const isLow = quantity.comparator?.startsWith('>') ?? false;
  const shown = `${isLow ? '>' : '<'} ${quantity.value} ${quantity.unit ?? quantity.code ?? ''}`.trim();
  return { ...(isLow ? { low: value } : { high: value }), shown };
}
