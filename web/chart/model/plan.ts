/** The plan: per problem its goals, and what is being done, by whom and by when. */
import type { FhirResource } from '../../api/model.ts';
import { nameOfConcept } from '../../lib/codes.ts';
import type { Lane } from '../../lib/lanes.ts';
import { plainName } from './codings.ts';
import { problemsNamed, type Problem } from './conditions.ts';
import type { Goal } from './goals.ts';
import { laneOfVisit } from './lanes.ts';
import type { Directory, Person, Source } from './people.ts';
import { keyOf, refOf, type RecordIndex } from './record.ts';
import { momentOf } from './times.ts';

export type Step = {
  key: string;
  ref: string;
  title: string;
  detail?: string | undefined;
  status: string;
  isOpen: boolean;
  due?: string | undefined;
  owner?: Person | undefined;
  lane?: Lane | undefined;
  problems: Problem[];
  goals: string[];
  source: Source;
};

export type CarePlanView = {
  ref: string;
  title: string;
  isActive: boolean;
  author?: Person | undefined;
  from?: string | undefined;
  to?: string | undefined;
  problems: Problem[];
  steps: Step[];
  source: Source;
};

export type TaskView = {
  ref: string;
  resource: fhir4.Task;
  title: string;
  status: string;
  isOpen: boolean;
  priority: string;
  due?: string | undefined;
  dueMs: number;
  owner?: Person | undefined;
  focus: string[];
  source: Source;
};

/** A problem with all that the plan holds about it; `problem` is absent for what is tied to none. */
export type PlanGroup = { problem?: Problem | undefined; goals: Goal[]; steps: Step[] };

export type Plan = {
  plans: CarePlanView[];
  tasks: TaskView[];
  /** Looks at results, each with the results that it is of among its `focus`. */
  reviews: TaskView[];
  groups: PlanGroup[];
  steps: Step[];
};

const CLOSED_STEPS = new Set([
  'completed',
  'cancelled',
  'stopped',
  'revoked',
  'entered-in-error',
  'fulfilled',
  'noshow',
  'finished',
]);
const CLOSED_TASKS = new Set(['completed', 'cancelled', 'rejected', 'failed', 'entered-in-error']);
const LIVE_PLANS = new Set(['active', 'on-hold', 'draft']);

/** The whole plan. */
export function planOf(
  index: RecordIndex,
  directory: Directory,
  problems: readonly Problem[],
  goals: readonly Goal[],
): Plan {
  const plans = index
    .of('CarePlan')
    .map((plan) => carePlanOf(plan, index, directory, problems))
    .sort((a, b) => Number(b.isActive) - Number(a.isActive) || momentOf(b.from) - momentOf(a.from));
  const all = index
    .of('Task')
    .map((task) => taskOf(task, directory))
    .sort(byDue);
  const tasks = all.filter((task) => !isReview(task));
  const reviews = all.filter(isReview).map((task) => ({ ...task, focus: [...task.focus, ...resultsIn(task, index)] }));
  const steps = plans.filter((plan) => plan.isActive).flatMap((plan) => plan.steps);
  return { plans, tasks, reviews, steps, groups: groupsOf(problems, goals, steps) };
}

/** Looking at a result is asked for by what the laboratory sends, and shown with the results. */
function isReview({ resource }: TaskView): boolean {
  return (resource.code?.coding ?? []).some(({ code }) => code === 'review-result');
}

/** The results of the reports that a review is of. */
function resultsIn({ focus }: TaskView, index: RecordIndex): string[] {
  return index
    .of('DiagnosticReport')
    .filter((report) => focus.includes(refOf(report)))
    .flatMap((report) => (report.result ?? []).map(keyOf).filter((key) => key !== undefined));
}

function byDue(a: TaskView, b: TaskView): number {
  const late = (task: TaskView) => (Number.isNaN(task.dueMs) ? Number.POSITIVE_INFINITY : task.dueMs);
  return Number(b.isOpen) - Number(a.isOpen) || (late(a) === late(b) ? 0 : late(a) - late(b));
}

function carePlanOf(
  plan: fhir4.CarePlan,
  index: RecordIndex,
  directory: Directory,
  problems: readonly Problem[],
): CarePlanView {
  const addressed = problemsNamed(problems, plan.addresses);
  const visit = index.findAs('Encounter', plan.encounter);
  const categories = (plan.category ?? []).map(nameOfConcept).filter((name) => name && name !== 'assess-plan');
  return {
    ref: refOf(plan),
    title: plan.title ?? plainName(categories.at(-1) ?? ''),
    isActive: LIVE_PLANS.has(plan.status),
    author: directory.person(plan.author),
    from: plan.period?.start ?? plan.created,
    to: plan.period?.end,
    problems: addressed,
    steps: (plan.activity ?? []).map((activity, place) =>
      stepOf(
        { activity, place, plan, addressed, lane: visit && laneOfVisit(visit, index) },
        index,
        directory,
        problems,
      ),
    ),
    source: directory.source(plan),
  };
}

type Placed = {
  activity: fhir4.CarePlanActivity;
  place: number;
  plan: fhir4.CarePlan;
  addressed: Problem[];
  lane: Lane | undefined;
};

function stepOf(
  { activity, place, plan, addressed, lane }: Placed,
  index: RecordIndex,
  directory: Directory,
  problems: readonly Problem[],
): Step {
  const detail = activity.detail;
  const target = index.find(activity.reference);
  const facts = detail ? detailFacts(detail) : orderFacts(target, activity.reference);
  const owner = directory.person(detail?.performer?.[0] ?? performerOf(target)) ?? directory.person(plan.author);
  const reasons = problemsNamed(problems, detail?.reasonReference ?? reasonsOf(target));
  return {
    ...facts,
    key: `${refOf(plan)}#${place}`,
    ref: target ? refOf(target) : refOf(plan),
    owner,
    lane: owner?.lane ?? lane,
    problems: reasons.length > 0 ? reasons : addressed,
    goals: (detail?.goal ?? []).map(keyOf).filter((key) => key !== undefined),
    source: directory.source(target ?? plan),
  };
}

type Facts = Pick<Step, 'title' | 'detail' | 'status' | 'isOpen' | 'due'>;

function detailFacts(detail: fhir4.CarePlanActivityDetail): Facts {
  const code = plainName(nameOfConcept(detail.code));
  const when = detail.scheduledString ?? detail.scheduledTiming?.code?.text;
  return {
    title: code || (detail.description ?? ''),
    detail:
      [code && detail.description !== code ? detail.description : undefined, when].filter(Boolean).join(' · ') ||
      undefined,
    status: detail.status,
    isOpen: !CLOSED_STEPS.has(detail.status),
    due: detail.scheduledPeriod?.end ?? detail.scheduledPeriod?.start,
  };
}

type Order = {
  status?: string;
  code?: fhir4.CodeableConcept;
  medicationCodeableConcept?: fhir4.CodeableConcept;
  description?: string;
  start?: string;
  occurrenceDateTime?: string;
  occurrencePeriod?: fhir4.Period;
  restriction?: { period?: fhir4.Period };
  owner?: fhir4.Reference;
  performer?: fhir4.Reference | fhir4.Reference[];
  requester?: fhir4.Reference;
  reasonReference?: fhir4.Reference[];
};

function orderFacts(target: FhirResource | undefined, reference: fhir4.Reference | undefined): Facts {
  const order = (target ?? {}) as Order;
  const status = order.status ?? 'unknown';
  return {
    title: plainName(
      order.description ?? (nameOfConcept(order.code ?? order.medicationCodeableConcept) || (reference?.display ?? '')),
    ),
    status,
    isOpen: !CLOSED_STEPS.has(status),
    due: order.restriction?.period?.end ?? order.occurrencePeriod?.end ?? order.occurrenceDateTime ?? order.start,
  };
}

function performerOf(target: FhirResource | undefined): fhir4.Reference | undefined {
  const { owner, performer, requester } = (target ?? {}) as Order;
  return owner ?? (Array.isArray(performer) ? performer[0] : performer) ?? requester;
}

function reasonsOf(target: FhirResource | undefined): fhir4.Reference[] | undefined {
  return ((target ?? {}) as Order).reasonReference;
}

function taskOf(task: fhir4.Task, directory: Directory): TaskView {
  const due = task.restriction?.period?.end ?? task.executionPeriod?.end;
  const focus = [task.focus, ...(task.basedOn ?? [])].map(keyOf).filter((key) => key !== undefined);
  return {
    ref: refOf(task),
    resource: task,
    title: task.description ?? nameOfConcept(task.code),
    status: task.status,
    isOpen: !CLOSED_TASKS.has(task.status),
    priority: task.priority ?? 'routine',
    due,
    dueMs: due ? momentOf(due) : Number.NaN,
    owner: directory.person(task.owner),
    focus,
    source: directory.source(task),
  };
}

function groupsOf(problems: readonly Problem[], goals: readonly Goal[], steps: readonly Step[]): PlanGroup[] {
  const groups: PlanGroup[] = [];
  const placed = new Set<Goal | Step>();
  for (const problem of problems) {
    const own = goals.filter((goal) => goal.isActive && goal.problems.includes(problem) && !placed.has(goal));
    const acts = steps.filter(
      (step) =>
        !placed.has(step) && (step.problems.includes(problem) || own.some((goal) => step.goals.includes(goal.ref))),
    );
    for (const one of [...own, ...acts]) placed.add(one);
    if (own.length > 0 || acts.length > 0) groups.push({ problem, goals: own, steps: acts });
  }
  const rest = {
    goals: goals.filter((goal) => goal.isActive && !placed.has(goal)),
    steps: steps.filter((step) => !placed.has(step)),
  };
  return rest.goals.length > 0 || rest.steps.length > 0 ? [...groups, rest] : groups;
}
