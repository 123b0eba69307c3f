import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openTestHouse } from '../house.ts';
import { putAll } from '../records.ts';
import { type Person, signedIn } from './people.ts';

// What somebody who acts for another sees: all of a child's and of an adult's record, and of an adolescent's what is not their own secret.

const NOW = Date.parse('2026-11-25T10:00:00Z');
const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
let house: House;
const people: Record<string, Person> = {};

const condition = (patient: string, id: string, code: string) => ({
  resourceType: 'Condition',
  id: `${patient}-${id}`,
  subject: { reference: `Patient/${patient}` },
  code: { coding: [{ system: ICD10, code }] },
});

beforeAll(async () => {
  house = await openTestHouse({ clock: { now: () => NOW } });
  for (const [id, birthDate] of [
    ['child', '2018-03-01'],
    ['teen', '2011-03-01'],
    ['elder', '1940-03-01'],
    ['unknown', undefined],
  ] as const) {
    await putAll(house.record, [
      { resourceType: 'Patient', id, ...(birthDate ? { birthDate } : {}) },
      condition(id, 'asthma', 'J45.909'),
      condition(id, 'depression', 'F32.1'),
      condition(id, 'contraception', 'Z30.9'),
    ]);
    people[id] = await signedIn(house, { username: `for-${id}`, role: 'patient', patient: id, proxy: 'parent' });
  }
  people['self'] = await signedIn(house, { username: 'teen', role: 'patient', patient: 'teen' });
});
afterAll(() => house.close());

test.each([
  ['child', ['asthma', 'contraception', 'depression']],
  ['teen', ['asthma']],
  ['elder', ['asthma', 'contraception', 'depression']],
  // Of an age that is not known what might be a secret is kept.
  ['unknown', ['asthma']],
])('for %s', async (patient, seen) => {
  const all = seen.map((one) => `Condition/${patient}-${one}`);
  expect(await people[patient]!.ids(`/fhir/Condition?patient=${patient}`)).toEqual(all);
  expect(await people[patient]!.ids(`/fhir/Patient/${patient}/$everything?_type=Condition`)).toEqual(all);
  const read = await people[patient]!.get(`/fhir/Condition/${patient}-depression`);
  expect(read.statusCode).toBe(seen.includes('depression') ? 200 : 404);
});

test('the adolescent has their own, and nobody has another’s', async () => {
  expect(await people['self']!.ids('/fhir/Condition?patient=teen')).toHaveLength(3);
  expect((await people['child']!.get('/fhir/Condition/teen-asthma')).statusCode).toBe(404);
});

test('who looked into an adolescent’s record is told to them alone', async () => {
  const status = async (who: string, patient: string) =>
    (await people[who]!.get(`/app/patients/${patient}/accesses`)).statusCode;
  expect(await status('self', 'teen')).toBe(200);
  expect(await status('teen', 'teen')).toBe(403);
  expect(await status('child', 'child')).toBe(200);
  expect((await people['teen']!.get('/app/patients/teen/accounting')).statusCode).toBe(403);
});
