import { expect, test } from 'vitest';
import { planOf, timesOf } from '../../bench/checks.ts';
import { validate, type Resource } from '../../src/fhir/index.ts';
import { precision, recall, scoreLabelled } from '../../src/care/checks/score.ts';
import { APART } from '../../src/care/checks/labelled/apart.ts';
import { LABELLED, readCharts } from '../../src/care/checks/labelled/index.ts';

const charts = Object.entries(LABELLED).flatMap(([kind, all]) => all.map((chart) => [kind, chart] as const));

test('the labelled set is large, and planted and decoy charts are about as many', () => {
  const planted = charts.filter(([, chart]) => chart.expects.length > 0).length;
  expect(charts.length).toBeGreaterThanOrEqual(400);
  expect(planted / charts.length).toBeGreaterThan(0.45);
  expect(planted / charts.length).toBeLessThan(0.55);
  expect(new Set(charts.map(([kind, { name }]) => `${kind} ${name}`)).size).toBe(charts.length);
});

test('every chart is made of valid FHIR R4', () => {
  const apart = readCharts(APART);
  expect(apart).toHaveLength(50);
  const wrong = [...charts.map(([, chart]) => chart), ...apart].flatMap(({ name, resources }) =>
    resources.flatMap((resource) =>
      validate(resource as unknown as Resource)
        .filter(({ severity }) => severity === 'error')
        .map(({ details, expression }) => `${name}: ${expression}: ${details}`),
    ),
  );
  expect(wrong).toEqual([]);
});

test('of what is found at least 95 in 100 is right, and of what is to be found at least 95 in 100 is found', () => {
  const scores = Object.entries(scoreLabelled());
  const all = scores.reduce(
    (sum, [, one]) => ({
      charts: sum.charts + one.charts,
      right: sum.right + one.right,
      wrong: sum.wrong + one.wrong,
      missed: sum.missed + one.missed,
      mistakes: [...sum.mistakes, ...one.mistakes],
    }),
    { charts: 0, right: 0, wrong: 0, missed: 0, mistakes: [] as string[] },
  );
  expect(precision(all), all.mistakes.join('\n')).toBeGreaterThanOrEqual(0.95);
  expect(recall(all), all.mistakes.join('\n')).toBeGreaterThanOrEqual(0.95);
  for (const [kind, one] of scores) {
    expect(precision(one), `${kind}: ${one.mistakes.join('\n')}`).toBeGreaterThanOrEqual(0.95);
    expect(recall(one), `${kind}: ${one.mistakes.join('\n')}`).toBeGreaterThanOrEqual(0.95);
  }
});

test('the conflicts of a plan of 400 items take less than 100 ms', () => {
  // The quickest of ten: other tests run on the same cores.
  expect(timesOf(planOf(400), 10).times[0]).toBeLessThan(100);
});
