import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';
import { SYSTEM, fixedClock } from '../../base/index.ts';
import { RESULTS } from '../../care/index.ts';
import { bundle, catchUp } from '../../record/index.ts';

let house: House;
let doctor: { cookie: string };

const PASSWORD = 'correct horse battery';
const DAY_MS = 86_400_000;
const ref = (reference: string) => ({ reference });
// Eight in the morning, wherever "here" is: the day's visits are still ahead.
const clock = fixedClock('2026-11-24T08:00:00');
const now = clock.now();
const todayAt = (hour: number) => new Date(new Date(now).setHours(hour, 0, 0, 0)).toISOString();
const daysAgo = (days: number) => new Date(now - days * DAY_MS).toISOString();
const high = [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: 'H' }] },
];
const laboratory = [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
];
const with_ = (...actors: string[]) => actors.map((actor) => ({ actor: ref(actor), status: 'accepted' }));

const lab = (id: string, patient: string, more: object) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  category: laboratory,
  code: { text: 'Potassium' },
  subject: ref(`Patient/${patient}`),
  effectiveDateTime: daysAgo(3),
  ...more,
});

const RESOURCES = [
  { resourceType: 'Organization', id: 'clinic', name: 'Mill Street Clinic' },
  { resourceType: 'Location', id: 'clinic', name: 'Mill Street', managingOrganization: ref('Organization/clinic') },
  { resourceType: 'Practitioner', id: 'doctor', name: [{ family: 'Lee' }] },
  { resourceType: 'Practitioner', id: 'other', name: [{ family: 'Other' }] },
  {
    resourceType: 'PractitionerRole',
    id: 'role',
    practitioner: ref('Practitioner/doctor'),
    organization: ref('Organization/clinic'),
  },
  {
    resourceType: 'Patient',
    id: 'anna',
    name: [{ use: 'official', given: ['Anna'], family: 'Ruiz' }],
    birthDate: '1980-02-03',
    generalPractitioner: [ref('Practitioner/doctor')],
  },
  {
    resourceType: 'Patient',
    id: 'bert',
    name: [{ given: ['Bert'], family: 'Olsen' }],
    birthDate: '1950-07-09',
    generalPractitioner: [ref('Practitioner/other')],
  },
  {
    resourceType: 'Patient',
    id: 'cleo',
    name: [{ given: ['Cleo'], family: 'Ruiz' }],
    birthDate: '1999-12-31',
    generalPractitioner: [ref('Practitioner/doctor')],
  },
  {
    resourceType: 'Appointment',
    id: 'today',
    status: 'booked',
    start: todayAt(10),
    description: 'Blood pressure',
    participant: with_('Patient/anna', 'Practitioner/doctor', 'Location/clinic'),
  },
  {
    resourceType: 'Appointment',
    id: 'today-other',
    status: 'arrived',
    start: todayAt(9),
    description: 'Knee',
    participant: with_('Patient/bert', 'Practitioner/other', 'Location/clinic'),
  },
  {
    resourceType: 'Appointment',
    id: 'cancelled',
    status: 'cancelled',
    start: todayAt(11),
    participant: with_('Patient/anna', 'Practitioner/doctor', 'Location/clinic'),
  },
  {
    resourceType: 'Appointment',
    id: 'next-week',
    status: 'booked',
    start: new Date(now + 7 * DAY_MS).toISOString(),
    description: 'Check-up',
    participant: with_('Patient/anna', 'Practitioner/doctor'),
  },
  {
    resourceType: 'Task',
    id: 'late',
    status: 'accepted',
    intent: 'order',
    description: 'Call Anna',
    for: ref('Patient/anna'),
    owner: ref('Practitioner/doctor'),
    restriction: { period: { end: daysAgo(1) } },
  },
  {
    resourceType: 'Task',
    id: 'held',
    status: 'on-hold',
    intent: 'order',
    description: 'Fax',
    owner: ref('Practitioner/doctor'),
  },
  {
    resourceType: 'Task',
    id: 'others',
    status: 'accepted',
    intent: 'order',
    description: 'Not mine',
    owner: ref('Practitioner/other'),
  },
  lab('lab-high', 'anna', { interpretation: high, valueQuantity: { value: 5.9, unit: 'mmol/L' } }),
  lab('lab-normal', 'anna', {
    valueQuantity: { value: 4 },
    referenceRange: [{ low: { value: 3.5 }, high: { value: 5.1 } }],
  }),
  lab('lab-old', 'anna', { interpretation: high, effectiveDateTime: daysAgo(60) }),
  lab('lab-others', 'bert', { interpretation: high }),
  lab('lab-seen', 'cleo', { interpretation: high }),
  {
    resourceType: 'Encounter',
    id: 'since',
    status: 'finished',
    class: { code: 'AMB' },
    subject: ref('Patient/cleo'),
    participant: [{ individual: ref('Practitioner/doctor') }],
    period: { start: daysAgo(1) },
  },
  {
    resourceType: 'Claim',
    id: 'claim',
    status: 'active',
    type: { text: 'x' },
    use: 'claim',
    patient: ref('Patient/anna'),
    created: '2026-01-01',
    provider: ref('Organization/clinic'),
    priority: { text: 'normal' },
    insurance: [{ sequence: 1, focal: true, coverage: ref('Coverage/cov') }],
  },
  {
    resourceType: 'Coverage',
    id: 'cov',
    status: 'active',
    beneficiary: ref('Patient/anna'),
    payor: [ref('Organization/clinic')],
  },
];

beforeAll(async () => {
  house = await openTestHouse({ clock });
  const entry = RESOURCES.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }));
  await bundle(house.record, SYSTEM, { resourceType: 'Bundle', type: 'transaction', entry });
  await catchUp(house.record, RESULTS);
  await house.access.createAccount({
    username: 'doctor',
    password: PASSWORD,
    name: 'Dr. Lee',
    role: 'physician',
    practitioner: 'doctor',
    site: 'Organization/clinic',
  });
  await house.access.createAccount({
    username: 'desk',
    password: PASSWORD,
    name: 'Desk',
    role: 'registrar',
    site: 'Organization/clinic',
  });
  await house.access.createAccount({
    username: 'anna',
    password: PASSWORD,
    name: 'Anna Ruiz',
    role: 'patient',
    patient: 'anna',
  });
  doctor = await cookieOf('doctor');
});
afterAll(() => house.close());

async function cookieOf(username: string): Promise<{ cookie: string }> {
  const answer = await house.ask({ method: 'POST', url: '/app/sign-in', payload: { username, password: PASSWORD } });
  return { cookie: `throughline_session=${answer.cookies[0]!.value}` };
}
const find = (text: string, headers: Record<string, string> = doctor) =>
  house.ask({
    method: 'POST',
    url: '/app/patients/find',
    payload: { text },
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
  });
const get = (url: string, headers: Record<string, string> = doctor) => house.ask({ url: `/app${url}`, headers });

type Chart = { resources: fhir4.FhirResource[]; related: fhir4.FhirResource[]; position: string };
const names = (resources: fhir4.FhirResource[]) => resources.map((one) => `${one.resourceType}/${one.id}`).sort();

test('finds people as one types, and remembers whose chart was opened', async () => {
  const hits = (await find('ruiz')).json();
  expect(hits.patients.map((hit: { id: string }) => hit.id).sort()).toEqual(['anna', 'cleo']);
  expect(hits.took).toBeLessThan(1000);
  expect((await find('1980-02-03')).json().patients).toMatchObject([
    { id: 'anna', name: expect.stringContaining('Ruiz'), birthDate: '1980-02-03', matched: 'birthDate' },
  ]);
  expect((await find('%')).json().patients).toEqual([]);
  expect((await find('x'.repeat(5000))).statusCode).toBe(200);
  const fresh = await cookieOf('doctor');
  await get('/patients/anna/record', fresh);
  expect((await find('', fresh)).json().patients).toMatchObject([{ id: 'anna' }]);
});

test('a chart is everything of one person but money and the record’s own trail, with whom it speaks of', async () => {
  const answer = await get('/patients/anna/record');
  expect(answer.headers['cache-control']).toBe('no-store');
  const chart: Chart = answer.json();
  const isReview = (one: fhir4.FhirResource) => one.resourceType === 'Task' && one.code?.text === 'Review a result';
  // Of the two results that are not history.
  expect(chart.resources.filter(isReview)).toHaveLength(2);
  expect(names(chart.resources.filter((one) => !isReview(one)))).toEqual([
    'Appointment/cancelled',
    'Appointment/next-week',
    'Appointment/today',
    'Coverage/cov',
    'Observation/lab-high',
    'Observation/lab-normal',
    'Observation/lab-old',
    'Patient/anna',
    'Task/late',
  ]);
  expect(names(chart.related)).toEqual(
    expect.arrayContaining(['Location/clinic', 'Organization/clinic', 'Practitioner/doctor']),
  );
  expect(chart.position).not.toBe('');
  expect((await get('/patients/nobody/record')).statusCode).toBe(404);
  expect((await get('/patients/a_b/record')).json()).toEqual({
    error: { code: 'invalid', message: 'That is not an id.', field: 'id' },
  });
});

test('a registrar’s chart has visits and cover, a patient’s is their own alone', async () => {
  const desk: Chart = (await get('/patients/anna/record', await cookieOf('desk'))).json();
  expect(new Set(desk.resources.map((one) => one.resourceType))).toEqual(
    new Set(['Patient', 'Appointment', 'Coverage', 'Task']),
  );
  const anna = await cookieOf('anna');
  expect((await get('/patients/anna/record', anna)).statusCode).toBe(200);
  for (const id of ['bert', 'nobody']) expect((await get(`/patients/${id}/record`, anna)).statusCode, id).toBe(403);
  expect((await find('olsen', anna)).json().patients).toEqual([]);
});

test('the history of a fact says who, when and what, newest first', async () => {
  const update = await house.ask({
    method: 'PUT',
    url: '/fhir/Observation/lab-normal',
    headers: { ...doctor, host: 'localhost', origin: 'http://localhost', 'content-type': 'application/fhir+json' },
    payload: lab('lab-normal', 'anna', { valueQuantity: { value: 4.5 } }),
  });
  expect(update.statusCode, update.body).toBe(200);
  const { versions } = (await get('/resources/Observation/lab-normal/history')).json();
  expect(versions).toMatchObject([
    {
      version: 2,
      action: 'update',
      by: { name: 'Dr. Lee', role: 'physician', reference: 'Practitioner/doctor' },
      resource: { valueQuantity: { value: 4.5 } },
    },
    { version: 1, action: 'create', by: { name: 'Throughline', role: 'system' } },
  ]);
  expect((await get('/resources/Observation/nothing/history')).statusCode).toBe(404);
  expect((await get('/resources/Nonsense/1/history')).statusCode).toBe(404);
  expect((await get('/resources/Observation/lab-normal/history', await cookieOf('desk'))).statusCode).toBe(403);
});

test('a physician’s home: late first, today’s visits, results of their own patients that nobody looked at', async () => {
  const home = (await get('/home')).json();
  const ids = (items: { id: string }[]) => items.map((item) => item.id);
  expect(ids(home.overdue)).toEqual(['Task/late']);
  expect(ids(home.today)).toEqual(['Appointment/today', 'Observation/lab-high']);
  expect(ids(home.waiting)).toEqual(['Task/held']);
  expect(home.panel).toEqual({ patients: 2 });
  expect(home.today[0]).toEqual({
    id: 'Appointment/today',
    kind: 'visit',
    title: 'Blood pressure',
    detail: 'Booked',
    patient: { id: 'anna', name: 'Anna Ruiz' },
    due: todayAt(10),
    resource: 'Appointment/today',
  });
  expect(home.today[1]).toMatchObject({
    kind: 'result',
    title: 'Potassium 5.9 mmol/L, high',
    patient: { id: 'anna', name: 'Anna Ruiz' },
  });
});

test('a registrar’s home is the site’s board, and a patient’s what comes next for them', async () => {
  const ids = (items: { id: string }[]) => items.map((item) => item.id);
  const desk = (await get('/home', await cookieOf('desk'))).json();
  expect(ids(desk.today)).toEqual(['Appointment/today-other', 'Appointment/today']);
  expect(desk.panel).toBeUndefined();
  const anna = (await get('/home', await cookieOf('anna'))).json();
  expect(ids(anna.today)).toEqual(['Appointment/today']);
  expect(ids(anna.coming)).toEqual(['Appointment/next-week']);
});

test('the directory lists sites and people', async () => {
  const { sites, people } = (await get('/directory')).json();
  expect(names(sites)).toEqual(['Location/clinic', 'Organization/clinic']);
  expect(names(people)).toEqual(['Practitioner/doctor', 'Practitioner/other', 'PractitionerRole/role']);
});

test('every endpoint is closed to who has not signed in', async () => {
  for (const url of [
    '/me',
    '/patients/anna/record',
    '/home',
    '/directory',
    '/events',
    '/resources/Patient/anna/history',
  ]) {
    const answer = await get(url, {});
    expect([answer.statusCode, answer.json().error.code], url).toEqual([401, 'unauthenticated']);
  }
  expect((await find('x', {})).statusCode).toBe(401);
  expect((await get('/nonsense')).json().error.code).toBe('not-found');
});
