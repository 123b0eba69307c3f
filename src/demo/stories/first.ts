import { addWorkdays, dayOf } from '../calendar.ts';
import { plan } from '../chart.ts';
import { refTo } from '../codes.ts';
import { pressureGoal } from '../goals.ts';
import { SERVICES, order } from '../referrals.ts';
import { staffByUsername } from '../staff.ts';
import { writeTask } from '../tasks.ts';
import { book } from '../timeline.ts';
import { type Visit } from '../visit.ts';
import { doctor, enrolled, homeVisit, one, problem, type Script } from './model.ts';

/** Stories of hearts, sugar and hand-offs. */
export const FIRST: Script[] = [
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
          leads: { kind: 'echo', day: visit.day + 11 },
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
          leads: { kind: 'cardiology', day: chart.today },
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
      if (!own) return;
      const softer = pressureGoal(
        chart,
        chart.person.pcp,
        dayOf(String(own['startDate'])),
        140,
        90,
        'She fell twice when it was lower.',
      );
      chart.resources.pop();
      Object.assign(own, softer, { id: own.id });
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
];
