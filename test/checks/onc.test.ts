/** The lists of pairs that ONC's panels agreed on, read in place: those of high priority are found, those that must not interrupt do not. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compileKnowledge } from '../../src/care/checks/compile-knowledge.ts';
import { findConflicts } from '../../src/care/checks/find-conflicts.ts';
import { USUAL_KNOWLEDGE } from '../../src/care/checks/knowledge.ts';
import type { Finding } from '../../src/care/checks/model.ts';
import { readPlan } from '../../src/care/checks/read-plan.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/data/clinical/ddi-onc/PDDI-Datasets', import.meta.url));
const HERE = existsSync(FOLDER);
if (!HERE)
  process.stderr.write(`The lists of interactions are not at ${FOLDER}: the rules are not held against them.\n`);

const NOW = Date.parse('2026-11-24T12:00:00Z');
const knowledge = compileKnowledge(USUAL_KNOWLEDGE, NOW);

/** Findings about each pair of which both medicines are known. */
function findingsOf(file: string): Map<string, Finding[]> {
  const pairs = readFileSync(`${FOLDER}/${file}`, 'utf8')
    .replace(/^\uFEFF/, '')
    .split('\n');
  const found = new Map<string, Finding[]>();
  for (const line of pairs) {
    const [first, , second] = line.split('$');
    if (!first || !second) continue;
    const resources = [first, second].map((text, place): fhir4.MedicationRequest => ({
      resourceType: 'MedicationRequest',
      id: `m${place}`,
      status: 'active',
      intent: 'order',
      subject: { reference: 'Patient/p' },
      medicationCodeableConcept: { text },
    }));
    const plan = readPlan(resources, knowledge, NOW);
    if (plan.unknown.length === 0) found.set(`${first} with ${second}`, findConflicts(plan, knowledge, NOW));
  }
  return found;
}

test.skipIf(!HERE)('of the pairs of high priority whose medicines are known, 95 in 100 are found', () => {
  const found = [...findingsOf('ONC-High-Priority/ONC_High_Priority_Mapped.csv')];
  expect(found.length).toBeGreaterThan(1200);
  const missed = found.filter(([, findings]) => findings.length === 0).map(([pair]) => pair);
  expect(missed.length / found.length, missed.join('; ')).toBeLessThan(0.05);
});

test.skipIf(!HERE)('none of the pairs that must not interrupt interrupts, and few are told at all', () => {
  const found = [...findingsOf('ONC-Non-Interuptive/ONC_Non_Interuptive_Mapped.csv')];
  expect(found.length).toBeGreaterThan(1000);
  expect(found.filter(([, findings]) => findings.some(({ interrupts }) => interrupts)).map(([pair]) => pair)).toEqual(
    [],
  );
  const told = new Set(found.flatMap(([, findings]) => findings.map(({ rule }) => rule)));
  // Two blockers of the renin-angiotensin system, and two that lengthen QT: labels warn of both.
  expect([...told].toSorted()).toEqual(['drug-drug.ace-arb', 'drug-drug.qt-antiarrhythmic']);
});
