import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openTestHouse } from '../../../test/house.ts';
import { SYSTEM, fixedClock } from '../../base/index.ts';
import { bundle } from '../../record/index.ts';

// Half past nine in the evening of the 23rd in New York is the 24th in UTC.
const clock = fixedClock('2026-11-24T02:30:00Z');
const PASSWORD = 'correct horse battery';
const own = { 'sec-fetch-site': 'same-origin' };

type Access = {
  day: string;
  agent: string;
  name: string;
  role: string;
  roleName: string;
  site?: string;
  decision: string;
  count: number;
  purposes: string[];
  things: { action: string; type: string | null; count: number }[];
};
type Page = { accesses: Access[]; next?: string };

let house: House;
const cookies: Record<string, { cookie: string }> = {};

const get = (who: string, url: string) => house.ask({ url, headers: cookies[who]! });
const page = async (who: string, patient: string, query = ''): Promise<Page> => {
  const answer = await get(who, `/app/patients/${patient}/accesses${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json() as Page;
};

beforeAll(async () => {
  house = await openTestHouse({ clock });
  const resources = [
    { resourceType: 'Organization', id: 'mill', name: 'Mill Street Clinic' },
    { resourceType: 'Patient', id: 'anna', name: [{ family: 'Ruiz' }] },
    { resourceType: 'Patient', id: 'bert', name: [{ family: 'Olsen' }] },
    {
      resourceType: 'Observation',
      id: 'o1',
      status: 'final',
      code: { text: 'Potassium' },
      subject: { reference: 'Patient/anna' },
    },
  ];
  await bundle(house.record, SYSTEM, {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  });
  const people = [
    { username: 'lee', name: 'Dana Lee', role: 'physician', site: 'Organization/mill' },
    { username: 'kim', name: 'Sol Kim', role: 'nurse' },
    { username: 'watch', name: 'Ari Watcher', role: 'privacy-officer' },
    { username: 'anna', name: 'Anna Ruiz', role: 'patient', patient: 'anna' },
    { username: 'bert', name: 'Bert Olsen', role: 'patient', patient: 'bert' },
  ] as const;
  for (const one of people) {
    await house.access.createAccount({ ...one, password: PASSWORD });
    const answer = await house.ask({
      method: 'POST',
      url: '/app/sign-in',
      payload: { username: one.username, password: PASSWORD },
      headers: own,
    });
    cookies[one.username] = { cookie: answer.headers['set-cookie']!.toString().split(';')[0]! };
  }
  await get('lee', '/app/patients/anna/record');
  await get('lee', '/fhir/Observation/o1');
  await get('lee', '/fhir/Observation?code:text=potassium');
  await get('kim', '/fhir/Observation/o1');
  await get('kim', '/fhir/AuditEvent?patient=anna');
});
afterAll(() => house.close());

test('the patient reads who looked, by person and day: who, where from, what kind of thing, how often and why', async () => {
  const { accesses } = await page('anna', 'anna');
  const lee = accesses.find(({ name }) => name === 'Dana Lee')!;
  expect(lee).toMatchObject({
    day: '2026-11-24',
    role: 'physician',
    roleName: 'Physician',
    site: 'Mill Street Clinic',
    decision: 'allowed',
    count: 3,
    purposes: ['TREAT'],
  });
  expect(lee.things.toSorted((a, b) => (a.action < b.action ? -1 : 1))).toEqual([
    { action: 'chart', type: 'Patient', count: 1 },
    { action: 'read', type: 'Observation', count: 1 },
    { action: 'search', type: 'Observation', count: 1 },
  ]);
  expect(accesses.find(({ name }) => name === 'Sol Kim')).toMatchObject({
    count: 1,
    things: [{ action: 'read', type: 'Observation', count: 1 }],
  });
});

test('the days are those of where one is', async () => {
  const { accesses } = await page('anna', 'anna', '?zone=America/New_York');
  expect(new Set(accesses.map(({ day }) => day))).toEqual(new Set(['2026-11-23']));
});

test('one person alone, and page by page', async () => {
  const all = (await page('anna', 'anna')).accesses;
  const kim = all.find(({ name }) => name === 'Sol Kim')!;
  const { accesses } = await page('anna', 'anna', `?agent=${kim.agent}`);
  expect(accesses.map(({ name }) => name)).toEqual(['Sol Kim']);
  const rows = Array.from({ length: 120 }, (_, at) => at).map((at) => {
    const day = new Date(Date.parse('2026-11-20T12:00:00Z') - at * 86_400_000).toISOString();
    return `('${day}', 'many', 'Many Days', 'nurse', 'read', 'Patient', 'bert', 'bert', 'success', 'allowed')`;
  });
  for (let at = 0; at < 120; at += 1) {
    await house.rows(
      `select make_month_partition('audit', date_trunc('month', timestamp '2026-11-01' - interval '${at % 6} months')::date)`,
    );
  }
  await house.rows(
    `insert into audit (at, agent, agent_name, role, action, type, id, patient, outcome, decision) values ${rows.join(', ')}`,
  );
  const seen: string[] = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const found: Page = await page('bert', 'bert', next === '' ? '' : `?cursor=${next}`);
    expect(found.accesses.length).toBeLessThanOrEqual(50);
    seen.push(...found.accesses.filter(({ agent }) => agent === 'many').map(({ day }) => day));
    next = found.next;
  }
  expect(seen).toHaveLength(120);
  expect(seen).toEqual(seen.toSorted().toReversed());
  expect(new Set(seen).size).toBe(120);
});

test('the privacy officer sees what was refused too, and that the patient looked; the patient sees that the officer did', async () => {
  const { accesses } = await page('watch', 'anna');
  expect(accesses.find(({ name, decision }) => name === 'Anna Ruiz' && decision === 'allowed')).toBeDefined();
  const seen = (await page('anna', 'anna')).accesses;
  expect(seen.find(({ name }) => name === 'Ari Watcher')).toMatchObject({
    roleName: 'Privacy officer',
    things: [{ action: 'search', type: 'AuditEvent' }],
  });
  expect(seen.filter(({ decision }) => decision === 'denied')).toEqual([]);
});

test.each([
  ['lee', 'anna'],
  ['kim', 'anna'],
  ['bert', 'anna'],
  ['anna', 'bert'],
])('%s may not see who looked into the record of %s', async (who, patient) => {
  for (const what of ['accesses', 'accounting']) {
    const answer = await get(who, `/app/patients/${patient}/${what}`);
    expect(answer.statusCode).toBe(403);
  }
  const { accesses } = await page('watch', patient);
  const name = { lee: 'Dana Lee', kim: 'Sol Kim', bert: 'Bert Olsen', anna: 'Anna Ruiz' }[who];
  expect(accesses.find((one) => one.name === name && one.decision === 'denied')).toBeDefined();
});

test('an accounting is of three years at most, and is an export in the audit', async () => {
  await house.rows(`insert into audit (at, agent, agent_name, role, action, type, id, patient, outcome, decision) values
    ('2023-11-23T00:00:00Z', 'old', 'Too Old', 'nurse', 'read', 'Patient', 'anna', 'anna', 'success', 'allowed'),
    ('2023-11-25T00:00:00Z', 'old', 'Just Within', 'nurse', 'read', 'Patient', 'anna', 'anna', 'success', 'allowed')`);
  const answer = (await get('anna', '/app/patients/anna/accounting?from=2001-01-01')).json() as Page & { from: string };
  expect(answer.from).toBe('2023-11-24T02:30:00.000Z');
  const names = answer.accesses.map(({ name }) => name);
  expect(names).toContain('Just Within');
  expect(names).not.toContain('Too Old');
  const part = (await get('anna', '/app/patients/anna/accounting?from=2023-11-25&to=2023-11-26')).json() as Page;
  expect(part.accesses.map(({ name }) => name)).toEqual(['Just Within']);
  const after = await page('anna', 'anna');
  expect(after.accesses.find(({ name }) => name === 'Anna Ruiz')!.things).toContainEqual({
    action: 'export',
    type: 'AuditEvent',
    count: 2,
  });
});

test.each(['?zone=Nowhere/Land', '?cursor=AAAA'])('%s is refused', async (query) => {
  expect((await get('anna', `/app/patients/anna/accesses${query}`)).statusCode).toBe(400);
});

test('an accounting of a time that is none is refused', async () => {
  expect((await get('anna', '/app/patients/anna/accounting?from=yesterday')).statusCode).toBe(400);
});
