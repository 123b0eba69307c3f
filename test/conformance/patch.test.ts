import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Fault } from '../../src/base/index.ts';
import type { Resource } from '../../src/fhir/index.ts';
import { applyFhirPathPatch, applyJsonPatch } from '../../src/logic/index.ts';
import { resourceOf } from './fhir-xml.ts';
import { hasSuite, holdRatchet, suitePath } from './ratchet.ts';
import { type Xml, elementsOf, readXml } from './read-xml.ts';

const FHIR_PATCH = 'fhir-test-cases/r4/patch/fhir-patch-tests.xml';
const JSON_PATCH = 'fhir-test-cases/r4/patch/json-patch-tests.json';

/** What the patch made, or null where it was refused; anything but a Fault is a bug of ours. */
function outcomeOf(patch: () => Resource): Resource | null {
  try {
    return patch();
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

type Case = { name: string; actual: unknown; expected: unknown };

/** A narrative's white space means nothing and a quote may be escaped or not: the suite has both ways of each. */
function withoutSpaces(resource: unknown): unknown {
  return JSON.parse(JSON.stringify(resource), (key, value: unknown) =>
    key === 'div' && typeof value === 'string' ? value.replaceAll(/\s+/g, '').replaceAll('&quot;', '"') : value,
  );
}

function failures(cases: Case[]): Case[] {
  return cases.filter(({ actual, expected }) => {
    try {
      expect(withoutSpaces(actual)).toEqual(withoutSpaces(expected));
      return false;
    } catch {
      return true;
    }
  });
}

function resourceIn(parent: Xml, name: string): Resource | null {
  const holder = elementsOf(parent, name)[0];
  return holder ? resourceOf(elementsOf(holder)[0]!) : null;
}

test.skipIf(!hasSuite(FHIR_PATCH))('every case of the FHIRPath Patch suite comes out as it says', () => {
  const cases = elementsOf(readXml(readFileSync(suitePath(FHIR_PATCH), 'utf8')), 'case').map((one) => ({
    name: one.attributes['name']!,
    actual: outcomeOf(() => applyFhirPathPatch(resourceIn(one, 'input')!, resourceIn(one, 'diff')!)),
    expected: resourceIn(one, 'output'),
  }));
  expect(failures(cases)).toEqual([]);
  holdRatchet('fhirPatch', cases.length);
});

test.skipIf(!hasSuite(JSON_PATCH))('every case of the JSON Patch suite comes out as it says', () => {
  type Published = { comment: string; doc: Resource; patch: unknown; expected?: unknown; error?: string };
  const published = JSON.parse(readFileSync(suitePath(JSON_PATCH), 'utf8')) as Published[];
  const cases = published.map(({ comment, doc, patch, expected }) => ({
    name: comment,
    actual: outcomeOf(() => applyJsonPatch(doc, patch)),
    expected: expected ?? null,
  }));
  expect(failures(cases)).toEqual([]);
  holdRatchet('jsonPatch', cases.length);
});
