import { expect, test } from 'vitest';
import { drug, lived } from '../../../test/partner-orders.ts';
import { nextStep } from './deliver.ts';
import { planPharmacy, questionAbout, type PharmacyCourse } from './pharmacy.ts';
import { planOf } from './plan.ts';

const dose = (value: number, unit: string) => ({
  dosageInstruction: [{ doseAndRate: [{ doseQuantity: { value, unit } }] }],
});
test.each<[string, object, RegExp | null]>([
  ['as it should be', {}, null],
  ['a dose of 1,000 tablets', dose(1000, 'tablet'), /The dose is 1,000 tablet at a time\. What is the dose\?/],
  [
    'the same in words alone',
    { dosageInstruction: [{ text: 'Take 1,000 tablets by mouth once' }] },
    /The dose is 1,000 tablets/,
  ],
  ['1,000 mg', dose(1000, 'mg'), null],
  ['two tablets', dose(2, 'tablet'), null],
  [
    '90,000 tablets',
    { dispenseRequest: { quantity: { value: 90000, unit: 'tablet' } } },
    /The quantity is 90,000 tablet/,
  ],
  ['none', { dispenseRequest: { quantity: { value: 0, unit: 'tablet' } } }, /The quantity is nothing/],
  [
    'for ten years',
    { dispenseRequest: { expectedSupplyDuration: { value: 10, code: 'a' } } },
    /The supply is for 3,650 days/,
  ],
  [
    'a drug that nobody knows',
    { medicationCodeableConcept: { text: 'Elixir of Thorne' } },
    /Which product is meant by "Elixir of Thorne"/,
  ],
  [
    'a drug that it brings along',
    {
      medicationCodeableConcept: undefined,
      medicationReference: { reference: '#m' },
      contained: [
        {
          resourceType: 'Medication',
          id: 'm',
          code: { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '314076' }] },
        },
      ],
    },
    null,
  ],
])('asks about a prescription of %s', (_what, more, question) => {
  const request = drug(more).order.request as fhir4.MedicationRequest;
  expect(questionAbout(request) ?? '').toMatch(question ?? /^$/);
});

test('puts it on hold until the prescription is another, and goes on from there', () => {
  const wrong = drug(dose(1000, 'tablet'));
  const { task } = lived(wrong, planOf(wrong));
  expect(task).toMatchObject({ status: 'on-hold', statusReason: { text: expect.stringMatching(/1,000/) } });
  const right = drug({ meta: { lastUpdated: '2026-05-05T08:00:00Z' } });
  right.order = { ...right.order, task };
  const plan = planPharmacy(right, [['plain', 1]]);
  expect(nextStep(plan, task)).toMatchObject({ key: 'accepted', at: Date.parse('2026-05-05T08:10:00Z') });
  expect(lived(right, plan).task.status).toBe('completed');
});

test.each<[PharmacyCourse, string[], string]>([
  ['plain', ['received', 'accepted', 'prepared', 'dispensed'], 'completed'],
  ['partial-fill', ['received', 'accepted', 'prepared', 'dispensed-in-part', 'dispensed'], 'completed'],
  ['out-of-stock', ['received', 'accepted', 'out-of-stock', 'prepared', 'dispensed'], 'completed'],
  ['not-picked-up', ['received', 'accepted', 'prepared', 'returned'], 'failed'],
])('%s: %j', (course, keys, status) => {
  const brief = drug();
  const plan = planPharmacy(brief, [[course, 1]]);
  expect(plan.map(({ key }) => key)).toEqual(keys);
  const { resources, task } = lived(brief, plan);
  expect(task.status).toBe(status);
  const all = [...resources.values()] as unknown as fhir4.MedicationDispense[];
  const handed = all.filter((one) => one.status === 'completed');
  const sum = (list: (number | undefined)[]) => list.reduce<number>((total, one) => total + (one ?? 0), 0);
  expect(sum(handed.map(({ quantity }) => quantity?.value))).toBe(course === 'not-picked-up' ? 0 : 91);
  expect(sum(handed.map(({ daysSupply }) => daysSupply?.value))).toBe(course === 'not-picked-up' ? 0 : 91);
  expect(handed.every(({ whenHandedOver }) => whenHandedOver !== undefined)).toBe(true);
  expect(all[0]!.status).toBe(course === 'not-picked-up' ? 'declined' : 'completed');
});
