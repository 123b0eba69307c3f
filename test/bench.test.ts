import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { barsOf } from '../bench/bars.ts';
import { complaintOf } from '../bench/check-answer.ts';
import type { Run } from '../bench/history.ts';
import { openLine } from '../bench/http-line.ts';
import type { Truth, Want } from '../bench/model.ts';
import { OF_1500, OF_240, UNASKED_1000, familyOf, person } from '../bench/people.ts';
import { plotOf } from '../bench/plot.ts';
import { between } from '../bench/report.ts';

test('people are of the sizes that the cases name, the same on every run, and five share the start of a name', () => {
  const staff = ['Practitioner/1', 'Practitioner/2'];
  expect(person(3, OF_240, staff)).toHaveLength(240);
  expect(person(3, OF_1500, staff)).toHaveLength(1500);
  expect(person(3, UNASKED_1000, staff)).toHaveLength(1000);
  expect(person(3, OF_240, staff)).toEqual(person(3, OF_240, staff));
  const starts = Array.from({ length: 500 }, (_, number) => familyOf(number).slice(0, 6));
  expect(starts.filter((start) => start === familyOf(37).slice(0, 6))).toHaveLength(5);
});

const truth: Truth = {
  'Patient/a': { resourceType: 'Patient', active: true, name: [{ family: 'Quo' }] },
  'Patient/b': { resourceType: 'Patient', active: false },
};
const stored = (id: string, more: object = {}) => ({
  id,
  meta: { versionId: '1' },
  ...truth[`Patient/${id}`]!,
  ...more,
});
const told = (want: Want, content: object, status = 200, sent?: string) =>
  complaintOf({ status, text: JSON.stringify(content), firstByteUs: 0 }, want, truth, sent);

test('an answer counts only where it is the truth', () => {
  const read: Want = { kind: 'resource', status: 200, ref: 'Patient/a' };
  expect(told(read, stored('a'))).toBeNull();
  expect(told(read, stored('a', { active: false }))).toMatch(/not what was stored/);
  expect(told(read, stored('b'))).toMatch(/Patient\/b, not Patient\/a/);
  expect(told(read, stored('a'), 404)).toMatch(/status 404/);
  const created: Want = { kind: 'resource', status: 201 };
  expect(told(created, stored('x', { resourceType: 'Patient' }), 201, '{"resourceType":"Patient"}')).toBeNull();
  expect(told(created, stored('x', { resourceType: 'Patient' }), 201, '{"resourceType":"Basic"}')).toMatch(/not what/);
});

test('a page counts only with every match, in order where there is one, and with what is to be included', () => {
  const page = (...entries: [string, string][]) => ({
    entry: entries.map(([id, mode]) => ({ resource: stored(id), search: { mode } })),
  });
  const both: Want = { kind: 'matches', refs: ['Patient/a', 'Patient/b'], isOrdered: true };
  expect(told(both, page(['a', 'match'], ['b', 'match']))).toBeNull();
  expect(told(both, page(['b', 'match'], ['a', 'match']))).toMatch(/in order/);
  expect(told({ ...both, isOrdered: false }, page(['b', 'match'], ['a', 'match']))).toBeNull();
  expect(told(both, page(['a', 'match']))).toMatch(/1 matches/);
  expect(told(both, {})).toMatch(/0 matches/);
  const including: Want = { kind: 'matches', refs: ['Patient/a'], isOrdered: false, includes: ['Patient/b'] };
  expect(told(including, page(['a', 'match'], ['b', 'include']))).toBeNull();
  expect(told(including, page(['a', 'match']))).toMatch(/missing/);
});

test('a transaction counts only where every entry was created', () => {
  const want: Want = { kind: 'created', types: ['Patient', 'Basic'] };
  const said = (status: string, location: string) => ({ response: { status, location } });
  const [first, second] = [said('201 Created', 'Patient/1/_history/1'), said('201 Created', 'Basic/2/_history/1')];
  expect(told(want, { entry: [first, second] })).toBeNull();
  expect(told(want, { entry: [first] })).toMatch(/1 entries/);
  expect(told(want, { entry: [first, said('200 OK', 'Basic/2/_history/1')] })).toMatch(/not created/);
});

test('a line carries one request after another, whether the answer has a length or comes in chunks', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/chunks') {
      response.write('{"a":"ü"');
      setTimeout(() => response.end(',"b":"0\\r\\n"}'), 5);
    } else response.end(request.url === '/empty' ? '' : 'x'.repeat(200_000));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const line = await openLine('127.0.0.1', (server.address() as AddressInfo).port);
  const get = (path: string) => line.send(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
  for (let time = 0; time < 2; time += 1) {
    expect(await get('/chunks')).toMatchObject({ status: 200, text: '{"a":"ü","b":"0\\r\\n"}' });
    expect((await get('/long')).text).toHaveLength(200_000);
    expect(await get('/empty')).toMatchObject({ status: 200, text: '' });
  }
  line.close();
  server.close();
});

const run: Run = {
  date: '2026-11-22T10:00:00Z',
  commit: 'abc',
  machine: 'a machine',
  serverPeakMb: 700,
  figures: [
    {
      name: 'read',
      connections: 16,
      perSecond: 9,
      p50Ms: 1,
      p99Ms: 2,
      firstByteMs: 1,
      serverMs: 1,
      databaseMs: 1,
      wrong: 0,
      share: 0.3,
    },
  ],
  import: { resources: 10, perSecond: 20_000, earlyMb: 1, lateMb: 1, peakMb: 1 },
};

test('a bar tells how much of it was reached, and the plot has a panel for each', () => {
  const bars = barsOf(run);
  expect(bars.map(({ name, reached }) => [name, reached])).toEqual([
    ['read', 0.5],
    ['import of NDJSON', 2],
    ['server memory', 0.5],
  ]);
  const plot = plotOf([run, run]);
  expect(plot.match(/class="panel"/g)).toHaveLength(3);
  expect(plot).toContain('prefers-color-scheme: dark');
  expect(plot).not.toContain('NaN');
});

test('the page keeps what was written by hand around its tables', () => {
  const page = 'before\n<!-- latest -->\nold\n<!-- /latest -->\nafter';
  expect(between(page, 'latest', 'new')).toBe('before\n<!-- latest -->\n\nnew\n\n<!-- /latest -->\nafter');
  expect(() => between(page, 'history', 'new')).toThrow(/has no/);
});
