import { expect, test } from 'vitest';
import { decodeBase64 } from '../model/documents.ts';
import { contentOf, draftKey, errorsOf, isTouched, newDraft, readDraft, type Draft } from './draft.ts';
import { pickedProblem, problemConcepts, problemOfDraft } from './common-problems.ts';
import { noteEntries } from './note-bundle.ts';
import { flagOf, sinceLast, VITALS } from './vitals.ts';

const NOW = new Date('2026-11-22T10:20:00Z');
const draft: Draft = {
  ...newDraft('d1', new Date('2026-11-22T10:00:00Z')),
  reason: ' Cough ',
  note: 'Señora Ríos tosió.',
  vitals: { systolic: 142, diastolic: 80, temperature: 38.2 },
  problem: '10509002',
};

function entries(more: Partial<Draft> = {}, isAdult = true) {
  let next = 0;
  return noteEntries({
    draft: { ...draft, ...more },
    patientId: 'p1',
    author: {
      name: 'Dr. A',
      practitioner: 'Practitioner/a',
      site: { reference: 'Organization/mill', name: 'Mill Street' },
    },
    isAdult,
    now: NOW,
    newId: () => `id-${(next += 1)}`,
  });
}

test('one transaction: the visit, the problem, two vital signs, the text, all tied to the visit', () => {
  const made = entries();
  expect(made.map((one) => one.resource?.resourceType)).toEqual([
    'Encounter',
    'Condition',
    'Observation',
    'Observation',
    'DocumentReference',
  ]);
  const visit = made[0]?.resource as fhir4.Encounter;
  expect([visit.status, visit.class.code, visit.reasonCode?.[0]?.text]).toEqual(['finished', 'AMB', 'Cough']);
  expect(visit.serviceProvider).toEqual({ reference: 'Organization/mill', display: 'Mill Street' });
  expect(visit.participant?.[0]?.individual?.reference).toBe('Practitioner/a');
  expect(visit.period).toEqual({ start: '2026-11-22T10:00:00.000Z', end: '2026-11-22T10:20:00.000Z' });
  expect(visit.diagnosis?.[0]?.condition.reference).toBe(made[1]?.fullUrl);
  for (const one of made.slice(1, 4))
    expect((one.resource as fhir4.Observation).encounter?.reference).toBe(made[0]?.fullUrl);
  const document = made[4]?.resource as fhir4.DocumentReference;
  expect(document.context?.encounter?.[0]?.reference).toBe(made[0]?.fullUrl);
  expect(decodeBase64(document.content[0]?.attachment.data ?? '')).toBe('Señora Ríos tosió.');
});

test('sent twice it asks for the same identifiers, and no two entries share one', () => {
  const conditions = entries().map((one) => one.request?.ifNoneExist);
  expect(entries().map((one) => one.request?.ifNoneExist)).toEqual(conditions);
  expect(new Set(conditions).size).toBe(conditions.length);
});

test('an adult’s vital signs carry their range and their flag; a child’s do not', () => {
  const temperature = entries()[3]?.resource as fhir4.Observation;
  expect(temperature.interpretation?.[0]?.coding?.[0]?.code).toBe('H');
  expect(temperature.referenceRange?.[0]?.high?.value).toBe(37.8);
  const child = entries({}, false)[3]?.resource as fhir4.Observation;
  expect(child.referenceRange).toBeUndefined();
});

test('own words are coded as text alone; without a problem there is none', () => {
  const condition = entries({ problem: 'other', problemText: 'Tired of winter' })[1]?.resource as fhir4.Condition;
  expect(condition.code).toEqual({ text: 'Tired of winter' });
  expect(entries({ problem: '' }).map((one) => one.resource?.resourceType)).not.toContain('Condition');
});

test.each<[string, Partial<Draft>, object]>([
  ['nothing wrong', {}, {}],
  ['no reason', { reason: ' ' }, { reason: 'reason' }],
  ['nothing written', { note: '', vitals: {}, problem: '' }, { note: 'empty' }],
  ['a slip of the finger', { vitals: { heartRate: 720 } }, { heartRate: 'outside' }],
  ['half a blood pressure', { vitals: { systolic: 120 } }, { diastolic: 'pair' }],
  ['the other half', { vitals: { diastolic: 80 } }, { systolic: 'pair' }],
  ['turned round', { vitals: { systolic: 80, diastolic: 120 } }, { diastolic: 'order' }],
  ['already on the list', { problem: '38341003' }, { problem: 'listed' }],
])('%s', (_, more, expected) => expect(errorsOf({ ...draft, ...more }, new Set(['38341003']))).toEqual(expected));

test('a draft is kept by user and patient, and rubbish is no draft', () => {
  const kept = new Map([
    [draftKey('u', 'p'), JSON.stringify(draft)],
    ['bad', '{'],
    ['other', '[]'],
  ]);
  const storage = { getItem: (key: string) => kept.get(key) ?? null };
  expect(readDraft(storage, draftKey('u', 'p'))).toEqual(draft);
  expect(readDraft(storage, draftKey('u', 'q'))).toBeUndefined();
  expect(readDraft(storage, 'bad')).toBeUndefined();
  expect(readDraft(storage, 'other')).toBeUndefined();
  expect([isTouched(draft), isTouched(newDraft('x', NOW))]).toEqual([true, false]);
});

test('a problem is found by its names in both languages, and kept as its code or as words', () => {
  const english = problemConcepts('en');
  const pressure = english.find((one) => one.code === '38341003');
  expect(pressure).toMatchObject({ display: 'Hypertension', synonyms: ['Hipertensión', 'high blood pressure', 'HTN'] });
  expect(problemConcepts('es').find((one) => one.code === '38341003')?.display).toBe('Hipertensión');
  for (const picked of [{ concept: pressure! }, { text: 'Tired of winter' }, null])
    expect(pickedProblem({ ...draft, ...problemOfDraft(picked) }, english)).toEqual(picked);
});

test('a change of what is said is told from a change of anything else', () => {
  expect(contentOf({ ...draft, isOpen: false, begun: 'x', sent: 'y' })).toBe(contentOf(draft));
  for (const more of [{ reason: 'x' }, { note: 'x' }, { problem: '' }, { vitals: { systolic: 143 } }])
    expect(contentOf({ ...draft, ...more })).not.toBe(contentOf(draft));
});

test('the flag and the difference to the last time', () => {
  expect([
    flagOf(130, VITALS.systolic.range),
    flagOf(129, VITALS.systolic.range),
    flagOf(91, VITALS.oxygen.range),
    flagOf(5, undefined),
  ]).toEqual(['H', 'N', 'L', undefined]);
  const results = {
    series: [],
    measurements: [],
    byKey: new Map([['29463-7', { latest: { value: 80.1, at: '2026-01-01' } }]]),
  } as never;
  expect(sinceLast(results, 'weight', 81.4)).toEqual({ last: 80.1, at: '2026-01-01', delta: 1.3 });
  expect(sinceLast(results, 'height', 170)).toBeUndefined();
});
