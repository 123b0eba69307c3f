import { plan, type Chart } from '../chart.ts';
import type { ProblemKey } from '../people.ts';
import { doctor, one, problem, type Script } from './model.ts';

const admitted = (key: string, daysAgo: number) => (chart: Chart) =>
  plan(chart, {
    kind: 'admission',
    day: chart.today - daysAgo,
    site: 'riverbend-hospital',
    reason: key,
    detail: `${key}:now`,
  });

const ill = (today: number, ...keys: readonly [ProblemKey, number][]) =>
  keys.map(([key, severity], place) => problem(key, today - 2000 - 310 * place, severity));

/** Who lies in hospital at this moment. */
export const INPATIENTS: Script[] = [
  {
    key: 'ward-heart',
    description: 'In hospital for the third day with heart failure, losing the water',
    household: (today) =>
      one(
        {
          sex: 'female',
          age: 74,
          fixed: {
            ...doctor(),
            given: 'Lorraine',
            family: 'Beaumont',
            traits: { allergy: 'none-known', bmi: 29, adherence: 0.7, smoking: 'former' },
            problems: ill(today, ['heart-failure', 0.7], ['hypertension', 0.5], ['hyperlipidemia', 0.4]),
          },
        },
        { heritage: 'delta' },
      ),
    before: (chart) => admitted('heart-failure', 3)(chart),
  },
  {
    key: 'ward-pneumonia',
    description: 'In hospital since the day before yesterday with pneumonia; the fever is going',
    household: (today) =>
      one(
        {
          sex: 'male',
          age: 69,
          fixed: {
            given: 'Stanley',
            family: 'Ferris',
            language: 'en',
            interpreter: false,
            traits: { allergy: 'sulfonamide', bmi: 26, adherence: 0.8, smoking: 'never' },
            problems: ill(today, ['hypertension', 0.4], ['type-2-diabetes', 0.4]),
          },
        },
        { heritage: 'valley', clinic: 'harbor-clinic' },
      ),
    before: (chart) => admitted('pneumonia', 2)(chart),
  },
  {
    key: 'ward-hip',
    description: 'In hospital for the fourth day after a fall, with a new hip; home is a question',
    household: (today) =>
      one(
        {
          sex: 'female',
          age: 81,
          fixed: {
            given: 'Josephine',
            family: 'Tallis',
            language: 'en',
            interpreter: false,
            marital: 'W',
            traits: { allergy: 'codeine', bmi: 23, adherence: 0.85, smoking: 'never' },
            problems: ill(today, ['osteoarthritis', 0.6], ['hypertension', 0.4]),
          },
        },
        { heritage: 'valley', clinic: 'eastgate-clinic' },
      ),
    before: (chart) => admitted('hip', 4)(chart),
  },
];
