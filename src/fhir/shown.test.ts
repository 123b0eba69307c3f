import { expect, test } from 'vitest';
import { R4_PARAMS, looksOnlyAt, parseJson, shownByBoth, stringify, takeShown } from './index.ts';
import type { Resource } from './model.ts';

const slot = `{"resourceType":"Appointment","id":"a","meta":{"versionId":"3","lastUpdated":"2026-01-01T00:00:00Z","source":"urn:s","tag":[{"code":"t"}],
"security":[{"code":"MH"}],"profile":["urn:p"]},"language":"es","implicitRules":"urn:r","text":{"status":"generated","div":"<div>x</div>"},"contained":[{"resourceType":"Location","id":"l"}],
"extension":[{"url":"urn:e","valueString":"x"}],"status":"booked","_status":{"extension":[{"url":"urn:e","valueString":"x"}]},"minutesDuration":30.0,
"participant":[{"actor":{"reference":"Practitioner/b"},"status":"accepted"},{"actor":{"reference":"Patient/p"},"status":"accepted"},
{"actor":{"reference":"#l"},"status":"accepted"},{"status":"accepted","type":[{"text":"x"}]},
{"actor":{"reference":"Patient/p"},"status":"accepted","extension":[{"url":"urn:e","valueReference":{"reference":"Practitioner/b"}}]}]}`;

const shown = (names: string[], text = slot) => stringify(takeShown(parseJson(text) as Resource, names));

test('what is not named is gone, whatever it is, and numbers keep their digits', () => {
  expect(shown(['status', 'minutesDuration'])).toBe(
    '{"resourceType":"Appointment","id":"a","meta":{"versionId":"3","lastUpdated":"2026-01-01T00:00:00Z"},"status":"booked","minutesDuration":30.0}',
  );
});

test('of a list those entries alone that refer to nothing else', () => {
  expect(shown(['participant:Patient'])).toBe(
    '{"resourceType":"Appointment","id":"a","meta":{"versionId":"3","lastUpdated":"2026-01-01T00:00:00Z"},"participant":[{"actor":{"reference":"Patient/p"},"status":"accepted"}]}',
  );
  expect(shown(['participant:Device'])).not.toContain('participant');
});

test('a choice is shown by its name or by its property', () => {
  const text = '{"resourceType":"Observation","valueQuantity":{"value":1.10},"status":"final"}';
  expect(shown(['value'], text)).toBe('{"resourceType":"Observation","valueQuantity":{"value":1.10}}');
  expect(shown(['valueQuantity'], text)).toBe('{"resourceType":"Observation","valueQuantity":{"value":1.10}}');
  expect(shown(['valueString'], text)).toBe('{"resourceType":"Observation"}');
});

test.each([
  [['status', 'start'], ['start', 'end'], ['start']],
  [['participant'], ['participant:Patient'], ['participant:Patient']],
  [['participant:Patient', 'participant:Location'], ['participant:Location', 'status'], ['participant:Location']],
  [['status'], [], []],
])('%j and %j show %j', (one, other, both) => {
  expect(shownByBoth(one, other)).toEqual(both);
  expect(shownByBoth(other, one)).toEqual(both);
});

// http://hl7.org/fhir/R4/appointment.html#search, http://hl7.org/fhir/R4/encounter.html#search, http://hl7.org/fhir/R4/observation.html#search
test.each([
  ['Appointment', 'status', ['status'], true],
  ['Appointment', 'date', ['start'], true],
  ['Appointment', 'service-type', ['status', 'participant'], false],
  ['Appointment', 'patient', ['participant:Patient'], true],
  ['Appointment', 'location', ['participant:Patient'], false],
  ['Appointment', 'actor', ['participant:Patient'], false],
  ['Appointment', 'actor', ['participant'], true],
  ['Appointment', 'part-status', ['participant:Patient'], false],
  ['Encounter', 'location-period', ['period'], false],
  ['Encounter', '_tag', ['status'], false],
  ['Encounter', '_security', ['status'], false],
  ['Encounter', '_profile', ['status'], false],
  ['Observation', 'value-quantity', ['value'], true],
  ['Observation', 'combo-value-quantity', ['value'], false],
  ['Observation', 'code-value-quantity', ['code', 'value'], false],
  ['Patient', 'deceased', ['deceased'], true],
  ['Patient', 'deceased', ['name'], false],
  ['Patient', 'near', ['name'], false],
])('%s:%s with %j shown looks at nothing else: %s', (type, param, names, isSo) => {
  expect(looksOnlyAt(R4_PARAMS, type, param, names)).toBe(isSo);
});
