import { expect, test } from 'vitest';
import { validate, type Resource } from '../../src/fhir/index.ts';
import { LABELLED } from '../../src/care/checks/labelled/index.ts';

const charts = Object.entries(LABELLED).flatMap(([kind, all]) => all.map((chart) => [kind, chart] as const));

test('the labelled set is large, and planted and decoy charts are about as many', () => {
  const planted = charts.filter(([, chart]) => chart.expects.length > 0).length;
  expect(charts.length).toBeGreaterThanOrEqual(400);
  expect(planted / charts.length).toBeGreaterThan(0.45);
  expect(planted / charts.length).toBeLessThan(0.55);
  expect(new Set(charts.map(([kind, { name }]) => `${kind} ${name}`)).size).toBe(charts.length);
});

test('every chart is made of valid FHIR R4', () => {
  const wrong = charts.flatMap(([, { name, resources }]) =>
    resources.flatMap((resource) =>
      validate(resource as unknown as Resource)
        .filter(({ severity }) => severity === 'error')
        .map(({ details, expression }) => `${name}: ${expression}: ${details}`),
    ),
  );
  expect(wrong).toEqual([]);
});
