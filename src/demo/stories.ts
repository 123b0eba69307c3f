import { addMonths, addWorkdays, type Day } from './calendar.ts';
import { plan, type Chart } from './chart.ts';
import { refTo } from './codes.ts';
import { pressureGoal } from './goals.ts';
import type { HouseholdSpec, Seat } from './households.ts';
import type { Problem, ProblemKey } from './people.ts';
import type { CarePlan } from './r4.ts';
import { SERVICES, order } from './referrals.ts';
import { staffByUsername } from './staff.ts';
import { book } from './timeline.ts';
import { writeTask } from './tasks.ts';
import type { Visit } from './visit.ts';

export type Story = { id: string; key: string; description: string };

type Script = {
  key: string;
  description: string;
  /** The household as it stands on the day of the demonstration; days before it are negative. */
  household: (today: Day) => HouseholdSpec;
  /** Which seat of the household the story is about. */
  seat?: number;
  /** What is to happen, added before the three years are lived. */
  before?: (chart: Chart) => void;
  /** What is left over, added when they have been lived and planned. */
  after?: (chart: Chart, carePlan: CarePlan | undefined) => void;
};

const problem = (key: ProblemKey, onset: Day, severity: number, response = 1, until?: Day): Problem => ({
  key,
  onset,
  severity,
  response,
  ...(until === undefined ? {} : { until }),
});

const one = (seat: Omit<Seat, 'part'>, rest: Omit<HouseholdSpec, 'seats'> = {}): HouseholdSpec => ({
  seats: [{ part: 'head', ...seat }],
  clinic: 'mill-street-clinic',
  ...rest,
});

const doctor = (): NonNullable<Seat['fixed']> => ({
  pcp: staffByUsername('physician'),
  language: 'en',
  interpreter: false,
});

const homeVisit = (chart: Chart, wish: number): void => {
  const staff = staffByUsername('chw');
  book(
    chart,
    {
      kind: 'community',
      day: chart.today,
      site: 'alder-county-neighbors',
      reason: 'Home visit: forms, ride, food',
      staff,
    },
    wish,
  );
  writeTask(chart, {
    kind: 'ride',
    text: 'Arrange the ride to the next visit',
    owner: staff,
    requester: chart.person.pcp,
    made: chart.today - 6,
    due: [chart.today, 17 * 60],
  });
};

const psychiatricReview = (chart: Chart): void => {
  const owner = staffByUsername('behavioral');
  writeTask(chart, {
    kind: 'review',
    text: 'Bring to the weekly psychiatric review: PHQ-9 not improving',
    owner,
    requester: owner,
    made: chart.today - 3,
    due: [addWorkdays(chart.today, 2), 13 * 60],
    priority: 'urgent',
  });
};

const enrolled = (chart: Chart, day: Day): void => {
  chart.done.set('refer-behavioral', day - 5);
  plan(chart, {
    kind: 'behavioral',
    day,
    site: 'larkspur-behavioral',
    reason: 'Depression, collaborative care',
    detail: 'first',
  });
};

const SCRIPTS: Script[] = [
  {
    key: 'heart-and-mood',
    description:
      'Heart failure with depression: referred to cardiology and seen there today, an echocardiogram of last week at the hospital, two blood pressure targets that contradict each other',
    household: (today) =>
      one(
        {
          sex: 'female',
          age: 74,
          fixed: {
            ...doctor(),
            given: 'Lenora',
            family: 'Hathaway',
            traits: { allergy: 'penicillin', bmi: 29.5, adherence: 0.95, smoking: 'former' },
            problems: [
              problem('heart-failure', today - 320, 0.55),
              problem('hypertension', today - 3900, 0.7),
              problem('hyperlipidemia', today - 3000, 0.4),
              problem('depression', today - 118, 0.62, 0.8),
              problem('chronic-kidney-disease', today - 900, 0.25),
            ],
          },
        },
        { heritage: 'valley' },
      ),
    before: (chart) => {
      chart.done.set('refer-cardiology', chart.start);
      enrolled(chart, chart.today - 105);
      const also = (visit: Visit): void => {
        order(visit, {
          service: SERVICES.echo,
          category: 'imaging',
          to: 'riverbend-hospital',
          reason: 'More breathless on the stairs',
          problem: 'heart-failure',
          within: 14,
          then: { kind: 'echo', day: visit.day + 11 },
        });
        order(visit, {
          service: SERVICES.cardiology,
          category: 'referral',
          to: 'riverbend-cardiology',
          reason: 'Heart failure, more breathless: advice on treatment',
          problem: 'heart-failure',
          within: 28,
          urgent: true,
          staff: staffByUsername('cardiology'),
          then: { kind: 'cardiology', day: chart.today },
        });
        visit.problems.push({ title: 'More breathless', lines: ['Echocardiogram ordered; referred to cardiology.'] });
      };
      plan(chart, {
        kind: 'primary',
        day: chart.today - 17,
        site: chart.person.clinic,
        reason: 'Breathless on the stairs',
        also,
      });
    },
    after: (chart, carePlan) => {
      const note = 'Lower is safer for this heart.';
      const goal = pressureGoal(chart, staffByUsername('cardiology'), chart.today - 5, 120, 80, note);
      carePlan?.goal.push(refTo('Goal', goal.id, goal.description.text));
      const own = chart.resources.find(
        (resource) =>
          resource.resourceType === 'Goal' &&
          (resource['description'] as { text?: string }).text?.startsWith('Blood pressure under 130'),
      );
      if (own) own['description'] = { text: 'Blood pressure under 140/90, so that she does not fall' };
      if (own)
        own['target'] = [
          {
            ...(own['target'] as object[])[0],
            detailQuantity: {
              value: 140,
              comparator: '<',
              unit: 'mmHg',
              system: 'http://unitsofmeasure.org',
              code: 'mm[Hg]',
            },
          },
        ];
    },
  },
  {
    key: 'sugar-better',
    description:
      "Diabetes whose A1c comes down step by step; the demonstration's patient account, with three things to do this week",
    household: (today) =>
      one(
        {
          sex: 'female',
          age: 54,
          fixed: {
            ...doctor(),
            given: 'Marisol',
            family: 'Quintana',
            traits: { allergy: 'none-known', bmi: 32, bmiDrift: -0.2, adherence: 0.95, smoking: 'never' },
            problems: [
              problem('type-2-diabetes', today - 640, 0.82),
              problem('prediabetes', today - 1900, 0.8),
              problem('hypertension', today - 1500, 0.35),
              problem('hyperlipidemia', today - 1200, 0.4),
              problem('obesity', today - 2500, 0.3),
            ],
          },
        },
        { heritage: 'iberia' },
      ),
    after: (chart, carePlan) => {
      const steps: [string, number][] = [
        ['Write down the morning blood sugar on three days', 3],
        ['Walk for 20 minutes on four days', 5],
        ['Answer the check-in about the new dose', 2],
      ];
      for (const [text, days] of steps) {
        writeTask(chart, {
          kind: 'plan-step',
          text,
          owner: 'patient',
          requester: chart.person.pcp,
          made: chart.today - 4,
          due: [chart.today + days, 20 * 60],
          ...(carePlan ? { plan: carePlan.id } : {}),
        });
      }
      book(chart, {
        kind: 'primary',
        day: addWorkdays(chart.today, 3),
        site: chart.person.clinic,
        reason: 'Diabetes follow-up with A1c',
        staff: chart.person.pcp,
      });
    },
  },
  {
    key: 'mood-nine-weeks',
    description:
      'Behavioral registry: nine weeks of treatment and the PHQ-9 has hardly moved; for the weekly psychiatric review',
    household: (today) =>
      one(
        {
          sex: 'male',
          age: 41,
          fixed: {
            ...doctor(),
            given: 'Garrett',
            family: 'Pemberly',
            traits: { allergy: 'none-known', bmi: 27, adherence: 0.95, smoking: 'never' },
            problems: [problem('depression', today - 70, 0.66, 0.12)],
          },
        },
        { heritage: 'valley' },
      ),
    before: (chart) => {
      plan(chart, { kind: 'primary', day: chart.today - 69, site: chart.person.clinic, reason: 'Low mood for months' });
      enrolled(chart, chart.today - 63);
    },
    after: psychiatricReview,
  },
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
    key: 'former-surname',
    description:
      'On the line as Figueroa, recorded as Delgadillo: cardiology and behavioral health to book on one afternoon, with a Spanish interpreter; a second insurance to add',
    household: (today) =>
      one(
        {
          sex: 'female',
          age: 59,
          fixed: {
            ...doctor(),
            given: 'Rosario',
            family: 'Delgadillo',
            former: { family: 'Figueroa', until: today - 900 },
            language: 'es',
            interpreter: true,
            marital: 'D',
            traits: { allergy: 'codeine', bmi: 28, adherence: 0.8, smoking: 'never' },
            problems: [
              problem('atrial-fibrillation', today - 14, 0.4),
              problem('anxiety', today - 420, 0.6),
              problem('hypertension', today - 2000, 0.4),
            ],
          },
        },
        { heritage: 'iberia' },
      ),
    before: (chart) => {
      chart.done.set('refer-cardiology', chart.start);
      const also = (visit: Visit): void => {
        order(visit, {
          service: SERVICES.cardiology,
          category: 'referral',
          to: 'riverbend-cardiology',
          reason: 'New atrial fibrillation',
          problem: 'atrial-fibrillation',
          within: 21,
        });
        order(visit, {
          service: SERVICES.behavioral,
          category: 'referral',
          to: 'larkspur-behavioral',
          reason: 'Worry that keeps her awake',
          problem: 'anxiety',
          within: 21,
        });
        visit.problems.push({
          title: 'Referrals',
          lines: ['To cardiology and to Larkspur; she will call to book both on one afternoon.'],
        });
      };
      plan(chart, { kind: 'primary', day: chart.today - 12, site: chart.person.clinic, reason: 'Heart racing', also });
    },
  },
  {
    key: 'long-silence',
    description:
      'Behavioral registry: the longest without contact, eleven weeks, still moderately depressed when last heard',
    household: (today) =>
      one(
        {
          sex: 'female',
          age: 36,
          fixed: {
            given: 'Nia',
            family: 'Jernigan',
            language: 'en',
            interpreter: false,
            traits: { allergy: 'not-asked', bmi: 26, adherence: 0.5, smoking: 'current' },
            problems: [problem('depression', today - 230, 0.5, 0.5)],
          },
        },
        { heritage: 'delta', clinic: 'eastgate-clinic' },
      ),
    before: (chart) => {
      chart.quietFrom = chart.today - 77;
      plan(chart, { kind: 'primary', day: chart.today - 228, site: chart.person.clinic, reason: 'Tired and low' });
      enrolled(chart, chart.today - 215);
    },
    after: (chart) => {
      const owner = staffByUsername('behavioral');
      writeTask(chart, {
        kind: 'outreach',
        text: 'No contact for eleven weeks: call, then a letter',
        owner,
        requester: owner,
        made: chart.today - 40,
        due: [chart.today - 33, 17 * 60],
        priority: 'urgent',
      });
    },
  },
  {
    key: 'lost-referral',
    description:
      'Diabetes out of control, referred to endocrinology ten weeks ago and never booked: the hand-off that broke',
    household: (today) =>
      one(
        {
          sex: 'male',
          age: 58,
          fixed: {
            given: 'Efraín',
            family: 'Saldívar',
            language: 'es',
            interpreter: true,
            traits: { allergy: 'none-known', bmi: 33, adherence: 0.5, smoking: 'never' },
            problems: [
              problem('type-2-diabetes', today - 2200, 0.95, 0.5),
              problem('hypertension', today - 1800, 0.6),
              problem('obesity', today - 2500, 0.5),
              problem('transport-need', today - 300, 0.5),
            ],
          },
        },
        { heritage: 'iberia', clinic: 'eastgate-clinic', lowIncome: true },
      ),
    before: (chart) => {
      chart.done.set('refer-endocrinology', chart.start);
      const also = (visit: Visit): void => {
        order(visit, {
          service: SERVICES.endocrinology,
          category: 'referral',
          to: 'riverbend-endocrinology',
          reason: 'Type 2 diabetes out of control on three medicines',
          problem: 'type-2-diabetes',
          within: 30,
        });
        visit.problems.push({ title: 'Referral', lines: ['To endocrinology, within a month.'] });
      };
      plan(chart, {
        kind: 'primary',
        day: chart.today - 74,
        site: chart.person.clinic,
        reason: 'Diabetes follow-up',
        also,
      });
    },
    after: (chart) => homeVisit(chart, 9 * 60),
  },
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
  {
    key: 'recovery',
    description: 'Opioid use disorder, steady on buprenorphine for two years; counselling kept apart',
    household: (today) =>
      one(
        {
          sex: 'male',
          age: 36,
          fixed: {
            given: 'Clifton',
            family: 'Ransom',
            language: 'en',
            interpreter: false,
            traits: { allergy: 'none-known', bmi: 24, adherence: 0.95, smoking: 'current' },
            problems: [problem('opioid-use-disorder', today - 800, 0.5), problem('anxiety', today - 1500, 0.4)],
          },
        },
        { heritage: 'valley', clinic: 'eastgate-clinic' },
      ),
  },
  {
    key: 'mood-review-2',
    description: 'Second of three for the psychiatric review: a working mother whose PHQ-9 stays above 15',
    household: (today) =>
      one(
        {
          sex: 'female',
          age: 33,
          fixed: {
            given: 'Beatriz',
            family: 'Olivas',
            language: 'es',
            interpreter: false,
            traits: { allergy: 'none-known', bmi: 25, adherence: 0.8, smoking: 'never' },
            problems: [problem('depression', today - 100, 0.55, 0.15), problem('anxiety', today - 400, 0.5, 0.5)],
          },
        },
        { heritage: 'iberia', clinic: 'mill-street-clinic' },
      ),
    before: (chart) => {
      plan(chart, {
        kind: 'primary',
        day: chart.today - 99,
        site: chart.person.clinic,
        reason: 'Cannot sleep, cries easily',
      });
      enrolled(chart, chart.today - 88);
    },
    after: psychiatricReview,
  },
  {
    key: 'mood-review-3',
    description: 'Third for the psychiatric review: depression with diabetes, better at first and then no further',
    household: (today) =>
      one(
        {
          sex: 'male',
          age: 62,
          fixed: {
            given: 'Reginald',
            family: 'Gaither',
            language: 'en',
            interpreter: false,
            traits: { allergy: 'ibuprofen', bmi: 31, adherence: 0.8, smoking: 'former' },
            problems: [
              problem('depression', today - 150, 0.7, 0.4),
              problem('type-2-diabetes', today - 2500, 0.5),
              problem('hypertension', today - 2700, 0.4),
              problem('obesity', today - 2700, 0.4),
            ],
          },
        },
        { heritage: 'delta', clinic: 'harbor-clinic' },
      ),
    before: (chart) => {
      plan(chart, {
        kind: 'primary',
        day: chart.today - 149,
        site: chart.person.clinic,
        reason: 'No interest in anything',
      });
      enrolled(chart, chart.today - 135);
    },
    after: psychiatricReview,
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

/** The households of the stories, which come first and so keep their ids whatever the seed. */
export function storyHouseholds(today: Day): HouseholdSpec[] {
  return SCRIPTS.map((script) => {
    const household = script.household(today);
    const seat = household.seats[script.seat ?? 0];
    if (seat) seat.fixed = { ...seat.fixed, story: script.key };
    return household;
  });
}

/** What a story adds to a life before it is lived, and after. */
export function scriptOf(key: string | undefined): Pick<Script, 'before' | 'after'> {
  return SCRIPTS.find((script) => script.key === key) ?? {};
}

/** The authored people: who they are, for tests, tours and screenshots. */
export const STORIES: readonly Story[] = storiesOf();

function storiesOf(): Story[] {
  let first = 1;
  return SCRIPTS.map((script) => {
    const { seats } = script.household(addMonths(20_000, 0));
    const id = `p-${String(first + (script.seat ?? 0)).padStart(4, '0')}`;
    first += seats.length;
    return { id, key: script.key, description: script.description };
  });
}
