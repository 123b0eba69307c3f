import { expect, test } from 'vitest';
import { Fault } from '../base/index.ts';
import { openRates } from './rates.ts';

function rates(perMinute: number) {
  const clock = { at: 1_000_000, now: () => clock.at };
  return { clock, ...openRates({ rates: { account: perMinute, client: perMinute, address: perMinute } }, clock) };
}

function waits(ask: () => void): number {
  try {
    ask();
    return 0;
  } catch (error) {
    return error instanceof Fault ? (error.retryAfterSeconds ?? -1) : -1;
  }
}

test('as many as a minute holds, and then one each time that a share of it has passed', () => {
  const { clock, admitAddress } = rates(60);
  for (let at = 0; at < 60; at += 1) expect(waits(() => admitAddress('a'))).toBe(0);
  expect(waits(() => admitAddress('a'))).toBe(1);
  expect(waits(() => admitAddress('b'))).toBe(0);
  clock.at += 1000;
  expect(waits(() => admitAddress('a'))).toBe(0);
  expect(waits(() => admitAddress('a'))).toBe(1);
});

test('a clock that is set back keeps nobody waiting until it has caught up', () => {
  const { clock, admitAddress } = rates(60);
  clock.at += 90 * 24 * 3600_000;
  admitAddress('a');
  clock.at -= 90 * 24 * 3600_000;
  for (let at = 0; at < 59; at += 1) expect(waits(() => admitAddress('a'))).toBe(0);
  expect(waits(() => admitAddress('a'))).toBe(1);
});

test('however many addresses ask, who asks all the time is not forgotten', () => {
  const { admitAddress } = rates(60);
  for (let at = 0; at < 60; at += 1) admitAddress('busy');
  const told: number[] = [];
  for (let at = 0; at < 30_000; at += 1) {
    admitAddress(`${at}`);
    if (at % 5000 === 0) told.push(waits(() => admitAddress('busy')));
  }
  expect(told).toEqual([1, 1, 1, 1, 1, 1]);
});

test('no bound where it is 0', () => {
  const { admitAddress } = rates(0);
  for (let at = 0; at < 10_000; at += 1) admitAddress('a');
  expect(waits(() => admitAddress('a'))).toBe(0);
});
