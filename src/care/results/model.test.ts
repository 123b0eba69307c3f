import { expect, test } from 'vitest';
import { CLOCKS, dueAfter } from './clocks.ts';
import { escalated } from './escalate.ts';
import { factorBetween } from './find-trends.ts';
import { lineOf } from './result-line.ts';
import {
  type Arrived,
  type Reported,
  codeOfReason,
  responsibleFor,
  reviewOf,
  severityIn,
  severityOf,
} from './model.ts';

// A Tuesday morning.
const now = new Date('2026-11-24T09:00:00').getTime();
const at = (text: string) => new Date(text).getTime();
const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
const flagged = (code: string) => [{ coding: [{ code }] }];

const result = (more: object = {}): fhir4.Observation => ({
  resourceType: 'Observation',
  id: 'k',
  status: 'final',
  code: { text: 'Potassium' },
  valueQuantity: { value: 4.2, unit: 'mmol/L' },
  ...more,
});
const report = (more: object = {}): fhir4.DiagnosticReport => ({
  resourceType: 'DiagnosticReport',
  id: 'r',
  status: 'final',
  code: { text: 'Basic metabolic panel' },
  subject: { reference: 'Patient/p' },
  issued: hoursAgo(1),
  result: [{ reference: 'Observation/k' }],
  ...more,
});
const order: fhir4.ServiceRequest = {
  resourceType: 'ServiceRequest',
  id: 'o',
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p' },
  requester: { reference: 'Practitioner/lee', display: 'Dr. Lee' },
};
const arrived = (more: Partial<Arrived> = {}): Arrived => ({
  reported: report(),
  results: [result()],
  order,
  roles: new Map(),
  before: undefined,
  seenSince: false,
  now,
  ...more,
});

test.each<[string, fhir4.Observation[], string]>([
  ['nothing out of range', [result()], 'normal'],
  ['high', [result(), result({ interpretation: flagged('H') })], 'abnormal'],
  [
    'critical among abnormal',
    [result({ interpretation: flagged('H') }), result({ interpretation: flagged('LL') })],
    'critical',
  ],
  ['by the range alone', [result({ referenceRange: [{ high: { value: 4 } }] })], 'abnormal'],
  [
    'what was entered in error says nothing',
    [result({ status: 'entered-in-error', interpretation: flagged('HH') })],
    'normal',
  ],
  [
    'a component',
    [result({ valueQuantity: undefined, component: [{ code: { text: 'x' }, interpretation: flagged('HH') }] })],
    'critical',
  ],
])('how grave a report is: %s', (_what, results, expected) => {
  expect(severityOf(results)).toBe(expected);
});

test.each([
  ['critical', '2026-11-24T09:00:00', '2026-11-24T09:30:00'],
  // Tuesday: Wednesday, Thursday.
  ['abnormal', '2026-11-24T09:00:00', '2026-11-26T17:00:00'],
  // Friday: Monday, Tuesday.
  ['abnormal', '2026-11-27T16:00:00', '2026-12-01T17:00:00'],
  // Saturday: Monday, Tuesday.
  ['abnormal', '2026-11-28T10:00:00', '2026-12-01T17:00:00'],
  // Tuesday: seven business days are the Thursday of the week after.
  ['normal', '2026-11-24T09:00:00', '2026-12-03T17:00:00'],
] as const)('%s that came at %s is to be looked at by %s', (severity, came, due) => {
  expect(new Date(dueAfter(CLOCKS[severity], at(came)))).toEqual(new Date(due));
});

test('a report is the task of who ordered it, by how grave it is', () => {
  const task = reviewOf(arrived({ results: [result({ interpretation: flagged('HH') })] }))!;
  expect(task).toMatchObject({
    status: 'requested',
    priority: 'stat',
    focus: { reference: 'DiagnosticReport/r' },
    for: { reference: 'Patient/p' },
    owner: { reference: 'Practitioner/lee' },
    basedOn: [{ reference: 'ServiceRequest/o' }],
    // Half an hour from its release, an hour ago.
    restriction: { period: { end: hoursAgo(0.5) } },
  });
  expect(severityIn(task)).toBe('critical');
  expect(JSON.stringify(task)).not.toMatch(/Potassium|metabolic/);
});

test.each<[string, Partial<Arrived>, string | undefined]>([
  ['who ordered', {}, 'Practitioner/lee'],
  [
    'a position stands for its holder',
    {
      order: { ...order, requester: { reference: 'PractitionerRole/x' } },
      roles: new Map([
        ['PractitionerRole/x', { resourceType: 'PractitionerRole', practitioner: { reference: 'Practitioner/kim' } }],
      ]),
    },
    'Practitioner/kim',
  ],
  [
    'who attended the visit before others at it',
    {
      order: undefined,
      encounter: {
        resourceType: 'Encounter',
        status: 'finished',
        class: {},
        participant: [
          { individual: { reference: 'Practitioner/nurse' } },
          { type: [{ coding: [{ code: 'ATND' }] }], individual: { reference: 'Practitioner/att' } },
        ],
      },
    },
    'Practitioner/att',
  ],
  [
    'their own practitioner',
    {
      order: undefined,
      patient: {
        resourceType: 'Patient',
        generalPractitioner: [{ reference: 'Organization/c' }, { reference: 'Practitioner/gp' }],
      },
    },
    'Practitioner/gp',
  ],
  ['nobody', { order: undefined }, undefined],
])('whose it is: %s', (_what, more, expected) => {
  expect(responsibleFor(arrived(more))[0]?.reference).toBe(expected);
  expect(reviewOf(arrived(more))!.owner?.reference).toBe(expected);
});

test.each<[string, Partial<Arrived>, boolean]>([
  ['of the last weeks', { reported: report({ issued: hoursAgo(24 * 29) }) }, true],
  ['history that was brought in', { reported: report({ issued: hoursAgo(24 * 31) }) }, false],
  ['brought in, and the person was seen since', { reported: report({ issued: hoursAgo(48) }), seenSince: true }, false],
  [
    'reported today, though the person was seen since',
    { reported: report({ issued: hoursAgo(3) }), seenSince: true },
    true,
  ],
  ['registered only', { reported: report({ status: 'registered' }) }, false],
  ['a first part that is well', { reported: report({ status: 'preliminary' }) }, false],
  [
    'a first part that is not',
    { reported: report({ status: 'preliminary' }), results: [result({ interpretation: flagged('H') })] },
    true,
  ],
  ['cancelled before anybody saw it', { reported: report({ status: 'cancelled' }) }, false],
  ['without any time', { reported: report({ issued: undefined }) }, false],
])('whether it is to be looked at: %s', (_what, more, expected) => {
  expect(reviewOf(arrived(more)) !== null).toBe(expected);
});

const high = [result({ interpretation: flagged('H'), valueQuantity: { value: 5.9 } })];
const first = reviewOf(arrived({ results: high }))!;
const done: fhir4.Task = { ...first, status: 'completed' };

test.each<[string, fhir4.Task, Partial<Arrived>, object | null]>([
  ['the same again, waiting', first, { results: high }, null],
  ['the same again, looked at', done, { results: high }, null],
  [
    'another version that says the same',
    done,
    { results: high, reported: report({ meta: { versionId: '9' }, status: 'amended' }) },
    null,
  ],
  [
    'graver while it waits',
    first,
    { results: [result({ interpretation: flagged('HH') })] },
    { status: 'requested', priority: 'stat' },
  ],
  [
    'better while it waits keeps its clock',
    first,
    { results: [result()] },
    { status: 'requested', priority: 'urgent' },
  ],
  [
    'corrected after it was looked at',
    done,
    {
      reported: report({ status: 'corrected' }),
      results: [result({ status: 'corrected', valueQuantity: { value: 4.1 } })],
    },
    { status: 'requested', priority: 'urgent', statusReason: { coding: [{ code: 'corrected' }] } },
  ],
  [
    'corrected to critical',
    done,
    { reported: report({ status: 'corrected' }), results: [result({ interpretation: flagged('HH') })] },
    { status: 'requested', priority: 'stat' },
  ],
  ['the rest came, and is well', done, { results: [result({ valueQuantity: { value: 4 } })] }, null],
  ['withdrawn before anybody looked', first, { reported: report({ status: 'cancelled' }) }, { status: 'cancelled' }],
  [
    'withdrawn after it was looked at',
    done,
    { reported: report({ status: 'entered-in-error' }) },
    { status: 'requested', statusReason: { coding: [{ code: 'withdrawn' }] } },
  ],
  [
    'taken off the list by a person',
    { ...first, status: 'cancelled' },
    { results: [result({ interpretation: flagged('HH') })] },
    null,
  ],
])('what follows when it changes: %s', (_what, before, more, expected) => {
  const task = reviewOf(arrived({ ...more, before }));
  expect(task === null).toBe(expected === null);
  expect(task ?? {}).toMatchObject(expected === null ? {} : { id: first.id, ...expected });
});

test('what was withdrawn and looked at stands once, and comes back when the laboratory gives it after all', () => {
  const withdrawn = reviewOf(arrived({ reported: report({ status: 'entered-in-error' }), before: done }))!;
  expect(codeOfReason(withdrawn)).toBe('withdrawn');
  const known: fhir4.Task = { ...withdrawn, status: 'completed' };
  expect(reviewOf(arrived({ reported: report({ status: 'entered-in-error' }), before: known }))).toBeNull();
  const again = reviewOf(arrived({ reported: report({ status: 'corrected' }), results: high, before: known }));
  expect(again).toMatchObject({ status: 'requested', statusReason: { coding: [{ code: 'corrected' }] } });
});

const people = ['a', 'b', 'c'].map((one) => ({ reference: `Practitioner/${one}`, display: one }));
const critical: fhir4.Task = {
  ...reviewOf(arrived({ results: [result({ interpretation: flagged('HH') })] }))!,
  owner: people[0]!,
};

test('a critical result goes from one to the next, and at last to every physician', () => {
  const due = at(critical.restriction!.period!.end!);
  expect(escalated(critical, people, due - 1)).toBeNull();
  const second = escalated(critical, people, due)!;
  expect(second.owner).toEqual(people[1]);
  expect(second.restriction!.period!.end).toBe(new Date(due + 15 * 60_000).toISOString());
  expect(escalated(second, people, due + 14 * 60_000)).toBeNull();
  const third = escalated(second, people, due + 15 * 60_000)!;
  expect(third.owner).toEqual(people[2]);
  const nobodys = escalated(third, people, due + 30 * 60_000)!;
  expect(nobodys.owner).toBeUndefined();
  expect(nobodys.performerType).toEqual(critical.performerType);
  expect(nobodys.note!.map(({ text }) => text)).toEqual([
    'a did not look at it in time; it went to b.',
    'b did not look at it in time; it went to c.',
    'c did not look at it in time; it went to every physician.',
  ]);
  expect(escalated(nobodys, people, due + 90 * 60_000)).toBeNull();
});

test('what is abnormal waits with whose it is', () => {
  expect(escalated({ ...first, owner: people[0]! }, people, at('2027-01-01T00:00:00'))).toBeNull();
});

const ucum = (value: number, code: string): fhir4.Quantity => ({
  value,
  unit: code,
  system: 'http://unitsofmeasure.org',
  code,
});
test.each<[fhir4.Quantity, fhir4.Quantity, number | null]>([
  [ucum(4, 'g/L'), ucum(1, 'mg/dL'), 400],
  [ucum(36.6, 'Cel'), ucum(1, '[degF]'), 97.88],
  [ucum(4, 'g/L'), ucum(1, 'mmol/L'), null],
  [{ value: 4, unit: 'mg' }, ucum(1, 'mg'), 4],
  [{ value: 4, unit: 'Einheiten' }, ucum(1, 'mg'), null],
])('%j in the unit of %j', (from, to, expected) => {
  const convert = factorBetween(from, to);
  expect(convert === null).toBe(expected === null);
  expect(convert?.(from.value!) ?? 0).toBeCloseTo(expected ?? 0, 3);
});

test.each<[string, object, object[]]>([
  [
    'a figure',
    { referenceRange: [{ low: { value: 3.5 }, high: { value: 5.1 } }], valueQuantity: { value: 5.9, unit: 'mmol/L' } },
    [
      {
        name: 'Potassium',
        value: '5.9',
        unit: 'mmol/L',
        range: '3.5 to 5.1',
        flag: { word: 'high', isCritical: false },
      },
    ],
  ],
  [
    'below what can be measured',
    { valueQuantity: { value: 0.01, comparator: '<', unit: 'ng/mL' } },
    [{ value: '<0.01' }],
  ],
  [
    'words',
    { valueQuantity: undefined, valueCodeableConcept: { text: 'Detected' }, status: 'corrected' },
    [{ value: 'Detected', status: 'corrected' }],
  ],
  ['none, with why', { valueQuantity: undefined, dataAbsentReason: { text: 'Haemolysed' } }, [{ value: 'Haemolysed' }]],
  [
    'two components',
    {
      valueQuantity: undefined,
      component: [
        { code: { text: 'A' }, valueInteger: 1 },
        { code: { text: 'B' }, valueBoolean: false },
      ],
    },
    [
      { name: 'A', value: '1' },
      { name: 'B', value: 'No' },
    ],
  ],
])('how a result reads: %s', (_what, more, expected) => {
  const lines = lineOf(result(more));
  expect(lines).toHaveLength(expected.length);
  expect(lines).toMatchObject(expected);
});

test('every status of a report is one of those decided about', () => {
  for (const status of [
    'registered',
    'partial',
    'preliminary',
    'final',
    'amended',
    'corrected',
    'appended',
    'cancelled',
    'entered-in-error',
    'unknown',
  ])
    expect(() => reviewOf(arrived({ reported: report({ status }) as Reported }))).not.toThrow();
});
