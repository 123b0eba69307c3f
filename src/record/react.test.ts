import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestRecord, putAll, type TestRecord } from '../../test/records.ts';
import { SYSTEM } from '../base/index.ts';
import { type Reaction, catchUp, doDuty, keepReacting, read, reactOnce, remove } from './index.ts';

let opened: TestRecord;
beforeAll(async () => {
  opened = await openTestRecord({ servers: 2 });
});
afterAll(() => opened.close());

/** Notes in a Basic beside each Flag how often it was called for it. */
function counting(name: string, fails: (id: string) => boolean = () => false): Reaction {
  return {
    name,
    types: new Set(['Flag']),
    writes: ['Basic'],
    async react({ changes, read: readAll }) {
      const bad = changes.find((change) => fails(change.id));
      if (bad) throw new Error('cannot be borne');
      const before = await readAll<fhir4.Basic>(changes.map(({ id }) => `Basic/${name}-${id}`));
      return changes.map(({ id, version }) => {
        const times = Number(before.get(`Basic/${name}-${id}`)?.code.text ?? '0') + 1;
        return {
          resource: {
            resourceType: 'Basic',
            id: `${name}-${id}`,
            code: { text: String(times) },
            language: `v${version}`,
          },
        };
      });
    },
  };
}

const flag = (id: string, text = 'x') => ({
  resourceType: 'Flag',
  id,
  status: 'active',
  code: { text },
  subject: { reference: 'Patient/p' },
});
const timesOf = async (name: string, id: string) => {
  const answer = await read(opened.record, SYSTEM, 'Basic', `${name}-${id}`);
  return answer ? (JSON.parse(answer.body) as { code: { text: string } }).code.text : null;
};

test('what changed is reacted to once, from the beginning on, by whichever of two servers', async () => {
  await putAll(opened.record, [{ resourceType: 'Patient', id: 'p' }, flag('a'), flag('b')]);
  const reaction = counting('once');
  await Promise.all(opened.records.map((record) => catchUp(record, reaction)));
  expect([await timesOf('once', 'a'), await timesOf('once', 'b')]).toEqual(['1', '1']);
  await putAll(opened.record, [flag('a', 'y')]);
  await Promise.all(opened.records.map((record) => catchUp(record, reaction)));
  expect([await timesOf('once', 'a'), await timesOf('once', 'b')]).toEqual(['2', '1']);
  await remove(opened.record, SYSTEM, 'Flag', 'b');
  await catchUp(opened.record, reaction);
  expect(await timesOf('once', 'b')).toBe('2');
});

test('a change that cannot be borne is passed over, and those before and after it are not', async () => {
  await putAll(
    opened.record,
    ['good-1', 'bad', 'good-2'].map((id) => flag(id)),
  );
  const reaction = counting('bearing', (id) => id === 'bad');
  await catchUp(opened.record, reaction);
  expect(await timesOf('bearing', 'good-1')).toBe('1');
  expect(await timesOf('bearing', 'bad')).toBeNull();
  expect(await timesOf('bearing', 'good-2')).toBe('1');
});

test('what it would write is validated, and nothing of it is stored in part', async () => {
  const invalid: Reaction = {
    ...counting('invalid'),
    react: async ({ changes }) =>
      changes.map(({ id }) => ({ resource: { resourceType: 'Basic', id: `invalid-${id}`, code: 7 } as never })),
  };
  await catchUp(opened.record, invalid);
  expect(await timesOf('invalid', 'a')).toBeNull();
  expect(await reactOnce(opened.record, invalid)).toBe('end');
});

test('in a server it follows within a moment, and stops', async () => {
  const stop = keepReacting(opened.record, counting('live'));
  await expect.poll(() => timesOf('live', 'a')).not.toBeNull();
  const started = performance.now();
  await putAll(opened.record, [flag('new')]);
  await expect.poll(() => timesOf('live', 'new'), { interval: 10 }).toBe('1');
  // The safety poll of the feed alone would take up to five seconds.
  expect(performance.now() - started).toBeLessThan(2500);
  await stop();
  await putAll(opened.record, [flag('later')]);
  expect(await timesOf('live', 'later')).toBeNull();
});

test('a duty is done by one server at a time', async () => {
  const duty = {
    name: 'count',
    everyMs: 1000,
    writes: ['Basic'],
    async work({ read: readAll }: Parameters<Parameters<typeof doDuty>[1]['work']>[0]) {
      const before = (await readAll<fhir4.Basic>(['Basic/count'])).get('Basic/count');
      const times = Number(before?.code.text ?? '0') + 1;
      return [{ resource: { resourceType: 'Basic', id: 'count', code: { text: String(times) } } }];
    },
  };
  await Promise.all(Array.from({ length: 8 }, (_one, at) => doDuty(opened.records[at % 2]!, duty)));
  const answer = await read(opened.record, SYSTEM, 'Basic', 'count');
  expect(JSON.parse(answer!.body)).toMatchObject({ code: { text: '8' } });
});
