import { plan } from '../chart.ts';
import { writeCounsellingNote } from '../programme.ts';
import { staffByUsername } from '../staff.ts';
import { writeTask } from '../tasks.ts';
import { doctor, enrolled, one, problem, psychiatricReview, type Script } from './model.ts';

/** Stories of the behavioral registry. */
export const MIND: Script[] = [
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
    key: 'long-silence',
    description:
      'Behavioral registry: the longest without contact, ten weeks and more, still moderately depressed when last heard',
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
      chart.quietFrom = chart.today - 70;
      plan(chart, { kind: 'primary', day: chart.today - 228, site: chart.person.clinic, reason: 'Tired and low' });
      enrolled(chart, chart.today - 215);
    },
    after: (chart) => {
      const owner = staffByUsername('behavioral');
      writeTask(chart, {
        kind: 'outreach',
        text: `No contact since ${(chart.encounters.at(-1)?.period.end ?? '').slice(0, 10)}: call, then a letter`,
        owner,
        requester: owner,
        made: chart.today - 40,
        due: [chart.today - 33, 17 * 60],
        priority: 'urgent',
      });
    },
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
    description:
      'Third for the psychiatric review: depression with diabetes; sits on the county council, so the record is restricted',
    restricted: true,
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
  {
    key: 'recovery',
    description:
      'Opioid use disorder, steady on buprenorphine at the Recovery Center for two years; counselling kept apart',
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
    after: writeCounsellingNote,
  },
];
