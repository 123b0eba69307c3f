import { homeVisit, one, problem, type Script } from './model.ts';

/** Stories of families and homes. */
export const FAMILIES: Script[] = [
  {
    key: 'expecting',
    description: 'Thirty weeks pregnant, all as it should be',
    household: (today) =>
      one(
        {
          sex: 'female',
          age: 27,
          fixed: {
            given: 'Anjali',
            family: 'Gurung',
            language: 'en',
            interpreter: false,
            traits: { allergy: 'none-known', bmi: 23, bmiDrift: 0, adherence: 0.95, smoking: 'never' },
            problems: [problem('pregnancy', today - 155, 0, 1, today + 70)],
          },
        },
        { heritage: 'himalaya', clinic: 'orchard-hill-clinic' },
      ),
  },
  {
    key: 'newborn',
    description: 'A family with a child of five weeks, insured through both parents',
    seat: 2,
    household: () => ({
      heritage: 'horn',
      clinic: 'orchard-hill-clinic',
      seats: [
        {
          part: 'head',
          sex: 'female',
          age: 31,
          fixed: { given: 'Hodan', family: 'Warsame', language: 'so', interpreter: true },
        },
        {
          part: 'partner',
          sex: 'male',
          age: 33,
          fixed: { given: 'Liban', family: 'Warsame', language: 'en', interpreter: false },
        },
        { part: 'child', sex: 'female', age: 0, ageDays: 36, fixed: { given: 'Sahra', family: 'Warsame' } },
      ],
    }),
  },
  ...(
    [
      ['ride', 'male', 69, 'Henryk', 'vistula', 'harbor-clinic'],
      ['pantry', 'female', 45, 'Latrice', 'delta', 'eastgate-clinic'],
      ['stairs', 'female', 81, 'Tuyet', 'mekong', 'mill-street-clinic'],
    ] as const
  ).map(([key, sex, age, given, heritage, clinic], index): Script => ({
    key: `home-${key}`,
    description: `One of four homes that the community health worker visits today (${key})`,
    household: (today) =>
      one(
        {
          sex,
          age,
          fixed: {
            given,
            problems: [
              problem(key === 'pantry' ? 'food-need' : 'transport-need', today - 260, 0.5),
              problem('hypertension', today - 1600, 0.5),
              ...(age > 60 ? [problem('copd', today - 1400, 0.3)] : [problem('asthma', today - 4000, 0.5)]),
            ],
            traits: { smoking: age > 60 ? 'former' : 'never' },
          },
        },
        { heritage, clinic, lowIncome: true },
      ),
    after: (chart) => homeVisit(chart, [10 * 60 + 20, 13 * 60 + 20, 15 * 60][index] ?? 14 * 60),
  })),
];
