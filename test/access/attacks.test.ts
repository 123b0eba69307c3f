import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openTestHouse } from '../house.ts';
import type { Resource } from '../../src/fhir/index.ts';
import { putAll } from '../records.ts';
import { type Ask, MARKER, type TwinAttack } from './attacks/attack.ts';
import { type Asking, type Kind, everyKind } from './attacks/callers.ts';
import { plain } from './attacks/plain.ts';
import { TWIN_ATTACKS } from './attacks/table.ts';
import { hiddenCare } from './attacks/care-twins.ts';
import { TWINS, putTwins } from './attacks/twins.ts';
import { signedIn } from './people.ts';

// Everybody who may not see what is hidden tries every way of the table to learn of it: docs/attacks.md.

let house: House;
let kinds: Kind[];
let all: Asking;
let end: () => Promise<void>;

beforeAll(async () => {
  house = await openTestHouse();
  await putTwins(house);
  ({ kinds, all, close: end } = await everyKind(house));
});
afterAll(async () => {
  await end();
  await house.close();
});

const MOST_PAGES = 20;

/** An answer, and those of the pages after it where it is asked to go on. */
async function answers(ask: Asking, first: Ask, most: number): Promise<LightMyRequestResponse[]> {
  const answer = await ask(first);
  if (most <= 1 || answer.statusCode !== 200) return [answer];
  const { link = [] } = answer.json<{ link?: { relation: string; url: string }[] }>();
  const next = link.find((one) => one.relation === 'next');
  if (!next) return [answer];
  return [answer, ...(await answers(ask, { ...first, url: next.url.replace(/^https?:\/\/[^/]+/, '') }, most - 1))];
}

async function tryOn(attack: TwinAttack, asking: (who: string) => Asking): Promise<[unknown, unknown, string]> {
  const said: LightMyRequestResponse[][] = [];
  for (const who of TWINS) said.push(await answers(asking(who), attack.ask(who), attack.pages ? MOST_PAGES : 1));
  const texts = said.flat().map((one) => `${JSON.stringify(one.headers)}${one.body}`);
  return [said[0]!.map(plainTwin), said[1]!.map(plainTwin), texts.join('\n')];
}

const plainTwin = (answer: LightMyRequestResponse) => plain(answer, TWINS);

const TABLE = Object.values(TWIN_ATTACKS).flat();

test('there are many, each of its own name', () => {
  expect(TABLE.length).toBeGreaterThan(60);
  expect(new Set(TABLE.map((one) => one.id)).size).toBe(TABLE.length);
});

describe.each(TABLE)('$id: $how', (attack) => {
  test('hidden and absent answer alike, whoever asks', async () => {
    for (const { kind, isKnown, of } of kinds.filter((one) => !attack.notOf?.includes(one.kind))) {
      const [hidden, absent, text] = await tryOn(attack, of);
      expect(hidden, kind).toEqual(absent);
      expect(text, kind).not.toContain(MARKER);
      expect(text, kind).not.toContain(Buffer.from(MARKER).toString('base64'));
      const statuses = new Set((hidden as { status: number }[]).map((one) => one.status));
      expect(isKnown || (statuses.size === 1 && statuses.has(401)), kind).toBe(true);
    }
  });
});

describe.each(TABLE.filter((one) => one.blind === undefined))('$id', (attack) => {
  test('there is something to be seen that way', async () => {
    // What was tried before may have gone through for the software itself.
    await putTwins(house);
    const [hidden, absent] = await tryOn(attack, () => all);
    expect(hidden).not.toEqual(absent);
  });
});

test('what is not hidden is told when one orders: the software itself orders nothing', async () => {
  const attack = TABLE.find(({ id }) => id === 'app-order-check')!;
  const heart = { practitioner: 'cardiologist', site: 'Organization/heart' };
  const { cookie } = await signedIn(house, { username: 'orderer', role: 'physician', ...heart });
  const { method = 'POST', url, body, headers } = attack.ask('lee');
  const ask = async () => {
    const own = { ...headers, cookie, 'sec-fetch-site': 'same-origin' };
    const answer = await house.ask({ method, url, headers: own, payload: JSON.stringify(body) });
    return [answer.statusCode, answer.body.includes('lee-secret-a1c')];
  };
  expect(await ask()).toEqual([200, false]);
  const { encounter: _hidden, ...done } = hiddenCare('lee').find(({ id }) => id === 'lee-secret-a1c')!;
  await putAll(house.record, [done as Resource]);
  expect(await ask()).toEqual([200, true]);
});
