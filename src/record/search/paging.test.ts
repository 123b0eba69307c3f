import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestRecord, openTestRecord } from '../../../test/records.ts';
import { type Caller, SYSTEM } from '../../base/index.ts';
import { type FhirRecord, bundle, create, history, search, update } from '../index.ts';

let opened: TestRecord;
let record: FhirRecord;

beforeAll(async () => {
  opened = await openTestRecord();
  ({ record } = opened);
  const entry = Array.from({ length: 60 }, (_, n) => ({
    resource: {
      resourceType: 'Patient',
      id: `p${String(n).padStart(2, '0')}`,
      active: true,
      // A third has no birth date, and the dates repeat.
      ...(n % 3 === 0 ? {} : { birthDate: `19${String(50 + (n % 7)).padStart(2, '0')}-01-01` }),
    },
    request: { method: 'PUT', url: `Patient/p${String(n).padStart(2, '0')}` },
  }));
  await bundle(record, SYSTEM, { resourceType: 'Bundle', type: 'transaction', entry });
});
afterAll(() => opened.close());

async function walk(query: [string, string][], between: (page: number) => Promise<unknown> = async () => {}) {
  const ids: string[] = [];
  let next: string | undefined;
  for (let page = 0; page === 0 || next !== undefined; page += 1) {
    const params: [string, string][] = next === undefined ? query : [...query, ['_cursor', next]];
    const found = await search(record, SYSTEM, 'Patient', params, { strict: true });
    ids.push(...found.matches.map((match) => match.id));
    next = found.next;
    await between(page);
  }
  return ids;
}

test.each([[''], ['birthdate'], ['-birthdate'], ['-birthdate,-_id'], ['active,birthdate'], ['-_lastUpdated']])(
  'pages by _sort=%s hold each match once, in the order of the whole',
  async (sort) => {
    const sorted: [string, string][] = sort === '' ? [] : [['_sort', sort]];
    const whole = await search(record, SYSTEM, 'Patient', [...sorted, ['_count', '1000']], { strict: true });
    expect(whole.total).toBe(60);
    expect(await walk([...sorted, ['_count', '7']])).toEqual(whole.matches.map((match) => match.id));
  },
);

test('what is written meanwhile neither hides nor repeats what was there', async () => {
  const before = new Set(await walk([['_count', '1000']]));
  const ids = await walk([['_count', '10']], async (page) => {
    await create(record, SYSTEM, { resourceType: 'Patient', active: false });
    const id = `p${String(page * 7).padStart(2, '0')}`;
    await update(record, SYSTEM, 'Patient', id, {
      resourceType: 'Patient',
      id,
      gender: 'other',
      birthDate: `200${page}`,
    });
  });
  expect(new Set(ids).size).toBe(ids.length);
  expect([...before].filter((id) => !ids.includes(id))).toEqual([]);
});

test('a count of none tells the total alone, and a cursor is of use to its owner and its question alone', async () => {
  const none = await search(
    record,
    SYSTEM,
    'Patient',
    [
      ['_count', '0'],
      ['active', 'true'],
    ],
    { strict: true },
  );
  expect(none.matches).toEqual([]);
  expect(none.total).toBeGreaterThan(0);
  const { next, total } = await search(
    record,
    SYSTEM,
    'Patient',
    [
      ['_count', '5'],
      ['_total', 'accurate'],
    ],
    { strict: true },
  );
  expect(total).toBeGreaterThanOrEqual(60);
  const other: Caller = { ...SYSTEM, id: 'other' };
  const page = (caller: Caller, extra: [string, string][]) =>
    search(record, caller, 'Patient', [['_total', 'accurate'], ...extra, ['_cursor', next!]], { strict: true });
  await expect(page(other, [])).rejects.toMatchObject({ kind: 'invalid' });
  await expect(page(SYSTEM, [['active', 'true']])).rejects.toMatchObject({ kind: 'invalid' });
  expect((await page(SYSTEM, [['_count', '9']])).matches).toHaveLength(9);
});

test('the history of a type goes back page by page, deletions and actors with it', async () => {
  const all = (await history(record, SYSTEM, { type: 'Patient', count: 1000 })).entries;
  const paged: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await history(record, SYSTEM, { type: 'Patient', count: 13, ...(cursor ? { cursor } : {}) });
    paged.push(...page.entries.map((entry) => `${entry.id}/${entry.version}`));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(paged).toEqual(all.map((entry) => `${entry.id}/${entry.version}`));
  expect(all.length).toBeGreaterThan(60);
  expect(all.every((entry) => entry.actor.id === 'system')).toBe(true);
  const later = await history(record, SYSTEM, { type: 'Patient', since: '2999-01-01T00:00:00Z' });
  expect(later.entries).toEqual([]);
});
