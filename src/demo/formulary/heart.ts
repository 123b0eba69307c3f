import { ORAL, step, type DrugRow } from './model.ts';

/** Medicines of the heart, the vessels and the clotting. */
export const HEART = {
  lisinopril: {
    name: 'lisinopril',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step('314076', 'lisinopril 10 MG Oral Tablet', 10, 1, 'Take 1 tablet (10 mg) by mouth once daily', {
        sbp: -10,
        potassium: 0.1,
      }),
      step('314077', 'lisinopril 20 MG Oral Tablet', 20, 1, 'Take 1 tablet (20 mg) by mouth once daily', {
        sbp: -15,
        potassium: 0.15,
      }),
      step('197884', 'lisinopril 40 MG Oral Tablet', 40, 1, 'Take 1 tablet (40 mg) by mouth once daily', {
        sbp: -19,
        potassium: 0.2,
      }),
    ],
  },
  losartan: {
    name: 'losartan',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step('979492', 'losartan potassium 50 MG Oral Tablet', 50, 1, 'Take 1 tablet (50 mg) by mouth once daily', {
        sbp: -11,
        potassium: 0.1,
      }),
      step('979480', 'losartan potassium 100 MG Oral Tablet', 100, 1, 'Take 1 tablet (100 mg) by mouth once daily', {
        sbp: -17,
        potassium: 0.15,
      }),
    ],
  },
  amlodipine: {
    name: 'amlodipine',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step('197361', 'amlodipine 5 MG Oral Tablet', 5, 1, 'Take 1 tablet (5 mg) by mouth once daily', { sbp: -10 }),
      step('308135', 'amlodipine 10 MG Oral Tablet', 10, 1, 'Take 1 tablet (10 mg) by mouth once daily', { sbp: -15 }),
    ],
  },
  chlorthalidone: {
    name: 'chlorthalidone',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step(
        '197499',
        'chlorthalidone 25 MG Oral Tablet',
        12.5,
        1,
        'Take half a tablet (12.5 mg) by mouth every morning',
        { sbp: -9, potassium: -0.2 },
      ),
      step('197499', 'chlorthalidone 25 MG Oral Tablet', 25, 1, 'Take 1 tablet (25 mg) by mouth every morning', {
        sbp: -13,
        potassium: -0.3,
      }),
    ],
  },
  furosemide: {
    name: 'furosemide',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step('310429', 'furosemide 20 MG Oral Tablet', 20, 1, 'Take 1 tablet (20 mg) by mouth every morning', {
        bnp: -0.15,
        potassium: -0.15,
      }),
      step('313988', 'furosemide 40 MG Oral Tablet', 40, 1, 'Take 1 tablet (40 mg) by mouth every morning', {
        bnp: -0.25,
        potassium: -0.25,
      }),
      step(
        '313988',
        'furosemide 40 MG Oral Tablet',
        40,
        2,
        'Take 1 tablet (40 mg) by mouth twice daily, morning and early afternoon',
        { bnp: -0.35, potassium: -0.35 },
      ),
    ],
  },
  carvedilol: {
    name: 'carvedilol',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step(
        '686924',
        'carvedilol 3.125 MG Oral Tablet',
        3.125,
        2,
        'Take 1 tablet (3.125 mg) by mouth twice daily with food',
        { sbp: -3, heartRate: -5 },
      ),
      step(
        '200031',
        'carvedilol 6.25 MG Oral Tablet',
        6.25,
        2,
        'Take 1 tablet (6.25 mg) by mouth twice daily with food',
        { sbp: -5, heartRate: -8, bnp: -0.05 },
      ),
      step(
        '200032',
        'carvedilol 12.5 MG Oral Tablet',
        12.5,
        2,
        'Take 1 tablet (12.5 mg) by mouth twice daily with food',
        { sbp: -7, heartRate: -11, bnp: -0.1 },
      ),
      step('200033', 'carvedilol 25 MG Oral Tablet', 25, 2, 'Take 1 tablet (25 mg) by mouth twice daily with food', {
        sbp: -9,
        heartRate: -14,
        bnp: -0.15,
      }),
    ],
  },
  spironolactone: {
    name: 'spironolactone',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step('313096', 'spironolactone 25 MG Oral Tablet', 25, 1, 'Take 1 tablet (25 mg) by mouth once daily', {
        sbp: -4,
        potassium: 0.3,
        bnp: -0.1,
      }),
    ],
  },
  'metoprolol-succinate': {
    name: 'metoprolol succinate',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step(
        '866427',
        '24 HR metoprolol succinate 25 MG Extended Release Oral Tablet',
        25,
        1,
        'Take 1 tablet (25 mg) by mouth once daily',
        { sbp: -3, heartRate: -6 },
      ),
      step(
        '866436',
        '24 HR metoprolol succinate 50 MG Extended Release Oral Tablet',
        50,
        1,
        'Take 1 tablet (50 mg) by mouth once daily',
        { sbp: -5, heartRate: -10 },
      ),
      step(
        '866412',
        '24 HR metoprolol succinate 100 MG Extended Release Oral Tablet',
        100,
        1,
        'Take 1 tablet (100 mg) by mouth once daily',
        { sbp: -7, heartRate: -15 },
      ),
    ],
  },
  apixaban: {
    name: 'apixaban',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [step('1364445', 'apixaban 5 MG Oral Tablet', 5, 2, 'Take 1 tablet (5 mg) by mouth twice daily')],
  },
  warfarin: {
    name: 'warfarin',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step('855332', 'warfarin sodium 5 MG Oral Tablet', 5, 1, 'Take 1 tablet (5 mg) by mouth every evening', {
        inr: 1.5,
      }),
    ],
  },
} as const satisfies Record<string, DrugRow>;
