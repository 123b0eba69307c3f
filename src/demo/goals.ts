import { addMonths, dateOf, type Day } from './calendar.ts';
import { clamp, hl7, loinc, quantity, refTo } from './codes.ts';
import { nextId, put, subjectOf, type Chart, type Result } from './chart.ts';
import { pressureTarget } from './conditions/circulation.ts';
import { a1cTarget } from './conditions/sugar.ts';
import { ageOn, hasProblem, type ProblemKey } from './people.ts';
import { conditionRef } from './problems.ts';
import type { Concept, Goal, Quantity } from './r4.ts';
import { practitionerRef, type Staff } from './staff.ts';

export type GoalOptions = {
  text: string;
  problem: ProblemKey;
  by: Staff;
  from: Day;
  due: Day;
  measure?: { concept: Concept; result: string; below?: Quantity; between?: [Quantity, Quantity] };
  priority?: 'high-priority' | 'medium-priority';
  note?: string;
};

const ACHIEVEMENT = {
  achieved: 'Achieved',
  improving: 'Improving',
  worsening: 'Worsening',
  'no-change': 'No Change',
  'in-progress': 'In Progress',
} as const;

/** How a goal stands, by the results since it was set. */
export function standing(
  results: readonly Result[],
  from: Day,
  options: { below?: number; between?: [number, number] },
): keyof typeof ACHIEVEMENT {
  const since = results.filter((result) => result.day >= from);
  const last = since.at(-1);
  const first = since[0];
  if (!last || !first) return 'in-progress';
  const distance = (value: number): number => {
    if (options.below !== undefined) return Math.max(0, value - options.below + Number.EPSILON);
    const [low, high] = options.between ?? [value, value];
    return Math.abs(value - clamp(value, low, high));
  };
  if (options.below === undefined ? distance(last.value) === 0 : last.value < options.below) return 'achieved';
  if (since.length < 2) return 'in-progress';
  const moved = distance(first.value) - distance(last.value);
  const much = Math.max(0.05 * Math.abs(first.value), 0.3);
  return moved >= much ? 'improving' : moved <= -much ? 'worsening' : 'no-change';
}

/** Writes a goal with its target and how it stands. */
function writeGoal(chart: Chart, options: GoalOptions): Goal {
  const { measure } = options;
  const results = measure ? (chart.results.get(measure.result) ?? []) : [];
  const limits = {
    ...(measure?.below ? { below: measure.below.value } : {}),
    ...(measure?.between ? { between: [measure.between[0].value, measure.between[1].value] as [number, number] } : {}),
  };
  const state = standing(results, options.from, limits);
  const last = results.findLast((result) => result.day >= options.from);
  const condition = conditionRef(chart, options.problem);
  const due = dateOf(options.due);
  return put<Goal>(chart, {
    resourceType: 'Goal',
    id: nextId(chart, 'goal'),
    lifecycleStatus: chart.person.death === undefined ? 'active' : 'cancelled',
    achievementStatus: hl7('goal-achievement', state, ACHIEVEMENT[state]),
    priority: hl7(
      'goal-priority',
      options.priority ?? 'medium-priority',
      options.priority === 'high-priority' ? 'High Priority' : 'Medium Priority',
    ),
    description: { text: options.text },
    subject: subjectOf(chart),
    startDate: dateOf(options.from),
    target: measure
      ? [
          {
            measure: measure.concept,
            ...(measure.below ? { detailQuantity: { ...measure.below, comparator: '<' } } : {}),
            ...(measure.between ? { detailRange: { low: measure.between[0], high: measure.between[1] } } : {}),
            dueDate: due,
          },
        ]
      : [{ dueDate: due }],
    statusDate: dateOf(last?.day ?? options.from),
    expressedBy: practitionerRef(options.by),
    ...(condition ? { addresses: [condition] } : {}),
    ...(last ? { outcomeReference: [refTo('Observation', last.id)] } : {}),
    ...(options.note ? { note: [{ authorReference: practitionerRef(options.by), text: options.note }] } : {}),
  });
}

const SYSTOLIC = loinc('8480-6', 'Systolic blood pressure', 'Systolic blood pressure');

/** A goal for the blood pressure, which more than one discipline may set. */
export function pressureGoal(
  chart: Chart,
  by: Staff,
  from: Day,
  systolic: number,
  diastolic: number,
  note?: string,
): Goal {
  return writeGoal(chart, {
    text: `Blood pressure under ${systolic}/${diastolic}`,
    problem: chart.conditions.has('hypertension') ? 'hypertension' : 'heart-failure',
    by,
    from,
    due: addMonths(chart.today, 3),
    measure: { concept: SYSTOLIC, result: 'systolic', below: quantity(systolic, 'mmHg', 'mm[Hg]') },
    priority: 'high-priority',
    ...(note ? { note } : {}),
  });
}

const WORDS: Partial<Record<ProblemKey, string>> = {
  copd: 'Walk for 20 minutes without stopping',
  'chronic-kidney-disease': 'Keep the kidneys steady: no ibuprofen, blood pressure in range',
  'atrial-fibrillation': 'No stroke, no bleeding: blood thinner taken every day',
  'opioid-use-disorder': 'Stay in treatment, no use',
  anxiety: 'Worry no longer gets in the way of the day',
  'transport-need': 'A ride to every visit',
  'food-need': 'Enough food for the whole month',
};

/** The goals that go with a problem of the plan. */
export function goalsFor(chart: Chart, problem: ProblemKey, by: Staff, from: Day): Goal[] {
  const { person, today } = chart;
  const due = addMonths(today, 4);
  if (problem === 'hypertension') {
    const target = pressureTarget(person, today);
    return [pressureGoal(chart, by, from, target.systolic, target.diastolic)];
  }
  const measured = measureFor(chart, problem);
  if (measured) return [writeGoal(chart, { ...measured, problem, by, from, due })];
  if (problem === 'heart-failure') {
    const stay = 'Six months without a hospital stay for heart failure';
    return [
      weightGoal(chart, by, from, due),
      writeGoal(chart, { text: stay, problem, by, from, due: addMonths(today, 6) }),
    ];
  }
  const text = WORDS[problem];
  return text ? [writeGoal(chart, { text, problem, by, from, due })] : [];
}

/** What a goal with a number measures, where the problem has one. */
function measureFor(chart: Chart, problem: ProblemKey): Pick<GoalOptions, 'text' | 'measure' | 'priority'> | undefined {
  const { person, today } = chart;
  if (problem === 'type-2-diabetes') {
    const target = a1cTarget(ageOn(person, today));
    const concept = loinc('4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood', 'Hemoglobin A1c');
    return {
      text: `Hemoglobin A1c under ${target} %`,
      priority: 'high-priority',
      measure: { concept, result: 'a1c', below: quantity(target, '%') },
    };
  }
  if (problem === 'hyperlipidemia') {
    const target = hasProblem(person, 'type-2-diabetes', today) ? 70 : 100;
    const concept = loinc(
      '13457-7',
      'Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation',
      'LDL cholesterol',
    );
    return {
      text: `LDL cholesterol under ${target} mg/dL`,
      measure: { concept, result: 'ldl', below: quantity(target, 'mg/dL') },
    };
  }
  if (problem === 'depression') {
    const concept = loinc(
      '44261-6',
      'Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]',
      'PHQ-9 total',
    );
    return {
      text: 'Feeling well again: PHQ-9 under 5',
      priority: 'high-priority',
      measure: { concept, result: 'phq-9', below: quantity(5, 'score', '{score}') },
    };
  }
  return undefined;
}

function weightGoal(chart: Chart, by: Staff, from: Day, due: Day): Goal {
  const last = chart.results.get('weight')?.at(-1)?.value ?? 75;
  const middle = Math.round(last);
  return writeGoal(chart, {
    text: `Weight steady between ${middle - 2} and ${middle + 2} kg`,
    problem: 'heart-failure',
    by,
    from,
    due,
    measure: {
      concept: loinc('29463-7', 'Body weight', 'Body weight'),
      result: 'weight',
      between: [quantity(middle - 2, 'kg'), quantity(middle + 2, 'kg')],
    },
  });
}
