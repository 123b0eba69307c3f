import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openTestHouse } from '../house.ts';
import { secret } from './attacks/attack.ts';
import { TWINS, putTwins } from './attacks/twins.ts';
import { type Person, signedIn } from './people.ts';

// How long an answer takes tells no more than the answer does: docs/attacks.md.

let house: House;
let cardiologist: Person;

beforeAll(async () => {
  house = await openTestHouse();
  await putTwins(house);
  cardiologist = await signedIn(house, { username: 'cardiologist', role: 'physician', site: 'Organization/heart' });
});
afterAll(() => house.close());

const ROUNDS = 200;
/** A quarter, or what cannot be told over a network. */
const MOST_APART = 0.25;
const FLOOR_MS = 0.25;
const at = (times: number[], part: number): number =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length * part)]!;

test.each([
  ['a read', (who: string) => `/fhir/Observation/${secret(who)}`],
  ['a version', (who: string) => `/fhir/Observation/${secret(who)}/_history/1`],
  ['a history', (who: string) => `/fhir/Observation/${secret(who)}/_history`],
  ['labels', (who: string) => `/fhir/Observation/${secret(who)}/$meta`],
  ['everything of a visit', (who: string) => `/fhir/Encounter/${secret(who)}/$everything`],
  ['a search by id', (who: string) => `/fhir/Observation?_id=${secret(who)}`],
  ['the history of the app', (who: string) => `/app/resources/Observation/${secret(who)}/history`],
])('%s takes as long of what is hidden as of what is not there', { timeout: 60_000 }, async (_name, address) => {
  const times: [number[], number[]] = [[], []];
  for (let round = -20; round < ROUNDS; round += 1) {
    // One after the other, now this and now that first, so that what else the machine does befalls both.
    for (const twin of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const begun = performance.now();
      await cardiologist.get(address(TWINS[twin]!));
      if (round >= 0) times[twin]!.push(performance.now() - begun);
    }
  }
  // What tells by its time is longer as a whole; what else a busy machine does lengthens one end of it.
  const apart = [0.25, 0.5].map((part) => {
    const [hidden, absent] = times.map((all) => at(all, part)) as [number, number];
    return { part, hidden, absent, isApart: Math.abs(hidden - absent) > Math.max(absent * MOST_APART, FLOOR_MS) };
  });
  expect(
    apart.some(({ isApart }) => !isApart),
    JSON.stringify(apart),
  ).toBe(true);
});
