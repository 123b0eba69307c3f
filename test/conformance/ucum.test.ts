import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canonicalUnit } from '../../src/logic/index.ts';
import { hasSuite, holdRatchet, suitePath } from './ratchet.ts';
import { elementsOf, readXml } from './read-xml.ts';
import misses from './ucum-misses.json' with { type: 'json' };

const SUITE = 'ucum/src/test/resources/UcumFunctionalTests.xml';

type Case = { [attribute: string]: string | undefined };

function cases(group: string): Case[] {
  return elementsOf(readXml(readFileSync(suitePath(SUITE), 'utf8')), group)
    .flatMap((one) => elementsOf(one, 'case'))
    .map(({ attributes }) => attributes);
}

/** What is one amount in two units is one amount in the base unit, but for half of the last digit that the suite gives. */
function isConverted({ value, srcUnit, dstUnit, outcome }: Case): boolean {
  const [from, to] = [canonicalUnit(srcUnit!), canonicalUnit(dstUnit!)];
  if (!from || !to || from.name !== to.name) return false;
  const digits = /\.(\d+)/.exec(outcome!)?.[1]!.length ?? 0;
  const exponent = Number(/e(.+)$/i.exec(outcome!)?.[1] ?? 0);
  const half = to.convert(0.5 * 10 ** (exponent - digits)) - to.convert(0);
  return Math.abs(from.convert(Number(value)) - to.convert(Number(outcome))) <= half * 1.001;
}

test.skipIf(!hasSuite(SUITE))("UCUM's functional tests: conversions, and what is a unit", () => {
  const converted = cases('conversion');
  const units = cases('validation').filter(({ unit }) => unit !== undefined);
  expect(Math.min(converted.length, units.length)).toBeGreaterThan(20);
  // A scale without a linear base is a unit and has no canonical one: that a valid unit has none is counted, not held.
  const wrong = [
    ...converted.filter((one) => !isConverted(one)),
    ...units.filter(({ unit, valid }) => valid === 'false' && canonicalUnit(unit!) !== null),
  ];
  expect(wrong.map(({ id }) => id!).sort()).toEqual(Object.keys(misses).sort());
  holdRatchet('ucumUnits', units.filter(({ unit, valid }) => valid === 'true' && canonicalUnit(unit!)).length);
});
