/**
 * Whatever is sent, the server answers, precisely, and goes on: no 500, no hang, no growth without bounds. Two thousand cases
 * here; `npm run fuzz -- --cases 100000 --seed N` runs as many as are wanted.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { written } from './attack.ts';
import { CATASTROPHES } from './make-expressions.ts';
import { KINDS, type Target, attack, openTarget, runAttacks, told } from './run-attacks.ts';

const CASES = 2000;
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_124);

let target: Target;
beforeAll(async () => {
  target = await openTarget();
});
afterAll(() => target.close());

test.each(Object.entries(KINDS))('%s that nobody means to send', { timeout: 120_000 }, async (kind, { share }) => {
  const found = await runAttacks(target, kind, { cases: Math.round(CASES * share), seed: SEED });
  expect(found && told(found)).toBeNull();
  const after = await target.house.ask({
    url: '/fhir/Patient/d-none',
    headers: { authorization: target.authorization },
  });
  expect(after.statusCode, 'the server goes on').toBe(404);
});

test.each(CATASTROPHES)('a pattern that backtracks without end is cut: %s', async (expression) => {
  const part = [
    { name: 'type', valueCode: 'delete' },
    { name: 'path', valueString: `Patient.name.where(${expression})` },
  ];
  const patch = { resourceType: 'Parameters', parameter: [{ name: 'operation', part }] };
  expect(await attack(target, written('PATCH', '/fhir/Patient/p1', JSON.stringify(patch)))).toBeNull();
});
