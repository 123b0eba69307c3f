import { expect, test } from 'vitest';
import type { Resource } from '../fhir/index.ts';
import { rulesWith } from './access-rules.ts';
import { securityOf } from './labels.ts';
import { USUAL_RULES } from './usual-rules.ts';

test('the types of one rule bind that rule alone, and not another of the same label', () => {
  const rules = rulesWith(USUAL_RULES, [
    {
      labels: [
        { label: 'MH', types: ['DocumentReference'], codes: [{ system: 'urn:a', codes: ['1'], starts: ['N'] }] },
        { label: 'MH', codes: [{ system: 'urn:a', codes: ['2'], starts: ['C'] }] },
      ],
    },
  ]);
  const labels = (resourceType: string, code: string) =>
    securityOf({ resourceType, code: { coding: [{ system: 'urn:a', code }] } } as unknown as Resource, rules, {
      at: 0,
      mayDeclassify: false,
    }).map((one) => one.code);
  expect([labels('DocumentReference', '1'), labels('DocumentReference', 'N1')]).toEqual([['MH'], ['MH']]);
  expect([labels('Condition', '1'), labels('Condition', 'N1')]).toEqual([[], []]);
  expect([labels('Condition', '2'), labels('Condition', 'C1')]).toEqual([['MH'], ['MH']]);
});

// An Appointment cannot name an Organization as a participant (http://hl7.org/fhir/R4/appointment.html): it does so by its places and roles.
const programme = (reference: string) => ({ reference });
test.each([
  ['Task', { owner: programme('Organization/recovery') }, true],
  ['Task', { owner: programme('PractitionerRole/counsellor') }, true],
  ['Task', { owner: programme('Organization/heart') }, false],
  ['CareTeam', { participant: [{ member: programme('Organization/recovery') }] }, true],
  [
    'CareTeam',
    { participant: [{ member: programme('Practitioner/x'), onBehalfOf: programme('Organization/recovery') }] },
    true,
  ],
  ['CareTeam', { managingOrganization: [programme('Organization/recovery')] }, true],
  ['Appointment', { participant: [{ actor: programme('Location/room') }] }, true],
  ['Appointment', { participant: [{ actor: programme('HealthcareService/group') }] }, true],
  ['Appointment', { participant: [{ actor: programme('Location/elsewhere') }] }, false],
  ['Encounter', { location: [{ location: programme('Location/room') }] }, true],
  ['Encounter', { participant: [{ individual: programme('PractitionerRole/counsellor') }] }, true],
  ['Observation', { performer: [programme('PractitionerRole/counsellor')] }, true],
  ['HealthcareService', { location: [programme('Location/room')] }, false],
  ['PractitionerRole', { location: [programme('Location/room')] }, false],
])('%s with %j comes from the programme: %s', (resourceType, more, isLabelled) => {
  const rules = rulesWith(USUAL_RULES, [{ programmes: [{ organization: 'Organization/recovery' }] }]);
  const placesOf = new Map(
    ['Location/room', 'HealthcareService/group', 'PractitionerRole/counsellor'].map((one) => [
      one,
      'Organization/recovery',
    ]),
  );
  const made = securityOf({ resourceType, ...more }, rules, { at: 0, placesOf, mayDeclassify: false }).map(
    ({ code }) => code,
  );
  expect(made).toEqual(isLabelled ? ['SUD', '42CFRPart2', 'NORDSCLCD', 'recovery'] : []);
});
