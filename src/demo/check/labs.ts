import {
  DAY,
  codeOf,
  conditionsOf,
  isActiveAt,
  observationsOf,
  takenPeriod,
  takesAt,
  ingredientOf,
  textOf,
  timeOf,
  valueOf,
  yearsAt,
  type Finding,
  type Person,
  type Rule,
} from './model.ts';
import type { Observation } from '../r4.ts';

const A1C = '4548-4';
const EGFR = '98979-8';
const TSH = '3016-3';
const INR = '6301-6';
const LDL = '13457-7';
const DIABETES = '44054006';
const KIDNEY = ['700378005', '700379002', '431857002'];
const PREGNANCY = '77386006';

const RANGES: Record<string, [number, number]> = {
  '4548-4': [4, 15],
  '2345-7': [40, 500],
  '2951-2': [120, 160],
  '2823-3': [2.8, 6.2],
  '3094-0': [3, 90],
  '2160-0': [0.2, 8],
  '2093-3': [80, 400],
  '13457-7': [25, 300],
  '2085-9': [20, 110],
  '2571-8': [30, 500],
  '9318-7': [0, 3000],
  '3016-3': [0.01, 60],
  '30934-4': [5, 5000],
  '6301-6': [0.8, 6],
  '6690-2': [2, 30],
  '718-7': [6, 19],
  '4544-3': [18, 58],
  '777-3': [60, 700],
  '10230-1': [10, 80],
};

/** CKD-EPI 2021 as its authors print it; kept apart from the generator's so that one checks the other. */
function estimate(creatinine: number, age: number, female: boolean): number {
  const kappa = female ? 0.7 : 0.9;
  const alpha = female ? -0.241 : -0.302;
  const low = Math.pow(Math.min(creatinine / kappa, 1), alpha);
  const high = Math.pow(Math.max(creatinine / kappa, 1), -1.2);
  return 142 * low * high * Math.pow(0.9938, age) * (female ? 1.012 : 1);
}

function* tooOften(person: Person, code: string, days: number): Generator<Finding> {
  const series = observationsOf(person, code);
  for (let index = 1; index < series.length; index += 1) {
    const [before, after] = [series[index - 1], series[index]];
    if (before && after && timeOf(after.effectiveDateTime) - timeOf(before.effectiveDateTime) < days * DAY)
      yield [after, `comes less than ${days} days after the one before`];
  }
}

function activeAt(person: Person, moment: number, ...codes: string[]): boolean {
  return conditionsOf(person, ...codes).some((condition) => isActiveAt(condition, moment));
}

function sameDraw(person: Person, observation: Observation, code: string): Observation | undefined {
  return person.observations.find(
    (other) =>
      codeOf(other.code) === code &&
      other.effectiveDateTime === observation.effectiveDateTime &&
      other.encounter.reference === observation.encounter.reference,
  );
}

/** Rules about laboratory results: arithmetic, diagnosis, drug, interval. */
export const LABS: Rule[] = [
  {
    name: 'results-possible',
    about: 'Every laboratory value is one that a living person may have.',
    *person(person): Generator<Finding> {
      for (const observation of person.observations) {
        const range = RANGES[codeOf(observation.code)];
        const value = valueOf(observation);
        if (range && !(value >= range[0] && value <= range[1]))
          yield [observation, `${textOf(observation.code)} is ${value}`];
      }
    },
  },
  {
    name: 'flags-agree-with-ranges',
    about: 'High, low and normal agree with the reference range that stands beside them.',
    *person(person): Generator<Finding> {
      for (const observation of person.observations) {
        const [range] = observation.referenceRange ?? [];
        if (!range) continue;
        const value = valueOf(observation);
        const flag = range.high && value > range.high.value ? 'H' : range.low && value < range.low.value ? 'L' : 'N';
        if (codeOf(observation.interpretation?.[0]) !== flag)
          yield [observation, `is ${value} and flagged ${codeOf(observation.interpretation?.[0])}`];
      }
    },
  },
  {
    name: 'laboratory-results-have-ranges',
    about: 'A number from the laboratory has its reference range and a flag.',
    *person(person): Generator<Finding> {
      for (const observation of person.observations) {
        if (codeOf(observation.category[0]) !== 'laboratory' || !observation.valueQuantity) continue;
        if (!observation.referenceRange?.length || !observation.interpretation?.length)
          yield [observation, 'has no range or no flag'];
      }
    },
  },
  {
    name: 'egfr-is-ckd-epi-2021',
    about: 'The filtration rate is what CKD-EPI 2021 makes of creatinine, age and sex.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, EGFR)) {
        const creatinine = sameDraw(person, observation, '2160-0');
        const age = yearsAt(person.birth, timeOf(observation.effectiveDateTime));
        if (!creatinine) yield [observation, 'has no creatinine beside it'];
        else if (Math.abs(estimate(valueOf(creatinine), age, person.sex === 'female') - valueOf(observation)) > 1)
          yield [observation, `is ${valueOf(observation)} with a creatinine of ${valueOf(creatinine)}`];
        if (age < 18) yield [observation, 'is of a child'];
      }
    },
  },
  {
    name: 'cholesterol-adds-up',
    about: 'Total cholesterol is LDL + HDL + triglycerides / 5 (Friedewald).',
    *person(person): Generator<Finding> {
      for (const total of observationsOf(person, '2093-3')) {
        const parts = ['13457-7', '2085-9', '2571-8'].map((code) => sameDraw(person, total, code));
        const [ldl, hdl, triglycerides] = parts;
        if (!ldl || !hdl || !triglycerides) yield [total, 'lacks a part of the panel'];
        else if (Math.abs(valueOf(ldl) + valueOf(hdl) + valueOf(triglycerides) / 5 - valueOf(total)) > 1)
          yield [total, `is ${valueOf(total)}`];
      }
    },
  },
  {
    name: 'hematocrit-follows-hemoglobin',
    about: 'The hematocrit is about three times the hemoglobin.',
    *person(person): Generator<Finding> {
      for (const hematocrit of observationsOf(person, '4544-3')) {
        const hemoglobin = sameDraw(person, hematocrit, '718-7');
        if (!hemoglobin || Math.abs(valueOf(hemoglobin) * 3 - valueOf(hematocrit)) > 3)
          yield [hematocrit, `is ${valueOf(hematocrit)}`];
      }
    },
  },
  {
    name: 'panels-are-complete',
    about: 'A report of a panel lists its results, all of the same draw.',
    *person(person, { byReference }): Generator<Finding> {
      for (const report of person.of('DiagnosticReport')) {
        const results = (report['result'] as { reference: string }[] | undefined) ?? [];
        const isLab = codeOf((report['category'] as unknown[])[0]) === 'LAB';
        if (isLab && results.length < 3) yield [report, `has ${results.length} results`];
        for (const { reference } of results) {
          const observation = byReference.get(reference);
          if (isLab && observation && observation['effectiveDateTime'] !== report['effectiveDateTime'])
            yield [report, 'has a result of another draw'];
        }
      }
    },
  },
  {
    name: 'a1c-not-too-often',
    about: 'Hemoglobin A1c no more often than every 75 days.',
    person: (person) => tooOften(person, A1C, 75),
  },
  {
    name: 'lipids-not-too-often',
    about: 'Lipids no more often than every 45 days.',
    person: (person) => tooOften(person, LDL, 45),
  },
  {
    name: 'tsh-not-too-often',
    about: 'TSH no more often than every 35 days.',
    person: (person) => tooOften(person, TSH, 35),
  },
  {
    name: 'a1c-fits-the-diagnosis',
    about: 'An A1c of 6.5 % or more means diabetes; 5.7 % or more means diabetes or prediabetes.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, A1C)) {
        const moment = timeOf(observation.effectiveDateTime) + DAY;
        const value = valueOf(observation);
        if (value >= 6.5 && !activeAt(person, moment, DIABETES)) yield [observation, `is ${value} % without diabetes`];
        if (value >= 5.7 && !activeAt(person, moment, DIABETES, '714628002'))
          yield [observation, `is ${value} % without prediabetes`];
      }
    },
  },
  {
    name: 'diabetes-has-a1c',
    about: 'Diabetes was found by an A1c of 6.5 % or more, or is old and treated.',
    *person(person): Generator<Finding> {
      for (const condition of conditionsOf(person, DIABETES)) {
        const onset = timeOf(condition['onsetDateTime']);
        const recorded = timeOf(condition['recordedDate']);
        const old = recorded - onset > 60 * DAY;
        const [first] = observationsOf(person, A1C).filter(
          (observation) => timeOf(observation.effectiveDateTime) > onset - DAY,
        );
        if (!first) yield [condition, 'was never measured'];
        else if (!old && valueOf(first) < 6.5) yield [condition, `was found at ${valueOf(first)} %`];
      }
    },
  },
  {
    name: 'kidney-disease-fits-filtration',
    about: 'Two rates under 60 three months apart mean kidney disease; kidney disease has rates under 66.',
    *person(person): Generator<Finding> {
      const series = observationsOf(person, EGFR);
      const low = series.filter((observation) => valueOf(observation) < 60);
      const [first] = low;
      const last = low.at(-1);
      if (
        first &&
        last &&
        timeOf(last.effectiveDateTime) - timeOf(first.effectiveDateTime) > 90 * DAY &&
        conditionsOf(person, ...KIDNEY).length === 0
      )
        yield [last, 'is low again without kidney disease'];
      for (const observation of series)
        if (valueOf(observation) > 66 && activeAt(person, timeOf(observation.effectiveDateTime) - 30 * DAY, ...KIDNEY))
          yield [observation, `is ${valueOf(observation)} with kidney disease`];
    },
  },
  {
    name: 'inr-goes-with-warfarin',
    about: 'The INR is measured in those who take warfarin, and in them at least every 100 days.',
    *person(person, { today }): Generator<Finding> {
      const series = observationsOf(person, INR);
      for (const observation of series)
        if (!takesAt(person, timeOf(observation.effectiveDateTime) + DAY, 'warfarin'))
          yield [observation, 'is measured without warfarin'];
      for (const request of person.medications.filter((each) => ingredientOf(each) === 'warfarin')) {
        const { to } = takenPeriod(request);
        const until = Math.min(to, today ?? to);
        let seen = timeOf(request.authoredOn);
        for (const observation of series) {
          const moment = timeOf(observation.effectiveDateTime);
          if (moment < seen || moment > until) continue;
          if (moment - seen > 100 * DAY) yield [request, 'went 100 days without an INR'];
          seen = moment;
        }
        if (Number.isFinite(until) && until - seen > 100 * DAY) yield [request, 'goes without an INR'];
      }
    },
  },
  {
    name: 'tsh-fits-the-diagnosis',
    about: 'A TSH over 6 means hypothyroidism.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, TSH))
        if (valueOf(observation) > 6 && !activeAt(person, timeOf(observation.effectiveDateTime) + DAY, '40930008'))
          yield [observation, `is ${valueOf(observation)} without hypothyroidism`];
    },
  },
  {
    name: 'bnp-fits-the-diagnosis',
    about: 'A BNP over 300 means heart failure; heart failure has one over 60.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, '30934-4')) {
        const failing = activeAt(person, timeOf(observation.effectiveDateTime) + DAY, '703272007');
        if (valueOf(observation) > 300 && !failing)
          yield [observation, `is ${valueOf(observation)} without heart failure`];
        if (valueOf(observation) < 60 && failing) yield [observation, `is ${valueOf(observation)} with heart failure`];
      }
    },
  },
  {
    name: 'statins-lower-ldl',
    about: 'On a statin for two months the LDL is under 165; without one and without high cholesterol under 135.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, LDL)) {
        const moment = timeOf(observation.effectiveDateTime);
        const long = takesAt(person, moment - 60 * DAY, 'atorvastatin') && takesAt(person, moment, 'atorvastatin');
        if (long && valueOf(observation) > 165) yield [observation, `is ${valueOf(observation)} on a statin`];
        if (
          !takesAt(person, moment, 'atorvastatin') &&
          !activeAt(person, moment + DAY, '55822004') &&
          valueOf(observation) > 135
        )
          yield [observation, `is ${valueOf(observation)} without a diagnosis`];
      }
    },
  },
  {
    name: 'ejection-fraction-fits-heart-failure',
    about: 'Heart failure with reduced ejection fraction has 40 % or less; others have 50 % or more.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, '10230-1')) {
        const failing = activeAt(person, timeOf(observation.effectiveDateTime) + DAY, '703272007');
        if (failing ? valueOf(observation) > 43 : valueOf(observation) < 50)
          yield [observation, `is ${valueOf(observation)} %`];
      }
    },
  },
  {
    name: 'pregnancy-lowers-creatinine',
    about: 'Nobody who is pregnant has a creatinine over 1.1.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, '2160-0'))
        if (valueOf(observation) > 1.1 && activeAt(person, timeOf(observation.effectiveDateTime), PREGNANCY))
          yield [observation, `is ${valueOf(observation)} in pregnancy`];
    },
  },
];
