import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccess } from '../../src/access/index.ts';
import { silentLog, systemClock } from '../../src/base/index.ts';
import { putAll, openTestRecord, type TestRecord } from '../records.ts';
import { throughlineDone } from '../server.ts';

let made: TestRecord;
beforeAll(async () => {
  made = await openTestRecord();
  await putAll(made.record, [
    {
      resourceType: 'Patient',
      id: 'vip',
      meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }] },
      name: [{ family: 'Kestrel' }],
    },
    { resourceType: 'Condition', id: 'ache', subject: { reference: 'Patient/vip' }, code: { text: 'Ache' } },
  ]);
  const access = openAccess({
    store: made.store,
    clock: systemClock,
    log: silentLog,
    hashCost: { logN: 10, r: 8, p: 1 },
  });
  await access.createAccount({
    username: 'doctor',
    name: 'Dana Doctor',
    role: 'physician',
    password: 'a long enough phrase of words',
  });
}, 60_000);
afterAll(() => made.close());

const explain = (...args: string[]) =>
  throughlineDone(['access', 'explain', ...args], { DATABASE_URL: made.databaseUrl });

test('says which rule keeps an account out of a record, and which lets it in', async () => {
  const { status, out, err } = await explain('--as', 'DOCTOR', '--patient', 'vip');
  expect(err).toBe('');
  expect(out.split('\n').map((line) => line.trim().replaceAll(/ +/g, ' '))).toEqual([
    'Dana Doctor, physician',
    'Kept out by:',
    'Condition 1 restricted-record (Condition/ache)',
    'Let in by:',
    'Patient 1 the role Physician may read Patient (Patient/vip)',
    '',
  ]);
  expect(status).toBe(0);
});

test.each([
  [['--patient', 'vip'], /--as USERNAME is missing/],
  [['--as', 'doctor'], /--patient ID is missing/],
  [['--as', 'nobody', '--patient', 'vip'], /no account "nobody"/],
  [['--as', 'doctor', '--patient', 'nobody'], /no such patient/],
])('%j is one line and an exit status', async (args, words) => {
  const { status, err } = await explain(...args);
  expect(status).toBe(1);
  expect(err).toMatch(words);
  expect(err.trim().split('\n')).toHaveLength(1);
});
