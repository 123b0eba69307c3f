import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';
import { putAll } from '../../../test/records.ts';
import { RESULTS } from '../../care/index.ts';
import { catchUp } from '../../record/index.ts';

let house: House;
let doctor: Record<string, string>;
const PASSWORD = 'correct horse battery';

beforeAll(async () => {
  house = await openTestHouse();
  await putAll(house.record, [
    { resourceType: 'Practitioner', id: 'lee' },
    { resourceType: 'Patient', id: 'ana', generalPractitioner: [{ reference: 'Practitioner/lee' }] },
    {
      resourceType: 'DiagnosticReport',
      id: 'r',
      status: 'final',
      code: { text: 'Chest film' },
      subject: { reference: 'Patient/ana' },
      issued: new Date().toISOString(),
      conclusion: 'No change.',
    },
  ]);
  await catchUp(house.record, RESULTS);
  const account = { password: PASSWORD, name: 'Dr. Lee', role: 'physician' as const, practitioner: 'lee' };
  await house.access.createAccount({ username: 'lee', ...account });
  const answer = await house.ask({
    method: 'POST',
    url: '/app/sign-in',
    payload: { username: 'lee', password: PASSWORD },
  });
  doctor = { cookie: `throughline_session=${answer.cookies[0]!.value}`, 'sec-fetch-site': 'same-origin' };
});
afterAll(() => house.close());

const post = (url: string, payload: object, headers = doctor) =>
  house.ask({ method: 'POST', url: `/app/results${url}`, payload, headers });

test('the inbox, the look, the way back, and what nobody looked at', async () => {
  const { entries } = (await house.ask({ url: '/app/results', headers: doctor })).json();
  expect(entries).toMatchObject([{ title: 'Chest film', severity: 'normal', conclusion: 'No change.', results: [] }]);
  const { lines } = (await house.ask({ url: '/app/results/unread', headers: doctor })).json();
  expect(lines).toMatchObject([{ owner: { reference: 'Practitioner/lee' }, overdue: 0 }]);
  const tasks = [entries[0].task];
  expect((await post('/acknowledge', { tasks })).json()).toEqual({ done: 1 });
  const again = await post('/acknowledge', { tasks });
  expect([again.statusCode, again.json().error.message]).toEqual([409, 'Dr. Lee has looked at this result already.']);
  expect((await post('/reopen', { tasks })).json()).toEqual({ done: 1 });
  expect((await house.ask({ url: '/app/results', headers: doctor })).json().entries).toHaveLength(1);
});

test('who stands in is arranged and ended', async () => {
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const made = await post('/cover', { by: 'Practitioner/kim', byName: 'Dr. Kim', from: '2026-01-01', until });
  expect([made.statusCode, made.json().by]).toEqual([201, { reference: 'Practitioner/kim', display: 'Dr. Kim' }]);
  const { covers } = (await house.ask({ url: '/app/results', headers: doctor })).json();
  expect(covers.mine).toHaveLength(1);
  const gone = await house.ask({ method: 'DELETE', url: `/app/results/cover/${made.json().task}`, headers: doctor });
  expect(gone.statusCode).toBe(204);
  expect((await house.ask({ url: '/app/results', headers: doctor })).json().covers.mine).toEqual([]);
});

test.each([
  ['/acknowledge', {}, 'tasks'],
  ['/acknowledge', { tasks: [] }, 'tasks'],
  ['/acknowledge', { tasks: [{ id: 'a_b', version: 1 }] }, 'tasks[0].id'],
  ['/acknowledge', { tasks: [{ id: 'x', version: 'one' }] }, 'tasks[0].version'],
  ['/acknowledge', { tasks: [{ id: 'nothing', version: 1 }] }, 'tasks[0]'],
  ['/forward', { task: { id: 'nothing', version: 1 } }, 'to'],
  ['/cover', { by: 'Practitioner/kim', from: '2026-01-01' }, 'until'],
  ['/trends', { patient: 'a b', codes: [] }, 'patient'],
  ['/trends', { patient: 'ana', codes: 'x' }, 'codes'],
])('%s of %j names what is wrong', async (url, body, field) => {
  const answer = await post(url, body);
  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  expect(answer.statusCode).toBeLessThan(500);
  expect(answer.json().error.field).toBe(field);
});

test('closed to who has not signed in, empty for a desk', async () => {
  for (const url of ['/app/results', '/app/results/unread']) {
    expect((await house.ask({ url })).statusCode).toBe(401);
  }
  const desk = await house.as('registrar');
  expect((await house.ask({ url: '/app/results', headers: desk })).json().entries).toEqual([]);
  const { tasks } = { tasks: [{ id: 'x', version: 1 }] };
  expect((await post('/acknowledge', { tasks }, desk as never)).statusCode).toBe(404);
});
