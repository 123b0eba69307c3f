import { lastResult, takes, testIsDue, turnOf, type Chart } from '../chart.ts';
import { draw } from '../labs.ts';
import { ageOn, hasProblem } from '../people.ts';
import { comeBackIn, type Visit } from '../visit.ts';
import { prescribe, spokenDose } from '../medications.ts';
import { SERVICES, bookingOf, order } from '../referrals.ts';
import { assess, climb, protectorOf, renew, settledDays, takenText, type Model, type Rung } from './model.ts';

const HEART_DRUGS = ['furosemide', 'carvedilol', 'lisinopril', 'losartan', 'spironolactone', 'empagliflozin'] as const;

function failureLadder(visit: Visit): Rung[] {
  const protector = protectorOf(visit.chart, visit.day);
  const potassium = lastResult(visit.chart, 'potassium')?.value ?? 4.3;
  const blocker: Rung[] = potassium < 4.9 ? [['spironolactone', 0]] : [];
  return [
    ['furosemide', 0],
    ['carvedilol', 0],
    [protector, 0],
    ['carvedilol', 1],
    ...blocker,
    [protector, 1],
    ['empagliflozin', 0],
    ['carvedilol', 2],
    [protector, 2],
    ['carvedilol', 3],
  ];
}

export const heartFailure: Model = {
  key: 'heart-failure',
  established: (visit, problem) => {
    draw(visit, 'bmp');
    renew(
      visit,
      failureLadder(visit),
      3 + Math.floor(visit.random.between(0, 4.9)),
      'heart-failure',
      problem.onset + 10,
    );
  },
  review: (visit) => {
    const { chart, day } = visit;
    if (testIsDue(chart, 'potassium', day, 85)) draw(visit, 'bmp');
    const lines: string[] = [];
    if (testIsDue(chart, 'bnp', day, 110)) lines.push(`BNP ${draw(visit, 'bnp')['bnp']} pg/mL.`);
    const weight = visit.vitals?.weightKg;
    if (weight !== undefined) lines.push(`Weight ${weight.toFixed(1)} kg; weighs at home most mornings.`);
    const pressure = visit.vitals?.systolic ?? 120;
    const heart = visit.site === 'riverbend-cardiology';
    const first = !takes(chart, day, 'carvedilol', 'furosemide');
    const done =
      (heart || first) && pressure >= 108 && settledDays(chart, HEART_DRUGS, day) >= 21
        ? climb(visit, failureLadder(visit), 'heart-failure')
        : undefined;
    lines.push(done ?? `Continue ${takenText(chart, HEART_DRUGS, day)}.`);
    comeBackIn(visit, done ? 56 : 100);
    if (!heart && turnOf(chart, 'refer-cardiology', day, 5000))
      lines.push(referToCardiology(visit, 'Heart failure with reduced ejection fraction', 'heart-failure'));
    assess(visit, 'Heart failure', ...lines);
  },
};

/** Sends someone to cardiology; the hand-off may be lost on the way. */
function referToCardiology(visit: Visit, reason: string, problem: 'heart-failure' | 'atrial-fibrillation'): string {
  const day = bookingOf(visit, 8, 32, 0.1);
  order(visit, {
    service: SERVICES.cardiology,
    category: 'referral',
    to: 'riverbend-cardiology',
    reason,
    problem,
    within: 30,
    ...(day === undefined ? {} : { leads: { kind: 'cardiology', day } }),
  });
  return 'Referred to cardiology.';
}

function anticoagulant(chart: Chart): 'apixaban' | 'warfarin' {
  if (chart.person.story === 'home-pneumonia') return 'warfarin';
  return chart.person.random.fork('anticoagulant').chance(0.22) ? 'warfarin' : 'apixaban';
}

export const fibrillation: Model = {
  key: 'atrial-fibrillation',
  established: (visit, problem) => {
    const { chart } = visit;
    const failing = hasProblem(chart.person, 'heart-failure', visit.day);
    prescribe(visit, anticoagulant(chart), { problem: 'atrial-fibrillation', since: problem.onset });
    if (!failing)
      renew(
        visit,
        [
          ['metoprolol-succinate', 0],
          ['metoprolol-succinate', 1],
        ],
        1 + visit.random.int(0, 1),
        'atrial-fibrillation',
        problem.onset,
      );
  },
  review: (visit) => {
    const { chart, day } = visit;
    const lines: string[] = [];
    if (!takes(chart, day, 'apixaban', 'warfarin')) {
      const thinner = anticoagulant(chart);
      prescribe(visit, thinner, { problem: 'atrial-fibrillation' });
      lines.push(`Started ${spokenDose(chart, thinner, day)} to prevent a stroke.`);
      if (turnOf(chart, 'refer-cardiology', day, 5000))
        lines.push(referToCardiology(visit, 'New atrial fibrillation', 'atrial-fibrillation'));
    } else if (takes(chart, day, 'warfarin') && testIsDue(chart, 'inr', day, 10)) {
      lines.push(`INR ${draw(visit, 'inr')['inr']?.toFixed(1)} on ${spokenDose(chart, 'warfarin', day)}.`);
    } else lines.push(`Continue ${takenText(chart, ['apixaban', 'warfarin'], day)}; no bleeding.`);
    if (!takes(chart, day, 'metoprolol-succinate', 'carvedilol')) {
      prescribe(visit, 'metoprolol-succinate', { problem: 'atrial-fibrillation' });
      lines.push(`Started ${spokenDose(chart, 'metoprolol-succinate', day)} for the rate.`);
    } else if ((visit.vitals?.heartRate ?? 70) > 100) {
      const done = climb(
        visit,
        [
          ['metoprolol-succinate', 1],
          ['metoprolol-succinate', 2],
        ],
        'atrial-fibrillation',
      );
      if (done && takes(chart, day, 'metoprolol-succinate')) lines.push(done);
    }
    if (testIsDue(chart, 'hemoglobin', day, 360)) draw(visit, 'cbc');
    if (testIsDue(chart, 'creatinine', day, ageOn(chart.person, day) >= 75 ? 180 : 350)) draw(visit, 'bmp');
    comeBackIn(visit, 150);
    assess(visit, 'Atrial fibrillation', `Pulse ${visit.vitals?.heartRate ?? 'irregular'}, irregular.`, ...lines);
  },
};
