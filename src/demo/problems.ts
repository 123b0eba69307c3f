import { dateOf, instantOf, type Day } from './calendar.ts';
import { diagnosis, hl7, refTo, snomed } from './codes.ts';
import { nextId, put, subjectOf, type Chart } from './chart.ts';
import type { ProblemKey } from './people.ts';
import type { Concept, Condition } from './r4.ts';
import { practitionerRef } from './staff.ts';
import type { Visit } from './visit.ts';

/** How each lasting problem is coded and called. */
export const PROBLEMS: Record<ProblemKey, Concept> = {
  hypertension: diagnosis(
    '59621000',
    'Essential hypertension (disorder)',
    'I10',
    'Essential (primary) hypertension',
    'High blood pressure',
  ),
  'type-2-diabetes': diagnosis(
    '44054006',
    'Diabetes mellitus type 2 (disorder)',
    'E11.9',
    'Type 2 diabetes mellitus without complications',
    'Type 2 diabetes',
  ),
  prediabetes: diagnosis('714628002', 'Prediabetes (finding)', 'R73.03', 'Prediabetes', 'Prediabetes'),
  hyperlipidemia: diagnosis(
    '55822004',
    'Hyperlipidemia (disorder)',
    'E78.5',
    'Hyperlipidemia, unspecified',
    'High cholesterol',
  ),
  obesity: diagnosis('414916001', 'Obesity (disorder)', 'E66.9', 'Obesity, unspecified', 'Obesity'),
  'heart-failure': diagnosis(
    '703272007',
    'Heart failure with reduced ejection fraction (disorder)',
    'I50.22',
    'Chronic systolic (congestive) heart failure',
    'Heart failure with reduced ejection fraction',
  ),
  'atrial-fibrillation': diagnosis(
    '49436004',
    'Atrial fibrillation (disorder)',
    'I48.91',
    'Unspecified atrial fibrillation',
    'Atrial fibrillation',
  ),
  'chronic-kidney-disease': diagnosis(
    '700378005',
    'Chronic kidney disease stage 3A (disorder)',
    'N18.31',
    'Chronic kidney disease, stage 3a',
    'Chronic kidney disease, stage 3a',
  ),
  copd: diagnosis(
    '13645005',
    'Chronic obstructive pulmonary disease (disorder)',
    'J44.9',
    'Chronic obstructive pulmonary disease, unspecified',
    'COPD',
  ),
  asthma: diagnosis('195967001', 'Asthma (disorder)', 'J45.909', 'Unspecified asthma, uncomplicated', 'Asthma'),
  hypothyroidism: diagnosis(
    '40930008',
    'Hypothyroidism (disorder)',
    'E03.9',
    'Hypothyroidism, unspecified',
    'Hypothyroidism',
  ),
  osteoarthritis: diagnosis(
    '239873007',
    'Osteoarthritis of knee (disorder)',
    'M17.9',
    'Osteoarthritis of knee, unspecified',
    'Osteoarthritis of the knees',
  ),
  depression: diagnosis(
    '370143000',
    'Major depressive disorder (disorder)',
    'F32.9',
    'Major depressive disorder, single episode, unspecified',
    'Major depression',
  ),
  anxiety: diagnosis(
    '21897009',
    'Generalized anxiety disorder (disorder)',
    'F41.1',
    'Generalized anxiety disorder',
    'Generalized anxiety',
  ),
  'opioid-use-disorder': diagnosis(
    '75544000',
    'Opioid dependence (disorder)',
    'F11.20',
    'Opioid dependence, uncomplicated',
    'Opioid use disorder',
  ),
  pregnancy: diagnosis(
    '77386006',
    'Pregnant (finding)',
    'Z34.90',
    'Encounter for supervision of normal pregnancy, unspecified, unspecified trimester',
    'Pregnancy',
  ),
  'transport-need': diagnosis(
    '713458007',
    'Lack of access to transportation (finding)',
    'Z75.3',
    'Unavailability and inaccessibility of health-care facilities',
    'No reliable transport',
  ),
  'food-need': diagnosis(
    '733423003',
    'Food insecurity (finding)',
    'Z59.41',
    'Food insecurity',
    'Not enough food at home',
  ),
};

/** The stages of chronic kidney disease that the demonstration knows, from the best to the worst. */
export const KIDNEY_STAGES: { from: number; concept: Concept }[] = [
  { from: 45, concept: PROBLEMS['chronic-kidney-disease'] },
  {
    from: 30,
    concept: diagnosis(
      '700379002',
      'Chronic kidney disease stage 3B (disorder)',
      'N18.32',
      'Chronic kidney disease, stage 3b',
      'Chronic kidney disease, stage 3b',
    ),
  },
  {
    from: 0,
    concept: diagnosis(
      '431857002',
      'Chronic kidney disease stage 4 (disorder)',
      'N18.4',
      'Chronic kidney disease, stage 4 (severe)',
      'Chronic kidney disease, stage 4',
    ),
  },
];

const SOCIAL: ProblemKey[] = ['transport-need', 'food-need'];
const SEVERITY = [snomed('255604002', 'Mild'), snomed('6736007', 'Moderate'), snomed('24484000', 'Severe')];

function clinicalStatus(code: 'active' | 'resolved'): Concept {
  return hl7('condition-clinical', code, code === 'active' ? 'Active' : 'Resolved');
}

/** Records a lasting problem at a visit, with the day it began. Asked again, it answers what was recorded. */
export function diagnose(
  visit: Visit,
  key: ProblemKey,
  onset: Day,
  options: { concept?: Concept; severity?: 0 | 1 | 2 } = {},
): Condition {
  const known = visit.chart.conditions.get(key);
  if (known) return known;
  const category = SOCIAL.includes(key)
    ? {
        coding: [
          {
            system: 'http://hl7.org/fhir/us/core/CodeSystem/condition-category',
            code: 'health-concern',
            display: 'Health Concern',
          },
        ],
        text: 'Health concern',
      }
    : hl7('condition-category', 'problem-list-item', 'Problem List Item');
  const condition = record(visit, options.concept ?? PROBLEMS[key], category, onset, options.severity);
  visit.chart.conditions.set(key, condition);
  return condition;
}

/** Records what a person came with and gets over: resolved by `until`, if that has passed. */
export function illness(visit: Visit, concept: Concept, onset: Day, until: Day): Condition {
  const condition = record(
    visit,
    concept,
    hl7('condition-category', 'encounter-diagnosis', 'Encounter Diagnosis'),
    onset,
  );
  const end = Math.min(until, visit.chart.person.death ?? until);
  if (end < visit.chart.today && end === until) resolve(condition, until);
  visit.encounter.reasonReference = [refTo('Condition', condition.id, concept.text)];
  return condition;
}

/** Ends a problem on a day. */
export function resolve(condition: Condition, day: Day): void {
  condition.clinicalStatus = clinicalStatus('resolved');
  condition.abatementDateTime = dateOf(day);
}

function record(visit: Visit, concept: Concept, category: Concept, onset: Day, severity?: 0 | 1 | 2): Condition {
  const { chart } = visit;
  const level = severity === undefined ? undefined : SEVERITY[severity];
  return put(chart, {
    resourceType: 'Condition',
    id: nextId(chart, 'cond'),
    clinicalStatus: clinicalStatus('active'),
    verificationStatus: hl7('condition-ver-status', 'confirmed', 'Confirmed'),
    category: [category],
    ...(level ? { severity: level } : {}),
    code: concept,
    subject: subjectOf(chart),
    encounter: refTo('Encounter', visit.encounter.id),
    onsetDateTime: dateOf(Math.max(onset, chart.person.birth)),
    recordedDate: instantOf(visit.day, visit.start + visit.minutes - 5),
    recorder: practitionerRef(visit.staff),
    asserter: practitionerRef(visit.staff),
  });
}

/** The recorded Condition of a problem, as a reference. */
export function conditionRef(chart: Chart, key: ProblemKey): { reference: string; display: string } | undefined {
  const condition = chart.conditions.get(key);
  return condition ? { reference: `Condition/${condition.id}`, display: condition.code.text ?? key } : undefined;
}
