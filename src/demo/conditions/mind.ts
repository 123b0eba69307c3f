import { courseOf, lastResult, takes, testIsDue, turnOf } from '../chart.ts';
import { askScale } from '../scores.ts';
import type { DrugKey } from '../formulary.ts';
import { hasProblem, type Problem } from '../people.ts';
import { SERVICES, bookingOf, order } from '../referrals.ts';
import { comeBackIn, type Visit } from '../visit.ts';
import { assess, climb, renew, settledDays, takenText, type Model, type Rung } from './model.ts';

export const MOOD_DRUGS = ['sertraline', 'escitalopram', 'bupropion'] as const;

function first(visit: Visit): DrugKey {
  const worried = hasProblem(visit.chart.person, 'anxiety', visit.day);
  if (courseOf(visit.chart, 'sertraline', visit.day)) return 'sertraline';
  if (courseOf(visit.chart, 'escitalopram', visit.day)) return 'escitalopram';
  return visit.chart.person.random.fork('ssri').chance(worried ? 0.6 : 0.35) ? 'escitalopram' : 'sertraline';
}

/** The rungs of antidepressant treatment for this person. */
function moodLadder(visit: Visit): Rung[] {
  const ssri = first(visit);
  return [
    [ssri, 0],
    [ssri, 1],
    ['bupropion', 0],
    ['bupropion', 1],
  ];
}

export const depression: Model = {
  key: 'depression',
  established: (visit, problem) => {
    if (problem.severity > 0.2)
      renew(visit, moodLadder(visit), 1 + Math.floor(problem.severity * 2), 'depression', problem.onset + 14);
  },
  review: (visit, problem) => {
    const { chart, day } = visit;
    const before = lastResult(chart, 'phq-9');
    if (before && day - before.day < 18) {
      assess(
        visit,
        'Depression',
        `PHQ-9 ${before.value} ${before.day === day ? 'today' : `${day - before.day} days ago`}.`,
        stepMood(visit, before.value),
      );
      comeBackIn(visit, before.value >= 10 ? 35 : 120);
      return;
    }
    const score = askScale(visit, 'phq-9', visit.nurse ?? visit.staff);
    const trend = before
      ? `, ${score < before.value - 2 ? `down from ${before.value}` : score > before.value + 2 ? `up from ${before.value}` : `about as before (${before.value})`}`
      : '';
    const lines = [`PHQ-9 ${score}${trend}.`, stepMood(visit, score), offerTherapy(visit, problem, score)];
    if ((chart.person.random.fork('thoughts').chance(0.1) && score >= 18) || score >= 20)
      lines.push('Asked about suicide: no plan; safety plan reviewed.');
    comeBackIn(visit, score >= 10 ? 35 : 150);
    assess(visit, 'Depression', ...lines);
  },
};

/** What a score changes in the medicines. */
export function stepMood(visit: Visit, score: number): string | undefined {
  const { chart, day } = visit;
  const treated = takes(chart, day, ...MOOD_DRUGS);
  const settled = settledDays(chart, MOOD_DRUGS, day);
  if (score >= 10 && settled >= 32)
    return climb(visit, moodLadder(visit), 'depression') ?? 'The medicine is at its full dose.';
  if (treated) return `Continue ${takenText(chart, MOOD_DRUGS, day)}.`;
  return 'No medicine for now; watch and see.';
}

function offerTherapy(visit: Visit, problem: Problem, score: number): string | undefined {
  const { chart, day } = visit;
  if (score < 10 || visit.site === 'larkspur-behavioral' || !turnOf(chart, 'refer-behavioral', day, 5000))
    return undefined;
  const booked = bookingOf(visit, 6, 24, 0.12);
  const reason = `Depression, PHQ-9 of ${score}`;
  const leads = booked === undefined ? undefined : { kind: 'behavioral' as const, day: booked, detail: 'first' };
  order(visit, {
    service: SERVICES.behavioral,
    category: 'referral',
    to: 'larkspur-behavioral',
    reason,
    problem: problem.key,
    within: 21,
    ...(leads ? { leads } : {}),
  });
  return 'Referred to Larkspur for therapy and collaborative care.';
}

export const anxiety: Model = {
  key: 'anxiety',
  established: (visit, problem) => {
    if (problem.severity > 0.4 && !takes(visit.chart, visit.day, 'sertraline', 'escitalopram'))
      renew(visit, [[first(visit), 0]], 1, 'anxiety', problem.onset + 14);
  },
  review: (visit) => {
    const { chart, day } = visit;
    if (!testIsDue(chart, 'gad-7', day, 25)) return;
    const before = lastResult(chart, 'gad-7');
    const score = askScale(visit, 'gad-7', visit.nurse ?? visit.staff);
    const ssri = first(visit);
    const done =
      score >= 10 && settledDays(chart, ['sertraline', 'escitalopram'], day) >= 32
        ? climb(
            visit,
            [
              [ssri, 0],
              [ssri, 1],
            ],
            'anxiety',
          )
        : undefined;
    comeBackIn(visit, score >= 10 ? 42 : 170);
    assess(
      visit,
      'Anxiety',
      `GAD-7 ${score}${before ? ` (was ${before.value})` : ''}.`,
      done ??
        (takes(chart, day, ...MOOD_DRUGS)
          ? `Continue ${takenText(chart, MOOD_DRUGS, day)}.`
          : 'Breathing and sleep advice given.'),
    );
  },
};
