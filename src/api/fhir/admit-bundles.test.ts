import { expect, test } from 'vitest';
import { admitBundles } from './admit-bundles.ts';

/** Runs jobs of these sizes and tells the greatest sum that was under way at once, and the order of beginning. */
async function run(most: number, sizes: number[]): Promise<{ greatest: number; order: number[] }> {
  const admit = admitBundles(most);
  let underWay = 0;
  let greatest = 0;
  const order: number[] = [];
  await Promise.all(
    sizes.map((size, at) =>
      admit(size, async () => {
        order.push(at);
        greatest = Math.max(greatest, (underWay += size));
        await new Promise((resolve) => setTimeout(resolve, 2));
        underWay -= size;
      }),
    ),
  );
  return { greatest, order };
}

test('so many bytes are under way at once, first come first in', async () => {
  expect(await run(10, [4, 4, 4, 4, 4])).toEqual({ greatest: 8, order: [0, 1, 2, 3, 4] });
  expect(await run(10, [10, 1, 10, 1])).toEqual({ greatest: 10, order: [0, 1, 2, 3] });
});

test('one that is larger than all goes alone, and one that fails makes room', async () => {
  expect(await run(10, [3, 25, 3])).toEqual({ greatest: 25, order: [0, 1, 2] });
  const admit = admitBundles(10);
  await expect(admit(10, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await admit(10, async () => 'in')).toBe('in');
});
