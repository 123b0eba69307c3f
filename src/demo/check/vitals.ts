import {
  DAY,
  codeOf,
  conditionsOf,
  monthsAt,
  observationsOf,
  timeOf,
  valueOf,
  yearsAt,
  type Finding,
  type Person,
  type Rule,
} from './model.ts';
import type { Observation } from '../r4.ts';

function part(observation: Observation, code: string): number {
  return (
    observation.component?.find((component) => codeOf(component.code) === code)?.valueQuantity?.value ?? Number.NaN
  );
}

function bounded(name: string, about: string, code: string, low: number, high: number): Rule {
  return {
    name,
    about,
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, code)) {
        const value = valueOf(observation);
        if (!(value >= low && value <= high)) yield [observation, `is ${value}`];
      }
    },
  };
}

/** The newest value of a series at or before a moment. */
function lastBefore(series: Observation[], moment: number): number | undefined {
  const found = series.findLast((observation) => timeOf(observation.effectiveDateTime) <= moment);
  return found ? valueOf(found) : undefined;
}

function* weights(person: Person): Generator<Finding> {
  const series = observationsOf(person, '29463-7').filter(
    (observation) => yearsAt(person.birth, timeOf(observation.effectiveDateTime)) >= 20,
  );
  const watery = conditionsOf(person, '703272007', '77386006').length > 0;
  for (let index = 1; index < series.length; index += 1) {
    const [before, after] = [series[index - 1], series[index]];
    if (!before || !after) continue;
    const days = (timeOf(after.effectiveDateTime) - timeOf(before.effectiveDateTime)) / DAY;
    const share = Math.abs(valueOf(after) / valueOf(before) - 1);
    if (days <= 90 && share > (watery ? 0.13 : 0.08))
      yield [after, `changed by ${(share * 100).toFixed(0)} % in ${days.toFixed(0)} days`];
  }
}

/** Rules about what is measured at every visit. */
export const VITALS: Rule[] = [
  {
    name: 'systolic-above-diastolic',
    about: 'Blood pressure has both parts, the systolic at least 15 above the diastolic, both possible.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, '85354-9')) {
        const [systolic, diastolic] = [part(observation, '8480-6'), part(observation, '8462-4')];
        if (!(systolic - diastolic >= 15)) yield [observation, `is ${systolic}/${diastolic}`];
        if (!(systolic >= 70 && systolic <= 240 && diastolic >= 35 && diastolic <= 140))
          yield [observation, `is ${systolic}/${diastolic}`];
      }
    },
  },
  {
    name: 'bmi-is-weight-over-height-squared',
    about: 'The body mass index is weight in kg over height in m, squared.',
    *person(person): Generator<Finding> {
      const weightSeries = observationsOf(person, '29463-7');
      const heightSeries = observationsOf(person, '8302-2');
      for (const observation of observationsOf(person, '39156-5')) {
        const moment = timeOf(observation.effectiveDateTime);
        const [weight, height] = [lastBefore(weightSeries, moment), lastBefore(heightSeries, moment)];
        if (weight === undefined || height === undefined) yield [observation, 'has no weight or height before it'];
        else if (Math.abs(valueOf(observation) - weight / (height / 100) ** 2) > 0.06)
          yield [observation, `is ${valueOf(observation)}, not ${(weight / (height / 100) ** 2).toFixed(1)}`];
      }
    },
  },
  {
    name: 'adults-keep-their-height',
    about: 'The height of an adult stays within 2 cm.',
    *person(person): Generator<Finding> {
      const series = observationsOf(person, '8302-2').filter(
        (observation) => yearsAt(person.birth, timeOf(observation.effectiveDateTime)) >= 20,
      );
      const [first] = series;
      for (const observation of series)
        if (first && Math.abs(valueOf(observation) - valueOf(first)) > 2)
          yield [observation, `is ${valueOf(observation)} cm after ${valueOf(first)} cm`];
    },
  },
  {
    name: 'children-grow',
    about: 'A child does not become shorter, nor lose a fifth of its weight.',
    *person(person): Generator<Finding> {
      for (const [code, share] of [
        ['8302-2', 0.995],
        ['29463-7', 0.85],
      ] as const) {
        const series = observationsOf(person, code).filter(
          (observation) => monthsAt(person.birth, timeOf(observation.effectiveDateTime)) < 216,
        );
        for (let index = 1; index < series.length; index += 1) {
          const [before, after] = [series[index - 1], series[index]];
          if (before && after && valueOf(after) < valueOf(before) * share)
            yield [after, `is ${valueOf(after)} after ${valueOf(before)}`];
        }
      }
    },
  },
  {
    name: 'weight-changes-slowly',
    about: 'An adult does not gain or lose more than 8 % in 90 days (13 % with water or a child).',
    person: weights,
  },
  {
    name: 'body-size-fits-age',
    about: 'Weight and height are possible for the age.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, '29463-7')) {
        const months = monthsAt(person.birth, timeOf(observation.effectiveDateTime));
        const [low, high] =
          months < 1 ? [2, 6] : months < 24 ? [2.5, 18] : months < 120 ? [8, 75] : months < 216 ? [20, 130] : [38, 180];
        const value = valueOf(observation);
        if (value < low || value > high) yield [observation, `is ${value} kg at ${months} months`];
      }
    },
  },
  {
    name: 'heart-rate-fits-age',
    about: 'The pulse is possible for the age.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, '8867-4')) {
        const months = monthsAt(person.birth, timeOf(observation.effectiveDateTime));
        const [low, high] = months < 12 ? [80, 200] : months < 120 ? [60, 170] : [40, 160];
        const value = valueOf(observation);
        if (!(value >= low && value <= high)) yield [observation, `is ${value} at ${months} months`];
      }
    },
  },
  bounded('temperature-possible', 'Body temperature is 34 to 42 °C.', '8310-5', 34, 42),
  bounded('oxygen-possible', 'Oxygen saturation is 75 to 100 %.', '59408-5', 75, 100),
];
