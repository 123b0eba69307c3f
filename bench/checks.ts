/** `node bin/run.mjs bench/checks.ts`: how long the conflicts of a plan of 400 items take, after a change, without the database. */
import { compileKnowledge } from '../src/care/checks/compile-knowledge.ts';
import { findConflicts } from '../src/care/checks/find-conflicts.ts';
import { USUAL_KNOWLEDGE } from '../src/care/checks/knowledge.ts';
import { CHARTS_AT, LABELLED } from '../src/care/checks/labelled/index.ts';
import { readPlan } from '../src/care/checks/read-plan.ts';

const ROUNDS = 200;

/** More than anybody takes at once. */
const MOST_MEDICINES = 40;
const DAY_MS = 86_400_000;

/**
 * A plan of so many items: those of the labelled charts, taken in turn from each kind under ids of their own, no more medicines than
 * somebody may take; the rest are results of the last years.
 */
export function planOf(count: number): fhir4.FhirResource[] {
  const patient: fhir4.FhirResource = { resourceType: 'Patient', id: 'p', gender: 'female', birthDate: '1950-06-15' };
  const kinds = Object.values(LABELLED).map((charts) =>
    charts.flatMap(({ resources }) => resources.filter(({ resourceType }) => resourceType !== 'Patient')),
  );
  const longest = Math.max(...kinds.map((all) => all.length));
  const inTurn = Array.from({ length: longest }).flatMap((_, place) => kinds.flatMap((all) => all[place] ?? []));
  const medicines = inTurn.filter(({ resourceType }) => resourceType.startsWith('Medication')).slice(0, MOST_MEDICINES);
  const others = inTurn.filter(({ resourceType }) => !resourceType.startsWith('Medication')).slice(0, count / 2);
  const items = [...medicines, ...others].slice(0, count).map((one, place) => ({ ...one, id: `${one.id}-${place}` }));
  const results = Array.from({ length: count - items.length }, (_, place): fhir4.Observation => ({
    resourceType: 'Observation',
    id: `result-${place}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: place % 2 === 0 ? '2823-3' : '2160-0' }] },
    subject: { reference: 'Patient/p' },
    effectiveDateTime: new Date(CHARTS_AT - (place + 1) * 3 * DAY_MS).toISOString(),
    valueQuantity: { value: place % 2 === 0 ? 4.2 : 1.1, code: place % 2 === 0 ? 'mmol/L' : 'mg/dL' },
  }));
  return [patient, ...items, ...results];
}

/** Milliseconds of each round, the quickest first: the bodies parsed, the plan read, the conflicts found. */
export function timesOf(
  resources: readonly fhir4.FhirResource[],
  rounds: number,
): { times: number[]; findings: number } {
  const knowledge = compileKnowledge(USUAL_KNOWLEDGE, CHARTS_AT);
  const bodies = resources.map((one) => JSON.stringify(one));
  let findings = 0;
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    const read = bodies.map((body) => JSON.parse(body) as fhir4.FhirResource);
    findings = findConflicts(readPlan(read, knowledge, CHARTS_AT), knowledge, CHARTS_AT).length;
    return performance.now() - started;
  });
  return { times: times.toSorted((a, b) => a - b), findings };
}

if (import.meta.main) {
  for (const count of [50, 400, 1000]) {
    const { times, findings } = timesOf(planOf(count), ROUNDS);
    const at = (share: number) => times[Math.floor(share * (times.length - 1))]!.toFixed(1);
    process.stdout.write(
      `${count} items, ${findings} findings: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${at(1)} ms\n`,
    );
  }
}
