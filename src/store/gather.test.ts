import { expect, test } from 'vitest';
import { gather } from './gather.ts';

test('what is asked in one turn goes together, and what comes meanwhile goes next, each with its own result', async () => {
  const groups: number[][] = [];
  const { ask, settle } = gather(async (items: number[]) => {
    groups.push(items);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return items.map((item) => item * 10);
  });
  const first = Promise.all([ask(1), ask(2), ask(3)]);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const second = Promise.all([ask(4), ask(5)]);
  expect(await first).toEqual([10, 20, 30]);
  expect(await second).toEqual([40, 50]);
  expect(groups).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  await settle();
});

test('a group that fails fails for those in it alone, and settling waits for what is under way', async () => {
  let done = 0;
  const { ask, settle } = gather(async (items: string[]) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    done += items.length;
    if (items.includes('bad')) throw new Error('no');
    return items;
  });
  const bad = Promise.allSettled([ask('bad'), ask('beside')]);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const good = ask('good');
  await settle();
  expect(done).toBe(3);
  expect((await bad).map((one) => one.status)).toEqual(['rejected', 'rejected']);
  expect(await good).toBe('good');
});
