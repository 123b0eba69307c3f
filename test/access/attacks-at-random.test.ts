import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { R4_PARAMS } from '../../src/fhir/index.ts';
import { type House, openTestHouse } from '../house.ts';
import { searches } from '../properties/fuzz/make-searches.ts';
import { MARKER, SECRET_IDENTIFIER, WORD, secret } from './attacks/attack.ts';
import { TWINS, putTwins } from './attacks/twins.ts';
import { type Person, signedIn } from './people.ts';

// Questions put together at random, of everything that a search can hold, by one who may not see what is hidden: docs/attacks.md.

const [robin] = TWINS;
const SEED = 20261125;
let house: House;
let cardiologist: Person;
let system: { authorization: string };

beforeAll(async () => {
  house = await openTestHouse();
  await putTwins(house);
  const heart = { practitioner: 'cardiologist', site: 'Organization/heart' };
  cardiologist = await signedIn(house, { username: 'cardiologist', role: 'physician', ...heart });
  system = await house.as('system');
});
afterAll(() => house.close());

const TYPES = [
  'Observation',
  'Encounter',
  'Condition',
  'DocumentReference',
  'Flag',
  'Patient',
  'List',
  'Provenance',
  'Task',
];
const VALUES = [
  robin,
  `Patient/${robin}`,
  secret(robin),
  `${SECRET_IDENTIFIER}|`,
  WORD,
  'final',
  'finished',
  'gt2020-01-01',
  'gt100',
  'http://loinc.org|8867-4',
  '42CFRPart2',
  'true',
  'false',
  'F10.20',
];
const RESULTS: [string, string][] = [
  ['_include', '*'],
  ['_include:iterate', '*'],
  ['_revinclude', '*'],
  ['_revinclude:iterate', '*'],
  ['_include', 'List:item'],
  ['_revinclude', 'Flag:patient'],
  ['_total', 'accurate'],
  ['_summary', 'text'],
  ['_elements', 'id,text,note'],
  ['_contained', 'both'],
  ['_sort', '-_lastUpdated'],
  ['_sort', '_id'],
  ['_count', '3'],
  ['_security:not', 'HIV'],
  ['_tag', `urn:twin|${robin}`],
];

const param = (type: string) =>
  fc
    .tuple(
      fc.constantFrom(...R4_PARAMS.of(type).keys()),
      fc.constantFrom('', '', '', ':missing', ':not', ':text', ':exact', ':contains', ':identifier'),
      fc.constantFrom(...VALUES),
    )
    .map(([code, modifier, value]): [string, string] => [`${code}${modifier}`, value]);

const linked = fc.constantFrom<[string, string]>(
  ['_has:Observation:patient:status', 'final'],
  ['_has:Encounter:patient:reason-code', 'F10.20'],
  ['patient._id', robin],
  ['subject:Patient._has:Flag:patient:identifier', `${SECRET_IDENTIFIER}|`],
  ['encounter.status', 'finished'],
  ['derived-from:Observation.value-quantity', 'gt100'],
  ['_list', `${robin}-list`],
  ['_content', WORD],
  ['_text', WORD],
);

/** Of a type or a compartment: one or two parameters, now and then a chain, and ways to shape and to bring along. */
const composed = fc
  .constantFrom(...TYPES)
  .chain((type) =>
    fc
      .tuple(
        fc.constantFrom(`/fhir/${type}`, `/fhir/${type}`, `/fhir/Patient/${robin}/${type}`),
        fc.array(param(type), { maxLength: 1 }),
        fc.option(linked, { freq: 2 }),
        fc.array(fc.constantFrom(...RESULTS), { maxLength: 4 }),
      )
      .map(
        ([path, own, link, results]) => `${path}?${new URLSearchParams([...own, ...(link ? [link] : []), ...results])}`,
      ),
  );

/** Whatever only what is hidden holds: its words, its file, and its own place in a bundle. */
const DATA = Buffer.from(MARKER).toString('base64');
const shows = (text: string): boolean =>
  text.includes(MARKER) ||
  text.includes(DATA) ||
  new RegExp(`"id":"(${secret(robin)}|${robin}-later|${robin}-gone)"`).test(text);

test('nothing that is hidden stands in any answer', { timeout: 120_000 }, async () => {
  let answered = 0;
  let wouldShow = 0;
  await fc.assert(
    fc.asyncProperty(composed, async (url) => {
      const answer = await cardiologist.get(url);
      if (answer.statusCode === 200) answered += 1;
      expect(shows(JSON.stringify(answer.headers) + answer.body), url).toBe(false);
      if (shows((await house.ask({ url, headers: system })).body)) wouldShow += 1;
    }),
    { numRuns: 300, seed: SEED },
  );
  // Or it would say nothing: most are questions that are answered, and many would show it to whoever may see it.
  expect(answered).toBeGreaterThan(100);
  expect(wouldShow).toBeGreaterThan(50);
});

test('nor in any answer to junk', { timeout: 120_000 }, async () => {
  const { cookie } = cardiologist;
  await fc.assert(
    fc.asyncProperty(searches, async (attack) => {
      if (attack.way !== 'request' || !['GET', 'POST'].includes(attack.method)) return;
      const { method, url, headers, payload } = attack;
      const own = { cookie, 'sec-fetch-site': 'same-origin', ...headers };
      const answer = await house.ask({ method: method as 'GET', url, headers: own, ...(payload ? { payload } : {}) });
      expect(shows(JSON.stringify(answer.headers) + answer.body), url).toBe(false);
    }),
    { numRuns: 200, seed: SEED },
  );
});
