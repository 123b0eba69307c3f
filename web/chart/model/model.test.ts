import { describe, expect, test } from 'vitest';
import type { FhirResource } from '../../api/model.ts';
import { chartOf, type Chart } from './chart.ts';
import { isCircumstance, plainName, shortMeasureName } from './codings.ts';
import { decodeBase64, encodeBase64, textOf } from './documents.ts';
import { measureKey, measuresOf } from './measures.ts';
import { ingredientOf } from './medications.ts';
import { keyOf } from './record.ts';
import { interpret } from './results.ts';

// Noon wherever the test runs, as are the hours below: days are counted by the calendar of the place.
const NOW = Date.parse('2026-11-22T12:00:00');
const PATIENT: fhir4.Patient = {
  resourceType: 'Patient',
  id: 'p',
  name: [{ use: 'official', family: 'Ríos', given: ['Ana'] }],
  birthDate: '1958-03-12',
  identifier: [{ type: { coding: [{ code: 'MR' }] }, value: 'M-1001' }],
};
const subject = { reference: 'Patient/p' };

function site(id: string, lane: string): fhir4.Organization {
  return {
    resourceType: 'Organization',
    id,
    name: id,
    type: [{ coding: [{ system: 'urn:throughline:lane', code: lane }] }],
  };
}

function visit(id: string, kind: string, start: string, more: Partial<fhir4.Encounter> = {}): fhir4.Encounter {
  return {
    resourceType: 'Encounter',
    id,
    status: 'finished',
    class: { code: kind },
    subject,
    type: [{ text: `Visit ${id}` }],
    period: { start, end: start },
    ...more,
  };
}

function lab(
  id: string,
  code: string,
  at: string,
  value: number,
  more: Partial<fhir4.Observation> = {},
): fhir4.Observation {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    category: [{ coding: [{ code: 'laboratory' }] }],
    code: { coding: [{ system: 'http://loinc.org', code }], text: `Lab ${code}` },
    subject,
    effectiveDateTime: at,
    valueQuantity: { value, unit: 'mmol/L' },
    ...more,
  };
}

function goal(id: string, code: string, high: number, more: Partial<fhir4.Goal> = {}): fhir4.Goal {
  return {
    resourceType: 'Goal',
    id,
    lifecycleStatus: 'active',
    description: { text: `Goal ${id}` },
    subject,
    target: [
      {
        measure: { coding: [{ system: 'http://loinc.org', code }], text: 'Systolic' },
        detailQuantity: { value: high, comparator: '<', unit: 'mmHg' },
      },
    ],
    ...more,
  };
}

function order(
  id: string,
  text: string,
  authoredOn: string,
  status: fhir4.MedicationRequest['status'],
  dose: string,
): fhir4.MedicationRequest {
  return {
    resourceType: 'MedicationRequest',
    id,
    status,
    intent: 'order',
    subject,
    medicationCodeableConcept: { text },
    authoredOn,
    dosageInstruction: [{ text: dose }],
  };
}

function chart(...resources: FhirResource[]): Chart {
  return chartOf(
    {
      resources: [PATIENT, ...resources],
      related: [site('clinic', 'primary'), site('heart', 'specialty'), site('hospital', 'hospital')],
    },
    NOW,
  );
}

test.each([
  ['Patient/1', 'Patient/1'],
  ['http://x/fhir/Patient/1/_history/3', 'Patient/1'],
  ['urn:uuid:abc', 'urn:uuid:abc'],
  ['Practitioner?identifier=a|b', 'Practitioner?identifier=a|b'],
])('the key of %s is %s', (reference, key) => expect(keyOf({ reference })).toBe(key));

test.each([
  ['Hypertension (disorder)', 'Hypertension'],
  ['Stress (finding)', 'Stress'],
  ['Vitamin B (complex)', 'Vitamin B (complex)'],
])('%s is said %s', (name, plain) => expect(plainName(name)).toBe(plain));

test.each([
  ['Hemoglobin [Mass/volume] in Blood', 'Hemoglobin'],
  ['INR in Platelet poor plasma by Coagulation assay', 'INR'],
  ['Oxygen [Partial pressure] in Arterial blood', 'Oxygen (partial pressure)'],
  ['Hemoglobin A1c', 'Hemoglobin A1c'],
])('%s is shortened to %s', (name, short) => expect(shortMeasureName(name)).toBe(short));

test.each([
  ['24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet', 'Metformin hydrochloride'],
  ['amLODIPine 2.5 MG Oral Tablet', 'amLODIPine'],
  ['0.4 ML Enoxaparin sodium 100 MG/ML Prefilled Syringe', 'Enoxaparin sodium'],
  ['NDA020503 200 ACTUAT Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler', 'Albuterol'],
  ['Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet', 'Acetaminophen / Oxycodone Hydrochloride'],
  ['{28 (norethindrone 0.35 MG Oral Tablet) } Pack [Camila]', 'Camila'],
  ['Lisinopril', 'Lisinopril'],
])('the ingredient of %s is %s', (name, ingredient) => expect(ingredientOf(name)).toBe(ingredient));

test('measures belong to problems by words or by ICD-10-CM', () => {
  expect(measuresOf({ text: 'Type 2 diabetes mellitus' })[0]).toBe('4548-4');
  expect(measuresOf({ coding: [{ code: 'I50.22' }] })[0]).toBe('33762-6');
  expect(measuresOf({ text: 'Ingrown nail' })).toEqual([]);
  expect(measureKey('18262-6')).toBe('13457-7');
  expect(isCircumstance({ text: 'Full-time employment (finding)' })).toBe(true);
  expect(isCircumstance({ text: 'Chronic neck pain (finding)' })).toBe(false);
});

test.each([
  [[{ coding: [{ code: 'HH' }] }], 5, undefined, 'critical-high'],
  [[{ coding: [{ code: 'N' }] }], 9, { high: 5 }, 'normal'],
  [undefined, 9, { high: 5 }, 'high'],
  [undefined, 3, { low: 4, high: 5 }, 'low'],
  [undefined, 4, { low: 4, high: 5 }, 'normal'],
  [undefined, 4, undefined, undefined],
] as const)('said %j, value %s, range %j: %s', (said, value, range, expected) => {
  expect(interpret(said as fhir4.CodeableConcept[] | undefined, value, range)).toBe(expected);
});

describe('allergies', () => {
  const allergy = (id: string, more: Partial<fhir4.AllergyIntolerance>): fhir4.AllergyIntolerance => ({
    resourceType: 'AllergyIntolerance',
    id,
    patient: subject,
    ...more,
  });
  test.each([
    ['never asked', [], 'not-asked', 0],
    ['asked, none', [allergy('a', { code: { coding: [{ code: '716186003' }] } })], 'none-known', 0],
    ['one', [allergy('a', { code: { text: 'Penicillin' }, criticality: 'high' })], 'some', 1],
    [
      'refuted',
      [allergy('a', { code: { text: 'Penicillin' }, verificationStatus: { coding: [{ code: 'refuted' }] } })],
      'not-asked',
      0,
    ],
    [
      'entered in error',
      [allergy('a', { code: { text: 'X' }, verificationStatus: { coding: [{ code: 'entered-in-error' }] } })],
      'not-asked',
      0,
    ],
  ] as const)('%s', (_, resources, state, count) => {
    const { allergies } = chart(...(resources as readonly FhirResource[]));
    expect([allergies.state, allergies.list.length]).toEqual([state, count]);
  });
});

test('results are gathered by code, and one without a value is not shown as one', () => {
  const made = chart(
    lab('1', '13457-7', '2026-01-01', 4),
    lab('2', '18262-6', '2026-06-01', 5, { referenceRange: [{ high: { value: 3 } }] }),
    { ...lab('3', '13457-7', '2026-07-01', 0), valueQuantity: { unit: 'mmol/L' } },
  );
  const [series] = made.results.series;
  expect(made.results.series.length).toBe(1);
  expect(series?.points.map((point) => point.value)).toEqual([4, 5]);
  expect([series?.trend, series?.latest.interpretation, series?.range]).toEqual(['up', 'high', { high: 3 }]);
});

test('a blood pressure is one series, and its systolic part can be aimed at', () => {
  const pressure: fhir4.Observation = {
    ...lab('bp', '85354-9', '2026-11-01', 0),
    valueQuantity: undefined as never,
    component: [
      { code: { coding: [{ code: '8462-4' }] }, valueQuantity: { value: 84 } },
      { code: { coding: [{ code: '8480-6' }] }, valueQuantity: { value: 136 } },
    ],
  };
  const made = chart(pressure, goal('g', '8480-6', 130), goal('met', '8462-4', 90));
  expect(made.results.series.map((one) => one.key)).toEqual(['85354-9']);
  expect(made.results.byKey.get('85354-9')?.latest.parts.map((part) => part.value)).toEqual([136, 84]);
  expect(made.goals.map((one) => [one.ref, one.latest?.value, one.isMet])).toEqual([
    ['Goal/g', 136, false],
    ['Goal/met', 84, true],
  ]);
});

test('doses of one medicine are steps of one row; a renewal is no step', () => {
  const { medications } = chart(
    order('1', 'Lisinopril 10 MG Oral Tablet', '2024-01-01', 'stopped', '10 mg daily'),
    order('2', 'Lisinopril 10 MG Oral Tablet', '2024-06-01', 'stopped', '10 mg daily'),
    order('3', 'Lisinopril 20 MG Oral Tablet', '2025-01-01', 'active', '20 mg daily'),
    order('4', 'Aspirin', '2020-01-01', 'stopped', '81 mg daily'),
  );
  expect(medications.map((one) => [one.name, one.isActive, one.steps.length])).toEqual([
    ['Lisinopril', true, 2],
    ['Aspirin', false, 1],
  ]);
  expect(medications[0]?.steps.map((step) => [step.from, step.to, step.refs.length])).toEqual([
    ['2024-01-01', '2025-01-01', 2],
    ['2025-01-01', undefined, 1],
  ]);
});

test('the lane of a visit comes from its class, then its site', () => {
  const at = (organization: string) => ({ serviceProvider: { reference: `Organization/${organization}` } });
  const { visits } = chart(
    visit('a', 'AMB', '2026-01-05T10:00:00Z', at('clinic')),
    visit('b', 'AMB', '2026-01-04T10:00:00Z', at('heart')),
    visit('c', 'EMER', '2026-01-03T10:00:00Z', at('hospital')),
    visit('d', 'HH', '2026-01-02T10:00:00Z'),
    visit('e', 'AMB', '2026-01-01T10:00:00Z', { type: [{ text: 'Psychotherapy' }] }),
  );
  expect(visits.map((one) => one.lane)).toEqual(['primary', 'specialty', 'hospital', 'home', 'behavioral']);
});

describe('hand-offs', () => {
  const at = (local: string) => new Date(local).toISOString();
  const stay = visit('stay', 'IMP', at('2026-11-01T08:00:00'), {
    period: { start: at('2026-11-01T08:00:00'), end: at('2026-11-05T15:00:00') },
  });
  const referral: fhir4.ServiceRequest = {
    resourceType: 'ServiceRequest',
    id: 'r',
    status: 'active',
    intent: 'order',
    subject,
    category: [{ coding: [{ code: '3457005' }] }],
    code: { text: 'Referral to cardiology' },
    authoredOn: '2026-10-01',
    performer: [{ reference: 'Organization/heart' }],
  };

  test('a stay that nobody followed up is open, with its days', () => {
    const { handoffs, matters } = chart(stay);
    expect(handoffs.map((one) => [one.kind, one.isOpen, one.days])).toEqual([['discharge', true, 17]]);
    expect(matters.open.map((one) => one.rule)).toEqual(['discharge']);
  });
  test('a visit within thirty days closes it', () => {
    const { handoffs, matters } = chart(stay, visit('after', 'AMB', at('2026-11-12T09:00:00')));
    expect(handoffs.map((one) => [one.isOpen, one.closedBy, one.days])).toEqual([[false, 'Encounter/after', 7]]);
    expect(matters.open).toEqual([]);
  });
  test('one who died in hospital is not followed up', () => {
    expect(chart({ ...stay, hospitalization: { dischargeDisposition: { text: 'Expired' } } }).handoffs).toEqual([]);
  });
  test('a referral that nobody took up is open, and closed by the visit based on it', () => {
    const open = chart(referral);
    expect(open.handoffs.map((one) => [one.from, one.to, one.isOpen, one.days])).toEqual([
      ['primary', 'specialty', true, 52],
    ]);
    expect(open.matters.open.map((one) => one.rule)).toEqual(['referral']);
    const closed = chart(
      referral,
      visit('v', 'AMB', at('2026-10-15T09:00:00'), { basedOn: [{ reference: 'ServiceRequest/r' }] }),
    );
    expect(closed.handoffs.map((one) => [one.isOpen, one.days])).toEqual([[false, 14]]);
  });
});

describe('what matters now', () => {
  const task = (more: Partial<fhir4.Task>): fhir4.Task => ({
    resourceType: 'Task',
    id: 't',
    status: 'requested',
    intent: 'order',
    description: 'Call',
    for: subject,
    ...more,
  });
  const potassium = lab('k', '2823-3', '2026-11-20', 6.4, { interpretation: [{ coding: [{ code: 'HH' }] }] });

  test('two targets for the same measure are a conflict', () => {
    const { conflicts, matters } = chart(goal('a', '8480-6', 130), goal('b', '8480-6', 140), goal('c', '4548-4', 7));
    expect(conflicts.map((one) => [one.a.ref, one.b.ref])).toEqual([['Goal/a', 'Goal/b']]);
    expect(matters.open.map((one) => one.rule)).toEqual(['conflict']);
    expect(
      chart(goal('a', '8480-6', 130), goal('b', '8480-6', 140, { lifecycleStatus: 'cancelled' })).conflicts,
    ).toEqual([]);
  });
  test('by harm, then by deadline', () => {
    const { matters } = chart(
      lab('a', '2345-7', '2026-11-20', 9, { referenceRange: [{ high: { value: 5 } }] }),
      task({ restriction: { period: { end: '2026-11-01' } } }),
      { ...potassium, effectiveDateTime: '2026-11-21' },
    );
    expect(matters.open.map((one) => [one.rule, one.harm])).toEqual([
      ['result', 3],
      ['task', 2],
      ['result', 2],
    ]);
  });
  test('what a task is about is in somebody’s hands', () => {
    const { matters } = chart(potassium, task({ status: 'completed', focus: { reference: 'Observation/k' } }));
    expect([matters.open.length, matters.settled.length]).toEqual([0, 1]);
  });
  test('old results and normal ones do not ask for anything', () => {
    expect(chart({ ...potassium, effectiveDateTime: '2026-01-01' }).matters.open).toEqual([]);
  });
});

test('every fact says who recorded it, where and when', () => {
  const made = chart(
    visit('v', 'AMB', '2026-01-01T10:00:00Z', {
      serviceProvider: { reference: 'Organization/clinic' },
      participant: [{ individual: { reference: 'Practitioner/x', display: 'Dr. X' } }],
    }),
    lab('1', '4548-4', '2026-01-01T10:05:00Z', 7, { encounter: { reference: 'Encounter/v' } }),
  );
  expect(made.results.measurements[0]?.source).toEqual({
    ref: 'Observation/1',
    type: 'Observation',
    id: '1',
    by: 'Dr. X',
    where: 'clinic',
    at: '2026-01-01T10:05:00Z',
  });
});

test('text goes into an attachment and comes out the same', () => {
  const text = 'Señora Ríos: 37,5 °C — no fever ✓';
  expect(decodeBase64(encodeBase64(text))).toBe(text);
  expect(
    textOf({ contentType: 'text/html', data: encodeBase64('<p>One &amp; two</p><script>x()</script><p>three</p>') }),
  ).toBe('One & two\nthree');
  expect(textOf({ contentType: 'application/pdf', data: 'AAAA' })).toBeUndefined();
});
