/** Problems: what the person has, in the words of the record, one row however often it was written down. */
import type { Lane } from '../../lib/lanes.ts';
import { nameOfConcept } from '../../lib/codes.ts';
import { anyHasCode, codesIn, conceptKey, isCircumstance, plainName, SNOMED } from './codings.ts';
import { laneOfVisit } from './lanes.ts';
import { measuresOf } from './measures.ts';
import type { Directory, Person, Source } from './people.ts';
import { keyOf, refOf, type RecordIndex } from './record.ts';
import { dateOf, momentOf } from './times.ts';

export type Problem = {
  ref: string;
  /** Every Condition of the same code: references to any of them are about this problem. */
  refs: string[];
  name: string;
  concept: fhir4.CodeableConcept;
  isActive: boolean;
  /** A circumstance (work, housing, stress) rather than an illness. */
  isCircumstance: boolean;
  since?: string | undefined;
  ended?: string | undefined;
  severity?: string | undefined;
  lane?: Lane | undefined;
  recorder?: Person | undefined;
  measures: readonly string[];
  episodes: number;
  ms: number;
  source: Source;
};

const ENDED = new Set(['inactive', 'remission', 'resolved']);

/** All problems, the active first, those with a measure before those without, then by how long they last. */
export function problemsOf(index: RecordIndex, directory: Directory): Problem[] {
  const gathered = new Map<string, fhir4.Condition[]>();
  for (const condition of index.of('Condition')) {
    if (anyHasCode(condition.verificationStatus ? [condition.verificationStatus] : [], 'refuted')) continue;
    const key = conceptKey(condition.code, SNOMED) || refOf(condition);
    gathered.set(key, [...(gathered.get(key) ?? []), condition]);
  }
  return [...gathered.values()].map((conditions) => problemOf(conditions, index, directory)).sort(byWeight);
}

function byWeight(a: Problem, b: Problem): number {
  return weight(b) - weight(a) || a.ms - b.ms;
}

function weight(problem: Problem): number {
  return (problem.isActive ? 4 : 0) + (problem.isCircumstance ? 0 : 2) + (problem.measures.length > 0 ? 1 : 0);
}

function isActive(condition: fhir4.Condition): boolean {
  return !condition.abatementDateTime && !codesIn(condition.clinicalStatus).some((code) => ENDED.has(code));
}

function problemOf(conditions: fhir4.Condition[], index: RecordIndex, directory: Directory): Problem {
  const oldestFirst = conditions.toSorted((a, b) => momentOf(dateOf(a)) - momentOf(dateOf(b)));
  const active = oldestFirst.find(isActive);
  const shown = active ?? oldestFirst.at(-1) ?? conditions[0];
  if (!shown) throw new Error('broken invariant: a problem without a condition');
  const visit = index.findAs('Encounter', shown.encounter);
  const since = shown.onsetDateTime ?? shown.onsetPeriod?.start ?? shown.recordedDate;
  return {
    ref: refOf(shown),
    refs: conditions.map(refOf),
    name: plainName(nameOfConcept(shown.code)),
    concept: shown.code ?? {},
    isActive: active !== undefined,
    isCircumstance: isCircumstance(shown.code) || anyHasCode(shown.category, 'sdoh', 'social-history'),
    since,
    ended: shown.abatementDateTime ?? shown.abatementPeriod?.start,
    severity: nameOfConcept(shown.severity) || undefined,
    lane: visit ? laneOfVisit(visit, index) : undefined,
    recorder: directory.person(shown.recorder ?? shown.asserter),
    measures: measuresOf(shown.code),
    episodes: conditions.length,
    ms: momentOf(since),
    source: directory.source(shown),
  };
}

/** The problems that a list of references is about. */
export function problemsNamed(
  problems: readonly Problem[],
  targets: readonly fhir4.Reference[] | undefined,
): Problem[] {
  const keys = new Set((targets ?? []).map(keyOf));
  return keys.size === 0 ? [] : problems.filter((problem) => problem.refs.some((ref) => keys.has(ref)));
}
