import { describe } from 'vitest';
import { DRUGS } from './drugs.ts';
import { LABS } from './labs.ts';
import { PEOPLE } from './people.ts';
import { VITALS } from './vitals.ts';
import type { Resource } from '../r4.ts';
import {
  condition,
  copy,
  get,
  has,
  measured,
  medicine,
  observed,
  ofType,
  set,
  shifted,
  spoil,
  turnInto,
  type Spoil,
  prove,
} from './check.test.ts';
import { codeOf, timeOf } from './model.ts';

const END = 'dosageInstruction.0.timing.repeat.boundsPeriod.end';
const START = 'dosageInstruction.0.timing.repeat.boundsPeriod.start';
const isActive = (resource: Resource): boolean => resource['status'] === 'active';
const active = (name: string) => (resource: Resource) => medicine(name)(resource) && isActive(resource);
const birthYear = (chart: Resource[]): number => Number(String(ofType(chart, 'Patient')[0]?.['birthDate']).slice(0, 4));

/** Puts a medicine beside another that is taken. */
const beside = (taken: string, display: string): Spoil =>
  copy('MedicationRequest', { 'medicationCodeableConcept.coding.0.display': display }, active(taken));

/** Makes the person a child on paper. */
const bornLate = (chart: Resource[]): void => {
  const [patient] = ofType(chart, 'Patient');
  if (patient) set(patient, 'birthDate', '2016-01-01');
};

/** Repeats the newest test of a code a few days later. */
const again =
  (code: string): Spoil =>
  (chart) => {
    const [found] = ofType(chart, 'Observation', observed(code));
    if (!found) return false;
    const date = String(found['effectiveDateTime']);
    return copy(
      'Observation',
      { effectiveDateTime: `${shifted(date, 9)}${date.slice(10)}` },
      observed(code),
    )(chart, '');
  };

/** Breaks the measurement of an adult's series: the last value is another. */
const lastOf =
  (code: string, factor: number, fits: (chart: Resource[]) => boolean = () => true): Spoil =>
  (chart) => {
    const series = ofType(chart, 'Observation', observed(code)).sort(
      (a, b) => timeOf(a['effectiveDateTime']) - timeOf(b['effectiveDateTime']),
    );
    const last = series.at(-1);
    if (!last || series.length < 2 || !fits(chart)) return false;
    set(last, 'valueQuantity.value', Number(get(last, 'valueQuantity.value')) * factor);
    return true;
  };

/** Two visits of a grown person within weeks, so that a leap of the weight is one. */
const leap: Spoil = (chart) => {
  const series = ofType(chart, 'Observation', observed('29463-7')).sort(
    (a, b) => timeOf(a['effectiveDateTime']) - timeOf(b['effectiveDateTime']),
  );
  const index = series.findIndex(
    (each, at) =>
      at > 0 && timeOf(each['effectiveDateTime']) - timeOf(series[at - 1]?.['effectiveDateTime']) < 60 * 86_400_000,
  );
  const found = series[index];
  if (!found || birthYear(chart) > 1990) return false;
  set(found, 'valueQuantity.value', Number(get(found, 'valueQuantity.value')) * 1.3);
  return true;
};

const removeAll =
  (type: string, fits: (resource: Resource) => boolean, needed: (chart: Resource[]) => boolean): Spoil =>
  (chart) => {
    if (!needed(chart)) return false;
    const kept = chart.filter((resource) => resource.resourceType !== type || !fits(resource));
    const removed = chart.length - kept.length;
    chart.splice(0, chart.length, ...kept);
    return removed > 0;
  };

const oldAdult = (type: string, code: string) => (chart: Resource[]) =>
  birthYear(chart) < 2000 && has(type, observed(code))(chart);

/** A chart spoiled for each rule about vital signs, results, medicines, ages and scores. */
const SPOILED_BODY: Record<string, Spoil> = {
  'systolic-above-diastolic': spoil('Observation', 'component.1.valueQuantity.value', 150, observed('85354-9')),
  'bmi-is-weight-over-height-squared': measured('39156-5', 51.3),
  'adults-keep-their-height': lastOf('8302-2', 0.9, (chart) => birthYear(chart) < 1995),
  'children-grow': lastOf('8302-2', 0.8, (chart) => birthYear(chart) > 2012),
  'weight-changes-slowly': leap,
  'body-size-fits-age': measured('29463-7', 400),
  'heart-rate-fits-age': measured('8867-4', 260),
  'temperature-possible': measured('8310-5', 98.6),
  'oxygen-possible': measured('59408-5', 9.7),
  'results-possible': measured('2823-3', 9.9),
  'flags-agree-with-ranges': spoil('Observation', 'interpretation.0.coding.0.code', 'L', observed('4548-4')),
  'laboratory-results-have-ranges': spoil('Observation', 'referenceRange', undefined, observed('3016-3')),
  'egfr-is-ckd-epi-2021': measured('98979-8', 140),
  'cholesterol-adds-up': measured('2093-3', 299),
  'hematocrit-follows-hemoglobin': measured('4544-3', 25),
  'panels-are-complete': spoil(
    'DiagnosticReport',
    'result',
    (report: Resource) => (report['result'] as unknown[]).slice(0, 1),
    (report) => codeOf((report['category'] as unknown[])[0]) === 'LAB',
  ),
  'a1c-not-too-often': again('4548-4'),
  'lipids-not-too-often': again('13457-7'),
  'tsh-not-too-often': again('3016-3'),
  'a1c-fits-the-diagnosis': (chart, today) =>
    has('Condition', condition('44054006'))(chart) ? false : measured('4548-4', 8.4)(chart, today),
  'diabetes-has-a1c': removeAll('Observation', observed('4548-4'), has('Condition', condition('44054006'))),
  'kidney-disease-fits-filtration': (chart, today) =>
    has('Condition', condition('700378005', '700379002'))(chart)
      ? removeAll(
          'Condition',
          condition('700378005', '700379002', '431857002'),
          has('Observation', observed('98979-8')),
        )(chart, today)
      : false,
  'inr-goes-with-warfarin': removeAll(
    'MedicationRequest',
    medicine('warfarin'),
    has('Observation', observed('6301-6')),
  ),
  'tsh-fits-the-diagnosis': removeAll('Condition', condition('40930008'), (chart) =>
    ofType(chart, 'Observation', observed('3016-3')).some((each) => Number(get(each, 'valueQuantity.value')) > 6),
  ),
  'bnp-fits-the-diagnosis': removeAll('Condition', condition('703272007'), (chart) =>
    ofType(chart, 'Observation', observed('30934-4')).some((each) => Number(get(each, 'valueQuantity.value')) > 300),
  ),
  'statins-lower-ldl': (chart, today) =>
    oldAdult('Observation', '13457-7')(chart) &&
    !has('Condition', condition('55822004'))(chart) &&
    !has('MedicationRequest', medicine('atorvastatin'))(chart)
      ? measured('13457-7', 190)(chart, today)
      : false,
  'ejection-fraction-fits-heart-failure': measured('10230-1', 62),
  'pregnancy-lowers-creatinine': (chart) => {
    const [pregnancy] = ofType(chart, 'Condition', condition('77386006'));
    const [sample] = ofType(chart, 'Observation', observed('718-7'));
    if (!pregnancy || !sample) return false;
    set(pregnancy, 'onsetDateTime', String(sample['effectiveDateTime']).slice(0, 10));
    set(sample, 'code.coding.0.code', '2160-0');
    set(sample, 'valueQuantity.value', 1.9);
    return true;
  },
  'doses-within-the-label': spoil(
    'MedicationRequest',
    'dosageInstruction.0.doseAndRate.0.doseQuantity.value',
    400,
    medicine('lisinopril'),
  ),
  'dose-text-agrees': spoil(
    'MedicationRequest',
    'dosageInstruction.0.text',
    'Take as directed',
    medicine('amlodipine'),
  ),
  'known-ingredients': spoil(
    'MedicationRequest',
    'medicationCodeableConcept.coding.0.display',
    'moonshine 40 PCT Oral Solution',
  ),
  'nothing-against-an-allergy': (chart, today) => {
    const [allergy] = ofType(chart, 'AllergyIntolerance');
    if (!allergy) return false;
    set(allergy, 'code.text', 'Penicillin');
    return turnInto('lisinopril', 'amoxicillin 500 MG Oral Capsule')(chart, today);
  },
  'stopped-medicines-end': spoil('MedicationRequest', END, undefined, (each) => each['status'] === 'stopped'),
  'authored-before-or-when-taken': (chart) => {
    const [next] = ofType(chart, 'MedicationRequest', (each) => each['priorPrescription'] !== undefined);
    const prior = chart.find(
      (each) =>
        `MedicationRequest/${each.id}` === get(next ?? { resourceType: '', id: '' }, 'priorPrescription.reference'),
    );
    if (!prior) return false;
    set(prior, END, '2030-01-01');
    return true;
  },
  'one-course-at-a-time': copy('MedicationRequest', {}, isActive),
  'one-ssri': beside('sertraline', 'escitalopram 10 MG Oral Tablet'),
  'no-ace-with-arb': beside('lisinopril', 'losartan potassium 50 MG Oral Tablet'),
  'one-anticoagulant': beside('apixaban', 'warfarin sodium 5 MG Oral Tablet'),
  'no-nsaid-with-anticoagulant': beside('apixaban', 'naproxen 500 MG Oral Tablet'),
  'no-metformin-with-failing-kidneys': (chart) => {
    if (!has('MedicationRequest', active('metformin'))(chart)) return false;
    const rates = ofType(chart, 'Observation', observed('98979-8'));
    for (const rate of rates) set(rate, 'valueQuantity.value', 22);
    return rates.length > 0;
  },
  'medicines-have-their-reason': removeAll(
    'Condition',
    condition('44054006'),
    has('MedicationRequest', medicine('metformin')),
  ),
  'antibiotics-end': spoil(
    'MedicationRequest',
    END,
    '2029-01-01',
    medicine('amoxicillin', 'nitrofurantoin', 'cephalexin'),
  ),
  'no-harm-in-pregnancy': (chart) => {
    const [folate] = ofType(chart, 'MedicationRequest', medicine('folic acid'));
    if (!folate) return false;
    set(folate, 'medicationCodeableConcept.coding.0.display', 'lisinopril 10 MG Oral Tablet');
    set(folate, START, shifted(String(get(folate, START)), 40));
    return true;
  },
  'adult-medicines-for-adults': (chart) => {
    if (!has('MedicationRequest', medicine('amlodipine'))(chart)) return false;
    bornLate(chart);
    return true;
  },
  'heart-failure-is-treated': removeAll(
    'MedicationRequest',
    () => true,
    (chart) =>
      ofType(chart, 'Condition', condition('703272007')).some(
        (each) => timeOf(each['recordedDate']) < timeOf('2026-03-01'),
      ),
  ),
  'fibrillation-is-anticoagulated': removeAll('MedicationRequest', medicine('apixaban', 'warfarin'), (chart) =>
    ofType(chart, 'Condition', condition('49436004')).some(
      (each) => timeOf(each['recordedDate']) < timeOf('2026-06-01'),
    ),
  ),
  'opioid-use-disorder-is-treated': removeAll(
    'MedicationRequest',
    medicine('buprenorphine'),
    has('Condition', condition('75544000')),
  ),
  'hypothyroidism-is-treated': removeAll('MedicationRequest', medicine('levothyroxine'), (chart) =>
    ofType(chart, 'Condition', condition('40930008')).some(
      (each) => timeOf(each['recordedDate']) < timeOf('2025-06-01'),
    ),
  ),
  'diabetes-has-a-statin': removeAll(
    'MedicationRequest',
    medicine('atorvastatin'),
    (chart) =>
      birthYear(chart) > 1958 &&
      birthYear(chart) < 1980 &&
      ofType(chart, 'Condition', condition('44054006')).some(
        (each) => timeOf(each['recordedDate']) < timeOf('2025-06-01'),
      ),
  ),
  'buprenorphine-with-naloxone-at-home': removeAll(
    'MedicationRequest',
    (each) => codeOf(each['medicationCodeableConcept']) === '1725059',
    has('MedicationRequest', medicine('buprenorphine')),
  ),
  'pregnancy-in-women-of-age': (chart) => {
    if (!has('Condition', condition('77386006'))(chart)) return false;
    const [patient] = ofType(chart, 'Patient');
    if (patient) set(patient, 'gender', 'male');
    return true;
  },
  'procedures-fit-the-sex': (chart) => {
    if (!has('Procedure', (each) => codeOf(each['code']) === '24623002')(chart)) return false;
    const [patient] = ofType(chart, 'Patient');
    if (patient) set(patient, 'gender', 'male');
    return true;
  },
  'screening-at-its-age': (chart) => {
    if (!has('Procedure', (each) => codeOf(each['code']) === '73761001')(chart)) return false;
    bornLate(chart);
    return true;
  },
  'illnesses-at-their-age': (chart) => {
    if (!has('Condition', condition('13645005'))(chart)) return false;
    bornLate(chart);
    return true;
  },
  'children-seen-by-those-who-see-children': (chart) => {
    if (birthYear(chart) < 2015) return false;
    const [patient] = ofType(chart, 'Patient');
    if (patient) set(patient, 'managingOrganization.reference', 'Organization/harbor-clinic');
    return true;
  },
  'vaccines-at-their-age': (chart, today) =>
    spoil(
      'Immunization',
      'vaccineCode.coding.0.code',
      '119',
      (each) => codeOf(each['vaccineCode']) === '187',
    )(chart, today),
  'vaccine-doses-apart': copy('Immunization', {}, (each) => codeOf(each['vaccineCode']) === '140'),
  'live-vaccines-not-in-pregnancy': (chart) => {
    const [pregnancy] = ofType(chart, 'Condition', condition('77386006'));
    const [dose] = ofType(chart, 'Immunization');
    if (!pregnancy || !dose) return false;
    set(dose, 'occurrenceDateTime', shifted(String(pregnancy['onsetDateTime']), 20));
    set(dose, 'vaccineCode.coding.0.code', '03');
    return true;
  },
  'phq-9-adds-up': measured('44261-6', 26),
  'gad-7-adds-up': measured('70274-6', 20),
  'phq-9-grade-agrees': spoil('Observation', 'interpretation.0.text', 'grave', observed('44261-6')),
  'depression-fits-the-score': removeAll('Condition', condition('370143000'), (chart) =>
    ofType(chart, 'Observation', observed('44261-6')).some((each) => Number(get(each, 'valueQuantity.value')) >= 10),
  ),
  'severe-depression-is-treated': (chart) => {
    const severe = ofType(chart, 'Observation', observed('44261-6')).some(
      (each) => Number(get(each, 'valueQuantity.value')) >= 15 && String(each['effectiveDateTime']) < '2026-09-01',
    );
    if (!severe) return false;
    const kept = chart.filter(
      (each) =>
        each.resourceType !== 'MedicationRequest' &&
        each.resourceType !== 'ServiceRequest' &&
        !(each.resourceType === 'Encounter' && JSON.stringify(each['serviceProvider']).includes('larkspur')),
    );
    chart.splice(0, chart.length, ...kept);
    return true;
  },
  'smoking-fits-age': (chart) => {
    if (!has('Observation', observed('72166-2'))(chart)) return false;
    bornLate(chart);
    return true;
  },
};

describe('the rules of the body', () => {
  prove([...VITALS, ...LABS, ...DRUGS, ...PEOPLE], SPOILED_BODY);
});
