import { expect, test } from 'vitest';
import { Fault } from '../base/index.ts';
import { forEachReference, outcome, outcomeOf, parseReference, type Resource } from './index.ts';

const URN = 'urn:uuid:0b0b0b0b-0000-4000-8000-000000000000';

function sample(): Resource {
  return {
    resourceType: 'Observation',
    text: {
      status: 'generated',
      div: `<div><a href="${URN}">p</a><img src='${URN}'/> ${URN} <a href="https://x.org">x</a></div>`,
    },
    contained: [{ resourceType: 'Device', id: 'd', owner: { reference: 'Organization/o' }, url: URN }],
    extension: [
      { url: 'http://a', valueReference: { reference: 'Patient/e' } },
      { url: 'http://b', valueUri: URN },
      { url: 'http://c', valueCanonical: URN },
      { url: 'http://d', valueString: URN },
    ],
    identifier: [{ system: URN, value: URN, assigner: { display: 'x' } }],
    status: 'final',
    _status: { extension: [{ url: 'u:s', valueReference: { reference: 'Patient/s' } }] },
    code: { text: 'c' },
    subject: { reference: URN },
    performer: [{ reference: 'Practitioner?identifier=a|b' }, { identifier: { value: 'v' } }],
  };
}

test('forEachReference shows every reference with its path, and urns in uri elements and narrative, but no canonical nor string', () => {
  const seen: [string, string | undefined][] = [];
  forEachReference(sample(), (ref, path) => seen.push([path, ref.reference]));
  expect(seen).toEqual([
    ['Observation.text.div', URN],
    ['Observation.contained[0].owner', 'Organization/o'],
    ['Observation.contained[0].url', URN],
    ['Observation.extension[0].value', 'Patient/e'],
    ['Observation.extension[1].value', URN],
    ['Observation.identifier[0].system', URN],
    ['Observation.identifier[0].assigner', undefined],
    ['Observation.status.extension[0].value', 'Patient/s'],
    ['Observation.subject', URN],
    ['Observation.performer[0]', 'Practitioner?identifier=a|b'],
    ['Observation.performer[1]', undefined],
  ]);
});

test('set rewrites in place', () => {
  const resource = sample();
  forEachReference(resource, (ref, _, set) => {
    if (ref.reference === URN) set('Patient/1');
    else if (ref.identifier) set('Practitioner/2');
  });
  const div = `<div><a href="Patient/1">p</a><img src='Patient/1'/> ${URN} <a href="https://x.org">x</a></div>`;
  expect((resource['text'] as { div: string }).div).toBe(div);
  expect(resource['subject']).toEqual({ reference: 'Patient/1' });
  expect((resource['performer'] as object[])[1]).toEqual({ identifier: { value: 'v' }, reference: 'Practitioner/2' });
  const identifier = (resource['identifier'] as { system: string; value: string }[])[0]!;
  expect(identifier).toMatchObject({ system: 'Patient/1', value: URN });
});

test.each<[string, object]>([
  ['Patient/1', { kind: 'literal', type: 'Patient', id: '1', absolute: false }],
  ['Patient/1/_history/2', { kind: 'literal', type: 'Patient', id: '1', version: '2', absolute: false }],
  ['http://a.org/r4/Patient/1', { kind: 'literal', type: 'Patient', id: '1', absolute: true }],
  ['http://a.org/Nothing/1', { kind: 'absolute' }],
  [URN, { kind: 'absolute' }],
  ['#', { kind: 'contained', id: '' }],
  ['#x', { kind: 'contained', id: 'x' }],
  ['Patient?name=x', { kind: 'conditional', type: 'Patient', query: 'name=x' }],
  ['Nothing/1', { kind: 'broken' }],
  ['Patient/a b', { kind: 'broken' }],
  ['Patient', { kind: 'broken' }],
])('parseReference %s', (text, expected) => expect(parseReference(text)).toEqual(expected));

test('outcome', () => {
  expect(outcome([]).issue).toEqual([{ severity: 'information', code: 'informational', details: { text: 'All OK' } }]);
  const fault = new Fault('invalid', 'value', 'Wrong.', { expression: 'Patient.birthDate' });
  expect(outcomeOf(fault)).toEqual({
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'value', details: { text: 'Wrong.' }, expression: ['Patient.birthDate'] }],
  });
});
