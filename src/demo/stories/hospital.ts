import { plan } from '../chart.ts';
import { doctor, one, problem, type Script } from './model.ts';

/** Stories that a hospital stay ended in, well or not. */
export const HOSPITAL: Script[] = [
  {
    key: 'home-heart',
    description:
      'Discharged yesterday evening after a stay for heart failure, with home health ordered; the two business days run',
    household: (today) =>
      one(
        {
          sex: 'male',
          age: 67,
          fixed: {
            ...doctor(),
            given: 'Darnell',
            family: 'Crenshaw',
            traits: { allergy: 'sulfonamide', bmi: 31, adherence: 0.8, smoking: 'former' },
            problems: [
              problem('heart-failure', today - 1500, 0.7),
              problem('hypertension', today - 4000, 0.5),
              problem('obesity', today - 3000, 0.4),
              problem('type-2-diabetes', today - 2600, 0.4),
            ],
          },
        },
        { heritage: 'delta' },
      ),
    before: (chart) =>
      plan(chart, {
        kind: 'admission',
        day: chart.today - 5,
        site: 'riverbend-hospital',
        reason: 'heart-failure',
        detail: 'heart-failure:4:17:home-health',
      }),
  },
  {
    key: 'home-lungs',
    description:
      'Discharged yesterday evening after a stay for COPD; speaks Polish and needs an interpreter for the call',
    household: (today) =>
      one(
        {
          sex: 'female',
          age: 78,
          fixed: {
            given: 'Zofia',
            family: 'Kaczmarek',
            language: 'pl',
            interpreter: true,
            marital: 'W',
            traits: { allergy: 'none-known', bmi: 23, adherence: 0.8, smoking: 'former' },
            problems: [
              problem('copd', today - 3300, 0.8),
              problem('hypertension', today - 2900, 0.3),
              problem('osteoarthritis', today - 2000, 0.5),
            ],
          },
        },
        { heritage: 'vistula', clinic: 'harbor-clinic' },
      ),
    before: (chart) =>
      plan(chart, {
        kind: 'admission',
        day: chart.today - 4,
        site: 'riverbend-hospital',
        reason: 'copd',
        detail: 'copd:3:19:home',
      }),
  },
  {
    key: 'home-pneumonia',
    description:
      'Discharged yesterday evening after pneumonia, lives alone, diabetes and atrial fibrillation on warfarin',
    household: (today) =>
      one(
        {
          sex: 'male',
          age: 73,
          fixed: {
            given: 'Wendell',
            family: 'Thackery',
            language: 'en',
            interpreter: false,
            marital: 'W',
            traits: { allergy: 'penicillin', bmi: 28, adherence: 0.8, smoking: 'never' },
            problems: [
              problem('type-2-diabetes', today - 3300, 0.35),
              problem('hypertension', today - 4200, 0.5),
              problem('atrial-fibrillation', today - 1300, 0.3),
              problem('hyperlipidemia', today - 3000, 0.5),
            ],
          },
        },
        { heritage: 'valley', clinic: 'eastgate-clinic' },
      ),
    before: (chart) =>
      plan(chart, {
        kind: 'admission',
        day: chart.today - 4,
        site: 'riverbend-hospital',
        reason: 'pneumonia',
        detail: 'pneumonia:3:20:home',
      }),
  },
  {
    key: 'remembered',
    description: 'Died in hospital seven weeks ago at 86, after years of COPD; the record is closed with care',
    household: (today) =>
      one(
        {
          sex: 'male',
          age: 86,
          fixed: {
            given: 'Alden',
            family: 'Wexford',
            language: 'en',
            interpreter: false,
            marital: 'W',
            death: today - 49,
            traits: { allergy: 'none-known', bmi: 21.5, adherence: 0.8, smoking: 'former' },
            problems: [
              problem('copd', today - 5200, 0.9),
              problem('hypertension', today - 6000, 0.4),
              problem('osteoarthritis', today - 4000, 0.4),
            ],
          },
        },
        { heritage: 'valley', clinic: 'harbor-clinic' },
      ),
  },
];
