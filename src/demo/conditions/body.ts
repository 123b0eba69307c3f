import { lastResult, takes, testIsDue, turnOf } from '../chart.ts';
import { filtrationOn } from '../body.ts';
import { draw } from '../labs.ts';
import { isRuledOut, prescribe } from '../medications.ts';
import { ageOn, hasProblem } from '../people.ts';
import { KIDNEY_STAGES, diagnose, resolve } from '../problems.ts';
import { at } from '../prng.ts';
import { writeProcedure } from '../procedures.ts';
import { SERVICES, order } from '../referrals.ts';
import { comeBackIn, type Visit } from '../visit.ts';
import { assess, climb, protectorOf, renew, settledDays, takenText, type Model, type Rung } from './model.ts';

const stageOf = (filtration: number): number => KIDNEY_STAGES.findIndex((stage) => filtration >= stage.from);

export const kidney: Model = {
  key: 'chronic-kidney-disease',
  established: (visit, problem) => {
    diagnose(visit, 'chronic-kidney-disease', problem.onset, {
      concept: at(KIDNEY_STAGES, stageOf(Math.round(filtrationOn(visit.chart, visit.day)))).concept,
    });
    renew(visit, [[protectorOf(visit.chart, visit.day), 0]], 1, 'chronic-kidney-disease', problem.onset + 60);
  },
  review: (visit) => {
    const { chart, day } = visit;
    const low = (lastResult(chart, 'egfr')?.value ?? 60) < 45;
    if (!testIsDue(chart, 'creatinine', day, low ? 100 : 165)) return;
    const { egfr = 60, potassium = 4 } = draw(visit, 'bmp');
    if (testIsDue(chart, 'albuminuria', day, 345)) draw(visit, 'albuminuria');
    const moved = moveStage(visit, egfr);
    const done = takes(chart, day, 'lisinopril', 'losartan')
      ? undefined
      : climb(visit, [[protectorOf(chart, day), 0]], 'chronic-kidney-disease');
    assess(
      visit,
      'Chronic kidney disease',
      `eGFR ${egfr}, potassium ${potassium.toFixed(1)}.`,
      moved,
      done,
      'Avoid ibuprofen and naproxen.',
    );
    comeBackIn(visit, low ? 110 : 170);
  },
};

/** A stage that has been worse at two tests running ends the old entry of the problem list and begins a new one. */
function moveStage(visit: Visit, egfr: number): string | undefined {
  const { chart, day } = visit;
  const condition = chart.conditions.get('chronic-kidney-disease');
  const found = chart.results.get('egfr') ?? [];
  const before = found.at(-2)?.value ?? egfr;
  const recorded = KIDNEY_STAGES.findIndex((stage) => stage.concept.text === condition?.code.text);
  const stage = Math.min(stageOf(egfr), stageOf(before));
  if (!condition || stage <= recorded) return undefined;
  resolve(condition, day);
  chart.conditions.delete('chronic-kidney-disease');
  const next = diagnose(visit, 'chronic-kidney-disease', day, { concept: at(KIDNEY_STAGES, stage).concept });
  return `Now ${(next.code.text ?? '').replace('Chronic kidney disease, ', '')}, confirmed by two tests.`;
}

const THYROID: Rung[] = [
  ['levothyroxine', 0],
  ['levothyroxine', 1],
  ['levothyroxine', 2],
];

export const thyroid: Model = {
  key: 'hypothyroidism',
  established: (visit, problem) =>
    renew(visit, THYROID, 1 + Math.floor(problem.severity * 2.9), 'hypothyroidism', problem.onset),
  review: (visit) => {
    const { chart, day } = visit;
    const settled = settledDays(chart, ['levothyroxine'], day);
    if (!testIsDue(chart, 'tsh', day, settled < 120 ? 42 : 345)) return;
    const { tsh = 0 } = draw(visit, 'tsh');
    const done = tsh > 4.5 && settled >= 40 ? climb(visit, THYROID, 'hypothyroidism') : undefined;
    if (done) comeBackIn(visit, 56);
    assess(
      visit,
      'Hypothyroidism',
      `TSH ${tsh.toFixed(2)} mIU/L.`,
      done ?? `Continue ${takenText(chart, ['levothyroxine'], day)}.`,
    );
  },
};

export const arthritis: Model = {
  key: 'osteoarthritis',
  established: (visit, problem) => {
    if (problem.severity > 0.25)
      prescribe(visit, pain(visit), { problem: 'osteoarthritis', since: problem.onset + 30 });
  },
  review: (visit, problem) => {
    const { chart, day } = visit;
    if (!turnOf(chart, 'knees', day, 170)) return;
    const missing = !takes(chart, day, 'acetaminophen', 'naproxen');
    if (missing) prescribe(visit, pain(visit), { problem: 'osteoarthritis' });
    const worse =
      problem.severity > 0.6
        ? 'Stiff for ten minutes in the morning; stairs are hard.'
        : 'Knees ache after long walks.';
    assess(
      visit,
      'Osteoarthritis of the knees',
      worse,
      missing
        ? `Started ${takenText(chart, ['acetaminophen', 'naproxen'], day)}.`
        : `Continue ${takenText(chart, ['acetaminophen', 'naproxen'], day)}.`,
      'Exercises for the thigh muscles shown.',
    );
  },
};

function pain(visit: Visit): 'acetaminophen' | 'naproxen' {
  const safe =
    !isRuledOut(visit.chart, 'naproxen', visit.day) &&
    ageOn(visit.chart.person, visit.day) < 70 &&
    !hasProblem(visit.chart.person, 'hypertension', visit.day);
  return safe && visit.random.chance(0.6) ? 'naproxen' : 'acetaminophen';
}

export const copd: Model = {
  key: 'copd',
  established: (visit, problem) => {
    renew(
      visit,
      [
        ['albuterol', 0],
        ['tiotropium', 0],
        ['fluticasone-salmeterol', 0],
      ],
      1 + Math.floor(problem.severity * 2.9),
      'copd',
      problem.onset,
    );
  },
  review: (visit) => {
    const { chart, day } = visit;
    const fresh = !takes(chart, day, 'albuterol');
    if (fresh) prescribe(visit, 'albuterol', { problem: 'copd' });
    if (fresh || turnOf(chart, 'spirometry', day, 700)) {
      chart.done.set('spirometry', day);
      writeProcedure(visit, 'spirometry', 'COPD', 'Airflow obstruction that does not reverse with albuterol.');
    }
    const flared = (chart.done.get('flare') ?? 0) > day - 120;
    const done =
      fresh || flared
        ? climb(
            visit,
            [
              ['tiotropium', 0],
              ['fluticasone-salmeterol', 0],
            ],
            'copd',
          )
        : undefined;
    const smoking =
      chart.person.traits.smoking === 'current'
        ? 'Still smokes; nicotine replacement and the quit line offered.'
        : 'Does not smoke.';
    assess(
      visit,
      'COPD',
      `Oxygen saturation ${visit.vitals?.oxygen ?? 94} %.`,
      done ?? `Continue ${takenText(chart, ['tiotropium', 'fluticasone-salmeterol', 'albuterol'], day)}.`,
      smoking,
    );
    comeBackIn(visit, done ? 60 : 180);
  },
};

export const asthma: Model = {
  key: 'asthma',
  established: (visit, problem) =>
    renew(
      visit,
      [
        ['albuterol', 0],
        ['fluticasone', 0],
      ],
      problem.severity > 0.4 ? 2 : 1,
      'asthma',
      problem.onset,
    ),
  review: (visit) => {
    const { chart, day } = visit;
    if (!takes(chart, day, 'albuterol')) prescribe(visit, 'albuterol', { problem: 'asthma' });
    const flared = (chart.done.get('flare') ?? 0) > day - 120;
    const done = flared ? climb(visit, [['fluticasone', 0]], 'asthma') : undefined;
    if (!done && !turnOf(chart, 'asthma-talk', day, 160)) return;
    assess(
      visit,
      'Asthma',
      flared ? 'Needed the reliever often lately.' : 'Uses the reliever less than twice a week.',
      done ?? `Continue ${takenText(chart, ['fluticasone', 'albuterol'], day)}.`,
      'Inhaler technique checked.',
    );
  },
};

function needModel(key: 'transport-need' | 'food-need', title: string, lines: string): Model {
  return {
    key,
    review: (visit) => {
      if (!turnOf(visit.chart, key, visit.day, 5000)) return;
      const leads = { kind: 'community' as const, day: visit.day + visit.random.int(5, 16) };
      order(visit, {
        service: SERVICES.community,
        category: 'referral',
        to: 'alder-county-neighbors',
        reason: title,
        problem: key,
        within: 21,
        ...(visit.random.chance(0.85) ? { leads } : {}),
      });
      assess(visit, title, lines, 'Community health worker asked to visit.');
    },
  };
}

export const transportNeed = needModel(
  'transport-need',
  'No reliable transport',
  'Missed rides have cost visits this year.',
);
export const foodNeed = needModel(
  'food-need',
  'Not enough food at home',
  'Food ran out before there was money for more in the last month.',
);
