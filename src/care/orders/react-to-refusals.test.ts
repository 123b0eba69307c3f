import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestRecord, putAll, type TestRecord } from '../../../test/records.ts';
import { SYSTEM } from '../../base/index.ts';
import type { Resource } from '../../fhir/index.ts';
import { catchUp, search } from '../../record/index.ts';
import { REFUSALS, returnOf } from './react-to-refusals.ts';

const now = Date.parse('2026-11-24T09:00:00Z');
const task = (more: object = {}): fhir4.Task => ({
  resourceType: 'Task',
  id: 'f',
  status: 'rejected',
  intent: 'order',
  code: { coding: [{ system: 'http://hl7.org/fhir/CodeSystem/task-code', code: 'fulfill' }] },
  description: 'Vitamin D',
  statusReason: { text: 'Say what it is for.' },
  focus: { reference: 'ServiceRequest/o' },
  for: { reference: 'Patient/p' },
  requester: { reference: 'Practitioner/lee' },
  owner: { display: 'Riverbend Laboratory' },
  lastModified: '2026-11-24T08:00:00Z',
  ...more,
});

test.each<[string, object, boolean]>([
  ['rejected', {}, true],
  ['failed', { status: 'failed' }, true],
  ['cancelled by who ordered', { status: 'cancelled' }, false],
  ['done', { status: 'completed' }, false],
  ['history', { lastModified: '2026-10-01T08:00:00Z' }, false],
  ['other work', { code: { text: 'Call' } }, false],
  ['nobody’s', { requester: { display: 'Fax' } }, false],
])('whether it comes back: %s', (_what, more, expected) => {
  expect(returnOf(task(more), now) !== null).toBe(expected);
});

test('it says what and why, to whom who ordered, within a day', () => {
  expect(returnOf(task(), now)).toMatchObject({
    status: 'requested',
    priority: 'urgent',
    description: 'Not accepted: Vitamin D. Say what it is for.',
    owner: { reference: 'Practitioner/lee' },
    requester: { display: 'Riverbend Laboratory' },
    focus: { reference: 'ServiceRequest/o' },
    restriction: { period: { end: '2026-11-25T09:00:00.000Z' } },
  });
});

let opened: TestRecord;
beforeAll(async () => {
  opened = await openTestRecord();
});
afterAll(() => opened.close());

test('it comes back once, and not again when it was seen to', async () => {
  const { record } = opened;
  const fresh = { lastModified: new Date().toISOString() };
  const order = {
    resourceType: 'ServiceRequest',
    id: 'o',
    status: 'active',
    intent: 'order',
    subject: { reference: 'Patient/p' },
  };
  await putAll(record, [{ resourceType: 'Patient', id: 'p' }, { resourceType: 'Practitioner', id: 'lee' }, order]);
  await putAll(record, [task(fresh) as unknown as Resource]);
  await catchUp(record, REFUSALS);
  const returned = async () => {
    const { matches } = await search(record, SYSTEM, 'Task', [['code', 'urn:throughline:task|order-refused']], {
      strict: true,
    });
    return matches.map(({ body }) => JSON.parse(body) as fhir4.Task);
  };
  const [back] = await returned();
  expect(back).toMatchObject({ status: 'requested', owner: { reference: 'Practitioner/lee' } });
  await putAll(record, [{ ...back!, status: 'completed' } as unknown as Resource]);
  await putAll(record, [task({ ...fresh, note: [{ text: 'Called.' }] }) as unknown as Resource]);
  await catchUp(record, REFUSALS);
  expect((await returned()).map(({ status }) => status)).toEqual(['completed']);
});
