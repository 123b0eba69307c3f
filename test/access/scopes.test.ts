import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openTestHouse } from '../house.ts';
import { putAll } from '../records.ts';

// SMART 2.2, 3.0.2.4: a scope's query lets in what the same search would find, on every way.

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
let house: House;
let lab: { authorization: string };

const observation = (id: string, patient: string, category: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: [{ coding: [{ system: CATEGORY, code: category }] }],
  code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
  subject: { reference: `Patient/${patient}` },
});

beforeAll(async () => {
  house = await openTestHouse();
  await putAll(house.record, [
    { resourceType: 'Patient', id: 'kim' },
    { resourceType: 'Patient', id: 'lee' },
    observation('lab', 'kim', 'laboratory'),
    observation('vital', 'kim', 'vital-signs'),
    observation('other', 'lee', 'laboratory'),
  ]);
  lab = await house.as('physician', {
    patient: 'kim',
    scopes: [`patient/Observation.cruds?category=${CATEGORY}|laboratory`, 'patient/Patient.rs'],
  });
});
afterAll(() => house.close());

async function found(url: string): Promise<string[]> {
  const answer = await house.ask({ method: 'GET', url, headers: lab });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  const { entry = [] } = answer.json<{ entry?: { resource: { resourceType: string; id: string } }[] }>();
  return entry.flatMap(({ resource }) => (resource.resourceType === 'Observation' ? [resource.id] : []));
}

test.each([
  '/fhir/Observation',
  '/fhir/Observation?code=8480-6',
  '/fhir/Observation?code:not=1234-5&patient=kim',
  '/fhir/Patient?_id=kim&_revinclude=Observation:patient',
  '/fhir/Patient/kim/$everything',
  '/fhir/Patient/kim/$everything?_count=2',
  '/fhir/Patient/kim/Observation',
  '/fhir?_type=Observation&_id=lab,vital,other',
])('%s shows the results and nothing else', async (url) => {
  expect(await found(url)).toEqual(['lab']);
});

test('a read, a version, a history, a count', async () => {
  const status = async (url: string) => (await house.ask({ method: 'GET', url, headers: lab })).statusCode;
  expect(await status('/fhir/Observation/lab')).toBe(200);
  for (const id of ['vital', 'other']) {
    for (const rest of ['', '/_history/1', '/_history', '/$meta'])
      expect(await status(`/fhir/Observation/${id}${rest}`), rest).toBe(404);
  }
  const count = await house.ask({ method: 'GET', url: '/fhir/Observation?_summary=count', headers: lab });
  expect(count.json<{ total: number }>().total).toBe(1);
  const has = await house.ask({
    method: 'GET',
    url: '/fhir/Patient?_has:Observation:patient:category=vital-signs',
    headers: lab,
  });
  expect(has.json<{ entry?: unknown[] }>().entry).toBeUndefined();
});

test('what is written is within it too, before and after', async () => {
  const put = (id: string, category: string) =>
    house.ask({
      method: 'PUT',
      url: `/fhir/Observation/${id}`,
      headers: { ...lab, 'content-type': 'application/fhir+json' },
      payload: JSON.stringify(observation(id, 'kim', category)),
    });
  expect((await put('new', 'laboratory')).statusCode).toBe(201);
  expect((await put('new2', 'vital-signs')).statusCode).toBe(403);
  expect((await put('lab', 'vital-signs')).statusCode).toBe(403);
  expect((await put('vital', 'laboratory')).statusCode).toBe(403);
  await house.ask({ method: 'DELETE', url: '/fhir/Observation/vital', headers: lab });
  const rows = await house.rows("select deleted from resource where id = 'vital'");
  expect(rows).toEqual([{ deleted: false }]);
});
