/** The model on real Synthea people: nothing breaks, nothing is lost, nothing is slow. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { FhirResource } from '../../api/model.ts';
import { chartOf } from './chart.ts';

const FOLDER = fileURLToPath(new URL('../../../../shared/data/synthea/uscore-121', import.meta.url));
const HERE = existsSync(FOLDER);
if (!HERE) process.stderr.write(`Synthea's people are not at ${FOLDER}: the chart is not tried on them.\n`);

const LEFT_OUT = new Set(['Claim', 'ExplanationOfBenefit', 'Provenance', 'AuditEvent', 'SupplyDelivery']);
const NOW = Date.parse('2021-08-01T12:00:00Z');

function people(file: string, most: number): FhirResource[][] {
  const lines = gunzipSync(readFileSync(`${FOLDER}/${file}`))
    .toString('utf8')
    .split('\n')
    .slice(0, most);
  return lines.filter(Boolean).map((line) => {
    const bundle = JSON.parse(line) as fhir4.Bundle;
    return (bundle.entry ?? []).flatMap((entry) =>
      entry.resource && !LEFT_OUT.has(entry.resource.resourceType) ? [entry.resource as FhirResource] : [],
    );
  });
}

test.skipIf(!HERE)('every one of thirty people becomes a chart that leaves nothing out', () => {
  for (const resources of people('bundles-00.ndjson.gz', 30)) {
    const chart = chartOf({ resources, related: [] }, NOW);
    const count = (type: string) => resources.filter((one) => one.resourceType === type).length;
    const valued = resources.filter((one) => one.resourceType === 'Observation').length;
    expect(chart.results.measurements.length).toBe(valued);
    expect(chart.visits.length).toBe(count('Encounter'));
    expect(chart.visits.every((visit) => Number.isFinite(visit.ms))).toBe(true);
    expect(chart.documents.length).toBeGreaterThanOrEqual(count('DocumentReference'));
    expect(chart.problems.flatMap((problem) => problem.refs).length).toBe(count('Condition'));
    expect(chart.vaccines.flatMap((vaccine) => vaccine.doses).length).toBe(count('Immunization'));
    expect(chart.who.name).not.toBe('');
    expect(chart.matters.open.length).toBeLessThan(20);
    const untitled = chart.visits.filter((visit) => visit.title === '');
    expect(untitled).toEqual([]);
    expect(chart.medications.filter((medication) => medication.name === '')).toEqual([]);
  }
});
