import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { Fault } from '../../src/base/index.ts';
import type { Resource } from '../../src/fhir/index.ts';
import { evaluate } from '../../src/logic/index.ts';
import { resourceOf } from './fhir-xml.ts';
import misses from './fhirpath-misses.json' with { type: 'json' };
import { hasSuite, holdRatchet, suitePath } from './ratchet.ts';
import { type Xml, elementsOf, readXml, textOf } from './read-xml.ts';

const SUITE = 'fhir-test-cases/r4/fhirpath/tests-fhir-r4.xml';
const inputs = new Map<string, Resource>();

function input(file: string): Resource {
  let resource = inputs.get(file);
  if (!resource) {
    const text = readFileSync(suitePath(`fhir-test-cases/r4/${file}`), 'utf8');
    resource = file.endsWith('.json') ? (JSON.parse(text) as Resource) : resourceOf(readXml(text));
    inputs.set(file, resource);
  }
  return resource;
}

const WITH_OFFSET = /T.*(?:Z|[+-]\d\d:\d\d)$/;

/**
 * FHIRPath's own equality: numbers numerically, dateTimes with an offset as instants; the suite writes an `@` before dates and
 * times that an element's own text has not.
 */
function isSame(value: unknown, expected: string): boolean {
  if (typeof value === 'number') return value === Number(expected);
  const text = String(value);
  if (!expected.startsWith('@')) return text === expected;
  const moment = expected.replace(/^@T?/, '');
  if (WITH_OFFSET.test(text) && WITH_OFFSET.test(moment)) return Date.parse(text) === Date.parse(moment);
  return text.replace(/^@T?/, '') === moment;
}

/** Whether an evaluation gives what the case says it gives, in order. */
function passes(one: Xml): boolean {
  const expression = elementsOf(one, 'expression')[0]!;
  const { inputfile, predicate } = one.attributes;
  const outputs = elementsOf(one, 'output');
  const isInvalid = expression.attributes['invalid'] !== undefined;
  let values: unknown[];
  try {
    values = evaluate(inputfile ? input(basename(inputfile)) : {}, textOf(expression).trim());
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return isInvalid;
  }
  if (isInvalid) return false;
  if (predicate === 'true')
    values = [values.length === 1 && typeof values[0] === 'boolean' ? values[0] : values.length > 0];
  if (values.length !== outputs.length) return false;
  return outputs.every((output, at) => isSame(values[at], textOf(output)));
}

test.skipIf(!hasSuite(SUITE))("the FHIRPath suite's R4 cases pass but for the listed ones", () => {
  const cases = elementsOf(readXml(readFileSync(suitePath(SUITE), 'utf8')), 'group').flatMap((group) =>
    elementsOf(group, 'test'),
  );
  const failed = cases.filter((one) => !passes(one)).map((one) => one.attributes['name']!);
  expect(failed.sort()).toEqual(Object.keys(misses).sort());
  holdRatchet('fhirPath', cases.length - failed.length);
});
