import { testIsDue, turnOf } from '../chart.ts';
import { draw } from '../labs.ts';
import { ageOn, hasProblem, type Person } from '../people.ts';
import { comeBackIn, type Visit } from '../visit.ts';
import { isRuledOut } from '../medications.ts';
import { assess, climb, protectorOf, renew, settledDays, takenText, type Model, type Rung } from './model.ts';

const PRESSURE_DRUGS = ['lisinopril', 'losartan', 'amlodipine', 'chlorthalidone'] as const;

/** The blood pressure that a primary physician aims at. */
export function pressureTarget(person: Person, day: number): { systolic: number; diastolic: number } {
  return ageOn(person, day) >= 80 ? { systolic: 140, diastolic: 90 } : { systolic: 130, diastolic: 80 };
}

function limitText(visit: Visit): string {
  return hasProblem(visit.chart.person, 'heart-failure', visit.day)
    ? 'Medicines go with the heart failure plan; salt reviewed.'
    : 'Medicines are at their full dose; home readings and salt reviewed.';
}

function pressureLadder(visit: Visit): Rung[] {
  const protector = protectorOf(visit.chart, visit.day);
  if (hasProblem(visit.chart.person, 'heart-failure', visit.day))
    return [
      [protector, 0],
      [protector, 1],
      [protector, 2],
    ];
  return [
    [protector, 0],
    [protector, 1],
    ['amlodipine', 0],
    ['amlodipine', 1],
    ['chlorthalidone', 0],
    [protector, 2],
    ['chlorthalidone', 1],
  ];
}

export const hypertension: Model = {
  key: 'hypertension',
  established: (visit, problem) => {
    const rungs = 1 + Math.floor(problem.severity * 3.6);
    renew(visit, pressureLadder(visit), rungs, 'hypertension', problem.onset + 20);
  },
  review: (visit) => {
    const { chart, day, vitals } = visit;
    if (vitals?.systolic === undefined) return;
    const target = pressureTarget(chart.person, day);
    const reading = `${vitals.systolic}/${vitals.diastolic}`;
    const settled = settledDays(chart, PRESSURE_DRUGS, day);
    if (testIsDue(chart, 'creatinine', day, settled < 120 ? 100 : 340)) draw(visit, 'bmp');
    const above = vitals.systolic >= target.systolic + 4;
    if (above && settled >= 24) {
      const done = climb(visit, pressureLadder(visit), 'hypertension');
      comeBackIn(visit, done ? visit.random.int(28, 42) : 90);
      assess(
        visit,
        'High blood pressure',
        `${reading} today, above the target of under ${target.systolic}/${target.diastolic}.`,
        done ?? limitText(visit),
      );
      return;
    }
    comeBackIn(visit, above ? 42 : 182);
    const taken = takenText(chart, PRESSURE_DRUGS, day);
    const continued = taken ? `Continue ${taken}.` : 'No medicine needed at present.';
    assess(
      visit,
      'High blood pressure',
      above
        ? `${reading}, too soon to judge the last change.`
        : `${reading}, ${vitals.systolic < target.systolic ? 'at target' : 'close to target'}.`,
      continued,
    );
  },
};

const STATIN: Rung[] = [
  ['atorvastatin', 0],
  ['atorvastatin', 1],
  ['atorvastatin', 2],
];

export const hyperlipidemia: Model = {
  key: 'hyperlipidemia',
  established: (visit, problem) =>
    renew(visit, STATIN, 1 + Math.floor(problem.severity * 2.2), 'hyperlipidemia', problem.onset + 40),
  review: (visit) => {
    const { chart, day } = visit;
    const settled = settledDays(chart, ['atorvastatin'], day);
    const due = testIsDue(chart, 'ldl', day, settled < 150 ? 55 : 350);
    if (!due) return;
    const { ldl = 0 } = draw(visit, 'lipids');
    const target = hasProblem(chart.person, 'type-2-diabetes', day) ? 70 : 100;
    const done = ldl > target + 6 && settled >= 50 ? climb(visit, STATIN, 'hyperlipidemia') : undefined;
    if (done) comeBackIn(visit, 90);
    const unable = isRuledOut(chart, 'atorvastatin', day) ? 'No statin while pregnant or planning to be.' : undefined;
    assess(
      visit,
      'High cholesterol',
      `LDL ${ldl} mg/dL (aim under ${target}).`,
      done ?? unable ?? `Continue ${takenText(chart, ['atorvastatin'], day) || 'diet'}.`,
    );
  },
};

export const obesity: Model = {
  key: 'obesity',
  review: (visit) => {
    const bmi = visit.vitals?.bmi;
    if (bmi === undefined || !turnOf(visit.chart, 'weight-talk', visit.day, 300)) return;
    assess(
      visit,
      'Weight',
      `BMI ${bmi.toFixed(1)}.`,
      visit.random.pick([
        'Walks three times a week now.',
        'Agreed on smaller evening meals.',
        'Would like to see the dietitian.',
        'Not ready to change at present.',
      ]),
    );
  },
};
