import { describe } from 'vitest';
import { CARE } from './care.ts';
import { STRUCTURE } from './structure.ts';
import { TIMES } from './times.ts';
import type { Resource } from '../r4.ts';
import { copy, get, has, ofType, set, shifted, spoil, without, type Spoil, prove } from './check.test.ts';
import { codeOf, refText, timeOf } from './model.ts';

const inClass = (code: string) => (resource: Resource) => codeOf({ coding: [resource['class']] }) === code;
const moved = (element: string, days: number) => (resource: Resource) => {
  const text = String(get(resource, element));
  return `${shifted(text, days)}${text.slice(10)}`;
};
const dead = (chart: Resource[]): boolean =>
  ofType(chart, 'Patient').some((patient) => patient['deceasedDateTime'] !== undefined);
const died: Spoil = (chart) => {
  const [patient] = ofType(chart, 'Patient');
  const visits = ofType(chart, 'Encounter', inClass('AMB'));
  if (!patient || dead(chart) || visits.length < 4) return false;
  set(patient, 'deceasedDateTime', get(visits[1] as Resource, 'period.end'));
  return true;
};

/** Moves the second office visit onto the first. */
const twice: Spoil = (chart) => {
  const [first, second] = ofType(chart, 'Encounter', inClass('AMB'));
  if (!first || !second) return false;
  set(second, 'period', structuredClone(get(first, 'period')));
  set(second, 'participant', structuredClone(get(first, 'participant')));
  return true;
};

const noteSays =
  (pattern: RegExp, instead: string): Spoil =>
  (chart) => {
    for (const note of ofType(chart, 'DocumentReference')) {
      const text = Buffer.from(String(get(note, 'content.0.attachment.data')), 'base64').toString('utf8');
      if (!pattern.test(text)) continue;
      set(note, 'content.0.attachment.data', Buffer.from(text.replace(pattern, instead), 'utf8').toString('base64'));
      return true;
    }
    return false;
  };

/** A chart spoiled for each rule about structure, time, plans, hand-offs and papers. */
const SPOILED_CARE: Record<string, Spoil> = {
  'references-resolve': spoil('Observation', 'encounter.reference', 'Encounter/nowhere'),
  'ids-unique': (chart) => {
    const [first] = ofType(chart, 'Observation');
    if (!first) return false;
    chart.push(structuredClone(first));
    return true;
  },
  'mrn-unique': spoil('Patient', 'identifier', []),
  'within-the-person': spoil('Task', 'owner.reference', 'Patient/p-9999'),
  'belongs-to-someone': spoil('Observation', 'subject', undefined),
  'followed-by-a-clinic': spoil('Patient', 'generalPractitioner', undefined),
  'codings-have-displays': spoil('Condition', 'code.coding.0.display', undefined),
  'says-who-and-where': spoil('Observation', 'performer', []),
  'minors-have-guarantors': (chart) => {
    const [patient] = ofType(chart, 'Patient', (each) => String(each['birthDate']) < '2000');
    if (patient) set(patient, 'birthDate', '2015-05-05');
    return patient !== undefined;
  },
  'parents-older-than-children': spoil('RelatedPerson', 'birthDate', '2026-01-01', (kin) =>
    JSON.stringify(kin['relationship']).includes('"MTH"'),
  ),
  'nothing-after-death': died,
  'dead-are-left-in-peace': (chart, today) =>
    dead(chart) ? spoil('MedicationRequest', 'status', 'active')(chart, today) : false,
  'nothing-before-birth': spoil(
    'Patient',
    'birthDate',
    '2026-06-01',
    (patient) => String(patient['birthDate']) < '1990',
  ),
  'past-only': spoil('Observation', 'effectiveDateTime', '2031-01-01T08:00:00-05:00'),
  'encounters-end-after-they-start': spoil('Encounter', 'period.end', moved('period.start', -2)),
  'one-place-at-a-time': twice,
  'clinicians-one-room-at-a-time': twice,
  'encounters-contain-their-observations': spoil('Observation', 'effectiveDateTime', moved('effectiveDateTime', -3)),
  'encounters-contain-their-procedures': spoil('Procedure', 'performedPeriod.end', moved('performedPeriod.end', 2)),
  'office-visits-are-short': spoil('Encounter', 'period.end', moved('period.end', 1), inClass('AMB')),
  'stays-have-likely-lengths': spoil('Encounter', 'period.end', moved('period.end', 60), inClass('IMP')),
  'offices-keep-hours': spoil(
    'Encounter',
    'period.start',
    (each: Resource) => `${String(get(each, 'period.start')).slice(0, 11)}03:00:00-05:00`,
    (each) => inClass('AMB')(each) && refText(each['serviceProvider']).includes('clinic'),
  ),
  'results-after-samples': spoil('Observation', 'issued', moved('issued', -2)),
  'problems-begin-before-they-end': spoil(
    'Condition',
    'onsetDateTime',
    '2026-11-21',
    (each) => each['abatementDateTime'] !== undefined,
  ),
  'notes-follow-visits': spoil('DocumentReference', 'date', moved('date', 20)),
  'notes-agree-with-the-data': noteSays(/lood pressure \d+\//, 'lood pressure 199/'),
  'stays-have-summaries': without(
    'DocumentReference',
    (each) => codeOf(each['type']) === '18842-5',
    has('Encounter', inClass('IMP')),
  ),
  'one-active-plan': copy('CarePlan', {}, (plan) => plan['status'] === 'active'),
  'plans-have-owners': spoil(
    'CarePlan',
    'activity.0.detail.performer',
    [],
    (plan) => (plan['activity'] as unknown[]).length > 0,
  ),
  'goals-agree-with-results': spoil(
    'Goal',
    'achievementStatus.coding.0.code',
    'not-attainable',
    (goal) => goal['outcomeReference'] !== undefined,
  ),
  'goals-have-dates': spoil('Goal', 'target.0.dueDate', '2019-01-01'),
  'tasks-have-owners-and-dates': spoil('Task', 'status', 'completed', (task) => task['executionPeriod'] === undefined),
  'referrals-close-when-answered': spoil(
    'ServiceRequest',
    'status',
    'active',
    (request) => request['status'] === 'completed',
  ),
  'covered-at-every-visit': (chart) => {
    for (const coverage of ofType(chart, 'Coverage')) set(coverage, 'period.start', '2026-11-01');
    return ofType(chart, 'Encounter').length > 1;
  },
  'medicare-by-age': without('Coverage', (each) => JSON.stringify(each['payor']).includes('payer-medicare')),
  'appointments-fit-the-calendar': spoil('Appointment', 'status', 'booked', (each) => each['status'] === 'fulfilled'),
  'teams-have-their-doctor': spoil('CareTeam', 'participant', []),
  'visits-at-the-clinic-that-follows': spoil(
    'Patient',
    'managingOrganization.reference',
    'Organization/riverbend',
    (patient) => timeOf(patient['birthDate']) > 0,
  ),
};

describe('the rules of care', () => {
  prove([...STRUCTURE, ...TIMES, ...CARE], SPOILED_CARE);
});
