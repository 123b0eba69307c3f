import { lastResult, testIsDue, turnOf } from '../chart.ts';
import { draw } from '../labs.ts';
import { isRuledOut, prescribe, spokenDose, stop } from '../medications.ts';
import { ageOn, hasProblem, problemOf } from '../people.ts';
import { diagnose, resolve } from '../problems.ts';
import { SERVICES, bookingOf, order } from '../referrals.ts';
import { comeBackIn, type Visit } from '../visit.ts';
import { assess, climb, renew, settledDays, takenText, type Model, type Rung } from './model.ts';

const SUGAR_DRUGS = ['metformin', 'empagliflozin', 'semaglutide', 'insulin-glargine'] as const;

/** The hemoglobin A1c that is aimed at. */
export function a1cTarget(age: number): number {
  return age >= 76 ? 8 : 7;
}

function sugarLadder(visit: Visit): Rung[] {
  const filtration = lastResult(visit.chart, 'egfr')?.value ?? 80;
  const metformin: Rung[] =
    filtration < 30
      ? []
      : filtration < 45
        ? [['metformin', 0]]
        : [
            ['metformin', 0],
            ['metformin', 1],
          ];
  return [
    ...metformin,
    ['empagliflozin', 0],
    ['semaglutide', 0],
    ['semaglutide', 1],
    ['insulin-glargine', 0],
    ['insulin-glargine', 1],
    ['insulin-glargine', 2],
  ];
}

export const diabetes: Model = {
  key: 'type-2-diabetes',
  established: (visit, problem) => {
    draw(visit, 'bmp');
    renew(visit, sugarLadder(visit), 1 + Math.floor(problem.severity * 4.2), 'type-2-diabetes', problem.onset + 30);
  },
  review: (visit) => {
    const { chart, day } = visit;
    endPrediabetes(visit);
    const lines = [...sugarControl(visit), ...protectFromDiabetes(visit)];
    if (lines.length > 0) assess(visit, 'Type 2 diabetes', ...lines);
    comeBackIn(visit, settledDays(chart, SUGAR_DRUGS, day) < 60 ? 91 : 150);
  },
};

function endPrediabetes(visit: Visit): void {
  const before = visit.chart.conditions.get('prediabetes');
  if (before && !before.abatementDateTime) resolve(before, visit.day);
}

/** What today's A1c says, and what is done about it. */
export function sugarControl(visit: Visit): string[] {
  const { chart, day } = visit;
  const target = a1cTarget(ageOn(chart.person, day));
  const last = lastResult(chart, 'a1c');
  const wait = !last || last.value > target + 0.3 || settledDays(chart, SUGAR_DRUGS, day) < 120 ? 86 : 170;
  if (!testIsDue(chart, 'a1c', day, wait)) return [];
  const { a1c = 0 } = draw(visit, 'a1c');
  const trend = last
    ? a1c < last.value - 0.2
      ? `, down from ${last.value.toFixed(1)} %`
      : a1c > last.value + 0.2
        ? `, up from ${last.value.toFixed(1)} %`
        : ', steady'
    : '';
  const lines = [`A1c ${a1c.toFixed(1)} %${trend} (aim under ${target} %).`];
  if (testIsDue(chart, 'creatinine', day, 200)) draw(visit, 'bmp');
  if ((lastResult(chart, 'egfr')?.value ?? 90) < 30 && stop(visit, 'metformin', 'Kidney function too low'))
    lines.push('Stopped metformin because the kidneys filter too little.');
  const unfinished = chart.courses.some(
    (course) =>
      course.drug === 'semaglutide' && course.step === 0 && course.to === undefined && day - course.from >= 28,
  );
  const done =
    (a1c > target + 0.2 && settledDays(chart, SUGAR_DRUGS, day) >= 75) || unfinished
      ? climb(visit, sugarLadder(visit), 'type-2-diabetes')
      : undefined;
  lines.push(done ?? `Continue ${takenText(chart, SUGAR_DRUGS, day) || 'diet and exercise'}.`);
  if (a1c >= 9 && visit.site !== 'riverbend-endocrinology' && turnOf(chart, 'refer-endocrinology', day, 5000))
    lines.push(referToEndocrinology(visit, a1c));
  return lines;
}

function referToEndocrinology(visit: Visit, a1c: number): string {
  const day = bookingOf(visit, 14, 45);
  const reason = `Type 2 diabetes with an A1c of ${a1c.toFixed(1)} %`;
  order(visit, {
    service: SERVICES.endocrinology,
    category: 'referral',
    to: 'riverbend-endocrinology',
    reason,
    problem: 'type-2-diabetes',
    within: 60,
    ...(day === undefined ? {} : { leads: { kind: 'endocrinology', day } }),
  });
  return 'Referred to endocrinology.';
}

function protectFromDiabetes(visit: Visit): string[] {
  const { chart, day } = visit;
  const age = ageOn(chart.person, day);
  const lines: string[] = [];
  if (testIsDue(chart, 'albuminuria', day, 350)) {
    const { albuminuria = 0 } = draw(visit, 'albuminuria');
    lines.push(`Urine albumin ratio ${albuminuria} mg/g.`);
  }
  if (turnOf(chart, 'feet', day, 340)) lines.push('Feet: pulses present, feels the monofilament at all points.');
  if (
    age >= 40 &&
    age <= 75 &&
    !chart.courses.some((course) => course.drug === 'atorvastatin') &&
    !isRuledOut(chart, 'atorvastatin', day)
  ) {
    if (testIsDue(chart, 'ldl', day, 300)) draw(visit, 'lipids');
    prescribe(visit, 'atorvastatin', { problem: 'type-2-diabetes' });
    lines.push(`Started ${spokenDose(chart, 'atorvastatin', day)} to protect the heart.`);
  }
  return lines;
}

export const prediabetes: Model = {
  key: 'prediabetes',
  review: (visit) => {
    const { chart, day } = visit;
    const diabetesProblem = problemOf(chart.person, 'type-2-diabetes');
    if (diabetesProblem && diabetesProblem.onset <= day) return;
    if (!testIsDue(chart, 'a1c', day, 350)) return;
    const { a1c = 0 } = draw(visit, 'a1c');
    assess(visit, 'Prediabetes', `A1c ${a1c.toFixed(1)} %.`, 'Lifestyle program offered again; repeat in a year.');
  },
};

/** Diabetes found by a test: the day it is told, and what is begun. */
export function tellDiabetes(visit: Visit): void {
  const { chart } = visit;
  const { a1c = 0 } = draw(visit, 'a1c');
  draw(visit, 'bmp');
  diagnose(visit, 'type-2-diabetes', visit.day);
  endPrediabetes(visit);
  prescribe(visit, 'metformin', { problem: 'type-2-diabetes' });
  const had = hasProblem(chart.person, 'prediabetes', visit.day)
    ? 'Prediabetes has become diabetes.'
    : 'A new diagnosis.';
  assess(
    visit,
    'Type 2 diabetes, new',
    `A1c ${a1c.toFixed(1)} %.`,
    had,
    `Started ${spokenDose(chart, 'metformin', visit.day)}; diabetes education offered.`,
    ...protectFromDiabetes(visit),
  );
  comeBackIn(visit, 91);
}
