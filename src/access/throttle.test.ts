import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDoor, reasonOf, type Door } from '../../test/door.ts';
import { countAttempt } from './throttle.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

test('an attempt that is counted after a later one does not wait for it', async () => {
  const attempt = { username: 'somebody', address: '10.0.0.9' };
  await countAttempt(door.store, attempt, 1_000_000_005);
  await countAttempt(door.store, attempt, 1_000_000_000);
  const failures = await door.rows(`select failures from access_failure where key = 'somebody'`);
  expect(failures).toEqual([{ failures: 2 }]);
});

test('a name, an account’s second step and an address are counted each by itself', async () => {
  for (let at = 0; at < 5; at += 1) await countAttempt(door.store, { factor: 'a', address: '10.0.0.8' }, 2_000_000_000);
  expect(await reasonOf(countAttempt(door.store, { factor: 'a', address: '10.0.0.7' }, 2_000_000_001))).toBe(
    'throttled',
  );
  await countAttempt(door.store, { username: 'a', address: '10.0.0.8' }, 2_000_000_001);
  await countAttempt(door.store, { factor: 'b', address: '10.0.0.8' }, 2_000_000_001);
});
