import { LOINC, hl7, loinc, quantity } from './codes.ts';
import { scoreOn } from './body.ts';
import { observe } from './observe.ts';
import { remember } from './labs.ts';
import type { Component, Concept } from './r4.ts';
import type { Staff } from './staff.ts';
import type { Visit } from './visit.ts';

type Item = [code: string, display: string, weight: number];

const PHQ9: Item[] = [
  ['44250-9', 'Little interest or pleasure in doing things in last 2 weeks', 1.2],
  ['44255-8', 'Feeling down, depressed, or hopeless in last 2 weeks', 1.3],
  ['44259-0', 'Trouble falling or staying asleep, or sleeping too much in last 2 weeks', 1.2],
  ['44254-1', 'Feeling tired or having little energy in last 2 weeks', 1.3],
  ['44251-7', 'Poor appetite or overeating in last 2 weeks', 0.9],
  [
    '44258-2',
    'Feeling bad about yourself - or that you are a failure or have let yourself or your family down in last 2 weeks',
    1,
  ],
  [
    '44252-5',
    'Trouble concentrating on things, such as reading the newspaper or watching television in last 2 weeks',
    0.9,
  ],
  [
    '44253-3',
    'Moving or speaking so slowly that other people could have noticed. Or the opposite - being so fidgety or restless that you have been moving around a lot more than usual in last 2 weeks',
    0.5,
  ],
  ['44260-8', 'Thoughts that you would be better off dead, or of hurting yourself in some way in last 2 weeks', 0.12],
];

const GAD7: Item[] = [
  ['69725-0', 'Feeling nervous, anxious, or on edge in last 2 weeks', 1.3],
  ['68509-9', 'Not being able to stop or control worrying in last 2 weeks', 1.2],
  ['69733-4', 'Worrying too much about different things in last 2 weeks', 1.2],
  ['69734-2', 'Trouble relaxing in last 2 weeks', 1],
  ['69735-9', 'Being so restless that it is hard to sit still in last 2 weeks', 0.6],
  ['69689-8', 'Becoming easily annoyed or irritable in last 2 weeks', 0.8],
  ['69736-7', 'Feeling afraid, as if something awful might happen in last 2 weeks', 0.7],
];

const ANSWERS: [code: string, display: string][] = [
  ['LA6568-5', 'Not at all'],
  ['LA6569-3', 'Several days'],
  ['LA6570-1', 'More than half the days'],
  ['LA6571-9', 'Nearly every day'],
];

const SCALES = {
  'phq-9': {
    items: PHQ9,
    code: ['44261-6', 'Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]', 'PHQ-9 total'],
    max: 27,
    figure: 'depression',
  },
  'gad-7': {
    items: GAD7,
    code: ['70274-6', 'Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]', 'GAD-7 total'],
    max: 21,
    figure: 'anxiety',
  },
} as const;

/** Asks the PHQ-9 or the GAD-7: the total, with what was answered to each item. */
export function askScale(visit: Visit, scale: keyof typeof SCALES, by: Staff, fixed?: number): number {
  const { items, code, max, figure } = SCALES[scale];
  const wobble = visit.random.normal(0, 0.7);
  const wished = fixed ?? Math.round(Math.min(max - 1, Math.max(0, scoreOn(visit.chart, figure, visit.day) + wobble)));
  const answers = spread(visit, items, wished);
  const total = answers.reduce((sum, answer) => sum + answer, 0);
  const observation = observe(visit, {
    category: 'survey',
    code: [code[0], code[1], code[2]],
    by,
    after: 5,
    rest: {
      valueQuantity: quantity(total, 'score', '{score}'),
      interpretation: [grade(scale, total)],
      component: items.map((item, index) => component(item, answers[index] ?? 0)),
    },
  });
  remember(visit.chart, scale, visit.day, total, observation.id);
  visit.tests.push(`${code[2]} ${total} (${gradeText(scale, total)})`);
  return total;
}

/** Shares a total out over the items, the commoner symptoms first. */
function spread(visit: Visit, items: readonly Item[], total: number): number[] {
  const answers = items.map(() => 0);
  for (let left = total; left > 0; left -= 1) {
    const open = items.flatMap(([, , weight], index) => ((answers[index] ?? 0) < 3 ? [[index, weight] as const] : []));
    const index = visit.random.weighted(open);
    answers[index] = (answers[index] ?? 0) + 1;
  }
  return answers;
}

function component([code, display]: Item, answer: number): Component {
  const [answerCode, answerText] = ANSWERS[answer] ?? ['LA6568-5', 'Not at all'];
  return {
    code: loinc(code, display, display.replace(' in last 2 weeks', '')),
    valueCodeableConcept: { coding: [{ system: LOINC, code: answerCode, display: answerText }], text: answerText },
  };
}

function grade(scale: keyof typeof SCALES, total: number): Concept {
  const concept =
    total >= 10 ? hl7('v3-ObservationInterpretation', 'H', 'High') : hl7('v3-ObservationInterpretation', 'N', 'Normal');
  return { ...concept, text: gradeText(scale, total) };
}

/** How a total is called: none to minimal, mild, moderate, moderately severe, severe. */
function gradeText(scale: 'phq-9' | 'gad-7', total: number): string {
  if (total < 5) return 'none to minimal';
  if (total < 10) return 'mild';
  if (total < 15) return 'moderate';
  if (scale === 'gad-7') return 'severe';
  return total < 20 ? 'moderately severe' : 'severe';
}
