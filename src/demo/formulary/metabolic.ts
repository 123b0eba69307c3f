import { ORAL, UNDER_SKIN, step, type DrugRow } from './model.ts';

/** Medicines of sugar, fats and the thyroid. */
export const METABOLIC = {
  metformin: {
    name: 'metformin',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step(
        '861007',
        'metformin hydrochloride 500 MG Oral Tablet',
        500,
        2,
        'Take 1 tablet (500 mg) by mouth twice daily with meals',
        { a1c: -0.8 },
      ),
      step(
        '861004',
        'metformin hydrochloride 1000 MG Oral Tablet',
        1000,
        2,
        'Take 1 tablet (1,000 mg) by mouth twice daily with meals',
        { a1c: -1.3, weight: -1 },
      ),
    ],
  },
  empagliflozin: {
    name: 'empagliflozin',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step('1545653', 'empagliflozin 10 MG Oral Tablet', 10, 1, 'Take 1 tablet (10 mg) by mouth every morning', {
        a1c: -0.6,
        sbp: -3,
        weight: -2,
        bnp: -0.1,
      }),
    ],
  },
  semaglutide: {
    name: 'semaglutide',
    unit: 'mg',
    ucum: 'mg',
    route: UNDER_SKIN,
    steps: [
      step(
        '2619152',
        '0.25 MG, 0.5 MG Dose 3 ML semaglutide 0.68 MG/ML Pen Injector',
        0.25,
        1,
        'Inject 0.25 mg under the skin once a week',
        { a1c: -0.5, weight: -1.5 },
        7,
      ),
      step(
        '2619152',
        '0.25 MG, 0.5 MG Dose 3 ML semaglutide 0.68 MG/ML Pen Injector',
        0.5,
        1,
        'Inject 0.5 mg under the skin once a week',
        { a1c: -1.2, weight: -5 },
        7,
      ),
    ],
  },
  'insulin-glargine': {
    name: 'insulin glargine',
    unit: 'units',
    ucum: '[iU]',
    route: UNDER_SKIN,
    steps: [
      step(
        '311041',
        'insulin glargine 100 UNT/ML Injectable Solution',
        10,
        1,
        'Inject 10 units under the skin at bedtime',
        { a1c: -0.8, weight: 1 },
      ),
      step(
        '311041',
        'insulin glargine 100 UNT/ML Injectable Solution',
        18,
        1,
        'Inject 18 units under the skin at bedtime',
        { a1c: -1.4, weight: 2 },
      ),
      step(
        '311041',
        'insulin glargine 100 UNT/ML Injectable Solution',
        26,
        1,
        'Inject 26 units under the skin at bedtime',
        { a1c: -2, weight: 3 },
      ),
    ],
  },
  atorvastatin: {
    name: 'atorvastatin',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step('617310', 'atorvastatin 20 MG Oral Tablet', 20, 1, 'Take 1 tablet (20 mg) by mouth at bedtime', {
        ldl: -0.4,
      }),
      step('617311', 'atorvastatin 40 MG Oral Tablet', 40, 1, 'Take 1 tablet (40 mg) by mouth at bedtime', {
        ldl: -0.47,
      }),
      step('259255', 'atorvastatin 80 MG Oral Tablet', 80, 1, 'Take 1 tablet (80 mg) by mouth at bedtime', {
        ldl: -0.52,
      }),
    ],
  },
  levothyroxine: {
    name: 'levothyroxine',
    unit: 'mcg',
    ucum: 'ug',
    route: ORAL,
    steps: [
      step(
        '966221',
        'levothyroxine sodium 0.05 MG Oral Tablet',
        50,
        1,
        'Take 1 tablet (50 mcg) by mouth every morning on an empty stomach',
        { tsh: 0.5 },
      ),
      step(
        '966222',
        'levothyroxine sodium 0.075 MG Oral Tablet',
        75,
        1,
        'Take 1 tablet (75 mcg) by mouth every morning on an empty stomach',
        { tsh: 0.7 },
      ),
      step(
        '966221',
        'levothyroxine sodium 0.05 MG Oral Tablet',
        100,
        1,
        'Take 2 tablets (100 mcg) by mouth every morning on an empty stomach',
        { tsh: 0.82 },
      ),
    ],
  },
} as const satisfies Record<string, DrugRow>;
