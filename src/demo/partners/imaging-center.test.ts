import { expect, test } from 'vitest';
import { image, lived } from '../../../test/partner-orders.ts';
import type { Resource } from '../../fhir/index.ts';
import { planImaging, type ImagingCourse } from './imaging-center.ts';
import { planOf } from './plan.ts';

const statusOf = (made: Map<string, Resource>, name: string) =>
  (made.get(name) as { status?: string } | undefined)?.status ?? 'nothing';

const REPORTED: Partial<Record<ImagingCourse, string>> = { amended: 'amended', 'not-kept': 'nothing' };

test.each([
  ['Chest X-ray', 'DX'],
  ['XR chest 2 views', 'DX'],
  ['CT head', 'CT'],
  ['CT abdomen and pelvis', 'CT'],
  ['MRI brain', 'MR'],
  ['MRI knee', 'MR'],
  ['Screening mammogram', 'MG'],
  ['Ultrasound kidneys', 'US'],
  ['Leg vein ultrasound', 'US'],
  ['Echocardiogram', 'US'],
  ['X-ray ankle', 'DX'],
])('takes %s as %s, and reports it in words', (text, modality) => {
  const brief = image(text);
  const { resources, task } = lived(brief, planImaging(brief, [['plain', 1]]));
  const study = resources.get('study') as unknown as fhir4.ImagingStudy;
  expect(study.modality?.[0]?.code).toBe(modality);
  expect(study.series?.[0]).not.toHaveProperty('instance');
  const report = resources.get('report') as unknown as fhir4.DiagnosticReport;
  const words = Buffer.from(report.presentedForm![0]!.data!, 'base64').toString('utf8');
  expect(words).toMatch(/^.*\n\nINDICATION: Fatigue\nTECHNIQUE: .*\nCOMPARISON: None\.\nFINDINGS: .*\nIMPRESSION: .*$/);
  expect(report.conclusion).toBe('No acute abnormality.');
  expect(task.output).toHaveLength(2);
});

test.each<[ImagingCourse, string[], string]>([
  ['preliminary', ['received', 'accepted', 'taken', 'preliminary', 'final'], 'completed'],
  ['amended', ['received', 'accepted', 'taken', 'final', 'amended'], 'completed'],
  ['critical', ['received', 'accepted', 'taken', 'final'], 'completed'],
  ['wrong-patient', ['received', 'accepted', 'taken', 'misdirected', 'final'], 'completed'],
  ['not-kept', ['received', 'accepted', 'failed'], 'failed'],
])('%s: %j', (course, keys, status) => {
  const brief = image('CT head');
  const plan = planImaging(brief, [[course, 1]]);
  expect(plan.map(({ key }) => key)).toEqual(keys);
  const { resources, task } = lived(brief, plan);
  expect(task.status).toBe(status);
  expect(resources.has('call')).toBe(course === 'critical');
  expect(statusOf(resources, 'report')).toBe(REPORTED[course] ?? 'final');
});

test('asks for the question, and does no surgery', () => {
  const asked = image('CT head');
  asked.order.request = { ...asked.order.request, reasonCode: [] } as fhir4.ServiceRequest;
  expect(planOf(asked).at(-1)).toMatchObject({ status: 'rejected', reason: expect.stringMatching(/indication/) });
  expect(planOf(image('Appendectomy')).at(-1)).toMatchObject({
    status: 'rejected',
    reason: expect.stringMatching(/Appendectomy/),
  });
});
